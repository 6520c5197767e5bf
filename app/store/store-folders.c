/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "store-private.h"

#include "fault.h"
#include "folder-name.h"
#include "folder-private.h"
#include "maildir.h"

#include <errno.h>
#include <glib/gstdio.h>

/* The sidebar's order: roles, then the user's own by name. */
static int
compare_folders (gconstpointer a,
                 gconstpointer b,
                 gpointer      user_data)
{
  AnserFolder *first = (AnserFolder *) a;
  AnserFolder *second = (AnserFolder *) b;

  return anser_folder_name_compare (anser_folder_get_name (first),
                                    anser_folder_get_name (second));
}

/* The folder lock is held. */
static AnserFolder *
find_folder (AnserStore *self,
             const char *account,
             const char *name)
{
  for (unsigned i = 0; i < self->folders->len; i++)
    {
      AnserFolder *folder = g_ptr_array_index (self->folders, i);

      if (g_str_equal (anser_folder_get_account (folder), account) &&
          g_str_equal (anser_folder_get_name (folder), name))
        return folder;
    }
  return NULL;
}

/* The folder lock is held. */
static AnserFolder *
find_by_id (AnserStore *self,
            gint64      id)
{
  for (unsigned i = 0; i < self->folders->len; i++)
    if (anser_folder_get_id (g_ptr_array_index (self->folders, i)) == id)
      return g_ptr_array_index (self->folders, i);
  return NULL;
}

typedef struct
{
  AnserFolder *folder;
  char        *name;
  unsigned     total;
  unsigned     unread;
  gint64       version;
} Reading;

static void
reading_clear (gpointer data)
{
  Reading *reading = data;

  g_object_unref (reading->folder);
  g_free (reading->name);
}

/* One row of the table: with the object that stands for it, made if it is new. */
static void
read_folder (AnserStore     *self,
             AnserStatement *row,
             GArray         *readings)
{
  const char *account = (const char *) sqlite3_column_text (row, 1);
  const char *name = (const char *) sqlite3_column_text (row, 2);
  gint64 id = sqlite3_column_int64 (row, 0);
  AnserFolder *folder = find_by_id (self, id);
  Reading reading = {
    .total = sqlite3_column_int64 (row, 3),
    .unread = sqlite3_column_int64 (row, 4),
    .version = sqlite3_column_int64 (row, 5),
  };

  if (folder == NULL)
    {
      folder = anser_folder_new (id, account, name);
      g_ptr_array_add (self->folders, folder);
      g_atomic_int_set (&self->unwatched, 1);
    }
  reading.folder = g_object_ref (folder);
  reading.name = g_strdup (name);
  g_array_append_val (readings, reading);
}

static gboolean
read_folders (AnserStore  *self,
              GArray      *readings,
              GError     **error)
{
  g_autoptr (GMutexLocker) folders G_GNUC_UNUSED = g_mutex_locker_new (&self->folder_lock);
  g_autoptr (GMutexLocker) reader G_GNUC_UNUSED = g_mutex_locker_new (&self->read_lock);
  g_autoptr (AnserStatement) rows =
    anser_database_query (self->reader, error, "SELECT id, account, name, total, unread, version"
                          " FROM folder", "");
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (self->reader, rows, error)) == ANSER_STEP_ROW)
    read_folder (self, rows, readings);
  return step == ANSER_STEP_DONE;
}

static gboolean
is_read (GArray      *readings,
         AnserFolder *folder)
{
  for (unsigned i = 0; i < readings->len; i++)
    if (g_array_index (readings, Reading, i).folder == folder)
      return TRUE;
  return FALSE;
}

/* Folders that the table no longer has, away. */
static void
drop_folders (AnserStore *self,
              GArray     *readings)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->folder_lock);

  for (unsigned i = self->folders->len; i-- > 0; )
    if (!is_read (readings, g_ptr_array_index (self->folders, i)))
      {
        g_ptr_array_remove_index (self->folders, i);
        g_atomic_int_set (&self->unwatched, 1);
      }
}

static GListStore *
get_model (AnserStore *self,
           const char *account)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->folder_lock);
  GListStore *model = g_hash_table_lookup (self->models, account);

  return model != NULL ? g_object_ref (model) : NULL;
}

static void
add_to_model (AnserStore  *self,
              AnserFolder *folder)
{
  g_autoptr (GListStore) model = get_model (self, anser_folder_get_account (folder));

  if (model != NULL && !g_list_store_find (model, folder, NULL))
    g_list_store_insert_sorted (model, folder, compare_folders, NULL);
}

/* A folder with another name has another place in the order. It does not leave the list meanwhile,
 * for whoever has chosen it would choose another. */
static void
rename_folder (AnserStore    *self,
               const Reading *reading)
{
  g_autoptr (GListStore) model = get_model (self, anser_folder_get_account (reading->folder));

  if (g_str_equal (reading->name, anser_folder_get_name (reading->folder)))
    return;
  g_mutex_lock (&self->folder_lock);
  anser_folder_set_name (reading->folder, reading->name);
  g_mutex_unlock (&self->folder_lock);
  if (model != NULL)
    g_list_store_sort (model, compare_folders, NULL);
  g_atomic_int_set (&self->unwatched, 1);
}

static void
drop_from_models (AnserStore *self,
                  GArray     *readings)
{
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer model;

  g_mutex_lock (&self->folder_lock);
  g_hash_table_iter_init (&iter, self->models);
  while (g_hash_table_iter_next (&iter, NULL, &model))
    g_ptr_array_add (models, g_object_ref (model));
  g_mutex_unlock (&self->folder_lock);
  for (unsigned i = 0; i < models->len; i++)
    for (unsigned n = g_list_model_get_n_items (models->pdata[i]); n-- > 0; )
      {
        g_autoptr (AnserFolder) folder = g_list_model_get_item (models->pdata[i], n);

        if (!is_read (readings, folder))
          g_list_store_remove (models->pdata[i], n);
      }
}

gboolean
anser_store_load_folders (AnserStore  *self,
                          GError     **error)
{
  g_autoptr (GArray) readings = g_array_new (FALSE, FALSE, sizeof (Reading));

  g_array_set_clear_func (readings, reading_clear);
  if (!read_folders (self, readings, error) || !anser_store_load_tags (self, error))
    return FALSE;
  drop_folders (self, readings);
  drop_from_models (self, readings);
  for (unsigned i = 0; i < readings->len; i++)
    rename_folder (self, &g_array_index (readings, Reading, i));
  for (unsigned i = 0; i < readings->len; i++)
    {
      Reading *reading = &g_array_index (readings, Reading, i);
      gboolean changed = anser_folder_get_version (reading->folder) != reading->version;

      add_to_model (self, reading->folder);
      anser_folder_update (reading->folder, reading->total, reading->unread, reading->version);
      if (changed)
        g_signal_emit_by_name (self, "folder-changed", reading->folder);
    }
  anser_store_watch_folders (self);
  return TRUE;
}

gboolean
anser_store_add_folder (AnserStore  *self,
                        const char  *account,
                        const char  *name,
                        GError     **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  gint64 id = 0;

  if (!anser_index_begin (self->index, error))
    return FALSE;
  id = anser_index_add_folder (self->index, account, name, error);
  if (id == 0)
    {
      anser_database_roll_back (self->index);
      return FALSE;
    }
  if (!anser_database_commit (self->index, error))
    return FALSE;
  locker = g_mutex_locker_new (&self->folder_lock);
  if (find_by_id (self, id) == NULL)
    {
      g_ptr_array_add (self->folders, anser_folder_new (id, account, name));
      g_atomic_int_set (&self->unwatched, 1);
    }
  return TRUE;
}

void
anser_store_touch_folder (AnserStore *self,
                          gint64      folder)
{
  if (!anser_index_begin (self->index, NULL))
    return;
  if (anser_database_run (self->index, NULL, "UPDATE folder SET version ="
                          " (SELECT version FROM clock) WHERE id = ?", "i", folder))
    anser_database_commit (self->index, NULL);
  else
    anser_database_roll_back (self->index);
  anser_store_queue_refresh (self);
}

AnserFolder *
anser_store_find_folder (AnserStore *self,
                         gint64      id)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->folder_lock);
  AnserFolder *folder = find_by_id (self, id);

  return folder != NULL ? g_object_ref (folder) : NULL;
}

gint64
anser_store_get_folder_id (AnserStore      *self,
                           const char      *account,
                           AnserFolderRole  role)
{
  g_autoptr (AnserFolder) folder = anser_store_get_folder (self, account, role);

  return folder != NULL ? anser_folder_get_id (folder) : 0;
}

gint64
anser_store_find_folder_id (AnserStore *self,
                            const char *account,
                            const char *name)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->folder_lock);
  AnserFolder *folder = find_folder (self, account, name);

  return folder != NULL ? anser_folder_get_id (folder) : 0;
}

gboolean
anser_store_add_account (AnserStore  *self,
                         const char  *account,
                         GError     **error)
{
  g_return_val_if_fail (ANSER_IS_STORE (self), FALSE);

  if (!anser_store_check_account (account, error))
    return FALSE;
  for (int role = ANSER_FOLDER_INBOX; role < ANSER_FOLDER_OTHER; role++)
    {
      const char *name = anser_folder_role_get_name (role);
      g_autofree char *path = anser_store_dup_folder_path (self, account, name);
      g_autoptr (GMutexLocker) locker = NULL;

      if (!anser_maildir_create (path, error))
        return FALSE;
      locker = g_mutex_locker_new (&self->write_lock);
      if (!anser_store_add_folder (self, account, name, error))
        return FALSE;
    }
  anser_store_queue_refresh (self);
  return TRUE;
}

/* The folder with all letters of the account to "removed/". */
static gboolean
put_aside (AnserStore  *self,
           const char  *account,
           GError     **error)
{
  g_autofree char *removed = g_build_filename (self->root, "removed", NULL);
  g_autofree char *from = g_build_filename (self->root, "mail", account, NULL);
  g_autofree char *to = g_strdup_printf ("%s/%s-%" G_GINT64_FORMAT, removed, account,
                                         g_get_real_time () / G_USEC_PER_SEC);

  if (g_mkdir_with_parents (removed, 0700) == 0 &&
      (anser_maildir_rename (from, to) == 0 || errno == ENOENT))
    return TRUE;
  anser_fault_set_from_errno (error, errno, from);
  return FALSE;
}

/* The account's rows of state.db; then its UIDs are known from the names of files only. */
static gboolean
forget_state (AnserStore  *self,
              const char  *account,
              GError     **error)
{
  static const char * const statements[] = {
    "DELETE FROM uid WHERE account = ?",
    "DELETE FROM outbox WHERE account = ?",
    "DELETE FROM server WHERE account = ?",
    "DELETE FROM partial WHERE account = ?",
    "DELETE FROM erased WHERE account = ?",
    "DELETE FROM receipt WHERE account = ?",
    "DELETE FROM put_away WHERE account = ?",
    "DELETE FROM newcomer WHERE account = ?",
  };

  if (!anser_database_begin (self->state, TRUE, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      if (!anser_database_run (self->state, error, statements[i], "t", account))
        {
          anser_database_roll_back (self->state);
          return FALSE;
        }
    }
  return anser_database_commit (self->state, error);
}

static gboolean
forget_rows (AnserStore  *self,
             const char  *account,
             GError     **error)
{
  if (!anser_index_begin (self->index, error))
    return FALSE;
  if (anser_database_run (self->index, error, "DELETE FROM letter WHERE folder IN"
                          " (SELECT id FROM folder WHERE account = ?)", "t", account) &&
      anser_database_run (self->index, error, "DELETE FROM folder WHERE account = ?", "t",
                          account) &&
      anser_database_run (self->index, error, "DELETE FROM mark WHERE account = ?", "t", account) &&
      anser_database_run (self->index, error, "DELETE FROM tag_file WHERE account = ?", "t",
                          account))
    return anser_database_commit (self->index, error);
  anser_database_roll_back (self->index);
  return FALSE;
}

gboolean
anser_store_remove_account (AnserStore  *self,
                            const char  *account,
                            GError     **error)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (self), FALSE);

  if (!anser_store_check_account (account, error))
    return FALSE;
  locker = g_mutex_locker_new (&self->write_lock);
  if (!forget_state (self, account, error) || !put_aside (self, account, error) ||
      !forget_rows (self, account, error))
    return FALSE;
  anser_store_queue_refresh (self);
  return TRUE;
}

GListModel *
anser_store_get_folders (AnserStore *self,
                         const char *account)
{
  g_autoptr (GMutexLocker) locker = NULL;
  GListStore *model;

  g_return_val_if_fail (ANSER_IS_STORE (self), NULL);
  g_return_val_if_fail (account != NULL, NULL);

  locker = g_mutex_locker_new (&self->folder_lock);
  model = g_hash_table_lookup (self->models, account);
  if (model != NULL)
    return G_LIST_MODEL (g_object_ref (model));
  model = g_list_store_new (ANSER_TYPE_FOLDER);
  for (unsigned i = 0; i < self->folders->len; i++)
    {
      AnserFolder *folder = g_ptr_array_index (self->folders, i);

      if (g_str_equal (anser_folder_get_account (folder), account))
        g_list_store_insert_sorted (model, folder, compare_folders, NULL);
    }
  g_hash_table_insert (self->models, g_strdup (account), g_object_ref (model));
  return G_LIST_MODEL (model);
}

GPtrArray *
anser_store_dup_folders (AnserStore *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->folder_lock);
  GPtrArray *folders =
    g_ptr_array_copy (self->folders, (GCopyFunc) (void *) g_object_ref, NULL);

  g_ptr_array_set_free_func (folders, g_object_unref);
  return folders;
}

AnserFolder *
anser_store_get_folder (AnserStore      *self,
                        const char      *account,
                        AnserFolderRole  role)
{
  g_autoptr (GMutexLocker) locker = NULL;
  AnserFolder *folder;

  g_return_val_if_fail (ANSER_IS_STORE (self), NULL);
  g_return_val_if_fail (account != NULL, NULL);
  g_return_val_if_fail (role < ANSER_FOLDER_OTHER, NULL);

  locker = g_mutex_locker_new (&self->folder_lock);
  folder = find_folder (self, account, anser_folder_role_get_name (role));
  return folder != NULL ? g_object_ref (folder) : NULL;
}
