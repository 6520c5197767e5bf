/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "send.h"

#include "due.h"
#include "engine/errors.h"
#include "engine/smtp-client.h"
#include "outgoing.h"
#include "send-outcome.h"
#include "store/outbox.h"

#include <glib/gi18n-lib.h>

/*
 * One run over the outbox:
 *
 *   next_letter     the next one that is due, read anew from state.db
 *   enter           greeting, encryption; log_in; only when there is no connection yet
 *   hand_over       SENDING is written down, then MAIL, RCPT and DATA
 *   on_handed_over  what the server said is written down; next_letter
 *   leave           QUIT, when there are no more
 */

struct _AnserSend
{
  GObject                 parent_instance;

  AnserStore             *store;
  char                   *account;
  AnserServer            *server;
  GError                 *obstacle;
  AnserSessionLock       *lock;
  GArray                 *partial;
  AnserCourierReporter    reporter;

  GTask                  *task;
  GCancellable           *cancellable;
  AnserSmtpClient        *client;           /* NULL while there is no connection */
  unsigned                n_over_client;    /* letters handed over by it */
  gint64                  client_bytes;     /* of content that it had sent before this letter */

  GPtrArray              *due;              /* of AnserOutboxItem */
  guint                   position;         /* of the next one */
  AnserOutboxItem        *item;             /* on its way */
  AnserOutgoing          *outgoing;

  GArray                 *sent;
  gint64                  next_due;
  gboolean                let_in;
  GError                 *error;

  AnserCourierProgress    progress;
  gint64                  bytes_before;     /* of the letters before this one */
};

G_DEFINE_FINAL_TYPE (AnserSend, anser_send, G_TYPE_OBJECT)

static void next_letter (AnserSend *self);

static void
tell_progress (AnserSend *self,
               gboolean   at_once)
{
  anser_courier_reporter_tell (&self->reporter, &self->progress, at_once);
}

static gint64
now_in_seconds (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

/* Takes @error; the first one is told. */
static void
note_trouble (AnserSend *self,
              GError    *error)
{
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
}

/* The outbox */

/* Writes the item down. If even that fails nothing more is sent: what a server is told must be on
 * disk first (M16). */
static gboolean
save_item (AnserSend             *self,
           const AnserOutboxItem *item)
{
  GError *error = NULL;

  if (anser_outbox_update (self->store, item, &error))
    return TRUE;

  note_trouble (self, error);
  self->position = self->due->len;
  return FALSE;
}

static gboolean
is_partial (AnserSend *self,
            gint64     letter)
{
  for (guint i = 0; self->partial != NULL && i < self->partial->len; i++)
    if (g_array_index (self->partial, gint64, i) == letter)
      return TRUE;

  return FALSE;
}

/* The way out */

static void
complete (AnserSend *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  self->next_due = anser_due_find_next (self->store, self->account, now_in_seconds ());
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

/* hand_over */

static void
on_bytes (gint64   bytes,
          gpointer user_data)
{
  AnserSend *self = user_data;

  self->progress.bytes = self->bytes_before + bytes - self->client_bytes;
  tell_progress (self, FALSE);
}

static void
drop_letter (AnserSend *self)
{
  if (self->outgoing != NULL)
    {
      self->bytes_before += self->outgoing->size;
      self->client_bytes += self->outgoing->size;
      self->progress.bytes = self->bytes_before;
    }

  g_clear_pointer (&self->outgoing, anser_outgoing_free);
  g_clear_pointer (&self->item, anser_outbox_item_free);
}

static void
finish_letter (AnserSend *self)
{
  gint64 letter = self->item->letter;
  GError *error = NULL;

  if (anser_outbox_finish (self->store, letter, &error))
    g_array_append_val (self->sent, letter);
  else
    note_trouble (self, error);
}

/* Back to where it was; behind the others when the connection broke over it. */
static void
requeue_letter (AnserSend    *self,
                const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->item->attempts++;
  self->item->state = ANSER_OUTBOX_QUEUED;
  save_item (self, self->item);
}

/* A server may take a few letters and then want a new connection (S11). */
static gboolean
wants_new_connection (AnserSend    *self,
                      const GError *error)
{
  return self->n_over_client > 1 && error != NULL &&
         (anser_error_get_reply_code (error) == 421 ||
          g_error_matches (error, ANSER_ERROR, ANSER_ERROR_CLOSED));
}

static void
note_problem_of (AnserSend             *self,
                 const AnserOutboxItem *item,
                 const GError          *error)
{
  if (item->problem != NULL)
    note_trouble (self, g_error_new_literal (error != NULL ? error->domain : ANSER_ERROR,
                                             error != NULL ? error->code : ANSER_ERROR_TRY_LATER,
                                             item->problem));
}

static void
write_outcome (AnserSend    *self,
               GPtrArray    *results,
               const GError *error)
{
  switch (anser_send_outcome (self->item, results, error, now_in_seconds ()))
    {
    case ANSER_SEND_DONE:
      finish_letter (self);
      break;

    case ANSER_SEND_WAITS:
      note_problem_of (self, self->item, error);
      save_item (self, self->item);
      break;

    case ANSER_SEND_BROKEN:
      if (wants_new_connection (self, error))
        self->position--;
      else
        note_trouble (self, g_error_copy (error));
      requeue_letter (self, error);
      break;

    default:
      g_assert_not_reached ();
    }
}

static void
on_handed_over (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (AnserSend) self = user_data;
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *receipt = NULL;
  g_autoptr (GError) error = NULL;

  anser_smtp_client_send_finish (ANSER_SMTP_CLIENT (source), result, &results, &receipt, &error);
  if (receipt != NULL)
    g_debug ("The server's receipt: %s", receipt);

  write_outcome (self, results, error);
  if (error != NULL && !anser_send_error_is_refusal (error))
    g_clear_object (&self->client);

  drop_letter (self);
  next_letter (self);
}

static void
hand_over (AnserSend *self)
{
  AnserOutboxItem *item = self->item;

  self->n_over_client++;
  item->state = ANSER_OUTBOX_SENDING;
  if (!save_item (self, item))
    {
      drop_letter (self);
      next_letter (self);
      return;
    }

  item->state = ANSER_OUTBOX_QUEUED;
  self->progress.state = ANSER_COURIER_SENDING;
  if (self->progress.started == 0)
    self->progress.started = g_get_monotonic_time ();
  tell_progress (self, TRUE);

  anser_smtp_client_send_async (self->client, self->outgoing->envelope, self->outgoing->content,
                                self->cancellable, on_handed_over, g_object_ref (self));
}

/* enter */

/* Nobody is let in: the letters stay queued as they are. */
static void
stay_out (AnserSend *self,
          GError    *error)
{
  note_trouble (self, error);
  self->position = self->due->len;
  drop_letter (self);
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
  hand_over (self);
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
  tell_progress (self, TRUE);

  self->client = anser_smtp_client_new (self->server);
  self->n_over_client = 0;
  self->client_bytes = 0;
  anser_smtp_client_set_progress (self->client, on_bytes, self);
  anser_smtp_client_connect_async (self->client, self->cancellable, on_entered,
                                   g_object_ref (self));
}

/* next_letter */

/* A letter whose file is gone or whose addresses are none waits for the user. */
static gboolean
prepare_letter (AnserSend *self)
{
  g_autoptr (GError) error = NULL;

  self->outgoing = anser_outgoing_new (self->store, self->item,
                                       is_partial (self, self->item->letter),
                                       self->cancellable, &error);
  if (self->outgoing != NULL)
    return TRUE;

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      anser_send_hold (self->item, error);
      note_problem_of (self, self->item, error);
      save_item (self, self->item);
    }
  return FALSE;
}

/* The item as it is now: the user may have taken it back meanwhile. */
static gboolean
take_letter (AnserSend *self)
{
  const AnserOutboxItem *listed = g_ptr_array_index (self->due, self->position);

  self->position++;
  self->progress.number = self->position;
  self->item = anser_outbox_get (self->store, listed->letter, NULL);
  if (self->item != NULL && anser_due_is_now (self->item, now_in_seconds ()) &&
      prepare_letter (self))
    return TRUE;

  drop_letter (self);
  return FALSE;
}

static void
next_letter (AnserSend *self)
{
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      note_trouble (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                               _("Sending was stopped.")));
      self->position = self->due->len;
    }

  while (self->position < self->due->len)
    if (take_letter (self))
      {
        if (self->client == NULL)
          enter (self);
        else
          hand_over (self);
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
  g_clear_pointer (&self->partial, g_array_unref);
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
anser_send_set_partial (AnserSend *self,
                        GArray    *letters)
{
  g_return_if_fail (ANSER_IS_SEND (self));

  g_clear_pointer (&self->partial, g_array_unref);
  self->partial = letters != NULL ? g_array_ref (letters) : NULL;
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
  self->due = anser_due_list (self->store, self->account, now_in_seconds (), error);
  if (self->due == NULL)
    return FALSE;

  self->next_due = anser_due_find_next (self->store, self->account, now_in_seconds ());
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
  next_letter (self);
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
