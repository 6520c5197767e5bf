/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-widgets"

#include "config.h"

#include "widgets/text-line.h"

#define SMALL 0.82

static void
measure (PangoContext               *context,
         const PangoFontDescription *font,
         int                        *height,
         int                        *ascent)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (context, font, NULL);

  *ascent = PANGO_PIXELS_CEIL (pango_font_metrics_get_ascent (metrics));
  *height = *ascent + PANGO_PIXELS_CEIL (pango_font_metrics_get_descent (metrics));
  pango_font_metrics_unref (metrics);
}

/* To find a font's metrics takes longer than to draw a line in it. */
const AnserTextHeights *
anser_text_line_get_heights (GtkWidget *widget)
{
  static AnserTextHeights heights;
  static PangoFontDescription *known;
  static double known_resolution;
  PangoContext *context = gtk_widget_get_pango_context (widget);
  PangoFontDescription *font = pango_context_get_font_description (context);
  double resolution = pango_cairo_context_get_resolution (context);
  PangoFontDescription *small;

  if (known != NULL && known_resolution == resolution && pango_font_description_equal (known, font))
    return &heights;

  g_clear_pointer (&known, pango_font_description_free);
  known = pango_font_description_copy (font);
  known_resolution = resolution;
  small = pango_font_description_copy (font);
  pango_font_description_set_size (small, pango_font_description_get_size (font) * SMALL);
  if (pango_font_description_get_size_is_absolute (font))
    pango_font_description_set_absolute_size (small,
                                              pango_font_description_get_size (font) * SMALL);
  measure (context, font, &heights.plain, &heights.plain_ascent);
  measure (context, small, &heights.small, &heights.small_ascent);
  pango_font_description_free (small);

  return &heights;
}

PangoLayout *
anser_text_line_new (GtkWidget     *widget,
                     const char    *text,
                     AnserTextLook  look,
                     PangoAttrList *marks)
{
  PangoLayout *line = gtk_widget_create_pango_layout (widget, text);
  PangoAttrList *attributes = marks != NULL ? pango_attr_list_copy (marks)
                                            : pango_attr_list_new ();

  if (look & ANSER_TEXT_BOLD)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  if (look & ANSER_TEXT_SMALL)
    pango_attr_list_insert (attributes, pango_attr_scale_new (SMALL));
  if (look & ANSER_TEXT_NUMERIC)
    pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (line, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_single_paragraph_mode (line, TRUE);
  pango_layout_set_ellipsize (line, PANGO_ELLIPSIZE_END);

  return line;
}

int
anser_text_line_get_width (PangoLayout *line)
{
  int width;

  pango_layout_set_width (line, -1);
  pango_layout_get_pixel_size (line, &width, NULL);

  return width;
}

void
anser_text_line_draw (PangoLayout   *line,
                      GtkWidget     *widget,
                      GtkSnapshot   *snapshot,
                      int            x,
                      int            width,
                      int            baseline,
                      const GdkRGBA *colour)
{
  PangoRectangle place;

  pango_layout_set_width (line, width * PANGO_SCALE);
  pango_layout_get_pixel_extents (line, NULL, &place);
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    x += width - place.width;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (x - place.x, baseline -
                            PANGO_PIXELS (pango_layout_get_baseline (line))));
  gtk_snapshot_append_layout (snapshot, line, colour);
  gtk_snapshot_restore (snapshot);
}
