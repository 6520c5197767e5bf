/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "folder-tree.h"

#include "fault.h"
#include "folder-name.h"
#include "folder-place.h"
#include "folder-private.h"
#include "maildir.h"
#include "store-private.h"
#include "undo-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct _Job Job;

typedef gint64 (*FolderFunc) (AnserStore  *self,
                              Job         *job,
                              GError     **error);

/* @func gives the row id of the folder, 0 with an error. */
struct _Job
{
  FolderFunc  func;
  char       *account;
  gint64      folder;
  gint64      parent;     /* 0: none */
  char       *title;
  AnserUndo  *undo;
};

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->account);
  g_free (job->title);
  g_clear_pointer (&job->undo, anser_undo_unref);
  g_free (job);
}

/* The name of a folder with this title in @parent (nullable). */
static char *
name_folder (const AnserFolderEntry  *parent,
             const char              *title,
             GError                 **error)
{
  g_autofree char *part = anser_folder_name_from_title (title, error);

  if (part == NULL)
    return NULL;
  for (int role = ANSER_FOLDER_INBOX; parent == NULL && role < ANSER_FOLDER_OTHER; role++)
    if (g_ascii_strcasecmp (part, anser_folder_role_get_name (role)) == 0)
      {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                     _("“%s” is the name of a folder that every account has. Choose another name."),
                     part);
        return NULL;
      }
  return anser_folder_name_join (parent != NULL ? parent->name : NULL, part);
}

/* NULL without an error for none. */
static AnserFolderEntry *
find_parent (AnserStore  *self,
             gint64       folder,
             GError     **error)
{
  return folder != 0 ? anser_folder_place_get (self, folder, error) : NULL;
}

/* Blocking; the lock is free. */
static gint64
create (AnserStore  *self,
        const char  *account,
        gint64       parent_id,
        const char  *title,
        gboolean     or_get,
        GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->write_lock);
  g_autoptr (AnserFolderEntry) parent = NULL;
  g_autofree char *name = NULL;
  gint64 id;

  if (!anser_store_check_account (account, error))
    return 0;
  parent = find_parent (self, parent_id, error);
  if (parent == NULL && parent_id != 0)
    return 0;
  name = name_folder (parent, title, error);
  if (name == NULL)
    return 0;
  id = anser_folder_place_make (self, parent != NULL ? parent->account : account, name, or_get,
                                error);
  if (id != 0)
    anser_store_queue_refresh (self);
  return id;
}

static gint64
on_create (AnserStore  *self,
           Job         *job,
           GError     **error)
{
  return create (self, job->account, job->parent, job->title, FALSE, error);
}

/* Gives the folder another name, and notes the old one. */
static gint64
rename_to (AnserStore        *self,
           Job               *job,
           AnserFolderEntry  *folder,
           const char        *name,
           GError           **error)
{
  g_autofree char *before = g_strdup (folder->name);

  if (!anser_folder_place_move (self, folder, name, error))
    return 0;
  if (!g_str_equal (before, name))
    anser_undo_set_folder (job->undo, folder->id, before);
  anser_store_queue_refresh (self);
  return folder->id;
}

static gint64
on_rename (AnserStore  *self,
           Job         *job,
           GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->write_lock);
  g_autoptr (AnserFolderEntry) folder = anser_folder_place_get (self, job->folder, error);
  g_autoptr (AnserFolderEntry) parent = NULL;
  g_autofree char *name = NULL;

  if (folder == NULL)
    return 0;
  name = anser_folder_name_dup_parent (folder->name);
  if (name != NULL)
    {
      parent = anser_index_find_folder (self->index, folder->account, name, error);
      if (parent == NULL)
        return 0;
    }
  g_free (name);
  name = name_folder (parent, job->title, error);
  return name != NULL ? rename_to (self, job, folder, name, error) : 0;
}

static gint64
on_nest (AnserStore  *self,
         Job         *job,
         GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->write_lock);
  g_autoptr (AnserFolderEntry) folder = anser_folder_place_get (self, job->folder, error);
  g_autoptr (AnserFolderEntry) parent = NULL;
  g_autofree char *title = NULL;
  g_autofree char *name = NULL;

  if (folder == NULL)
    return 0;
  parent = find_parent (self, job->parent, error);
  if (parent == NULL && job->parent != 0)
    return 0;
  if (parent != NULL && !g_str_equal (parent->account, folder->account))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _("A folder stays in its account. Move its messages instead."));
      return 0;
    }
  title = anser_folder_name_to_title (folder->name);
  name = name_folder (parent, title, error);
  return name != NULL ? rename_to (self, job, folder, name, error) : 0;
}

/* A name in Trash that is not taken: "Club", else "Club (2)", … */
static char *
name_in_trash (AnserStore             *self,
               const AnserFolderEntry *folder)
{
  g_autofree char *title = anser_folder_name_to_title (folder->name);
  const char *trash = anser_folder_role_get_name (ANSER_FOLDER_TRASH);

  for (unsigned i = 1; ; i++)
    {
      g_autofree char *numbered = i > 1 ? g_strdup_printf ("%.200s (%u)", title, i)
                                        : g_strdup (title);
      g_autofree char *valid = g_utf8_make_valid (numbered, -1);
      g_autofree char *part = anser_folder_name_from_title (valid, NULL);
      g_autofree char *name = anser_folder_name_join (trash, part != NULL ? part : "Folder");
      g_autofree char *path = anser_store_dup_folder_path (self, folder->account, name);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&name);
    }
}

static gint64
on_discard (AnserStore  *self,
            Job         *job,
            GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->write_lock);
  g_autoptr (AnserFolderEntry) folder = anser_folder_place_get (self, job->folder, error);
  g_autofree char *name = NULL;

  if (folder == NULL)
    return 0;
  name = name_in_trash (self, folder);
  return rename_to (self, job, folder, name, error);
}

static gint64
on_empty (AnserStore  *self,
          Job         *job,
          GError     **error)
{
  return anser_folder_place_empty (self, job->folder, error) ? job->folder : 0;
}

static gssize
on_job (gpointer        source_object,
        gpointer        task_data,
        GCancellable   *cancellable,
        GError        **error)
{
  Job *job = task_data;
  gint64 id = job->func (source_object, job, error);

  return id != 0 ? id : -1;
}

static Job *
job_new (FolderFunc   func,
         AnserFolder *folder,
         AnserFolder *parent,
         const char  *title)
{
  Job *job = g_new0 (Job, 1);

  job->func = func;
  job->folder = folder != NULL ? anser_folder_get_id (folder) : 0;
  job->parent = parent != NULL ? anser_folder_get_id (parent) : 0;
  job->title = g_strdup (title);
  job->undo = anser_undo_new ();
  return job;
}

/* @job: (transfer full) */
static void
start (AnserStore          *self,
       Job                 *job,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, start);
  g_task_set_task_data (task, job, job_free);
  anser_undo_attach (job->undo, task);
  anser_store_writer_push (self->writer, task, on_job);
}

AnserFolder *
anser_store_create_folder (AnserStore   *self,
                           const char   *account,
                           AnserFolder  *parent,
                           const char   *title,
                           gboolean      or_get,
                           GError      **error)
{
  gint64 id;

  g_return_val_if_fail (ANSER_IS_STORE (self), NULL);
  g_return_val_if_fail (parent == NULL || ANSER_IS_FOLDER (parent), NULL);
  g_return_val_if_fail (title != NULL, NULL);

  id = create (self, account, parent != NULL ? anser_folder_get_id (parent) : 0, title, or_get,
               error);
  return id != 0 ? anser_store_find_folder (self, id) : NULL;
}

void
anser_store_create_folder_async (AnserStore          *self,
                                 const char          *account,
                                 AnserFolder         *parent,
                                 const char          *title,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  Job *job;

  g_return_if_fail (ANSER_IS_STORE (self));
  g_return_if_fail (parent == NULL || ANSER_IS_FOLDER (parent));
  g_return_if_fail (title != NULL);

  job = job_new (on_create, NULL, parent, title);
  job->account = g_strdup (account);
  start (self, job, cancellable, callback, user_data);
}

void
anser_store_rename_folder_async (AnserStore          *self,
                                 AnserFolder         *folder,
                                 const char          *title,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_return_if_fail (ANSER_IS_STORE (self));
  g_return_if_fail (ANSER_IS_FOLDER (folder));
  g_return_if_fail (title != NULL);

  start (self, job_new (on_rename, folder, NULL, title), cancellable, callback, user_data);
}

void
anser_store_nest_folder_async (AnserStore          *self,
                               AnserFolder         *folder,
                               AnserFolder         *parent,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (ANSER_IS_STORE (self));
  g_return_if_fail (ANSER_IS_FOLDER (folder));
  g_return_if_fail (parent == NULL || ANSER_IS_FOLDER (parent));

  start (self, job_new (on_nest, folder, parent, NULL), cancellable, callback, user_data);
}

void
anser_store_discard_folder_async (AnserStore          *self,
                                  AnserFolder         *folder,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_return_if_fail (ANSER_IS_STORE (self));
  g_return_if_fail (ANSER_IS_FOLDER (folder));

  start (self, job_new (on_discard, folder, NULL, NULL), cancellable, callback, user_data);
}

void
anser_store_empty_folder_async (AnserStore          *self,
                                AnserFolder         *folder,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_return_if_fail (ANSER_IS_STORE (self));
  g_return_if_fail (ANSER_IS_FOLDER (folder));

  start (self, job_new (on_empty, folder, NULL, NULL), cancellable, callback, user_data);
}

AnserFolder *
anser_store_folder_finish (AnserStore    *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  gssize id;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  id = g_task_propagate_int (G_TASK (result), error);
  return id > 0 ? anser_store_find_folder (self, id) : NULL;
}
