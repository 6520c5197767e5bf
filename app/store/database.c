/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "database.h"

#include "fault.h"
#include "tokenizer.h"
#include "uid-record.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* How long a writer waits for one of another process. */
#define BUSY_TIMEOUT_MS 10000

struct _AnserDatabase
{
  sqlite3    *connection;
  char       *path;
  GHashTable *statements;   /* SQL -> sqlite3_stmt */
  int         last_code;
};

/* SQLite says of a companion that it could not make (its log, its journal) no more than that it is
 * not there. Why it could not, or 0. */
static int
find_out_why (AnserDatabase *self)
{
  g_autofree char *path = g_strconcat (self->path, "-trial", NULL);
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  int number = errno;

  if (fd < 0)
    return number;
  close (fd);
  g_unlink (path);
  return 0;
}

static void
set_io_error (AnserDatabase  *self,
              GError        **error)
{
  int number = self->last_code == SQLITE_CANTOPEN ? find_out_why (self) : 0;

  if (number == 0)
    number = sqlite3_system_errno (self->connection);

  if (number != 0)
    anser_fault_set_from_errno (error, number, self->path);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 _("Anser could not use “%s”: %s. Check the disk, then try again."),
                 self->path, sqlite3_errmsg (self->connection));
}

static void
set_error (AnserDatabase  *self,
           int             code,
           GError        **error)
{
  self->last_code = code & 0xff;
  switch (self->last_code)
    {
    case SQLITE_FULL:
      anser_fault_set_no_space (error, self->path);
      break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      anser_fault_set_forbidden (error, self->path);
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
                   _("Another program keeps “%s” busy. Wait a moment, then try again."),
                   self->path);
      break;
    case SQLITE_INTERRUPT:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("This was stopped."));
      break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _("“%s” is damaged. Anser makes it anew from your messages. If you read this "
                     "again, close Anser and start it again."),
                   self->path);
      break;
    default:
      set_io_error (self, error);
      break;
    }
}

/* A damaged file is remembered beside it, so that the next opening makes it anew: opening alone
 * would not notice a bad page in the middle. */
static void
note_damage (AnserDatabase *self)
{
  g_autofree char *mark = g_strconcat (self->path, ".is-damaged", NULL);

  if (self->last_code == SQLITE_CORRUPT || self->last_code == SQLITE_NOTADB)
    g_file_set_contents (mark, "", 0, NULL);
}

/* No statement of ours is wrong: what it does not find was there once. */
static void
set_prepare_error (AnserDatabase  *self,
                   int             code,
                   GError        **error)
{
  gboolean is_incomplete = (code & 0xff) == SQLITE_ERROR;

  if (is_incomplete)
    g_message ("%s: %s", self->path, sqlite3_errmsg (self->connection));
  set_error (self, is_incomplete ? SQLITE_CORRUPT : code, error);
  if (!is_incomplete)
    note_damage (self);
}

static gboolean
check_mark (AnserDatabase  *self,
            GError        **error)
{
  if (!anser_database_is_marked (self->path))
    return TRUE;
  set_error (self, SQLITE_CORRUPT, error);
  return FALSE;
}

static gboolean
execute (AnserDatabase  *self,
         const char     *sql,
         GError        **error)
{
  int code = sqlite3_exec (self->connection, sql, NULL, NULL, NULL);

  if (code == SQLITE_OK)
    return TRUE;
  set_error (self, code, error);
  return FALSE;
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

/* Nobody asks SQLite how much memory it has; to count it takes a twentieth of its time. */
static gpointer
count_no_memory (gpointer unused)
{
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  return NULL;
}

static AnserDatabase *
connect_to (const char  *path,
            int          flags,
            GError     **error)
{
  static GOnce once = G_ONCE_INIT;
  g_autoptr (AnserDatabase) self = g_new0 (AnserDatabase, 1);
  int code;

  g_once (&once, count_no_memory, NULL);
  self->path = g_strdup (path);
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                            finalize_statement);
  code = sqlite3_open_v2 (path, &self->connection, flags | SQLITE_OPEN_NOMUTEX, NULL);
  if (code != SQLITE_OK)
    {
      set_error (self, code, error);
      return NULL;
    }
  code = anser_tokenizer_register (self->connection);
  if (code != SQLITE_OK)
    {
      set_error (self, code, error);
      return NULL;
    }
  sqlite3_extended_result_codes (self->connection, 1);
  sqlite3_busy_timeout (self->connection, BUSY_TIMEOUT_MS);
  return g_steal_pointer (&self);
}

/* Runs the migrations that are missing, in one transaction with the new number. */
static gboolean
migrate (AnserDatabase       *self,
         const char * const  *migrations,
         GError             **error)
{
  g_autofree char *number = NULL;
  unsigned newest = g_strv_length ((char **) migrations);
  gint64 version = 0;

  if (anser_database_get (self, &version, error, "PRAGMA user_version", "") == ANSER_STEP_FAILED)
    return FALSE;
  if (version > newest)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   _("“%s” was written by a newer Anser. Update Anser, then start it again."),
                   self->path);
      return FALSE;
    }
  for (unsigned i = version; i < newest; i++)
    {
      if (version > 0 && g_str_equal (migrations[i], ANSER_DATABASE_ANEW))
        return set_error (self, SQLITE_CORRUPT, error), FALSE;
      if (!execute (self, migrations[i], error))
        return FALSE;
    }
  number = g_strdup_printf ("PRAGMA user_version = %u", newest);
  return version == newest || execute (self, number, error);
}

/* Room for the pages that a transaction changes: with the usual 2 MB they are written and read again
 * several times. */
static gboolean
make_roomy (AnserDatabase  *self,
            GError        **error)
{
  /* Of a new file only: what is no longer used can be given back. */
  return execute (self, "PRAGMA auto_vacuum = INCREMENTAL", error) &&
         execute (self, "PRAGMA cache_size = -49152", error);
}

static gboolean
prepare_file (AnserDatabase       *self,
              const char * const  *migrations,
              gboolean             durable,
              GError             **error)
{
  if (!check_mark (self, error) || (!durable && !make_roomy (self, error)) ||
      !execute (self, "PRAGMA journal_mode = WAL", error) ||
      !execute (self, durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL",
                error) ||
      !execute (self, durable ? "PRAGMA wal_autocheckpoint = 250"
                              : "PRAGMA wal_autocheckpoint = 16000", error) ||
      !execute (self, "PRAGMA journal_size_limit = 1048576", error) ||
      !execute (self, "PRAGMA foreign_keys = ON", error) ||
      /* What a statement must be able to take back would go to a file in /var/tmp, which may be
       * full while this disk is not. */
      !execute (self, "PRAGMA temp_store = MEMORY", error) ||
      !anser_database_begin (self, TRUE, error))
    return FALSE;
  if (!migrate (self, migrations, error))
    {
      anser_database_roll_back (self);
      return FALSE;
    }
  return anser_database_commit (self, error);
}

static gboolean
bind (AnserStatement *statement,
      const char     *types,
      va_list         arguments)
{
  int code = SQLITE_OK;

  for (int i = 0; types[i] != '\0' && code == SQLITE_OK; i++)
    {
      const char *text = NULL;

      if (types[i] == 'i')
        {
          code = sqlite3_bind_int64 (statement, i + 1, va_arg (arguments, gint64));
          continue;
        }
      text = va_arg (arguments, const char *);
      if (types[i] == 'd')
        code = text != NULL ? sqlite3_bind_blob (statement, i + 1, text, ANSER_DIGEST_LENGTH,
                                                 SQLITE_TRANSIENT)
                            : sqlite3_bind_null (statement, i + 1);
      else if (types[i] == 't')
        code = sqlite3_bind_text (statement, i + 1, text, -1, SQLITE_TRANSIENT);
      else
        code = sqlite3_bind_blob (statement, i + 1, text, strlen (text), SQLITE_TRANSIENT);
    }
  return code == SQLITE_OK;
}

static AnserStatement *
query_valist (AnserDatabase  *self,
              GError        **error,
              const char     *sql,
              const char     *types,
              va_list         arguments)
{
  AnserStatement *statement = g_hash_table_lookup (self->statements, sql);
  int code;

  if (statement == NULL)
    {
      code = sqlite3_prepare_v3 (self->connection, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                 &statement, NULL);
      if (code != SQLITE_OK)
        {
          set_prepare_error (self, code, error);
          return NULL;
        }
      g_hash_table_insert (self->statements, (char *) sqlite3_sql (statement), statement);
    }
  if (bind (statement, types, arguments))
    return statement;
  set_error (self, sqlite3_extended_errcode (self->connection), error);
  anser_statement_reset (statement);
  return NULL;
}

AnserDatabase *
anser_database_open (const char          *path,
                     const char * const  *migrations,
                     gboolean             durable,
                     GError             **error)
{
  g_autoptr (AnserDatabase) self = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (migrations != NULL, NULL);

  self = connect_to (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
  if (self == NULL || !prepare_file (self, migrations, durable, error))
    return NULL;
  return g_steal_pointer (&self);
}

AnserDatabase *
anser_database_open_reader (const char  *path,
                            GError     **error)
{
  g_autoptr (AnserDatabase) self = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  /* Opened for writing, since the last reader to close a WAL file must be able to tidy it. */
  self = connect_to (path, SQLITE_OPEN_READWRITE, error);
  if (self == NULL || !execute (self, "PRAGMA query_only = ON", error))
    return NULL;
  return g_steal_pointer (&self);
}

void
anser_database_free (AnserDatabase *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->statements);
  sqlite3_close (self->connection);
  g_free (self->path);
  g_free (self);
}

gboolean
anser_database_copy (AnserDatabase  *self,
                     const char     *path,
                     GError        **error)
{
  g_autoptr (AnserDatabase) copy = NULL;
  sqlite3_backup *backup;
  int code;

  g_return_val_if_fail (self != NULL, FALSE);

  copy = connect_to (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
  /* Nobody wants back what was not finished. */
  if (copy == NULL || !execute (copy, "PRAGMA journal_mode = OFF", error) ||
      !execute (copy, "PRAGMA synchronous = OFF", error))
    return FALSE;
  backup = sqlite3_backup_init (copy->connection, "main", self->connection, "main");
  if (backup != NULL)
    {
      sqlite3_backup_step (backup, -1);
      sqlite3_backup_finish (backup);
    }
  code = sqlite3_errcode (copy->connection);
  if (code == SQLITE_OK)
    return TRUE;
  set_error (copy, code, error);
  return FALSE;
}

void
anser_database_delete (const char *path)
{
  /* The mark goes last: a kill between these leaves it, and the next opening begins again. */
  static const char * const companions[] = { "-wal", "-shm", "", ".is-damaged" };

  g_return_if_fail (path != NULL);

  for (unsigned i = 0; i < G_N_ELEMENTS (companions); i++)
    {
      g_autofree char *name = g_strconcat (path, companions[i], NULL);

      g_unlink (name);
    }
}

void
anser_database_put_aside (const char *path)
{
  g_autofree char *aside = NULL;

  g_return_if_fail (path != NULL);

  aside = g_strdup_printf ("%s.damaged-%" G_GINT64_FORMAT, path, g_get_real_time ());
  g_rename (path, aside);
  anser_database_delete (path);
}

gboolean
anser_database_is_marked (const char *path)
{
  g_autofree char *mark = g_strconcat (path, ".is-damaged", NULL);

  return g_file_test (mark, G_FILE_TEST_EXISTS);
}

AnserStatement *
anser_database_query (AnserDatabase  *self,
                      GError        **error,
                      const char     *sql,
                      const char     *types,
                      ...)
{
  AnserStatement *statement;
  va_list arguments;

  va_start (arguments, types);
  statement = query_valist (self, error, sql, types, arguments);
  va_end (arguments);
  return statement;
}

AnserStep
anser_database_step (AnserDatabase   *self,
                     AnserStatement  *statement,
                     GError         **error)
{
  int code = sqlite3_step (statement);

  if (code == SQLITE_ROW)
    return ANSER_STEP_ROW;
  if (code == SQLITE_DONE)
    return ANSER_STEP_DONE;
  set_error (self, code, error);
  note_damage (self);
  return ANSER_STEP_FAILED;
}

void
anser_statement_reset (AnserStatement *statement)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}

gboolean
anser_database_run (AnserDatabase  *self,
                    GError        **error,
                    const char     *sql,
                    const char     *types,
                    ...)
{
  g_autoptr (AnserStatement) statement = NULL;
  va_list arguments;

  va_start (arguments, types);
  statement = query_valist (self, error, sql, types, arguments);
  va_end (arguments);
  return statement != NULL && anser_database_step (self, statement, error) != ANSER_STEP_FAILED;
}

AnserStep
anser_database_get (AnserDatabase  *self,
                    gint64         *value,
                    GError        **error,
                    const char     *sql,
                    const char     *types,
                    ...)
{
  g_autoptr (AnserStatement) statement = NULL;
  va_list arguments;
  AnserStep step;

  va_start (arguments, types);
  statement = query_valist (self, error, sql, types, arguments);
  va_end (arguments);
  if (statement == NULL)
    return ANSER_STEP_FAILED;
  step = anser_database_step (self, statement, error);
  if (step == ANSER_STEP_ROW)
    *value = sqlite3_column_int64 (statement, 0);
  return step;
}

gboolean
anser_database_begin (AnserDatabase  *self,
                      gboolean        write,
                      GError        **error)
{
  return anser_database_run (self, error, write ? "BEGIN IMMEDIATE" : "BEGIN", "");
}

gboolean
anser_database_commit (AnserDatabase  *self,
                       GError        **error)
{
  if (anser_database_run (self, error, "COMMIT", ""))
    return TRUE;
  anser_database_roll_back (self);
  return FALSE;
}

/* Keeps last_code: why the transaction failed matters more than how it ended. */
void
anser_database_roll_back (AnserDatabase *self)
{
  if (!sqlite3_get_autocommit (self->connection))
    sqlite3_exec (self->connection, "ROLLBACK", NULL, NULL, NULL);
}

gboolean
anser_database_shrink (AnserDatabase  *self,
                       GError        **error)
{
  g_autoptr (AnserStatement) statement =
    anser_database_query (self, error, "PRAGMA incremental_vacuum", "");
  AnserStep step = ANSER_STEP_FAILED;

  do
    step = statement != NULL ? anser_database_step (self, statement, error) : ANSER_STEP_FAILED;
  while (step == ANSER_STEP_ROW);
  return step == ANSER_STEP_DONE;
}

gint64
anser_database_get_changes (AnserDatabase *self)
{
  return sqlite3_changes64 (self->connection);
}

gint64
anser_database_get_last_id (AnserDatabase *self)
{
  return sqlite3_last_insert_rowid (self->connection);
}

static int
on_progress (void *cancellable)
{
  return g_cancellable_is_cancelled (cancellable);
}

void
anser_database_set_cancellable (AnserDatabase *self,
                                GCancellable  *cancellable)
{
  /* A thousand steps of SQLite's machine take a fraction of a millisecond. */
  sqlite3_progress_handler (self->connection, cancellable != NULL ? 1000 : 0, on_progress,
                            cancellable);
}

gboolean
anser_database_is_unsure (AnserDatabase *self)
{
  return self->last_code == SQLITE_IOERR;
}
