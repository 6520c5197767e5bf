/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "shelf-life.h"

#include "letter-work.h"
#include "store-private.h"

#define DAY (24 * 60 * 60)

typedef struct
{
  char     *account;
  unsigned  trash_days;
  unsigned  junk_days;
} Expiry;

static gint64
get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static void
expiry_free (gpointer data)
{
  Expiry *expiry = data;

  g_free (expiry->account);
  g_free (expiry);
}

gboolean
anser_shelf_life_note (AnserStore  *store,
                       const char  *account,
                       const char  *name,
                       gboolean     put_away,
                       GError     **error)
{
  if (!put_away)
    return anser_database_run (store->state, error, "DELETE FROM put_away WHERE account = ? AND"
                               " name = ?", "tt", account, name);
  return anser_database_run (store->state, error, "INSERT OR REPLACE INTO put_away (account, name,"
                             " since) VALUES (?, ?, ?)", "tti", account, name, get_now ());
}

/* (transfer full): name of a file to the time since when it is there. */
static GHashTable *
load_times (AnserStore  *store,
            const char  *account,
            GError     **error)
{
  g_autoptr (GHashTable) times = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (AnserStatement) rows =
    anser_database_query (store->state, error, "SELECT name, since FROM put_away WHERE account = ?",
                          "t", account);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (store->state, rows, error)) == ANSER_STEP_ROW)
    {
      gint64 since = sqlite3_column_int64 (rows, 1);

      g_hash_table_insert (times, g_strdup ((const char *) sqlite3_column_text (rows, 0)),
                           g_memdup2 (&since, sizeof since));
    }
  return step == ANSER_STEP_DONE ? g_steal_pointer (&times) : NULL;
}

/* Finds what is due, and takes what is there out of @times; what is new there begins to count. */
static gboolean
look_through (AnserStore    *store,
              const Expiry  *expiry,
              GHashTable    *times,
              GArray        *due,
              GError       **error)
{
  g_autoptr (AnserStatement) rows =
    anser_database_query (store->index, error, "SELECT letter.id, letter.name, role FROM letter"
                          " JOIN folder ON folder.id = letter.folder WHERE account = ? AND"
                          " role IN (?, ?)", "tii", expiry->account, (gint64) ANSER_FOLDER_JUNK,
                          (gint64) ANSER_FOLDER_TRASH);
  gint64 now = get_now ();
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (store->index, rows, error)) == ANSER_STEP_ROW)
    {
      gint64 letter = sqlite3_column_int64 (rows, 0);
      const char *name = (const char *) sqlite3_column_text (rows, 1);
      unsigned days = sqlite3_column_int (rows, 2) == ANSER_FOLDER_TRASH ? expiry->trash_days
                                                                         : expiry->junk_days;
      const gint64 *since = g_hash_table_lookup (times, name);

      if (since == NULL && !anser_shelf_life_note (store, expiry->account, name, TRUE, error))
        return FALSE;
      if (since != NULL && days > 0 && *since + (gint64) days * DAY <= now)
        g_array_append_val (due, letter);
      g_hash_table_remove (times, name);
    }
  return step == ANSER_STEP_DONE;
}

/* Files that are not there any more. */
static gboolean
forget (AnserStore    *store,
        const Expiry  *expiry,
        GHashTable    *times,
        GError       **error)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, times);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!anser_shelf_life_note (store, expiry->account, name, FALSE, error))
      return FALSE;
  return TRUE;
}

static gboolean
find_due (AnserStore    *store,
          const Expiry  *expiry,
          GArray        *due,
          GError       **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&store->write_lock);
  g_autoptr (GHashTable) times = load_times (store, expiry->account, error);

  if (times == NULL || !anser_database_begin (store->state, TRUE, error))
    return FALSE;
  if (look_through (store, expiry, times, due, error) && forget (store, expiry, times, error))
    return anser_database_commit (store->state, error);
  anser_database_roll_back (store->state);
  return FALSE;
}

static gssize
expire (AnserStore    *store,
        const Expiry  *expiry,
        GError       **error)
{
  g_autoptr (GArray) due = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (AnserLetterWork) work = NULL;

  if (!find_due (store, expiry, due, error))
    return -1;
  work = anser_letter_work_new (anser_letter_erase, (const gint64 *) due->data, due->len);
  work->by_user = TRUE;
  return anser_letter_work_run (store, work, NULL, error) ? (gssize) due->len : -1;
}

static gssize
on_expire (gpointer        source_object,
           gpointer        task_data,
           GCancellable   *cancellable,
           GError        **error)
{
  return expire (source_object, task_data, error);
}

gssize
anser_store_expire (AnserStore  *self,
                    const char  *account,
                    unsigned     trash_days,
                    unsigned     junk_days,
                    GError     **error)
{
  Expiry expiry = { (char *) account, trash_days, junk_days };

  g_return_val_if_fail (ANSER_IS_STORE (self), -1);
  g_return_val_if_fail (account != NULL, -1);

  return expire (self, &expiry, error);
}

void
anser_store_expire_async (AnserStore          *self,
                          const char          *account,
                          unsigned             trash_days,
                          unsigned             junk_days,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  Expiry *expiry;
  GTask *task;

  g_return_if_fail (ANSER_IS_STORE (self));
  g_return_if_fail (account != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_store_expire_async);
  expiry = g_new0 (Expiry, 1);
  expiry->account = g_strdup (account);
  expiry->trash_days = trash_days;
  expiry->junk_days = junk_days;
  g_task_set_task_data (task, expiry, expiry_free);
  anser_store_writer_push (self->writer, task, on_expire);
}

gssize
anser_store_expire_finish (AnserStore    *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}
