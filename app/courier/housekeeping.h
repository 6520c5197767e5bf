/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/accounts.h"
#include "store/store.h"

G_BEGIN_DECLS

/**
 * AnserHousekeeping:
 *
 * Empties the Trash and Junk folders of all accounts of what has been there as long as each account
 * says, at the start and every hour; has the store review its files soon after the start.
 */
typedef struct _AnserHousekeeping AnserHousekeeping;

AnserHousekeeping *anser_housekeeping_new  (AnserStore        *store,
                                            AnserAccounts     *accounts);
void               anser_housekeeping_free (AnserHousekeeping *self);

G_END_DECLS
