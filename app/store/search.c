/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "search-private.h"

#include "search-heap.h"
#include "words.h"

#include <string.h>

/* Letters that have the words, newest first. FTS5 gives them from the last row id down, which is
 * the order of arrival. A letter that was found waits in the heap until nothing newer can come: not
 * from the same table of words, where "reach" tells the newest date from the first row id up to
 * here, nor from those not asked yet. So the order is exact, whatever the dates are, and with dates
 * that mostly grow, as they do, the first letters are there at once. */
#define BLOCKS_PER_SHARD (1 << (ANSER_WORDS_SHARD_SHIFT - ANSER_WORDS_BLOCK_SHIFT))

/* Letters at a time: a page at first, and never so many that a list of them stutters. */
#define FIRST_BATCH 50
#define LAST_BATCH 20000

typedef struct
{
  gint64 id;
  gint64 newest;
  gint64 reach[BLOCKS_PER_SHARD];     /* the newest date up to the end of the block */
} Shard;

static void
search_end (AnserSearchRun *self)
{
  g_clear_pointer (&self->filter, anser_search_filter_free);
  g_clear_pointer (&self->heap, g_array_unref);
  g_clear_pointer (&self->batch, g_array_unref);
}

gboolean
anser_search_run_flush (AnserSearchRun *self)
{
  if (self->batch->len > 0 && !self->stopped)
    self->stopped = !self->func ((const AnserFound *) self->batch->data, self->batch->len,
                                 self->user_data);
  g_array_set_size (self->batch, 0);
  self->batch_size = MIN (self->batch_size * 4, LAST_BATCH);
  return !self->stopped;
}

gboolean
anser_search_run_emit (AnserSearchRun   *self,
                       AnserFound  entry)
{
  g_array_append_val (self->batch, entry);
  self->n_emitted++;
  if (self->search->limit > 0 && self->n_emitted >= self->search->limit)
    {
      anser_search_run_flush (self);
      self->stopped = TRUE;
    }
  else if (self->batch->len >= self->batch_size)
    anser_search_run_flush (self);
  return !self->stopped;
}

/* What has waited long enough: nothing that is still to come is as new as @bound. */
static gboolean
release (AnserSearchRun *self,
         gint64          bound)
{
  while (self->heap->len > 0 && g_array_index (self->heap, AnserFound, 0).date > bound)
    if (!anser_search_run_emit (self, anser_search_heap_pop (self->heap)))
      return FALSE;
  return TRUE;
}

gboolean
anser_search_run_read_row (AnserSearchRun  *self,
                           gint64           letter,
                           AnserSearchRow  *row,
                           GError         **error)
{
  g_autoptr (AnserStatement) statement =
    anser_database_query (self->index, error, "SELECT date, size, folder, flags FROM letter"
                          " WHERE id = ?", "i", letter);

  if (statement == NULL || anser_database_step (self->index, statement, error) != ANSER_STEP_ROW)
    return FALSE;
  row->id = letter;
  row->date = sqlite3_column_int64 (statement, 0);
  row->size = sqlite3_column_int64 (statement, 1);
  row->folder = sqlite3_column_int64 (statement, 2);
  row->flags = sqlite3_column_int (statement, 3);
  return TRUE;
}

/* Puts a letter with the words into the heap, if it is there and all else is so of it. */
static gboolean
consider (AnserSearchRun  *self,
          gint64           letter,
          GError         **error)
{
  g_autoptr (GError) fault = NULL;
  AnserSearchRow row;

  if (anser_search_run_read_row (self, letter, &row, &fault) &&
      anser_search_filter_accepts (self->filter, &row, &fault))
    anser_search_heap_push (self->heap, (AnserFound) { row.id, row.date });
  if (fault == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

/* Shards */

static gboolean
read_reach (AnserSearchRun  *self,
            Shard           *shard,
            GError         **error)
{
  const int shift = ANSER_WORDS_SHARD_SHIFT - ANSER_WORDS_BLOCK_SHIFT;
  g_autoptr (AnserStatement) rows =
    anser_database_query (self->index, error, "SELECT block, newest FROM reach"
                          " WHERE block BETWEEN ? AND ?", "ii", shard->id << shift,
                          ((shard->id + 1) << shift) - 1);
  AnserStep step = ANSER_STEP_FAILED;

  for (unsigned i = 0; i < BLOCKS_PER_SHARD; i++)
    shard->reach[i] = G_MININT64;
  while (rows != NULL && (step = anser_database_step (self->index, rows, error)) == ANSER_STEP_ROW)
    shard->reach[sqlite3_column_int64 (rows, 0) & (BLOCKS_PER_SHARD - 1)] =
      sqlite3_column_int64 (rows, 1);
  for (unsigned i = 1; i < BLOCKS_PER_SHARD; i++)
    shard->reach[i] = MAX (shard->reach[i], shard->reach[i - 1]);
  shard->newest = shard->reach[BLOCKS_PER_SHARD - 1];
  return step == ANSER_STEP_DONE;
}

static int
compare_shards (gconstpointer a,
                gconstpointer b)
{
  const Shard *first = *(Shard * const *) a, *second = *(Shard * const *) b;

  if (first->newest != second->newest)
    return first->newest > second->newest ? -1 : 1;
  return first->id > second->id ? -1 : 1;
}

/* (element-type Shard): the one with the newest letter first. */
static GPtrArray *
load_shards (AnserSearchRun  *self,
             GError         **error)
{
  g_autoptr (GPtrArray) shards = g_ptr_array_new_with_free_func (g_free);

  {
    g_autoptr (AnserStatement) rows =
      anser_database_query (self->index, error, "SELECT id FROM shard", "");
    AnserStep step = ANSER_STEP_FAILED;

    while (rows != NULL && (step = anser_database_step (self->index, rows, error)) == ANSER_STEP_ROW)
      {
        Shard *shard = g_new (Shard, 1);

        shard->id = sqlite3_column_int64 (rows, 0);
        g_ptr_array_add (shards, shard);
      }
    if (step != ANSER_STEP_DONE)
      return NULL;
  }
  for (unsigned i = 0; i < shards->len; i++)
    if (!read_reach (self, shards->pdata[i], error))
      return NULL;
  g_ptr_array_sort (shards, compare_shards);
  return g_steal_pointer (&shards);
}

/* All letters of one shard; @next is the newest date of those that follow. */
static gboolean
walk_shard (AnserSearchRun  *self,
            const Shard     *shard,
            gint64           next,
            GError         **error)
{
  g_autofree char *sql =
    g_strdup_printf ("SELECT rowid FROM words_%" G_GINT64_FORMAT " WHERE words_%" G_GINT64_FORMAT
                     " MATCH ? ORDER BY rowid DESC", shard->id, shard->id);
  g_autoptr (AnserStatement) rows =
    anser_database_query (self->index, error, sql, "t",
                          anser_search_filter_get_match (self->filter));
  AnserStep step = ANSER_STEP_FAILED;
  gint64 least, most;

  anser_search_filter_get_dates (self->filter, &least, &most);
  while (rows != NULL && (step = anser_database_step (self->index, rows, error)) == ANSER_STEP_ROW)
    {
      gint64 letter = sqlite3_column_int64 (rows, 0);
      gint64 reach = shard->reach[letter >> ANSER_WORDS_BLOCK_SHIFT & (BLOCKS_PER_SHARD - 1)];

      /* Nothing from here on is new enough. */
      if (reach < least || !release (self, MAX (reach, next)))
        return TRUE;
      if (!consider (self, letter, error))
        return FALSE;
    }
  return step == ANSER_STEP_DONE;
}

static gboolean
walk_words (AnserSearchRun  *self,
            GError         **error)
{
  g_autoptr (GPtrArray) shards = load_shards (self, error);

  if (shards == NULL)
    return FALSE;
  for (unsigned i = 0; i < shards->len && !self->stopped; i++)
    {
      const Shard *shard = shards->pdata[i];
      gint64 next = i + 1 < shards->len ? ((const Shard *) shards->pdata[i + 1])->newest
                                        : G_MININT64;

      if (!release (self, shard->newest))
        return TRUE;
      if (!walk_shard (self, shard, next, error))
        return FALSE;
    }
  release (self, G_MININT64);
  return TRUE;
}

/* Running */

static gboolean
add_account (AnserDatabase  *index,
             const char     *account,
             GArray         *folders,
             GArray         *wanted,
             GError        **error)
{
  g_autoptr (AnserStatement) rows =
    anser_database_query (index, error, "SELECT id FROM folder WHERE account = ?", "t", account);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (index, rows, error)) == ANSER_STEP_ROW)
    {
      gint64 id = sqlite3_column_int64 (rows, 0);
      gboolean inside = wanted == NULL;

      for (unsigned i = 0; !inside && i < wanted->len; i++)
        inside = g_array_index (wanted, gint64, i) == id;
      if (inside)
        g_array_append_val (folders, id);
    }
  return step == ANSER_STEP_DONE;
}

static AnserSearchFilter *
make_filter (const AnserSearch  *search,
             AnserDatabase      *index,
             GError            **error)
{
  g_autoptr (GArray) folders = NULL;

  if (search->account != NULL)
    {
      folders = g_array_new (FALSE, FALSE, sizeof (gint64));
      if (!add_account (index, search->account, folders, search->folders, error))
        return NULL;
    }
  return anser_search_filter_new (index, search->query,
                                  folders != NULL ? folders : search->folders, search->variants,
                                  error);
}

static gboolean
run (AnserSearchRun  *self,
     GError         **error)
{
  gboolean done;

  self->filter = make_filter (self->search, self->index, error);
  if (self->filter == NULL)
    return FALSE;
  if (anser_search_filter_get_match (self->filter) == NULL)
    done = anser_search_run_walk_dates (self, error);
  else if (self->search->order == ANSER_SEARCH_BY_RELEVANCE)
    done = anser_search_run_rank (self, error);
  else
    done = walk_words (self, error);
  if (done)
    anser_search_run_flush (self);
  return done;
}

gboolean
anser_search_run (const AnserSearch  *self,
                  AnserDatabase      *index,
                  AnserSearchFunc     func,
                  gpointer            user_data,
                  GCancellable       *cancellable,
                  GError            **error)
{
  AnserSearchRun search = { .search = self, .index = index, .func = func,
                            .user_data = user_data, .batch_size = FIRST_BATCH };
  gboolean done;

  g_return_val_if_fail (self != NULL && self->query != NULL, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !anser_database_begin (index, FALSE, error))
    return FALSE;
  search.heap = g_array_new (FALSE, FALSE, sizeof (AnserFound));
  search.batch = g_array_new (FALSE, FALSE, sizeof (AnserFound));
  anser_database_set_cancellable (index, cancellable);
  done = run (&search, error);
  anser_database_set_cancellable (index, NULL);
  search_end (&search);
  anser_database_roll_back (index);
  return done;
}
