/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "letter-work.h"

#include "conversation.h"
#include "tag-index.h"
#include "words.h"

/* A transaction has so many letters at least, and takes so long: the lock is free in between. The
 * more are in one, the fewer pages of the index are written again and again. */
#define LEAST_BATCH 1000
#define BATCH_US (G_USEC_PER_SEC / 2)

/* So many bytes of letters whose words wait for the end of the transaction. */
#define BATCH_BYTES (16 * 1024 * 1024)

static void
end_notes (AnserStore      *self,
           AnserLetterWork *work)
{
  g_autoptr (GError) error = NULL;

  if (work->has_notes && !anser_database_commit (self->state, &error))
    g_debug ("%s", error->message);
  work->has_notes = FALSE;
}

static gboolean
remove_words (AnserStore       *store,
              AnserLetterWork  *self,
              GError          **error)
{
  gboolean done = TRUE;

  for (unsigned i = 0; i < self->erased->len && done; i++)
    {
      const AnserErasedLetter *erased = &g_array_index (self->erased, AnserErasedLetter, i);

      done = anser_words_remove (store->index, erased->letter, erased->info, error);
    }
  g_array_set_size (self->erased, 0);
  self->erased_bytes = 0;
  return done;
}

static gint64
get_letter (const AnserLetterWork *self,
            gsize                  position)
{
  return self->undone != NULL ? anser_undo_get_step (self->undone, position)->letter
                              : self->letters[position];
}

/* What could not be said in the sidecars is not so: the index is to read them again. */
static void
flush_tags (AnserStore  *store,
            GError     **fault)
{
  g_autoptr (GError) error = NULL;

  if (anser_tags_flush (store, &error))
    return;
  anser_database_run (store->index, NULL, "DELETE FROM tag_file", "");
  anser_store_mark_stale (store);
  if (*fault == NULL)
    g_propagate_error (fault, g_steal_pointer (&error));
}

static gboolean
is_full (AnserLetterWork *self,
         gsize            from,
         gint64           start)
{
  return self->position == self->n_letters || self->erased_bytes > BATCH_BYTES ||
         (self->position - from >= LEAST_BATCH && g_get_monotonic_time () - start >= BATCH_US);
}

/* What was done before a failure stays done, and the index knows it. */
static gboolean
run_batch (AnserStore       *store,
           AnserLetterWork  *self,
           GError          **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&store->write_lock);
  g_autoptr (GError) fault = NULL;
  gint64 start = g_get_monotonic_time ();
  gsize from = self->position;
  gboolean committed;

  if (!anser_index_begin (store->index, error))
    return FALSE;
  /* Folders may have been renamed while the lock was free. */
  g_clear_pointer (&self->target, anser_folder_entry_free);
  for (; fault == NULL && !is_full (self, from, start); self->position++)
    {
      g_autoptr (AnserPlace) place =
        anser_index_get_place (store->index, get_letter (self, self->position), &fault);

      if (place != NULL)
        self->func (store, place, self, &fault);
    }
  end_notes (store, self);
  anser_unsettled_settle (self->unsettled, store->index, fault == NULL ? &fault : NULL);
  remove_words (store, self, fault == NULL ? &fault : NULL);
  flush_tags (store, &fault);
  committed = anser_database_commit (store->index, fault == NULL ? &fault : NULL);
  if (!committed)
    anser_store_mark_stale (store);
  anser_store_queue_refresh (store);
  if (fault == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

static gssize
on_work (gpointer        source_object,
         gpointer        task_data,
         GCancellable   *cancellable,
         GError        **error)
{
  return anser_letter_work_run (source_object, task_data, cancellable, error) ? 1 : -1;
}

static void
erased_clear (gpointer erased)
{
  anser_letter_info_free (((AnserErasedLetter *) erased)->info);
}

AnserLetterWork *
anser_letter_work_new (AnserLetterFunc  func,
                       const gint64    *letters,
                       gsize            n_letters)
{
  AnserLetterWork *self = g_new0 (AnserLetterWork, 1);

  self->func = func;
  self->letters = g_memdup2 (letters, n_letters * sizeof *letters);
  self->n_letters = n_letters;
  self->unsettled = anser_unsettled_new ();
  self->erased = g_array_new (FALSE, FALSE, sizeof (AnserErasedLetter));
  g_array_set_clear_func (self->erased, erased_clear);
  return self;
}

void
anser_letter_work_free (AnserLetterWork *self)
{
  g_free (self->letters);
  g_hash_table_unref (self->unsettled);
  g_array_unref (self->erased);
  g_clear_pointer (&self->undo, anser_undo_unref);
  g_clear_pointer (&self->undone, anser_undo_unref);
  g_clear_pointer (&self->target, anser_folder_entry_free);
  g_free (self->tag_name);
  g_free (self->tag_colour);
  g_free (self);
}

gboolean
anser_letter_work_run (AnserStore       *store,
                       AnserLetterWork  *self,
                       GCancellable     *cancellable,
                       GError          **error)
{
  while (self->position < self->n_letters)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !run_batch (store, self, error))
      return FALSE;
  return TRUE;
}

void
anser_letter_work_start (AnserStore          *store,
                         AnserLetterWork     *self,
                         gpointer             source_tag,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, self, (GDestroyNotify) anser_letter_work_free);
  if (self->undo != NULL)
    anser_undo_attach (self->undo, task);
  anser_store_writer_push (store->writer, task, on_work);
}
