/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "doctor-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What CAPA or EHLO lists, and what it means. */

#define MAX_LISTED 40

static void
write_list (AnserDoctorCase   *self,
            const char        *key,
            const char        *label,
            AnserCapabilities *capabilities)
{
  g_auto (GStrv) lines = NULL;
  g_autofree char *joined = NULL;

  if (capabilities == NULL)
    return;

  lines = anser_capabilities_to_strv (capabilities);
  for (unsigned i = 0; lines[i] != NULL; i++)
    if (i == MAX_LISTED)
      {
        for (; lines[i] != NULL; i++)
          g_clear_pointer (&lines[i], g_free);
        break;
      }
  joined = g_strjoinv ("; ", lines);
  anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, key, label, -1, "%s",
                           *joined != '\0' ? joined : _("nothing"));
}

static void
write_lists (AnserDoctorCase *self)
{
  const AnserDoctorTalk *talk = anser_doctor_case_is_behind (self) ? self->second : self->talk;
  AnserCapabilities *const *lists = talk->record->capabilities;

  write_list (self, "before-tls",
              self->server->security == ANSER_SECURITY_NONE ? _("Before login") : _("Before TLS"),
              lists[ANSER_DOCTOR_BEFORE_TLS]);
  write_list (self, "before-login", _("Before login"), lists[ANSER_DOCTOR_BEFORE_LOGIN]);
  write_list (self, "after-login", _("After login"), lists[ANSER_DOCTOR_AFTER_LOGIN]);
}

typedef struct
{
  const char *keyword;
  const char *present;                  /* %s: the keyword's parameters */
  const char *absent;                   /* nullable: not worth a word */
} Meaning;

static const Meaning pop3_meanings[] = {
  { "UIDL", N_("Messages are told apart by their unique names."),
    N_("Not listed; Anser tries it all the same.") },
  { "TOP", N_("Headers can be had without the message."),
    N_("Not listed; Anser tries it all the same.") },
  { "PIPELINING", N_("Commands may follow each other without waiting."),
    N_("Not listed: one command at a time, which is slow over long lines.") },
  { "UTF8", N_("Names and messages in UTF-8 are understood."), NULL },
  { "RESP-CODES", N_("Refusals say why."), NULL },
  { "AUTH-RESP-CODE", N_("A refused login says whether the password was at fault."), NULL },
};

static const Meaning smtp_meanings[] = {
  { "PIPELINING", N_("Commands may follow each other without waiting."),
    N_("Not listed: one command at a time, which is slow over long lines.") },
  { "8BITMIME", N_("Text may go out as it is."),
    N_("Not listed: text goes out in quoted-printable or base64.") },
  { "SMTPUTF8", N_("Addresses may hold letters of every language."),
    N_("Not listed: addresses must be ASCII before the @.") },
  { "DSN", N_("Delivery reports can be asked for."),
    N_("Not listed: delivery reports cannot be asked for.") },
  { "CHUNKING", N_("Content may go out in chunks (BDAT)."), NULL },
  { "BINARYMIME", N_("Content may be binary."), NULL },
  { "ENHANCEDSTATUSCODES", N_("Refusals say why in a standard code."), NULL },
};

static void
write_meanings (AnserDoctorCase         *self,
                const AnserCapabilities *capabilities)
{
  gboolean pop3 = self->protocol == ANSER_PROTOCOL_POP3;
  const Meaning *meanings = pop3 ? pop3_meanings : smtp_meanings;
  gsize n = pop3 ? G_N_ELEMENTS (pop3_meanings) : G_N_ELEMENTS (smtp_meanings);

  for (gsize i = 0; i < n; i++)
    if (anser_capabilities_has (capabilities, meanings[i].keyword))
      anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, meanings[i].keyword,
                               meanings[i].keyword, -1, "%s", _(meanings[i].present));
    else if (meanings[i].absent != NULL)
      anser_doctor_report_add (self->report, ANSER_DOCTOR_NOTE, meanings[i].keyword,
                               meanings[i].keyword, -1, "%s", _(meanings[i].absent));
}

/* Those with a number or words of their own */

static void
write_words (AnserDoctorCase         *self,
             const AnserCapabilities *capabilities,
             const char              *keyword)
{
  const char *words = anser_capabilities_get (capabilities, keyword);

  if (words != NULL && *words != '\0')
    anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, keyword, keyword, -1, "%s", words);
}

static void
write_expire (AnserDoctorCase         *self,
              const AnserCapabilities *capabilities)
{
  const char *words = anser_capabilities_get (capabilities, "EXPIRE");

  if (words == NULL)
    return;
  if (g_ascii_strncasecmp (words, "NEVER", 5) == 0)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, "EXPIRE", "EXPIRE", -1, "%s",
                             _("Messages may stay on the server for ever."));
  else if (words[0] == '0' && !g_ascii_isdigit (words[1]))
    anser_doctor_report_add (self->report, ANSER_DOCTOR_NOTE, "EXPIRE", "EXPIRE", -1, "%s",
                             _("The server deletes each message after it was fetched, whatever "
                               "the account's settings say."));
  else
    anser_doctor_report_add (self->report, ANSER_DOCTOR_NOTE, "EXPIRE", "EXPIRE", -1,
                             _("The server deletes messages by itself after so many days: %s."),
                             words);
}

static void
write_login_delay (AnserDoctorCase         *self,
                   const AnserCapabilities *capabilities)
{
  const char *words = anser_capabilities_get (capabilities, "LOGIN-DELAY");

  if (words != NULL)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_NOTE, "LOGIN-DELAY", "LOGIN-DELAY", -1,
                             _("So many seconds must lie between two checks: %s."), words);
}

/* RFC 1870: no number, or 0, is no promise. */
gint64
anser_doctor_get_size_limit (const AnserCapabilities *capabilities)
{
  const char *words = anser_capabilities_get (capabilities, "SIZE");

  return words != NULL ? MAX (g_ascii_strtoll (words, NULL, 10), 0) : 0;
}

static void
write_size (AnserDoctorCase         *self,
            const AnserCapabilities *capabilities)
{
  gint64 limit = anser_doctor_get_size_limit (capabilities);
  g_autofree char *size = g_format_size ((guint64) limit);

  if (limit > 0)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, "SIZE", "SIZE", -1,
                             _("Messages up to %s are taken."), size);
  else
    anser_doctor_report_add (self->report, ANSER_DOCTOR_NOTE, "SIZE", "SIZE", -1, "%s",
                             _("No limit is told; a message may be refused after it was sent."));
}

void
anser_doctor_write_abilities (AnserDoctorCase *self)
{
  const AnserCapabilities *capabilities = anser_doctor_case_get_abilities (self);

  anser_doctor_report_begin (self->report, "abilities", _("What the server can do"));
  write_lists (self);
  if (capabilities == NULL)
    return;

  write_meanings (self, capabilities);
  if (self->protocol == ANSER_PROTOCOL_POP3)
    {
      write_login_delay (self, capabilities);
      write_expire (self, capabilities);
      write_words (self, capabilities, "IMPLEMENTATION");
    }
  else
    {
      write_size (self, capabilities);
      write_words (self, capabilities, "LIMITS");
    }
}
