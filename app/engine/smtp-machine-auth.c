/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * Authentication (RFC 4954):
 *
 *     C: AUTH PLAIN AGpvZQBzZWNyZXQ=     or  C: AUTH LOGIN
 *     S: 235 welcome                         S: 334 VXNlcm5hbWU6
 *                                            C: am9l
 *                                            S: 334 UGFzc3dvcmQ6
 *                                            C: c2VjcmV0
 *                                            S: 235 welcome
 */

#include "smtp-machine-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "errors.h"

/* RFC 4954 section 4: the command line, its end included. */
#define AUTH_LINE_LIMIT 512

/* Challenges that a server may ask for in one exchange; no mechanism has as many. */
#define MAX_TURNS 10

static gboolean on_auth          (AnserSmtpMachine     *self,
                                  AnserSmtpCommand     *command,
                                  const AnserSmtpReply *reply,
                                  GError              **error);
static gboolean on_auth_given_up (AnserSmtpMachine     *self,
                                  AnserSmtpCommand     *command,
                                  const AnserSmtpReply *reply,
                                  GError              **error);

/* A response, out of the trace; it is wiped. */
static void
say_secret (AnserSmtpMachine *self,
            const char       *command,
            char             *response,
            const char       *shown)
{
  anser_smtp_machine_say (self, on_auth, "%s%s", command, response)->shown = shown;
  explicit_bzero (response, strlen (response));
  g_free (response);
}

/* An exchange begins; what the client may say first is held until it may. */
static gboolean
begin_exchange (AnserSmtpMachine         *self,
                const AnserSaslMechanism *mechanism,
                GError                  **error)
{
  g_clear_pointer (&self->sasl, anser_sasl_free);
  g_clear_pointer (&self->held_response, g_free);
  self->sasl = anser_sasl_new (mechanism, self->server);
  anser_sasl_bind (self->sasl, self->binding, anser_capabilities_get (self->capabilities, "AUTH"));
  self->initial_response_sent = FALSE;
  if (!mechanism->initial_response)
    return TRUE;

  self->held_response = anser_sasl_step (self->sasl, NULL, error);
  return self->held_response != NULL;
}

static gboolean
say_auth (AnserSmtpMachine         *self,
          const AnserSaslMechanism *mechanism,
          GError                  **error)
{
  g_autofree char *command = g_strdup_printf ("AUTH %s ", mechanism->name);

  self->n_logins++;
  if (!begin_exchange (self, mechanism, error))
    return FALSE;

  if (self->held_response == NULL || self->two_steps ||
      strlen (command) + strlen (self->held_response) + 2 > AUTH_LINE_LIMIT)
    {
      anser_smtp_machine_say (self, on_auth, "AUTH %s", mechanism->name);
      return TRUE;
    }

  self->initial_response_sent = TRUE;
  say_secret (self, command, g_steal_pointer (&self->held_response), "AUTH ****");
  return TRUE;
}

static void
fail_login (AnserSmtpMachine *self,
            GError           *reason)
{
  self->step->error = reason;
  anser_smtp_machine_end_step (self);
}

static GError *
explain_refusal (AnserSmtpMachine     *self,
                 const AnserSmtpReply *reply)
{
  g_autofree char *text = NULL;

  if (reply->code != 503)
    {
      GError *error = anser_smtp_reply_to_error (reply, _("Logging in"));

      anser_sasl_explain (self->sasl, error);
      return error;
    }

  /* A server that does not know AUTH, or not here (S4). */
  text = anser_smtp_reply_get_text (reply);
  return anser_error_new_reply (ANSER_ERROR_NO_MECHANISM, reply->code, reply->status, text,
                                _("The mail server does not offer a login here. Check the port and "
                                  "the encryption in the account's settings, or choose to send "
                                  "without logging in. It said: “%s”"), text);
}

/* The next mechanism that both ends know; when there is none, the step has failed. */
static void
try_next (AnserSmtpMachine     *self,
          const AnserSmtpReply *reply)
{
  const AnserSaslMechanism *mechanism = self->mechanisms[self->next_mechanism];
  GError *error = NULL;

  if (mechanism == NULL)
    {
      fail_login (self, explain_refusal (self, reply));
      return;
    }

  self->next_mechanism++;
  self->two_steps = FALSE;
  if (!say_auth (self, mechanism, &error))
    fail_login (self, error);
}

/* The same, but nothing that shows more of the password to who can read the connection. */
static void
try_next_as_secure (AnserSmtpMachine     *self,
                    const AnserSmtpReply *reply)
{
  gboolean secure = self->sasl->mechanism->secure && !self->encrypted;
  const AnserSaslMechanism *next;

  while ((next = self->mechanisms[self->next_mechanism]) != NULL && secure && !next->secure)
    self->next_mechanism++;
  try_next (self, reply);
}

/* The form of the command was turned down, not the password. */
static gboolean
is_about_form (const AnserSmtpReply *reply)
{
  return reply->code == 500 || reply->code == 501 || reply->code == 502 || reply->code == 504;
}

/* The password may be right, but the server knows the other type of channel binding only. */
static gboolean
wants_other_binding (AnserSmtpMachine     *self,
                     const AnserSmtpReply *reply)
{
  return reply->code == 535 &&
         anser_sasl_is_variant (self->sasl->mechanism, self->mechanisms[self->next_mechanism]);
}

/* Some servers know the form in two steps only (S7). */
static gboolean
try_two_steps (AnserSmtpMachine *self)
{
  GError *error = NULL;

  if (!self->initial_response_sent || self->two_steps)
    return FALSE;

  self->two_steps = TRUE;
  if (!say_auth (self, self->sasl->mechanism, &error))
    fail_login (self, error);
  return TRUE;
}

/* The server's no: only some codes tell that the mechanism, not the password, was turned down (S8).
 * 432 asks for a login by another one, of those that send the password. */
static void
on_auth_refused (AnserSmtpMachine     *self,
                 const AnserSmtpReply *reply)
{
  if (is_about_form (reply) && try_two_steps (self))
    return;

  if (is_about_form (reply) || reply->code == 534 || wants_other_binding (self, reply))
    try_next (self, reply);
  else if (reply->code == 432)
    try_next_as_secure (self, reply);
  else
    fail_login (self, explain_refusal (self, reply));
}

/* Some servers pass over an initial response and ask for it, without a challenge (S7). */
static gboolean
was_passed_over (AnserSmtpMachine *self,
                 const char       *challenge)
{
  return self->initial_response_sent && self->sasl->mechanism == &anser_sasl_plain &&
         challenge[0] == '\0';
}

/* The answer to a challenge; one that cannot be answered is cancelled. */
static gboolean
answer (AnserSmtpMachine     *self,
        const AnserSmtpReply *reply,
        GError              **error)
{
  const char *challenge = reply->lines->len > 0 ? g_ptr_array_index (reply->lines, 0) : "";
  char *response;

  if (was_passed_over (self, challenge) && !begin_exchange (self, self->sasl->mechanism, error))
    return FALSE;

  g_clear_error (&self->broken);
  response = g_steal_pointer (&self->held_response);
  if (response == NULL)
    response = anser_sasl_step (self->sasl, challenge, &self->broken);

  if (response == NULL)
    anser_smtp_machine_say (self, on_auth_given_up, "*");
  else
    say_secret (self, "", response, "****");
  return TRUE;
}

/* 235, a challenge, or no. */
static gboolean
on_auth (AnserSmtpMachine     *self,
         AnserSmtpCommand     *command,
         const AnserSmtpReply *reply,
         GError              **error)
{
  if (reply->code / 100 == 2 && !anser_sasl_is_complete (self->sasl))
    {
      g_propagate_error (error, anser_sasl_unproven_error (self->server));
      return FALSE;
    }
  if (self->sasl->turn >= MAX_TURNS && reply->code / 100 == 3)
    {
      g_set_error_literal (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL,
                           _("The mail server never came to an end with the login, so Anser ended "
                             "the connection. Choose another way of logging in in the account's "
                             "settings."));
      return FALSE;
    }

  if (reply->code / 100 == 3)
    return answer (self, reply, error);
  if (reply->code / 100 != 2)
    {
      on_auth_refused (self, reply);
      return TRUE;
    }

  self->mechanism = self->sasl->mechanism->name;
  anser_smtp_machine_end_step (self);
  return TRUE;
}

/* The challenge could not be answered, and the server was told so. Whoever sent it does not get the
 * password by a weaker mechanism instead. */
static gboolean
on_auth_given_up (AnserSmtpMachine     *self,
                  AnserSmtpCommand     *command,
                  const AnserSmtpReply *reply,
                  GError              **error)
{
  gboolean secure = self->sasl->mechanism->secure;
  const AnserSaslMechanism *next;

  while ((next = self->mechanisms[self->next_mechanism]) != NULL && secure && !next->secure)
    self->next_mechanism++;

  if (next != NULL)
    try_next (self, reply);
  else
    fail_login (self, g_steal_pointer (&self->broken));
  return TRUE;
}

static gboolean
begin_login (AnserSmtpMachine *self,
             AnserSmtpStep    *step)
{
  const AnserServer *server = self->server;

  if (server->user == NULL ||
      (server->mechanism != NULL && g_ascii_strcasecmp (server->mechanism, "none") == 0))
    return FALSE;

  g_clear_pointer (&self->mechanisms, g_free);
  self->next_mechanism = 1;
  self->two_steps = FALSE;
  self->mechanisms = anser_sasl_choose (server, anser_capabilities_get (self->capabilities, "AUTH"),
                                        self->encrypted, self->binding, &step->error);

  return self->mechanisms != NULL && say_auth (self, self->mechanisms[0], &step->error);
}

/* The next mechanism of those chosen over the connection before (S9). A login that came in between
 * may have used them up. */
gboolean
anser_smtp_machine_resume_login (AnserSmtpMachine *self,
                                 AnserSmtpStep    *step)
{
  if (self->mechanisms == NULL || self->mechanisms[self->next_mechanism] == NULL)
    return begin_login (self, step);

  self->two_steps = FALSE;
  return say_auth (self, self->mechanisms[self->next_mechanism++], &step->error);
}

/* The mechanism that worked before goes first. */
static gboolean
begin_login_again (AnserSmtpMachine *self,
                   AnserSmtpStep    *step)
{
  if (self->next_mechanism > 0)
    self->next_mechanism--;
  return anser_smtp_machine_resume_login (self, step);
}

static AnserSmtpStep *
login_step_new (AnserSmtpBegin begin)
{
  AnserSmtpStep *step = g_new0 (AnserSmtpStep, 1);

  step->begin = begin;
  step->is_login = TRUE;
  return step;
}

void
anser_smtp_machine_login_again (AnserSmtpMachine *self)
{
  AnserSmtpStep *step = login_step_new (begin_login_again);

  step->is_own = TRUE;
  g_queue_push_head (&self->steps, step);
}

void
anser_smtp_machine_authenticate (AnserSmtpMachine  *self,
                                 AnserSmtpDoneFunc  done,
                                 gpointer           user_data)
{
  g_return_if_fail (ANSER_IS_SMTP_MACHINE (self));

  anser_smtp_machine_give (self, login_step_new (begin_login), done, user_data);
}
