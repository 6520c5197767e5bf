/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "recheck.h"

#include "engine/errors.h"

#include <glib/gi18n-lib.h>

/* A mailbox that is locked, by another program or by a session of our own that the server has not
 * noticed to be gone, and a server with a passing fault (P17). After these the usual interval is
 * soon enough. */
static const unsigned delays[] = { 1 * 60, 2 * 60, 5 * 60 };

/* Limits of logins are counted over a quarter of an hour where the server does not say (P18). */
#define LOGIN_LIMIT (15 * 60)

/* [LOGIN-DELAY], or words that mean it: everything else that asks to come later is a passing
 * fault. */
static gboolean
is_login_limit (const GError *error)
{
  return g_error_matches (error, ANSER_ERROR, ANSER_ERROR_TRY_LATER) &&
         g_strcmp0 (anser_error_get_status (error), "SYS/TEMP") != 0;
}

static gboolean
is_busy (const GError *error)
{
  return g_error_matches (error, ANSER_ERROR, ANSER_ERROR_MAILBOX_IN_USE) ||
         g_error_matches (error, ANSER_ERROR, ANSER_ERROR_TRY_LATER);
}

gint64
anser_recheck_get_not_before (const GError *error,
                              gboolean      let_in,
                              gint64        login_delay,
                              gint64        now)
{
  if (login_delay > 0)
    return now + login_delay;

  return !let_in && is_login_limit (error) ? now + LOGIN_LIMIT : 0;
}

void
anser_recheck_learn (AnserRecheck *self,
                     const GError *error,
                     gboolean      let_in,
                     gint64        login_delay,
                     gint64        now)
{
  g_return_if_fail (self != NULL);

  self->again_at = 0;
  self->not_before = anser_recheck_get_not_before (error, let_in, login_delay, now);
  if (!let_in && is_login_limit (error))
    {
      self->again_at = self->not_before;
      self->n_delays = 0;
    }
  else if (is_busy (error) && self->n_delays < G_N_ELEMENTS (delays))
    {
      self->again_at = MAX (now + delays[self->n_delays], self->not_before);
      self->n_delays++;
    }
  else if (!is_busy (error))
    {
      self->n_delays = 0;
    }
}

void
anser_recheck_explain (AnserRecheck *self,
                       GError       *problem)
{
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *clock = NULL;
  char *message;

  g_return_if_fail (self != NULL);

  if (problem == NULL || self->again_at == 0)
    return;

  time = g_date_time_new_from_unix_local (self->again_at);
  clock = g_date_time_format (time, "%H:%M");
  message = g_strdup_printf (_("%s Anser checks again at %s."), problem->message, clock);
  g_free (problem->message);
  problem->message = message;
}
