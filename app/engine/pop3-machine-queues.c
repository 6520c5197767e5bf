/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * How commands travel, and how all of them end when the conversation does:
 *
 *     queued ──────► in flight     as many as the window allows
 *     in flight ───► finished      replies come in the order of the commands
 *     finished ────► the program   is told when no handler is running
 */

#include "pop3-machine-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* RFC 2449 section 6.6: what is outstanding fits into the buffers on the way, so that a server that
 * reads nothing while it writes holds up no write; the wire reads whether it can write or not (P28).
 * A server that mixes up its replies does so whatever the window is, and is met in lock-step from
 * then on (P27). */
#define OUTSTANDING_BYTES  (16 * 1024)

/* UIDL of a million letters fits, with uids as long as servers have them, and takes less than this. */
#define LISTING_BOUND      (48 * 1024 * 1024)

AnserPop3Command *
anser_pop3_command_new (AnserPop3Handler  on_reply,
                        char             *text)
{
  AnserPop3Command *self = g_new0 (AnserPop3Command, 1);

  self->on_reply = on_reply;
  self->text = text;
  self->timeout = ANSER_POP3_COMMAND_TIMEOUT;
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
void
anser_pop3_machine_tell (AnserPop3Machine *self)
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
void
anser_pop3_machine_die (AnserPop3Machine *self,
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
AnserPop3Command *
anser_pop3_machine_peek_next (AnserPop3Machine *self)
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

void
anser_pop3_machine_put_in_flight (AnserPop3Machine *self)
{
  AnserPop3Command *command = g_queue_pop_head (get_source (self));

  command->pipelined = self->in_flight.length > 0;
  self->outstanding += strlen (command->text) + 2;
  self->window_full = FALSE;
  g_queue_push_tail (&self->in_flight, command);
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
  anser_pop3_machine_tell (self);
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
  anser_pop3_machine_tell (self);
}
