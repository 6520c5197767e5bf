/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/account.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Combos of the account page whose rows stand for values of an account's settings. A value that was
 * set elsewhere is shown as the nearest larger one, and stays as it is. */

/* Minutes between two checks: only when asked, 5, 10, 15, 30, 60. */
void anser_account_choices_bind_interval   (AdwComboRow  *row,
                                            AnserAccount *account);
/* Days that messages stay on the server: for ever, 3, 7, 14, 30, 90. */
/* @property: "trash-days" or "junk-days". */
void anser_account_choices_bind_keep_days  (AdwComboRow  *row,
                                            AnserAccount *account,
                                            const char   *property);
void anser_account_choices_bind_leave_days (AdwComboRow  *row,
                                            AnserAccount *account);
/* What is deleted there before: nothing, what is deleted here, what leaves the inbox here. */
void anser_account_choices_bind_follow     (AdwComboRow  *row,
                                            AnserAccount *account);
/* Of what only the header comes at first: of nothing, of every message, of those over 1, 5, 10, 25
 * or 50 MB. */
void anser_account_choices_bind_headers    (AdwComboRow  *row,
                                            AnserAccount *account);

G_END_DECLS
