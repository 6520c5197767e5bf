/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "undo-private.h"

#include "folder-place.h"
#include "letter-work.h"
#include "tag-index.h"

struct _AnserUndo
{
  GArray *steps;         /* (element-type AnserUndoStep) */
  gint64  folder;        /* 0 for none */
  char   *folder_name;   /* that it had */
  gint64  tag;           /* 0 for none */
  char   *tag_name;
  char   *tag_colour;
};

static void
clear (gpointer data)
{
  AnserUndo *self = data;

  g_array_unref (self->steps);
  g_free (self->folder_name);
  g_free (self->tag_name);
  g_free (self->tag_colour);
}

/* It was deleted, or is called otherwise. */
static gboolean
bring_back_tag (AnserStore  *store,
                AnserUndo   *self,
                GError     **error)
{
  gint64 n = 0;

  if (anser_database_get (store->index, &n, error, "SELECT count(*) FROM tag WHERE id = ?", "i",
                          self->tag) == ANSER_STEP_FAILED)
    return FALSE;
  return n > 0 ? anser_tags_rename (store, self->tag, self->tag_name, self->tag_colour, error)
               : anser_tags_revive (store, self->tag, self->tag_name, self->tag_colour, error);
}

static gboolean
restore_tag (AnserStore  *store,
             AnserUndo   *self,
             GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&store->write_lock);

  if (!anser_index_begin (store->index, error))
    return FALSE;
  if (bring_back_tag (store, self, error) &&
      anser_tags_flush (store, error) && anser_database_commit (store->index, error))
    {
      anser_store_queue_refresh (store);
      return TRUE;
    }
  anser_tags_drop (store);
  anser_database_roll_back (store->index);
  return FALSE;
}

static gboolean
restore_folder (AnserStore  *store,
                AnserUndo   *self,
                GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&store->write_lock);
  g_autoptr (AnserFolderEntry) folder = anser_folder_place_get (store, self->folder, error);

  if (folder == NULL || !anser_folder_place_move (store, folder, self->folder_name, error))
    return FALSE;
  anser_store_queue_refresh (store);
  return TRUE;
}

static gssize
on_undo (gpointer        source_object,
         gpointer        task_data,
         GCancellable   *cancellable,
         GError        **error)
{
  AnserLetterWork *work = task_data;
  AnserUndo *self = work->undone;

  if ((self->folder != 0 && !restore_folder (source_object, self, error)) ||
      (self->tag != 0 && !restore_tag (source_object, self, error)))
    return -1;
  return anser_letter_work_run (source_object, work, cancellable, error) ? 1 : -1;
}

AnserUndo *
anser_undo_new (void)
{
  AnserUndo *self = g_atomic_rc_box_new0 (AnserUndo);

  self->steps = g_array_new (FALSE, FALSE, sizeof (AnserUndoStep));
  return self;
}

AnserUndo *
anser_undo_ref (AnserUndo *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
anser_undo_unref (AnserUndo *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

void
anser_undo_add_step (AnserUndo           *self,
                     const AnserUndoStep *step)
{
  g_array_append_vals (self->steps, step, 1);
}

const AnserUndoStep *
anser_undo_get_step (AnserUndo *self,
                     gsize      position)
{
  return &g_array_index (self->steps, AnserUndoStep, position);
}

void
anser_undo_set_folder (AnserUndo  *self,
                       gint64      folder,
                       const char *name)
{
  g_free (self->folder_name);
  self->folder = folder;
  self->folder_name = g_strdup (name);
}

void
anser_undo_set_tag (AnserUndo  *self,
                    gint64      tag,
                    const char *name,
                    const char *colour)
{
  g_free (self->tag_name);
  g_free (self->tag_colour);
  self->tag = tag;
  self->tag_name = g_strdup (name);
  self->tag_colour = g_strdup (colour);
}

void
anser_undo_attach (AnserUndo *self,
                   GTask     *task)
{
  g_object_set_data_full (G_OBJECT (task), "anser-undo", anser_undo_ref (self),
                          (GDestroyNotify) anser_undo_unref);
}

gboolean
anser_undo_is_empty (AnserUndo *self)
{
  return self->steps->len == 0 && self->folder == 0 && self->tag == 0;
}

gsize
anser_undo_get_n_letters (AnserUndo *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->steps->len;
}

AnserUndo *
anser_store_dup_undo (AnserStore   *self,
                      GAsyncResult *result)
{
  AnserUndo *undo;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  undo = g_object_get_data (G_OBJECT (result), "anser-undo");
  return undo != NULL && !anser_undo_is_empty (undo) ? anser_undo_ref (undo) : NULL;
}

void
anser_store_undo_async (AnserStore          *self,
                        AnserUndo           *undo,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  AnserLetterWork *work;
  GTask *task;

  g_return_if_fail (ANSER_IS_STORE (self));
  g_return_if_fail (undo != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_store_undo_async);
  work = anser_letter_work_new (anser_letter_restore, NULL, 0);
  work->undone = anser_undo_ref (undo);
  work->n_letters = undo->steps->len;
  work->by_user = TRUE;
  g_task_set_task_data (task, work, (GDestroyNotify) anser_letter_work_free);
  anser_store_writer_push (self->writer, task, on_undo);
}

gboolean
anser_store_undo_finish (AnserStore    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_int (G_TASK (result), error) > 0;
}
