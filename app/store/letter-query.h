/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "letter-list.h"
#include "letter-order.h"
#include "store-private.h"

G_BEGIN_DECLS

/**
 * AnserLetterChanges:
 * @left: (element-type AnserLetterEntry): may have been in the list
 * @arrived: (element-type AnserLetterEntry): belong into it, new or changed
 * @present: @arrived by id
 * @version: of the index, up to which this is true
 */
typedef struct
{
  GArray     *left;
  GArray     *arrived;
  GHashTable *present;
  gint64      version;
} AnserLetterChanges;

void anser_letter_changes_free  (AnserLetterChanges *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserLetterChanges, anser_letter_changes_free)

/**
 * AnserLetterQuery:
 *
 * The question which letters a list shows in which order, and what became different since.
 */
typedef struct _AnserLetterQuery AnserLetterQuery;

/**
 * AnserLetterPlan:
 * @version: of the index
 * @n_letters: in the folders
 * @n_shown: of them are shown, if there are no words
 * @has_words: how many are shown is known only at the end
 * @is_covered: an index gives them in order: any part of them is found quickly
 * @is_sparse: they are found quicker than they are met in their order
 *
 * What it will take to get the answer.
 */
typedef struct
{
  gint64   version;
  gint64   n_letters;
  gint64   n_shown;
  gboolean has_words;
  gboolean is_covered;
  gboolean is_sparse;
} AnserLetterPlan;

/* @folders: (element-type AnserFolder). @store outlives it. */
AnserLetterQuery   *anser_letter_query_new         (AnserStore              *store,
                                                    GPtrArray               *folders);
void                anser_letter_query_free        (AnserLetterQuery        *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserLetterQuery, anser_letter_query_free)

/* Words of which each must be in sender, subject or snippet; NULL for all letters. */
void                anser_letter_query_set_filter  (AnserLetterQuery        *self,
                                                    const char              *filter);
/* Only the letters with this tag; 0 for all. */
void                anser_letter_query_set_tag     (AnserLetterQuery        *self,
                                                    gint64                   tag);
void                anser_letter_query_set_show    (AnserLetterQuery        *self,
                                                    AnserLetterShow          show);
/* A letter that is shown, whatever it is otherwise; 0 for none. */
void                anser_letter_query_set_kept    (AnserLetterQuery        *self,
                                                    gint64                   letter);
void                anser_letter_query_set_order   (AnserLetterQuery        *self,
                                                    AnserLetterSort          sort,
                                                    gboolean                 reversed);
AnserLetterOrder   *anser_letter_query_new_order   (AnserLetterQuery        *self);
gboolean            anser_letter_query_has_folder  (AnserLetterQuery        *self,
                                                    gint64                   folder);
AnserStore         *anser_letter_query_get_store   (AnserLetterQuery        *self);

/* Looks ahead. @index is inside a transaction. */
gboolean            anser_letter_query_plan        (AnserLetterQuery        *self,
                                                    AnserDatabase           *index,
                                                    AnserLetterPlan         *plan,
                                                    GError                 **error);
/* Rows for anser_letter_query_read(), @limit of them (-1: all) from @offset on; @backwards from the
 * end. */
AnserStatement     *anser_letter_query_select      (AnserLetterQuery        *self,
                                                    AnserDatabase           *index,
                                                    const AnserLetterPlan   *plan,
                                                    gint64                   limit,
                                                    gint64                   offset,
                                                    gboolean                 backwards,
                                                    GError                 **error);
void                anser_letter_query_read        (AnserStatement          *row,
                                                    AnserLetterEntry        *entry);
/* A letter as it is now; FALSE if it is gone. */
gboolean            anser_letter_query_get_entry   (AnserLetterQuery        *self,
                                                    gint64                   letter,
                                                    AnserLetterEntry        *entry,
                                                    gboolean                *is_shown);
/* What changed after @version. */
AnserLetterChanges *anser_letter_query_get_changes (AnserLetterQuery        *self,
                                                    gint64                   version,
                                                    GError                 **error);

G_END_DECLS
