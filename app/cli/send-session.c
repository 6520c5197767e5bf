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

struct _CliSendSession
{
  CliSendOptions       *options;
  AnserSmtpClient      *client;         /* NULL while there is no connection */
  unsigned              n_taken;        /* letters over this connection */
  gboolean              failed;         /* no connection is to be had */
  int                   status;
  AnserCourierProgress  progress;
  gint64                bytes_before;   /* over this connection, before this letter */
};

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
  anser_smtp_client_set_progress (self->client, on_progress, self);
  return log_in (self, error);
}

/* As it is, or encoded for a server that takes 7 bits only (M12). */
static GInputStream *
open_content (CliSendSession  *self,
              CliParcel       *parcel,
              AnserEnvelope   *envelope,
              GError         **error)
{
  g_autoptr(GInputStream) content = cli_parcel_open (parcel);
  GInputStream *encoded;
  AnserTextCount count;

  if (!envelope->eight_bit || anser_smtp_client_takes_eight_bit (self->client))
    return g_steal_pointer (&content);
  encoded = anser_seven_bit_convert (content, &count, cli_cancellable (), error);
  envelope->size = count.size;
  envelope->eight_bit = count.eight_bit;
  return encoded;
}

static gboolean
deliver_once (CliSendSession  *self,
              CliParcel       *parcel,
              AnserEnvelope   *envelope,
              CliSendReport   *report,
              GError         **error)
{
  g_autoptr(GInputStream) content = open_content (self, parcel, envelope, error);
  g_auto(CliWait) wait = { NULL };

  if (!content)
    return FALSE;
  self->progress.started = g_get_monotonic_time ();
  self->progress.total_bytes = parcel->source.size;
  anser_smtp_client_send_async (self->client, envelope, content, cli_cancellable (), cli_ready,
                                &wait);
  report->sent = anser_smtp_client_send_finish (self->client, cli_wait (&wait), &report->results,
                                                &report->receipt, error);
  self->bytes_before += self->progress.bytes;
  self->progress.bytes = 0;
  if (report->sent)
    self->n_taken++;
  return report->sent;
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
static gboolean
deliver (CliSendSession  *self,
         CliParcel       *parcel,
         AnserEnvelope   *envelope,
         CliSendReport   *report,
         GError         **error)
{
  gboolean is_new = !self->client;
  g_autoptr(GError) local = NULL;

  if (is_new && !connect_to_server (self, parcel->sender, error))
    {
      self->failed = TRUE;
      return FALSE;
    }
  if (deliver_once (self, parcel, envelope, report, &local))
    return TRUE;
  if (is_of_connection (local))
    {
      gboolean again = self->n_taken > 0;

      cli_send_session_close (self);
      if (again)
        {
          cli_send_report_clear (report);
          return deliver (self, parcel, envelope, report, error);
        }
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
tell (CliSendSession      *self,
      CliParcel           *parcel,
      const CliSendReport *report,
      const GError        *error)
{
  gboolean quiet = self->options->quiet || (self->options->is_sendmail && !self->options->verbose);

  cli_progress_end ();
  if (self->options->server.json)
    cli_send_report_json (report, parcel, error);
  else
    cli_send_report_print (report, quiet);
  if (report->sent && self->status == 0)
    self->status = cli_send_report_to_status (report);
}

/* With named recipients a letter goes out as it is; whoever wrote a Bcc into it is told. */
static void
warn_about_bcc (CliSendSession *self,
                CliParcel      *parcel)
{
  if (parcel->keeps_bcc && !self->options->quiet)
    g_printerr (_("%s: The message goes out as it is, with its Bcc field, since the recipients are "
                  "named here. Without --to, --cc and --bcc its header tells who gets it, and Bcc "
                  "is left out.\n"), parcel->name);
}

gboolean
cli_send_session_send (CliSendSession  *self,
                       CliParcel       *parcel,
                       GError         **error)
{
  g_autoptr(AnserEnvelope) envelope = cli_parcel_make_envelope (parcel, self->options, error);
  g_auto(CliSendReport) report = { 0 };
  g_autoptr(GError) local = NULL;

  self->progress.number++;
  if (!envelope)
    return FALSE;
  warn_about_bcc (self, parcel);
  if (self->options->dry_run)
    return cli_send_report_show (parcel, envelope, self->options->server.json, error);
  deliver (self, parcel, envelope, &report, &local);
  tell (self, parcel, &report, local);
  /* The object of the message holds it already. */
  cli_use_json (self->options->server.json && !local);
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  return report.sent;
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

void
cli_send_session_close (CliSendSession *self)
{
  g_auto(CliWait) wait = { NULL };
  g_autoptr(GError) error = NULL;

  if (!self->client)
    return;
  anser_smtp_client_quit_async (self->client, cli_cancellable (), cli_ready, &wait);
  if (!anser_smtp_client_quit_finish (self->client, cli_wait (&wait), &error))
    g_debug ("QUIT: %s", error->message);
  g_clear_object (&self->client);
}
