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
 *     C: AUTH PLAIN AGEADD...            or, without SASL:  C: USER joe
 *     S: +OK logged in                                      S: +OK
 *                                                           C: PASS secret
 *                                                           S: +OK
 *     C: CAPA                            some servers list more after the login (P6)
 *     S: +OK ... .
 *
 * Each command waits for the reply to the one before it.
 */

#include "pop3-machine-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "text.h"

/* RFC 5034 section 4: the command line, its end included. Longer initial responses wait for the
 * server to ask (P22). */
#define AUTH_LINE_LIMIT 255

#define CAPA_BOUND      (64 * 1024)
#define CAPA_TIMEOUT    60

static gboolean on_capabilities (AnserPop3Machine      *self,
                                 AnserPop3Command      *command,
                                 const AnserPop3Status *status,
                                 GError               **error);
static gboolean on_stls         (AnserPop3Machine      *self,
                                 AnserPop3Command      *command,
                                 const AnserPop3Status *status,
                                 GError               **error);
static gboolean on_auth         (AnserPop3Machine      *self,
                                 AnserPop3Command      *command,
                                 const AnserPop3Status *status,
                                 GError               **error);
static gboolean on_auth_given_up (AnserPop3Machine      *self,
                                  AnserPop3Command      *command,
                                  const AnserPop3Status *status,
                                  GError               **error);
static gboolean on_user         (AnserPop3Machine      *self,
                                 AnserPop3Command      *command,
                                 const AnserPop3Status *status,
                                 GError               **error);
static gboolean on_pass         (AnserPop3Machine      *self,
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

/* A bare -ERR at this place means the password; response codes and known words tell otherwise. */
static gboolean
login_refused (const AnserPop3Status *status,
               GError               **error)
{
  g_autoptr (GError) reason = anser_pop3_status_to_error (status, _("Logging in"));

  if (!g_error_matches (reason, ANSER_ERROR, ANSER_ERROR_REFUSED) || status->code[0] != '\0')
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }

  g_propagate_error (error,
                     anser_error_new_reply (ANSER_ERROR_PASSWORD_REFUSED, 0, NULL, status->text,
                                            _("The server did not accept the user name or the "
                                              "password. Check both, then try again. "
                                              "It said: “%s”"), status->text));
  return FALSE;
}

/* The user's own choice, or what the server lists. */
static gboolean
wants_sasl (AnserPop3Machine *self)
{
  if (self->server->mechanism != NULL)
    return g_ascii_strcasecmp (self->server->mechanism, "USER") != 0;

  return anser_capabilities_has (self->capabilities, "SASL");
}

static gboolean
wants_login (AnserPop3Machine *self)
{
  return self->server->user != NULL &&
         (self->server->mechanism == NULL ||
          g_ascii_strcasecmp (self->server->mechanism, "none") != 0);
}

static void
say_secret (AnserPop3Machine *self,
            AnserPop3Handler  on_reply,
            char             *text,
            const char       *shown)
{
  AnserPop3Command *command = anser_pop3_command_new (on_reply, text);

  command->shown = shown;
  command->timeout = ANSER_POP3_LOGIN_TIMEOUT;
  g_queue_push_tail (&self->session, command);
}

static gboolean
say_user (AnserPop3Machine *self,
          GError          **error)
{
  const char *password = self->server->password != NULL ? self->server->password : "";

  if (!anser_text_check (self->server->user, _("user name"), error) ||
      !anser_text_check (password, _("password"), error))
    return FALSE;

  anser_pop3_machine_say (self, on_user, "USER %s", self->server->user);
  return TRUE;
}

/* AUTH, with the initial response where the mechanism has one and the line holds it. */
static gboolean
say_auth (AnserPop3Machine         *self,
          const AnserSaslMechanism *mechanism,
          GError                  **error)
{
  g_clear_pointer (&self->sasl, anser_sasl_free);
  self->sasl = anser_sasl_new (mechanism, self->server);
  self->responses = 0;

  if (mechanism->initial_response)
    {
      self->held_response = anser_sasl_step (self->sasl, NULL, error);
      if (self->held_response == NULL)
        return FALSE;
    }

  if (self->held_response != NULL &&
      strlen ("AUTH  \r\n") + strlen (mechanism->name) + strlen (self->held_response) <=
        AUTH_LINE_LIMIT)
    {
      g_autofree char *response = g_steal_pointer (&self->held_response);

      say_secret (self, on_auth, g_strdup_printf ("AUTH %s %s", mechanism->name, response),
                  "AUTH ****");
      explicit_bzero (response, strlen (response));
      self->responses = 1;
    }
  else
    anser_pop3_machine_say (self, on_auth, "AUTH %s", mechanism->name);

  return TRUE;
}

/* The next mechanism that both ends know, then USER and PASS if the user chose none. */
static gboolean
try_next (AnserPop3Machine *self,
          GError          **error)
{
  const AnserSaslMechanism *mechanism = NULL;

  if (self->mechanisms != NULL)
    mechanism = self->mechanisms[self->next_mechanism];

  if (mechanism != NULL)
    {
      self->next_mechanism++;
      return say_auth (self, mechanism, error);
    }

  if (self->server->mechanism == NULL ||
      g_ascii_strcasecmp (self->server->mechanism, "USER") == 0)
    return say_user (self, error);

  g_set_error (error, ANSER_ERROR, ANSER_ERROR_NO_MECHANISM,
               _("The server %s does not let Anser log in by %s. Choose another way in the "
                 "account's settings."), self->server->host, self->server->mechanism);
  return FALSE;
}

static gboolean
authenticate (AnserPop3Machine *self,
              GError          **error)
{
  g_autoptr (GError) local_error = NULL;

  if (!wants_login (self))
    {
      anser_pop3_machine_set_ready (self);
      return TRUE;
    }

  if (wants_sasl (self))
    self->mechanisms = anser_sasl_choose (self->server,
                                          anser_capabilities_get (self->capabilities, "SASL"),
                                          self->encrypted, &local_error);
  if (local_error != NULL && self->server->mechanism != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return try_next (self, error);
}

static void
set_authenticated (AnserPop3Machine *self,
                   const char       *mechanism)
{
  self->authenticated = TRUE;
  self->mechanism = mechanism;
  anser_pop3_machine_ask_abilities (self);
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

  anser_pop3_machine_ask_abilities (self);
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

  if (self->server->security == ANSER_SECURITY_STARTTLS && !self->encrypted)
    {
      anser_pop3_machine_say (self, on_stls, "STLS");
      return TRUE;
    }
  if (!self->authenticated)
    return authenticate (self, error);

  anser_pop3_machine_set_ready (self);
  return TRUE;
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

/* After its last response a known mechanism takes any + for success; in others, and before, only
 * the word OK tells success from a challenge (P1). */
static gboolean
is_success (AnserPop3Machine *self)
{
  const AnserSaslMechanism *mechanism = self->sasl->mechanism;

  if (mechanism == &anser_sasl_plain)
    return self->responses >= 1;
  if (mechanism == &anser_sasl_login)
    return self->responses >= 2;
  return self->responses >= 1 && g_ascii_strncasecmp (self->line->str, "+OK", 3) == 0;
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

/* AUTH: +OK, a challenge, or no. */
static gboolean
on_auth (AnserPop3Machine      *self,
         AnserPop3Command      *command,
         const AnserPop3Status *status,
         GError               **error)
{
  char *response;

  if (!status->ok && self->responses > 0)
    return login_refused (status, error);
  if (!status->ok)
    {
      g_clear_pointer (&self->held_response, g_free);
      return try_next (self, error);
    }
  if (is_success (self))
    {
      set_authenticated (self, self->sasl->mechanism->name);
      return TRUE;
    }

  g_clear_error (&self->broken);
  response = g_steal_pointer (&self->held_response);
  if (response == NULL)
    response = anser_sasl_step (self->sasl, get_challenge (self), &self->broken);

  if (response == NULL)
    anser_pop3_machine_say (self, on_auth_given_up, "*");
  else
    say_secret (self, on_auth, response, "****");
  self->responses++;

  return TRUE;
}

/* The challenge could not be answered, and the server was told so. Whoever sent it does not get the
 * password by a weaker mechanism instead. */
static gboolean
on_auth_given_up (AnserPop3Machine      *self,
                  AnserPop3Command      *command,
                  const AnserPop3Status *status,
                  GError               **error)
{
  gboolean secure = self->sasl->mechanism->secure;
  const AnserSaslMechanism *next;

  while ((next = self->mechanisms[self->next_mechanism]) != NULL && secure && !next->secure)
    self->next_mechanism++;

  if (next == NULL && (secure || self->server->mechanism != NULL))
    {
      g_propagate_error (error, g_steal_pointer (&self->broken));
      return FALSE;
    }

  return try_next (self, error);
}

/* USER: a refusal makes PASS useless (P21). */
static gboolean
on_user (AnserPop3Machine      *self,
         AnserPop3Command      *command,
         const AnserPop3Status *status,
         GError               **error)
{
  const char *password = self->server->password != NULL ? self->server->password : "";

  if (!status->ok)
    return login_refused (status, error);

  say_secret (self, on_pass, g_strconcat ("PASS ", password, NULL), "PASS ****");
  return TRUE;
}

static gboolean
on_pass (AnserPop3Machine      *self,
         AnserPop3Command      *command,
         const AnserPop3Status *status,
         GError               **error)
{
  if (!status->ok)
    return login_refused (status, error);

  set_authenticated (self, "USER");
  return TRUE;
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

  self->pipelining = status->ok && anser_capabilities_has (self->capabilities, "PIPELINING");
}

AnserPop3Command *
anser_pop3_machine_capa_new (AnserPop3Handler on_reply)
{
  AnserPop3Command *command = anser_pop3_command_new (on_reply, g_strdup ("CAPA"));

  command->shape = ANSER_POP3_LISTING;
  command->on_line = on_capa_line;
  command->listing_bound = CAPA_BOUND;
  command->timeout = CAPA_TIMEOUT;

  return command;
}

void
anser_pop3_machine_ask_abilities (AnserPop3Machine *self)
{
  g_queue_push_tail (&self->session, anser_pop3_machine_capa_new (on_capabilities));
}
