/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * How commands and letters travel; for steps see smtp-machine-steps.c:
 *
 *     command:  queued ──► in flight ──► answered, which queues what comes next
 *     letter:   content ──► stuffed ──► out, after DATA was answered
 *
 * Replies are read in smtp-machine-reading.c. The conversation itself stands in
 * smtp-machine-session.c (session, close), smtp-machine-auth.c (authentication),
 * smtp-machine-envelope.c and smtp-machine-content.c.
 */

#include "smtp-machine-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "errors.h"

/* Commands in flight where the server lists PIPELINING; it is read while it is written to. */
#define OUTSTANDING_BYTES (64 * 1024)

static void anser_smtp_machine_machine_init (AnserMachineInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AnserSmtpMachine, anser_smtp_machine, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ANSER_TYPE_MACHINE,
                                                      anser_smtp_machine_machine_init))

void
anser_smtp_command_free (AnserSmtpCommand *self)
{
  if (self->shown != NULL && self->text != NULL)
    explicit_bzero (self->text, strlen (self->text));
  g_free (self->text);
  g_free (self);
}

/* What comes after QUIT was answered, or from a connection that is over, is nobody's. */
static gboolean
is_deaf (AnserSmtpMachine *self)
{
  return (self->closed && self->error == NULL) || self->asleep || self->connection_wanted;
}

static gssize
anser_smtp_machine_consume (AnserMachine *machine,
                            const char   *data,
                            gsize         length,
                            GError      **error)
{
  g_autoptr (AnserSmtpMachine) self = g_object_ref (ANSER_SMTP_MACHINE (machine));
  g_autoptr (GError) local_error = NULL;
  gsize consumed = 0;
  gssize n_read = 1;
  gboolean tls_was_wanted = self->tls_wanted;

  if (is_deaf (self))
    return length;

  while (n_read > 0 && consumed < length && !is_deaf (self) && self->tls_wanted == tls_was_wanted)
    {
      n_read = anser_smtp_machine_read (self, data + consumed, length - consumed, &local_error);
      consumed += MAX (n_read, 0);
    }

  if (n_read < 0)
    anser_smtp_machine_die (self, local_error);
  anser_smtp_machine_begin_steps (self);
  anser_smtp_machine_tell (self);

  if (n_read >= 0 && self->error == NULL)
    return is_deaf (self) ? (gssize) length : (gssize) consumed;

  g_propagate_error (error, g_error_copy (self->error));
  return -1;
}

static gboolean
is_quitting (AnserSmtpMachine *self)
{
  return self->step != NULL && self->step->is_quit;
}

static void
end_quietly (AnserSmtpMachine *self)
{
  self->closed = TRUE;
  anser_smtp_machine_end_step (self);
  anser_smtp_machine_tell (self);
}

static gboolean
anser_smtp_machine_consume_end (AnserMachine *machine,
                                GError      **error)
{
  g_autoptr (AnserSmtpMachine) self = g_object_ref (ANSER_SMTP_MACHINE (machine));
  g_autoptr (GError) local_error = NULL;

  if (is_deaf (self))
    return TRUE;

  if (is_quitting (self))
    {
      end_quietly (self);
      return TRUE;
    }

  g_set_error (&local_error, ANSER_ERROR, ANSER_ERROR_CLOSED,
               _("The mail server %s ended the connection before it had answered. "
                 "Try again in a few minutes."), self->server->host);
  if (anser_smtp_machine_survives (self, local_error))
    return TRUE;
  anser_smtp_machine_die (self, local_error);
  anser_smtp_machine_tell (self);

  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}

/* Commands that may be said now: one, or with PIPELINING (RFC 2920) as many as the bound allows. */
static AnserSmtpCommand *
peek_next (AnserSmtpMachine *self)
{
  AnserSmtpCommand *next = g_queue_peek_head (&self->queued);

  if (self->closed || self->tls_wanted || next == NULL || self->in_flight.length == 0)
    return self->closed || self->tls_wanted ? NULL : next;
  if (self->capabilities == NULL || !anser_capabilities_has (self->capabilities, "PIPELINING") ||
      (self->quirks & ANSER_QUIRK_NO_PIPELINING) != 0)
    return NULL;
  return self->outstanding + strlen (next->text) + 2 <= OUTSTANDING_BYTES ? next : NULL;
}

static gboolean
anser_smtp_machine_produce (AnserMachine *machine,
                            GByteArray   *out,
                            gsize         limit,
                            GError      **error)
{
  AnserSmtpMachine *self = ANSER_SMTP_MACHINE (machine);
  AnserSmtpCommand *command;

  while (out->len < limit && (command = peek_next (self)) != NULL)
    {
      gsize length = strlen (command->text);
      const char *shown;

      g_byte_array_append (out, (const guint8 *) command->text, length);
      g_byte_array_append (out, (const guint8 *) "\r\n", 2);
      self->outstanding += length + 2;

      shown = command->shown != NULL ? command->shown : command->text;
      anser_machine_trace (self->trace, self->trace_data, "C: ", shown, strlen (shown));

      g_queue_pop_head (&self->queued);
      g_queue_push_tail (&self->in_flight, command);
    }

  if (self->sending && self->chunk != NULL)
    anser_smtp_machine_produce_chunk (self, out);
  else if (self->sending)
    anser_smtp_machine_produce_content (self, out, limit);
  return TRUE;
}

static gboolean
anser_smtp_machine_push_content (AnserMachine *machine,
                                 GBytes       *content,
                                 GError      **error)
{
  AnserSmtpMachine *self = ANSER_SMTP_MACHINE (machine);

  g_return_val_if_fail (content == NULL || self->content == NULL, FALSE);

  if (content == NULL)
    self->content_ended = TRUE;
  else if (g_bytes_get_size (content) > 0)
    {
      self->content = g_bytes_ref (content);
      self->content_offset = 0;
    }

  return TRUE;
}

static AnserMachineWant
anser_smtp_machine_get_want (AnserMachine *machine)
{
  AnserSmtpMachine *self = ANSER_SMTP_MACHINE (machine);

  if (self->closed)
    return ANSER_MACHINE_WANT_CLOSE;
  if (self->connection_wanted)
    return ANSER_MACHINE_WANT_CONNECTION;
  if (self->tls_wanted)
    return ANSER_MACHINE_WANT_TLS;
  if (self->sending && self->content == NULL && !self->content_ended &&
      self->in_flight.length == 0)
    return ANSER_MACHINE_WANT_CONTENT;
  if (self->in_flight.length > 0 || self->queued.length > 0 || self->sending)
    return ANSER_MACHINE_WANT_REPLY;
  return ANSER_MACHINE_WANT_NOTHING;
}

static gboolean
anser_smtp_machine_tls_started (AnserMachine   *machine,
                                GTlsConnection *tls,
                                GError        **error)
{
  AnserSmtpMachine *self = ANSER_SMTP_MACHINE (machine);

  self->tls_wanted = FALSE;
  self->encrypted = TRUE;
  g_clear_pointer (&self->binding, anser_sasl_binding_free);
  self->binding = anser_sasl_binding_new (tls);

  /* After STARTTLS, what was learnt in clear text is worth nothing (RFC 3207 section 4.2). With TLS
   * from the start the greeting is still to come. */
  g_clear_pointer (&self->capabilities, anser_capabilities_unref);
  if (self->in_flight.length == 0)
    anser_smtp_machine_say_ehlo (self);

  return TRUE;
}

static unsigned
anser_smtp_machine_get_stage_timeout (AnserMachine *machine)
{
  AnserSmtpMachine *self = ANSER_SMTP_MACHINE (machine);
  AnserSmtpCommand *command = g_queue_peek_head (&self->in_flight);

  if (command != NULL)
    return command->timeout;
  return self->sending ? ANSER_SMTP_BLOCK_TIMEOUT : ANSER_SMTP_COMMAND_TIMEOUT;
}

static void
anser_smtp_machine_fail (AnserMachine *machine,
                         const GError *error)
{
  g_autoptr (AnserSmtpMachine) self = g_object_ref (ANSER_SMTP_MACHINE (machine));

  if (self->closed)
    return;

  if (is_quitting (self) && (g_error_matches (error, ANSER_ERROR, ANSER_ERROR_CLOSED) ||
                             g_error_matches (error, ANSER_ERROR, ANSER_ERROR_TIMED_OUT)))
    {
      end_quietly (self);
      return;
    }

  /* An error while a new connection is wanted is that one's: it cannot be had. */
  if (!self->connection_wanted && anser_smtp_machine_survives (self, error) &&
      self->connection_wanted)
    return;
  anser_smtp_machine_die (self, error);
  anser_smtp_machine_tell (self);
}

/* Where EHLO's argument comes from: RFC 5321 section 4.1.3. */
static void
anser_smtp_machine_connected (AnserMachine   *machine,
                              GSocketAddress *local)
{
  AnserSmtpMachine *self = ANSER_SMTP_MACHINE (machine);
  g_autofree char *text = NULL;
  GInetAddress *address;

  if (self->connection_wanted)
    anser_smtp_machine_start_over (self);
  if (!G_IS_INET_SOCKET_ADDRESS (local))
    return;

  address = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (local));
  text = g_inet_address_to_string (address);
  g_free (self->own_literal);
  self->own_literal = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6
                        ? g_strdup_printf ("[IPv6:%s]", text)
                        : g_strdup_printf ("[%s]", text);
}

static GInputStream *
anser_smtp_machine_get_content (AnserMachine *machine)
{
  AnserSmtpStep *step = ANSER_SMTP_MACHINE (machine)->step;

  return step != NULL ? step->content : NULL;
}

static gint64
anser_smtp_machine_get_progress (AnserMachine *machine)
{
  return ANSER_SMTP_MACHINE (machine)->progress;
}

static void
anser_smtp_machine_machine_init (AnserMachineInterface *iface)
{
  iface->consume = anser_smtp_machine_consume;
  iface->consume_end = anser_smtp_machine_consume_end;
  iface->produce = anser_smtp_machine_produce;
  iface->push_content = anser_smtp_machine_push_content;
  iface->get_want = anser_smtp_machine_get_want;
  iface->tls_started = anser_smtp_machine_tls_started;
  iface->get_stage_timeout = anser_smtp_machine_get_stage_timeout;
  iface->fail = anser_smtp_machine_fail;
  iface->connected = anser_smtp_machine_connected;
  iface->get_content = anser_smtp_machine_get_content;
  iface->get_progress = anser_smtp_machine_get_progress;
}

static void
anser_smtp_machine_finalize (GObject *object)
{
  AnserSmtpMachine *self = ANSER_SMTP_MACHINE (object);

  g_queue_clear_full (&self->queued, (GDestroyNotify) anser_smtp_command_free);
  g_queue_clear_full (&self->in_flight, (GDestroyNotify) anser_smtp_command_free);
  g_queue_clear_full (&self->steps, (GDestroyNotify) anser_smtp_step_free);
  g_queue_clear_full (&self->finished, (GDestroyNotify) anser_smtp_step_free);
  g_clear_pointer (&self->step, anser_smtp_step_free);
  g_clear_pointer (&self->server, anser_server_free);
  g_clear_pointer (&self->parser, anser_smtp_reply_parser_free);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_clear_pointer (&self->chunk, g_byte_array_unref);
  g_clear_pointer (&self->capabilities, anser_capabilities_unref);
  g_clear_pointer (&self->mechanisms, g_free);
  g_clear_pointer (&self->sasl, anser_sasl_free);
  g_clear_pointer (&self->binding, anser_sasl_binding_free);
  g_free (self->held_response);
  g_free (self->helo_name);
  g_free (self->own_literal);
  g_clear_error (&self->broken);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (anser_smtp_machine_parent_class)->finalize (object);
}

static void
anser_smtp_machine_class_init (AnserSmtpMachineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_smtp_machine_finalize;
}

static void
anser_smtp_machine_init (AnserSmtpMachine *self)
{
  self->parser = anser_smtp_reply_parser_new ();
  self->own_literal = g_strdup ("[127.0.0.1]");
}

static AnserSmtpCommand *
command_new (AnserSmtpHandler  on_reply,
             char             *text)
{
  AnserSmtpCommand *self = g_new0 (AnserSmtpCommand, 1);

  self->on_reply = on_reply;
  self->text = text;
  self->timeout = ANSER_SMTP_COMMAND_TIMEOUT;

  return self;
}

AnserSmtpCommand *
anser_smtp_machine_say (AnserSmtpMachine *self,
                        AnserSmtpHandler  on_reply,
                        const char       *format,
                        ...)
{
  AnserSmtpCommand *command;
  va_list arguments;

  va_start (arguments, format);
  command = command_new (on_reply, g_strdup_vprintf (format, arguments));
  va_end (arguments);

  g_queue_push_tail (&self->queued, command);
  return command;
}

AnserSmtpCommand *
anser_smtp_machine_expect (AnserSmtpMachine *self,
                           AnserSmtpHandler  on_reply)
{
  AnserSmtpCommand *command = command_new (on_reply, NULL);

  g_queue_push_tail (&self->in_flight, command);
  return command;
}

void
anser_smtp_machine_unsay (AnserSmtpMachine *self)
{
  g_queue_clear_full (&self->queued, (GDestroyNotify) anser_smtp_command_free);
}

void
anser_smtp_machine_set_open (AnserSmtpMachine *self)
{
  self->open = TRUE;
}

AnserSmtpMachine *
anser_smtp_machine_new (const AnserServer *server)
{
  AnserSmtpMachine *self;

  g_return_val_if_fail (server != NULL, NULL);

  self = g_object_new (ANSER_TYPE_SMTP_MACHINE, NULL);
  self->server = anser_server_copy (server);
  self->quirks = (AnserServerQuirks) (server->quirks | anser_server_quirks_for_host (server->host));
  self->tls_wanted = server->security == ANSER_SECURITY_TLS;
  anser_smtp_machine_expect (self, anser_smtp_machine_on_greeting);

  return self;
}

void
anser_smtp_machine_set_trace (AnserSmtpMachine *self,
                              AnserTraceFunc    func,
                              gpointer          user_data)
{
  g_return_if_fail (ANSER_IS_SMTP_MACHINE (self));

  self->trace = func;
  self->trace_data = user_data;
}

void
anser_smtp_machine_set_helo_name (AnserSmtpMachine *self,
                                  const char       *name)
{
  g_return_if_fail (ANSER_IS_SMTP_MACHINE (self));

  g_free (self->helo_name);
  self->helo_name = g_strdup (name);
  /* No host has an underscore in its name, and servers know it (S2). */
  if (name != NULL)
    g_strdelimit (self->helo_name, "_", '-');
}

AnserCapabilities *
anser_smtp_machine_get_capabilities (AnserSmtpMachine *self)
{
  g_return_val_if_fail (ANSER_IS_SMTP_MACHINE (self), NULL);

  return self->capabilities;
}

AnserServerQuirks
anser_smtp_machine_get_quirks (AnserSmtpMachine *self)
{
  g_return_val_if_fail (ANSER_IS_SMTP_MACHINE (self), ANSER_QUIRKS_NONE);

  return self->quirks;
}

gboolean
anser_smtp_machine_takes_eight_bit (AnserSmtpMachine *self)
{
  g_return_val_if_fail (ANSER_IS_SMTP_MACHINE (self), FALSE);

  return self->capabilities != NULL && anser_capabilities_has (self->capabilities, "8BITMIME") &&
         (self->quirks & ANSER_QUIRK_NO_8BITMIME) == 0;
}

const char *
anser_smtp_machine_get_mechanism (AnserSmtpMachine *self)
{
  g_return_val_if_fail (ANSER_IS_SMTP_MACHINE (self), NULL);

  return self->mechanism;
}
