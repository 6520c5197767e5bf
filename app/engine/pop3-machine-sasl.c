/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * AUTH (RFC 5034), whatever the mechanism: the challenges and responses are those of sasl-*.c.
 *
 *     C: AUTH PLAIN AGpvZQBzZWNyZXQ=       C: AUTH CRAM-MD5          C: AUTH XOAUTH2
 *     S: +OK logged in                     S: + PDE4OTYuNjk3…        S: +
 *                                          C: dGltIGI5MTNhNjA…       C: dXNlcj10aW0BYXV0…
 *                                          S: +OK logged in          S: + eyJzdGF0dXMiOiI0MDAi…
 *                                                                    C: (an empty line)
 *                                                                    S: -ERR token is too old
 */

#include "pop3-machine-private.h"

#include <string.h>

/* RFC 5034 section 4: the command line, its end included. Longer initial responses wait for the
 * server to ask (P22). */
#define AUTH_LINE_LIMIT 255

static gboolean on_auth          (AnserPop3Machine      *self,
                                  AnserPop3Command      *command,
                                  const AnserPop3Status *status,
                                  GError               **error);
static gboolean on_auth_given_up (AnserPop3Machine      *self,
                                  AnserPop3Command      *command,
                                  const AnserPop3Status *status,
                                  GError               **error);

static gboolean
is_oauth (const AnserSaslMechanism *mechanism)
{
  return mechanism == &anser_sasl_xoauth2 || mechanism == &anser_sasl_oauthbearer;
}

/* An exchange begins; what the client may say first is held until it may. */
static gboolean
begin_exchange (AnserPop3Machine         *self,
                const AnserSaslMechanism *mechanism,
                GError                  **error)
{
  g_clear_pointer (&self->sasl, anser_sasl_free);
  self->sasl = anser_sasl_new (mechanism, self->server);
  anser_sasl_bind (self->sasl, self->binding, anser_capabilities_get (self->capabilities, "SASL"));
  self->responses = 0;
  if (!mechanism->initial_response)
    return TRUE;

  self->held_response = anser_sasl_step (self->sasl, NULL, error);
  return self->held_response != NULL;
}

static gboolean
may_say_initial_response (AnserPop3Machine *self)
{
  return self->held_response != NULL &&
         !anser_pop3_machine_has_quirk (self, ANSER_QUIRK_NO_INITIAL_RESPONSE) &&
         strlen ("AUTH  \r\n") + strlen (self->sasl->mechanism->name) +
           strlen (self->held_response) <= AUTH_LINE_LIMIT;
}

/* AUTH, with the initial response where the mechanism has one and the line holds it. */
gboolean
anser_pop3_machine_say_auth (AnserPop3Machine         *self,
                             const AnserSaslMechanism *mechanism,
                             GError                  **error)
{
  g_autofree char *response = NULL;
  AnserPop3Command *command;

  if (!begin_exchange (self, mechanism, error))
    return FALSE;

  if (!may_say_initial_response (self))
    {
      command = anser_pop3_machine_say (self, on_auth, "AUTH %s", mechanism->name);
      command->is_login = TRUE;
      return TRUE;
    }

  response = g_steal_pointer (&self->held_response);
  command = anser_pop3_machine_say_secret (self, on_auth,
                                           g_strdup_printf ("AUTH %s %s", mechanism->name,
                                                            response),
                                           "AUTH ****");
  if (is_oauth (mechanism))
    command->blame = ANSER_QUIRK_NO_INITIAL_RESPONSE;
  explicit_bzero (response, strlen (response));
  self->responses = 1;

  return TRUE;
}

/* Whoever broke the exchange of a secure mechanism off does not get the password by a weaker one.
 * Is there another one, or none needed? */
static gboolean
move_to_no_weaker (AnserPop3Machine *self)
{
  gboolean secure = self->sasl->mechanism->secure;
  const AnserSaslMechanism *next;

  while ((next = self->mechanisms[self->next_mechanism]) != NULL && secure && !next->secure)
    self->next_mechanism++;

  return next != NULL || (!secure && self->server->mechanism == NULL);
}

void
anser_pop3_machine_rewind_login (AnserPop3Machine *self,
                                 gboolean          same)
{
  unsigned last = self->next_mechanism - 1;

  /* USER, PASS and APOP come last, and come again. */
  if (self->sasl == NULL)
    return;

  if (same || !move_to_no_weaker (self))
    self->next_mechanism = last;
}

/* seznam.cz and others pass over an initial response and ask for it, with a bare + (P1). */
static gboolean
was_passed_over (AnserPop3Machine       *self,
                 const AnserPop3Command *command)
{
  return self->responses == 1 && g_str_has_prefix (command->text, "AUTH ") &&
         self->line->str[1 + strspn (self->line->str + 1, " ")] == '\0';
}

/* After its last response a known mechanism takes any + for success; in others, and before, only
 * the word OK tells success from a challenge (P1). */
static gboolean
is_success (AnserPop3Machine       *self,
            const AnserPop3Command *command)
{
  const AnserSaslMechanism *mechanism = self->sasl->mechanism;

  if (mechanism == &anser_sasl_plain)
    return self->responses >= 1 && !was_passed_over (self, command);
  if (mechanism == &anser_sasl_login)
    return self->responses >= 2;
  return self->responses >= 1 && g_ascii_strncasecmp (self->line->str, "+OK", 3) == 0;
}

static gboolean
is_base64 (const char *text)
{
  const char *letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
  gsize length = strlen (text);

  return length > 0 && length % 4 == 0 && strspn (text, letters) == length;
}

/* "+ challenge", "+OK challenge" or "+challenge". */
static const char *
get_challenge (AnserPop3Machine *self)
{
  const char *text = self->line->str + 1;

  if (g_ascii_strncasecmp (text, "OK", 2) == 0 && (text[2] == '\0' || text[2] == ' '))
    text += 2;
  return text + strspn (text, " ");
}

/* The mechanism may be unknown, or the other type of its channel binding be wanted; else it is the
 * password. */
static gboolean
auth_refused (AnserPop3Machine       *self,
              const AnserPop3Command *command,
              const AnserPop3Status  *status,
              GError                **error)
{
  const AnserSaslMechanism *next = self->mechanisms[self->next_mechanism];
  g_autoptr (GError) reason = NULL;
  gboolean unknown;

  anser_pop3_machine_login_refused (status, &reason);
  anser_sasl_explain (self->sasl, reason);
  unknown = self->responses == 0 ||
            (command->blame == 0 &&
             g_error_matches (reason, ANSER_ERROR, ANSER_ERROR_UNSUPPORTED)) ||
            (g_error_matches (reason, ANSER_ERROR, ANSER_ERROR_PASSWORD_REFUSED) &&
             anser_sasl_is_variant (self->sasl->mechanism, next));
  g_clear_pointer (&self->held_response, g_free);
  if (unknown)
    return anser_pop3_machine_try_next (self, error);

  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/* AUTH: +OK, a challenge, or no. */
static gboolean
on_auth (AnserPop3Machine      *self,
         AnserPop3Command      *command,
         const AnserPop3Status *status,
         GError               **error)
{
  char *response;

  if (!status->ok)
    return auth_refused (self, command, status, error);
  if (is_success (self, command) && !anser_sasl_is_complete (self->sasl) &&
      !is_base64 (get_challenge (self)))
    {
      g_propagate_error (error, anser_sasl_unproven_error (self->server));
      return FALSE;
    }
  if (is_success (self, command) && anser_sasl_is_complete (self->sasl))
    return anser_pop3_machine_set_authenticated (self, self->sasl->mechanism->name, error);
  if (was_passed_over (self, command) &&
      !begin_exchange (self, self->sasl->mechanism, error))
    return FALSE;

  g_clear_error (&self->broken);
  response = g_steal_pointer (&self->held_response);
  if (response == NULL)
    response = anser_sasl_step (self->sasl, get_challenge (self), &self->broken);

  if (response == NULL)
    anser_pop3_machine_say (self, on_auth_given_up, "*");
  else
    anser_pop3_machine_say_secret (self, on_auth, response, "****");
  self->responses++;

  return TRUE;
}

/* The challenge could not be answered, and the server was told so. */
static gboolean
on_auth_given_up (AnserPop3Machine      *self,
                  AnserPop3Command      *command,
                  const AnserPop3Status *status,
                  GError               **error)
{
  if (move_to_no_weaker (self))
    return anser_pop3_machine_try_next (self, error);

  g_propagate_error (error, g_steal_pointer (&self->broken));
  return FALSE;
}
