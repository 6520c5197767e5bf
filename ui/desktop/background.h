/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "courier/post-office.h"

G_BEGIN_DECLS

#define ANSER_TYPE_BACKGROUND (anser_background_get_type ())
G_DECLARE_FINAL_TYPE (AnserBackground, anser_background, ANSER, BACKGROUND, GObject)

/**
 * AnserBackground:
 *
 * Keeps the application going without a window, as the setting "run-in-background" says, or because
 * it was started so; and as long as letters are being sent, for whoever closes the window right
 * after writing.
 *
 * Signal "problem" (const char *sentence): what the desktop does not allow.
 */

/* @application: not referenced; it outlives this. */
AnserBackground *anser_background_new       (GApplication    *application,
                                             AnserPostOffice *office);

/* From here on the setting counts: there is a window, which may be closed. */
void             anser_background_begin     (AnserBackground *self);
/* There is no window, and that is as it should be until anser_background_end(). */
void             anser_background_stay      (AnserBackground *self);
/* The user quits: nothing keeps the application any more. What is in the outbox is safe there. */
void             anser_background_end       (AnserBackground *self);
gboolean         anser_background_is_active (AnserBackground *self);

G_END_DECLS
