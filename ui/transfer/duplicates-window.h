/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "courier/post-office.h"

G_BEGIN_DECLS

#define ANSER_TYPE_DUPLICATES_WINDOW (anser_duplicates_window_get_type ())
G_DECLARE_FINAL_TYPE (AnserDuplicatesWindow, anser_duplicates_window, ANSER, DUPLICATES_WINDOW,
                      AdwWindow)

/**
 * AnserDuplicatesWindow:
 *
 * The messages that an account has more than once, which of each stays, and a button that moves the
 * others to Trash, with a way back. It looks by itself.
 */
GtkWidget *anser_duplicates_window_new (GtkWindow       *parent,
                                        AnserPostOffice *office);

G_END_DECLS
