/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/* Silence: each stage has its patience, and a server that says nothing for so long is given up. */

#include "wire-private.h"

#include <glib/gi18n-lib.h>

#include "errors.h"

#define CONNECT_TIMEOUT 60 /* seconds, for connecting and for the handshake */

/* Microseconds of silence that are allowed now; 0 for as many as it takes. */
static gint64
get_patience (AnserWire *self)
{
  gint64 patience;

  if (self->dead || self->error != NULL || !self->started)
    return 0;

  if (self->connecting || self->shaking_hands)
    patience = CONNECT_TIMEOUT * G_USEC_PER_SEC;
  else if (self->writing || anser_machine_get_want (self->machine) != ANSER_MACHINE_WANT_NOTHING)
    patience = anser_machine_get_stage_timeout (self->machine) * G_USEC_PER_SEC;
  else
    return anser_machine_get_rest (self->machine) * 1000LL;

  return self->timeout_ms > 0 ? MIN (patience, self->timeout_ms * 1000LL) : patience;
}

/* Moving the alarm wakes the main loop, so it is not moved with every sign of life, nor taken back
 * when nobody waits; when it rings too early, it is set again. */
void
anser_wire_set_watchdog (AnserWire *self)
{
  gint64 patience = get_patience (self);
  gint64 alarm = g_source_get_ready_time (self->watchdog);
  gint64 due = self->last_sign + patience;

  if (patience > 0 && (alarm == -1 || alarm > due))
    g_source_set_ready_time (self->watchdog, due);
}

/* Is it the server's turn, and not the network's? */
static gboolean
is_conversing (AnserWire *self)
{
  return !self->connecting && !self->shaking_hands && !self->writing;
}

static gboolean
on_watchdog (gpointer data)
{
  AnserWire *self = data;
  gint64 patience = get_patience (self);
  gboolean late = patience > 0 && g_get_monotonic_time () - self->last_sign >= patience;

  g_source_set_ready_time (self->watchdog, -1);

  if (late && is_conversing (self) && anser_machine_silence (self->machine))
    anser_wire_sign_of_life (self);
  else if (late)
    anser_wire_take_error (self,
                           g_error_new (ANSER_ERROR, ANSER_ERROR_TIMED_OUT,
                                        _("The mail server %s did not answer in time. Check the "
                                          "network connection, the server's name and its port, "
                                          "then try again."), self->server->host));
  anser_wire_turn (self);

  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_watchdog (GSource     *source,
                   GSourceFunc  callback,
                   gpointer     data)
{
  return callback (data);
}

static GSourceFuncs watchdog_funcs = { .dispatch = dispatch_watchdog };

void
anser_wire_start_watchdog (AnserWire *self)
{
  self->watchdog = g_source_new (&watchdog_funcs, sizeof (GSource));
  g_source_set_callback (self->watchdog, on_watchdog, self, NULL);
  g_source_set_static_name (self->watchdog, "anser-wire-watchdog");
  g_source_attach (self->watchdog, g_main_context_get_thread_default ());
}
