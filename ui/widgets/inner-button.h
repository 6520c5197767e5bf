/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Names the button that is part of a widget of GTK's or libadwaita's, and has no name there.
 * @icon: (nullable): what it shows, where there are others
 * @name: (nullable): shown as a tooltip too; that of the widget if NULL */
void anser_inner_button_name (GtkWidget  *widget,
                              const char *icon,
                              const char *name);

G_END_DECLS
