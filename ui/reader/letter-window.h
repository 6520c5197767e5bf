/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "courier/post-office.h"

G_BEGIN_DECLS

#define ANSER_TYPE_LETTER_WINDOW (anser_letter_window_get_type ())
G_DECLARE_FINAL_TYPE (AnserLetterWindow, anser_letter_window, ANSER, LETTER_WINDOW,
                      AdwApplicationWindow)

/**
 * AnserLetterWindow:
 *
 * A message from a file, without an account: to read, with its attachments and its source, and to
 * import.
 */

/* @office: (nullable): without it nothing can be imported. */
GtkWidget *anser_letter_window_new (GtkApplication  *application,
                                    AnserPostOffice *office,
                                    GFile           *file);

G_END_DECLS
