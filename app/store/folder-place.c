/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "folder-place.h"

#include "erased.h"
#include "fault.h"
#include "folder-name.h"
#include "letter-work.h"
#include "maildir.h"
#include "maildir-tree.h"
#include "shelf-life.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <limits.h>
#include <string.h>

/* What the name of a letter's file, with "cur" before it, may need below a folder. */
#define FILE_ROOM 300

/* The rows of a folder and of those in it. */
#define WITHIN "account = ? AND (name = ? OR substr (name, 1, length (?) + 1) = ? || '/')"

static void
set_taken (const char  *name,
           GError     **error)
{
  g_autofree char *title = anser_folder_name_to_title (name);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
               _("There is a folder “%s” already. Choose another name."), title);
}

static void
set_too_long (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG,
                       _("The names of the folder and of those around it are too long together. "
                         "Choose shorter ones."));
}

static void
set_from_errno (const char  *path,
                const char  *name,
                int          number,
                GError     **error)
{
  if (number == EEXIST || number == ENOTEMPTY)
    set_taken (name, error);
  else if (number == ENAMETOOLONG)
    set_too_long (error);
  else
    anser_fault_set_from_errno (error, number, path);
}

/* The longest name among those in @folder, which moves with it, has to fit too. */
static gboolean
check_length (AnserStore  *self,
              const char  *account,
              const char  *name,
              gsize        more,
              GError     **error)
{
  g_autofree char *path = anser_store_dup_folder_path (self, account, name);

  if (strlen (path) + more + FILE_ROOM < PATH_MAX)
    return TRUE;
  set_too_long (error);
  return FALSE;
}

static gboolean
sync_parent (const char  *path,
             GError     **error)
{
  g_autofree char *parent = g_path_get_dirname (path);

  return anser_maildir_sync (parent, error);
}

/* Rows of a folder that is on the disk no more, which the index has not noticed yet. */
static gboolean
forget_rows (AnserStore  *self,
             const char  *account,
             const char  *name,
             GError     **error)
{
  return anser_database_run (self->index, error, "DELETE FROM letter WHERE folder IN"
                             " (SELECT id FROM folder WHERE " WITHIN ")", "tttt", account, name,
                             name, name) &&
         anser_database_run (self->index, error, "DELETE FROM folder WHERE " WITHIN, "tttt",
                             account, name, name, name);
}

/* The letters of the folder, which is in Trash now or was, are thrown away or no longer. */
static gboolean
note_letters (AnserStore              *self,
              const AnserFolderEntry  *folder,
              AnserWhereabouts         where,
              GError                 **error)
{
  g_autoptr (AnserStatement) rows =
    anser_database_query (self->index, error, "SELECT letter.name FROM letter WHERE folder IN"
                          " (SELECT id FROM folder WHERE " WITHIN ")", "tttt", folder->account,
                          folder->name, folder->name, folder->name);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (self->index, rows, error)) == ANSER_STEP_ROW)
    {
      const char *name = (const char *) sqlite3_column_text (rows, 0);

      if (!anser_erased_note (self, folder->account, name, where, error) ||
          !anser_shelf_life_note (self, folder->account, name, where == ANSER_ERASED, error))
        return FALSE;
    }
  return step == ANSER_STEP_DONE;
}

/* A full disk must not keep anybody from throwing away: then the server is not told. */
static void
note_folder (AnserStore             *self,
             const AnserFolderEntry *folder,
             AnserFolderRole         role)
{
  g_autoptr (GError) error = NULL;
  gboolean was = folder->role == ANSER_FOLDER_TRASH;
  gboolean is = role == ANSER_FOLDER_TRASH;

  if (was == is)
    return;
  if (!anser_database_begin (self->state, TRUE, &error) ||
      !note_letters (self, folder, is ? ANSER_ERASED : ANSER_MOVED, &error) ||
      !anser_database_commit (self->state, &error))
    {
      anser_database_roll_back (self->state);
      g_debug ("It is not written down what was thrown away: %s", error->message);
    }
}

/* A list that shows letters of everywhere looks at them again when their role is another. */
static gboolean
move_rows (AnserStore              *self,
           const AnserFolderEntry  *folder,
           const char              *name,
           AnserFolderRole          role,
           GError                 **error)
{
  if (role != folder->role &&
      !anser_database_run (self->index, error, "UPDATE letter SET version ="
                           " (SELECT version FROM clock) WHERE folder IN"
                           " (SELECT id FROM folder WHERE " WITHIN ")", "tttt", folder->account,
                           folder->name, folder->name, folder->name))
    return FALSE;
  return anser_database_run (self->index, error, "UPDATE folder SET name = ? ||"
                             " substr (name, length (?) + 1), role = ?, stamp = 0,"
                             " version = (SELECT version FROM clock) WHERE " WITHIN, "ttitttt",
                             name, folder->name, (gint64) role, folder->account, folder->name,
                             folder->name, folder->name);
}

static gboolean
move_directory (AnserStore              *self,
                const AnserFolderEntry  *folder,
                const char              *name,
                GError                 **error)
{
  g_autofree char *from = anser_store_dup_folder_path (self, folder->account, folder->name);
  g_autofree char *to = anser_store_dup_folder_path (self, folder->account, name);

  if (anser_maildir_rename (from, to) == 0)
    return sync_parent (from, error) && sync_parent (to, error);
  set_from_errno (from, name, errno, error);
  return FALSE;
}

static gsize
get_longest_below (AnserStore             *self,
                   const AnserFolderEntry *folder)
{
  gint64 length = 0;

  anser_database_get (self->index, &length, NULL, "SELECT max (length (CAST (name AS BLOB)))"
                      " FROM folder WHERE " WITHIN, "tttt", folder->account, folder->name,
                      folder->name, folder->name);
  return MAX (0, length - (gint64) strlen (folder->name));
}

static gboolean
check_move (AnserStore              *self,
            const AnserFolderEntry  *folder,
            const char              *name,
            GError                 **error)
{
  if (anser_folder_name_is_main (folder->name))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _("This folder is one that every account has. It stays where it is."));
      return FALSE;
    }
  if (anser_folder_name_is_within (name, folder->name) && !g_str_equal (name, folder->name))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_RECURSE,
                           _("A folder cannot be put into itself. Choose another place."));
      return FALSE;
    }
  return check_length (self, folder->account, name, get_longest_below (self, folder), error);
}

AnserFolderEntry *
anser_folder_place_get (AnserStore  *self,
                        gint64       folder,
                        GError     **error)
{
  g_autoptr (GError) fault = NULL;
  AnserFolderEntry *entry = anser_index_get_folder (self->index, folder, &fault);

  if (fault != NULL)
    g_propagate_error (error, g_steal_pointer (&fault));
  else if (entry == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                         _("This folder is no longer there. Another program may have moved or "
                           "deleted it."));
  return entry;
}

gint64
anser_folder_place_make (AnserStore  *self,
                         const char  *account,
                         const char  *name,
                         gboolean     or_get,
                         GError     **error)
{
  g_autofree char *path = anser_store_dup_folder_path (self, account, name);
  g_autoptr (AnserFolderEntry) entry = NULL;
  gboolean is_there = anser_maildir_is_folder (path);

  if (is_there && !or_get)
    {
      set_taken (name, error);
      return 0;
    }
  if (!check_length (self, account, name, 0, error) || !anser_maildir_create (path, error) ||
      !anser_store_add_folder (self, account, name, error))
    return 0;
  entry = anser_index_find_folder (self->index, account, name, error);
  return entry != NULL ? entry->id : 0;
}

/* An index that cannot be written keeps the folder where it was. */
static gboolean
commit_move (AnserStore              *self,
             const AnserFolderEntry  *folder,
             const char              *name,
             GError                 **error)
{
  g_autofree char *from = anser_store_dup_folder_path (self, folder->account, folder->name);
  g_autofree char *to = anser_store_dup_folder_path (self, folder->account, name);

  if (anser_database_commit (self->index, error))
    return TRUE;
  anser_maildir_rename (to, from);
  return FALSE;
}

gboolean
anser_folder_place_move (AnserStore        *self,
                         AnserFolderEntry  *folder,
                         const char        *name,
                         GError           **error)
{
  AnserFolderRole role = anser_folder_name_get_role (name);
  AnserFolderEntry moved = { folder->id, folder->account, (char *) name, folder->role };

  if (!check_move (self, folder, name, error))
    return FALSE;
  if (g_str_equal (folder->name, name))
    return TRUE;
  if (!anser_index_begin (self->index, error))
    return FALSE;
  if (forget_rows (self, folder->account, name, error) &&
      move_rows (self, folder, name, role, error) && move_directory (self, folder, name, error) &&
      commit_move (self, folder, name, error))
    {
      note_folder (self, &moved, role);
      return TRUE;
    }
  anser_database_roll_back (self->index);
  anser_store_mark_stale (self);
  return FALSE;
}

static gboolean
list_letters (AnserStore              *self,
              const AnserFolderEntry  *folder,
              GArray                  *letters,
              GError                 **error)
{
  g_autoptr (AnserStatement) rows =
    anser_database_query (self->index, error, "SELECT id FROM letter WHERE folder IN"
                          " (SELECT id FROM folder WHERE " WITHIN ")", "tttt", folder->account,
                          folder->name, folder->name, folder->name);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (self->index, rows, error)) == ANSER_STEP_ROW)
    {
      gint64 id = sqlite3_column_int64 (rows, 0);

      g_array_append_val (letters, id);
    }
  return step == ANSER_STEP_DONE;
}

/* What other programs left in a folder goes with it. Links are removed, not followed. */
static gboolean
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
  return g_remove (path) == 0;
}

/* The folder itself, or, of one that every account has, those in it. */
static gboolean
remove_directories (AnserStore              *self,
                    const AnserFolderEntry  *folder,
                    GError                 **error)
{
  g_autofree char *account = g_build_filename (self->root, "mail", folder->account, NULL);
  g_autoptr (GPtrArray) names = anser_maildir_list_folders (account);
  gboolean is_main = anser_folder_name_is_main (folder->name);

  for (unsigned i = names->len; i-- > 0; )
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *path = g_build_filename (account, name, NULL);

      if (!anser_folder_name_is_within (name, folder->name) ||
          (is_main && g_str_equal (name, folder->name)))
        continue;
      if (!remove_tree (path))
        {
          anser_fault_set_from_errno (error, errno, path);
          return FALSE;
        }
    }
  return TRUE;
}

/* Rows whose directories are gone. */
static gboolean
remove_rows (AnserStore              *self,
             const AnserFolderEntry  *folder,
             GError                 **error)
{
  const char *name = folder->name;
  gboolean done;

  if (!anser_index_begin (self->index, error))
    return FALSE;
  if (!anser_folder_name_is_main (name))
    done = forget_rows (self, folder->account, name, error);
  else
    done = anser_database_run (self->index, error, "DELETE FROM letter WHERE folder IN (SELECT id"
                               " FROM folder WHERE " WITHIN " AND name <> ?)", "ttttt",
                               folder->account, name, name, name, name) &&
           anser_database_run (self->index, error, "DELETE FROM folder WHERE " WITHIN
                               " AND name <> ?", "ttttt", folder->account, name, name, name, name);
  if (done)
    return anser_database_commit (self->index, error);
  anser_database_roll_back (self->index);
  return FALSE;
}

gboolean
anser_folder_place_empty (AnserStore  *self,
                          gint64       id,
                          GError     **error)
{
  g_autoptr (GArray) letters = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (AnserLetterWork) work = NULL;
  g_autoptr (AnserFolderEntry) folder = NULL;
  gboolean done;

  g_mutex_lock (&self->write_lock);
  folder = anser_folder_place_get (self, id, error);
  done = folder != NULL && list_letters (self, folder, letters, error);
  g_mutex_unlock (&self->write_lock);
  if (!done)
    return FALSE;
  work = anser_letter_work_new (anser_letter_erase, (gint64 *) letters->data, letters->len);
  work->by_user = TRUE;
  if (!anser_letter_work_run (self, work, NULL, error))
    return FALSE;
  g_mutex_lock (&self->write_lock);
  done = remove_directories (self, folder, error) && remove_rows (self, folder, error);
  g_mutex_unlock (&self->write_lock);
  if (!done)
    anser_store_mark_stale (self);
  anser_store_queue_refresh (self);
  return done;
}
