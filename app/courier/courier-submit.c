/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "courier.h"

#include "courier-private.h"
#include "store/outbox.h"

#include <glib/gi18n-lib.h>

/*
 * Letters that come from the compose window: into the outbox, into Drafts, and once more out of the
 * outbox. Building one may wait for a slow disk or a file far away, so it is done at the courier's
 * desk, a thread that no session uses.
 */

typedef struct
{
  GTask            *task;
  GMainContext     *main_context;
  AnserStore       *store;
  char             *account;
  AnserDraft       *draft;              /* a copy */
  gint64            saved;
  gint64            answers;
  AnserLetterFlags  answer_flag;
  gint64            letter;             /* in the outbox: the result, or what is sent again */
  gboolean          partial;
  GError           *error;
} Job;

static Job *
job_new (AnserCourier *self,
         GTask        *task)
{
  Job *job = g_new0 (Job, 1);

  job->task = task;
  job->main_context = g_main_context_ref_thread_default ();
  job->store = g_object_ref (anser_courier_get_store (self));
  job->account = g_strdup (anser_account_get_id (anser_courier_get_account (self)));

  return job;
}

static void
job_free (Job *job)
{
  g_clear_object (&job->task);
  g_main_context_unref (job->main_context);
  g_object_unref (job->store);
  g_free (job->account);
  g_clear_object (&job->draft);
  g_clear_error (&job->error);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

static gboolean
write_draft (GOutputStream  *stream,
             gpointer        user_data,
             GCancellable   *cancellable,
             GError        **error)
{
  return anser_draft_write (user_data, TRUE, stream, cancellable, error);
}

/* submit */

static void
on_flagged (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!anser_store_flag_finish (ANSER_STORE (source), result, &error))
    g_debug ("The answered message is not marked: %s", error->message);
}

static void
on_erased (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!anser_store_erase_finish (ANSER_STORE (source), result, &error))
    g_debug ("The saved draft is not erased: %s", error->message);
}

/* In the main context: the letter is safe in the outbox. */
static void
submitted (gpointer data)
{
  g_autoptr (Job) job = data;
  AnserCourier *self = g_task_get_source_object (job->task);

  if (job->letter == 0)
    {
      g_task_return_error (job->task, g_steal_pointer (&job->error));
      return;
    }

  if (job->answers != 0)
    anser_store_flag_async (job->store, &job->answers, 1, job->answer_flag, 0, NULL, on_flagged,
                            NULL);
  if (job->saved != 0)
    anser_store_erase_async (job->store, &job->saved, 1, NULL, on_erased, NULL);

  anser_courier_send (self);
  g_task_return_int (job->task, job->letter);
}

static const char *
sender_of (AnserDraft  *draft,
           GError     **error)
{
  const AnserAddress *from = anser_draft_get_from (draft);

  if (from == NULL || from->address == NULL || *from->address == '\0')
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _("The message does not say who it is from. Choose an account or "
                             "address in From."));
      return NULL;
    }

  return from->address;
}

/* At the desk */
static void
submit (gpointer data)
{
  Job *job = data;
  g_autoptr (GPtrArray) recipients = anser_draft_get_recipients (job->draft);
  const char *sender = sender_of (job->draft, &job->error);

  if (sender != NULL && recipients->len == 0)
    g_set_error_literal (&job->error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _("The message has no recipients. Write an address into To, Cc or Bcc."));
  else if (sender != NULL)
    job->letter = anser_outbox_add (job->store, job->account, sender, recipients, 0, write_draft,
                                    job->draft, g_task_get_cancellable (job->task), &job->error);

  anser_courier_tell (job->main_context, submitted, job);
}

/**
 * anser_courier_submit_async:
 * @draft: what to send; it is copied
 * @saved: its letter in Drafts, erased when it is in the outbox; 0 if there is none
 * @answers: the letter that it answers; 0 if there is none
 * @answer_flag: what that letter is marked with
 */
void
anser_courier_submit_async (AnserCourier        *self,
                            AnserDraft          *draft,
                            gint64               saved,
                            gint64               answers,
                            AnserLetterFlags     answer_flag,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;
  Job *job;

  g_return_if_fail (ANSER_IS_COURIER (self));
  g_return_if_fail (ANSER_IS_DRAFT (draft));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_courier_submit_async);
  g_task_set_check_cancellable (task, FALSE);

  job = job_new (self, task);
  job->draft = anser_draft_copy (draft);
  job->saved = saved;
  job->answers = answers;
  job->answer_flag = answer_flag;
  anser_courier_tell (anser_courier_get_desk (self), submit, job);
}

/**
 * anser_courier_submit_finish:
 *
 * Returns: the row id in the outbox, where the letter is safe; 0 with an error
 */
gint64
anser_courier_submit_finish (AnserCourier  *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  gint64 letter;

  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  letter = g_task_propagate_int (G_TASK (result), error);
  return MAX (letter, 0);
}

/* save */

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gint64 letter = anser_store_put_finish (ANSER_STORE (source), result, &error);

  if (letter == 0)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, letter);
}

/**
 * anser_courier_save_async:
 * @draft: what to save; it is copied
 * @saved: the letter in Drafts that it replaces, or 0
 */
void
anser_courier_save_async (AnserCourier        *self,
                          AnserDraft          *draft,
                          gint64               saved,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ANSER_IS_COURIER (self));
  g_return_if_fail (ANSER_IS_DRAFT (draft));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_courier_save_async);
  g_task_set_check_cancellable (task, FALSE);
  anser_store_put_async (anser_courier_get_store (self),
                         anser_account_get_id (anser_courier_get_account (self)),
                         ANSER_FOLDER_DRAFTS, ANSER_LETTER_DRAFT | ANSER_LETTER_SEEN, saved,
                         write_draft, anser_draft_copy (draft), g_object_unref, cancellable,
                         on_saved, task);
}

/**
 * anser_courier_save_finish:
 *
 * Returns: the row id in Drafts; 0 with an error
 */
gint64
anser_courier_save_finish (AnserCourier  *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  gint64 letter;

  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  letter = g_task_propagate_int (G_TASK (result), error);
  return MAX (letter, 0);
}

/* resend */

static void
requeued (gpointer data)
{
  g_autoptr (Job) job = data;
  AnserCourier *self = g_task_get_source_object (job->task);

  if (job->error != NULL)
    {
      g_task_return_error (job->task, g_steal_pointer (&job->error));
      return;
    }

  anser_courier_send (self);
  g_task_return_boolean (job->task, TRUE);
}

/* At the desk */
static void
requeue (gpointer data)
{
  Job *job = data;
  g_autoptr (AnserOutboxItem) item = anser_outbox_get (job->store, job->letter, &job->error);

  if (item == NULL && job->error == NULL)
    {
      g_set_error_literal (&job->error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                           _("The message is not in the outbox any more."));
    }
  else if (item != NULL && item->state == ANSER_OUTBOX_SENDING)
    {
      g_set_error_literal (&job->error, G_IO_ERROR, G_IO_ERROR_BUSY,
                           _("The message is being sent just now."));
    }
  else if (item != NULL)
    {
      item->state = ANSER_OUTBOX_QUEUED;
      item->not_before = 0;
      item->attempts = 0;
      item->partial = job->partial;
      g_clear_pointer (&item->problem, g_free);
      anser_outbox_update (job->store, item, &job->error);
    }

  anser_courier_tell (job->main_context, requeued, job);
}

/**
 * anser_courier_resend_async:
 * @letter: in the outbox
 * @partial: leave out the recipients that the server refuses
 */
void
anser_courier_resend_async (AnserCourier        *self,
                            gint64               letter,
                            gboolean             partial,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;
  Job *job;

  g_return_if_fail (ANSER_IS_COURIER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_courier_resend_async);
  g_task_set_check_cancellable (task, FALSE);

  job = job_new (self, task);
  job->letter = letter;
  job->partial = partial;
  anser_courier_tell (anser_courier_get_desk (self), requeue, job);
}

gboolean
anser_courier_resend_finish (AnserCourier  *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
