/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/store.h"

G_BEGIN_DECLS

#define ANSER_TYPE_SOURCE_WINDOW (anser_source_window_get_type ())
G_DECLARE_FINAL_TYPE (AnserSourceWindow, anser_source_window, ANSER, SOURCE_WINDOW, AdwWindow)

/**
 * AnserSourceWindow:
 *
 * A letter as it lies in its file, byte for byte, as far as that can be shown.
 */
GtkWidget *anser_source_window_new (GtkWindow  *parent,
                                    const char *subject,
                                    AnserStore *store,
                                    gint64      letter);

/* The same of a file that lies anywhere. */
GtkWidget *anser_source_window_new_for_file (GtkWindow  *parent,
                                             const char *subject,
                                             GFile      *file);

G_END_DECLS
