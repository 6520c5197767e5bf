/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/**
 * AnserLetterEntry:
 *
 * A letter's place in the order of a list: newest first, then the row that came last.
 */
typedef struct
{
  gint64 id;
  gint64 date;
} AnserLetterEntry;

int  anser_letter_entry_compare (gconstpointer a,
                                 gconstpointer b);

/**
 * AnserLetterChanges:
 * @left: (element-type AnserLetterEntry): may have been in the list
 * @arrived: (element-type AnserLetterEntry): belong into it, new or changed
 * @present: @arrived by id
 */
typedef struct
{
  GArray     *left;
  GArray     *arrived;
  GHashTable *present;
} AnserLetterChanges;

void anser_letter_changes_free  (AnserLetterChanges *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserLetterChanges, anser_letter_changes_free)

/**
 * AnserLetterQuery:
 *
 * The question which letters a list shows, and what became different since it was last asked.
 */
typedef struct _AnserLetterQuery AnserLetterQuery;

/* @folders: (element-type AnserFolder). @store outlives it. */
AnserLetterQuery   *anser_letter_query_new         (AnserStore         *store,
                                                    GPtrArray          *folders);
void                anser_letter_query_free        (AnserLetterQuery   *self);

/* Words of which each must be in sender, subject or snippet; NULL for all letters. */
void                anser_letter_query_set_filter  (AnserLetterQuery   *self,
                                                    const char         *filter);
gboolean            anser_letter_query_has_folder  (AnserLetterQuery   *self,
                                                    gint64              folder);
/* Appends all entries, in order, to @entries. */
gboolean            anser_letter_query_load        (AnserLetterQuery   *self,
                                                    GArray             *entries,
                                                    GError            **error);
/* What changed since the last answer of this or of the function above. */
AnserLetterChanges *anser_letter_query_get_changes (AnserLetterQuery   *self,
                                                    GError            **error);

G_END_DECLS
