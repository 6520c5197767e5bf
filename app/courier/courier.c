/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "courier.h"

#include "account-server.h"
#include "courier-private.h"
#include "engine/errors.h"
#include "lane.h"

#include <glib/gi18n-lib.h>

/*
 * The courier itself lives in the main context. Its two lanes, sending and receiving, are each busy
 * or not, and may be busy side by side; a check is a run of the sending lane and then one of the
 * receiving lane. What a lane does at the server happens in the session thread (AnserErrand).
 */

struct _AnserCourier
{
  GObject             parent_instance;

  AnserStore         *store;
  AnserAccount       *account;
  AnserSecrets       *secrets;

  AnserCourierThread *sessions;         /* made when first needed */
  AnserCourierThread *desk;
  AnserSessionLock   *lock;             /* used in the session thread only */

  AnserLane           sending;
  AnserLane           receiving;
  GPtrArray          *checks;           /* of GTask, answered together */
  gboolean            check_receives;   /* the check that runs has come to its second half */
  gint64              last_attempt;

  GArray             *partial;          /* of letters */
  guint               due_timer;        /* for the letter that is due next */

  AnserMessageFunc    on_end;           /* set: nothing is begun any more */
  gpointer            on_end_data;

  AnserCourierState   state;
  char               *status;
  double              fraction;
};

enum
{
  PROP_ACCOUNT = 1,
  PROP_STATE,
  PROP_STATUS,
  PROP_FRACTION,
  PROP_LAST_CHECK,
  PROP_PROBLEM,
  N_PROPERTIES,
};

enum
{
  RECEIVED,
  SENT,
  PASSWORD_NEEDED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPERTIES];
static unsigned signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AnserCourier, anser_courier, G_TYPE_OBJECT)

static void start_lane (AnserCourier *self,
                        AnserLane    *lane);

/* What is shown */

static const AnserLane *
find_shown_lane (AnserCourier *self)
{
  if (self->sending.busy && self->sending.progress.state != ANSER_COURIER_IDLE)
    return &self->sending;

  return self->receiving.busy ? &self->receiving : &self->sending;
}

static void
update_shown (AnserCourier *self)
{
  const AnserLane *lane = find_shown_lane (self);
  AnserCourierProgress shown = lane->busy ? lane->progress
                                          : (AnserCourierProgress) { ANSER_COURIER_IDLE };
  g_autofree char *status = NULL;
  double fraction;

  if (shown.state == ANSER_COURIER_IDLE && self->checks->len > 0)
    shown.state = ANSER_COURIER_CONNECTING;

  status = anser_courier_progress_to_string (&shown,
                                             anser_account_get_host (self->account,
                                                                     lane->protocol),
                                             g_get_monotonic_time ());
  fraction = anser_courier_progress_get_fraction (&shown);

  g_object_freeze_notify (G_OBJECT (self));
  if (self->state != shown.state)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (g_strcmp0 (self->status, status) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
  if (self->fraction < fraction || self->fraction > fraction)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);

  self->state = shown.state;
  self->fraction = fraction;
  g_free (self->status);
  self->status = g_steal_pointer (&status);
  g_object_thaw_notify (G_OBJECT (self));
}

/* Takes @problem. Stopping is no problem, and leaves the last one standing. */
static void
set_problem (AnserCourier *self,
             AnserLane    *lane,
             GError       *problem)
{
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (problem);
      return;
    }

  if (problem == NULL && lane->problem == NULL)
    return;

  g_clear_error (&lane->problem);
  lane->problem = problem;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

/* Checks */

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
  update_shown (self);

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
  if (next_due != 0)
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
  gboolean ask = anser_lane_learn (lane, error, let_in);

  lane->busy = FALSE;
  set_problem (self, lane, error);
  update_shown (self);
  if (ask)
    g_signal_emit (self, signals[PASSWORD_NEEDED], 0, lane->protocol);
}

static void
end_receiving (AnserCourier *self,
               AnserErrand  *errand)
{
  g_autoptr (GError) error = g_steal_pointer (&errand->error);

  if (error == NULL)
    g_object_set (self->account, "last-check", g_get_real_time () / G_USEC_PER_SEC, NULL);
  end_lane (self, &self->receiving,
            error != NULL ? g_error_copy (error) : g_steal_pointer (&errand->notice),
            errand->let_in);

  if (errand->n_new > 0)
    g_signal_emit (self, signals[RECEIVED], 0, errand->n_new);
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
    g_signal_emit (self, signals[SENT], 0, g_array_index (errand->sent, gint64, i));

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
  update_shown (self);
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
  errand->leave_on_server = anser_account_get_leave_on_server (self->account);
  errand->cancellable = g_object_ref (lane->cancellable);
  if (lane == &self->sending)
    errand->partial = g_steal_pointer (&self->partial);

  return errand;
}

/* Receiving has nothing to look at when it cannot be begun; sending looks into the outbox first, and
 * has no problem where there is nothing to send. */
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
  update_shown (self);

  asking = g_new (Asking, 1);
  asking->self = g_object_ref (self);
  asking->lane = lane;
  anser_secrets_lookup_async (self->secrets, self->account, lane->protocol, lane->cancellable,
                              on_password, asking);
}

static void
anser_courier_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  AnserCourier *self = ANSER_COURIER (object);

  switch (property_id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;

    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;

    case PROP_STATUS:
      g_value_set_string (value, self->status);
      break;

    case PROP_FRACTION:
      g_value_set_double (value, self->fraction);
      break;

    case PROP_LAST_CHECK:
      g_value_set_int64 (value, anser_courier_get_last_check (self));
      break;

    case PROP_PROBLEM:
      g_value_set_boxed (value, anser_courier_get_problem (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

/* Whatever runs holds a reference, so nothing does. */
static void
anser_courier_finalize (GObject *object)
{
  AnserCourier *self = ANSER_COURIER (object);

  g_clear_handle_id (&self->due_timer, g_source_remove);
  g_clear_pointer (&self->sessions, anser_courier_thread_free);
  g_clear_pointer (&self->desk, anser_courier_thread_free);
  g_clear_pointer (&self->lock, anser_session_lock_free);
  anser_lane_clear (&self->sending);
  anser_lane_clear (&self->receiving);
  g_ptr_array_unref (self->checks);
  g_clear_pointer (&self->partial, g_array_unref);
  g_clear_object (&self->store);
  g_clear_object (&self->account);
  g_clear_object (&self->secrets);
  g_free (self->status);

  G_OBJECT_CLASS (anser_courier_parent_class)->finalize (object);
}

static void
install_signals (AnserCourierClass *klass)
{
  signals[RECEIVED] =
    g_signal_new ("received", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SENT] =
    g_signal_new ("sent", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[PASSWORD_NEEDED] =
    g_signal_new ("password-needed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
anser_courier_class_init (AnserCourierClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = anser_courier_finalize;
  object_class->get_property = anser_courier_get_property;

  properties[PROP_ACCOUNT] =
    g_param_spec_object ("account", NULL, NULL, ANSER_TYPE_ACCOUNT, flags);
  properties[PROP_STATE] =
    g_param_spec_int ("state", NULL, NULL, ANSER_COURIER_IDLE, ANSER_COURIER_SENDING,
                      ANSER_COURIER_IDLE, flags);
  properties[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, "", flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);
  properties[PROP_LAST_CHECK] =
    g_param_spec_int64 ("last-check", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_PROBLEM] = g_param_spec_boxed ("problem", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  install_signals (klass);
}

static void
anser_courier_init (AnserCourier *self)
{
  self->sending.protocol = ANSER_PROTOCOL_SMTP;
  self->receiving.protocol = ANSER_PROTOCOL_POP3;
  self->checks = g_ptr_array_new_with_free_func (g_object_unref);
  self->status = g_strdup ("");
  self->fraction = -1;
}

static void
on_last_check_changed (AnserAccount *account,
                       GParamSpec   *pspec,
                       AnserCourier *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_CHECK]);
}

/**
 * anser_courier_new:
 * @account: a saved account, whose folders are in @store
 *
 * Returns: (transfer full): its courier, doing nothing yet
 */
AnserCourier *
anser_courier_new (AnserStore   *store,
                   AnserAccount *account,
                   AnserSecrets *secrets)
{
  AnserCourier *self;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (ANSER_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (anser_account_get_id (account) != NULL, NULL);
  g_return_val_if_fail (ANSER_IS_SECRETS (secrets), NULL);

  self = g_object_new (ANSER_TYPE_COURIER, NULL);
  self->store = g_object_ref (store);
  self->account = g_object_ref (account);
  self->secrets = g_object_ref (secrets);
  self->lock = anser_session_lock_new (store, anser_account_get_id (account));
  g_signal_connect_object (account, "notify::last-check", G_CALLBACK (on_last_check_changed), self,
                           0);

  return self;
}

AnserAccount *
anser_courier_get_account (AnserCourier *self)
{
  g_return_val_if_fail (ANSER_IS_COURIER (self), NULL);

  return self->account;
}

AnserCourierState
anser_courier_get_state (AnserCourier *self)
{
  g_return_val_if_fail (ANSER_IS_COURIER (self), ANSER_COURIER_IDLE);

  return self->state;
}

const char *
anser_courier_get_status (AnserCourier *self)
{
  g_return_val_if_fail (ANSER_IS_COURIER (self), NULL);

  return self->status;
}

double
anser_courier_get_fraction (AnserCourier *self)
{
  g_return_val_if_fail (ANSER_IS_COURIER (self), -1);

  return self->fraction;
}

gint64
anser_courier_get_last_check (AnserCourier *self)
{
  g_return_val_if_fail (ANSER_IS_COURIER (self), 0);

  return anser_account_get_last_check (self->account);
}

/**
 * anser_courier_get_problem:
 *
 * Returns: (nullable): what went wrong last, sending before receiving
 */
const GError *
anser_courier_get_problem (AnserCourier *self)
{
  g_return_val_if_fail (ANSER_IS_COURIER (self), NULL);

  return self->sending.problem != NULL ? self->sending.problem : self->receiving.problem;
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

  if (self->on_end != NULL)
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

AnserStore *
anser_courier_get_store (AnserCourier *self)
{
  g_return_val_if_fail (ANSER_IS_COURIER (self), NULL);

  return self->store;
}

GMainContext *
anser_courier_get_desk (AnserCourier *self)
{
  g_return_val_if_fail (ANSER_IS_COURIER (self), NULL);

  if (self->desk == NULL)
    self->desk = anser_courier_thread_new ("anser-desk");

  return anser_courier_thread_get_context (self->desk);
}

void
anser_courier_send (AnserCourier *self)
{
  g_return_if_fail (ANSER_IS_COURIER (self));

  if (self->on_end == NULL)
    start_lane (self, &self->sending);
}

void
anser_courier_allow_partial (AnserCourier *self,
                             gint64        letter)
{
  g_return_if_fail (ANSER_IS_COURIER (self));

  if (self->partial == NULL)
    self->partial = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (self->partial, letter);
}

gboolean
anser_courier_needs_password (AnserCourier *self)
{
  g_return_val_if_fail (ANSER_IS_COURIER (self), FALSE);

  return self->receiving.waiting || self->receiving.refused;
}

gint64
anser_courier_get_last_attempt (AnserCourier *self)
{
  g_return_val_if_fail (ANSER_IS_COURIER (self), 0);

  return self->last_attempt;
}

void
anser_courier_end (AnserCourier     *self,
                   AnserMessageFunc  func,
                   gpointer          data)
{
  g_return_if_fail (ANSER_IS_COURIER (self));
  g_return_if_fail (func != NULL);

  g_clear_handle_id (&self->due_timer, g_source_remove);
  self->on_end = func;
  self->on_end_data = data;
  anser_courier_stop (self);
  tell_end (self);
}
