/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "doctor-private.h"

#include "accounts/providers.h"

#include "doctor.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What is peculiar about the server, and what Anser makes of it all. */

static void
note (AnserDoctorCase *self,
      const char      *key,
      const char      *sentence)
{
  anser_doctor_report_add (self->report, ANSER_DOCTOR_NOTE, key, "", -1, "%s", sentence);
}

/* Peculiarities */

static const struct
{
  AnserServerQuirks  quirk;
  const char        *key;
  const char        *sentence;
} known[] = {
  { ANSER_QUIRK_NO_CAPA, "no-capa", N_("It does not answer CAPA, so Anser does not ask.") },
  { ANSER_QUIRK_NO_PIPELINING, "no-pipelining",
    N_("It lists PIPELINING, but mixes up the replies, so Anser sends one command at a time.") },
  { ANSER_QUIRK_NO_UTF8, "no-utf8",
    N_("It lists UTF8, but fails with it, so Anser does without.") },
  { ANSER_QUIRK_NO_INITIAL_RESPONSE, "no-initial-response",
    N_("It wants AUTH and the response in two lines.") },
  { ANSER_QUIRK_TOP_IS_BROKEN, "top-is-broken",
    N_("Its TOP does not work, so Anser does without previews.") },
  { ANSER_QUIRK_KEEP_UNFINISHED, "keep-unfinished",
    N_("Messages whose end never comes are kept as they are, because you said so.") },
  { ANSER_QUIRK_NO_CHUNKING, "no-chunking",
    N_("It lists CHUNKING, but fails with it, so Anser sends with DATA.") },
  { ANSER_QUIRK_NO_8BITMIME, "no-8bitmime",
    N_("It lists 8BITMIME, but damages such messages, so Anser packs them up.") },
};

static void
write_known (AnserDoctorCase *self)
{
  AnserServerQuirks quirks = self->talk->quirks | self->server->quirks |
                             anser_server_quirks_for_host (self->server->host);

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (quirks & known[i].quirk)
      note (self, known[i].key, _(known[i].sentence));
}

/**
 * anser_doctor_describe_quirks:
 * @quirks: what is wrong with a server
 *
 * Returns: (transfer full): a sentence for each, one a line; "" for none
 */
char *
anser_doctor_describe_quirks (AnserServerQuirks quirks)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (quirks & known[i].quirk)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", _(known[i].sentence));

  return g_string_free (text, FALSE);
}

static gboolean
lists (const AnserCapabilities *capabilities,
       const char              *keyword)
{
  return capabilities != NULL && anser_capabilities_has (capabilities, keyword);
}

static gboolean
was_refused (const AnserDoctorTalk *talk,
             const char            *command)
{
  for (unsigned i = 0; i < talk->record->delays->len; i++)
    if (strcmp (((AnserDoctorDelay *) talk->record->delays->pdata[i])->command, command) == 0)
      return anser_doctor_record_get_latest (talk->record) == NULL;

  return FALSE;
}

static gboolean
differ (AnserCapabilities *a,
        AnserCapabilities *b)
{
  g_auto (GStrv) first = a != NULL ? anser_capabilities_to_strv (a) : NULL;
  g_auto (GStrv) second = b != NULL ? anser_capabilities_to_strv (b) : NULL;

  return first != NULL && second != NULL &&
         !g_strv_equal ((const char *const *) first, (const char *const *) second);
}

static void
write_pop3_quirks (AnserDoctorCase *self)
{
  const AnserDoctorTalk *talk = self->talk;
  AnserCapabilities *const *heard = talk->record->capabilities;
  AnserCapabilities *before = heard[ANSER_DOCTOR_BEFORE_LOGIN] != NULL
                                ? heard[ANSER_DOCTOR_BEFORE_LOGIN]
                                : heard[ANSER_DOCTOR_BEFORE_TLS];
  AnserCapabilities *latest = anser_doctor_record_get_latest (talk->record);
  const char *greeting = talk->record->greeting;

  if (was_refused (talk, "CAPA"))
    note (self, "capa-unknown",
          _("It does not know CAPA: Anser uses only what every server can do, and tries UIDL."));
  if (differ (before, heard[ANSER_DOCTOR_AFTER_LOGIN]))
    note (self, "capa-changes", _("It lists other abilities after the login; those count."));
  if (talk->has_tried && talk->uidl_error == NULL && !lists (latest, "UIDL"))
    note (self, "uidl-unlisted", _("UIDL works although it is not listed."));
  if (anser_doctor_is_refusal (talk->uidl_error) && lists (latest, "UIDL"))
    note (self, "uidl-fails", _("UIDL is listed, but fails: Anser fetches nothing until it works, "
                                "so that no message comes twice."));
  if (anser_doctor_is_refusal (talk->top_error))
    note (self, "top-fails", _("TOP fails, so Anser does without previews."));
  if (greeting != NULL && strrchr (greeting, '<') != NULL && strchr (greeting, '@') != NULL)
    note (self, "apop", _("It offers APOP, which Anser uses only if you choose it."));
}

static void
write_smtp_quirks (AnserDoctorCase *self)
{
  const AnserDoctorTalk *talk = self->talk;
  AnserCapabilities *const *heard = talk->record->capabilities;

  if (was_refused (talk, "EHLO"))
    note (self, "ehlo-unknown", _("It does not know EHLO: there is neither encryption nor login."));
  if (heard[ANSER_DOCTOR_BEFORE_TLS] != NULL && heard[ANSER_DOCTOR_BEFORE_LOGIN] != NULL &&
      !lists (heard[ANSER_DOCTOR_BEFORE_TLS], "AUTH") &&
      lists (heard[ANSER_DOCTOR_BEFORE_LOGIN], "AUTH"))
    note (self, "auth-after-tls", _("It offers a login only after encryption, as it should."));
}

/* Gmail hides what was fetched once from all programs (P13). */
static void
write_recent (AnserDoctorCase *self)
{
  if (self->server->user != NULL && g_str_has_prefix (self->server->user, ANSER_RECENT_PREFIX))
    note (self, "gmail", _("Gmail hides a message from POP3 once it was fetched. “recent:” in front "
                           "of the user's name shows all of the last 30 days to this program."));
  else
    note (self, "gmail", _("Gmail hides a message from POP3 once it was fetched. If messages that "
                           "another program has fetched are missing here, put “recent:” in front "
                           "of the user's name to see those of the last 30 days."));
}

static void
write_provider (AnserDoctorCase *self)
{
  g_autoptr (AnserAccount) preset = NULL;
  const char *provider;
  const char *hint;
  const char *host;

  if (self->protocol == ANSER_PROTOCOL_POP3 && anser_providers_hides_fetched (self->server->host))
    write_recent (self);
  if (self->address == NULL)
    return;

  preset = anser_account_new_unsaved ();
  g_object_set (preset, "address", self->address, NULL);
  provider = anser_providers_fill (preset, &hint);
  if (provider == NULL)
    return;

  host = anser_account_get_host (preset, self->protocol);
  anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, "provider", _("Provider"), -1, "%s",
                           provider);
  if (g_ascii_strcasecmp (host, self->server->host) != 0)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_NOTE, "provider-host", "", -1,
                             _("The usual server of this provider is %s, port %u."), host,
                             anser_account_get_port (preset, self->protocol));
  if (hint != NULL)
    note (self, "provider-hint", hint);
}

void
anser_doctor_write_quirks (AnserDoctorCase *self)
{
  anser_doctor_report_begin (self->report, "quirks", _("Peculiarities"));
  write_provider (self);
  write_known (self);
  if (self->protocol == ANSER_PROTOCOL_POP3)
    write_pop3_quirks (self);
  else
    write_smtp_quirks (self);
}

/* Decisions */

static void
decide (AnserDoctorCase *self,
        const char      *key,
        const char      *sentence)
{
  anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, key, "", -1, "%s", sentence);
}

static void
decide_encryption (AnserDoctorCase *self)
{
  switch (self->server->security)
    {
    case ANSER_SECURITY_TLS:
      decide (self, "encryption", _("The connection is encrypted from the first byte."));
      break;

    case ANSER_SECURITY_STARTTLS:
      decide (self, "encryption",
              self->protocol == ANSER_PROTOCOL_POP3
                ? _("STLS encrypts the connection, and what was said before it is forgotten. A "
                    "server that refuses it gets no password.")
                : _("STARTTLS encrypts the connection, and what was said before it is forgotten. "
                    "A server that refuses it gets no password."));
      break;

    case ANSER_SECURITY_NONE:
    default:
      decide (self, "encryption", _("Nothing is encrypted."));
      break;
    }
}

static void
decide_login (AnserDoctorCase *self)
{
  const char *mechanism;

  if (g_strcmp0 (self->server->mechanism, "none") == 0)
    return;

  mechanism = anser_doctor_choose_mechanism (self, NULL);
  if (mechanism != NULL)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, "login", "", -1,
                             _("The login is by %s."), mechanism);
}

static void
decide_pipelining (AnserDoctorCase         *self,
                   const AnserCapabilities *capabilities)
{
  gboolean broken = (self->talk->quirks & ANSER_QUIRK_NO_PIPELINING) != 0;

  if (!broken && anser_capabilities_has (capabilities, "PIPELINING"))
    decide (self, "pipelining", _("Commands are pipelined."));
  else
    decide (self, "pipelining", _("Commands go out one at a time."));
}

static void
decide_pop3 (AnserDoctorCase         *self,
             const AnserCapabilities *capabilities)
{
  const char *delay = anser_capabilities_get (capabilities, "LOGIN-DELAY");
  gboolean has_names = anser_capabilities_has (capabilities, "UIDL") ||
                       (self->talk->has_tried && self->talk->uidl_error == NULL);

  if (has_names)
    decide (self, "identity", _("New messages are told from old ones by UIDL."));
  else
    decide (self, "identity", _("UIDL is tried; where it fails, new messages are told from old "
                                "ones by their headers."));
  if (delay != NULL)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, "login-delay", "", -1,
                             _("Between two checks Anser waits as many seconds as the server "
                               "wants: %s."), delay);
}

static void
decide_smtp (AnserDoctorCase         *self,
             const AnserCapabilities *capabilities)
{
  gint64 limit = anser_doctor_get_size_limit (capabilities);
  g_autofree char *size = g_format_size ((guint64) limit);

  if (limit > 0)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, "size", "", -1,
                             _("Messages over %s are refused here, before they are sent."), size);
  if (anser_capabilities_has (capabilities, "8BITMIME") &&
      !(self->talk->quirks & ANSER_QUIRK_NO_8BITMIME))
    decide (self, "8bit", _("Text goes out as it is."));
  else
    decide (self, "8bit", _("Text that is not ASCII goes out in quoted-printable or base64."));
  if (anser_capabilities_has (capabilities, "SMTPUTF8"))
    decide (self, "utf8", _("Addresses in letters of every language can be used."));
  else
    decide (self, "utf8", _("Addresses that are not ASCII before the @ are refused here; domains "
                            "are written in ASCII."));
}

void
anser_doctor_write_decisions (AnserDoctorCase *self)
{
  const AnserCapabilities *capabilities = anser_doctor_case_get_abilities (self);

  anser_doctor_report_begin (self->report, "decisions", _("What Anser does here"));
  decide_encryption (self);
  if (capabilities == NULL)
    return;

  decide_login (self);
  decide_pipelining (self, capabilities);
  if (self->protocol == ANSER_PROTOCOL_POP3)
    decide_pop3 (self, capabilities);
  else
    decide_smtp (self, capabilities);
}
