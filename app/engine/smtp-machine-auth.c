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

static gboolean
say_auth (AnserSmtpMachine         *self,
          const AnserSaslMechanism *mechanism,
          GError                  **error)
{
  g_autofree char *command = g_strdup_printf ("AUTH %s ", mechanism->name);

  g_clear_pointer (&self->sasl, anser_sasl_free);
  g_clear_pointer (&self->held_response, g_free);
  self->sasl = anser_sasl_new (mechanism, self->server);
  anser_sasl_bind (self->sasl, self->binding, anser_capabilities_get (self->capabilities, "AUTH"));
  self->initial_response_sent = FALSE;

  if (mechanism->initial_response)
    {
      self->held_response = anser_sasl_step (self->sasl, NULL, error);
      if (self->held_response == NULL)
        return FALSE;
    }

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

/* The next mechanism that both ends know; when there is none, the step has failed. */
static void
try_next (AnserSmtpMachine     *self,
          const AnserSmtpReply *reply)
{
  AnserSmtpStep *step = self->step;
  const AnserSaslMechanism *mechanism = self->mechanisms[self->next_mechanism];

  if (mechanism == NULL)
    {
      step->error = anser_smtp_reply_to_error (reply, _("Logging in"));
      anser_smtp_machine_end_step (self);
      return;
    }

  self->next_mechanism++;
  self->two_steps = FALSE;
  if (!say_auth (self, mechanism, &step->error))
    anser_smtp_machine_end_step (self);
}

/* Only these tell that the mechanism, not the password, was turned down. */
static gboolean
is_about_mechanism (const AnserSmtpReply *reply)
{
  return reply->code == 500 || reply->code == 501 || reply->code == 502 || reply->code == 504 ||
         reply->code == 534;
}

/* The password may be right, but the server knows the other type of channel binding only. */
static gboolean
wants_other_binding (AnserSmtpMachine     *self,
                     const AnserSmtpReply *reply)
{
  return reply->code == 535 &&
         anser_sasl_is_variant (self->sasl->mechanism, self->mechanisms[self->next_mechanism]);
}

/* 235, a challenge, or no. */
static gboolean
on_auth (AnserSmtpMachine     *self,
         AnserSmtpCommand     *command,
         const AnserSmtpReply *reply,
         GError              **error)
{
  char *response;

  if (reply->code / 100 == 2 && !anser_sasl_is_complete (self->sasl))
    {
      g_propagate_error (error, anser_sasl_unproven_error (self->server));
      return FALSE;
    }
  if (reply->code / 100 == 2)
    {
      self->mechanism = self->sasl->mechanism->name;
      anser_smtp_machine_end_step (self);
      return TRUE;
    }

  /* Some servers know the form in two steps only (S7). */
  if (is_about_mechanism (reply) && self->initial_response_sent && !self->two_steps)
    {
      self->two_steps = TRUE;
      if (!say_auth (self, self->sasl->mechanism, &self->step->error))
        anser_smtp_machine_end_step (self);
      return TRUE;
    }
  if (is_about_mechanism (reply) || wants_other_binding (self, reply))
    {
      try_next (self, reply);
      return TRUE;
    }
  if (reply->code / 100 != 3)
    {
      self->step->error = anser_smtp_reply_to_error (reply, _("Logging in"));
      anser_sasl_explain (self->sasl, self->step->error);
      anser_smtp_machine_end_step (self);
      return TRUE;
    }

  g_clear_error (&self->broken);
  response = g_steal_pointer (&self->held_response);
  if (response == NULL)
    response = anser_sasl_step (self->sasl,
                                reply->lines->len > 0 ? g_ptr_array_index (reply->lines, 0) : "",
                                &self->broken);
  if (response == NULL)
    anser_smtp_machine_say (self, on_auth_given_up, "*");
  else
    say_secret (self, "", response, "****");
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
    {
      try_next (self, reply);
      return TRUE;
    }

  self->step->error = g_steal_pointer (&self->broken);
  anser_smtp_machine_end_step (self);
  return TRUE;
}

static gboolean
begin_authenticate (AnserSmtpMachine *self,
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

void
anser_smtp_machine_authenticate (AnserSmtpMachine  *self,
                                 AnserSmtpDoneFunc  done,
                                 gpointer           user_data)
{
  AnserSmtpStep *step;

  g_return_if_fail (ANSER_IS_SMTP_MACHINE (self));

  step = g_new0 (AnserSmtpStep, 1);
  step->begin = begin_authenticate;
  anser_smtp_machine_give (self, step, done, user_data);
}
