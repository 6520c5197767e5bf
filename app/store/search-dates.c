/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "search-private.h"

/* A search without words, as "is:unread has:attachment": through the letters of each folder by
 * their dates, always with the folder that has the newest. */
typedef struct
{
  AnserDatabase  *index;
  AnserStatement *rows;
  AnserSearchRow  row;
} Walk;

static void
walk_free (gpointer data)
{
  Walk *walk = data;

  if (walk->rows != NULL)
    anser_statement_reset (walk->rows);
  g_free (walk);
}

/* FALSE at the end, and with an error. */
static gboolean
advance (Walk    *walk,
         GError **error)
{
  if (anser_database_step (walk->index, walk->rows, error) != ANSER_STEP_ROW)
    return FALSE;
  walk->row.id = sqlite3_column_int64 (walk->rows, 0);
  walk->row.date = sqlite3_column_int64 (walk->rows, 1);
  walk->row.size = sqlite3_column_int64 (walk->rows, 2);
  walk->row.flags = sqlite3_column_int (walk->rows, 3);
  return TRUE;
}

/* Statements are told apart by their text: each folder has one of its own. */
static Walk *
walk_new (AnserSearchRun  *self,
          gint64           folder,
          unsigned         number,
          GError         **error)
{
  g_autofree char *sql =
    g_strdup_printf ("SELECT id, date, size, flags FROM letter WHERE folder = ?"
                     " AND date >= ? AND date < ? AND flags & ? = ?"
                     " ORDER BY date DESC, id DESC -- %u", number);
  Walk *walk = g_new0 (Walk, 1);
  AnserLetterFlags set, clear;
  gint64 least, most;

  anser_search_filter_get_dates (self->filter, &least, &most);
  anser_search_filter_get_flags (self->filter, &set, &clear);
  walk->index = self->index;
  walk->row.folder = folder;
  walk->rows = anser_database_query (self->index, error, sql, "iiiii", folder, least, most,
                                     (gint64) (set | clear), (gint64) set);
  return walk;
}

static GArray *
read_folders (AnserSearchRun  *self,
              GError         **error)
{
  GArray *wanted = anser_search_filter_get_folders (self->filter);
  g_autoptr (GArray) folders = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (AnserStatement) rows = NULL;
  AnserStep step = ANSER_STEP_FAILED;

  if (wanted != NULL)
    return g_array_ref (wanted);
  rows = anser_database_query (self->index, error, "SELECT id FROM folder", "");
  while (rows != NULL && (step = anser_database_step (self->index, rows, error)) == ANSER_STEP_ROW)
    {
      gint64 id = sqlite3_column_int64 (rows, 0);

      g_array_append_val (folders, id);
    }
  return step == ANSER_STEP_DONE ? g_steal_pointer (&folders) : NULL;
}

/* (element-type Walk): at the first letter of each folder that has one. */
static GPtrArray *
begin_walks (AnserSearchRun  *self,
             GError         **error)
{
  g_autoptr (GArray) folders = read_folders (self, error);
  g_autoptr (GPtrArray) walks = g_ptr_array_new_with_free_func (walk_free);
  g_autoptr (GError) fault = NULL;

  for (unsigned i = 0; folders != NULL && i < folders->len; i++)
    {
      Walk *walk = walk_new (self, g_array_index (folders, gint64, i), i, &fault);

      g_ptr_array_add (walks, walk);
      if (walk->rows != NULL && !advance (walk, &fault))
        g_ptr_array_remove_index (walks, walks->len - 1);
      if (fault != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&fault));
          return NULL;
        }
    }
  return folders != NULL ? g_steal_pointer (&walks) : NULL;
}

static unsigned
find_newest (GPtrArray *walks)
{
  unsigned newest = 0;

  for (unsigned i = 1; i < walks->len; i++)
    {
      const AnserSearchRow *row = &((Walk *) walks->pdata[i])->row;
      const AnserSearchRow *other = &((Walk *) walks->pdata[newest])->row;

      if (row->date > other->date || (row->date == other->date && row->id > other->id))
        newest = i;
    }
  return newest;
}

gboolean
anser_search_run_walk_dates (AnserSearchRun  *self,
                             GError         **error)
{
  g_autoptr (GPtrArray) walks = begin_walks (self, error);
  g_autoptr (GError) fault = NULL;

  if (walks == NULL)
    return FALSE;
  while (walks->len > 0 && !self->stopped && fault == NULL)
    {
      unsigned newest = find_newest (walks);
      Walk *walk = walks->pdata[newest];

      if (anser_search_filter_accepts (self->filter, &walk->row, &fault))
        anser_search_run_emit (self, (AnserFound) { walk->row.id, walk->row.date });
      if (fault == NULL && !advance (walk, &fault))
        g_ptr_array_remove_index (walks, newest);
    }
  if (fault == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}
