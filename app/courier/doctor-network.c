/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "doctor-private.h"

#include "engine/errors.h"

#include <glib/gi18n-lib.h>

/* Name, addresses, connection, greeting, and what each step took. */

static void
write_name (AnserDoctorCase *self)
{
  const AnserDoctorDoors *doors = self->doors;
  g_autoptr (GError) error = NULL;

  if (doors->error != NULL)
    {
      error = g_error_new (doors->error->domain, doors->error->code,
                           _("No server by the name %s was found. Check the name, and whether this "
                             "computer is online. (%s)"), self->server->host,
                           doors->error->message);
      anser_doctor_report_add_error (self->report, "name", _("Name"), doors->delay, error);
    }
  else if (doors->delay >= 0)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, "name", _("Name"), doors->delay,
                             ngettext ("%u address", "%u addresses", doors->doors->len),
                             doors->doors->len);
}

/* A door that is shut is worth a word where others are open: a program that tries it first waits
 * in front of it. */
static void
write_door (AnserDoctorCase       *self,
            const AnserDoctorDoor *door)
{
  if (!door->tried)
    return;

  if (door->error == NULL)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, "address", door->address, door->delay,
                             "%s", _("answers"));
  else
    anser_doctor_report_add (self->report, ANSER_DOCTOR_NOTE, "address", door->address, door->delay,
                             _("does not answer: %s. Programs that try it first have to wait; tell "
                               "your mail provider, or look at the network of this computer."),
                             door->error->message);
}

static void
write_connection (AnserDoctorCase *self)
{
  const AnserDoctorTalk *talk = self->talk;

  if (talk->connecting >= 0)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, "connection", _("Connection"),
                             talk->connecting, "%s", talk->peer != NULL ? talk->peer : "");
  else
    anser_doctor_report_add_error (self->report, "connection", _("Connection"), -1, talk->error);
}

/* The second session went by another door. */
static void
write_other_door (AnserDoctorCase *self)
{
  g_autofree char *url = NULL;

  if (self->second == NULL || anser_doctor_case_is_behind (self) ||
      g_error_matches (self->talk->error, ANSER_ERROR, ANSER_ERROR_CERTIFICATE))
    return;

  url = anser_doctor_url (self->second->server, self->protocol);
  if (self->second->error == NULL)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_NOTE, "other-door", _("Another way"), -1,
                             _("%s answers. Use this server, port and encryption instead."), url);
  else
    anser_doctor_report_add (self->report, ANSER_DOCTOR_NOTE, "other-door", _("Another way"), -1,
                             _("%s was tried too, in vain."), url);
}

static void
write_advice (AnserDoctorCase *self)
{
  AnserDoctorFailure failure = anser_doctor_talk_get_failure (self->talk);

  if (failure != ANSER_DOCTOR_FAILED_CONNECTING &&
      !(failure == ANSER_DOCTOR_FAILED_GREETING && self->talk->record->greeting == NULL))
    return;

  anser_doctor_report_add (self->report, ANSER_DOCTOR_NOTE, "advice", _("What to do"), -1, "%s",
                           self->protocol == ANSER_PROTOCOL_POP3
                             ? _("Check the port: POP3 servers listen at 995 (TLS) or 110 (STLS). "
                                 "If it is right, a firewall may be in the way, or the server may "
                                 "be down: try again later, or from another network.")
                             : _("Check the port: SMTP servers listen at 465 (TLS) or 587 "
                                 "(STARTTLS); many networks block 25. If it is right, a firewall "
                                 "may be in the way, or the server may be down: try again later, "
                                 "or from another network."));
}

static void
write_greeting (AnserDoctorCase *self)
{
  const AnserDoctorTalk *talk = self->talk;
  const char *greeting = talk->record->greeting;

  if (greeting != NULL)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, "greeting", _("Greeting"),
                             talk->greeting, "%s", greeting);
  if (anser_doctor_talk_get_failure (talk) == ANSER_DOCTOR_FAILED_GREETING)
    anser_doctor_report_add_error (self->report, "greeting-problem", _("Greeting"), -1,
                                   talk->error);
}

static const char *
get_pending (const AnserDoctorTalk *talk)
{
  if (talk->record->waiting_for != NULL)
    return talk->record->waiting_for;
  if (anser_doctor_talk_get_failure (talk) == ANSER_DOCTOR_FAILED_ENCRYPTION)
    return _("TLS handshake");
  return talk->record->greeting == NULL ? _("greeting") : NULL;
}

/* For who has to find out why a server fell silent. */
static void
write_attempts (AnserDoctorCase *self)
{
  const AnserDoctorTalk *talk = self->talk;
  const GPtrArray *delays = talk->record->delays;
  g_autoptr (GString) done = g_string_new (_("connection"));
  const char *pending;

  if (talk->error == NULL || talk->connecting < 0)
    return;

  if (talk->record->greeting != NULL)
    g_string_append_printf (done, ", %s", _("greeting"));
  for (unsigned i = 0; i < delays->len; i++)
    g_string_append_printf (done, ", %s", ((AnserDoctorDelay *) delays->pdata[i])->command);

  pending = get_pending (talk);
  if (pending != NULL)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_NOTE, "tried", _("What was tried"), -1,
                             _("Answered: %s. Not answered: %s."), done->str, pending);
  else
    anser_doctor_report_add (self->report, ANSER_DOCTOR_NOTE, "tried", _("What was tried"), -1,
                             _("Answered: %s."), done->str);
}

void
anser_doctor_write_network (AnserDoctorCase *self)
{
  anser_doctor_report_begin (self->report, "network", _("Network"));
  write_name (self);
  for (unsigned i = 0; i < self->doors->doors->len; i++)
    write_door (self, g_ptr_array_index (self->doors->doors, i));
  if (self->talk == NULL)
    return;

  write_connection (self);
  write_greeting (self);
  if (anser_doctor_talk_get_failure (self->talk) == ANSER_DOCTOR_FAILED_TALK)
    anser_doctor_report_add_error (self->report, "conversation", _("Conversation"), -1,
                                   self->talk->error);
  write_attempts (self);
  write_other_door (self);
  write_advice (self);
}

/* Delays */

void
anser_doctor_write_delays (AnserDoctorCase *self)
{
  const AnserDoctorTalk *talk = self->talk;

  anser_doctor_report_begin (self->report, "delays", _("Delays"));
  if (talk->connecting >= 0)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, "connection", _("Connection"),
                             talk->connecting, "%s", "");
  if (talk->handshake >= 0)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, "handshake", _("TLS handshake"),
                             talk->handshake, "%s", "");
  if (talk->greeting >= 0)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, "greeting", _("Greeting"),
                             talk->greeting, "%s", "");
  for (unsigned i = 0; i < talk->record->delays->len; i++)
    {
      const AnserDoctorDelay *delay = g_ptr_array_index (talk->record->delays, i);

      anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, "command", delay->command,
                               delay->delay, "%s", "");
    }
}
