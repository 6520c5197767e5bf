/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ANSER_TYPE_LETTER_SELECTION (anser_letter_selection_get_type ())
G_DECLARE_FINAL_TYPE (AnserLetterSelection, anser_letter_selection, ANSER, LETTER_SELECTION,
                      GObject)

/**
 * AnserLetterSelection:
 *
 * A GtkSelectionModel in which any number of letters are selected. It keeps their positions and no
 * objects, so that to select all of a million takes no time, as GtkMultiSelection does.
 */
AnserLetterSelection *anser_letter_selection_new           (GListModel           *model);

guint64               anser_letter_selection_get_n         (AnserLetterSelection *self);
/* The position of the first letter that is selected, or GTK_INVALID_LIST_POSITION. */
guint                 anser_letter_selection_get_first     (AnserLetterSelection *self);
/* Calls @func for each position that is selected. */
typedef void        (*AnserLetterSelectionFunc)            (GListModel           *model,
                                                            guint                 position,
                                                            gpointer              user_data);
void                  anser_letter_selection_foreach       (AnserLetterSelection *self,
                                                            AnserLetterSelectionFunc func,
                                                            gpointer              user_data);
/* Selects only this one; none with GTK_INVALID_LIST_POSITION. */
void                  anser_letter_selection_select_single (AnserLetterSelection *self,
                                                            guint                 position);

G_END_DECLS
