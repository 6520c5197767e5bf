/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/account.h"
#include "engine/server.h"

G_BEGIN_DECLS

/* What the engine needs to know of one side of an account. @password (nullable). Main context.
 * NULL when the account names no such server. */
AnserServer *anser_account_server_new     (AnserAccount  *account,
                                           AnserProtocol  protocol,
                                           const char    *password);

/* Whether the server is entered with a password at all. */
gboolean     anser_account_needs_password (AnserAccount  *account,
                                           AnserProtocol  protocol);

G_END_DECLS
