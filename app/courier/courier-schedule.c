/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "courier-private.h"
#include "store/uid-memory.h"

/* No server asks for more: a later time was written when the clock was wrong. */
#define MAX_WAIT (24 * 60 * 60)

/* Seconds after a check in which a network that comes and goes brings no other. */
#define JUST_CHECKED 30

/* When the account is checked by itself: at its interval, and not before its server likes. */

static gint64
get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static gboolean
on_recheck (gpointer user_data)
{
  AnserCourier *self = user_data;

  self->recheck_timer = 0;
  anser_courier_check_on_schedule (self);

  return G_SOURCE_REMOVE;
}

/* The server that asked for a little patience gets it, and nobody is bothered meanwhile. */
void
anser_courier_set_recheck_timer (AnserCourier *self)
{
  gint64 seconds = self->recheck.again_at - get_now ();

  g_clear_handle_id (&self->recheck_timer, g_source_remove);
  if (self->recheck.again_at != 0 && !self->ended)
    self->recheck_timer = g_timeout_add_seconds ((guint) CLAMP (seconds, 1, 3600), on_recheck,
                                                 self);
}

/* One row of a small table, before there is anybody else. */
void
anser_courier_recall_schedule (AnserCourier *self)
{
  g_autoptr (GError) error = NULL;
  gint64 not_before = anser_uid_memory_get_not_before (self->store,
                                                       anser_account_get_id (self->account),
                                                       &error);

  if (not_before < 0)
    g_message ("When the server allows the next login is not known: %s", error->message);
  else if (not_before > get_now () && not_before <= get_now () + MAX_WAIT)
    self->recheck.not_before = not_before;
}

void
anser_courier_check_at_start (AnserCourier *self)
{
  g_return_if_fail (ANSER_IS_COURIER (self));

  if (self->recheck.not_before <= get_now ())
    {
      anser_courier_check_async (self, NULL, NULL, NULL);
      return;
    }

  self->recheck.again_at = self->recheck.not_before;
  anser_courier_set_recheck_timer (self);
  anser_courier_send (self);
}

/* Just after a check nothing new is to be expected; a server that wants to be left alone is. */
void
anser_courier_check_on_return (AnserCourier *self)
{
  g_return_if_fail (ANSER_IS_COURIER (self));

  if (anser_account_get_check_interval (self->account) == 0 ||
      anser_courier_get_last_check (self) + JUST_CHECKED > get_now () ||
      anser_courier_get_not_before (self) != 0)
    return;

  anser_courier_check_on_schedule (self);
}

/* The last check, or the last attempt at one if that is later; 0 for never. A clock that was set
 * back makes a check due. */
static gint64
get_last (AnserCourier *self)
{
  gint64 last = anser_courier_get_last_check (self);
  gint64 attempt = 0;

  if (self->last_attempt != 0)
    attempt = get_now () - (g_get_monotonic_time () - self->last_attempt) / G_USEC_PER_SEC;

  return MAX (last <= get_now () ? last : 0, attempt);
}

gint64
anser_courier_get_not_before (AnserCourier *self)
{
  g_return_val_if_fail (ANSER_IS_COURIER (self), 0);

  return self->recheck.not_before > get_now () ? self->recheck.not_before : 0;
}

/**
 * anser_courier_get_next_check:
 *
 * Returns: when mail is checked next without being asked, seconds since 1970; 0 for never
 */
gint64
anser_courier_get_next_check (AnserCourier *self)
{
  gint64 interval, next = 0;

  g_return_val_if_fail (ANSER_IS_COURIER (self), 0);

  interval = 60 * (gint64) anser_account_get_check_interval (self->account);
  if (interval > 0)
    next = MAX (get_last (self) + interval, self->recheck.not_before);
  if (self->recheck_timer != 0 && (next == 0 || self->recheck.again_at < next))
    next = self->recheck.again_at;

  return next;
}

gboolean
anser_courier_is_due (AnserCourier *self)
{
  gint64 interval;

  g_return_val_if_fail (ANSER_IS_COURIER (self), FALSE);

  interval = 60 * (gint64) anser_account_get_check_interval (self->account);
  return interval > 0 && get_last (self) + interval <= get_now () &&
         anser_courier_get_not_before (self) == 0;
}
