/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/query.h"

G_BEGIN_DECLS

/* What is looked for, as attributes of a label of @widget's colours. (transfer full) (nullable):
 * NULL if nothing of it is in @text. */
PangoAttrList *anser_highlight_make      (GtkWidget        *widget,
                                          const AnserQuery *query,
                                          gboolean          variants,
                                          AnserQueryColumn  column,
                                          const char       *text);

/* (transfer full): @text from a little before what is looked for in it, so that it is seen where there
 * is room for a few words; the whole of it if it is near its beginning, or not in it. */
char          *anser_highlight_dup_excerpt (const AnserQuery *query,
                                          gboolean          variants,
                                          AnserQueryColumn  column,
                                          const char       *text);

/* The colour behind it, which lets the text and what is below shine through. */
void           anser_highlight_get_color (GtkWidget        *widget,
                                          GdkRGBA          *color);

G_END_DECLS
