/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "send-session.h"

#include "command.h"
#include "courier/progress.h"
#include "engine/errors.h"
#include "engine/smtp-client.h"
#include "message/seven-bit.h"
#include "send-report.h"

#include <glib/gi18n-lib.h>

/* Milliseconds for the answer to QUIT. */
#define FAREWELL_TIME 10

/* A letter on its way, or the one that is to follow it. */
typedef struct
{
  CliSendSession *session;
  unsigned        number;
  CliParcel      *parcel;           /* borrowed */
  AnserEnvelope  *envelope;         /* NULL with an error: it cannot be sent */
  GInputStream   *content;          /* NULL while it is not known how the server wants it */
  gboolean        under_way;
  CliSendReport   report;
  GError         *error;
} Delivery;

struct _CliSendSession
{
  CliSendOptions       *options;
  AnserSmtpClient      *client;         /* NULL while there is no connection */
  unsigned              n_letters;
  unsigned              n_taken;        /* over this connection */
  gboolean              failed;         /* no connection is to be had */
  int                   status;
  Delivery             *current;
  Delivery             *next;
  AnserCourierProgress  progress;
  gint64                bytes_before;   /* over this connection, before this letter */
};

static Delivery *
delivery_new (CliSendSession *session,
              CliParcel      *parcel)
{
  Delivery *self = g_new0 (Delivery, 1);

  self->session = session;
  self->number = ++session->n_letters;
  self->parcel = parcel;
  self->envelope = cli_parcel_make_envelope (parcel, session->options, &self->error);
  return self;
}

static void
delivery_free (Delivery *self)
{
  g_clear_pointer (&self->envelope, anser_envelope_free);
  g_clear_object (&self->content);
  g_clear_error (&self->error);
  cli_send_report_clear (&self->report);
  g_free (self);
}

CliSendSession *
cli_send_session_new (CliSendOptions *options,
                      unsigned        n_letters)
{
  CliSendSession *self = g_new0 (CliSendSession, 1);

  self->options = options;
  self->progress.state = ANSER_COURIER_SENDING;
  self->progress.total = n_letters;
  return self;
}

void
cli_send_session_free (CliSendSession *self)
{
  g_clear_object (&self->client);
  g_clear_pointer (&self->current, delivery_free);
  g_clear_pointer (&self->next, delivery_free);
  g_free (self);
}

static void
on_progress (gint64   bytes,
             gpointer user_data)
{
  CliSendSession *self = user_data;
  gint64 now = g_get_monotonic_time ();
  g_autofree char *sentence = NULL;

  self->progress.bytes = bytes - self->bytes_before;
  sentence = anser_courier_progress_to_string (&self->progress, NULL, now);
  cli_progress_bar (anser_courier_progress_get_fraction (&self->progress), sentence);
}

static gboolean
log_in (CliSendSession  *self,
        GError         **error)
{
  g_auto(CliWait) connected = { NULL };
  g_auto(CliWait) authenticated = { NULL };
  AnserSmtpClient *client = self->client;

  anser_smtp_client_connect_async (client, cli_cancellable (), cli_ready, &connected);
  if (!anser_smtp_client_connect_finish (client, cli_wait (&connected), error))
    return FALSE;
  anser_smtp_client_authenticate_async (client, cli_cancellable (), cli_ready, &authenticated);
  return anser_smtp_client_authenticate_finish (client, cli_wait (&authenticated), error);
}

static gboolean
connect_to_server (CliSendSession  *self,
                   const char      *sender,
                   GError         **error)
{
  CliServerOptions *options = &self->options->server;
  g_autoptr(AnserServer) server = NULL;

  cli_server_options_choose_account (options, sender, self->options->is_sendmail);
  server = cli_server_options_resolve (options, ANSER_PROTOCOL_SMTP, error);
  if (!server)
    return FALSE;
  self->n_taken = 0;
  self->bytes_before = 0;
  self->client = anser_smtp_client_new (server);
  anser_smtp_client_set_trace (self->client, cli_server_options_get_trace (options), NULL);
  if (cli_progress_is_shown ())
    anser_smtp_client_set_progress (self->client, on_progress, self);
  return log_in (self, error);
}

/* As it is, or encoded for a server that takes 7 bits only (M12). */
static gboolean
open_content (Delivery  *self,
              GError   **error)
{
  AnserEnvelope *envelope = self->envelope;
  g_autoptr(GInputStream) content = cli_parcel_open (self->parcel);
  AnserTextCount count;

  g_clear_object (&self->content);
  if (!envelope->eight_bit || anser_smtp_client_takes_eight_bit (self->session->client))
    {
      self->content = g_steal_pointer (&content);
      return TRUE;
    }
  self->content = anser_seven_bit_convert (content, &count, cli_cancellable (), error);
  envelope->size = count.size;
  envelope->eight_bit = count.eight_bit;
  return self->content != NULL;
}

static void on_sent (GObject      *source,
                     GAsyncResult *result,
                     gpointer      delivery);

static void
start (Delivery *self)
{
  AnserCourierProgress *progress = &self->session->progress;

  self->under_way = TRUE;
  progress->number = self->number;
  progress->started = g_get_monotonic_time ();
  progress->total_bytes = self->parcel->source.size;
  anser_smtp_client_send_async (self->session->client, self->envelope, self->content,
                                cli_cancellable (), on_sent, self);
}

/* When the server took it the next letter follows at once, before this one is told about. */
static void
on_sent (GObject      *source,
         GAsyncResult *result,
         gpointer      delivery)
{
  Delivery *self = delivery;
  CliSendSession *session = self->session;
  CliSendReport *report = &self->report;

  self->under_way = FALSE;
  session->bytes_before += session->progress.bytes;
  session->progress.bytes = 0;
  report->sent = anser_smtp_client_send_finish (session->client, result, &report->results,
                                                &report->receipt, &self->error);
  if (!report->sent)
    return;
  session->n_taken++;
  if (self == session->current && session->next && session->next->content)
    start (session->next);
}

/* Connects first if there is no connection. */
static gboolean
start_current (CliSendSession  *self,
               GError         **error)
{
  Delivery *current = self->current;

  if (!self->client && !connect_to_server (self, current->parcel->sender, error))
    {
      self->failed = TRUE;
      return FALSE;
    }
  if (!open_content (current, error))
    return FALSE;
  start (current);
  return TRUE;
}

/* The server is done with this connection, not with the letter: nothing of it was taken. */
static gboolean
is_of_connection (const GError *error)
{
  return g_error_matches (error, ANSER_ERROR, ANSER_ERROR_TRY_LATER) ||
         g_error_matches (error, ANSER_ERROR, ANSER_ERROR_CLOSED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
}

/* Once more on a new connection if this one has served other letters before (S11). */
static void
start_again (CliSendSession *self)
{
  Delivery *current = self->current;
  gboolean is_new = self->n_taken == 0;

  cli_send_session_close (self);
  if (is_new)
    return;
  g_clear_error (&current->error);
  cli_send_report_clear (&current->report);
  start_current (self, &current->error);
}

static void
wait_for_answer (CliSendSession *self)
{
  Delivery *current = self->current;

  /* It may have failed already, behind the letter before it. */
  for (;;)
    {
      if (current->error && is_of_connection (current->error))
        start_again (self);
      if (!current->under_way)
        return;
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
tell (CliSendSession *self)
{
  gboolean quiet = self->options->quiet || (self->options->is_sendmail && !self->options->verbose);
  const CliSendReport *report = &self->current->report;

  cli_progress_end ();
  if (self->options->server.json)
    cli_send_report_json (report, self->current->parcel, self->current->error);
  else
    cli_send_report_print (report, quiet);
  if (report->sent && self->status == 0)
    self->status = cli_send_report_to_status (report);
}

/* With named recipients a letter goes out as it is; whoever wrote a Bcc into it is told. */
static void
warn_about_bcc (CliSendSession *self)
{
  CliParcel *parcel = self->current->parcel;

  if (parcel->keeps_bcc && !self->options->quiet)
    g_printerr (_("%s: The message goes out as it is, with its Bcc field, since the recipients are "
                  "named here. Without --to, --cc and --bcc its header tells who gets it, and Bcc "
                  "is left out.\n"), parcel->name);
}

void
cli_send_session_begin (CliSendSession *self,
                        CliParcel      *parcel)
{
  Delivery *current;

  g_clear_pointer (&self->current, delivery_free);
  if (self->next && self->next->parcel == parcel)
    self->current = g_steal_pointer (&self->next);
  else
    self->current = delivery_new (self, parcel);

  current = self->current;
  if (current->envelope && !current->under_way && !self->options->dry_run)
    start_current (self, &current->error);
}

void
cli_send_session_prepare (CliSendSession *self,
                          CliParcel      *next)
{
  /* The letter before this one goes out first. */
  g_main_context_iteration (NULL, FALSE);
  g_clear_pointer (&self->next, delivery_free);
  self->next = delivery_new (self, next);
  if (self->next->envelope && self->client)
    open_content (self->next, &self->next->error);
}

gboolean
cli_send_session_finish (CliSendSession  *self,
                         GError         **error)
{
  Delivery *current = self->current;

  if (!current->envelope)
    {
      g_propagate_error (error, g_steal_pointer (&current->error));
      return FALSE;
    }
  warn_about_bcc (self);
  if (self->options->dry_run)
    return cli_send_report_show (current->parcel, current->envelope, self->options->server.json,
                                 error);
  wait_for_answer (self);
  tell (self);
  /* The object of the message holds it already. */
  cli_use_json (self->options->server.json && !current->error);
  if (current->error)
    g_propagate_error (error, g_steal_pointer (&current->error));
  return current->report.sent;
}

gboolean
cli_send_session_can_go_on (CliSendSession *self,
                            const GError   *error)
{
  if (self->failed || g_error_matches (error, CLI_ERROR, EX_IOERR))
    return FALSE;
  return error->domain == CLI_ERROR || g_error_matches (error, ANSER_ERROR, ANSER_ERROR_TRY_LATER) ||
         g_error_matches (error, ANSER_ERROR, ANSER_ERROR_REFUSED) ||
         g_error_matches (error, ANSER_ERROR, ANSER_ERROR_RECIPIENTS_REFUSED) ||
         g_error_matches (error, ANSER_ERROR, ANSER_ERROR_TOO_LARGE) ||
         g_error_matches (error, ANSER_ERROR, ANSER_ERROR_INVALID_INPUT);
}

int
cli_send_session_get_status (CliSendSession *self)
{
  return self->status;
}

static gboolean
on_long_enough (gpointer late)
{
  *(gboolean *) late = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Every letter was answered, so a server that is far away is not waited for (Postfix waits for none):
 * that would be a round trip for nothing. */
void
cli_send_session_close (CliSendSession *self)
{
  g_auto(CliWait) wait = { NULL };
  g_autoptr(GError) error = NULL;
  gboolean late = FALSE;
  unsigned timeout;

  if (!self->client)
    return;
  timeout = g_timeout_add (FAREWELL_TIME, on_long_enough, &late);
  anser_smtp_client_quit_async (self->client, cli_cancellable (), cli_ready, &wait);
  while (!wait.result && !late)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
  if (!wait.result)
    anser_smtp_client_leave (self->client);
  if (!anser_smtp_client_quit_finish (self->client, cli_wait (&wait), &error))
    g_debug ("QUIT: %s", error->message);
  g_clear_object (&self->client);
}
