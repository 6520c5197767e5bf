/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account.h"

G_BEGIN_DECLS

#define ANSER_TYPE_ACCOUNTS (anser_accounts_get_type ())
G_DECLARE_FINAL_TYPE (AnserAccounts, anser_accounts, ANSER, ACCOUNTS, GObject)

/**
 * AnserAccounts:
 *
 * All accounts, in the user's order: a GListModel of AnserAccount that follows the key "accounts"
 * of the schema io.github.ansermail.Anser, also when another process changes it.
 */
AnserAccounts *anser_accounts_new     (void);

/* Writes what @unsaved holds to a new id. (transfer none): the saved one, now in the list. */
AnserAccount  *anser_accounts_add     (AnserAccounts *self,
                                       AnserAccount  *unsaved);

/* Forgets the account and resets its keys. Secrets and letters are the caller's to remove. */
void           anser_accounts_remove  (AnserAccounts *self,
                                       AnserAccount  *account);

/* By id, address or label. (transfer none) (nullable) */
AnserAccount  *anser_accounts_find    (AnserAccounts *self,
                                       const char    *name);

G_END_DECLS
