/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts.h"

G_BEGIN_DECLS

/* The settings of all accounts as text (a key file with a group for each), without secrets, which
 * are not in the settings: for backups. */
char     *anser_accounts_dup_text  (AnserAccounts  *self);
/* Adds the accounts of such a text that are not here, under the ids that they had. Keys that this
 * version does not know, and values that do not fit, are left out. Returns how many were added. */
unsigned  anser_accounts_add_text  (AnserAccounts  *self,
                                    const char     *text);

G_END_DECLS
