/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/letter-list.h"
#include "store/search-list.h"

G_BEGIN_DECLS

#define ANSER_TYPE_LETTER_ROW_WIDGET (anser_letter_row_widget_get_type ())
G_DECLARE_FINAL_TYPE (AnserLetterRowWidget, anser_letter_row_widget, ANSER, LETTER_ROW_WIDGET,
                      GtkWidget)

/**
 * AnserLetterRowWidget:
 *
 * A letter in the list, three lines: sender and date, subject and marks, the beginning of the
 * text, or what was looked for in it. It is recycled: another letter is set into it as the list scrolls.
 */
GtkWidget *anser_letter_row_widget_new     (void);

/* NULL leaves it empty. */
void       anser_letter_row_widget_set_row (AnserLetterRowWidget *self,
                                            AnserLetterRow       *row);

/* Marks what was looked for in what the row shows. What is further down in the letter is read from
 * its file while the row is in view. */
void       anser_letter_row_widget_highlight (AnserLetterRowWidget *self,
                                              AnserSearchList      *results);

G_END_DECLS
