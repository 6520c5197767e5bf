/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/account.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ANSER_TYPE_RECENT_ROW (anser_recent_row_get_type ())
G_DECLARE_FINAL_TYPE (AnserRecentRow, anser_recent_row, ANSER, RECENT_ROW, AdwActionRow)

/**
 * AnserRecentRow:
 *
 * Gmail hides a message from POP3 once any program has fetched it (P13). With a word in front of the
 * user's name it shows those of the last 30 days to everybody: a switch for that word, only to be
 * seen where the account is at Gmail.
 */

void anser_recent_row_set_account (AnserRecentRow *self,
                                   AnserAccount   *account);

G_END_DECLS
