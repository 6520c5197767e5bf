/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/account.h"

G_BEGIN_DECLS

#define ANSER_TYPE_SERVER_GROUP (anser_server_group_get_type ())
G_DECLARE_FINAL_TYPE (AnserServerGroup, anser_server_group, ANSER, SERVER_GROUP,
                      AdwPreferencesGroup)

/**
 * AnserServerGroup:
 *
 * Host, port, security and user of one of an account's servers, bound to the account. Further rows
 * can be added to it, as to any group.
 */
void     anser_server_group_set_account (AnserServerGroup *self,
                                         AnserAccount     *account,
                                         AnserProtocol     protocol);

/* Whether all of it can be used; marks the first row that cannot and moves there. */
gboolean anser_server_group_check       (AnserServerGroup *self);

G_END_DECLS
