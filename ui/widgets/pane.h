/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ANSER_TYPE_PANE (anser_pane_get_type ())
G_DECLARE_FINAL_TYPE (AnserPane, anser_pane, ANSER, PANE, GtkWidget)

/**
 * AnserPane:
 *
 * A pane of a leaflet: it takes the width that the user gave it (property "width") where there is
 * room, and shrinks to what its child (property "child") needs where there is not.
 *
 * Narrower than property "narrow-below", or than its child needs, it sets property "narrow", which
 * tells the child to do with less: it counts on that beforehand and asks for no width itself.
 */
void anser_pane_set_width (AnserPane *self,
                           int        width);

G_END_DECLS
