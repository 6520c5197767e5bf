/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "inbox/folder-item.h"
#include "store/letter-list.h"
#include "store/search-list.h"

G_BEGIN_DECLS

#define ANSER_TYPE_LETTER_LIST_VIEW (anser_letter_list_view_get_type ())
G_DECLARE_FINAL_TYPE (AnserLetterListView, anser_letter_list_view, ANSER, LETTER_LIST_VIEW,
                      GtkWidget)

/**
 * AnserLetterListView:
 *
 * The letters of a folder, or those that a search found, with what was looked for highlighted.
 *
 * Properties: "selected" (AnserLetterRow, nullable);
 * "advance" (boolean: when the selected letter leaves the folder, its neighbour is selected);
 * "order" ("newest", "oldest", "sender", "sender-z", "subject", "subject-z", "largest", "smallest");
 * "show" ("all", "unread", "starred", "attachments"); "conversations" (boolean: of each, the newest
 * letter, when all are shown); "n-selected". If several are selected, "selected" is the first.
 * Signals: "opened" when a letter was clicked, "activated" when it was chosen by a double click or
 * with Return.
 */
void            anser_letter_list_view_set_folder    (AnserLetterListView *self,
                                                      AnserStore          *store,
                                                      AnserFolderItem     *folder);
void            anser_letter_list_view_set_results   (AnserLetterListView *self,
                                                      AnserSearchList     *results);
AnserLetterRow *anser_letter_list_view_get_selected  (AnserLetterListView *self);

/* Selects the next (@step 1) or previous (@step -1) unread letter below or above the selected
 * one. FALSE if there is none. */
gboolean        anser_letter_list_view_select_unread (AnserLetterListView *self,
                                                      int                  step);

/* Selects a letter, as soon as the list knows its place. */
void            anser_letter_list_view_select_letter (AnserLetterListView *self,
                                                      gint64               letter);

/* Writes all rows anew: what stands in them goes by more than the letters, as the day. */
void            anser_letter_list_view_refresh       (AnserLetterListView *self);
void            anser_letter_list_view_unselect      (AnserLetterListView *self);
void            anser_letter_list_view_focus         (AnserLetterListView *self);

/* (transfer full) (element-type gint64): the letters that an action is about. */
GArray         *anser_letter_list_view_dup_chosen (AnserLetterListView *self);
/* (transfer full) (element-type gint64): all unread letters of the folder. */
GArray         *anser_letter_list_view_dup_unread    (AnserLetterListView *self);

G_END_DECLS
