/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "store-private.h"

#include "folder-private.h"
#include "letter-work.h"

void
anser_store_flag_async (AnserStore          *self,
                        const gint64        *letters,
                        gsize                n_letters,
                        AnserLetterFlags     set,
                        AnserLetterFlags     clear,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  AnserLetterWork *work;

  g_return_if_fail (ANSER_IS_STORE (self));

  work = anser_letter_work_new (anser_letter_flag, letters, n_letters);
  work->set = set & ~ANSER_LETTER_OWN_FLAGS;
  work->clear = clear & ~ANSER_LETTER_OWN_FLAGS;
  work->undo = anser_undo_new ();
  anser_letter_work_start (self, work, anser_store_flag_async, cancellable, callback, user_data);
}

gboolean
anser_store_flag_finish (AnserStore    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_int (G_TASK (result), error) > 0;
}

static void
start_move (AnserStore          *self,
            AnserLetterWork     *work,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  work->by_user = TRUE;
  work->undo = anser_undo_new ();
  anser_letter_work_start (self, work, start_move, cancellable, callback, user_data);
}

void
anser_store_move_async (AnserStore          *self,
                        const gint64        *letters,
                        gsize                n_letters,
                        AnserFolderRole      folder,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  AnserLetterWork *work;

  g_return_if_fail (ANSER_IS_STORE (self));
  g_return_if_fail (folder < ANSER_FOLDER_OTHER);

  work = anser_letter_work_new (anser_letter_move, letters, n_letters);
  work->role = folder;
  start_move (self, work, cancellable, callback, user_data);
}

void
anser_store_move_to_async (AnserStore          *self,
                           const gint64        *letters,
                           gsize                n_letters,
                           AnserFolder         *folder,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  AnserLetterWork *work;

  g_return_if_fail (ANSER_IS_STORE (self));
  g_return_if_fail (ANSER_IS_FOLDER (folder));

  work = anser_letter_work_new (anser_letter_move, letters, n_letters);
  work->folder = anser_folder_get_id (folder);
  start_move (self, work, cancellable, callback, user_data);
}

gboolean
anser_store_move_finish (AnserStore    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_int (G_TASK (result), error) > 0;
}

void
anser_store_erase_async (AnserStore          *self,
                         const gint64        *letters,
                         gsize                n_letters,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  AnserLetterWork *work;

  g_return_if_fail (ANSER_IS_STORE (self));

  work = anser_letter_work_new (anser_letter_erase, letters, n_letters);
  work->by_user = TRUE;
  anser_letter_work_start (self, work, anser_store_erase_async, cancellable, callback, user_data);
}

gboolean
anser_store_erase_finish (AnserStore    *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_int (G_TASK (result), error) > 0;
}

gboolean
anser_store_move (AnserStore       *self,
                  gint64            letter,
                  AnserFolderRole   folder,
                  GError          **error)
{
  g_autoptr (AnserLetterWork) work = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (self), FALSE);
  g_return_val_if_fail (folder < ANSER_FOLDER_OTHER, FALSE);

  work = anser_letter_work_new (anser_letter_move, &letter, 1);
  work->role = folder;
  return anser_letter_work_run (self, work, NULL, error);
}

gboolean
anser_store_move_to (AnserStore   *self,
                     gint64        letter,
                     AnserFolder  *folder,
                     GError      **error)
{
  g_autoptr (AnserLetterWork) work = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (self), FALSE);
  g_return_val_if_fail (ANSER_IS_FOLDER (folder), FALSE);

  work = anser_letter_work_new (anser_letter_move, &letter, 1);
  work->folder = anser_folder_get_id (folder);
  return anser_letter_work_run (self, work, NULL, error);
}

gboolean
anser_store_erase (AnserStore  *self,
                   gint64       letter,
                   GError     **error)
{
  g_autoptr (AnserLetterWork) work = anser_letter_work_new (anser_letter_erase, &letter, 1);

  return anser_letter_work_run (self, work, NULL, error);
}
