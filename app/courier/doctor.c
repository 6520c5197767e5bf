/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "doctor.h"

#include "doctor-private.h"
#include "engine/errors.h"

#include <string.h>

/*
 *   search    the server's addresses, each tried
 *   talk      a session by the user's settings
 *   retry     if that failed, one by other settings, which shows what is wrong with the first
 *   write     the report
 */

#define PATIENCE        30000
#define SECOND_PATIENCE 10000

typedef struct
{
  AnserDoctorCase  subject;
  AnserTraceFunc   trace;
  gpointer         trace_data;
} Examination;

static void
examination_free (gpointer data)
{
  Examination *self = data;
  AnserDoctorCase *subject = &self->subject;

  anser_server_free (subject->server);
  g_free (subject->address);
  g_clear_pointer (&subject->doors, anser_doctor_doors_free);
  g_clear_pointer (&subject->talk, anser_doctor_talk_free);
  g_clear_pointer (&subject->second, anser_doctor_talk_free);
  g_clear_pointer (&subject->report, anser_doctor_report_unref);
  g_free (self);
}

/* The usual ports, each with the one that is left when it does not answer. */
static const struct
{
  AnserProtocol protocol;
  guint16       port;
  guint16       other;
  AnserSecurity other_security;
} doors[] = {
  { ANSER_PROTOCOL_POP3, 995, 110, ANSER_SECURITY_STARTTLS },
  { ANSER_PROTOCOL_POP3, 110, 995, ANSER_SECURITY_TLS },
  { ANSER_PROTOCOL_SMTP, 465, 587, ANSER_SECURITY_STARTTLS },
  { ANSER_PROTOCOL_SMTP, 587, 465, ANSER_SECURITY_TLS },
  { ANSER_PROTOCOL_SMTP, 25, 587, ANSER_SECURITY_STARTTLS },
};

unsigned
anser_doctor_port (const AnserServer *server,
                   AnserProtocol      protocol)
{
  if (server->port != 0)
    return server->port;
  if (protocol == ANSER_PROTOCOL_POP3)
    return server->security == ANSER_SECURITY_TLS ? 995 : 110;
  return server->security == ANSER_SECURITY_TLS ? 465 : 587;
}

char *
anser_doctor_url (const AnserServer *server,
                  AnserProtocol      protocol)
{
  const char *scheme = protocol == ANSER_PROTOCOL_POP3 ? "pop3" : "smtp";
  const char *s = server->security == ANSER_SECURITY_TLS ? "s" : "";
  gboolean is_v6 = strchr (server->host, ':') != NULL;

  return g_strdup_printf ("%s%s://%s%s%s%s%s:%u", scheme, s,
                          server->user != NULL ? server->user : "",
                          server->user != NULL ? "@" : "", is_v6 ? "[" : "", server->host,
                          is_v6 ? "]" : "", anser_doctor_port (server, protocol));
}

AnserDoctorFailure
anser_doctor_talk_get_failure (const AnserDoctorTalk *self)
{
  const AnserDoctorRecord *record = self->record;

  if (self->error == NULL)
    return ANSER_DOCTOR_FAILED_NOWHERE;
  if (self->connecting < 0)
    return ANSER_DOCTOR_FAILED_CONNECTING;
  if (self->server->security == ANSER_SECURITY_TLS && self->handshake < 0)
    return ANSER_DOCTOR_FAILED_ENCRYPTION;
  if (record->greeting == NULL || (record->delays->len == 0 && record->waiting_for == NULL))
    return ANSER_DOCTOR_FAILED_GREETING;
  if (self->server->security == ANSER_SECURITY_STARTTLS && self->handshake < 0 &&
      (record->stage == ANSER_DOCTOR_BEFORE_LOGIN ||
       g_error_matches (self->error, ANSER_ERROR, ANSER_ERROR_TLS_MISSING)))
    return ANSER_DOCTOR_FAILED_ENCRYPTION;
  if (record->stage == ANSER_DOCTOR_AFTER_LOGIN ||
      g_error_matches (self->error, ANSER_ERROR, ANSER_ERROR_NO_MECHANISM))
    return ANSER_DOCTOR_FAILED_LOGIN;
  return ANSER_DOCTOR_FAILED_TALK;
}

gboolean
anser_doctor_case_is_behind (const AnserDoctorCase *self)
{
  return self->second != NULL && self->second->record->greeting != NULL &&
         g_error_matches (self->talk->error, ANSER_ERROR, ANSER_ERROR_CERTIFICATE);
}

/* What was listed before TLS that did not come about counts for nothing. */
AnserCapabilities *
anser_doctor_case_get_abilities (const AnserDoctorCase *self)
{
  const AnserDoctorTalk *talk = anser_doctor_case_is_behind (self) ? self->second : self->talk;

  if (talk->server->security != ANSER_SECURITY_NONE && talk->handshake < 0)
    return NULL;
  return anser_doctor_record_get_latest (talk->record);
}

/* Takes a reference to the task. */
static void
write_report (GTask *own)
{
  g_autoptr (GTask) task = own;
  Examination *self = g_task_get_task_data (task);
  AnserDoctorCase *subject = &self->subject;
  g_autofree char *url = anser_doctor_url (subject->server, subject->protocol);

  if (g_task_return_error_if_cancelled (task))
    return;

  subject->report = anser_doctor_report_new (url);
  anser_doctor_write_network (subject);
  if (subject->talk != NULL)
    {
      anser_doctor_write_encryption (subject);
      anser_doctor_write_abilities (subject);
      anser_doctor_write_login (subject);
      anser_doctor_write_mailbox (subject);
      anser_doctor_write_delays (subject);
      anser_doctor_write_quirks (subject);
      anser_doctor_write_decisions (subject);
    }
  g_task_return_pointer (task, g_steal_pointer (&subject->report),
                         (GDestroyNotify) anser_doctor_report_unref);
}

/* The second session */

static AnserServer *
other_security (const AnserServer *server,
                AnserSecurity      security)
{
  AnserServer *other = anser_server_copy (server);

  other->security = security;
  return other;
}

static AnserServer *
behind_certificate (AnserDoctorTalk *talk)
{
  AnserServer *other = anser_server_copy (talk->server);

  g_free (other->pin);
  other->pin = g_strdup (talk->certificate->fingerprint);
  return other;
}

static AnserServer *
other_door (const AnserDoctorCase *subject)
{
  unsigned port = anser_doctor_port (subject->server, subject->protocol);

  for (gsize i = 0; i < G_N_ELEMENTS (doors); i++)
    if (doors[i].protocol == subject->protocol && doors[i].port == port)
      {
        AnserServer *other = other_security (subject->server, doors[i].other_security);

        other->port = doors[i].other;
        return other;
      }

  return NULL;
}

/* What might work where the user's settings did not, on the same port if the port answers. NULL if
 * there is nothing to be learnt. */
static AnserServer *
choose_second (const AnserDoctorCase *subject)
{
  AnserDoctorTalk *talk = subject->talk;

  if (g_error_matches (talk->error, ANSER_ERROR, ANSER_ERROR_CERTIFICATE))
    return talk->certificate != NULL ? behind_certificate (talk) : NULL;

  switch (anser_doctor_talk_get_failure (talk))
    {
    case ANSER_DOCTOR_FAILED_CONNECTING:
      return other_door (subject);

    case ANSER_DOCTOR_FAILED_GREETING:
      if (talk->record->greeting != NULL || subject->server->security == ANSER_SECURITY_TLS)
        return NULL;
      return other_security (subject->server, ANSER_SECURITY_TLS);

    case ANSER_DOCTOR_FAILED_ENCRYPTION:
      if (subject->server->security == ANSER_SECURITY_TLS)
        return other_security (subject->server, ANSER_SECURITY_STARTTLS);
      return NULL;

    case ANSER_DOCTOR_FAILED_NOWHERE:
    case ANSER_DOCTOR_FAILED_TALK:
    case ANSER_DOCTOR_FAILED_LOGIN:
    default:
      return NULL;
    }
}

static void
on_talked_again (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Examination *self = g_task_get_task_data (user_data);

  self->subject.second = anser_doctor_talk_finish (result, NULL);
  write_report (user_data);
}

static void
on_talked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GTask *task = user_data;
  Examination *self = g_task_get_task_data (task);
  AnserDoctorCase *subject = &self->subject;
  g_autoptr (AnserServer) other = NULL;

  subject->talk = anser_doctor_talk_finish (result, NULL);
  if (subject->talk != NULL)
    other = choose_second (subject);
  if (other == NULL)
    {
      write_report (task);
      return;
    }

  g_clear_pointer (&other->user, g_free);
  anser_doctor_talk_async (other, subject->protocol, MIN (subject->patience, SECOND_PATIENCE),
                           self->trace, self->trace_data, g_task_get_cancellable (task),
                           on_talked_again, task);
}

static void
on_searched (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  GTask *task = user_data;
  Examination *self = g_task_get_task_data (task);
  AnserDoctorCase *subject = &self->subject;

  subject->doors = anser_doctor_doors_finish (result, NULL);
  if (subject->doors == NULL || subject->doors->error != NULL)
    {
      write_report (task);
      return;
    }

  anser_doctor_talk_async (subject->server, subject->protocol, subject->patience, self->trace,
                           self->trace_data, g_task_get_cancellable (task), on_talked, task);
}

void
anser_doctor_examine_async (const AnserServer   *server,
                            AnserProtocol        protocol,
                            const char          *address,
                            unsigned             patience,
                            AnserTraceFunc       trace,
                            gpointer             trace_data,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  Examination *self;
  GTask *task;

  g_return_if_fail (server != NULL);

  self = g_new0 (Examination, 1);
  self->subject.server = anser_server_copy (server);
  self->subject.protocol = protocol;
  self->subject.address = g_strdup (address);
  self->subject.patience = patience != 0 ? patience : PATIENCE;
  self->trace = trace;
  self->trace_data = trace_data;

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_doctor_examine_async);
  g_task_set_task_data (task, self, examination_free);

  anser_doctor_doors_async (server->host, anser_doctor_port (server, protocol),
                            MAX (1, MIN (self->subject.patience, SECOND_PATIENCE) / 1000),
                            cancellable, on_searched, task);
}

AnserDoctorReport *
anser_doctor_examine_finish (GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_doctor_examine_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
