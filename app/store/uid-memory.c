/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "uid-memory.h"

#include "catch-up.h"
#include "maildir.h"
#include "store-private.h"

#include <string.h>

static AnserUidRecord *
read_row (AnserStatement *row)
{
  AnserUidRecord *record = g_new0 (AnserUidRecord, 1);
  const char *uid = sqlite3_column_blob (row, 0);
  const void *digest = sqlite3_column_blob (row, 6);

  record->uid = g_strndup (uid != NULL ? uid : "", sqlite3_column_bytes (row, 0));
  record->state = sqlite3_column_int (row, 1);
  record->received_at = sqlite3_column_int64 (row, 2);
  record->size = sqlite3_column_int64 (row, 3);
  record->missing = sqlite3_column_int (row, 4);
  record->missing_since = sqlite3_column_int64 (row, 5);
  if (digest != NULL && sqlite3_column_bytes (row, 6) == ANSER_DIGEST_LENGTH)
    memcpy (record->digest, digest, ANSER_DIGEST_LENGTH);
  return record;
}

GPtrArray *
anser_uid_memory_load (AnserStore  *store,
                       const char  *account,
                       GError     **error)
{
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (AnserStatement) rows = NULL;
  AnserStep step = ANSER_STEP_FAILED;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (account != NULL, NULL);

  records = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_uid_record_free);
  locker = g_mutex_locker_new (&store->write_lock);
  rows = anser_database_query (store->state, error, "SELECT uid, state, received_at, size, missing,"
                               " missing_since, digest FROM uid WHERE account = ?", "t", account);
  while (rows != NULL && (step = anser_database_step (store->state, rows, error)) == ANSER_STEP_ROW)
    g_ptr_array_add (records, read_row (rows));
  g_clear_pointer (&rows, anser_statement_reset);
  return step == ANSER_STEP_DONE ? g_steal_pointer (&records) : NULL;
}

static gboolean
remove_uid (AnserStore  *store,
            const char  *account,
            const char  *uid,
            GError     **error)
{
  return anser_database_run (store->state, error, "DELETE FROM uid WHERE account = ? AND uid = ?",
                             "tb", account, uid);
}

static gboolean
put (AnserStore            *store,
     const char            *account,
     const AnserUidRecord  *record,
     GError               **error)
{
  static const char sql[] =
    "INSERT OR REPLACE INTO uid (account, uid, state, received_at, size, missing, missing_since,"
    " digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

  return anser_database_run (store->state, error, sql, "tbiiiiid", account, record->uid,
                             (gint64) record->state, record->received_at, record->size,
                             (gint64) record->missing, record->missing_since,
                             anser_uid_record_has_digest (record) ? record->digest : NULL);
}

/* The headers of which the whole messages are still there go by their uids, too. */
static gboolean
rename_partial (AnserStore  *store,
                const char  *account,
                const char  *from,
                const char  *to,
                GError     **error)
{
  return anser_database_run (store->state, error, "UPDATE partial SET uid = ? WHERE account = ? AND"
                             " uid = ?", "btb", to, account, from);
}

/* No server's uid has a space in it. */
static gboolean
put_partial_aside (AnserStore            *store,
                   const char            *account,
                   const AnserUidRecord  *record,
                   GError               **error)
{
  g_autofree char *between = g_strconcat ("renamed ", record->uid, NULL);

  return rename_partial (store, account, record->old_uid, between, error);
}

static gboolean
take_partial_back (AnserStore            *store,
                   const char            *account,
                   const AnserUidRecord  *record,
                   GError               **error)
{
  g_autofree char *between = g_strconcat ("renamed ", record->uid, NULL);

  return rename_partial (store, account, between, record->uid, error);
}

/* Two messages may have changed uids with each other: all old names go before any new one comes. */
static gboolean
save (AnserStore  *store,
      const char  *account,
      GPtrArray   *records,
      GError     **error)
{
  for (unsigned i = 0; i < records->len; i++)
    {
      const AnserUidRecord *record = g_ptr_array_index (records, i);

      if ((record->old_uid != NULL && (!remove_uid (store, account, record->old_uid, error) ||
                                       !put_partial_aside (store, account, record, error))) ||
          (record->forgotten && !remove_uid (store, account, record->uid, error)))
        return FALSE;
    }
  for (unsigned i = 0; i < records->len; i++)
    {
      const AnserUidRecord *record = g_ptr_array_index (records, i);

      if ((!record->forgotten && !put (store, account, record, error)) ||
          (record->old_uid != NULL && !take_partial_back (store, account, record, error)))
        return FALSE;
    }
  return TRUE;
}

gboolean
anser_uid_memory_save (AnserStore  *store,
                       const char  *account,
                       GPtrArray   *records,
                       GError     **error)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (store), FALSE);
  g_return_val_if_fail (account != NULL, FALSE);
  g_return_val_if_fail (records != NULL, FALSE);

  if (records->len == 0)
    return TRUE;
  locker = g_mutex_locker_new (&store->write_lock);
  if (!anser_database_begin (store->state, TRUE, error))
    return FALSE;
  if (!save (store, account, records, error))
    {
      anser_database_roll_back (store->state);
      return FALSE;
    }
  return anser_database_commit (store->state, error);
}

char *
anser_uid_memory_dup_quirks (AnserStore  *store,
                             const char  *account,
                             GError     **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (AnserStatement) rows = NULL;
  AnserStep step = ANSER_STEP_FAILED;
  char *quirks = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (account != NULL, NULL);

  locker = g_mutex_locker_new (&store->write_lock);
  rows = anser_database_query (store->state, error, "SELECT quirks FROM server WHERE account = ?",
                               "t", account);
  if (rows != NULL)
    step = anser_database_step (store->state, rows, error);
  if (step != ANSER_STEP_FAILED)
    quirks = g_strdup (step == ANSER_STEP_ROW ? (const char *) sqlite3_column_text (rows, 0) : "");
  g_clear_pointer (&rows, anser_statement_reset);
  return quirks;
}

gboolean
anser_uid_memory_set_quirks (AnserStore  *store,
                             const char  *account,
                             const char  *quirks,
                             GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (store), FALSE);
  g_return_val_if_fail (account != NULL, FALSE);
  g_return_val_if_fail (quirks != NULL, FALSE);

  locker = g_mutex_locker_new (&store->write_lock);
  return anser_database_run (store->state, error, "INSERT INTO server (account, quirks)"
                             " VALUES (?, ?) ON CONFLICT (account) DO UPDATE SET"
                             " quirks = excluded.quirks", "tt", account, quirks);
}

/* Nothing is written, nor made. */
char *
anser_uid_memory_peek_quirks (const char *root,
                              const char *account)
{
  g_autofree char *path = g_build_filename (root, "state.db", NULL);
  sqlite3_stmt *row = NULL;
  sqlite3 *state = NULL;
  char *quirks = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS) &&
      sqlite3_open_v2 (path, &state, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
      sqlite3_busy_timeout (state, 1000) == SQLITE_OK &&
      sqlite3_prepare_v2 (state, "SELECT quirks FROM server WHERE account = ?", -1, &row,
                          NULL) == SQLITE_OK &&
      sqlite3_bind_text (row, 1, account, -1, SQLITE_STATIC) == SQLITE_OK &&
      sqlite3_step (row) == SQLITE_ROW)
    quirks = g_strdup ((const char *) sqlite3_column_text (row, 0));
  sqlite3_finalize (row);
  sqlite3_close (state);
  return quirks != NULL ? quirks : g_strdup ("");
}

gint64
anser_uid_memory_get_not_before (AnserStore  *store,
                                 const char  *account,
                                 GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = NULL;
  gint64 not_before = 0;

  g_return_val_if_fail (ANSER_IS_STORE (store), -1);
  g_return_val_if_fail (account != NULL, -1);

  locker = g_mutex_locker_new (&store->write_lock);
  if (anser_database_get (store->state, &not_before, error, "SELECT not_before FROM server WHERE"
                          " account = ?", "t", account) == ANSER_STEP_FAILED)
    return -1;
  return not_before;
}

/* Most servers set no limit: then nothing is written. */
gboolean
anser_uid_memory_set_not_before (AnserStore  *store,
                                 const char  *account,
                                 gint64       not_before,
                                 GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (store), FALSE);
  g_return_val_if_fail (account != NULL, FALSE);

  locker = g_mutex_locker_new (&store->write_lock);
  if (not_before == 0)
    return anser_database_run (store->state, error, "UPDATE server SET not_before = 0 WHERE"
                               " account = ? AND not_before <> 0", "t", account);
  return anser_database_run (store->state, error, "INSERT INTO server (account, not_before)"
                             " VALUES (?, ?) ON CONFLICT (account) DO UPDATE SET"
                             " not_before = excluded.not_before", "ti", account, not_before);
}

gboolean
anser_uid_memory_recall (AnserStore  *store,
                         const char  *account,
                         const char  *uid,
                         gint64      *received_at,
                         GError     **error)
{
  static const char sql[] =
    "SELECT name FROM letter WHERE digest = ? AND digest <> 0 AND folder IN"
    " (SELECT id FROM folder WHERE account = ?) LIMIT 1";
  g_autofree char *digest = NULL;
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (AnserStatement) rows = NULL;
  AnserStep step = ANSER_STEP_FAILED;

  g_return_val_if_fail (ANSER_IS_STORE (store), FALSE);
  g_return_val_if_fail (uid != NULL, FALSE);

  *received_at = 0;
  digest = anser_maildir_digest (uid);
  locker = g_mutex_locker_new (&store->write_lock);
  rows = anser_database_query (store->index, error, sql, "it",
                               anser_maildir_get_digest_key (digest), account);
  if (rows != NULL)
    step = anser_database_step (store->index, rows, error);
  if (step == ANSER_STEP_ROW)
    {
      *received_at = anser_maildir_get_time ((const char *) sqlite3_column_text (rows, 0));
      if (*received_at == 0)
        *received_at = g_get_real_time () / G_USEC_PER_SEC;
    }
  else if (anser_catch_up_has (store, account, digest))
    *received_at = g_get_real_time () / G_USEC_PER_SEC;
  g_clear_pointer (&rows, anser_statement_reset);
  return step != ANSER_STEP_FAILED;
}
