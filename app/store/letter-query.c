/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "letter-query.h"

#include "folder-private.h"

#include <string.h>

/* What a filter looks through. */
#define FILTERED_TEXT "(sender || char(10) || subject || char(10) || snippet)"

/* To meet the first rows of a list by name, so many letters are looked at, of which few are shown;
 * or all that are shown are put in order, each of which costs a tenth of such a look. */
#define ROWS_TO_MEET 500
#define COST_OF_LOOK 10

struct _AnserLetterQuery
{
  AnserStore      *store;
  GPtrArray       *folders;    /* (element-type AnserFolder) */
  GPtrArray       *patterns;   /* of the filter's words, for LIKE */
  AnserLetterSort  sort;
  gboolean         reversed;
  AnserLetterShow  show;
  gint64           kept;
  gint64           tag;
};

/* What a list by each is asked for, in which order, and the index that has it so. */
static const struct
{
  const char *number;
  const char *key;
  const char *order;
  const char *reversed;
  const char *index;
} sorts[] = {
  [ANSER_LETTER_SORT_DATE] = { "date", "''", "2 DESC, 1 DESC", "2, 1", "letter_by_date" },
  [ANSER_LETTER_SORT_SENDER] = { "date", "sender_key", "3, 2 DESC, 1 DESC", "3 DESC, 2, 1",
                                 "letter_by_sender" },
  [ANSER_LETTER_SORT_SUBJECT] = { "date", "subject_key", "3, 2 DESC, 1 DESC", "3 DESC, 2, 1",
                                  "letter_by_subject" },
  [ANSER_LETTER_SORT_SIZE] = { "size", "''", "2 DESC, 1 DESC", "2, 1", "letter_by_size" },
};

/* The conditions are those of the indexes, word for word. */
static const struct
{
  const char *condition;
  const char *index;
  const char *count;
} shows[] = {
  [ANSER_LETTER_SHOW_ALL] = { "1", NULL, "total" },
  [ANSER_LETTER_SHOW_UNREAD] = { "flags & 16 = 0", "letter_unread", "unread" },
  [ANSER_LETTER_SHOW_STARRED] = { "flags & 2 <> 0", "letter_starred", "starred" },
  [ANSER_LETTER_SHOW_ATTACHED] = { "flags & 256 <> 0", "letter_attached", "attached" },
  [ANSER_LETTER_SHOW_CONVERSATIONS] = { "head = 1", "letter_heads", "heads" },
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

static void
append_words (AnserLetterQuery *self,
              GString          *sql,
              int               first)
{
  if (self->tag != 0)
    g_string_append_printf (sql, " AND id IN (SELECT letter FROM letter_tag WHERE tag = %"
                            G_GINT64_FORMAT ")", self->tag);
  for (unsigned i = 0; i < self->patterns->len; i++)
    g_string_append_printf (sql, " AND " FILTERED_TEXT " LIKE ?%u ESCAPE '\\'", first + i);
}

static void
bind_words (AnserLetterQuery *self,
            AnserStatement   *statement,
            int               first)
{
  for (unsigned i = 0; i < self->patterns->len; i++)
    sqlite3_bind_text (statement, first + i, g_ptr_array_index (self->patterns, i), -1,
                       SQLITE_TRANSIENT);
}

static char *
dup_folder_ids (AnserLetterQuery *self)
{
  GString *ids = g_string_new (NULL);

  for (unsigned i = 0; i < self->folders->len; i++)
    g_string_append_printf (ids, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "",
                            anser_folder_get_id (g_ptr_array_index (self->folders, i)));
  return g_string_free (ids, FALSE);
}

static const char *
get_index (AnserLetterQuery      *self,
           const AnserLetterPlan *plan)
{
  if (self->show != ANSER_LETTER_SHOW_ALL && (plan->is_covered || plan->is_sparse))
    return shows[self->show].index;
  return sorts[self->sort].index;
}

/* One folder after the other, each in order by its index, which SQLite merges. */
static void
append_folder (AnserLetterQuery      *self,
               GString               *sql,
               const AnserLetterPlan *plan,
               AnserFolder           *folder)
{
  g_string_append_printf (sql, "SELECT id, %s, %s FROM letter INDEXED BY %s"
                          " WHERE folder = %" G_GINT64_FORMAT " AND %s",
                          sorts[self->sort].number, sorts[self->sort].key,
                          get_index (self, plan), anser_folder_get_id (folder),
                          shows[self->show].condition);
  append_words (self, sql, 1);
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
           gint64               version,
           AnserLetterChanges  *changes,
           GError             **error)
{
  AnserDatabase *reader = self->store->reader;
  g_autofree char *sql =
    g_strdup_printf ("SELECT letter, %s, %s, folder FROM gone WHERE version > ?",
                     sorts[self->sort].number, sorts[self->sort].key);
  g_autoptr (AnserStatement) rows = anser_database_query (reader, error, sql, "i", version);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (reader, rows, error)) == ANSER_STEP_ROW)
    {
      AnserLetterEntry entry;

      if (!anser_letter_query_has_folder (self, sqlite3_column_int64 (rows, 3)))
        continue;
      anser_letter_query_read (rows, &entry);
      g_array_append_val (changes->left, entry);
    }
  return step == ANSER_STEP_DONE;
}

static char *
dup_entry_sql (AnserLetterQuery *self,
               const char       *condition)
{
  g_autoptr (GString) words = g_string_new (NULL);

  append_words (self, words, 2);
  return g_strdup_printf ("SELECT id, %s, %s, folder, %s%s FROM letter WHERE %s",
                          sorts[self->sort].number, sorts[self->sort].key,
                          shows[self->show].condition, words->str, condition);
}

/* A changed letter that is not to be shown is one that may have left. */
static gboolean
read_changed (AnserLetterQuery    *self,
              gint64               version,
              AnserLetterChanges  *changes,
              GError             **error)
{
  AnserDatabase *reader = self->store->reader;
  g_autofree char *sql = dup_entry_sql (self, "version > ?1");
  g_autoptr (AnserStatement) rows = anser_database_query (reader, error, sql, "i", version);
  AnserStep step = ANSER_STEP_FAILED;

  if (rows != NULL)
    bind_words (self, rows, 2);
  while (rows != NULL && (step = anser_database_step (reader, rows, error)) == ANSER_STEP_ROW)
    {
      AnserLetterEntry entry;

      if (!anser_letter_query_has_folder (self, sqlite3_column_int64 (rows, 3)))
        continue;
      anser_letter_query_read (rows, &entry);
      if (!sqlite3_column_int (rows, 4) && entry.id != self->kept)
        {
          g_array_append_val (changes->left, entry);
          continue;
        }
      g_array_append_val (changes->arrived, entry);
      g_hash_table_add (changes->present, g_memdup2 (&entry, sizeof entry));
    }
  return step == ANSER_STEP_DONE;
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

void
anser_letter_query_set_tag (AnserLetterQuery *self,
                            gint64            tag)
{
  self->tag = tag;
}

void
anser_letter_query_set_show (AnserLetterQuery *self,
                             AnserLetterShow   show)
{
  self->show = show;
}

void
anser_letter_query_set_kept (AnserLetterQuery *self,
                             gint64            letter)
{
  self->kept = letter;
}

void
anser_letter_query_set_order (AnserLetterQuery *self,
                              AnserLetterSort   sort,
                              gboolean          reversed)
{
  self->sort = sort;
  self->reversed = reversed;
}

AnserLetterOrder *
anser_letter_query_new_order (AnserLetterQuery *self)
{
  return anser_letter_order_new (self->sort, self->reversed);
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

AnserStore *
anser_letter_query_get_store (AnserLetterQuery *self)
{
  return self->store;
}

gboolean
anser_letter_query_plan (AnserLetterQuery  *self,
                         AnserDatabase     *index,
                         AnserLetterPlan   *plan,
                         GError           **error)
{
  g_autofree char *ids = dup_folder_ids (self);
  g_autofree char *sql =
    g_strdup_printf ("SELECT (SELECT version FROM clock), total(total), total(%s) FROM folder"
                     " WHERE id IN (%s)", shows[self->show].count, ids);
  g_autoptr (AnserStatement) row = anser_database_query (index, error, sql, "");
  gboolean by_date = self->sort == ANSER_LETTER_SORT_DATE;
  gboolean all = self->show == ANSER_LETTER_SHOW_ALL;

  if (row == NULL || anser_database_step (index, row, error) != ANSER_STEP_ROW)
    return FALSE;
  plan->version = sqlite3_column_int64 (row, 0);
  plan->n_letters = sqlite3_column_int64 (row, 1);
  plan->n_shown = sqlite3_column_int64 (row, 2);
  plan->has_words = self->patterns->len > 0 || self->tag != 0;
  plan->is_covered = !plan->has_words && (by_date || all);
  plan->is_sparse = !by_date && !all &&
                    plan->n_shown / COST_OF_LOOK * plan->n_shown <= ROWS_TO_MEET * plan->n_letters;
  return TRUE;
}

AnserStatement *
anser_letter_query_select (AnserLetterQuery       *self,
                           AnserDatabase          *index,
                           const AnserLetterPlan  *plan,
                           gint64                  limit,
                           gint64                  offset,
                           gboolean                backwards,
                           GError                **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  gboolean reversed = self->reversed != backwards;
  AnserStatement *rows;

  for (unsigned i = 0; i < self->folders->len; i++)
    {
      g_string_append (sql, i > 0 ? " UNION ALL " : "");
      append_folder (self, sql, plan, g_ptr_array_index (self->folders, i));
    }
  if (self->folders->len == 0)
    g_string_append (sql, "SELECT 0, 0, '' WHERE 0");
  g_string_append_printf (sql, " ORDER BY %s LIMIT :limit OFFSET :offset",
                          reversed ? sorts[self->sort].reversed : sorts[self->sort].order);
  rows = anser_database_query (index, error, sql->str, "");
  if (rows == NULL)
    return NULL;
  bind_words (self, rows, 1);
  sqlite3_bind_int64 (rows, sqlite3_bind_parameter_index (rows, ":limit"), limit);
  sqlite3_bind_int64 (rows, sqlite3_bind_parameter_index (rows, ":offset"), offset);
  return rows;
}

void
anser_letter_query_read (AnserStatement   *row,
                         AnserLetterEntry *entry)
{
  const char *key = (const char *) sqlite3_column_text (row, 2);

  *entry = (AnserLetterEntry) { sqlite3_column_int64 (row, 0), sqlite3_column_int64 (row, 1) };
  if (key != NULL && *key != '\0')
    memcpy (entry->key, key, MIN (sqlite3_column_bytes (row, 2), ANSER_SORT_KEY_LENGTH));
}

gboolean
anser_letter_query_get_entry (AnserLetterQuery *self,
                              gint64            letter,
                              AnserLetterEntry *entry,
                              gboolean         *is_shown)
{
  AnserDatabase *reader = self->store->reader;
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->read_lock);
  g_autofree char *sql = dup_entry_sql (self, "id = ?1");
  g_autoptr (AnserStatement) row = anser_database_query (reader, NULL, sql, "i", letter);

  if (row == NULL)
    return FALSE;
  bind_words (self, row, 2);
  if (anser_database_step (reader, row, NULL) != ANSER_STEP_ROW)
    return FALSE;
  anser_letter_query_read (row, entry);
  *is_shown = sqlite3_column_int (row, 4) &&
              anser_letter_query_has_folder (self, sqlite3_column_int64 (row, 3));
  return TRUE;
}

AnserLetterChanges *
anser_letter_query_get_changes (AnserLetterQuery  *self,
                                gint64             version,
                                GError           **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->read_lock);
  g_autoptr (AnserLetterChanges) changes = changes_new ();
  AnserDatabase *reader = self->store->reader;
  gboolean done;

  if (!anser_database_begin (reader, FALSE, error))
    return NULL;
  done = anser_database_get (reader, &changes->version, error, "SELECT version FROM clock",
                             "") == ANSER_STEP_ROW &&
         (changes->version == version || (read_gone (self, version, changes, error) &&
                                          read_changed (self, version, changes, error)));
  anser_database_roll_back (reader);
  return done ? g_steal_pointer (&changes) : NULL;
}
