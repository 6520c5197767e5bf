/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "partial.h"

#include "maildir.h"
#include "store-private.h"

/* In the place of a size: the whole message is here. */
#define COMPLETED ((gint64) -1)

char *
anser_partial_dup_identity (const char *uid)
{
  g_return_val_if_fail (uid != NULL, NULL);

  /* No uid has a line end in it. */
  return g_strconcat (uid, "\nheader", NULL);
}

static AnserPlace *
find_place (AnserStore  *store,
            gint64       letter,
            GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&store->write_lock);

  return anser_index_get_place (store->index, letter, error);
}

gint64
anser_partial_get_size (AnserStore  *store,
                        gint64       letter,
                        gboolean    *wanted,
                        GError     **error)
{
  static const char sql[] =
    "SELECT partial.size, uid.state FROM partial LEFT JOIN uid"
    " ON uid.account = partial.account AND uid.uid = partial.uid"
    " WHERE partial.account = ? AND partial.name = ? AND partial.size >= 0";
  g_autoptr (AnserPlace) place = NULL;
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = NULL;
  g_autoptr (AnserStatement) rows = NULL;
  g_autoptr (GError) local = NULL;
  AnserStep step = ANSER_STEP_FAILED;
  gint64 size = 0;

  g_return_val_if_fail (ANSER_IS_STORE (store), -1);

  place = find_place (store, letter, &local);
  if (place == NULL)
    {
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      return local != NULL ? -1 : 0;
    }
  locker = g_mutex_locker_new (&store->write_lock);
  rows = anser_database_query (store->state, error, sql, "tt", place->account, place->name);
  if (rows != NULL)
    step = anser_database_step (store->state, rows, error);
  if (step == ANSER_STEP_ROW)
    {
      size = MAX (sqlite3_column_int64 (rows, 0), 1);
      if (wanted != NULL)
        *wanted = sqlite3_column_int (rows, 1) == ANSER_UID_WHOLE_WANTED;
    }
  g_clear_pointer (&rows, anser_statement_reset);
  return step == ANSER_STEP_FAILED ? -1 : size;
}

gboolean
anser_partial_want (AnserStore  *store,
                    gint64       letter,
                    GError     **error)
{
  static const char sql[] =
    "UPDATE uid SET state = ? WHERE account = ? AND state = ? AND uid IN"
    " (SELECT uid FROM partial WHERE account = ? AND name = ? AND size >= 0)";
  g_autoptr (AnserPlace) place = NULL;
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = NULL;
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (store), FALSE);

  place = find_place (store, letter, &local);
  if (place == NULL)
    {
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      return local == NULL;
    }
  locker = g_mutex_locker_new (&store->write_lock);
  return anser_database_run (store->state, error, sql, "ititt", (gint64) ANSER_UID_WHOLE_WANTED,
                             place->account, (gint64) ANSER_UID_HEADER_ONLY, place->account,
                             place->name);
}

gboolean
anser_partial_announce (AnserStore            *store,
                        const char            *account,
                        const char            *name,
                        const char            *uid,
                        const AnserUidRecord  *record,
                        GError               **error)
{
  if (record->state == ANSER_UID_HEADER_ONLY)
    return anser_database_run (store->state, error, "INSERT OR REPLACE INTO partial (account, name,"
                               " uid, size, coming) VALUES (?, ?, ?, ?, ?)", "ttbit", account, name,
                               uid, record->size, name);
  return anser_database_run (store->state, error, "UPDATE partial SET coming = ? WHERE account = ?"
                             " AND uid = ? AND size >= 0", "ttb", name, account, uid);
}

gboolean
anser_partial_add (AnserStore  *store,
                   const char  *account,
                   const char  *name,
                   const char  *uid,
                   gint64       size,
                   GError     **error)
{
  return anser_database_run (store->state, error, "INSERT OR REPLACE INTO partial (account, name,"
                             " uid, size) VALUES (?, ?, ?, ?)", "ttbi", account, name, uid, size);
}

gboolean
anser_partial_complete (AnserStore  *store,
                        const char  *account,
                        const char  *uid,
                        GError     **error)
{
  return anser_database_run (store->state, error, "UPDATE partial SET size = ?, coming = NULL WHERE"
                             " account = ? AND uid = ?", "itb", COMPLETED, account, uid);
}

/* (element-type AnserPlace): as far as the index knows; only account and name are sure. */
static GPtrArray *
list_completed (AnserStore  *store,
                GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&store->write_lock);
  g_autoptr (GPtrArray) places =
    g_ptr_array_new_with_free_func ((GDestroyNotify) anser_place_free);
  g_autoptr (AnserStatement) rows =
    anser_database_query (store->state, error, "SELECT account, name FROM partial WHERE size = ?",
                          "i", COMPLETED);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (store->state, rows, error)) == ANSER_STEP_ROW)
    {
      const char *account = (const char *) sqlite3_column_text (rows, 0);
      const char *name = (const char *) sqlite3_column_text (rows, 1);
      AnserPlace *place = anser_index_find_place (store->index, account, name, NULL);

      if (place == NULL)
        {
          place = g_new0 (AnserPlace, 1);
          place->account = g_strdup (account);
          place->name = g_strdup (name);
        }
      g_ptr_array_add (places, place);
    }
  g_clear_pointer (&rows, anser_statement_reset);
  return step == ANSER_STEP_DONE ? g_steal_pointer (&places) : NULL;
}

static gboolean
forget (AnserStore        *store,
        const AnserPlace  *place,
        GError           **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&store->write_lock);

  return anser_database_run (store->state, error, "DELETE FROM partial WHERE account = ? AND"
                             " name = ?", "tt", place->account, place->name);
}

gboolean
anser_partial_sweep (AnserStore  *store,
                     GError     **error)
{
  g_autoptr (GPtrArray) places = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (store), FALSE);

  places = list_completed (store, error);
  for (unsigned i = 0; places != NULL && i < places->len; i++)
    {
      const AnserPlace *place = places->pdata[i];

      if ((place->letter != 0 && !anser_store_erase (store, place->letter, error)) ||
          !forget (store, place, error))
        return FALSE;
    }
  return places != NULL;
}

/* A file that was announced. */
typedef struct
{
  char   *name;
  char   *uid;
  gint64  size;
  char   *coming;
} Announced;

static void
announced_free (gpointer data)
{
  Announced *file = data;

  g_free (file->name);
  g_free (file->uid);
  g_free (file->coming);
  g_free (file);
}

static Announced *
read_announced (AnserStatement *row)
{
  Announced *file = g_new0 (Announced, 1);

  file->name = g_strdup ((const char *) sqlite3_column_text (row, 0));
  file->uid = g_strndup (sqlite3_column_blob (row, 1), sqlite3_column_bytes (row, 1));
  file->size = sqlite3_column_int64 (row, 2);
  file->coming = g_strdup ((const char *) sqlite3_column_text (row, 3));
  return file;
}

/* (element-type Announced) */
static GPtrArray *
list_announced (AnserStore  *store,
                const char  *account,
                GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&store->write_lock);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (announced_free);
  g_autoptr (AnserStatement) rows =
    anser_database_query (store->state, error, "SELECT name, uid, size, coming FROM partial"
                          " WHERE account = ? AND coming IS NOT NULL", "t", account);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (store->state, rows, error)) == ANSER_STEP_ROW)
    g_ptr_array_add (files, read_announced (rows));
  g_clear_pointer (&rows, anser_statement_reset);
  return step == ANSER_STEP_DONE ? g_steal_pointer (&files) : NULL;
}

/* The index may not know it yet. FALSE only with an error. */
static gboolean
look_for (AnserStore  *store,
          const char  *account,
          const char  *base,
          gboolean    *is_there,
          GError     **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (AnserPlace) place = anser_index_find_place (store->index, account, base, &local);
  g_autofree char *inbox = NULL;
  g_autofree char *name = NULL;
  gboolean in_new;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *is_there = place != NULL;
  if (*is_there)
    return TRUE;
  inbox = anser_store_dup_folder_path (store, account,
                                       anser_folder_role_get_name (ANSER_FOLDER_INBOX));
  name = anser_maildir_find (inbox, base, &in_new);
  *is_there = name != NULL;
  return TRUE;
}

static gboolean
remember_header (AnserStore       *store,
                 const char       *account,
                 const Announced  *file,
                 GError          **error)
{
  return anser_database_run (store->state, error, "INSERT OR IGNORE INTO uid (account, uid, state,"
                             " received_at, size) VALUES (?, ?, ?, ?, ?)", "tbiii", account,
                             file->uid, (gint64) ANSER_UID_HEADER_ONLY,
                             anser_maildir_get_time (file->coming), file->size) &&
         anser_partial_add (store, account, file->name, file->uid, file->size, error);
}

static gboolean
remember_whole (AnserStore       *store,
                const char       *account,
                const Announced  *file,
                GError          **error)
{
  return anser_database_run (store->state, error, "UPDATE uid SET state = ?, received_at = ? WHERE"
                             " account = ? AND uid = ? AND state IN (?, ?)", "iitbii",
                             (gint64) ANSER_UID_RECEIVED, anser_maildir_get_time (file->coming),
                             account, file->uid, (gint64) ANSER_UID_HEADER_ONLY,
                             (gint64) ANSER_UID_WHOLE_WANTED) &&
         anser_partial_complete (store, account, file->uid, error);
}

/* It never came so far. */
static gboolean
withdraw (AnserStore       *store,
          const char       *account,
          const Announced  *file,
          GError          **error)
{
  if (g_str_equal (file->coming, file->name))
    return anser_database_run (store->state, error, "DELETE FROM partial WHERE account = ? AND"
                               " name = ?", "tt", account, file->name);
  return anser_database_run (store->state, error, "UPDATE partial SET coming = NULL WHERE"
                             " account = ? AND name = ?", "tt", account, file->name);
}

static gboolean
settle (AnserStore       *store,
        const char       *account,
        const Announced  *file,
        GError          **error)
{
  gboolean is_there;

  if (!look_for (store, account, file->coming, &is_there, error))
    return FALSE;
  if (!is_there)
    return withdraw (store, account, file, error);
  if (g_str_equal (file->coming, file->name))
    return remember_header (store, account, file, error);
  return remember_whole (store, account, file, error);
}

static gboolean
settle_all (AnserStore  *store,
            const char  *account,
            GPtrArray   *files,
            GError     **error)
{
  for (unsigned i = 0; i < files->len; i++)
    if (!settle (store, account, files->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
commit_announced (AnserStore  *store,
                  const char  *account,
                  GPtrArray   *files,
                  GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&store->write_lock);

  if (!anser_database_begin (store->state, TRUE, error))
    return FALSE;
  if (!settle_all (store, account, files, error))
    {
      anser_database_roll_back (store->state);
      return FALSE;
    }
  return anser_database_commit (store->state, error);
}

gboolean
anser_partial_recover (AnserStore  *store,
                       const char  *account,
                       GError     **error)
{
  g_autoptr (GPtrArray) files = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (store), FALSE);
  g_return_val_if_fail (account != NULL, FALSE);

  files = list_announced (store, account, error);
  if (files == NULL || files->len == 0)
    return files != NULL;
  return commit_announced (store, account, files, error) && anser_partial_sweep (store, error);
}
