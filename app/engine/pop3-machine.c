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


/* RFC 2449 section 6.6: what is outstanding fits into the buffers on the way, so that a server that
 * reads nothing while it writes holds up no write; the wire reads whether it can write or not (P28).
 * A server that mixes up its replies does so whatever the window is, and is met in lock-step from
 * then on (P27). */
#define OUTSTANDING_BYTES  (16 * 1024)
#define DEFAULT_WINDOW     1000

/* Seconds. */
#define DEFAULT_TIMEOUT    120
#define DOUBT_TIMEOUT      1
#define UNFINISHED_TIMEOUT 30

/* Milliseconds without a command after which NOOP is said: servers hang up after a minute (P16). */
#define DEFAULT_REST       10000

/* UIDL of a million letters fits, with uids as long as servers have them, and takes less than this. */
#define LISTING_BOUND      (48 * 1024 * 1024)

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

void
anser_pop3_command_free (AnserPop3Command *self)
{
  if (self->shown != NULL)
    explicit_bzero (self->text, strlen (self->text));
  g_free (self->text);
  g_clear_object (&self->sink);
  g_clear_pointer (&self->answer.items, anser_pop3_items_unref);
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
    anser_pop3_command_free (command);
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
      anser_pop3_command_free (command);
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

/* The conversation is over, if it does not begin anew; the first error stays (wire rule 12). */
static void
die (AnserPop3Machine *self,
     const GError     *error)
{
  if (anser_pop3_machine_try_again (self, error))
    return;

  if (self->error == NULL)
    self->error = anser_pop3_machine_explain (self, error);
  self->closed = TRUE;
  self->again = FALSE;
  self->in_body = FALSE;
  self->tls_wanted = FALSE;

  if (self->doubted != NULL)
    finish_with (self, g_steal_pointer (&self->doubted), self->error);
  finish_all (self, &self->in_flight);
  if (self->login != NULL)
    finish_with (self, g_steal_pointer (&self->login), self->error);
  finish_all (self, &self->session);
  finish_all (self, &self->queued);
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
    die (self, local_error);
  tell (self);

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
  die (self, local_error);
  tell (self);
  if (self->again)
    return TRUE;

  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}

/* A full window is filled again when half of it is answered: commands that go out one by one are a
 * packet each. */
static gboolean
has_room (AnserPop3Machine *self,
          AnserPop3Command *next)
{
  if (self->window_full &&
      (self->in_flight.length > self->window / 2 || self->outstanding > OUTSTANDING_BYTES / 2))
    return FALSE;
  return self->in_flight.length < self->window &&
         self->outstanding + strlen (next->text) + 2 <= OUTSTANDING_BYTES;
}

/* Whoever is let in may look into the mailbox without waiting for the second answer to CAPA. */
static gboolean
may_look (AnserPop3Machine *self)
{
  const AnserPop3Command *next = g_queue_peek_head (&self->queued);

  return self->authenticated && self->session.length == 0 && next != NULL && next->only_looks;
}

/* Where the next command comes from. */
static GQueue *
get_source (AnserPop3Machine *self)
{
  return self->ready || may_look (self) ? &self->queued : &self->session;
}

/* The next command that may be said now. */
static AnserPop3Command *
peek_next (AnserPop3Machine *self)
{
  GQueue *source = get_source (self);
  AnserPop3Command *next = g_queue_peek_head (source);

  if (self->closed || self->again || self->tls_wanted)
    return NULL;
  if (next == NULL || self->in_flight.length == 0)
    return next;

  /* What the session says waits for the reply to the last command (P21). */
  return source == &self->queued && self->pipelining && has_room (self, next) ? next : NULL;
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

      command->pipelined = self->in_flight.length > 0;
      g_queue_pop_head (get_source (self));
      g_queue_push_tail (&self->in_flight, command);
      self->window_full = FALSE;
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
  if (self->in_flight.length > 0 || self->doubted != NULL || peek_next (self) != NULL)
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
  return self->doubted != NULL ? DOUBT_TIMEOUT : DEFAULT_TIMEOUT;
}

static gboolean
anser_pop3_machine_silence (AnserMachine *machine)
{
  g_autoptr (AnserPop3Machine) self = g_object_ref (ANSER_POP3_MACHINE (machine));
  g_autoptr (GError) error = NULL;
  gboolean goes_on = anser_pop3_machine_bear_silence (self, &error);

  if (error != NULL)
    die (self, error);
  tell (self);

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
  anser_pop3_machine_learn_quirk (self, self->suspected);
  if (self->login != NULL)
    anser_pop3_machine_finish (self, g_steal_pointer (&self->login));
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
