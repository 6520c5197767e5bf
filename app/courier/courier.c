/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "courier.h"

#include "courier-private.h"

enum
{
  PROP_ACCOUNT = 1,
  PROP_STATE,
  PROP_STATUS,
  PROP_FRACTION,
  PROP_LAST_CHECK,
  PROP_PROBLEM,
  PROP_SENDING,
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

/* What is shown */

static const AnserLane *
find_shown_lane (AnserCourier *self)
{
  if (self->sending.busy && self->sending.progress.state != ANSER_COURIER_IDLE)
    return &self->sending;

  return self->receiving.busy ? &self->receiving : &self->sending;
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

    case PROP_SENDING:
      g_value_set_boolean (value, anser_courier_is_sending (self));
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
  g_clear_handle_id (&self->recheck_timer, g_source_remove);
  g_clear_pointer (&self->sessions, anser_courier_thread_free);
  g_clear_pointer (&self->desk, anser_courier_thread_free);
  g_clear_pointer (&self->lock, anser_session_lock_free);
  anser_lane_clear (&self->sending);
  anser_lane_clear (&self->receiving);
  g_ptr_array_unref (self->checks);
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
                  G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_ARRAY);
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
  properties[PROP_SENDING] = g_param_spec_boolean ("sending", NULL, NULL, FALSE, flags);
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
  /* A password that was good once is not doubted at the first refusal (B6). */
  self->receiving.trusted = anser_account_get_last_check (account) != 0;
  anser_courier_recall_schedule (self);
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

gboolean
anser_courier_is_sending (AnserCourier *self)
{
  g_return_val_if_fail (ANSER_IS_COURIER (self), FALSE);

  return self->sending.busy;
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
anser_courier_update_shown (AnserCourier *self)
{
  const AnserLane *lane = find_shown_lane (self);
  AnserCourierProgress shown = lane->busy ? lane->progress
                                          : (AnserCourierProgress) { ANSER_COURIER_IDLE };
  g_autofree char *status = NULL;
  double fraction;

  if (shown.state == ANSER_COURIER_IDLE && self->checks->len > 0 && !self->check_receives)
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

  if (self->was_sending != self->sending.busy)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SENDING]);

  self->was_sending = self->sending.busy;
  self->state = shown.state;
  self->fraction = fraction;
  g_free (self->status);
  self->status = g_steal_pointer (&status);
  g_object_thaw_notify (G_OBJECT (self));
}

void
anser_courier_set_problem (AnserCourier *self,
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

void
anser_courier_emit_received (AnserCourier *self,
                             unsigned      n_new,
                             GArray       *letters)
{
  g_signal_emit (self, signals[RECEIVED], 0, n_new, letters);
}

void
anser_courier_emit_sent (AnserCourier *self,
                         gint64        letter)
{
  g_signal_emit (self, signals[SENT], 0, letter);
}

void
anser_courier_ask_password (AnserCourier  *self,
                            AnserProtocol  protocol)
{
  g_signal_emit (self, signals[PASSWORD_NEEDED], 0, protocol);
}
