/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "courier/post-office.h"

G_BEGIN_DECLS

#define ANSER_TYPE_NEW_ACCOUNT_PAGE (anser_new_account_page_get_type ())
G_DECLARE_FINAL_TYPE (AnserNewAccountPage, anser_new_account_page, ANSER, NEW_ACCOUNT_PAGE, AdwBin)

/**
 * AnserNewAccountPage:
 *
 * Adds an account: name, address and password are enough where the provider is known; the rest can
 * be set by hand. Both servers are really logged in to before it is added.
 *
 * Signals: "added" (AnserAccount *account), "cancelled".
 */
GtkWidget *anser_new_account_page_new (AnserPostOffice *office);

G_END_DECLS
