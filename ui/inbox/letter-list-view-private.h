/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "letter-list-view.h"

#include "inbox/letter-selection.h"

#include <adwaita.h>

G_BEGIN_DECLS

struct _AnserLetterListView
{
  GtkWidget parent_instance;

  AnserFolderItem *folder;
  GListModel *letters;         /* an AnserLetterList or an AnserSearchList */
  AnserLetterSelection *selection;
  AnserLetterRow *selected;
  gint64 selected_id;          /* kept while the list is put in another order */
  guint selected_position;
  guint top_source;
  guint midnight_source;
  gboolean advance;
  gboolean filtering;
  char *order;                 /* what the list is sorted by, as the menu says it */
  char *show;
  gboolean conversations;

  GtkWidget *box;
  GtkStack *stack;
  AdwStatusPage *empty_page;
  GtkScrolledWindow *scrolled_window;
  GtkListView *list_view;
};

/* NULL in a folder. */
AnserSearchList *anser_letter_list_view_get_results     (AnserLetterListView *self);
/* NULL for what was found. */
AnserLetterList *anser_letter_list_view_get_list        (AnserLetterListView *self);
/* Selects that row alone, and opens its letter. */
void             anser_letter_list_view_open            (AnserLetterListView *self,
                                                         guint                position);
/* Appends the letters for which a row stands to @letters (element-type gint64). */
void             anser_letter_list_view_add_letters     (AnserLetterListView *self,
                                                         guint                position,
                                                         GArray              *letters);

/* Appends those of all selected rows. */
void             anser_letter_list_view_add_chosen      (AnserLetterListView *self,
                                                         GArray              *letters);

guint            anser_letter_list_view_get_n           (AnserLetterListView *self);
/* Letters, or a sentence on why there is none. */
void             anser_letter_list_view_show_page       (AnserLetterListView *self);

/* letter-list-view-follow.c: where a letter is; G_MAXUINT if it is not in the list. */
guint            anser_letter_list_view_find            (AnserLetterListView *self,
                                                         gint64               letter);
/* Selects that row alone, and brings it into view. */
void             anser_letter_list_view_select          (AnserLetterListView *self,
                                                         guint                position);
/* Another letter is selected, or may be. */
void             anser_letter_list_view_take_selected   (AnserLetterListView *self);
/* The list has changed; all of it is known. */
void             anser_letter_list_view_follow          (AnserLetterListView *self,
                                                         guint                position,
                                                         guint                removed,
                                                         guint                added);
void             anser_letter_list_view_complete        (AnserLetterListView *self);

/* letter-list-view-order.c: what the menu says, by the names of its items. */
AnserLetterSort  anser_letter_list_view_get_sort        (AnserLetterListView *self,
                                                         gboolean            *reversed);
AnserLetterShow  anser_letter_list_view_get_show        (AnserLetterListView *self);

G_END_DECLS
