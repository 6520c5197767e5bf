/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-widgets"

#include "config.h"

#include "widgets/highlight.h"

#define ALPHA 0.4

void
anser_highlight_get_color (GtkWidget *widget,
                           GdkRGBA   *color)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);

  /* libadwaita's yellow, if there is no such colour. */
  if (!gtk_style_context_lookup_color (context, "warning_bg_color", color))
    *color = (GdkRGBA) { 0.96, 0.76, 0.07, 1 };
  color->alpha = ALPHA;
}

static void
add (PangoAttrList  *attributes,
     PangoAttribute *attribute,
     AnserQueryHit   hit)
{
  attribute->start_index = hit.start;
  attribute->end_index = hit.end;
  pango_attr_list_insert (attributes, attribute);
}

PangoAttrList *
anser_highlight_make (GtkWidget        *widget,
                      const AnserQuery *query,
                      gboolean          variants,
                      AnserQueryColumn  column,
                      const char       *text)
{
  g_autoptr(GArray) hits = NULL;
  PangoAttrList *attributes;
  GdkRGBA color;

  if (query == NULL || text == NULL)
    return NULL;
  hits = anser_query_find_hits (query, text, column, variants);
  if (hits->len == 0)
    return NULL;

  anser_highlight_get_color (widget, &color);
  attributes = pango_attr_list_new ();
  for (guint i = 0; i < hits->len; i++)
    {
      AnserQueryHit hit = g_array_index (hits, AnserQueryHit, i);

      add (attributes, pango_attr_background_new (color.red * 65535, color.green * 65535,
                                                  color.blue * 65535), hit);
      add (attributes, pango_attr_background_alpha_new (color.alpha * 65535), hit);
    }
  return attributes;
}
