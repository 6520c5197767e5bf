/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * How commands travel: given, queued, said, in flight, answered, finished, told.
 *
 *     produce:   queued ──────► in_flight     as many as the window allows
 *     consume:   in_flight ───► finished      replies come in the order of the commands
 *     tell:      finished ────► the program   when no handler is running
 *
 * Replies are read in pop3-machine-reading.c. The conversation itself stands in
 * pop3-machine-login.c and pop3-machine-commands.c.
 */

#include "pop3-machine-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>


/* RFC 2449 section 6.6 leaves the bound to the client; more bytes than this could fill the buffers
 * of both ends while each waits for the other to read (P27, P28). */
#define OUTSTANDING_BYTES 1024
#define DEFAULT_WINDOW    100

#define DEFAULT_TIMEOUT   120 /* seconds */

/* The listing of a million letters fits, and takes less than 64 MB. */
#define LISTING_BOUND     (48 * 1024 * 1024)

static void anser_pop3_machine_machine_init (AnserMachineInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AnserPop3Machine, anser_pop3_machine, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ANSER_TYPE_MACHINE,
                                                      anser_pop3_machine_machine_init))

AnserPop3Command *
anser_pop3_command_new (AnserPop3Handler  on_reply,
                        char             *text)
{
  AnserPop3Command *self = g_new0 (AnserPop3Command, 1);

  self->on_reply = on_reply;
  self->text = text;
  self->timeout = DEFAULT_TIMEOUT;
  self->listing_bound = LISTING_BOUND;

  return self;
}

static void
command_free (AnserPop3Command *self)
{
  if (self->shown != NULL)
    explicit_bzero (self->text, strlen (self->text));
  g_free (self->text);
  g_clear_object (&self->sink);
  g_clear_pointer (&self->answer.items, g_array_unref);
  g_clear_pointer (&self->answer.capabilities, anser_capabilities_unref);
  g_clear_error (&self->error);
  g_free (self);
}

void
anser_pop3_machine_finish (AnserPop3Machine *self,
                           AnserPop3Command *command)
{
  if (command->done != NULL)
    g_queue_push_tail (&self->finished, command);
  else
    command_free (command);
}

/* Tells the program about finished commands. It may give further ones, or drop the machine. */
static void
tell (AnserPop3Machine *self)
{
  AnserPop3Command *command;

  if (self->telling)
    return;

  self->telling = TRUE;
  while ((command = g_queue_pop_head (&self->finished)) != NULL)
    {
      command->done (self, &command->answer, command->error, command->user_data);
      command_free (command);
    }
  self->telling = FALSE;
}

static void
finish_with (AnserPop3Machine *self,
             AnserPop3Command *command,
             const GError     *error)
{
  g_clear_error (&command->error);
  command->error = g_error_copy (error);
  anser_pop3_machine_finish (self, command);
}

static void
finish_all (AnserPop3Machine *self,
            GQueue           *queue)
{
  AnserPop3Command *command;

  while ((command = g_queue_pop_head (queue)) != NULL)
    finish_with (self, command, self->error);
}

/* The conversation is over; the first error stays (wire rule 12). */
static void
die (AnserPop3Machine *self,
     const GError     *error)
{
  if (self->error == NULL)
    self->error = g_error_copy (error);
  self->closed = TRUE;
  self->in_body = FALSE;
  self->tls_wanted = FALSE;

  finish_all (self, &self->in_flight);
  if (self->login != NULL)
    finish_with (self, g_steal_pointer (&self->login), self->error);
  finish_all (self, &self->session);
  finish_all (self, &self->queued);
}

/* Replies that are none while several commands are in flight: they were too many at once (P27). */
static void
learn_from (AnserPop3Machine *self,
            const GError     *error)
{
  if (self->pipelining && self->in_flight.length > 1 &&
      g_error_matches (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL))
    anser_pop3_machine_learn_quirk (self, ANSER_QUIRK_NO_PIPELINING);
}

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

  /* What comes after QUIT was answered is nobody's. */
  if (self->closed && self->error == NULL)
    return length;

  while (n_read > 0 && consumed < length && !self->closed && self->tls_wanted == tls_was_wanted)
    {
      n_read = anser_pop3_machine_read (self, data + consumed, length - consumed, &local_error);
      consumed += MAX (n_read, 0);
    }

  if (n_read < 0)
    {
      learn_from (self, local_error);
      die (self, local_error);
    }
  tell (self);

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
  tell (self);
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

  if (self->closed && self->error == NULL)
    return TRUE;

  if (is_quit_in_flight (self))
    {
      end_quietly (self);
      return TRUE;
    }

  g_set_error (&local_error, ANSER_ERROR, ANSER_ERROR_CLOSED,
               _("The mail server %s ended the connection before it had answered. "
                 "Nothing is lost; try again in a few minutes."), self->server->host);
  die (self, local_error);
  tell (self);

  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}

/* The next command that may be said now. */
static AnserPop3Command *
peek_next (AnserPop3Machine *self)
{
  AnserPop3Command *next;

  if (self->closed || self->tls_wanted)
    return NULL;

  /* Until the login is over, each command waits for the reply to the last one (P21). */
  if (!self->ready)
    return self->in_flight.length == 0 ? g_queue_peek_head (&self->session) : NULL;

  next = g_queue_peek_head (&self->queued);
  if (next == NULL || self->in_flight.length == 0)
    return next;
  if (!self->pipelining || self->in_flight.length >= self->window)
    return NULL;
  return self->outstanding + strlen (next->text) + 2 <= OUTSTANDING_BYTES ? next : NULL;
}

static gboolean
anser_pop3_machine_produce (AnserMachine *machine,
                            GByteArray   *out,
                            gsize         limit,
                            GError      **error)
{
  AnserPop3Machine *self = ANSER_POP3_MACHINE (machine);
  AnserPop3Command *command;

  while (out->len < limit && (command = peek_next (self)) != NULL)
    {
      gsize length = strlen (command->text);
      const char *shown;

      g_byte_array_append (out, (const guint8 *) command->text, length);
      g_byte_array_append (out, (const guint8 *) "\r\n", 2);
      self->outstanding += length + 2;

      shown = command->shown != NULL ? command->shown : command->text;
      anser_machine_trace (self->trace, self->trace_data, "C: ", shown, strlen (shown));

      g_queue_pop_head (self->ready ? &self->queued : &self->session);
      g_queue_push_tail (&self->in_flight, command);
    }

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
  if (self->tls_wanted)
    return ANSER_MACHINE_WANT_TLS;
  if (self->in_flight.length > 0 || peek_next (self) != NULL)
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
  if (self->in_flight.length == 0)
    anser_pop3_machine_ask_abilities (self);

  return TRUE;
}

static unsigned
anser_pop3_machine_get_stage_timeout (AnserMachine *machine)
{
  AnserPop3Command *command = g_queue_peek_head (&ANSER_POP3_MACHINE (machine)->in_flight);

  return command != NULL ? command->timeout : DEFAULT_TIMEOUT;
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

  die (self, error);
  tell (self);
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
  iface->fail = anser_pop3_machine_fail;
  iface->get_progress = anser_pop3_machine_get_progress;
}

static void
free_all (GQueue *queue)
{
  g_queue_clear_full (queue, (GDestroyNotify) command_free);
}

static void
anser_pop3_machine_finalize (GObject *object)
{
  AnserPop3Machine *self = ANSER_POP3_MACHINE (object);

  free_all (&self->session);
  free_all (&self->queued);
  free_all (&self->in_flight);
  free_all (&self->finished);
  g_clear_pointer (&self->login, command_free);
  g_clear_pointer (&self->server, anser_server_free);
  g_clear_pointer (&self->capabilities, anser_capabilities_unref);
  g_clear_pointer (&self->mechanisms, g_free);
  g_clear_pointer (&self->sasl, anser_sasl_free);
  g_clear_pointer (&self->binding, anser_sasl_binding_free);
  g_clear_pointer (&self->held_response, g_free);
  g_free (self->banner);
  if (self->password_recoded != NULL)
    explicit_bzero (self->password_recoded, strlen (self->password_recoded));
  g_free (self->password_recoded);
  g_clear_error (&self->broken);
  g_clear_error (&self->error);
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
  self->line = g_string_new (NULL);
}

AnserPop3Command *
anser_pop3_machine_say (AnserPop3Machine *self,
                        AnserPop3Handler  on_reply,
                        const char       *format,
                        ...)
{
  AnserPop3Command *command;
  va_list arguments;

  va_start (arguments, format);
  command = anser_pop3_command_new (on_reply, g_strdup_vprintf (format, arguments));
  va_end (arguments);

  g_queue_push_tail (&self->session, command);
  return command;
}

void
anser_pop3_machine_give (AnserPop3Machine  *self,
                         AnserPop3Command  *command,
                         AnserPop3DoneFunc  done,
                         gpointer           user_data)
{
  G_GNUC_UNUSED g_autoptr (AnserPop3Machine) alive = g_object_ref (self);

  command->done = done;
  command->user_data = user_data;

  if (!self->closed && !self->quitting)
    {
      self->quitting = command->is_quit;
      g_queue_push_tail (&self->queued, command);
      return;
    }

  command->error = self->error != NULL
                     ? g_error_copy (self->error)
                     : g_error_new_literal (ANSER_ERROR, ANSER_ERROR_CLOSED,
                                            _("The connection to the mail server is closed. "
                                              "Connect again."));
  anser_pop3_machine_finish (self, command);
  tell (self);
}

void
anser_pop3_machine_set_ready (AnserPop3Machine *self)
{
  g_assert (!self->ready);

  self->ready = TRUE;
  if (self->login != NULL)
    anser_pop3_machine_finish (self, g_steal_pointer (&self->login));
}

AnserPop3Machine *
anser_pop3_machine_new (const AnserServer *server)
{
  AnserPop3Machine *self;
  AnserPop3Command *greeting;

  g_return_val_if_fail (server != NULL, NULL);

  self = g_object_new (ANSER_TYPE_POP3_MACHINE, NULL);
  self->server = anser_server_copy (server);
  self->quirks = (AnserServerQuirks) (server->quirks | anser_server_quirks_for_host (server->host));
  self->tls_wanted = server->security == ANSER_SECURITY_TLS;

  greeting = anser_pop3_command_new (anser_pop3_machine_on_greeting, NULL);
  greeting->timeout = ANSER_POP3_LOGIN_TIMEOUT;
  g_queue_push_tail (&self->in_flight, greeting);

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
anser_pop3_machine_has_quirk (AnserPop3Machine  *self,
                              AnserServerQuirks  quirk)
{
  return (self->quirks & quirk) != 0;
}

void
anser_pop3_machine_learn_quirk (AnserPop3Machine  *self,
                                AnserServerQuirks  quirk)
{
  self->quirks = (AnserServerQuirks) (self->quirks | quirk);
}

void
anser_pop3_machine_login (AnserPop3Machine  *self,
                          AnserPop3DoneFunc  done,
                          gpointer           user_data)
{
  G_GNUC_UNUSED g_autoptr (AnserPop3Machine) alive = NULL;

  g_return_if_fail (ANSER_IS_POP3_MACHINE (self));
  g_return_if_fail (self->login == NULL);

  alive = g_object_ref (self);
  self->login = anser_pop3_command_new (NULL, NULL);
  self->login->done = done;
  self->login->user_data = user_data;

  if (self->error != NULL)
    finish_with (self, g_steal_pointer (&self->login), self->error);
  else if (self->ready)
    anser_pop3_machine_finish (self, g_steal_pointer (&self->login));
  tell (self);
}
