/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "application.h"

G_BEGIN_DECLS

#define ANSER_TYPE_ACCOUNTS_WINDOW (anser_accounts_window_get_type ())
G_DECLARE_FINAL_TYPE (AnserAccountsWindow, anser_accounts_window, ANSER, ACCOUNTS_WINDOW,
                      AdwApplicationWindow)

/**
 * AnserAccountsWindow:
 *
 * The accounts: a list, the page of a new one, and the page of each. Its pages lie in a leaflet
 * and slide over each other, so that it is the same on a phone.
 */
GtkWidget *anser_accounts_window_new (AnserApplication    *application);

/* Shows the page of a new account. */
void       anser_accounts_window_add (AnserAccountsWindow *self);

G_END_DECLS
