/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "doctor-talk.h"

#include "engine/pop3-client.h"
#include "engine/sink.h"
#include "engine/smtp-client.h"
#include "engine/tls.h"

/*
 *     POP3: connect (with the login) · STAT · UIDL 1 · TOP 1 0 · QUIT
 *     SMTP: connect · login · QUIT
 *
 * QUIT is said after a failure too: to a connection that is dead it fails at once.
 */

/* More than any header block; a server that sends more in answer to TOP 1 0 is not listened to. */
#define HEADER_LIMIT (256 * 1024)

#define CLIENT       "anser-client"

void
anser_doctor_talk_free (AnserDoctorTalk *self)
{
  g_return_if_fail (self != NULL);

  anser_server_free (self->server);
  anser_doctor_record_free (self->record);
  g_clear_error (&self->error);
  g_free (self->peer);
  g_free (self->mechanism);
  g_clear_pointer (&self->certificate, anser_certificate_free);
  g_free (self->tls_version);
  g_free (self->cipher_suite);
  g_clear_pointer (&self->binding, anser_sasl_binding_free);
  g_clear_error (&self->stat_error);
  g_clear_error (&self->uidl_error);
  g_clear_error (&self->top_error);
  g_free (self);
}

static void
on_line (const char *line,
         gpointer    user_data)
{
  AnserDoctorTalk *self = user_data;

  anser_doctor_record_add (self->record, line, g_get_monotonic_time ());
  if (self->trace != NULL)
    self->trace (line, self->trace_data);
}

/* Takes @error (nullable); the first is what ended the session. */
static void
take_error (AnserDoctorTalk *self,
            GError          *error)
{
  if (self->error == NULL)
    self->error = error;
  else
    g_clear_error (&error);
}

static void
note_timing (AnserDoctorTalk   *self,
             const AnserTiming *timing)
{
  g_free (self->peer);
  self->peer = g_strdup (timing->peer);
  self->connecting = timing->connecting;
  self->handshake = timing->handshake;
  if (self->record->greeting == NULL)
    return;

  self->greeting = self->record->greeted - self->began - self->connecting;
  if (self->server->security == ANSER_SECURITY_TLS)
    self->greeting -= self->handshake;
}

/* A certificate that was turned down is as interesting as a good one. */
static void
note_tls (AnserDoctorTalk *self,
          GTlsConnection  *tls)
{
  GTlsCertificate *certificate = tls != NULL ? anser_tls_get_certificate (tls) : NULL;

  if (certificate == NULL)
    return;

  self->certificate = anser_certificate_new (certificate, NULL);
  self->fault = anser_tls_get_fault (tls);
  if (self->handshake < 0)
    return;

  self->binding = anser_sasl_binding_new (tls);
  self->tls_version = g_strdup (anser_tls_get_version_name (tls));
  self->cipher_suite = g_tls_connection_get_ciphersuite_name (tls);
}

/* Takes a reference to the task. What was learnt goes to whoever asked; the client, which tells it
 * what is said, goes first. */
static void
complete (GTask *own)
{
  g_autoptr (GTask) task = own;
  g_autoptr (AnserDoctorTalk) self = g_task_get_task_data (task);

  g_object_set_data (G_OBJECT (task), CLIENT, NULL);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_steal_pointer (&self),
                           (GDestroyNotify) anser_doctor_talk_free);
}

/* POP3 */

static void
on_pop3_left (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  anser_pop3_client_quit_finish (ANSER_POP3_CLIENT (source), result, NULL);
  complete (user_data);
}

static void
on_uidl (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  AnserDoctorTalk *self = user_data;
  AnserPop3Items *items = anser_pop3_client_uidl_finish (ANSER_POP3_CLIENT (source), result,
                                                         &self->uidl_error);

  g_clear_pointer (&items, anser_pop3_items_unref);
}

static void
on_top (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  AnserDoctorTalk *self = user_data;

  anser_pop3_client_top_finish (ANSER_POP3_CLIENT (source), result, &self->top_error);
}

static void
leave_pop3 (AnserPop3Client *client,
            GTask           *task)
{
  anser_pop3_client_quit_async (client, g_task_get_cancellable (task), on_pop3_left, task);
}

static void
on_stat (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  AnserPop3Client *client = ANSER_POP3_CLIENT (source);
  GTask *task = user_data;
  AnserDoctorTalk *self = g_task_get_task_data (task);
  g_autoptr (GOutputStream) header = g_memory_output_stream_new (g_malloc (HEADER_LIMIT),
                                                                 HEADER_LIMIT, NULL, g_free);
  g_autoptr (AnserSink) sink = anser_stream_sink_new (header);

  self->has_counted = anser_pop3_client_stat_finish (client, result, &self->count, &self->octets,
                                                     &self->stat_error);
  self->has_tried = self->has_counted && self->count > 0;
  if (self->has_tried)
    {
      anser_pop3_client_uidl_async (client, 1, NULL, on_uidl, self);
      anser_pop3_client_top_async (client, 1, 0, sink, NULL, on_top, self);
    }
  leave_pop3 (client, task);
}

static void
on_pop3_entered (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  AnserPop3Client *client = ANSER_POP3_CLIENT (source);
  GTask *task = user_data;
  AnserDoctorTalk *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!anser_pop3_client_connect_finish (client, result, &error))
    take_error (self, error);
  note_timing (self, anser_pop3_client_get_timing (client));
  note_tls (self, anser_pop3_client_get_tls (client));
  self->quirks = anser_pop3_client_get_quirks (client);
  self->mechanism = g_strdup (anser_pop3_client_get_mechanism (client));
  self->let_in = error == NULL && self->mechanism != NULL;

  if (self->let_in)
    anser_pop3_client_stat_async (client, g_task_get_cancellable (task), on_stat, task);
  else
    leave_pop3 (client, task);
}

static void
enter_pop3 (GTask    *task,
            unsigned  patience)
{
  AnserDoctorTalk *self = g_task_get_task_data (task);
  AnserPop3Client *client = anser_pop3_client_new (self->server);

  g_object_set_data_full (G_OBJECT (task), CLIENT, client, g_object_unref);
  anser_pop3_client_set_trace (client, on_line, self);
  anser_pop3_client_set_timeout (client, patience);
  /* One command at a time, so that each delay is its own. */
  anser_pop3_client_set_window (client, 1);
  anser_pop3_client_connect_async (client, g_task_get_cancellable (task), on_pop3_entered, task);
}

/* SMTP */

static void
on_smtp_left (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  anser_smtp_client_quit_finish (ANSER_SMTP_CLIENT (source), result, NULL);
  complete (user_data);
}

static void
leave_smtp (AnserSmtpClient *client,
            GTask           *task)
{
  anser_smtp_client_quit_async (client, g_task_get_cancellable (task), on_smtp_left, task);
}

static void
on_smtp_logged_in (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  AnserSmtpClient *client = ANSER_SMTP_CLIENT (source);
  GTask *task = user_data;
  AnserDoctorTalk *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!anser_smtp_client_authenticate_finish (client, result, &error))
    take_error (self, error);
  self->mechanism = g_strdup (anser_smtp_client_get_mechanism (client));
  self->let_in = error == NULL && self->mechanism != NULL;
  leave_smtp (client, task);
}

static void
on_smtp_entered (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  AnserSmtpClient *client = ANSER_SMTP_CLIENT (source);
  GTask *task = user_data;
  AnserDoctorTalk *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!anser_smtp_client_connect_finish (client, result, &error))
    take_error (self, error);
  note_timing (self, anser_smtp_client_get_timing (client));
  note_tls (self, anser_smtp_client_get_tls (client));
  self->quirks = self->server->quirks;

  if (error == NULL && self->server->user != NULL)
    anser_smtp_client_authenticate_async (client, g_task_get_cancellable (task),
                                          on_smtp_logged_in, task);
  else
    leave_smtp (client, task);
}

static void
enter_smtp (GTask    *task,
            unsigned  patience)
{
  AnserDoctorTalk *self = g_task_get_task_data (task);
  AnserSmtpClient *client = anser_smtp_client_new (self->server);

  g_object_set_data_full (G_OBJECT (task), CLIENT, client, g_object_unref);
  anser_smtp_client_set_trace (client, on_line, self);
  anser_smtp_client_set_timeout (client, patience);
  anser_smtp_client_connect_async (client, g_task_get_cancellable (task), on_smtp_entered, task);
}

void
anser_doctor_talk_async (const AnserServer   *server,
                         AnserProtocol        protocol,
                         unsigned             patience,
                         AnserTraceFunc       trace,
                         gpointer             trace_data,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  AnserDoctorTalk *self;
  GTask *task;

  g_return_if_fail (server != NULL);

  self = g_new0 (AnserDoctorTalk, 1);
  self->server = anser_server_copy (server);
  self->protocol = protocol;
  self->record = anser_doctor_record_new (protocol, server->security == ANSER_SECURITY_TLS);
  self->connecting = self->handshake = self->greeting = -1;
  self->trace = trace;
  self->trace_data = trace_data;
  self->began = g_get_monotonic_time ();

  /* Without a password nobody is to be named. */
  if (self->server->password == NULL)
    g_clear_pointer (&self->server->user, g_free);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_doctor_talk_async);
  g_task_set_task_data (task, self, NULL);

  if (protocol == ANSER_PROTOCOL_POP3)
    enter_pop3 (task, patience);
  else
    enter_smtp (task, patience);
}

AnserDoctorTalk *
anser_doctor_talk_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_doctor_talk_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
