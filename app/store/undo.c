/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "undo-private.h"

#include "letter-work.h"

struct _AnserUndo
{
  GArray *steps;   /* (element-type AnserUndoStep) */
};

static void
clear (gpointer data)
{
  AnserUndo *self = data;

  g_array_unref (self->steps);
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

gboolean
anser_undo_is_empty (AnserUndo *self)
{
  return self->steps->len == 0;
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
  AnserLetterWork *work;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  work = g_task_get_task_data (G_TASK (result));
  if (work->undo == NULL || anser_undo_is_empty (work->undo))
    return NULL;
  return anser_undo_ref (work->undo);
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
  anser_letter_work_start (self, work, task);
}

gboolean
anser_store_undo_finish (AnserStore    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_int (G_TASK (result), error) > 0;
}
