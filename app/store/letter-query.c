/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "letter-query.h"

#include "folder-private.h"
#include "store-private.h"

#include <string.h>

/* What a filter looks through. A table of words takes its place once there is one. */
#define FILTERED_TEXT "(sender || char(10) || subject || char(10) || snippet)"

struct _AnserLetterQuery
{
  AnserStore *store;
  GPtrArray  *folders;    /* (element-type AnserFolder) */
  GPtrArray  *patterns;   /* of the filter's words, for LIKE */
  gint64      version;    /* of the index that was last seen */
};

/* A word as a pattern of LIKE, with what LIKE understands escaped. */
static char *
dup_pattern (const char *word)
{
  GString *pattern = g_string_new ("%");

  for (const char *c = word; *c != '\0'; c++)
    {
      if (strchr ("%_\\", *c) != NULL)
        g_string_append_c (pattern, '\\');
      g_string_append_c (pattern, *c);
    }
  g_string_append_c (pattern, '%');
  return g_string_free (pattern, FALSE);
}

/* Runs @begin, a statement with one number in it, with the filter's condition for each word. */
static AnserStatement *
query_filtered (AnserLetterQuery  *self,
                const char        *begin,
                const char        *end,
                gint64             number,
                GError           **error)
{
  g_autoptr (GString) sql = g_string_new (begin);
  AnserStatement *statement;

  for (unsigned i = 0; i < self->patterns->len; i++)
    g_string_append (sql, " AND " FILTERED_TEXT " LIKE ? ESCAPE '\\'");
  g_string_append (sql, end);
  statement = anser_database_query (self->store->reader, error, sql->str, "i", number);
  for (unsigned i = 0; i < self->patterns->len && statement != NULL; i++)
    sqlite3_bind_text (statement, i + 2, g_ptr_array_index (self->patterns, i), -1,
                       SQLITE_TRANSIENT);
  return statement;
}

static AnserLetterEntry
read_entry (AnserStatement *row)
{
  return (AnserLetterEntry) { sqlite3_column_int64 (row, 0), sqlite3_column_int64 (row, 1) };
}

static gboolean
load_folder (AnserLetterQuery  *self,
             AnserFolder       *folder,
             GArray            *entries,
             GError           **error)
{
  g_autoptr (AnserStatement) rows =
    query_filtered (self, "SELECT id, date FROM letter WHERE folder = ?",
                    " ORDER BY date DESC, id DESC", anser_folder_get_id (folder), error);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL &&
         (step = anser_database_step (self->store->reader, rows, error)) == ANSER_STEP_ROW)
    {
      AnserLetterEntry entry = read_entry (rows);

      g_array_append_val (entries, entry);
    }
  return step == ANSER_STEP_DONE;
}

static gboolean
read_version (AnserLetterQuery  *self,
              gint64            *version,
              GError           **error)
{
  return anser_database_get (self->store->reader, version, error, "SELECT version FROM clock",
                             "") == ANSER_STEP_ROW;
}

static AnserLetterChanges *
changes_new (void)
{
  AnserLetterChanges *changes = g_new0 (AnserLetterChanges, 1);

  changes->left = g_array_new (FALSE, FALSE, sizeof (AnserLetterEntry));
  changes->arrived = g_array_new (FALSE, FALSE, sizeof (AnserLetterEntry));
  changes->present = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return changes;
}

static gboolean
read_gone (AnserLetterQuery    *self,
           AnserLetterChanges  *changes,
           GError             **error)
{
  g_autoptr (AnserStatement) rows =
    anser_database_query (self->store->reader, error,
                          "SELECT letter, date, folder FROM gone WHERE version > ?", "i",
                          self->version);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL &&
         (step = anser_database_step (self->store->reader, rows, error)) == ANSER_STEP_ROW)
    {
      AnserLetterEntry entry = read_entry (rows);

      if (anser_letter_query_has_folder (self, sqlite3_column_int64 (rows, 2)))
        g_array_append_val (changes->left, entry);
    }
  return step == ANSER_STEP_DONE;
}

static gboolean
read_changed (AnserLetterQuery    *self,
              AnserLetterChanges  *changes,
              GError             **error)
{
  g_autoptr (AnserStatement) rows =
    query_filtered (self, "SELECT id, date, folder FROM letter WHERE version > ?", "",
                    self->version, error);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL &&
         (step = anser_database_step (self->store->reader, rows, error)) == ANSER_STEP_ROW)
    {
      AnserLetterEntry entry = read_entry (rows);

      if (!anser_letter_query_has_folder (self, sqlite3_column_int64 (rows, 2)))
        continue;
      g_array_append_val (changes->arrived, entry);
      g_hash_table_add (changes->present, g_memdup2 (&entry, sizeof entry));
    }
  return step == ANSER_STEP_DONE;
}

int
anser_letter_entry_compare (gconstpointer a,
                            gconstpointer b)
{
  const AnserLetterEntry *first = a;
  const AnserLetterEntry *second = b;

  if (first->date != second->date)
    return first->date > second->date ? -1 : 1;
  return first->id == second->id ? 0 : first->id > second->id ? -1 : 1;
}

void
anser_letter_changes_free (AnserLetterChanges *self)
{
  g_array_unref (self->left);
  g_array_unref (self->arrived);
  g_hash_table_unref (self->present);
  g_free (self);
}

AnserLetterQuery *
anser_letter_query_new (AnserStore *store,
                        GPtrArray  *folders)
{
  AnserLetterQuery *self = g_new0 (AnserLetterQuery, 1);

  self->store = store;
  self->patterns = g_ptr_array_new_with_free_func (g_free);
  self->folders = g_ptr_array_new_with_free_func (g_object_unref);
  for (unsigned i = 0; i < folders->len; i++)
    g_ptr_array_add (self->folders, g_object_ref (g_ptr_array_index (folders, i)));
  return self;
}

void
anser_letter_query_free (AnserLetterQuery *self)
{
  g_ptr_array_unref (self->folders);
  g_ptr_array_unref (self->patterns);
  g_free (self);
}

void
anser_letter_query_set_filter (AnserLetterQuery *self,
                               const char       *filter)
{
  g_auto (GStrv) words = g_strsplit_set (filter != NULL ? filter : "", " \t\n", -1);

  g_ptr_array_set_size (self->patterns, 0);
  for (unsigned i = 0; words[i] != NULL; i++)
    if (words[i][0] != '\0')
      g_ptr_array_add (self->patterns, dup_pattern (words[i]));
}

gboolean
anser_letter_query_has_folder (AnserLetterQuery *self,
                               gint64            folder)
{
  for (unsigned i = 0; i < self->folders->len; i++)
    if (anser_folder_get_id (g_ptr_array_index (self->folders, i)) == folder)
      return TRUE;
  return FALSE;
}

gboolean
anser_letter_query_load (AnserLetterQuery  *self,
                         GArray            *entries,
                         GError           **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->read_lock);
  gboolean done;

  if (!anser_database_begin (self->store->reader, FALSE, error))
    return FALSE;
  done = read_version (self, &self->version, error);
  for (unsigned i = 0; i < self->folders->len && done; i++)
    done = load_folder (self, g_ptr_array_index (self->folders, i), entries, error);
  anser_database_roll_back (self->store->reader);
  if (self->folders->len > 1)
    g_array_sort (entries, anser_letter_entry_compare);
  return done;
}

AnserLetterChanges *
anser_letter_query_get_changes (AnserLetterQuery  *self,
                                GError           **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->read_lock);
  g_autoptr (AnserLetterChanges) changes = changes_new ();
  gint64 version = self->version;
  gboolean done;

  if (!anser_database_begin (self->store->reader, FALSE, error))
    return NULL;
  done = read_version (self, &version, error) &&
         (version == self->version ||
          (read_gone (self, changes, error) && read_changed (self, changes, error)));
  anser_database_roll_back (self->store->reader);
  if (!done)
    return NULL;
  self->version = version;
  return g_steal_pointer (&changes);
}
