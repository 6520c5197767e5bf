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
gboolean
anser_pop3_machine_login_refused (const AnserPop3Status  *status,
                                  GError                **error)
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

AnserPop3Command *
anser_pop3_machine_say_secret (AnserPop3Machine *self,
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
  anser_pop3_machine_say_secret (self, on_apop,
                                 g_strdup_printf ("APOP %s %s", self->server->user, digest),
                                 "APOP ****");
  return TRUE;
}

/* The next mechanism that both ends know, then USER and PASS if the user chose none. */
gboolean
anser_pop3_machine_try_next (AnserPop3Machine *self,
                             GError          **error)
{
  const AnserSaslMechanism *mechanism = NULL;

  if (self->mechanisms != NULL)
    mechanism = self->mechanisms[self->next_mechanism];

  if (mechanism != NULL)
    {
      self->next_mechanism++;
      return anser_pop3_machine_say_auth (self, mechanism, error);
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

  return anser_pop3_machine_try_next (self, error);
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

gboolean
anser_pop3_machine_set_authenticated (AnserPop3Machine *self,
                                      const char       *mechanism,
                                      GError          **error)
{
  self->authenticated = TRUE;
  self->mechanism = mechanism;
  return anser_pop3_machine_ask_abilities (self, error);
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
    return anser_pop3_machine_login_refused (status, error);

  anser_pop3_machine_say_secret (self, on_pass, g_strconcat ("PASS ", password, NULL), "PASS ****");
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
    return anser_pop3_machine_set_authenticated (self, "USER", error);

  anser_pop3_machine_login_refused (status, &reason);
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
    return anser_pop3_machine_login_refused (status, error);

  return anser_pop3_machine_set_authenticated (self, "APOP", error);
}
