/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "reconcile.h"

#include "folder-name.h"
#include "maildir.h"
#include "maildir-tree.h"
#include "reconcile-private.h"
#include "store-private.h"
#include "tag-index.h"

/* Letters in the first transaction: they are soon to be seen. */
#define FIRST_BATCH 500

/* So many new letters take a second or two. */
#define MANY_NEW 2000

/* Notes a folder for comparing, unless it is as it was. */
static gboolean
add_folder (AnserReconcile  *self,
            const char      *account,
            const char      *name,
            GError         **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->write_lock);
  AnserDatabase *index = self->store->index;
  g_autofree char *path = anser_store_dup_folder_path (self->store, account, name);
  gint64 now = anser_maildir_get_stamp (path);
  gint64 id = 0, stamp = 0;
  AnserReconcileFolder *folder;
  AnserStep step;

  step = anser_database_get (index, &id, error,
                             "SELECT id FROM folder WHERE account = ? AND name = ?", "tt",
                             account, name);
  if (step == ANSER_STEP_FAILED ||
      (step == ANSER_STEP_DONE && !anser_store_add_folder (self->store, account, name, error)))
    return FALSE;
  if (anser_database_get (index, &id, error,
                          "SELECT id FROM folder WHERE account = ? AND name = ?", "tt",
                          account, name) != ANSER_STEP_ROW ||
      anser_database_get (index, &stamp, error, "SELECT stamp FROM folder WHERE id = ?", "i",
                          id) != ANSER_STEP_ROW)
    return FALSE;
  if ((self->flags & ANSER_RECONCILE_CHANGED) && now != 0 && now == stamp)
    return TRUE;
  folder = anser_reconcile_folder_new (account, name, id);
  folder->path = g_steal_pointer (&path);
  folder->stamp = now;
  g_ptr_array_add (self->folders, folder);
  return TRUE;
}

static gboolean
count_file (const char *file_name,
            gboolean    in_new,
            guint64     inode,
            gpointer    n)
{
  ++*(unsigned *) n;
  return TRUE;
}

/* Counts what is new in the folders that are noted. */
static gboolean
count_new (AnserReconcile  *self,
           GError         **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->write_lock);

  for (unsigned i = 0; i < self->folders->len; i++)
    {
      const AnserReconcileFolder *folder = g_ptr_array_index (self->folders, i);
      unsigned n_files = 0;
      gint64 n_rows = 0;

      if (!anser_maildir_scan (folder->path, count_file, &n_files, error) ||
          anser_database_get (self->store->index, &n_rows, error,
                              "SELECT total FROM folder WHERE id = ?", "i", folder->id) !=
            ANSER_STEP_ROW)
        return FALSE;
      self->n_total += MAX (n_files - n_rows, 0);
    }
  return TRUE;
}

/* What waits to be sent must be known before anything is done; all else can come later. */
static void
keep_outboxes (AnserReconcile *self)
{
  const char *outbox = anser_folder_role_get_name (ANSER_FOLDER_OUTBOX);

  for (unsigned i = self->folders->len; i-- > 0; )
    {
      const AnserReconcileFolder *folder = g_ptr_array_index (self->folders, i);

      if (!g_str_equal (folder->name, outbox))
        g_ptr_array_remove_index (self->folders, i);
    }
}

/* What only holds folders becomes one that can hold messages. One that was renamed just now is not
 * made again under its old name. */
static gboolean
complete (const char *path)
{
  g_autoptr (GError) error = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    return FALSE;
  if (anser_maildir_create (path, &error))
    return TRUE;
  g_message ("A folder is left out: %s", error->message);
  return FALSE;
}

static gboolean
add_account (AnserReconcile  *self,
             const char      *account,
             GError         **error)
{
  g_autofree char *path = g_build_filename (self->store->root, "mail", account, NULL);
  g_autoptr (GPtrArray) names = NULL;

  for (int role = ANSER_FOLDER_INBOX; role < ANSER_FOLDER_OTHER; role++)
    {
      g_autofree char *folder =
        anser_store_dup_folder_path (self->store, account, anser_folder_role_get_name (role));

      if (!anser_maildir_create (folder, error) ||
          !add_folder (self, account, anser_folder_role_get_name (role), error))
        return FALSE;
    }
  names = anser_maildir_list_folders (path);
  for (unsigned i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *folder = g_build_filename (path, name, NULL);

      if (anser_folder_name_is_main (name) || !complete (folder))
        continue;
      if (!add_folder (self, account, name, error))
        return FALSE;
    }
  return TRUE;
}

/* Folders that are no longer on the disk, with their rows. */
static gboolean
remove_vanished (AnserReconcile  *self,
                 GError         **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->write_lock);
  AnserDatabase *index = self->store->index;
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean done = TRUE;

  {
    g_autoptr (AnserStatement) rows =
      anser_database_query (index, error, "SELECT id, account, name FROM folder", "");
    AnserStep step = ANSER_STEP_FAILED;

    while (rows != NULL && (step = anser_database_step (index, rows, error)) == ANSER_STEP_ROW)
      {
        gint64 id = sqlite3_column_int64 (rows, 0);
        g_autofree char *path =
          anser_store_dup_folder_path (self->store, (const char *) sqlite3_column_text (rows, 1),
                                       (const char *) sqlite3_column_text (rows, 2));

        if (!anser_maildir_is_folder (path))
          g_array_append_val (gone, id);
      }
    if (step != ANSER_STEP_DONE)
      return FALSE;
  }
  if (gone->len == 0)
    return TRUE;
  if (!anser_index_begin (index, error))
    return FALSE;
  for (unsigned i = 0; i < gone->len && done; i++)
    done = anser_index_remove_folder (index, g_array_index (gone, gint64, i), error);
  if (done)
    return anser_database_commit (index, error);
  anser_database_roll_back (index);
  return FALSE;
}

/* What the account's sidecar says comes first: letters that are new to the index find it there. */
static gboolean
sync_tags (AnserReconcile  *self,
           const char      *account,
           GError         **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->write_lock);

  return anser_tags_sync (self->store, account, error);
}

static gboolean
note_folders (AnserReconcile  *self,
              GError         **error)
{
  g_autofree char *mail = g_build_filename (self->store->root, "mail", NULL);
  g_autoptr (GDir) dir = g_dir_open (mail, 0, NULL);
  const char *account;

  while (dir != NULL && (account = g_dir_read_name (dir)) != NULL)
    if (anser_store_check_account (account, NULL) &&
        (!sync_tags (self, account, error) || !add_account (self, account, error)))
      return FALSE;
  return TRUE;
}

static gboolean
run (AnserReconcile  *self,
     gboolean        *postponed,
     GError         **error)
{
  if (!note_folders (self, error) ||
      ((self->watch != NULL || postponed != NULL) && !count_new (self, error)))
    return FALSE;
  if (postponed != NULL)
    *postponed = self->n_total > MANY_NEW;
  if (postponed != NULL && *postponed)
    keep_outboxes (self);
  for (unsigned i = 0; i < self->folders->len; i++)
    if (!anser_reconcile_compare (self, g_ptr_array_index (self->folders, i), error) ||
        !anser_reconcile_take_in (self, g_ptr_array_index (self->folders, i), error))
      return FALSE;
  for (unsigned i = 0; i < self->folders->len; i++)
    if (!anser_reconcile_remove_missing (self, g_ptr_array_index (self->folders, i), error))
      return FALSE;
  return remove_vanished (self, error);
}

/* The lists of words of many letters were joined, and are elsewhere than they were. */
static gboolean
shrink (AnserReconcile  *self,
        GError         **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->write_lock);

  return anser_database_shrink (self->store->index, error);
}

static gboolean
run_all (AnserReconcile  *self,
         gboolean        *postponed,
         GError         **error)
{
  gboolean done;

  self->batch = FIRST_BATCH;
  self->folders = g_ptr_array_new_with_free_func (anser_reconcile_folder_free);
  done = run (self, postponed, error) && (self->n_done < MANY_NEW || shrink (self, error));
  g_ptr_array_unref (self->folders);
  anser_store_queue_refresh (self->store);
  return done;
}

gboolean
anser_reconcile (AnserStore           *store,
                 AnserReconcileFlags   flags,
                 void                (*progress) (unsigned done,
                                                  gpointer user_data),
                 gpointer              user_data,
                 GError              **error)
{
  AnserReconcile self = { .store = store, .flags = flags, .progress = progress,
                     .user_data = user_data };

  return run_all (&self, NULL, error);
}

gboolean
anser_reconcile_briefly (AnserStore  *store,
                         gboolean    *postponed,
                         GError     **error)
{
  AnserReconcile self = { .store = store, .flags = ANSER_RECONCILE_CHANGED };

  return run_all (&self, postponed, error);
}

gboolean
anser_reconcile_steadily (AnserStore          *store,
                          AnserReconcileFunc   progress,
                          gpointer             user_data,
                          GError             **error)
{
  AnserReconcile self = { .store = store, .flags = ANSER_RECONCILE_CHANGED, .watch = progress,
                     .user_data = user_data };

  return run_all (&self, NULL, error);
}
