/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "backup.h"

#include "archive.h"
#include "backup-format.h"
#include "fault.h"
#include "maildir.h"
#include "store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* @list: names below the root, each ended with NUL, in a file without a name
 * @state_copy: path of the copy of state.db */
struct _AnserBackup
{
  AnserWork     parent_instance;
  AnserStore   *store;
  char         *path;
  char         *settings;
  unsigned      n_letters;
  unsigned      total;
  FILE         *list;
  char         *state_copy;
  AnserArchive *archive;
};

G_DEFINE_FINAL_TYPE (AnserBackup, anser_backup, ANSER_TYPE_WORK)

/* the list */

static void
note (AnserBackup *self,
      const char  *name)
{
  fwrite (name, 1, strlen (name) + 1, self->list);
  self->total++;
}

typedef struct
{
  AnserBackup *backup;
  const char  *folder;
} Listing;

static gboolean
note_letter (const char *file_name,
             gboolean    in_new,
             guint64     inode,
             gpointer    user_data)
{
  const Listing *listing = user_data;
  g_autofree char *name = g_build_filename (listing->folder, in_new ? "new" : "cur", file_name,
                                            NULL);

  note (listing->backup, name);
  return TRUE;
}

static gboolean list_folder (AnserBackup  *self,
                             const char   *folder,
                             GError      **error);

static gboolean
list_child (AnserBackup  *self,
            const char   *folder,
            const char   *child,
            GError      **error)
{
  g_autofree char *name = *folder == '\0' ? g_strdup (child) : g_build_filename (folder, child, NULL);
  g_autofree char *path = g_build_filename (self->store->root, name, NULL);

  if (!anser_backup_format_is_wanted (name) || g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    return TRUE;
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return list_folder (self, name, error);
  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    note (self, name);
  return TRUE;
}

/* A Maildir itself, since it may be empty, its letters, then all else that lies there. */
static gboolean
list_folder (AnserBackup  *self,
             const char   *folder,
             GError      **error)
{
  g_autofree char *path = g_build_filename (self->store->root, folder, NULL);
  g_autofree char *cur = g_build_filename (path, "cur", NULL);
  gboolean is_maildir = g_file_test (cur, G_FILE_TEST_IS_DIR);
  Listing listing = { self, folder };
  g_autoptr (GDir) dir = NULL;
  const char *child;

  if (is_maildir)
    {
      g_autofree char *itself = g_strconcat (folder, "/", NULL);

      note (self, itself);
      if (!anser_maildir_scan (path, note_letter, &listing, error))
        return FALSE;
    }
  dir = g_dir_open (path, 0, error);
  if (dir == NULL)
    return FALSE;
  while ((child = g_dir_read_name (dir)) != NULL)
    if (!(is_maildir && anser_backup_format_is_maildir_part (child)) &&
        !list_child (self, folder, child, error))
      return FALSE;
  return TRUE;
}

/* Whoever moves letters writes the index meanwhile, in this process or another: nobody does now. */
static gboolean
freeze_and_list (AnserBackup  *self,
                 GError      **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->write_lock);
  gboolean done;

  if (!anser_database_begin (self->store->index, TRUE, error))
    return FALSE;
  done = anser_database_copy (self->store->state, self->state_copy, error) &&
         list_folder (self, "", error);
  anser_database_roll_back (self->store->index);
  return done;
}

static gboolean
open_list (AnserBackup  *self,
           GError      **error)
{
  int fd = open (self->store->root, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

  self->list = fd >= 0 ? fdopen (fd, "w+") : tmpfile ();
  if (self->list != NULL)
    return TRUE;
  anser_fault_set_from_errno (error, errno, self->store->root);
  return FALSE;
}

/* the files */

/* The letter in its folder under whatever name it has now. */
static int
open_renamed (AnserBackup *self,
              const char  *folder,
              const char  *base)
{
  gboolean in_new;
  g_autofree char *found = anser_maildir_find (folder, base, &in_new);
  g_autofree char *path =
    found != NULL ? g_build_filename (folder, in_new ? "new" : "cur", found, NULL) : NULL;

  if (path != NULL)
    return open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  errno = ENOENT;
  return -1;
}

/* The letter that was at @name, renamed or moved since: looked for while nobody can move it, for it
 * could go back and forth for ever. */
static int
open_moved (AnserBackup *self,
            const char  *name)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->write_lock);
  AnserDatabase *index = self->store->index;
  g_auto (GStrv) parts = g_strsplit (name, "/", 3);
  g_autofree char *file_name = g_path_get_basename (name);
  const char *info;
  g_autofree char *base = anser_maildir_split (file_name, &info);
  gboolean is_frozen = anser_database_begin (index, TRUE, NULL);
  g_autoptr (AnserPlace) place = anser_index_find_place (index, parts[1], base, NULL);
  g_autofree char *folder = NULL;
  int fd = -1;

  errno = ENOENT;
  if (place != NULL)
    {
      folder = anser_store_dup_folder_path (self->store, place->account, place->folder_name);
      fd = open_renamed (self, folder, base);
    }
  if (is_frozen)
    {
      int number = errno;

      anser_database_roll_back (index);
      errno = number;
    }
  return fd;
}

static int
open_letter (AnserBackup *self,
             const char  *name)
{
  g_autofree char *path = g_build_filename (self->store->root, name, NULL);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  g_autofree char *part = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *file_name = NULL;
  g_autofree char *base = NULL;
  const char *info;

  if (fd >= 0 || errno != ENOENT)
    return fd;
  fd = open_moved (self, name);
  if (fd >= 0 || errno != ENOENT)
    return fd;
  /* One that the index does not know yet. */
  part = g_path_get_dirname (path);
  folder = g_path_get_dirname (part);
  file_name = g_path_get_basename (name);
  base = anser_maildir_split (file_name, &info);
  return open_renamed (self, folder, base);
}

/* What is not a letter may be written anew at any moment: it is read at once. */
static gboolean
add_other (AnserBackup  *self,
           const char   *name,
           GError      **error)
{
  g_autofree char *path = g_build_filename (self->store->root, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) fault = NULL;
  gsize length;

  if (g_file_get_contents (path, &text, &length, &fault))
    return anser_archive_add_text (self->archive, name, text, length, error);
  if (g_error_matches (fault, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

static gboolean
add_file (AnserBackup   *self,
          const char    *name,
          GCancellable  *cancellable,
          GError       **error)
{
  int fd;
  gboolean done;

  if (g_str_has_suffix (name, "/"))
    return anser_archive_add_text (self->archive, name, "", 0, error);
  if (!anser_backup_format_is_letter (name))
    return add_other (self, name, error);
  fd = open_letter (self, name);
  if (fd < 0 && errno != ENOENT)
    {
      anser_fault_set_unreadable (error, errno, name);
      return FALSE;
    }
  /* Thrown away meanwhile. */
  if (fd < 0)
    return TRUE;
  done = anser_archive_add_fd (self->archive, name, fd, cancellable, error);
  close (fd);
  self->n_letters += done;
  return done;
}

static gboolean
add_state (AnserBackup   *self,
           GCancellable  *cancellable,
           GError       **error)
{
  int fd = open (self->state_copy, O_RDONLY | O_CLOEXEC);
  gboolean done = fd >= 0 && anser_archive_add_fd (self->archive, ANSER_BACKUP_STATE, fd,
                                                   cancellable, error);

  if (fd < 0)
    anser_fault_set_unreadable (error, errno, self->state_copy);
  else
    close (fd);
  return done;
}

static gboolean
add_files (AnserBackup   *self,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autofree char *name = NULL;
  size_t size = 0;
  unsigned n = 0;

  rewind (self->list);
  while (getdelim (&name, &size, '\0', self->list) > 0)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !add_file (self, name, cancellable, error))
        return FALSE;
      anser_work_report (ANSER_WORK (self), (double) ++n / self->total, self->n_letters);
    }
  return TRUE;
}

static gboolean
write_archive (AnserBackup   *self,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autofree char *about = g_strdup_printf ("[Backup]\nFormat=%d\nAnser=%s\n",
                                            ANSER_BACKUP_FORMAT, ANSER_VERSION);

  self->archive = anser_archive_new (self->path, error);
  return self->archive != NULL &&
         anser_archive_add_text (self->archive, ANSER_BACKUP_ABOUT, about, strlen (about), error) &&
         anser_archive_add_text (self->archive, ANSER_BACKUP_SETTINGS, self->settings,
                                 strlen (self->settings), error) &&
         add_state (self, cancellable, error) && add_files (self, cancellable, error) &&
         anser_archive_finish (self->archive, error);
}

static gboolean
anser_backup_run (AnserWork     *work,
                  GCancellable  *cancellable,
                  GError       **error)
{
  AnserBackup *self = ANSER_BACKUP (work);
  g_autofree char *name = g_strdup_printf ("backup-%d.db", (int) getpid ());
  gboolean done;

  self->state_copy = g_build_filename (self->store->root, name, NULL);
  done = open_list (self, error) && freeze_and_list (self, error) &&
         write_archive (self, cancellable, error);
  anser_database_delete (self->state_copy);
  g_clear_pointer (&self->archive, anser_archive_free);
  g_clear_pointer (&self->list, fclose);
  return done;
}

static void
anser_backup_finalize (GObject *object)
{
  AnserBackup *self = ANSER_BACKUP (object);

  g_clear_pointer (&self->archive, anser_archive_free);
  g_clear_pointer (&self->list, fclose);
  g_clear_object (&self->store);
  g_free (self->path);
  g_free (self->settings);
  g_free (self->state_copy);
  G_OBJECT_CLASS (anser_backup_parent_class)->finalize (object);
}

static void
anser_backup_class_init (AnserBackupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_backup_finalize;
  ANSER_WORK_CLASS (klass)->run = anser_backup_run;
}

static void
anser_backup_init (AnserBackup *self)
{
}

AnserBackup *
anser_backup_new (AnserStore *store,
                  const char *path,
                  const char *settings)
{
  AnserBackup *self;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (ANSER_TYPE_BACKUP, NULL);
  self->store = g_object_ref (store);
  self->path = g_strdup (path);
  self->settings = g_strdup (settings != NULL ? settings : "");
  return self;
}

unsigned
anser_backup_get_n_letters (AnserBackup *self)
{
  g_return_val_if_fail (ANSER_IS_BACKUP (self), 0);

  return self->n_letters;
}
