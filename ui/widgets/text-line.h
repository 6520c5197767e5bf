/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Single lines of text for widgets that draw many of them and cannot afford a label for each. */

typedef enum
{
  ANSER_TEXT_PLAIN   = 0,
  ANSER_TEXT_BOLD    = 1 << 0,
  ANSER_TEXT_SMALL   = 1 << 1,  /* as libadwaita's class caption */
  ANSER_TEXT_NUMERIC = 1 << 2,  /* all digits are as wide */
} AnserTextLook;

/* How high lines are, and how far down their baseline is, in pixels. */
typedef struct
{
  int plain;
  int plain_ascent;
  int small;
  int small_ascent;
} AnserTextHeights;

/* The heights in @widget's font, whatever is written: they are the same for all rows of a list. */
const AnserTextHeights *anser_text_line_get_heights (GtkWidget       *widget);

/* (transfer full). @marks: (nullable): further attributes. */
PangoLayout            *anser_text_line_new         (GtkWidget       *widget,
                                                     const char      *text,
                                                     AnserTextLook    look,
                                                     PangoAttrList   *marks);

/* All of it. */
int                     anser_text_line_get_width   (PangoLayout     *line);

/* Draws it at the beginning, as the language goes, of @width pixels from @x on; what has no room is
 * cut off. */
void                    anser_text_line_draw        (PangoLayout     *line,
                                                     GtkWidget       *widget,
                                                     GtkSnapshot     *snapshot,
                                                     int              x,
                                                     int              width,
                                                     int              baseline,
                                                     const GdkRGBA   *colour);

G_END_DECLS
