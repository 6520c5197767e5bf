/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "search-private.h"

/* By relevance: BM25 as FTS5 counts it, a word in the subject or a name worth more than in the
 * text. Every letter with the words must be weighed, so nobody gets more than so many. */
#define MOST_LETTERS 1000
#define WEIGHTS "1.0, 6.0, 4.0, 2.0, 1.0, 3.0, 0.5"

typedef struct
{
  AnserFound entry;
  double           rank;        /* the lower the better */
} Weighed;

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const Weighed *first = a, *second = b;

  if (first->rank != second->rank)
    return first->rank < second->rank ? -1 : 1;
  return anser_found_compare (&first->entry, &second->entry);
}

static gboolean
weigh_shard (AnserSearchRun  *self,
             gint64           shard,
             GArray          *letters,
             GError         **error)
{
  g_autofree char *sql =
    g_strdup_printf ("SELECT rowid, bm25 (words_%" G_GINT64_FORMAT ", " WEIGHTS ")"
                     " FROM words_%" G_GINT64_FORMAT " WHERE words_%" G_GINT64_FORMAT " MATCH ?",
                     shard, shard, shard);
  g_autoptr (AnserStatement) rows =
    anser_database_query (self->index, error, sql, "t",
                          anser_search_filter_get_match (self->filter));
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (self->index, rows, error)) == ANSER_STEP_ROW)
    {
      g_autoptr (GError) fault = NULL;
      Weighed weighed = { .rank = sqlite3_column_double (rows, 1) };
      AnserSearchRow row;

      if (anser_search_run_read_row (self, sqlite3_column_int64 (rows, 0), &row, &fault) &&
          anser_search_filter_accepts (self->filter, &row, &fault))
        {
          weighed.entry = (AnserFound) { row.id, row.date };
          g_array_append_val (letters, weighed);
        }
      if (fault != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&fault));
          return FALSE;
        }
    }
  return step == ANSER_STEP_DONE;
}

static gboolean
weigh (AnserSearchRun  *self,
       GArray          *letters,
       GError         **error)
{
  g_autoptr (AnserStatement) shards =
    anser_database_query (self->index, error, "SELECT id FROM shard ORDER BY id DESC", "");
  AnserStep step = ANSER_STEP_FAILED;

  while (shards != NULL &&
         (step = anser_database_step (self->index, shards, error)) == ANSER_STEP_ROW)
    if (!weigh_shard (self, sqlite3_column_int64 (shards, 0), letters, error))
      return FALSE;
  return step == ANSER_STEP_DONE;
}

gboolean
anser_search_run_rank (AnserSearchRun  *self,
                       GError         **error)
{
  g_autoptr (GArray) letters = g_array_new (FALSE, FALSE, sizeof (Weighed));

  if (!weigh (self, letters, error))
    return FALSE;
  g_array_sort (letters, compare);
  for (unsigned i = 0; i < letters->len && i < MOST_LETTERS; i++)
    if (!anser_search_run_emit (self, g_array_index (letters, Weighed, i).entry))
      break;
  return TRUE;
}
