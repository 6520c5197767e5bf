/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ANSER_TYPE_PANE_HANDLE (anser_pane_handle_get_type ())
G_DECLARE_FINAL_TYPE (AnserPaneHandle, anser_pane_handle, ANSER, PANE_HANDLE, GtkWidget)

/**
 * AnserPaneHandle:
 *
 * The line between two panes of a leaflet, which can be dragged: it changes the width of the
 * AnserPane before it (property "pane").
 */

G_END_DECLS
