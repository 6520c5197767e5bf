/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "restore.h"

#include "archive.h"
#include "backup-format.h"
#include "fault.h"
#include "letter-file.h"
#include "maildir.h"
#include "partial.h"
#include "reconcile.h"
#include "restore-state.h"
#include "store-private.h"
#include "tag-file.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Unpacking is the first part of the work. */
#define UNPACKING 0.8

/* @place: where it is unpacked, below the root, so that a rename brings a letter into its folder
 * @locks: (element-type AnserAccountLock): nobody fetches meanwhile
 * @letters, @folders: (element-type utf8): names below the root */
struct _AnserRestore
{
  AnserWork     parent_instance;
  AnserStore   *store;
  char         *path;
  gboolean      merge;
  char         *settings;
  char         *place;
  AnserArchive *archive;
  GPtrArray    *locks;
  GPtrArray    *letters;
  GPtrArray    *folders;
  unsigned      n_restored;
  unsigned      n_known;
};

G_DEFINE_FINAL_TYPE (AnserRestore, anser_restore, ANSER_TYPE_WORK)

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static gboolean
set_error (GError     **error,
           const char  *path)
{
  anser_fault_set_from_errno (error, errno, path);
  return FALSE;
}

/* What restorings that were cut off left. */
static void
sweep (AnserRestore *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->store->root, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->store->root, name, NULL);

      if (g_str_has_prefix (name, "restoring-"))
        remove_tree (path);
    }
}

/* unpacking */

static gboolean
make_parent (const char  *path,
             GError     **error)
{
  g_autofree char *parent = g_path_get_dirname (path);

  return g_mkdir_with_parents (parent, 0700) == 0 || set_error (error, parent);
}

static gboolean
refuse_format (AnserRestore  *self,
               GError       **error)
{
  g_autofree char *name = g_filename_display_name (self->path);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               _("“%s” is no backup that this Anser can read. Look whether a newer Anser made it."),
               name);
  return FALSE;
}

/* The first entry says what the file is. */
static gboolean
check_about (AnserRestore  *self,
             const char    *path,
             GError       **error)
{
  g_autoptr (GKeyFile) about = g_key_file_new ();

  if (g_key_file_load_from_file (about, path, G_KEY_FILE_NONE, NULL) &&
      g_key_file_get_integer (about, "Backup", "Format", NULL) == ANSER_BACKUP_FORMAT)
    return TRUE;
  return refuse_format (self, error);
}

/* An empty folder has no file that could bring it along. */
static gboolean
note_folder (AnserRestore  *self,
             const char    *name,
             GError       **error)
{
  g_autofree char *folder = g_strndup (name, strlen (name) - 1);

  if (!anser_backup_format_is_safe (folder) || !g_str_has_prefix (folder, "mail/"))
    return refuse_format (self, error);
  g_ptr_array_add (self->folders, g_steal_pointer (&folder));
  return TRUE;
}

static gboolean
put_folders (AnserRestore  *self,
             GError       **error)
{
  for (unsigned i = 0; i < self->folders->len; i++)
    {
      g_autofree char *path = g_build_filename (self->store->root, self->folders->pdata[i], NULL);

      if (!anser_maildir_create (path, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
unpack_entry (AnserRestore  *self,
              const char    *name,
              GCancellable  *cancellable,
              GError       **error)
{
  gboolean is_own = g_str_equal (name, ANSER_BACKUP_STATE) ||
                    g_str_equal (name, ANSER_BACKUP_SETTINGS) ||
                    g_str_equal (name, ANSER_BACKUP_ABOUT);
  g_autofree char *path = g_build_filename (self->place, name, NULL);

  if (g_str_has_suffix (name, "/"))
    return note_folder (self, name, error);
  if (!is_own && !anser_backup_format_is_safe (name))
    return refuse_format (self, error);
  if (!make_parent (path, error) ||
      !anser_archive_extract (self->archive, path, cancellable, error))
    return FALSE;
  if (anser_backup_format_is_letter (name))
    g_ptr_array_add (self->letters, g_strdup (name));
  anser_work_report (ANSER_WORK (self), UNPACKING * anser_archive_get_fraction (self->archive),
                     self->letters->len);
  return !g_str_equal (name, ANSER_BACKUP_ABOUT) || check_about (self, path, error);
}

static gboolean
unpack (AnserRestore  *self,
        GCancellable  *cancellable,
        GError       **error)
{
  g_autoptr (GError) fault = NULL;
  g_autofree char *settings = g_build_filename (self->place, ANSER_BACKUP_SETTINGS, NULL);
  g_autofree char *about = g_build_filename (self->place, ANSER_BACKUP_ABOUT, NULL);
  const char *name;

  self->archive = anser_archive_open (self->path, error);
  if (self->archive == NULL)
    return FALSE;
  if (g_mkdir (self->place, 0700) != 0)
    return set_error (error, self->place);
  while ((name = anser_archive_next (self->archive, &fault)) != NULL)
    if (!unpack_entry (self, name, cancellable, error))
      return FALSE;
  if (fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  g_file_get_contents (settings, &self->settings, NULL, NULL);
  return g_file_test (about, G_FILE_TEST_EXISTS) || refuse_format (self, error);
}

/* the store as it is */

static gboolean
check_empty (AnserRestore  *self,
             GError       **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->read_lock);
  gint64 n = 0;

  if (self->merge)
    return TRUE;
  if (anser_database_get (self->store->reader, &n, error, "SELECT count(*) FROM letter", "") ==
      ANSER_STEP_FAILED)
    return FALSE;
  if (n == 0)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_EMPTY,
                       _("There are messages here already. Nothing was changed. You can add those "
                         "of the backup to them."));
  return FALSE;
}

/* The account in "mail/ACCOUNT/…"; NULL if it names none. */
static char *
dup_account (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", 3);

  return g_strv_length (parts) == 3 ? g_strdup (parts[1]) : NULL;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

/* Nobody fetches for these accounts until it is done. */
static gboolean
lock_accounts (AnserRestore  *self,
               GError       **error)
{
  g_autofree char *mail = g_build_filename (self->place, "mail", NULL);
  g_autoptr (GDir) dir = g_dir_open (mail, 0, NULL);
  const char *account;

  while (dir != NULL && (account = g_dir_read_name (dir)) != NULL)
    {
      AnserAccountLock *lock = anser_store_lock_account (self->store, account, error);

      if (lock == NULL)
        return FALSE;
      g_ptr_array_add (self->locks, lock);
    }
  return TRUE;
}

/* taking in */

static gboolean
add_base (const char *file_name,
          gboolean    in_new,
          guint64     inode,
          gpointer    bases)
{
  const char *info;

  g_hash_table_add (bases, anser_maildir_split (file_name, &info));
  return TRUE;
}

static void
add_bases (const char *path,
           GHashTable *bases)
{
  g_autofree char *cur = g_build_filename (path, "cur", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  if (g_file_test (cur, G_FILE_TEST_IS_DIR))
    anser_maildir_scan (path, add_base, bases, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (!anser_backup_format_is_maildir_part (name) && g_file_test (child, G_FILE_TEST_IS_DIR))
        add_bases (child, bases);
    }
}

/* The letters that the account has, by the names that last. */
static GHashTable *
list_bases (AnserRestore *self,
            const char   *account)
{
  GHashTable *bases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *path = g_build_filename (self->store->root, "mail", account, NULL);

  add_bases (path, bases);
  return bases;
}

/* Tags of the letters that are about to come. Where there are none, their file comes as it is. */
static gboolean
put_tags (AnserRestore  *self,
          GError       **error)
{
  g_autofree char *mail = g_build_filename (self->place, "mail", NULL);
  g_autoptr (GDir) dir = g_dir_open (mail, 0, NULL);
  const char *account;

  while (dir != NULL && (account = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *from = g_build_filename (mail, account, ANSER_TAG_FILE_NAME, NULL);
      g_autofree char *to = g_build_filename (self->store->root, "mail", account,
                                              ANSER_TAG_FILE_NAME, NULL);
      g_autoptr (GHashTable) bases = NULL;

      if (!g_file_test (from, G_FILE_TEST_EXISTS) || !g_file_test (to, G_FILE_TEST_EXISTS))
        continue;
      bases = list_bases (self, account);
      if (!anser_tag_file_merge (to, from, bases, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
put_letter (AnserRestore  *self,
            const char    *name,
            GError       **error)
{
  g_autofree char *from = g_build_filename (self->place, name, NULL);
  g_autofree char *to = g_build_filename (self->store->root, name, NULL);
  g_autofree char *part = g_path_get_dirname (to);
  g_autofree char *folder = g_path_get_dirname (part);

  if (!anser_maildir_create (folder, error))
    return FALSE;
  if (anser_maildir_rename (from, to) != 0)
    return set_error (error, to);
  self->n_restored++;
  return TRUE;
}

static gboolean
put_letters (AnserRestore  *self,
             GError       **error)
{
  g_autoptr (GHashTable) bases = NULL;
  g_autofree char *current = NULL;

  g_ptr_array_sort (self->letters, compare_names);
  for (unsigned i = 0; i < self->letters->len; i++)
    {
      const char *name = self->letters->pdata[i];
      g_autofree char *account = dup_account (name);
      g_autofree char *file_name = g_path_get_basename (name);
      const char *info;
      g_autofree char *base = anser_maildir_split (file_name, &info);

      if (g_strcmp0 (account, current) != 0)
        {
          g_clear_pointer (&bases, g_hash_table_unref);
          g_free (current);
          current = g_strdup (account);
          bases = list_bases (self, account);
        }
      if (g_hash_table_contains (bases, base))
        self->n_known++;
      else if (!put_letter (self, name, error))
        return FALSE;
      g_hash_table_add (bases, g_steal_pointer (&base));
    }
  return TRUE;
}

/* Other files, where there is none yet, and folders, also empty ones. */
static gboolean
put_others (AnserRestore  *self,
            const char    *folder,
            GError       **error)
{
  g_autofree char *path = g_build_filename (self->place, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *child;

  while (dir != NULL && (child = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *name = *folder == '\0' ? g_strdup (child)
                                              : g_build_filename (folder, child, NULL);
      g_autofree char *from = g_build_filename (self->place, name, NULL);
      g_autofree char *to = g_build_filename (self->store->root, name, NULL);

      if (!anser_backup_format_is_wanted (name) || anser_backup_format_is_letter (name))
        continue;
      if (g_file_test (from, G_FILE_TEST_IS_DIR))
        {
          if (!put_others (self, name, error))
            return FALSE;
        }
      else if (!make_parent (to, error) ||
               (anser_maildir_rename (from, to) != 0 && errno != EEXIST && !set_error (error, to)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take_in (AnserRestore  *self,
         GError       **error)
{
  g_autofree char *state = g_build_filename (self->place, ANSER_BACKUP_STATE, NULL);

  /* Letters are on the disk before their UIDs are remembered, and after their tags: a restoring that
   * was cut off knows those that it put there no more from others. */
  if (!put_folders (self, error) || !put_tags (self, error) || !put_letters (self, error) ||
      !put_others (self, "", error) || !anser_letter_file_sync_all (self->store->root, error))
    return FALSE;
  anser_work_report (ANSER_WORK (self), 0.9, self->letters->len);
  if (!anser_restore_state (self->store, state, error))
    return FALSE;
  return anser_reconcile (self->store, ANSER_RECONCILE_ALL, NULL, NULL, error) &&
         anser_outbox_recover (self->store, error) && anser_partial_sweep (self->store, error);
}

static gboolean
anser_restore_run (AnserWork     *work,
                   GCancellable  *cancellable,
                   GError       **error)
{
  AnserRestore *self = ANSER_RESTORE (work);
  g_autofree char *name = g_strdup_printf ("restoring-%d", (int) getpid ());
  gboolean done;

  if (!check_empty (self, error))
    return FALSE;
  self->place = g_build_filename (self->store->root, name, NULL);
  sweep (self);
  done = unpack (self, cancellable, error) && lock_accounts (self, error) &&
         !g_cancellable_set_error_if_cancelled (cancellable, error) && take_in (self, error);
  remove_tree (self->place);
  g_clear_pointer (&self->archive, anser_archive_free);
  g_ptr_array_set_size (self->locks, 0);
  return done;
}

static void
anser_restore_finalize (GObject *object)
{
  AnserRestore *self = ANSER_RESTORE (object);

  g_clear_pointer (&self->archive, anser_archive_free);
  g_ptr_array_unref (self->locks);
  g_ptr_array_unref (self->letters);
  g_ptr_array_unref (self->folders);
  g_clear_object (&self->store);
  g_free (self->path);
  g_free (self->place);
  g_free (self->settings);
  G_OBJECT_CLASS (anser_restore_parent_class)->finalize (object);
}

static void
anser_restore_class_init (AnserRestoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_restore_finalize;
  ANSER_WORK_CLASS (klass)->run = anser_restore_run;
}

static void
anser_restore_init (AnserRestore *self)
{
  self->locks = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_account_lock_free);
  self->letters = g_ptr_array_new_with_free_func (g_free);
  self->folders = g_ptr_array_new_with_free_func (g_free);
}

AnserRestore *
anser_restore_new (AnserStore *store,
                   const char *path,
                   gboolean    merge)
{
  AnserRestore *self;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (ANSER_TYPE_RESTORE, NULL);
  self->store = g_object_ref (store);
  self->path = g_strdup (path);
  self->merge = merge;
  return self;
}

unsigned
anser_restore_get_n_restored (AnserRestore *self)
{
  g_return_val_if_fail (ANSER_IS_RESTORE (self), 0);

  return self->n_restored;
}

unsigned
anser_restore_get_n_known (AnserRestore *self)
{
  g_return_val_if_fail (ANSER_IS_RESTORE (self), 0);

  return self->n_known;
}

const char *
anser_restore_get_settings (AnserRestore *self)
{
  g_return_val_if_fail (ANSER_IS_RESTORE (self), NULL);

  return self->settings;
}
