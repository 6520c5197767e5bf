/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "courier/post-office.h"

G_BEGIN_DECLS

#define ANSER_TYPE_ACCOUNT_PAGE (anser_account_page_get_type ())
G_DECLARE_FINAL_TYPE (AnserAccountPage, anser_account_page, ANSER, ACCOUNT_PAGE, AdwBin)

/**
 * AnserAccountPage:
 *
 * Everything about one account, changed as it is typed; its test; its end.
 *
 * Signals: "back"; "removed", when it ended the account.
 */
GtkWidget *anser_account_page_new (AnserPostOffice *office,
                                   AnserAccount    *account);

G_END_DECLS
