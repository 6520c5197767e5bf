/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "doctor-private.h"

#include "engine/errors.h"
#include "engine/sasl.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How one logs in, whether one did, and what is in the mailbox. */

static gboolean
is_encrypted (const AnserDoctorCase *self)
{
  return self->server->security != ANSER_SECURITY_NONE;
}

static const char *
get_offer (const AnserDoctorCase *self)
{
  const AnserCapabilities *capabilities = anser_doctor_case_get_abilities (self);

  if (capabilities == NULL)
    return NULL;
  return anser_capabilities_get (capabilities,
                                 self->protocol == ANSER_PROTOCOL_POP3 ? "SASL" : "AUTH");
}

const char *
anser_doctor_choose_mechanism (const AnserDoctorCase *self,
                               GError               **error)
{
  gboolean pop3 = self->protocol == ANSER_PROTOCOL_POP3;
  const char *chosen = self->server->mechanism;
  const char *offer = get_offer (self);
  g_autofree const AnserSaslMechanism **mechanisms = NULL;

  if (pop3 && chosen != NULL && g_ascii_strcasecmp (chosen, "USER") == 0)
    return "USER";
  if (pop3 && chosen != NULL && g_ascii_strcasecmp (chosen, "APOP") == 0)
    return "APOP";
  if (pop3 && chosen == NULL && offer == NULL)
    return "USER";

  mechanisms = anser_sasl_choose (self->server, offer, is_encrypted (self), self->talk->binding,
                                  error);
  if (mechanisms != NULL)
    return mechanisms[0]->name;
  if (!pop3 || chosen != NULL)
    return NULL;

  /* Nothing in the list is known: there are still name and password. */
  g_clear_error (error);
  return "USER";
}

static const char *
explain_mechanism (const char *mechanism,
                   gboolean    encrypted)
{
  if (g_str_has_prefix (mechanism, "SCRAM-"))
    return _("both sides prove that they know the password, and it is not sent");
  if (strcmp (mechanism, "CRAM-MD5") == 0 || strcmp (mechanism, "APOP") == 0)
    return _("the password is not sent, but this way of hiding it is old");
  if (strcmp (mechanism, "XOAUTH2") == 0 || strcmp (mechanism, "OAUTHBEARER") == 0)
    return _("a token is sent instead of the password");
  if (encrypted)
    return _("the password is sent inside the encryption");
  return _("the password can be read on the way");
}

/* "none" is the user's word, and a server without a way in has its sentence. */
static void
write_choice (AnserDoctorCase *self)
{
  const char *chosen = self->server->mechanism;
  const char *offer = get_offer (self);
  g_autoptr (GError) error = NULL;
  const char *mechanism;

  if (anser_doctor_case_get_abilities (self) == NULL &&
      anser_doctor_talk_get_failure (self->talk) != ANSER_DOCTOR_FAILED_NOWHERE)
    return;

  anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, "offered", _("Offered"), -1, "%s",
                           offer != NULL && *offer != '\0' ? offer : _("no list"));
  if (chosen != NULL && g_ascii_strcasecmp (chosen, "none") == 0)
    return;

  mechanism = anser_doctor_choose_mechanism (self, &error);
  if (mechanism == NULL)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_NOTE, "choice", _("Anser's choice"), -1,
                             "%s", error->message);
  else
    anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, "choice", _("Anser's choice"), -1,
                             chosen != NULL ? _("%s, as you chose: %s.")
                                            : _("%s, the best that both know: %s."), mechanism,
                             explain_mechanism (mechanism, is_encrypted (self)));
}

/* From the first word of the login to the last reply. */
static gint64
get_login_delay (const AnserDoctorTalk *talk)
{
  gint64 sum = 0;

  for (unsigned i = 0; i < talk->record->delays->len; i++)
    {
      const AnserDoctorDelay *delay = g_ptr_array_index (talk->record->delays, i);

      if (strcmp (delay->command, "USER") == 0 || strcmp (delay->command, "PASS") == 0 ||
          strcmp (delay->command, "APOP") == 0 || strcmp (delay->command, "AUTH") == 0 ||
          strcmp (delay->command, "…") == 0)
        sum += delay->delay;
    }

  return sum;
}

static void
write_result (AnserDoctorCase *self)
{
  const AnserDoctorTalk *talk = self->talk;

  if (talk->let_in)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, "login", _("Login"),
                             get_login_delay (talk), _("accepted, by %s"), talk->mechanism);
  else if (anser_doctor_talk_get_failure (talk) == ANSER_DOCTOR_FAILED_LOGIN)
    anser_doctor_report_add_error (self->report, "login", _("Login"), get_login_delay (talk),
                                   talk->error);
  else if (talk->error != NULL)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_NOTE, "login", _("Login"), -1, "%s",
                             _("It did not come to that."));
  else if (g_strcmp0 (self->server->mechanism, "none") == 0)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_NOTE, "login", _("Login"), -1, "%s",
                             _("Not tried, because you chose to go in without."));
  else if (self->server->user == NULL)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_NOTE, "login", _("Login"), -1, "%s",
                             _("Not tried, because no user is named."));
  else
    anser_doctor_report_add (self->report, ANSER_DOCTOR_NOTE, "login", _("Login"), -1, "%s",
                             _("Not tried, because no password is known. Give one to have the "
                               "login examined too."));
}

void
anser_doctor_write_login (AnserDoctorCase *self)
{
  anser_doctor_report_begin (self->report, "login", _("Login"));
  write_choice (self);
  write_result (self);
}

/* The mailbox */

gboolean
anser_doctor_is_refusal (const GError *error)
{
  return g_error_matches (error, ANSER_ERROR, ANSER_ERROR_REFUSED) ||
         g_error_matches (error, ANSER_ERROR, ANSER_ERROR_UNSUPPORTED);
}

/* Anser can do without; but not without a connection. */
static void
write_trial (AnserDoctorCase *self,
             const char      *key,
             const GError    *error,
             const char      *works)
{
  if (error == NULL)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, key, key, -1, "%s", works);
  else if (!anser_doctor_is_refusal (error))
    anser_doctor_report_add_error (self->report, key, key, -1, error);
  else
    anser_doctor_report_add (self->report, ANSER_DOCTOR_NOTE, key, key, -1, "%s", error->message);
}

void
anser_doctor_write_mailbox (AnserDoctorCase *self)
{
  const AnserDoctorTalk *talk = self->talk;
  g_autofree char *size = g_format_size ((guint64) MAX (talk->octets, 0));

  anser_doctor_report_begin (self->report, "mailbox", _("Mailbox"));
  if (talk->stat_error != NULL)
    anser_doctor_report_add_error (self->report, "STAT", "STAT", -1, talk->stat_error);
  if (talk->has_counted)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, "STAT", "STAT", -1,
                             ngettext ("%u message, %s", "%u messages, %s", talk->count),
                             talk->count, size);
  if (!talk->has_tried)
    return;

  write_trial (self, "UIDL", talk->uidl_error, _("works: messages have unique names"));
  write_trial (self, "TOP", talk->top_error, _("works: headers can be had without the message"));
}
