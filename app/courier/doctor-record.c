/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "doctor-record.h"

#include <string.h>

/* Enough for every honest session. */
#define MAX_DELAYS 100
#define MAX_LENGTH 512

static void
delay_free (gpointer data)
{
  AnserDoctorDelay *delay = data;

  g_free (delay->command);
  g_free (delay);
}

AnserDoctorRecord *
anser_doctor_record_new (AnserProtocol protocol,
                         gboolean      encrypted)
{
  AnserDoctorRecord *self = g_new0 (AnserDoctorRecord, 1);

  self->protocol = protocol;
  self->stage = encrypted ? ANSER_DOCTOR_BEFORE_LOGIN : ANSER_DOCTOR_BEFORE_TLS;
  self->delays = g_ptr_array_new_with_free_func (delay_free);

  return self;
}

void
anser_doctor_record_free (AnserDoctorRecord *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->delays);
  for (unsigned i = 0; i < ANSER_DOCTOR_N_STAGES; i++)
    g_clear_pointer (&self->capabilities[i], anser_capabilities_unref);
  g_free (self->greeting);
  g_free (self->last);
  g_free (self->waiting_for);
  g_free (self);
}

static char *
cut (const char *text)
{
  g_autofree char *start = g_strndup (text, MAX_LENGTH);

  return g_utf8_make_valid (start, -1);
}

/* What was said */

static gboolean
is_word (const char *text,
         const char *word)
{
  gsize length = strlen (word);

  return g_ascii_strncasecmp (text, word, length) == 0 &&
         (text[length] == '\0' || text[length] == ' ');
}

static gboolean
is_login (const char *text)
{
  return is_word (text, "AUTH") || is_word (text, "USER") || is_word (text, "PASS") ||
         is_word (text, "APOP");
}

static void
on_said (AnserDoctorRecord *self,
         const char        *text,
         gint64             now)
{
  g_free (self->waiting_for);
  self->waiting_for = text[0] == '*' ? g_strdup ("…") : g_strndup (text, strcspn (text, " "));
  self->asked = now;
  self->listing = NULL;

  if (is_word (text, "STLS") || is_word (text, "STARTTLS"))
    self->stage = ANSER_DOCTOR_BEFORE_LOGIN;
  else if (is_login (text))
    self->stage = ANSER_DOCTOR_AFTER_LOGIN;
}

/* What was heard */

static void
begin_listing (AnserDoctorRecord *self)
{
  AnserCapabilities **place = &self->capabilities[self->stage];

  g_clear_pointer (place, anser_capabilities_unref);
  *place = anser_capabilities_new ();
  self->listing = *place;
}

/* The first line of EHLO's reply names the server, and CAPA's is its status. */
static void
on_reply (AnserDoctorRecord *self,
          const char        *text,
          gint64             now)
{
  if (self->delays->len < MAX_DELAYS)
    {
      AnserDoctorDelay *delay = g_new (AnserDoctorDelay, 1);

      delay->command = g_strdup (self->waiting_for);
      delay->delay = now - self->asked;
      g_ptr_array_add (self->delays, delay);
    }

  if (is_word (self->waiting_for, "CAPA") ? text[0] == '+'
                                          : is_word (self->waiting_for, "EHLO") && text[0] == '2')
    begin_listing (self);
  if (self->protocol == ANSER_PROTOCOL_SMTP && (strlen (text) < 4 || text[3] != '-'))
    self->listing = NULL;
  g_clear_pointer (&self->waiting_for, g_free);
}

static void
on_listed (AnserDoctorRecord *self,
           const char        *text)
{
  if (self->protocol == ANSER_PROTOCOL_POP3)
    {
      if (strcmp (text, ".") == 0)
        self->listing = NULL;
      else
        anser_capabilities_add_line (self->listing, text + (text[0] == '.' ? 1 : 0));
      return;
    }

  if (strlen (text) > 4)
    anser_capabilities_add_line (self->listing, text + 4);
  if (strlen (text) < 4 || text[3] != '-')
    self->listing = NULL;
}

static void
on_heard (AnserDoctorRecord *self,
          const char        *text,
          gint64             now)
{
  g_free (self->last);
  self->last = cut (text);

  if (self->greeting == NULL)
    {
      self->greeting = cut (text);
      self->greeted = now;
    }
  else if (self->waiting_for != NULL)
    on_reply (self, text, now);
  else if (self->listing != NULL)
    on_listed (self, text);
}

void
anser_doctor_record_add (AnserDoctorRecord *self,
                         const char        *line,
                         gint64             now)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (line != NULL);

  if (g_str_has_prefix (line, "S: "))
    on_heard (self, line + 3, now);
  else if (g_str_has_prefix (line, "C: "))
    on_said (self, line + 3, now);
}

AnserCapabilities *
anser_doctor_record_get_latest (const AnserDoctorRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (int stage = ANSER_DOCTOR_N_STAGES - 1; stage >= 0; stage--)
    if (self->capabilities[stage] != NULL)
      return self->capabilities[stage];

  return NULL;
}
