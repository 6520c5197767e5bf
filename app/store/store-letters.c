/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "store-private.h"

#include "erased.h"
#include "fault.h"
#include "maildir.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Letters per transaction: the lock is free in between. */
#define BATCH 200

typedef struct _Work Work;

/* What is to be done to each of many letters; the lock is held. */
typedef gboolean (*LetterFunc) (AnserStore  *self,
                                AnserPlace  *place,
                                const Work  *work,
                                GError     **error);

struct _Work
{
  LetterFunc        func;
  gint64           *letters;
  gsize             n_letters;
  AnserFolderRole   folder;
  AnserLetterFlags  set;
  AnserLetterFlags  clear;
  gboolean          by_user;    /* the server may be told what is thrown away */
};

static void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->letters);
  g_free (work);
}

/* Where the file is after another program renamed it; FALSE if it is gone. */
static gboolean
follow_file (AnserStore *self,
             AnserPlace *place)
{
  g_autofree char *folder =
    anser_store_dup_folder_path (self, place->account, place->folder_name);
  g_autofree char *file = anser_maildir_find (folder, place->name, &place->in_new);
  g_autofree char *base = NULL;
  const char *info;

  if (file == NULL)
    return FALSE;
  base = anser_maildir_split (file, &info);
  g_free (place->info);
  place->info = g_strdup (info);
  place->flags = anser_maildir_get_flags (info) | (place->flags & ANSER_LETTER_HAS_ATTACHMENTS);
  return TRUE;
}

/* Where @place is to be: its new place is written into @to. */
static void
aim (AnserStore        *self,
     const AnserPlace  *place,
     AnserFolderRole    folder,
     AnserLetterFlags   set,
     AnserLetterFlags   clear,
     AnserPlace        *to)
{
  gboolean stays = folder == place->role;

  to->letter = place->letter;
  to->role = folder;
  to->folder = stays ? place->folder : anser_store_get_folder_id (self, place->account, folder);
  to->account = g_strdup (place->account);
  to->folder_name = g_strdup (stays ? place->folder_name : anser_folder_role_get_name (folder));
  to->name = g_strdup (place->name);
  to->flags = (place->flags | set) & ~clear;
  to->info = anser_maildir_build_info (place->info, to->flags);
}

/* Renames the file; a name that is taken there is renewed. 0, or -1 with errno. */
static int
rename_file (AnserStore       *self,
             const AnserPlace *place,
             AnserPlace       *to)
{
  g_autofree char *from_path = anser_store_dup_place_path (self, place);
  g_autofree char *to_path = anser_store_dup_place_path (self, to);
  g_autofree char *name = NULL;
  g_autofree char *renewed = NULL;

  if (g_str_equal (from_path, to_path))
    return access (from_path, F_OK);
  if (anser_maildir_rename (from_path, to_path) == 0)
    return 0;
  if (errno != EEXIST)
    return -1;
  name = anser_maildir_renew_base (place->name);
  g_free (to->name);
  to->name = g_steal_pointer (&name);
  renewed = anser_store_dup_place_path (self, to);
  return anser_maildir_rename (from_path, renewed);
}

/* Says that the file of @place could not be changed. */
static void
set_error (AnserStore        *self,
           const AnserPlace  *place,
           int                number,
           GError           **error)
{
  g_autofree char *folder =
    anser_store_dup_folder_path (self, place->account, place->folder_name);

  anser_fault_set_from_errno (error, number, folder);
}

gboolean
anser_store_move_place (AnserStore        *self,
                        AnserPlace        *place,
                        AnserFolderRole    folder,
                        AnserLetterFlags   set,
                        AnserLetterFlags   clear,
                        GError           **error)
{
  g_autoptr (AnserPlace) to = g_new0 (AnserPlace, 1);
  int result;

  aim (self, place, folder, set, clear, to);
  if (to->folder == 0)
    {
      set_error (self, to, ENOENT, error);
      return FALSE;
    }
  result = rename_file (self, place, to);
  if (result != 0 && errno == ENOENT)
    {
      g_autoptr (AnserPlace) again = g_new0 (AnserPlace, 1);

      if (!follow_file (self, place))
        return anser_index_remove (self->index, place->letter, error);
      aim (self, place, folder, set, clear, again);
      anser_place_free (to);
      to = g_steal_pointer (&again);
      result = rename_file (self, place, to);
    }
  if (result == 0)
    return anser_index_set_place (self->index, to, error);
  set_error (self, place, errno, error);
  return FALSE;
}

static gboolean
flag_letter (AnserStore  *self,
             AnserPlace  *place,
             const Work  *work,
             GError     **error)
{
  return anser_store_move_place (self, place, place->role, work->set, work->clear, error);
}

static gboolean
move_letter (AnserStore  *self,
             AnserPlace  *place,
             const Work  *work,
             GError     **error)
{
  return place->role == work->folder ||
         anser_store_move_place (self, place, work->folder, 0, 0, error);
}

static gboolean
erase_letter (AnserStore  *self,
              AnserPlace  *place,
              const Work  *work,
              GError     **error)
{
  g_autofree char *path = anser_store_dup_place_path (self, place);
  g_autofree char *found = NULL;

  if (g_unlink (path) == 0)
    return anser_index_remove (self->index, place->letter, error);
  if (errno == ENOENT)
    {
      if (!follow_file (self, place))
        return anser_index_remove (self->index, place->letter, error);
      found = anser_store_dup_place_path (self, place);
      if (g_unlink (found) == 0)
        return anser_index_remove (self->index, place->letter, error);
    }
  set_error (self, place, errno, error);
  return FALSE;
}

/* The place of @place is as it was before. A full disk must not keep anybody from throwing away: then
 * the server is not told. */
static void
note_erased (AnserStore  *self,
             AnserPlace  *place,
             const Work  *work)
{
  g_autoptr (GError) error = NULL;
  gboolean goes = work->func == erase_letter ||
                  (work->func == move_letter && work->folder == ANSER_FOLDER_TRASH);
  gboolean comes = work->func == move_letter && place->role == ANSER_FOLDER_TRASH;

  if (work->by_user && (goes || comes) && !anser_erased_note (self, place, goes, &error))
    g_debug ("It is not written down what was thrown away: %s", error->message);
}

/* One transaction for a batch. */
static void
begin_notes (AnserStore *self,
             const Work *work)
{
  g_autoptr (GError) error = NULL;

  if (work->by_user && !anser_database_begin (self->state, TRUE, &error))
    g_debug ("%s", error->message);
}

static void
end_notes (AnserStore *self,
           const Work *work)
{
  g_autoptr (GError) error = NULL;

  if (work->by_user && !anser_database_commit (self->state, &error))
    g_debug ("%s", error->message);
}

/* What was done before a failure stays done, and the index knows it. */
static gboolean
run_batch (AnserStore   *self,
           const Work   *work,
           gsize         from,
           gsize         to,
           GError      **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->write_lock);
  g_autoptr (GError) fault = NULL;
  gboolean committed;

  if (!anser_index_begin (self->index, error))
    return FALSE;
  begin_notes (self, work);
  for (gsize i = from; i < to && fault == NULL; i++)
    {
      g_autoptr (AnserPlace) place =
        anser_index_get_place (self->index, work->letters[i], &fault);

      if (place == NULL)
        continue;
      note_erased (self, place, work);
      work->func (self, place, work, &fault);
    }
  end_notes (self, work);
  committed = anser_database_commit (self->index, fault == NULL ? &fault : NULL);
  if (!committed)
    anser_store_mark_stale (self);
  anser_store_queue_refresh (self);
  if (fault == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

static gboolean
run_work (AnserStore    *self,
          const Work    *work,
          GCancellable  *cancellable,
          GError       **error)
{
  for (gsize i = 0; i < work->n_letters; i += BATCH)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !run_batch (self, work, i, MIN (i + BATCH, work->n_letters), error))
      return FALSE;
  return TRUE;
}

static gssize
on_work (gpointer        source_object,
         gpointer        task_data,
         GCancellable   *cancellable,
         GError        **error)
{
  return run_work (source_object, task_data, cancellable, error) ? 1 : -1;
}

static void
start_work (AnserStore          *self,
            Work                *work,
            const gint64        *letters,
            gsize                n_letters,
            GTask               *task)
{
  work->letters = g_memdup2 (letters, n_letters * sizeof *letters);
  work->n_letters = n_letters;
  g_task_set_task_data (task, work, work_free);
  anser_store_writer_push (self->writer, task, on_work);
}

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
  GTask *task;
  Work *work;

  g_return_if_fail (ANSER_IS_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_store_flag_async);
  work = g_new0 (Work, 1);
  work->func = flag_letter;
  work->set = set & ~ANSER_LETTER_HAS_ATTACHMENTS;
  work->clear = clear & ~ANSER_LETTER_HAS_ATTACHMENTS;
  start_work (self, work, letters, n_letters, task);
}

gboolean
anser_store_flag_finish (AnserStore    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_int (G_TASK (result), error) > 0;
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
  GTask *task;
  Work *work;

  g_return_if_fail (ANSER_IS_STORE (self));
  g_return_if_fail (folder < ANSER_FOLDER_OTHER);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_store_move_async);
  work = g_new0 (Work, 1);
  work->func = move_letter;
  work->folder = folder;
  work->by_user = TRUE;
  start_work (self, work, letters, n_letters, task);
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
  GTask *task;
  Work *work;

  g_return_if_fail (ANSER_IS_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_store_erase_async);
  work = g_new0 (Work, 1);
  work->func = erase_letter;
  work->by_user = TRUE;
  start_work (self, work, letters, n_letters, task);
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
  Work work = { .func = move_letter, .letters = &letter, .n_letters = 1, .folder = folder };

  g_return_val_if_fail (ANSER_IS_STORE (self), FALSE);
  g_return_val_if_fail (folder < ANSER_FOLDER_OTHER, FALSE);

  return run_work (self, &work, NULL, error);
}

gboolean
anser_store_erase (AnserStore  *self,
                   gint64       letter,
                   GError     **error)
{
  Work work = { .func = erase_letter, .letters = &letter, .n_letters = 1 };

  return run_work (self, &work, NULL, error);
}
