/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "courier/post-office.h"
#include "store/undo.h"

G_BEGIN_DECLS

#define ANSER_TYPE_TRIAL_PAGE (anser_trial_page_get_type ())
G_DECLARE_FINAL_TYPE (AnserTrialPage, anser_trial_page, ANSER, TRIAL_PAGE, GtkWidget)

/**
 * AnserTrialPage:
 *
 * What rules would do to the messages of a folder, message by message, and the button that does it.
 * Signals: "back"; "applied" (guint n, AnserUndo *undo, as a pointer): so many messages were changed.
 */

/* @rules: (element-type AnserRule): copied; those that are switched off too if @always. */
GtkWidget *anser_trial_page_new (AnserPostOffice *office,
                                 GPtrArray       *rules,
                                 gboolean         always);

G_END_DECLS
