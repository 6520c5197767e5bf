/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-widgets"

#include "config.h"

#include "widgets/highlight.h"

#define ALPHA 0.4

/* In characters: what begins so near the beginning is seen there; and what is shown before it. */
#define NEAR 24
#define BEFORE 12

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

/* The beginning of a word a little before @hit; where words are not set apart, of a character. */
static const char *
step_back (const char *text,
           const char *hit)
{
  const char *start = hit;
  const char *word = NULL;

  for (int i = 0; i < BEFORE && start > text; i++)
    {
      start = g_utf8_prev_char (start);
      if (start > text && g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (start))))
        word = start;
    }

  return word != NULL ? word : start;
}

char *
anser_highlight_dup_excerpt (const AnserQuery *query,
                             gboolean          variants,
                             AnserQueryColumn  column,
                             const char       *text)
{
  g_autoptr(GArray) hits = NULL;
  const char *hit;

  if (query == NULL || text == NULL)
    return g_strdup (text);
  hits = anser_query_find_hits (query, text, column, variants);
  if (hits->len == 0)
    return g_strdup (text);

  hit = text + g_array_index (hits, AnserQueryHit, 0).start;
  if (g_utf8_strlen (text, hit - text) <= NEAR)
    return g_strdup (text);

  return g_strconcat ("…", step_back (text, hit), NULL);
}
