/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "store-private.h"

#include "catch-up.h"
#include "folder-private.h"
#include "maildir.h"
#include "reconcile.h"

#include <string.h>
#include <sys/stat.h>

/* How the store notices what happens:
 *
 *   this process wrote          queue_refresh: folders are read again, lists follow
 *   another Anser wrote         data_version of the index, looked at each second; then the same
 *   another program came by     file monitors name files; those that the index sees otherwise a
 *                               second later make the writer compare folders and index
 *   the index could not follow  mark_stale: the same comparison, until it succeeds
 */
#define POLL_MS 1000

/* So many files at once are not looked at one by one. */
#define MAX_SUSPECTS 50000

/* Between so many the lock is free. */
#define SUSPECTS_AT_ONCE 200

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static GWeakRef *
weak_ref_new (AnserStore *self)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  return weak;
}

static gboolean
on_refresh (gpointer user_data)
{
  g_autoptr (AnserStore) self = g_weak_ref_get (user_data);
  g_autoptr (GError) error = NULL;

  if (self == NULL)
    return G_SOURCE_REMOVE;
  g_atomic_int_set (&self->is_refresh_queued, 0);
  if (!anser_store_load_folders (self, &error))
    g_message ("Folders not refreshed: %s", error->message);
  return G_SOURCE_REMOVE;
}

static gssize
on_reconcile (gpointer        source_object,
              gpointer        task_data,
              GCancellable   *cancellable,
              GError        **error)
{
  AnserStore *self = source_object;
  g_autoptr (GError) fault = NULL;

  /* It sees all of that, too; if not, later. */
  if (anser_store_is_catching_up (self, NULL, NULL))
    {
      anser_store_mark_stale (self);
      return 1;
    }
  if (!anser_reconcile (self, ANSER_RECONCILE_CHANGED, NULL, NULL, &fault))
    {
      g_message ("The index is behind: %s", fault->message);
      anser_store_mark_stale (self);
    }
  return 1;
}

static gboolean
is_one_of (const char *part,
           const char *first,
           const char *second)
{
  return g_str_equal (part, first) || g_str_equal (part, second);
}

static char *
join_parts (char     **parts,
            unsigned   n_parts)
{
  GString *name = g_string_new (parts[0]);

  for (unsigned i = 1; i < n_parts; i++)
    g_string_append_printf (name, "/%s", parts[i]);
  return g_string_free (name, FALSE);
}

/* A directory that came or went may be a folder. */
static gboolean
is_folder_as_indexed (AnserStore  *self,
                      char       **parts,
                      const char  *path)
{
  unsigned n_parts = g_strv_length (parts);
  const char *last = parts[n_parts - 1];
  g_autofree char *name = join_parts (parts + 3, n_parts - 3);
  gint64 n = 0;

  if (last[0] == '.' || is_one_of (last, "cur", "new") || g_str_equal (last, "tmp"))
    return TRUE;
  if (anser_database_get (self->index, &n, NULL, "SELECT count(*) FROM folder WHERE account = ?"
                          " AND name = ?", "tt", parts[2], name) != ANSER_STEP_ROW)
    return TRUE;
  return (n > 0) == g_file_test (path, G_FILE_TEST_IS_DIR);
}

/* A query met damage: no matter which, or in which process. */
static gboolean
is_damaged (AnserStore *self)
{
  g_autofree char *path = g_build_filename (self->root, "index.db", NULL);

  return anser_database_is_marked (path);
}

static gssize
on_renew (gpointer        source_object,
          gpointer        task_data,
          GCancellable   *cancellable,
          GError        **error)
{
  AnserStore *self = source_object;
  g_autoptr (GError) fault = NULL;

  if (!is_damaged (self))
    return 1;
  anser_catch_up_end (self);
  if (!anser_store_renew_index (self, &fault))
    {
      if (fault != NULL)
        g_message ("The damaged index cannot be made again: %s", fault->message);
      return 1;
    }
  anser_store_queue_renewed (self);
  anser_catch_up_start (self);
  return 1;
}

/* Whether the letter of @row, read when its file was like that, is still in it. If not, the folder's
 * comparison is to see it, also where no name has changed. */
static gboolean
is_as_described (AnserStore        *self,
                 AnserStatement    *row,
                 const struct stat *status)
{
  gint64 letter = sqlite3_column_int64 (row, 0), inode = sqlite3_column_int64 (row, 1);

  if (inode == 0 || ((gint64) status->st_ino == inode &&
                     anser_maildir_get_mtime (status) == sqlite3_column_int64 (row, 2) &&
                     status->st_size == sqlite3_column_int64 (row, 3)))
    return TRUE;
  return !anser_database_run (self->index, NULL, "UPDATE letter SET inode = -1 WHERE id = ?", "i",
                              letter) ||
         !anser_database_run (self->index, NULL, "UPDATE folder SET stamp = 0 WHERE id ="
                              " (SELECT folder FROM letter WHERE id = ?)", "i", letter);
}

/* Whether the index says of the file at @path what the disk says. The write lock is held. */
static gboolean
is_as_indexed (AnserStore *self,
               const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path + strlen (self->root), G_DIR_SEPARATOR_S, -1);
  unsigned n_parts = g_strv_length (parts);
  g_autofree char *folder = NULL;
  g_autofree char *base = NULL;
  g_autoptr (AnserStatement) row = NULL;
  const char *info = NULL;
  struct stat status;
  gboolean is_there;
  AnserStep step;

  /* "", "mail", account, parts of the folder's name, then perhaps "cur" or "new", and a file */
  if (n_parts < 4)
    return TRUE;
  if (n_parts < 6 || !is_one_of (parts[n_parts - 2], "cur", "new"))
    return is_folder_as_indexed (self, parts, path);
  folder = join_parts (parts + 3, n_parts - 5);
  base = anser_maildir_split (parts[n_parts - 1], &info);
  row = anser_database_query (self->index, NULL, "SELECT letter.id, inode, mtime, size FROM letter"
                              " JOIN folder ON folder.id = letter.folder WHERE letter.name = ?"
                              " AND info = ? AND in_new = ? AND account = ? AND folder.name = ?",
                              "ttitt", base, info,
                              (gint64) g_str_equal (parts[n_parts - 2], "new"), parts[2], folder);
  step = row != NULL ? anser_database_step (self->index, row, NULL) : ANSER_STEP_FAILED;
  is_there = stat (path, &status) == 0;
  if (step == ANSER_STEP_ROW && is_there)
    return is_as_described (self, row, &status);
  return step == ANSER_STEP_FAILED || (step == ANSER_STEP_ROW) == is_there;
}

gboolean
anser_store_check_files (AnserStore *self,
                         GHashTable *paths)
{
  GHashTableIter iter;
  gpointer path;
  gboolean all_known = TRUE;
  unsigned n = 0;

  g_mutex_lock (&self->write_lock);
  g_hash_table_iter_init (&iter, paths);
  /* Each of them, since what changed in its place is noted by this alone. */
  while (g_hash_table_iter_next (&iter, &path, NULL))
    {
      all_known = is_as_indexed (self, path) && all_known;
      if (++n % SUSPECTS_AT_ONCE != 0)
        continue;
      g_mutex_unlock (&self->write_lock);
      g_mutex_lock (&self->write_lock);
    }
  g_mutex_unlock (&self->write_lock);
  return all_known;
}

static gssize
on_check_suspects (gpointer        source_object,
                   gpointer        task_data,
                   GCancellable   *cancellable,
                   GError        **error)
{
  gboolean too_many = g_hash_table_size (task_data) >= MAX_SUSPECTS;

  if (anser_store_check_files (source_object, task_data) && !too_many)
    return 1;
  return on_reconcile (source_object, task_data, cancellable, error);
}

static void
check_suspects (AnserStore *self)
{
  GTask *task = g_task_new (self, NULL, NULL, NULL);

  g_task_set_source_tag (task, check_suspects);
  g_task_set_task_data (task, self->suspects, (GDestroyNotify) g_hash_table_unref);
  self->suspects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  anser_store_writer_push (self->writer, task, on_check_suspects);
}

static void
on_file_event (GFileMonitor      *monitor,
               GFile             *file,
               GFile             *other_file,
               GFileMonitorEvent  event,
               AnserStore        *self)
{
  if ((event == G_FILE_MONITOR_EVENT_CREATED || event == G_FILE_MONITOR_EVENT_DELETED ||
       event == G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT) &&
      g_hash_table_size (self->suspects) < MAX_SUSPECTS)
    g_hash_table_add (self->suspects, g_file_get_path (file));
}

/* Moves the monitor of @path, made if need be, over to @watched. */
static void
watch_path (AnserStore *self,
            GHashTable *watched,
            const char *path)
{
  g_autoptr (GFile) file = NULL;
  gpointer name = NULL, known = NULL;
  GFileMonitor *monitor;

  if (g_hash_table_contains (watched, path))
    return;
  if (g_hash_table_steal_extended (self->monitors, path, &name, &known))
    {
      g_hash_table_insert (watched, name, known);
      return;
    }
  file = g_file_new_for_path (path);
  /* Without a monitor (no more watches to be had), opening and use notice what changed. */
  monitor = g_file_monitor_directory (file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (monitor == NULL)
    return;
  g_signal_connect_object (monitor, "changed", G_CALLBACK (on_file_event), self, 0);
  g_hash_table_insert (watched, g_strdup (path), monitor);
}

/* Whether another process has written to the index since the last look. */
static gboolean
is_changed_by_others (AnserStore *self)
{
  gint64 version = self->data_version;
  gboolean changed;

  if (!g_mutex_trylock (&self->write_lock))
    return FALSE;
  anser_database_get (self->index, &version, NULL, "PRAGMA data_version", "");
  changed = version != self->data_version;
  self->data_version = version;
  g_mutex_unlock (&self->write_lock);
  return changed;
}

static gboolean
on_poll (gpointer user_data)
{
  g_autoptr (AnserStore) self = g_weak_ref_get (user_data);

  if (self == NULL)
    return G_SOURCE_REMOVE;
  if (is_damaged (self))
    anser_store_writer_push (self->writer, g_task_new (self, NULL, NULL, NULL), on_renew);
  if (is_changed_by_others (self))
    anser_store_queue_refresh (self);
  if (g_atomic_int_compare_and_exchange (&self->stale, 1, 0))
    anser_store_writer_push (self->writer, g_task_new (self, NULL, NULL, NULL), on_reconcile);
  if (g_hash_table_size (self->suspects) > 0)
    check_suspects (self);
  return G_SOURCE_CONTINUE;
}

void
anser_store_queue_refresh (AnserStore *self)
{
  g_autoptr (GSource) source = NULL;

  if (self->writer == NULL || !g_atomic_int_compare_and_exchange (&self->is_refresh_queued, 0, 1))
    return;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_refresh, weak_ref_new (self), weak_ref_free);
  g_source_set_static_name (source, "anser-store-refresh");
  g_source_attach (source, self->context);
}

void
anser_store_mark_stale (AnserStore *self)
{
  g_atomic_int_set (&self->stale, 1);
}

void
anser_store_watch_folders (AnserStore *self)
{
  g_autoptr (GPtrArray) folders = NULL;
  GHashTable *watched;

  if (self->monitors == NULL || !g_atomic_int_compare_and_exchange (&self->unwatched, 1, 0))
    return;
  watched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  folders = anser_store_dup_folders (self);
  for (unsigned i = 0; i < folders->len; i++)
    {
      AnserFolder *folder = g_ptr_array_index (folders, i);
      g_autofree char *path = anser_store_dup_folder_path (
        self, anser_folder_get_account (folder), anser_folder_get_name (folder));
      g_autofree char *account = g_path_get_dirname (path);
      g_autofree char *cur = g_build_filename (path, "cur", NULL);
      g_autofree char *new = g_build_filename (path, "new", NULL);

      watch_path (self, watched, account);
      watch_path (self, watched, path);
      watch_path (self, watched, cur);
      watch_path (self, watched, new);
    }
  /* A folder that was renamed is watched where it is now. */
  g_hash_table_unref (self->monitors);
  self->monitors = watched;
}

void
anser_store_watch (AnserStore *self)
{
  self->suspects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->monitors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  /* From here on changes are noticed; what came since the folders were read is read now. */
  is_changed_by_others (self);
  anser_store_queue_refresh (self);
  self->poll = g_timeout_source_new (POLL_MS);
  g_source_set_callback (self->poll, on_poll, weak_ref_new (self), weak_ref_free);
  g_source_set_static_name (self->poll, "anser-store-poll");
  g_source_attach (self->poll, self->context);
  g_atomic_int_set (&self->unwatched, 1);
  anser_store_watch_folders (self);
}

void
anser_store_unwatch (AnserStore *self)
{
  if (self->poll != NULL)
    g_source_destroy (self->poll);
  g_clear_pointer (&self->poll, g_source_unref);
  g_clear_pointer (&self->monitors, g_hash_table_unref);
  g_clear_pointer (&self->suspects, g_hash_table_unref);
}
