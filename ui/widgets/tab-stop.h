/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What holds a list of any length that Tab goes past, as if it were one control: the arrow keys go
 * from row to row. GTK 4.8 would have Tab go through all of its rows. */

#define ANSER_TYPE_TAB_STOP (anser_tab_stop_get_type ())
G_DECLARE_FINAL_TYPE (AnserTabStop, anser_tab_stop, ANSER, TAB_STOP, GtkWidget)

G_END_DECLS
