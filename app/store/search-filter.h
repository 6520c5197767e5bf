/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "database.h"
#include "query-private.h"

G_BEGIN_DECLS

/**
 * AnserSearchRow:
 *
 * What a search wants to know of a letter, beside its words.
 */
typedef struct
{
  gint64           id;
  gint64           date;
  gint64           size;
  gint64           folder;
  AnserLetterFlags flags;
} AnserSearchRow;

/**
 * AnserSearchFilter:
 *
 * A query made ready for one connection. Of its parts that stand beside each other, those that
 * FTS5 can answer are one expression, which finds the letters; the rest is asked of each of them
 * here. Words within that rest, as in "is:unread OR invoice", become sets of letters, one for each
 * table of words that is met.
 */
typedef struct _AnserSearchFilter AnserSearchFilter;

/* @folders: (element-type gint64) (nullable): only these. @query and @index outlive it. Error:
 * G_IO_ERROR_NOT_FOUND, a sentence, when there is no such folder. */
AnserSearchFilter *anser_search_filter_new           (AnserDatabase         *index,
                                                      const AnserQuery      *query,
                                                      GArray                *folders,
                                                      gboolean               variants,
                                                      GError               **error);
void               anser_search_filter_free          (AnserSearchFilter     *self);

/* (nullable): the expression that finds letters; NULL when nothing but the rest can tell. */
const char        *anser_search_filter_get_match     (AnserSearchFilter     *self);
/* (element-type gint64) (transfer none) (nullable): the folders in which letters can be; NULL for
 * all. */
GArray            *anser_search_filter_get_folders   (AnserSearchFilter     *self);
/* Between which dates letters can be: @least <= date < @most. */
void               anser_search_filter_get_dates     (AnserSearchFilter     *self,
                                                      gint64                *least,
                                                      gint64                *most);
/* Flags that all letters have, or have not. */
void               anser_search_filter_get_flags     (AnserSearchFilter     *self,
                                                      AnserLetterFlags      *set,
                                                      AnserLetterFlags      *clear);

/* Whether a letter that was found is what is looked for. FALSE with an error, too. */
gboolean           anser_search_filter_accepts       (AnserSearchFilter     *self,
                                                      const AnserSearchRow  *row,
                                                      GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserSearchFilter, anser_search_filter_free)

G_END_DECLS
