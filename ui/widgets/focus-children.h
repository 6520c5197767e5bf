/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The focus() of a widget that knows by grab_focus() where to begin. GTK's own would begin there
 * whenever Tab comes by, and go past all that stands before it. */
gboolean anser_focus_children (GtkWidget        *widget,
                               GtkDirectionType  direction);

G_END_DECLS
