/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "reconcile.h"

#include "folder-name.h"
#include "maildir.h"
#include "maildir-tree.h"
#include "store-private.h"
#include "tag-index.h"
#include "words.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Letters per transaction, and bytes of their files: they are read before it begins. The first are
 * soon to be seen; the more are in one, the fewer pieces of the lists of words must be joined. */
#define FIRST_BATCH 500
#define MOST_BATCH  4000
#define BATCH_BYTES (16 * 1024 * 1024)

/* Letters between two looks whether to go on. */
#define STRIDE 250

/* So many new letters take a second or two. */
#define MANY_NEW 2000

/* A file that the scan found. */
typedef struct
{
  char            *base;
  char            *info;
  gboolean         in_new;
  gint64           inode;
  gint64           letter;      /* its row; 0 if there is none */
  gint64           replaced;    /* the row of what had its name before; 0 for none */
  AnserLetterInfo *described;
} File;

/* One folder while it is compared. Two passes: first all folders take in what is new to them, which
 * finds letters that were moved; then what is still missing is removed. */
typedef struct
{
  char      *account;
  char      *name;
  char      *path;
  gint64     id;
  gint64     stamp;
  GPtrArray *files;     /* (element-type File): new or changed */
  GArray    *missing;   /* row ids whose file was not seen */
  GArray    *copied;    /* (element-type Copied) */
} Folder;

/* The same letter in another file. */
typedef struct
{
  gint64 letter;
  gint64 inode;
} Copied;

typedef struct
{
  AnserStore           *store;
  AnserReconcileFlags   flags;
  AnserReconcileFunc    watch;
  unsigned              n_total;   /* new files, as far as can be told before they are compared */
  void                (*progress) (unsigned done,
                                   gpointer user_data);
  gpointer              user_data;
  unsigned              n_done;
  unsigned              batch;
  GPtrArray            *folders;
} Reconcile;

static void
file_free (gpointer data)
{
  File *file = data;

  g_free (file->base);
  g_free (file->info);
  anser_letter_info_free (file->described);
  g_free (file);
}

static void
folder_free (gpointer data)
{
  Folder *folder = data;

  g_free (folder->account);
  g_free (folder->name);
  g_free (folder->path);
  g_clear_pointer (&folder->files, g_ptr_array_unref);
  g_clear_pointer (&folder->missing, g_array_unref);
  g_clear_pointer (&folder->copied, g_array_unref);
  g_free (folder);
}

static gboolean
add_file (const char *file_name,
          gboolean    in_new,
          guint64     inode,
          gpointer    user_data)
{
  GHashTable *found = user_data;
  File *file = g_new0 (File, 1);
  const char *info;

  file->base = anser_maildir_split (file_name, &info);
  file->info = g_strdup (info);
  file->in_new = in_new;
  file->inode = (gint64) inode;
  g_hash_table_replace (found, file->base, file);
  return TRUE;
}

static char *
dup_file_path (const Folder *folder,
               const File   *file)
{
  g_autofree char *name = g_strconcat (file->base, file->info, NULL);

  return g_build_filename (folder->path, file->in_new ? "new" : "cur", name, NULL);
}

/* Whether the file is another one than when it was described; then its size and time tell if another
 * letter is in it, or a tree was copied. The inode comes with the name, so that mostly nothing is
 * looked at. */
static gboolean
holds_another (Folder         *folder,
               const File     *file,
               AnserStatement *row)
{
  gint64 inode = sqlite3_column_int64 (row, 4);
  g_autofree char *path = NULL;
  struct stat status;

  if (inode == 0 || inode == file->inode)
    return FALSE;
  path = dup_file_path (folder, file);
  if (stat (path, &status) != 0)
    return FALSE;
  if (anser_maildir_get_mtime (&status) != sqlite3_column_int64 (row, 5) ||
      status.st_size != sqlite3_column_int64 (row, 6))
    return TRUE;
  if (inode != (gint64) status.st_ino)
    {
      Copied copied = { sqlite3_column_int64 (row, 0), (gint64) status.st_ino };

      g_array_append_val (folder->copied, copied);
    }
  return FALSE;
}

/* Takes the files that the index knows already out of @found. */
static gboolean
compare_with_rows (Reconcile   *self,
                   Folder      *folder,
                   GHashTable  *found,
                   GError     **error)
{
  AnserDatabase *index = self->store->index;
  g_autoptr (AnserStatement) rows =
    anser_database_query (index, error, "SELECT id, name, info, in_new, inode, mtime, size"
                          " FROM letter WHERE folder = ?", "i", folder->id);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (index, rows, error)) == ANSER_STEP_ROW)
    {
      const char *base = (const char *) sqlite3_column_text (rows, 1);
      const char *info = (const char *) sqlite3_column_text (rows, 2);
      File *file = g_hash_table_lookup (found, base);
      gint64 id = sqlite3_column_int64 (rows, 0);

      if (file == NULL)
        g_array_append_val (folder->missing, id);
      else if (holds_another (folder, file, rows))
        file->replaced = id;
      else if ((self->flags & ANSER_RECONCILE_DESCRIBE) || !g_str_equal (info, file->info) ||
               file->in_new != sqlite3_column_int (rows, 3))
        file->letter = id;
      else
        g_hash_table_remove (found, base);
    }
  return step == ANSER_STEP_DONE;
}

/* In the order of their arrival, which is nearly that of their dates: rows that are made in it let a
 * search for the newest stop early. */
static int
compare_arrival (gconstpointer a,
                 gconstpointer b)
{
  const File *first = *(File * const *) a, *second = *(File * const *) b;
  gint64 difference = anser_maildir_get_time (first->base) - anser_maildir_get_time (second->base);

  return difference != 0 ? (difference < 0 ? -1 : 1) : strcmp (first->base, second->base);
}

/* Compares the names on disk with the rows, under the lock: neither changes meanwhile. */
static gboolean
compare (Reconcile  *self,
         Folder     *folder,
         GError    **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->write_lock);
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, file_free);
  GHashTableIter iter;
  gpointer file;

  if (!anser_maildir_scan (folder->path, add_file, found, error) ||
      !compare_with_rows (self, folder, found, error))
    return FALSE;
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, NULL, &file))
    {
      g_hash_table_iter_steal (&iter);
      g_ptr_array_add (folder->files, file);
    }
  g_ptr_array_sort (folder->files, compare_arrival);
  return TRUE;
}

/* A row of the same letter in another folder, which it has left. */
static AnserPlace *
find_moved (Reconcile    *self,
            const Folder *folder,
            const File   *file)
{
  g_autoptr (AnserPlace) place =
    anser_index_find_place (self->store->index, folder->account, file->base, NULL);
  g_autofree char *path = NULL;

  if (place == NULL || place->folder == folder->id)
    return NULL;
  path = anser_store_dup_place_path (self->store, place);
  return access (path, F_OK) == 0 ? NULL : g_steal_pointer (&place);
}

static gboolean
set_row (Reconcile   *self,
         Folder      *folder,
         File        *file,
         AnserPlace  *place,
         GError     **error)
{
  place->folder = folder->id;
  place->in_new = file->in_new;
  place->flags = anser_maildir_get_flags (file->info) |
                 (place->flags & ANSER_LETTER_OWN_FLAGS);
  g_free (place->info);
  place->info = g_strdup (file->info);
  return anser_index_set_place (self->store->index, place, NULL, error);
}

static gboolean
put_row (Reconcile  *self,
         Folder     *folder,
         File       *file,
         GError    **error)
{
  AnserPlace place = { .folder = folder->id, .name = file->base, .info = file->info,
                       .in_new = file->in_new };

  gint64 id;

  if (file->described == NULL)
    return TRUE;
  id = anser_index_put (self->store->index, &place, file->described, error);
  if (id == 0 ||
      (file->letter == 0 && !anser_tags_adopt (self->store, folder->account, file->base, id,
                                               file->described->message_id, error)))
    return FALSE;
  file->letter = id;
  return TRUE;
}

static gboolean
take_in_file (Reconcile  *self,
              Folder     *folder,
              File       *file,
              GError    **error)
{
  g_autofree char *path = dup_file_path (folder, file);
  g_autoptr (AnserPlace) place = NULL;

  if (access (path, F_OK) != 0)
    return TRUE;
  /* Another letter has another row: the words of the old one can no longer be told. */
  if (file->replaced != 0 && !anser_index_remove (self->store->index, file->replaced, error))
    return FALSE;
  if (file->letter == 0 && file->replaced == 0)
    place = find_moved (self, folder, file);
  else if (file->letter != 0 && !(self->flags & ANSER_RECONCILE_DESCRIBE))
    place = anser_index_get_place (self->store->index, file->letter, error);
  if (place != NULL)
    return set_row (self, folder, file, place, error);
  return put_row (self, folder, file, error);
}

/* FALSE with G_IO_ERROR_CANCELLED when it is to stop. */
static gboolean
tell (Reconcile  *self,
      GError    **error)
{
  if (self->watch == NULL || self->watch (self->n_done, self->n_total, self->user_data))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("This was stopped."));
  return FALSE;
}

/* Reads the letters of a batch, before a transaction holds anybody up. @to: where it ends. */
static gboolean
describe_batch (Reconcile  *self,
                Folder     *folder,
                unsigned    from,
                unsigned   *to,
                GError    **error)
{
  unsigned most = MIN (from + self->batch, folder->files->len);
  gint64 n_bytes = 0;
  unsigned i;

  for (i = from; i < most && n_bytes < BATCH_BYTES; i++)
    {
      File *file = g_ptr_array_index (folder->files, i);
      g_autofree char *path = dup_file_path (folder, file);

      if (i % STRIDE == 0 && !tell (self, error))
        return FALSE;
      if (file->letter != 0 && !(self->flags & ANSER_RECONCILE_DESCRIBE))
        continue;
      file->described = anser_letter_info_new ();
      if (anser_store_describe (self->store, path, file->base, file->described))
        n_bytes += file->described->size;
      else
        g_clear_pointer (&file->described, anser_letter_info_free);
      self->n_done++;
    }
  if (self->progress != NULL)
    self->progress (self->n_done, self->user_data);
  self->batch = MIN (self->batch * 2, MOST_BATCH);
  *to = i;
  return TRUE;
}

/* Rows first, then words: see anser_words_put(). */
static gboolean
put_batch (Reconcile  *self,
           Folder     *folder,
           unsigned    from,
           unsigned    to,
           GError    **error)
{
  for (unsigned i = from; i < to; i++)
    if (!take_in_file (self, folder, g_ptr_array_index (folder->files, i), error))
      return FALSE;
  for (unsigned i = from; i < to; i++)
    {
      const File *file = g_ptr_array_index (folder->files, i);

      if (file->described != NULL && file->letter != 0 &&
          !anser_words_put (self->store->index, file->letter, file->described, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take_in_batch (Reconcile  *self,
               Folder     *folder,
               unsigned    from,
               unsigned    to,
               GError    **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->write_lock);
  AnserDatabase *index = self->store->index;

  if (!anser_index_begin (index, error))
    return FALSE;
  if (!put_batch (self, folder, from, to, error))
    {
      anser_tags_drop (self->store);
      anser_database_roll_back (index);
      return FALSE;
    }
  if (anser_tags_flush (self->store, error))
    return anser_database_commit (index, error);
  anser_database_roll_back (index);
  return FALSE;
}

static gboolean
take_in (Reconcile  *self,
         Folder     *folder,
         GError    **error)
{
  unsigned to;

  for (unsigned from = 0; from < folder->files->len; from = to)
    {
      if (!describe_batch (self, folder, from, &to, error) ||
          !take_in_batch (self, folder, from, to, error) || !tell (self, error))
        return FALSE;
      for (unsigned i = from; i < to; i++)
        {
          File *file = g_ptr_array_index (folder->files, i);

          g_clear_pointer (&file->described, anser_letter_info_free);
        }
    }
  return TRUE;
}

static gboolean
remove_row (Reconcile  *self,
            Folder     *folder,
            gint64      letter,
            GError    **error)
{
  g_autoptr (AnserPlace) place = anser_index_get_place (self->store->index, letter, NULL);
  g_autofree char *path = NULL;

  if (place == NULL || place->folder != folder->id)
    return TRUE;
  path = anser_store_dup_place_path (self->store, place);
  return access (path, F_OK) == 0 || anser_index_remove (self->store->index, letter, error);
}

static gboolean
remove_missing (Reconcile  *self,
                Folder     *folder,
                GError    **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->write_lock);
  AnserDatabase *index = self->store->index;
  gboolean done = TRUE;

  if (!anser_index_begin (index, error))
    return FALSE;
  for (unsigned i = 0; i < folder->missing->len && done; i++)
    done = remove_row (self, folder, g_array_index (folder->missing, gint64, i), error);
  for (unsigned i = 0; i < folder->copied->len && done; i++)
    {
      const Copied *copied = &g_array_index (folder->copied, Copied, i);

      done = anser_database_run (index, error, "UPDATE letter SET inode = ? WHERE id = ?", "ii",
                                 copied->inode, copied->letter);
    }
  if (done && anser_database_run (index, error, "UPDATE folder SET stamp = ? WHERE id = ?"
                                  " AND name = ?", "iit", folder->stamp, folder->id,
                                  folder->name))
    return anser_database_commit (index, error);
  anser_database_roll_back (index);
  return FALSE;
}

/* Notes a folder for comparing, unless it is as it was. */
static gboolean
add_folder (Reconcile   *self,
            const char  *account,
            const char  *name,
            GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->write_lock);
  AnserDatabase *index = self->store->index;
  g_autofree char *path = anser_store_dup_folder_path (self->store, account, name);
  gint64 now = anser_maildir_get_stamp (path);
  gint64 id = 0, stamp = 0;
  Folder *folder;
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
  folder = g_new0 (Folder, 1);
  folder->account = g_strdup (account);
  folder->name = g_strdup (name);
  folder->path = g_steal_pointer (&path);
  folder->id = id;
  folder->stamp = now;
  folder->files = g_ptr_array_new_with_free_func (file_free);
  folder->missing = g_array_new (FALSE, FALSE, sizeof (gint64));
  folder->copied = g_array_new (FALSE, FALSE, sizeof (Copied));
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
count_new (Reconcile  *self,
           GError    **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->write_lock);

  for (unsigned i = 0; i < self->folders->len; i++)
    {
      const Folder *folder = g_ptr_array_index (self->folders, i);
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
keep_outboxes (Reconcile *self)
{
  const char *outbox = anser_folder_role_get_name (ANSER_FOLDER_OUTBOX);

  for (unsigned i = self->folders->len; i-- > 0; )
    if (!g_str_equal (((Folder *) g_ptr_array_index (self->folders, i))->name, outbox))
      g_ptr_array_remove_index (self->folders, i);
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
add_account (Reconcile   *self,
             const char  *account,
             GError     **error)
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
remove_vanished (Reconcile  *self,
                 GError    **error)
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
sync_tags (Reconcile   *self,
           const char  *account,
           GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->write_lock);

  return anser_tags_sync (self->store, account, error);
}

static gboolean
note_folders (Reconcile  *self,
              GError    **error)
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
run (Reconcile  *self,
     gboolean   *postponed,
     GError    **error)
{
  if (!note_folders (self, error) ||
      ((self->watch != NULL || postponed != NULL) && !count_new (self, error)))
    return FALSE;
  if (postponed != NULL)
    *postponed = self->n_total > MANY_NEW;
  if (postponed != NULL && *postponed)
    keep_outboxes (self);
  for (unsigned i = 0; i < self->folders->len; i++)
    if (!compare (self, g_ptr_array_index (self->folders, i), error) ||
        !take_in (self, g_ptr_array_index (self->folders, i), error))
      return FALSE;
  for (unsigned i = 0; i < self->folders->len; i++)
    if (!remove_missing (self, g_ptr_array_index (self->folders, i), error))
      return FALSE;
  return remove_vanished (self, error);
}

/* The lists of words of many letters were joined, and are elsewhere than they were. */
static gboolean
shrink (Reconcile  *self,
        GError    **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->write_lock);

  return anser_database_shrink (self->store->index, error);
}

static gboolean
run_all (Reconcile  *self,
         gboolean   *postponed,
         GError    **error)
{
  gboolean done;

  self->batch = FIRST_BATCH;
  self->folders = g_ptr_array_new_with_free_func (folder_free);
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
  Reconcile self = { .store = store, .flags = flags, .progress = progress,
                     .user_data = user_data };

  return run_all (&self, NULL, error);
}

gboolean
anser_reconcile_briefly (AnserStore  *store,
                         gboolean    *postponed,
                         GError     **error)
{
  Reconcile self = { .store = store, .flags = ANSER_RECONCILE_CHANGED };

  return run_all (&self, postponed, error);
}

gboolean
anser_reconcile_steadily (AnserStore          *store,
                          AnserReconcileFunc   progress,
                          gpointer             user_data,
                          GError             **error)
{
  Reconcile self = { .store = store, .flags = ANSER_RECONCILE_CHANGED, .watch = progress,
                     .user_data = user_data };

  return run_all (&self, NULL, error);
}
