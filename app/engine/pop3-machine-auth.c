/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * The login, by SASL (RFC 5034), by name and password, or by APOP where the user chose it
 * (RFC 1939 section 7):
 *
 *     C: AUTH PLAIN AGpvZQBzZWNyZXQ=       C: USER joe              C: APOP joe c4c9334bac…
 *     S: +OK logged in                     S: +OK                   S: +OK logged in
 *                                          C: PASS secret
 *                                          S: +OK logged in
 */

#include "pop3-machine-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "text.h"

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
static gboolean on_utf8          (AnserPop3Machine      *self,
                                  AnserPop3Command      *command,
                                  const AnserPop3Status *status,
                                  GError               **error);
static gboolean on_user          (AnserPop3Machine      *self,
                                  AnserPop3Command      *command,
                                  const AnserPop3Status *status,
                                  GError               **error);
static gboolean on_pass          (AnserPop3Machine      *self,
                                  AnserPop3Command      *command,
                                  const AnserPop3Status *status,
                                  GError               **error);
static gboolean on_apop          (AnserPop3Machine      *self,
                                  AnserPop3Command      *command,
                                  const AnserPop3Status *status,
                                  GError               **error);

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

static gboolean
is_chosen (AnserPop3Machine *self,
           const char       *mechanism)
{
  return self->server->mechanism != NULL &&
         g_ascii_strcasecmp (self->server->mechanism, mechanism) == 0;
}

/* The user's own choice, or what the server lists. */
static gboolean
wants_sasl (AnserPop3Machine *self)
{
  if (self->server->mechanism != NULL)
    return !is_chosen (self, "USER") && !is_chosen (self, "APOP");

  return anser_capabilities_has (self->capabilities, "SASL");
}

static gboolean
wants_login (AnserPop3Machine *self)
{
  return self->server->user != NULL && !is_chosen (self, "none");
}

static const char *
get_password (AnserPop3Machine *self)
{
  return self->server->password != NULL ? self->server->password : "";
}

/* RFC 6856: without it, letters with headers in UTF-8 are refused or changed, and a name or a
 * password that is not ASCII is nobody's knowledge. */
static gboolean
wants_utf8 (AnserPop3Machine *self)
{
  return anser_capabilities_has (self->capabilities, "UTF8") &&
         !anser_pop3_machine_has_quirk (self, ANSER_QUIRK_NO_UTF8);
}

static gboolean
is_oauth (const AnserSaslMechanism *mechanism)
{
  return mechanism == &anser_sasl_xoauth2 || mechanism == &anser_sasl_oauthbearer;
}

static AnserPop3Command *
say_secret (AnserPop3Machine *self,
            AnserPop3Handler  on_reply,
            char             *text,
            const char       *shown)
{
  AnserPop3Command *command = anser_pop3_command_new (on_reply, text);

  command->shown = shown;
  command->timeout = ANSER_POP3_LOGIN_TIMEOUT;
  command->is_login = TRUE;
  g_queue_push_tail (&self->session, command);

  return command;
}

static gboolean
may_say_user (AnserPop3Machine *self,
              GError          **error)
{
  return anser_text_check (self->server->user, _("user name"), error) &&
         anser_text_check (get_password (self), _("password"), error);
}

static gboolean
say_user (AnserPop3Machine *self,
          GError          **error)
{
  g_clear_pointer (&self->sasl, anser_sasl_free);
  if (!may_say_user (self, error))
    return FALSE;

  anser_pop3_machine_say (self, on_user, "USER %s", self->server->user);
  return TRUE;
}

/* What a greeting ends with: a message id of RFC 822, all of ASCII. Anything else might have been
 * put there to find out the password (P24). */
static char *
find_challenge (const char *banner)
{
  const char *start = banner != NULL ? strrchr (banner, '<') : NULL;
  const char *end = start != NULL ? strchr (start, '>') : NULL;
  const char *at = start != NULL ? strchr (start, '@') : NULL;

  if (end == NULL || at == NULL || at == start + 1 || at + 1 >= end)
    return NULL;
  for (const char *c = start; c < end; c++)
    if (!g_ascii_isgraph (*c) || (*c == '@' && c != at))
      return NULL;

  return g_strndup (start, end + 1 - start);
}

static gboolean
say_apop (AnserPop3Machine *self,
          GError          **error)
{
  g_autofree char *challenge = find_challenge (self->banner);
  g_autofree char *secret = NULL;
  g_autofree char *digest = NULL;

  if (!may_say_user (self, error))
    return FALSE;
  if (challenge == NULL)
    {
      g_set_error (error, ANSER_ERROR, ANSER_ERROR_NO_MECHANISM,
                   _("The server %s does not let Anser log in by %s. Choose another way in the "
                     "account's settings."), self->server->host, "APOP");
      return FALSE;
    }

  secret = g_strconcat (challenge, get_password (self), NULL);
  digest = g_compute_checksum_for_string (G_CHECKSUM_MD5, secret, -1);
  explicit_bzero (secret, strlen (secret));
  say_secret (self, on_apop, g_strdup_printf ("APOP %s %s", self->server->user, digest),
              "APOP ****");
  return TRUE;
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
static gboolean
say_auth (AnserPop3Machine         *self,
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
  command = say_secret (self, on_auth, g_strdup_printf ("AUTH %s %s", mechanism->name, response),
                        "AUTH ****");
  if (is_oauth (mechanism))
    command->blame = ANSER_QUIRK_NO_INITIAL_RESPONSE;
  explicit_bzero (response, strlen (response));
  self->responses = 1;

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

  if (is_chosen (self, "APOP"))
    return say_apop (self, error);
  if (self->server->mechanism == NULL || is_chosen (self, "USER"))
    return say_user (self, error);

  g_set_error (error, ANSER_ERROR, ANSER_ERROR_NO_MECHANISM,
               _("The server %s does not let Anser log in by %s. Choose another way in the "
                 "account's settings."), self->server->host, self->server->mechanism);
  return FALSE;
}

/* The mechanisms that were tried before the connection was lost are not tried again. */
static gboolean
begin_login (AnserPop3Machine *self,
             GError          **error)
{
  g_autoptr (GError) local_error = NULL;

  if (wants_sasl (self) && self->mechanisms == NULL)
    self->mechanisms = anser_sasl_choose (self->server,
                                          anser_capabilities_get (self->capabilities, "SASL"),
                                          self->encrypted, self->binding, &local_error);
  if (local_error != NULL && self->server->mechanism != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return try_next (self, error);
}

/* What comes after CAPA: a login, if there is a user. */
gboolean
anser_pop3_machine_authenticate (AnserPop3Machine *self,
                                 GError          **error)
{
  if (!wants_login (self))
    {
      anser_pop3_machine_set_ready (self);
      return TRUE;
    }

  if (!wants_utf8 (self))
    return begin_login (self, error);

  anser_pop3_machine_say (self, on_utf8, "UTF8")->blame = ANSER_QUIRK_NO_UTF8;
  return TRUE;
}

/* UTF8: a server that refuses what it lists gets the bytes as they are. */
static gboolean
on_utf8 (AnserPop3Machine      *self,
         AnserPop3Command      *command,
         const AnserPop3Status *status,
         GError               **error)
{
  self->utf8 = status->ok;
  return begin_login (self, error);
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

static gboolean
set_authenticated (AnserPop3Machine *self,
                   const char       *mechanism,
                   GError          **error)
{
  self->authenticated = TRUE;
  self->mechanism = mechanism;
  return anser_pop3_machine_ask_abilities (self, error);
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

  login_refused (status, &reason);
  anser_sasl_explain (self->sasl, reason);
  unknown = self->responses == 0 ||
            (command->blame == 0 &&
             g_error_matches (reason, ANSER_ERROR, ANSER_ERROR_UNSUPPORTED)) ||
            (g_error_matches (reason, ANSER_ERROR, ANSER_ERROR_PASSWORD_REFUSED) &&
             anser_sasl_is_variant (self->sasl->mechanism, next));
  g_clear_pointer (&self->held_response, g_free);
  if (unknown)
    return try_next (self, error);

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
    return set_authenticated (self, self->sasl->mechanism->name, error);
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
    say_secret (self, on_auth, response, "****");
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
    return try_next (self, error);

  g_propagate_error (error, g_steal_pointer (&self->broken));
  return FALSE;
}

/* A password that is not ASCII, as servers of old keep it; NULL where there is nothing else to
 * try (P34). */
static char *
recode (AnserPop3Machine *self,
        const char       *text)
{
  char *recoded;

  recoded = g_convert (text, -1, "ISO-8859-1", "UTF-8", NULL, NULL, NULL);
  if (recoded == NULL)
    recoded = g_convert (text, -1, "GB18030", "UTF-8", NULL, NULL, NULL);
  return recoded;
}

void
anser_pop3_machine_forget_recoded (AnserPop3Machine *self)
{
  if (self->password_recoded != NULL)
    explicit_bzero (self->password_recoded, strlen (self->password_recoded));
  g_clear_pointer (&self->password_recoded, g_free);
}

/* Once more, in the other writing of letters. */
static gboolean
try_other_charset (AnserPop3Machine *self)
{
  g_autofree char *user = NULL;

  if (self->password_recoded != NULL || g_str_is_ascii (get_password (self)) ||
      (self->utf8 && anser_capabilities_has_parameter (self->capabilities, "UTF8", "USER")))
    return FALSE;

  user = recode (self, self->server->user);
  self->password_recoded = recode (self, get_password (self));
  if (user == NULL || self->password_recoded == NULL)
    return FALSE;

  anser_pop3_machine_say (self, on_user, "USER %s", user);
  return TRUE;
}

/* USER: a refusal makes PASS useless (P21). */
static gboolean
on_user (AnserPop3Machine      *self,
         AnserPop3Command      *command,
         const AnserPop3Status *status,
         GError               **error)
{
  const char *password = self->password_recoded != NULL ? self->password_recoded
                                                        : get_password (self);

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
  g_autoptr (GError) reason = NULL;

  if (status->ok)
    return set_authenticated (self, "USER", error);

  login_refused (status, &reason);
  if (g_error_matches (reason, ANSER_ERROR, ANSER_ERROR_PASSWORD_REFUSED) &&
      try_other_charset (self))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

static gboolean
on_apop (AnserPop3Machine      *self,
         AnserPop3Command      *command,
         const AnserPop3Status *status,
         GError               **error)
{
  if (!status->ok)
    return login_refused (status, error);

  return set_authenticated (self, "APOP", error);
}
