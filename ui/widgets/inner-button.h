/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Names the buttons that are part of a widget of GTK's or libadwaita's, and have no name there.
 * @mark: (nullable): the icon that they show or their style; only the first one if NULL
 * @name: (nullable): shown as a tooltip too; that of the widget if NULL */
void anser_inner_button_name (GtkWidget  *widget,
                              const char *mark,
                              const char *name);

G_END_DECLS
