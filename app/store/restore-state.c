/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "restore-state.h"

#include "outbox.h"
#include "store-private.h"

#include <string.h>

/* The columns of a table that mean the same in both files: row ids do not. */
static char *
dup_columns (AnserDatabase  *state,
             const char     *table,
             GError        **error)
{
  g_autoptr (AnserStatement) rows =
    anser_database_query (state, error, "SELECT name FROM pragma_table_info (?)"
                          " WHERE NOT (pk = 1 AND name = 'id')", "t", table);
  GString *columns = g_string_new (NULL);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (state, rows, error)) == ANSER_STEP_ROW)
    g_string_append_printf (columns, "%s\"%s\"", columns->len > 0 ? ", " : "",
                            (const char *) sqlite3_column_text (rows, 0));
  return g_string_free (columns, step != ANSER_STEP_DONE);
}

static GPtrArray *
list_tables (AnserDatabase  *state,
             GError        **error)
{
  g_autoptr (GPtrArray) tables = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (AnserStatement) rows =
    anser_database_query (state, error, "SELECT name FROM main.sqlite_master WHERE type = 'table'"
                          " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name", "");
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (state, rows, error)) == ANSER_STEP_ROW)
    g_ptr_array_add (tables, g_strdup ((const char *) sqlite3_column_text (rows, 0)));
  return step == ANSER_STEP_DONE ? g_steal_pointer (&tables) : NULL;
}

static gboolean
copy_table (AnserDatabase  *state,
            const char     *table,
            GError        **error)
{
  g_autofree char *columns = dup_columns (state, table, error);
  g_autofree char *sql = NULL;

  if (columns == NULL)
    return FALSE;
  sql = g_strdup_printf ("INSERT OR IGNORE INTO main.\"%s\" (%s) SELECT %s FROM backup.\"%s\""
                         " EXCEPT SELECT %s FROM main.\"%s\"", table, columns, columns, table,
                         columns, table);
  return anser_database_run (state, error, sql, "");
}

static gboolean
copy_tables (AnserDatabase  *state,
             GPtrArray      *tables,
             GError        **error)
{
  if (!anser_database_begin (state, TRUE, error))
    return FALSE;
  for (unsigned i = 0; i < tables->len; i++)
    if (!copy_table (state, tables->pdata[i], error))
      {
        anser_database_roll_back (state);
        return FALSE;
      }
  return anser_database_commit (state, error);
}

/* It may have been sent after the backup was made. */
static gboolean
doubt_outbox (AnserDatabase  *backup,
              GError        **error)
{
  return anser_database_run (backup, error, "UPDATE outbox SET state = ? WHERE state IN (?, ?)",
                             "iii", (gint64) ANSER_OUTBOX_NOT_SURE, (gint64) ANSER_OUTBOX_QUEUED,
                             (gint64) ANSER_OUTBOX_SENDING);
}

/* The file as this version of Anser would have written it. */
static gboolean
prepare (const char  *path,
         GError     **error)
{
  g_autoptr (AnserDatabase) backup =
    anser_database_open (path, anser_state_migrations, FALSE, error);

  return backup != NULL && doubt_outbox (backup, error);
}

gboolean
anser_restore_state (AnserStore  *store,
                     const char  *path,
                     GError     **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (GPtrArray) tables = NULL;
  gboolean done;

  g_return_val_if_fail (ANSER_IS_STORE (store), FALSE);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!prepare (path, error))
    return FALSE;
  locker = g_mutex_locker_new (&store->write_lock);
  tables = list_tables (store->state, error);
  if (tables == NULL ||
      !anser_database_run (store->state, error, "ATTACH ? AS backup", "t", path))
    return FALSE;
  done = copy_tables (store->state, tables, error);
  anser_database_run (store->state, NULL, "DETACH backup", "");
  return done;
}
