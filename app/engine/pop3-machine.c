/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * What the wire asks of the machine. Commands travel in pop3-machine-queues.c, replies are read in
 * pop3-machine-reading.c. The conversation itself stands, in its order (RFC 1939 section 3), in
 *
 *     pop3-machine-login.c        the greeting, CAPA, STLS
 *     pop3-machine-auth.c         the AUTHORIZATION state; AUTH in pop3-machine-sasl.c
 *     pop3-machine-commands.c     the TRANSACTION state, and QUIT, with which UPDATE begins
 *
 * Servers that misbehave are met in pop3-machine-quirks.c and pop3-machine-doubts.c.
 */

#include "pop3-machine-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DEFAULT_WINDOW     1000

/* Seconds. */
#define DOUBT_TIMEOUT      1
#define UNFINISHED_TIMEOUT 30

/* Milliseconds without a command after which NOOP is said: servers hang up after a minute (P16). */
#define DEFAULT_REST       10000

static void anser_pop3_machine_machine_init (AnserMachineInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AnserPop3Machine, anser_pop3_machine, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ANSER_TYPE_MACHINE,
                                                      anser_pop3_machine_machine_init))

static gssize
anser_pop3_machine_consume (AnserMachine *machine,
                            const char   *data,
                            gsize         length,
                            GError      **error)
{
  g_autoptr (AnserPop3Machine) self = g_object_ref (ANSER_POP3_MACHINE (machine));
  g_autoptr (GError) local_error = NULL;
  gsize consumed = 0;
  gssize n_read = 1;
  gboolean tls_was_wanted = self->tls_wanted;

  /* What comes after QUIT was answered is nobody's, and so is the rest of a lost connection. */
  if (self->again || (self->closed && self->error == NULL))
    return length;

  while (n_read > 0 && consumed < length && !self->closed && self->tls_wanted == tls_was_wanted)
    {
      n_read = anser_pop3_machine_read (self, data + consumed, length - consumed, &local_error);
      consumed += MAX (n_read, 0);
    }
  self->heard_more = n_read == 0 && consumed < length;

  if (n_read < 0)
    anser_pop3_machine_die (self, local_error);
  anser_pop3_machine_tell (self);

  if (self->again)
    return length;
  if (n_read >= 0 && self->error == NULL)
    return consumed;

  g_propagate_error (error, g_error_copy (self->error));
  return -1;
}

static void
end_quietly (AnserPop3Machine *self)
{
  AnserPop3Command *command = g_queue_pop_head (&self->in_flight);

  self->closed = TRUE;
  anser_pop3_machine_finish (self, command);
  anser_pop3_machine_tell (self);
}

static gboolean
is_quit_in_flight (AnserPop3Machine *self)
{
  AnserPop3Command *command = g_queue_peek_head (&self->in_flight);

  return command != NULL && command->is_quit;
}

static gboolean
anser_pop3_machine_consume_end (AnserMachine *machine,
                                GError      **error)
{
  g_autoptr (AnserPop3Machine) self = g_object_ref (ANSER_POP3_MACHINE (machine));
  g_autoptr (GError) local_error = NULL;

  if (self->again || (self->closed && self->error == NULL))
    return TRUE;

  if (is_quit_in_flight (self))
    {
      end_quietly (self);
      return TRUE;
    }

  g_set_error (&local_error, ANSER_ERROR, ANSER_ERROR_CLOSED,
               _("The mail server %s ended the connection before it had answered. "
                 "Nothing is lost; try again in a few minutes."), self->server->host);
  anser_pop3_machine_die (self, local_error);
  anser_pop3_machine_tell (self);
  if (self->again)
    return TRUE;

  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}

static gboolean
anser_pop3_machine_produce (AnserMachine *machine,
                            GByteArray   *out,
                            gsize         limit,
                            GError      **error)
{
  AnserPop3Machine *self = ANSER_POP3_MACHINE (machine);
  AnserPop3Command *command;

  while (out->len < limit && (command = anser_pop3_machine_peek_next (self)) != NULL)
    {
      gsize length = strlen (command->text);
      const char *shown;

      g_byte_array_append (out, (const guint8 *) command->text, length);
      g_byte_array_append (out, (const guint8 *) "\r\n", 2);

      shown = command->shown != NULL ? command->shown : command->text;
      anser_machine_trace (self->trace, self->trace_data, "C: ", shown, strlen (shown));

      anser_pop3_machine_put_in_flight (self);
    }

  self->window_full |= self->queued.length > 0 && out->len < limit;
  return TRUE;
}

static gboolean
anser_pop3_machine_push_content (AnserMachine *machine,
                                 GBytes       *content,
                                 GError      **error)
{
  g_return_val_if_reached (FALSE);
}

static AnserMachineWant
anser_pop3_machine_get_want (AnserMachine *machine)
{
  AnserPop3Machine *self = ANSER_POP3_MACHINE (machine);

  if (self->closed)
    return ANSER_MACHINE_WANT_CLOSE;
  if (self->again)
    return ANSER_MACHINE_WANT_CONNECTION;
  if (self->tls_wanted)
    return ANSER_MACHINE_WANT_TLS;
  if (self->in_flight.length > 0 || self->doubted != NULL || anser_pop3_machine_peek_next (self) != NULL)
    return ANSER_MACHINE_WANT_REPLY;
  return ANSER_MACHINE_WANT_NOTHING;
}

static gboolean
anser_pop3_machine_tls_started (AnserMachine   *machine,
                                GTlsConnection *tls,
                                GError        **error)
{
  AnserPop3Machine *self = ANSER_POP3_MACHINE (machine);

  self->tls_wanted = FALSE;
  self->encrypted = TRUE;
  g_clear_pointer (&self->binding, anser_sasl_binding_free);
  self->binding = anser_sasl_binding_new (tls);

  /* After STLS, what was learnt in clear text is worth nothing (P32). With TLS from the start the
   * greeting is still to come. */
  g_clear_pointer (&self->capabilities, anser_capabilities_unref);
  return self->in_flight.length > 0 || anser_pop3_machine_ask_abilities (self, error);
}

static unsigned
anser_pop3_machine_get_stage_timeout (AnserMachine *machine)
{
  AnserPop3Machine *self = ANSER_POP3_MACHINE (machine);
  AnserPop3Command *command = g_queue_peek_head (&self->in_flight);

  if (anser_pop3_machine_is_unfinished (self))
    return UNFINISHED_TIMEOUT;
  if (command != NULL)
    return command->timeout;
  return self->doubted != NULL ? DOUBT_TIMEOUT : ANSER_POP3_COMMAND_TIMEOUT;
}

static gboolean
anser_pop3_machine_silence (AnserMachine *machine)
{
  g_autoptr (AnserPop3Machine) self = g_object_ref (ANSER_POP3_MACHINE (machine));
  g_autoptr (GError) error = NULL;
  gboolean goes_on = anser_pop3_machine_bear_silence (self, &error);

  if (error != NULL)
    anser_pop3_machine_die (self, error);
  anser_pop3_machine_tell (self);

  return goes_on || error != NULL;
}

static unsigned
anser_pop3_machine_get_rest (AnserMachine *machine)
{
  AnserPop3Machine *self = ANSER_POP3_MACHINE (machine);

  return self->ready && !self->closed ? self->rest : 0;
}

/* Another connection; the first one began when the machine did. */
static void
anser_pop3_machine_connected (AnserMachine   *machine,
                              GSocketAddress *local)
{
  AnserPop3Machine *self = ANSER_POP3_MACHINE (machine);

  if (self->again)
    anser_pop3_machine_begin (self);
}

static void
anser_pop3_machine_fail (AnserMachine *machine,
                         const GError *error)
{
  g_autoptr (AnserPop3Machine) self = g_object_ref (ANSER_POP3_MACHINE (machine));

  if (self->closed)
    return;

  if (is_quit_in_flight (self) && (g_error_matches (error, ANSER_ERROR, ANSER_ERROR_CLOSED) ||
                                   g_error_matches (error, ANSER_ERROR, ANSER_ERROR_TIMED_OUT)))
    {
      end_quietly (self);
      return;
    }

  anser_pop3_machine_die (self, error);
  anser_pop3_machine_tell (self);
}

static gint64
anser_pop3_machine_get_progress (AnserMachine *machine)
{
  return ANSER_POP3_MACHINE (machine)->progress;
}

static void
anser_pop3_machine_machine_init (AnserMachineInterface *iface)
{
  iface->consume = anser_pop3_machine_consume;
  iface->consume_end = anser_pop3_machine_consume_end;
  iface->produce = anser_pop3_machine_produce;
  iface->push_content = anser_pop3_machine_push_content;
  iface->get_want = anser_pop3_machine_get_want;
  iface->tls_started = anser_pop3_machine_tls_started;
  iface->get_stage_timeout = anser_pop3_machine_get_stage_timeout;
  iface->silence = anser_pop3_machine_silence;
  iface->get_rest = anser_pop3_machine_get_rest;
  iface->connected = anser_pop3_machine_connected;
  iface->fail = anser_pop3_machine_fail;
  iface->get_progress = anser_pop3_machine_get_progress;
}

static void
free_all (GQueue *queue)
{
  g_queue_clear_full (queue, (GDestroyNotify) anser_pop3_command_free);
}

static void
anser_pop3_machine_finalize (GObject *object)
{
  AnserPop3Machine *self = ANSER_POP3_MACHINE (object);

  free_all (&self->session);
  free_all (&self->queued);
  free_all (&self->in_flight);
  free_all (&self->finished);
  g_clear_pointer (&self->login, anser_pop3_command_free);
  g_clear_pointer (&self->server, anser_server_free);
  g_clear_pointer (&self->capabilities, anser_capabilities_unref);
  g_clear_pointer (&self->mechanisms, g_free);
  g_clear_pointer (&self->sasl, anser_sasl_free);
  g_clear_pointer (&self->binding, anser_sasl_binding_free);
  g_clear_pointer (&self->held_response, g_free);
  g_free (self->banner);
  anser_pop3_machine_forget_recoded (self);
  g_clear_error (&self->broken);
  g_clear_error (&self->error);
  g_clear_error (&self->first_error);
  g_clear_pointer (&self->doubted, anser_pop3_command_free);
  g_array_unref (self->sizes);
  anser_pop3_status_clear (&self->status);
  g_string_free (self->line, TRUE);

  G_OBJECT_CLASS (anser_pop3_machine_parent_class)->finalize (object);
}

static void
anser_pop3_machine_class_init (AnserPop3MachineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_pop3_machine_finalize;
}

static void
anser_pop3_machine_init (AnserPop3Machine *self)
{
  self->window = DEFAULT_WINDOW;
  self->rest = DEFAULT_REST;
  self->line = g_string_new (NULL);
  self->sizes = g_array_new (FALSE, FALSE, sizeof (guint32));
}

AnserPop3Machine *
anser_pop3_machine_new (const AnserServer *server)
{
  AnserPop3Machine *self;

  g_return_val_if_fail (server != NULL, NULL);

  self = g_object_new (ANSER_TYPE_POP3_MACHINE, NULL);
  self->server = anser_server_copy (server);
  self->quirks = (AnserServerQuirks) (server->quirks | anser_server_quirks_for_host (server->host));
  anser_pop3_machine_begin (self);

  return self;
}

void
anser_pop3_machine_set_trace (AnserPop3Machine *self,
                              AnserTraceFunc    func,
                              gpointer          user_data)
{
  g_return_if_fail (ANSER_IS_POP3_MACHINE (self));

  self->trace = func;
  self->trace_data = user_data;
}

void
anser_pop3_machine_set_window (AnserPop3Machine *self,
                               unsigned          window)
{
  g_return_if_fail (ANSER_IS_POP3_MACHINE (self));

  self->window = MAX (window, 1);
}

void
anser_pop3_machine_set_rest (AnserPop3Machine *self,
                             unsigned          milliseconds)
{
  g_return_if_fail (ANSER_IS_POP3_MACHINE (self));

  self->rest = milliseconds;
}

AnserCapabilities *
anser_pop3_machine_get_capabilities (AnserPop3Machine *self)
{
  g_return_val_if_fail (ANSER_IS_POP3_MACHINE (self), NULL);

  return self->capabilities;
}

const char *
anser_pop3_machine_get_mechanism (AnserPop3Machine *self)
{
  g_return_val_if_fail (ANSER_IS_POP3_MACHINE (self), NULL);

  return self->mechanism;
}

AnserServerQuirks
anser_pop3_machine_get_quirks (AnserPop3Machine *self)
{
  g_return_val_if_fail (ANSER_IS_POP3_MACHINE (self), ANSER_QUIRKS_NONE);

  return self->quirks;
}

gboolean
anser_pop3_machine_check (AnserPop3Machine  *self,
                          GError           **error)
{
  g_return_val_if_fail (ANSER_IS_POP3_MACHINE (self), FALSE);

  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}
