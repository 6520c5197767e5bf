/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "engine/errors.h"
#include "inquiry.h"
#include "receive-private.h"

/*
 * The last letter of a session may have been cut by a line that was a dot and was not stuffed (P4).
 * Behind any other one the next letter begins, or does not; behind this one:
 *
 *     S: (the letter, far shorter than LIST said)     S: (the letter, of another size)
 *     S: .                                            S: .
 *     C: NOOP                                            (the rest follows at once, if there is any)
 *     S: +OK, or the rest
 *
 * What was cut is neither committed nor deleted.
 */

/* Milliseconds. */
#define MOMENT 50

static void
commit (AnserReceive *self)
{
  GError *error = NULL;

  if (!anser_intake_commit (self->intake, &error))
    anser_receive_fail (self, error);
  else
    anser_receive_step_done (self);
}

static void
on_confirmed (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (AnserReceive) self = user_data;
  GError *error = NULL;

  anser_pop3_client_noop_finish (ANSER_POP3_CLIENT (source), result, &error);
  if (anser_inquiry_is_refusal (error))
    g_clear_error (&error);

  if (error != NULL)
    anser_receive_fail (self, error);
  else
    commit (self);
}

/* A server that has hung up meanwhile has said nothing more. */
static gboolean
on_moment_passed (gpointer user_data)
{
  AnserReceive *self = user_data;
  GError *error = NULL;

  if (!anser_pop3_client_check (self->client, &error) &&
      g_error_matches (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL))
    {
      anser_receive_fail (self, error);
      return G_SOURCE_REMOVE;
    }

  g_clear_error (&error);
  commit (self);
  return G_SOURCE_REMOVE;
}

static void
wait_a_moment (AnserReceive *self)
{
  g_autoptr (GSource) source = g_timeout_source_new (MOMENT);

  g_source_set_callback (source, on_moment_passed, g_object_ref (self), g_object_unref);
  g_source_attach (source, g_task_get_context (self->task));
}

/* All letters are here: commits them, once the last one is known to be whole. */
void
anser_receive_settle (AnserReceive *self)
{
  if (anser_intake_is_far_off (self->intake))
    anser_pop3_client_noop_async (self->client, self->cancellable, on_confirmed,
                                  g_object_ref (self));
  else if (anser_intake_is_in_doubt (self->intake))
    wait_a_moment (self);
  else
    commit (self);
}
