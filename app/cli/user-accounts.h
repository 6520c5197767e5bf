/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/accounts.h"

G_BEGIN_DECLS

/* The user's accounts, for commands. */

/* Error: EX_CONFIG when Anser's settings are not installed. */
AnserAccounts *cli_user_accounts_open (GError        **error);

/* By id, address or label. (transfer none). Error: EX_CONFIG. */
AnserAccount  *cli_user_accounts_find (AnserAccounts  *accounts,
                                       const char     *name,
                                       GError        **error);

G_END_DECLS
