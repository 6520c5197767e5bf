/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/accounts.h"
#include "store/store.h"

G_BEGIN_DECLS

/* The user's accounts, for commands. */

/* Error: EX_CONFIG when Anser's settings are not installed. */
AnserAccounts *cli_user_accounts_open (GError        **error);

/* By id, address or label. (transfer none). Error: EX_CONFIG. */
AnserAccount  *cli_user_accounts_find (AnserAccounts  *accounts,
                                       const char     *name,
                                       GError        **error);

/* An account of this address may not be there twice. Error: EX_CONFIG. */
gboolean       cli_user_accounts_check_new (AnserAccounts  *accounts,
                                            AnserAccount   *unsaved,
                                            GError        **error);

/* What the windows and commands have learnt of the receiving server of @account, in words; "" for
 * nothing. The letters need not be opened for it. (transfer full) */
char          *cli_user_store_peek_quirks (AnserAccount  *account);

/* The letters of all accounts, as the windows show them. (transfer full) */
AnserStore    *cli_user_store_open    (GError        **error);
AnserStore    *cli_user_store_open_anew (AnserStoreRebuildFunc   progress,
                                         GError                **error);

G_END_DECLS
