/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-widgets"

#include "config.h"

#include "widgets/painting.h"

#include <adwaita.h>

#define DIM 0.55
#define DIM_IN_HIGH_CONTRAST 0.9

int
anser_paint_mirror (GtkWidget *widget,
                    int        start,
                    int        width)
{
  return gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL
           ? gtk_widget_get_width (widget) - start - width : start;
}

GdkRGBA
anser_paint_get_colour (GtkWidget  *widget,
                        const char *name)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  GdkRGBA colour;

  if (name == NULL || !gtk_style_context_lookup_color (context, name, &colour))
    gtk_style_context_get_color (context, &colour);

  return colour;
}

GdkRGBA
anser_paint_get_dim_colour (GtkWidget *widget)
{
  AdwStyleManager *manager = adw_style_manager_get_for_display (gtk_widget_get_display (widget));
  GdkRGBA colour = anser_paint_get_colour (widget, NULL);

  colour.alpha *= adw_style_manager_get_high_contrast (manager) ? DIM_IN_HIGH_CONTRAST : DIM;

  return colour;
}

void
anser_paint_round (GtkWidget     *widget,
                   GtkSnapshot   *snapshot,
                   int            start,
                   int            top,
                   int            width,
                   int            height,
                   const GdkRGBA *colour)
{
  graphene_rect_t place = GRAPHENE_RECT_INIT (anser_paint_mirror (widget, start, width), top,
                                              width, height);
  GskRoundedRect shape;

  gsk_rounded_rect_init_from_rect (&shape, &place, MIN (width, height) / 2.0);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, colour, &place);
  gtk_snapshot_pop (snapshot);
}

void
anser_paint_icon (GtkWidget     *widget,
                  GtkSnapshot   *snapshot,
                  const char    *name,
                  int            start,
                  int            top,
                  int            size,
                  const GdkRGBA *colour)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  g_autoptr(GtkIconPaintable) icon =
    gtk_icon_theme_lookup_icon (theme, name, NULL, size, gtk_widget_get_scale_factor (widget),
                                gtk_widget_get_direction (widget), 0);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (anser_paint_mirror (widget, start, size), top));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, size, size,
                                            colour, 1);
  gtk_snapshot_restore (snapshot);
}
