/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "courier.h"

#include "account-server.h"
#include "courier-private.h"
#include "rule-owner.h"

#include <glib/gi18n-lib.h>

/*
 * The courier itself lives in the main context. Its two lanes, sending and receiving, are each busy
 * or not, and may be busy side by side; a check is a run of the sending lane and then one of the
 * receiving lane. What a lane does at the server happens in the session thread (AnserErrand).
 */

static void start_lane (AnserCourier *self,
                        AnserLane    *lane);

static gboolean
is_idle (AnserCourier *self)
{
  return !self->sending.busy && !self->receiving.busy && self->checks->len == 0;
}

static void
tell_end (AnserCourier *self)
{
  AnserMessageFunc func = self->on_end;

  if (func == NULL || !is_idle (self))
    return;

  self->on_end = NULL;
  func (self->on_end_data);
}

/* Answers all who wait for the check. @error (nullable). */
static void
finish_check (AnserCourier *self,
              unsigned      n_new,
              const GError *error)
{
  g_autoptr (GPtrArray) checks = self->checks;

  self->checks = g_ptr_array_new_with_free_func (g_object_unref);
  self->check_receives = FALSE;
  anser_courier_update_shown (self);

  for (guint i = 0; i < checks->len; i++)
    if (error != NULL)
      g_task_return_error (checks->pdata[i], g_error_copy (error));
    else
      g_task_return_int (checks->pdata[i], n_new);
}

static GError *
new_stopped_error (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The check was stopped."));
}

/* After the sending half: receive, unless the user said stop. */
static void
continue_check (AnserCourier *self)
{
  if (self->checks->len == 0 || self->check_receives)
    return;

  if (g_cancellable_is_cancelled (self->sending.cancellable))
    {
      g_autoptr (GError) stopped = new_stopped_error ();

      finish_check (self, 0, stopped);
      return;
    }

  self->check_receives = TRUE;
  start_lane (self, &self->receiving);
}

/* The letter that is due next */

static gboolean
on_due (gpointer user_data)
{
  AnserCourier *self = user_data;

  self->due_timer = 0;
  anser_courier_send (self);

  return G_SOURCE_REMOVE;
}

/* A clock may be set; an hour is soon enough to look again. */
static void
set_due_timer (AnserCourier *self,
               gint64        next_due)
{
  gint64 seconds = next_due - g_get_real_time () / G_USEC_PER_SEC;

  g_clear_handle_id (&self->due_timer, g_source_remove);
  if (next_due != 0 && !self->ended)
    self->due_timer = g_timeout_add_seconds ((guint) CLAMP (seconds + 1, 1, 3600), on_due, self);
}

/* The end of a run */

/* Takes @error. */
static void
end_lane (AnserCourier *self,
          AnserLane    *lane,
          GError       *error,
          gboolean      let_in)
{
  gboolean ask = anser_lane_learn (lane, error, let_in) && !(self->quiet && lane->obstructed);

  lane->busy = FALSE;
  anser_courier_set_problem (self, lane, error);
  anser_courier_update_shown (self);
  if (ask)
    anser_courier_ask_password (self, lane->protocol);
}

static void
end_receiving (AnserCourier *self,
               AnserErrand  *errand)
{
  g_autoptr (GError) error = g_steal_pointer (&errand->error);
  GError *problem = error != NULL ? g_error_copy (error) : g_steal_pointer (&errand->notice);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  self->keep_unfinished = FALSE;
  if (error == NULL)
    g_object_set (self->account, "last-check", now, NULL);
  anser_recheck_learn (&self->recheck, error, errand->let_in, errand->login_delay, now);
  anser_courier_set_recheck_timer (self);
  anser_recheck_explain (&self->recheck, problem);
  end_lane (self, &self->receiving, problem, errand->let_in);

  if (errand->n_new > 0)
    anser_courier_emit_received (self, errand->n_new, errand->arrivals);
  finish_check (self, errand->n_new, error);
}

static void
end_sending (AnserCourier *self,
             AnserErrand  *errand)
{
  if (errand->sent != NULL)
    set_due_timer (self, errand->next_due);
  end_lane (self, &self->sending, g_steal_pointer (&errand->error), errand->let_in);

  for (guint i = 0; errand->sent != NULL && i < errand->sent->len; i++)
    anser_courier_emit_sent (self, g_array_index (errand->sent, gint64, i));

  continue_check (self);
  if (self->sending.again && !self->sending.busy)
    start_lane (self, &self->sending);
}

static void
on_progress (AnserErrand                *errand,
             const AnserCourierProgress *progress,
             gpointer                    user_data)
{
  AnserCourier *self = user_data;
  AnserLane *lane = errand->protocol == ANSER_PROTOCOL_POP3 ? &self->receiving : &self->sending;

  lane->progress = *progress;
  anser_courier_update_shown (self);
}

/* Holds a reference since the run began. */
static void
on_errand_done (AnserErrand *done,
                gpointer     user_data)
{
  g_autoptr (AnserCourier) self = user_data;
  g_autoptr (AnserErrand) errand = done;

  if (errand->protocol == ANSER_PROTOCOL_POP3)
    end_receiving (self, errand);
  else
    end_sending (self, errand);

  tell_end (self);
}

/* The beginning of a run */

static AnserErrand *
new_errand (AnserCourier *self,
            AnserLane    *lane,
            const char   *password)
{
  AnserErrand *errand = anser_errand_new (lane->protocol, self->store,
                                          anser_account_get_id (self->account));

  errand->server = anser_account_server_new (self->account, lane->protocol, password);
  errand->obstacle = anser_lane_find_obstacle (lane, self->account, password);
  errand->policy = (AnserReceivePolicy) {
    .leave_on_server = anser_account_get_leave_on_server (self->account),
    .leave_days = anser_account_get_leave_days (self->account),
    .follow_deletion = anser_account_get_follow_deletion (self->account),
    .follow_moves = anser_account_get_follow_moves (self->account),
    .max_size = anser_account_get_max_size (self->account),
    .headers_only = anser_account_get_headers_only (self->account),
    .preview = TRUE,
  };
  if (self->keep_unfinished && errand->server != NULL)
    errand->server->quirks =
      (AnserServerQuirks) (errand->server->quirks | ANSER_QUIRK_KEEP_UNFINISHED);
  errand->policy.timeout = self->timeout;
  errand->addresses = anser_rule_owner_addresses (self->account);
  errand->cancellable = g_object_ref (lane->cancellable);

  return errand;
}

/* Receiving has nothing to look at when it cannot be begun; sending looks into the outbox first,
 * and has no problem where there is nothing to send. */
static void
run_lane (AnserCourier *self,
          AnserLane    *lane,
          const char   *password)
{
  AnserErrand *errand = new_errand (self, lane, password);
  gboolean stopped = g_cancellable_is_cancelled (lane->cancellable);

  if (stopped ||
      (lane == &self->receiving && (errand->server == NULL || errand->obstacle != NULL)))
    {
      errand->error = stopped ? new_stopped_error () : g_steal_pointer (&errand->obstacle);
      on_errand_done (errand, g_object_ref (self));
      return;
    }

  if (self->sessions == NULL)
    self->sessions = anser_courier_thread_new ("anser-session");
  anser_errand_start (errand, self->sessions, self->lock, on_progress, on_errand_done,
                      g_object_ref (self));
}

typedef struct
{
  AnserCourier *self;
  AnserLane    *lane;
} Asking;

static void
on_password (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autofree Asking *asking = user_data;
  g_autoptr (AnserCourier) self = asking->self;
  g_autoptr (GError) error = NULL;
  char *password = anser_secrets_lookup_finish (ANSER_SECRETS (source), result, &error);

  if (error != NULL)
    g_debug ("The password was not looked up: %s", error->message);

  run_lane (self, asking->lane, password);
  anser_secrets_password_free (password);
}

static void
start_lane (AnserCourier *self,
            AnserLane    *lane)
{
  Asking *asking;

  if (lane->busy)
    {
      lane->again = TRUE;
      return;
    }

  anser_lane_begin (lane);
  if (lane == &self->receiving)
    lane->progress.state = ANSER_COURIER_CONNECTING;
  anser_courier_update_shown (self);

  asking = g_new (Asking, 1);
  asking->self = g_object_ref (self);
  asking->lane = lane;
  anser_secrets_lookup_async (self->secrets, self->account, lane->protocol, lane->cancellable,
                              on_password, asking);
}

static gboolean
on_caller_cancelled (GCancellable *cancellable,
                     gpointer      user_data)
{
  anser_courier_stop (user_data);
  return G_SOURCE_REMOVE;
}

static void
free_source (gpointer data)
{
  g_source_destroy (data);
  g_source_unref (data);
}

/* The caller's cancellable stops the check, in the main context. */
static void
watch_caller (AnserCourier *self,
              GTask        *task,
              GCancellable *cancellable)
{
  GSource *source;

  if (cancellable == NULL)
    return;

  source = g_cancellable_source_new (cancellable);
  g_source_set_callback (source, G_SOURCE_FUNC (on_caller_cancelled), self, NULL);
  g_source_attach (source, g_task_get_context (task));
  g_task_set_task_data (task, source, free_source);
}

/**
 * anser_courier_check_async:
 * @cancellable: (nullable): stops the check, also for those that joined it
 */
void
anser_courier_check_async (AnserCourier        *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task;
  gboolean joins;

  g_return_if_fail (ANSER_IS_COURIER (self));

  joins = self->checks->len > 0;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_courier_check_async);
  g_task_set_check_cancellable (task, FALSE);
  watch_caller (self, task, cancellable);
  g_ptr_array_add (self->checks, task);

  self->quiet = FALSE;
  if (self->ended)
    {
      g_autoptr (GError) stopped = new_stopped_error ();

      finish_check (self, 0, stopped);
    }
  else if (!joins)
    {
      self->last_attempt = g_get_monotonic_time ();
      start_lane (self, &self->sending);
    }
}

/**
 * anser_courier_keep_unfinished:
 *
 * Checks again, and this time keeps messages whose end the server does not tell, if they are as long
 * as it said.
 */
void
anser_courier_keep_unfinished (AnserCourier *self)
{
  g_return_if_fail (ANSER_IS_COURIER (self));

  self->keep_unfinished = TRUE;
  anser_courier_check_async (self, NULL, NULL, NULL);
}

void
anser_courier_check_on_schedule (AnserCourier *self)
{
  g_return_if_fail (ANSER_IS_COURIER (self));

  if (self->checks->len > 0)
    return;

  anser_courier_check_async (self, NULL, NULL, NULL);
  self->quiet = TRUE;
}

/**
 * anser_courier_check_finish:
 *
 * Returns: how many letters are new, or -1
 */
int
anser_courier_check_finish (AnserCourier  *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return (int) g_task_propagate_int (G_TASK (result), error);
}

void
anser_courier_stop (AnserCourier *self)
{
  g_return_if_fail (ANSER_IS_COURIER (self));

  anser_lane_stop (&self->sending);
  anser_lane_stop (&self->receiving);
}

/* What waited for the password goes on, both lanes where they share it. */
static void
on_password_stored (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (AnserCourier) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!anser_secrets_store_finish (ANSER_SECRETS (source), result, &error))
    g_warning ("The password is not kept: %s", error->message);

  if (self->receiving.waiting)
    anser_courier_check_async (self, NULL, NULL, NULL);
  else if (self->sending.waiting)
    anser_courier_send (self);
}

/**
 * anser_courier_give_password:
 * @protocol: as the signal said
 * @password: what the user entered
 */
void
anser_courier_give_password (AnserCourier  *self,
                             AnserProtocol  protocol,
                             const char    *password)
{
  gboolean shared;

  g_return_if_fail (ANSER_IS_COURIER (self));
  g_return_if_fail (password != NULL);

  shared = anser_account_get_same_password (self->account);
  if (shared || protocol == ANSER_PROTOCOL_POP3)
    anser_lane_forgive (&self->receiving);
  if (shared || protocol == ANSER_PROTOCOL_SMTP)
    anser_lane_forgive (&self->sending);

  anser_secrets_store_async (self->secrets, self->account, protocol, password, NULL,
                             on_password_stored, g_object_ref (self));
}

void
anser_courier_send (AnserCourier *self)
{
  g_return_if_fail (ANSER_IS_COURIER (self));

  if (!self->ended)
    start_lane (self, &self->sending);
}

void
anser_courier_end (AnserCourier     *self,
                   AnserMessageFunc  func,
                   gpointer          data)
{
  g_return_if_fail (ANSER_IS_COURIER (self));
  g_return_if_fail (func != NULL);

  g_clear_handle_id (&self->due_timer, g_source_remove);
  g_clear_handle_id (&self->recheck_timer, g_source_remove);
  self->ended = TRUE;
  self->on_end = func;
  self->on_end_data = data;
  anser_courier_stop (self);
  tell_end (self);
}
