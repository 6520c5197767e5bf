/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What widgets need that draw themselves. Places are in pixels from where the language begins: from
 * the right in Arabic. */

/* From the left. */
int     anser_paint_mirror         (GtkWidget       *widget,
                                    int              start,
                                    int              width);

/* @name: (nullable): of a colour of the style; that of its text if there is none of this name. */
GdkRGBA anser_paint_get_colour     (GtkWidget       *widget,
                                    const char      *name);

/* Of text that matters less, as libadwaita's class dim-label has it. */
GdkRGBA anser_paint_get_dim_colour (GtkWidget       *widget);

/* A circle, or a pill. */
void    anser_paint_round          (GtkWidget       *widget,
                                    GtkSnapshot     *snapshot,
                                    int              start,
                                    int              top,
                                    int              width,
                                    int              height,
                                    const GdkRGBA   *colour);

/* The symbolic icon @name. */
void    anser_paint_icon           (GtkWidget       *widget,
                                    GtkSnapshot     *snapshot,
                                    const char      *name,
                                    int              start,
                                    int              top,
                                    int              size,
                                    const GdkRGBA   *colour);

G_END_DECLS
