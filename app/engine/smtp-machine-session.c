/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * From the greeting to an open session, and its end (RFC 5321, RFC 3207):
 *
 *     S: 220 mail.example ESMTP
 *     C: EHLO [192.0.2.1]                or, where that is unknown:  C: HELO [192.0.2.1]
 *     S: 250-mail.example                                            S: 250 mail.example
 *     S: 250-STARTTLS
 *     S: 250 PIPELINING
 *     C: STARTTLS
 *     S: 220 go ahead
 *        (handshake; what was learnt before it is forgotten)
 *     C: EHLO [192.0.2.1]
 *     S: 250-mail.example ...
 *        (authentication, letters)
 *     C: QUIT
 *     S: 221 bye
 */

#include "smtp-machine-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "errors.h"
#include "text.h"

static gboolean on_ehlo     (AnserSmtpMachine     *self,
                             AnserSmtpCommand     *command,
                             const AnserSmtpReply *reply,
                             GError              **error);
static gboolean on_helo     (AnserSmtpMachine     *self,
                             AnserSmtpCommand     *command,
                             const AnserSmtpReply *reply,
                             GError              **error);
static gboolean on_starttls (AnserSmtpMachine     *self,
                             AnserSmtpCommand     *command,
                             const AnserSmtpReply *reply,
                             GError              **error);
static gboolean on_quit     (AnserSmtpMachine     *self,
                             AnserSmtpCommand     *command,
                             const AnserSmtpReply *reply,
                             GError              **error);

static gboolean
refused (const AnserSmtpReply *reply,
         const char           *what,
         GError              **error)
{
  g_propagate_error (error, anser_smtp_reply_to_error (reply, what));
  return FALSE;
}

static gboolean
needs_password (AnserSmtpMachine *self)
{
  return self->server->user != NULL &&
         (self->server->mechanism == NULL ||
          g_ascii_strcasecmp (self->server->mechanism, "none") != 0);
}

static gboolean
needs_starttls (AnserSmtpMachine *self)
{
  return self->server->security == ANSER_SECURITY_STARTTLS && !self->encrypted;
}

static const char *
get_helo_name (AnserSmtpMachine *self)
{
  return self->helo_name != NULL ? self->helo_name : self->own_literal;
}

static gboolean
set_tls_missing (AnserSmtpMachine *self,
                 GError          **error)
{
  g_set_error (error, ANSER_ERROR, ANSER_ERROR_TLS_MISSING,
               _("The mail server %s does not encrypt the connection, so nothing was sent to it. "
                 "Choose “TLS” instead of “STARTTLS” in the account's settings, or ask your mail "
                 "provider."), self->server->host);
  return FALSE;
}

void
anser_smtp_machine_say_ehlo (AnserSmtpMachine *self)
{
  anser_smtp_machine_say (self, on_ehlo, "EHLO %s", get_helo_name (self));
}

/* The greeting: 220, or the server will not talk to us today. */
gboolean
anser_smtp_machine_on_greeting (AnserSmtpMachine     *self,
                                AnserSmtpCommand     *command,
                                const AnserSmtpReply *reply,
                                GError              **error)
{
  if (reply->code != 220)
    return refused (reply, _("Connecting to the mail server"), error);
  if (self->helo_name != NULL && !anser_text_check (self->helo_name, _("EHLO name"), error))
    return FALSE;

  anser_smtp_machine_say_ehlo (self);
  return TRUE;
}

static void
learn (AnserSmtpMachine     *self,
       const AnserSmtpReply *reply)
{
  g_clear_pointer (&self->capabilities, anser_capabilities_unref);
  self->capabilities = anser_capabilities_new ();

  /* The first line is the server's name. */
  for (unsigned i = 1; i < reply->lines->len; i++)
    anser_capabilities_add_line (self->capabilities, g_ptr_array_index (reply->lines, i));
}

/* EHLO: what the server can do. One that does not know it can neither encrypt nor ask for a
 * password (S2). */
static gboolean
on_ehlo (AnserSmtpMachine     *self,
         AnserSmtpCommand     *command,
         const AnserSmtpReply *reply,
         GError              **error)
{
  gboolean unknown = reply->code == 500 || reply->code == 502 || reply->code == 504;

  if (unknown && needs_starttls (self))
    return set_tls_missing (self, error);
  if (unknown && !needs_password (self))
    {
      anser_smtp_machine_say (self, on_helo, "HELO %s", get_helo_name (self));
      return TRUE;
    }
  if (reply->code / 100 != 2)
    return refused (reply, _("Greeting the mail server"), error);

  learn (self, reply);
  if (!needs_starttls (self))
    {
      anser_smtp_machine_set_open (self);
      return TRUE;
    }
  if (!anser_capabilities_has (self->capabilities, "STARTTLS"))
    return set_tls_missing (self, error);

  anser_smtp_machine_say (self, on_starttls, "STARTTLS");
  return TRUE;
}

static gboolean
on_helo (AnserSmtpMachine     *self,
         AnserSmtpCommand     *command,
         const AnserSmtpReply *reply,
         GError              **error)
{
  if (reply->code / 100 != 2)
    return refused (reply, _("Greeting the mail server"), error);

  g_clear_pointer (&self->capabilities, anser_capabilities_unref);
  self->capabilities = anser_capabilities_new ();
  anser_smtp_machine_set_open (self);
  return TRUE;
}

/* STARTTLS: a server that refuses it hears nothing more, least of all a password. */
static gboolean
on_starttls (AnserSmtpMachine     *self,
             AnserSmtpCommand     *command,
             const AnserSmtpReply *reply,
             GError              **error)
{
  if (reply->code == 220)
    {
      self->tls_wanted = TRUE;
      return TRUE;
    }
  if (reply->code / 100 == 4)
    return refused (reply, _("Encrypting the connection"), error);

  return set_tls_missing (self, error);
}

/* QUIT: whatever it says, the conversation is over. */
static gboolean
on_quit (AnserSmtpMachine     *self,
         AnserSmtpCommand     *command,
         const AnserSmtpReply *reply,
         GError              **error)
{
  self->closed = TRUE;
  anser_smtp_machine_end_step (self);
  return TRUE;
}

/* Steps begin only when the session is open: there is nothing to do. */
static gboolean
begin_open (AnserSmtpMachine *self,
            AnserSmtpStep    *step)
{
  return FALSE;
}

static gboolean
begin_quit (AnserSmtpMachine *self,
            AnserSmtpStep    *step)
{
  anser_smtp_machine_say (self, on_quit, "QUIT")->timeout = ANSER_SMTP_QUIT_TIMEOUT;
  return TRUE;
}

void
anser_smtp_machine_open (AnserSmtpMachine  *self,
                         AnserSmtpDoneFunc  done,
                         gpointer           user_data)
{
  AnserSmtpStep *step;

  g_return_if_fail (ANSER_IS_SMTP_MACHINE (self));

  step = g_new0 (AnserSmtpStep, 1);
  step->begin = begin_open;
  anser_smtp_machine_give (self, step, done, user_data);
}

void
anser_smtp_machine_quit (AnserSmtpMachine  *self,
                         AnserSmtpDoneFunc  done,
                         gpointer           user_data)
{
  AnserSmtpStep *step;

  g_return_if_fail (ANSER_IS_SMTP_MACHINE (self));

  step = g_new0 (AnserSmtpStep, 1);
  step->begin = begin_quit;
  step->is_quit = TRUE;
  anser_smtp_machine_give (self, step, done, user_data);
}
