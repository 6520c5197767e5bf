/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * From the greeting to the TRANSACTION state (RFC 1939, RFC 2449, RFC 2595, RFC 5034):
 *
 *     S: +OK POP3 server ready
 *     C: CAPA
 *     S: +OK
 *     S: STLS
 *     S: SASL PLAIN LOGIN
 *     S: .
 *     C: STLS
 *     S: +OK begin TLS
 *        (handshake; what was learnt before it is forgotten)
 *     C: CAPA
 *     S: +OK ... .
 *        (the login: pop3-machine-auth.c)
 *     C: CAPA                            some servers list more after the login (P6)
 *     S: +OK ... .
 *
 * Each command waits for the reply to the one before it. Behind the last CAPA, where the server
 * listed PIPELINING before, STAT, LIST and UIDL may follow at once.
 */

#include "pop3-machine-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CAPA_BOUND      (64 * 1024)

/* Seconds: a server that knows CAPA answers it at once, or when it has opened the mailbox. */
#define CAPA_TIMEOUT    20
#define MAILBOX_TIMEOUT 60

static gboolean on_capabilities (AnserPop3Machine      *self,
                                 AnserPop3Command      *command,
                                 const AnserPop3Status *status,
                                 GError               **error);
static gboolean on_stls         (AnserPop3Machine      *self,
                                 AnserPop3Command      *command,
                                 const AnserPop3Status *status,
                                 GError               **error);

static gboolean
refused (const AnserPop3Status *status,
         const char            *what,
         GError               **error)
{
  g_propagate_error (error, anser_pop3_status_to_error (status, what));
  return FALSE;
}

/* The greeting: +OK, or the server will not talk to us now. */
gboolean
anser_pop3_machine_on_greeting (AnserPop3Machine      *self,
                                AnserPop3Command      *command,
                                const AnserPop3Status *status,
                                GError               **error)
{
  if (!status->ok)
    return refused (status, _("Opening the mailbox"), error);

  self->banner = g_strdup (status->text);
  return anser_pop3_machine_ask_abilities (self, error);
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

/* CAPA, if it can be asked, is followed by encryption, by the login, or by the commands. */
static gboolean
go_on (AnserPop3Machine *self,
       GError          **error)
{
  if (self->server->security == ANSER_SECURITY_STARTTLS && !self->encrypted)
    {
      anser_pop3_machine_say (self, on_stls, "STLS");
      return TRUE;
    }
  if (!self->authenticated)
    return anser_pop3_machine_authenticate (self, error);

  anser_pop3_machine_set_ready (self);
  return TRUE;
}

/* What the server can do. A server without CAPA is no worse for that (P6). */
static gboolean
on_capabilities (AnserPop3Machine      *self,
                 AnserPop3Command      *command,
                 const AnserPop3Status *status,
                 GError               **error)
{
  anser_pop3_machine_learn (self, command, status);
  return go_on (self, error);
}

/* STLS: a server that refuses it hears nothing more, least of all a password. */
static gboolean
on_stls (AnserPop3Machine      *self,
         AnserPop3Command      *command,
         const AnserPop3Status *status,
         GError               **error)
{
  if (status->ok)
    {
      self->tls_wanted = TRUE;
      return TRUE;
    }

  g_propagate_error (error,
                     anser_error_new_reply (ANSER_ERROR_TLS_MISSING, 0, status->code, status->text,
                                            _("The mail server %s refused to encrypt the "
                                              "connection, so nothing was sent to it. Choose "
                                              "“TLS” instead of “STARTTLS” in the account's "
                                              "settings, or ask your mail provider. "
                                              "It said: “%s”"), self->server->host, status->text));
  return FALSE;
}

static void
on_capa_line (AnserPop3Machine *self,
              AnserPop3Command *command,
              const char       *line)
{
  if (command->answer.capabilities == NULL)
    command->answer.capabilities = anser_capabilities_new ();
  anser_capabilities_add_line (command->answer.capabilities, line);
}

/* A refusal means "unknown": what was known stays, but nothing is pipelined on the strength of it. */
void
anser_pop3_machine_learn (AnserPop3Machine      *self,
                          AnserPop3Command      *command,
                          const AnserPop3Status *status)
{
  if (status->ok && command->answer.capabilities == NULL)
    command->answer.capabilities = anser_capabilities_new ();

  if (status->ok)
    {
      g_clear_pointer (&self->capabilities, anser_capabilities_unref);
      self->capabilities = anser_capabilities_ref (command->answer.capabilities);
    }
  else if (self->capabilities == NULL)
    self->capabilities = anser_capabilities_new ();

  self->pipelining = status->ok && anser_capabilities_has (self->capabilities, "PIPELINING") &&
                     !anser_pop3_machine_has_quirk (self, ANSER_QUIRK_NO_PIPELINING);
}

AnserPop3Command *
anser_pop3_machine_capa_new (AnserPop3Handler on_reply)
{
  AnserPop3Command *command = anser_pop3_command_new (on_reply, g_strdup ("CAPA"));

  command->shape = ANSER_POP3_LISTING;
  command->on_line = on_capa_line;
  command->listing_bound = CAPA_BOUND;
  command->timeout = MAILBOX_TIMEOUT;

  return command;
}

gboolean
anser_pop3_machine_ask_abilities (AnserPop3Machine *self,
                                  GError          **error)
{
  AnserPop3Command *command;

  if (anser_pop3_machine_has_quirk (self, ANSER_QUIRK_NO_CAPA))
    {
      g_clear_pointer (&self->capabilities, anser_capabilities_unref);
      self->capabilities = anser_capabilities_new ();
      return go_on (self, error);
    }

  command = anser_pop3_machine_capa_new (on_capabilities);
  command->blame = ANSER_QUIRK_NO_CAPA;
  command->timeout = self->authenticated ? MAILBOX_TIMEOUT : CAPA_TIMEOUT;
  g_queue_push_tail (&self->session, command);
  return TRUE;
}
