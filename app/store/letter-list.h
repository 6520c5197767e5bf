/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "letter-order.h"
#include "store.h"

G_BEGIN_DECLS

#define ANSER_TYPE_LETTER_LIST (anser_letter_list_get_type ())
G_DECLARE_FINAL_TYPE (AnserLetterList, anser_letter_list, ANSER, LETTER_LIST, GObject)

#define ANSER_TYPE_LETTER_ROW (anser_letter_row_get_type ())
G_DECLARE_FINAL_TYPE (AnserLetterRow, anser_letter_row, ANSER, LETTER_ROW, GObject)

/**
 * AnserLetterShow:
 *
 * Which letters of a folder a list shows.
 */
typedef enum
{
  ANSER_LETTER_SHOW_ALL,
  ANSER_LETTER_SHOW_UNREAD,
  ANSER_LETTER_SHOW_STARRED,
  ANSER_LETTER_SHOW_ATTACHED,
  ANSER_LETTER_SHOW_CONVERSATIONS,   /* the newest letter of each */
} AnserLetterShow;

/**
 * AnserLetterList:
 *
 * A GListModel of the letters of a folder, newest first. It holds row ids; rows are read by page
 * when they are asked for, and an AnserLetterRow lives only as long as somebody holds it. It
 * follows the store's changes with the smallest items-changed there is. Used in the main context
 * only.
 *
 * A list of very many letters is there at once: it knows from the index how many there are, has the
 * first of them, and a thread reads the places of the others, which nobody notices.
 */
/* The letters of several folders in one list: for "All inboxes". (element-type AnserFolder) */
AnserLetterList *anser_letter_list_new       (AnserStore       *store,
                                              GPtrArray        *folders);

AnserLetterList *anser_letter_list_new_sorted (AnserStore      *store,
                                               GPtrArray       *folders,
                                               AnserLetterSort  sort,
                                               gboolean         reversed,
                                               AnserLetterShow  show);

/* What the list is in order by, and which letters it shows: it is read again. */
void             anser_letter_list_set_order (AnserLetterList *self,
                                              AnserLetterSort  sort,
                                              gboolean         reversed);
void             anser_letter_list_set_show  (AnserLetterList *self,
                                              AnserLetterShow  show);
/* A letter of the list that stays although it is no longer one that is to be shown, as an unread one
 * that is being read, until another takes its place. 0 for none. */
void             anser_letter_list_set_kept  (AnserLetterList *self,
                                              gint64           letter);

/* Appends the letters for which a row stands to @letters (element-type gint64): one, or in a list of
 * conversations all that are in the folder. */
void             anser_letter_list_add_letters (AnserLetterList *self,
                                                unsigned         position,
                                                GArray          *letters);
/* The letter that stands for the conversation of this one in the list's folders, wherever it is
 * itself; 0 if none does, and in a list of letters. */
gint64           anser_letter_list_get_head  (AnserLetterList *self,
                                              gint64           letter);
/* (transfer full) (element-type gint64): all unread letters of the folders. */
GArray          *anser_letter_list_dup_unread (AnserLetterList *self);

/* Property "loading": how many there are is not known yet; "complete": the places of all are
 * known. */
gboolean         anser_letter_list_is_loading (AnserLetterList *self);

/* The letters of these folders that have a tag, by its row id. */
AnserLetterList *anser_letter_list_new_for_tag (AnserStore     *store,
                                                GPtrArray      *folders,
                                                gint64          tag,
                                                AnserLetterSort sort,
                                                gboolean        reversed,
                                                AnserLetterShow show);

/* Property "filter": words that sender, subject or snippet must hold; NULL for all. */
void             anser_letter_list_set_filter (AnserLetterList *self,
                                              const char       *filter);

gint64           anser_letter_list_get_id    (AnserLetterList  *self,
                                              unsigned          position);
/* G_MAXUINT if it is not in the list. */
unsigned         anser_letter_list_find      (AnserLetterList  *self,
                                              gint64            letter);

/**
 * AnserLetterRow:
 *
 * What a list row shows of a letter, as properties too: "id", "sender", "recipients", "subject",
 * "snippet", "date", "flags"; "flags" notifies.
 */
gint64           anser_letter_row_get_id         (AnserLetterRow *self);
const char      *anser_letter_row_get_account    (AnserLetterRow *self);
AnserFolderRole  anser_letter_row_get_role       (AnserLetterRow *self);
const char      *anser_letter_row_get_sender     (AnserLetterRow *self);
const char      *anser_letter_row_get_recipients (AnserLetterRow *self);
const char      *anser_letter_row_get_subject    (AnserLetterRow *self);
const char      *anser_letter_row_get_snippet    (AnserLetterRow *self);
gint64           anser_letter_row_get_date       (AnserLetterRow *self);
gint64           anser_letter_row_get_size       (AnserLetterRow *self);
AnserLetterFlags anser_letter_row_get_flags      (AnserLetterRow *self);
/* How many letters the conversation has for which the row stands; 1 in a list of letters. */
unsigned         anser_letter_row_get_count      (AnserLetterRow *self);

/* (nullable): the names of its tags, one a line. Property "tags" notifies. */
const char      *anser_letter_row_get_tags       (AnserLetterRow *self);

G_END_DECLS
