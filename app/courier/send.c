/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "send-private.h"

#include "due.h"

#include <glib/gi18n-lib.h>

/*
 * One run over the outbox:
 *
 *   next_letter     the next one that is due
 *   enter           greeting, encryption; log_in; only when there is no connection yet
 *   hand_over       the letter goes out, see send-letter.c; next_letter
 *   leave           QUIT, when there are no more
 */

G_DEFINE_FINAL_TYPE (AnserSend, anser_send, G_TYPE_OBJECT)

void
anser_send_tell_progress (AnserSend *self,
               gboolean   at_once)
{
  anser_courier_reporter_tell (&self->reporter, &self->progress, at_once);
}

gint64
anser_send_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

/* Takes @error; the first one is told. */
void
anser_send_note_trouble (AnserSend *self,
              GError    *error)
{
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
}

/* The way out */

static void
complete (AnserSend *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  self->next_due = anser_due_find_next (self->store, self->account, anser_send_now ());
  anser_session_lock_release (self->lock);
  g_clear_object (&self->client);

  if (self->error != NULL)
    g_task_return_error (task, g_error_copy (self->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_left (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (AnserSend) self = user_data;

  anser_smtp_client_quit_finish (ANSER_SMTP_CLIENT (source), result, NULL);
  complete (self);
}

static void
leave (AnserSend *self)
{
  if (self->client == NULL)
    complete (self);
  else
    anser_smtp_client_quit_async (self->client, self->cancellable, on_left, g_object_ref (self));
}

static void
on_bytes (gint64   bytes,
          gpointer user_data)
{
  AnserSend *self = user_data;

  self->progress.bytes = self->bytes_before + bytes - self->client_bytes;
  anser_send_tell_progress (self, FALSE);
}

/* enter */

/* Nobody is let in: the letters stay queued as they are. */
static void
stay_out (AnserSend *self,
          GError    *error)
{
  anser_send_note_trouble (self, error);
  self->position = self->due->len;
  anser_send_drop_letter (self);
  g_clear_object (&self->client);
  leave (self);
}

static void
on_logged_in (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (AnserSend) self = user_data;
  GError *error = NULL;

  if (!anser_smtp_client_authenticate_finish (ANSER_SMTP_CLIENT (source), result, &error))
    {
      stay_out (self, error);
      return;
    }

  self->let_in = TRUE;
  anser_send_hand_over (self);
}

static void
on_entered (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (AnserSend) self = user_data;
  GError *error = NULL;

  if (!anser_smtp_client_connect_finish (ANSER_SMTP_CLIENT (source), result, &error))
    stay_out (self, error);
  else
    anser_smtp_client_authenticate_async (self->client, self->cancellable, on_logged_in,
                                          g_object_ref (self));
}

static void
enter (AnserSend *self)
{
  self->progress.state = ANSER_COURIER_CONNECTING;
  anser_send_tell_progress (self, TRUE);

  self->client = anser_smtp_client_new (self->server);
  self->n_over_client = 0;
  self->client_bytes = 0;
  anser_smtp_client_set_progress (self->client, on_bytes, self);
  anser_smtp_client_connect_async (self->client, self->cancellable, on_entered,
                                   g_object_ref (self));
}

/* next_letter */

void
anser_send_next_letter (AnserSend *self)
{
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      anser_send_note_trouble (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                               _("Sending was stopped.")));
      self->position = self->due->len;
    }

  while (self->position < self->due->len)
    if (anser_send_take_letter (self))
      {
        if (self->client == NULL)
          enter (self);
        else
          anser_send_hand_over (self);
        return;
      }

  leave (self);
}

static void
anser_send_finalize (GObject *object)
{
  AnserSend *self = ANSER_SEND (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->account, g_free);
  g_clear_pointer (&self->server, anser_server_free);
  g_clear_error (&self->obstacle);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_clear_pointer (&self->due, g_ptr_array_unref);
  g_clear_pointer (&self->item, anser_outbox_item_free);
  g_clear_pointer (&self->outgoing, anser_outgoing_free);
  g_clear_pointer (&self->sent, g_array_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (anser_send_parent_class)->finalize (object);
}

static void
anser_send_class_init (AnserSendClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_send_finalize;
}

static void
anser_send_init (AnserSend *self)
{
  self->sent = g_array_new (FALSE, FALSE, sizeof (gint64));
}

/**
 * anser_send_new:
 * @lock: the account's lock, which outlives this
 */
AnserSend *
anser_send_new (AnserStore       *store,
                const char       *account,
                AnserSessionLock *lock)
{
  AnserSend *self;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (account != NULL, NULL);

  self = g_object_new (ANSER_TYPE_SEND, NULL);
  self->store = g_object_ref (store);
  self->account = g_strdup (account);
  self->lock = lock;

  return self;
}

/**
 * anser_send_set_server:
 * @server: (nullable): SMTP server, with its password; %NULL if the account has none
 * @obstacle: (nullable): the error of a run that finds something to send
 */
void
anser_send_set_server (AnserSend         *self,
                       const AnserServer *server,
                       const GError      *obstacle)
{
  g_return_if_fail (ANSER_IS_SEND (self));
  g_return_if_fail (self->server == NULL && self->obstacle == NULL);

  self->server = server != NULL ? anser_server_copy (server) : NULL;
  self->obstacle = obstacle != NULL ? g_error_copy (obstacle) : NULL;
}

void
anser_send_set_report (AnserSend              *self,
                       AnserCourierReportFunc  report,
                       gpointer                user_data)
{
  g_return_if_fail (ANSER_IS_SEND (self));

  self->reporter = (AnserCourierReporter) { report, user_data, 0 };
}

/* Whether the run can begin; otherwise it is over, with or without an error. */
static gboolean
is_ready (AnserSend  *self,
          GError    **error)
{
  self->due = anser_due_list (self->store, self->account, anser_send_now (), error);
  if (self->due == NULL)
    return FALSE;

  self->next_due = anser_due_find_next (self->store, self->account, anser_send_now ());
  if (self->due->len == 0)
    return FALSE;

  if (self->obstacle != NULL || self->server == NULL)
    {
      g_propagate_error (error, self->obstacle != NULL
                                  ? g_error_copy (self->obstacle)
                                  : g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                                                         _("This account has no sending server. "
                                                           "Name one in its settings.")));
      return FALSE;
    }

  return anser_session_lock_take (self->lock, error);
}

void
anser_send_run_async (AnserSend           *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (ANSER_IS_SEND (self));
  g_return_if_fail (self->task == NULL && self->due == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_send_run_async);
  g_task_set_check_cancellable (task, FALSE);

  if (!is_ready (self, &error))
    {
      if (error != NULL)
        g_task_return_error (task, error);
      else
        g_task_return_boolean (task, TRUE);
      return;
    }

  self->task = g_steal_pointer (&task);
  g_set_object (&self->cancellable, cancellable);
  self->progress.total = self->due->len;
  anser_send_next_letter (self);
}

gboolean
anser_send_run_finish (AnserSend     *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
anser_send_had_work (AnserSend *self)
{
  g_return_val_if_fail (ANSER_IS_SEND (self), FALSE);

  return self->due != NULL && self->due->len > 0;
}

GArray *
anser_send_get_sent (AnserSend *self)
{
  g_return_val_if_fail (ANSER_IS_SEND (self), NULL);

  return self->sent;
}

gint64
anser_send_get_next_due (AnserSend *self)
{
  g_return_val_if_fail (ANSER_IS_SEND (self), 0);

  return self->next_due;
}

gboolean
anser_send_was_let_in (AnserSend *self)
{
  g_return_val_if_fail (ANSER_IS_SEND (self), FALSE);

  return self->let_in;
}
