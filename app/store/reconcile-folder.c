/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

/* One folder, while it is brought up to date: its files and its rows. */

#include "config.h"

#include "reconcile-private.h"

#include "maildir.h"
#include "store-private.h"
#include "tag-index.h"
#include "words.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Letters per transaction, and bytes of their files: they are read before it begins. The more are
 * in one, the fewer pieces of the lists of words must be joined. */
#define MOST_BATCH  4000
#define BATCH_BYTES (16 * 1024 * 1024)

/* Letters between two looks whether to go on. */
#define STRIDE 250

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

/* The same letter in another file. */
typedef struct
{
  gint64 letter;
  gint64 inode;
} Copied;

static void
file_free (gpointer data)
{
  File *file = data;

  g_free (file->base);
  g_free (file->info);
  anser_letter_info_free (file->described);
  g_free (file);
}

AnserReconcileFolder *
anser_reconcile_folder_new (const char *account,
                            const char *name,
                            gint64      id)
{
  AnserReconcileFolder *self = g_new0 (AnserReconcileFolder, 1);

  self->account = g_strdup (account);
  self->name = g_strdup (name);
  self->id = id;
  self->files = g_ptr_array_new_with_free_func (file_free);
  self->missing = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->copied = g_array_new (FALSE, FALSE, sizeof (Copied));
  return self;
}

void
anser_reconcile_folder_free (gpointer data)
{
  AnserReconcileFolder *folder = data;

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
dup_file_path (const AnserReconcileFolder *folder,
               const File                 *file)
{
  g_autofree char *name = g_strconcat (file->base, file->info, NULL);

  return g_build_filename (folder->path, file->in_new ? "new" : "cur", name, NULL);
}

/* Whether the file is another one than when it was described; then its size and time tell if another
 * letter is in it, or a tree was copied. The inode comes with the name, so that mostly nothing is
 * looked at. */
static gboolean
holds_another (AnserReconcileFolder *folder,
               const File           *file,
               AnserStatement       *row)
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
compare_with_rows (AnserReconcile        *self,
                   AnserReconcileFolder  *folder,
                   GHashTable            *found,
                   GError               **error)
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

gboolean
anser_reconcile_compare (AnserReconcile        *self,
                         AnserReconcileFolder  *folder,
                         GError               **error)
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
find_moved (AnserReconcile             *self,
            const AnserReconcileFolder *folder,
            const File                 *file)
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
set_row (AnserReconcile        *self,
         AnserReconcileFolder  *folder,
         File                  *file,
         AnserPlace            *place,
         GError               **error)
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
put_row (AnserReconcile        *self,
         AnserReconcileFolder  *folder,
         File                  *file,
         GError               **error)
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
take_in_file (AnserReconcile        *self,
              AnserReconcileFolder  *folder,
              File                  *file,
              GError               **error)
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
tell (AnserReconcile  *self,
      GError         **error)
{
  if (self->watch == NULL || self->watch (self->n_done, self->n_total, self->user_data))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("This was stopped."));
  return FALSE;
}

/* Reads the letters of a batch, before a transaction holds anybody up. @to: where it ends. */
static gboolean
describe_batch (AnserReconcile        *self,
                AnserReconcileFolder  *folder,
                unsigned               from,
                unsigned              *to,
                GError               **error)
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
put_batch (AnserReconcile        *self,
           AnserReconcileFolder  *folder,
           unsigned               from,
           unsigned               to,
           GError               **error)
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
take_in_batch (AnserReconcile        *self,
               AnserReconcileFolder  *folder,
               unsigned               from,
               unsigned               to,
               GError               **error)
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

gboolean
anser_reconcile_take_in (AnserReconcile        *self,
                         AnserReconcileFolder  *folder,
                         GError               **error)
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
remove_row (AnserReconcile        *self,
            AnserReconcileFolder  *folder,
            gint64                 letter,
            GError               **error)
{
  g_autoptr (AnserPlace) place = anser_index_get_place (self->store->index, letter, NULL);
  g_autofree char *path = NULL;

  if (place == NULL || place->folder != folder->id)
    return TRUE;
  path = anser_store_dup_place_path (self->store, place);
  return access (path, F_OK) == 0 || anser_index_remove (self->store->index, letter, error);
}

gboolean
anser_reconcile_remove_missing (AnserReconcile        *self,
                                AnserReconcileFolder  *folder,
                                GError               **error)
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
