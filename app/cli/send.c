/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "command.h"
#include "engine/errors.h"
#include "engine/smtp-client.h"
#include "letter-source.h"
#include "message/letter.h"
#include "send-options.h"
#include "sendmail-words.h"

#include <gio/gunixoutputstream.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* anserctl send: sends one letter described by options, or letters that are ready in files. */

typedef struct
{
  CliSendOptions   options;
  AnserSmtpClient *client;      /* NULL when nothing is really sent */
  char           **addresses;   /* sendmail's words: who it is for; else NULL */
  unsigned         n_sent;
  int              status;      /* of the first letter that was not sent to all */
} CliSend;

static void
cli_send_clear (CliSend *self)
{
  cli_send_options_clear (&self->options);
  g_clear_object (&self->client);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliSend, cli_send_clear)

static const char *
describe (AnserOutcome outcome)
{
  switch (outcome)
    {
    case ANSER_OUTCOME_ACCEPTED:
      return _("accepted");
    case ANSER_OUTCOME_TRY_LATER:
      return _("not now");
    case ANSER_OUTCOME_REFUSED:
    default:
      return _("refused");
    }
}

static void
print_result_json (const AnserRecipientResult *result,
                   gboolean                    is_last)
{
  static const char * const outcomes[] = { "accepted", "try-later", "refused" };
  g_autofree char *recipient = cli_json (result->recipient);
  g_autofree char *text = cli_json (result->text ? result->text : "");

  g_print ("  {\"recipient\": %s, \"outcome\": \"%s\", \"code\": %u, \"status\": \"%s\", "
           "\"text\": %s}%s\n", recipient, outcomes[result->outcome], result->code, result->status,
           text, is_last ? "" : ",");
}

static void
print_json (gboolean    sent,
            GPtrArray  *results,
            const char *receipt)
{
  g_autofree char *words = cli_json (receipt ? receipt : "");

  g_print ("{\"sent\": %s, \"receipt\": %s, \"recipients\": [\n", sent ? "true" : "false", words);
  for (unsigned i = 0; i < results->len; i++)
    print_result_json (results->pdata[i], i + 1 == results->len);
  g_print (" ]}\n");
}

/* A line for each recipient, on standard error for those who got nothing, and one for what happened on the whole. */
static void
print_text (gboolean    sent,
            GPtrArray  *results,
            const char *receipt)
{
  unsigned n_accepted = 0;

  for (unsigned i = 0; i < results->len; i++)
    {
      AnserRecipientResult *result = results->pdata[i];

      if (result->outcome == ANSER_OUTCOME_ACCEPTED)
        n_accepted++;
      if (result->outcome == ANSER_OUTCOME_ACCEPTED && sent)
        g_print ("%s: %s\n", result->recipient, describe (result->outcome));
      if (result->outcome != ANSER_OUTCOME_ACCEPTED)
        g_printerr ("%s: %s: %u %s %s\n", result->recipient, describe (result->outcome),
                    result->code, result->status, result->text ? result->text : "");
    }
  if (!sent)
    return;
  g_print (g_dngettext (GETTEXT_PACKAGE, "Sent to %u recipient", "Sent to %u recipients",
                        n_accepted), n_accepted);
  g_print (receipt && *receipt ? ": %s\n" : "\n", receipt);
}

/* What became of a letter as an exit status: 0 only if all recipients got it. */
static int
status_of_results (GPtrArray *results)
{
  int status = 0;

  for (unsigned i = 0; i < results->len; i++)
    {
      AnserOutcome outcome = ((AnserRecipientResult *) results->pdata[i])->outcome;

      if (outcome == ANSER_OUTCOME_REFUSED)
        return EX_UNAVAILABLE;
      if (outcome == ANSER_OUTCOME_TRY_LATER)
        status = EX_TEMPFAIL;
    }
  return status;
}

static gboolean
deliver (CliSend        *self,
         AnserEnvelope  *envelope,
         GInputStream   *content,
         GError        **error)
{
  g_autoptr(GPtrArray) results = NULL;
  g_autofree char *receipt = NULL;
  g_auto(CliWait) wait = { NULL };
  gboolean sent;

  anser_smtp_client_send_async (self->client, envelope, content, cli_cancellable (), cli_ready,
                                &wait);
  sent = anser_smtp_client_send_finish (self->client, cli_wait (&wait), &results, &receipt, error);
  cli_progress_end ();
  if (!results)
    results = g_ptr_array_new ();
  if (self->options.server.json)
    print_json (sent, results, receipt);
  else
    print_text (sent, results, receipt);
  if (sent)
    self->n_sent++;
  if (sent && self->status == 0)
    self->status = status_of_results (results);
  return sent;
}

/* --dry-run: the envelope on standard error, the letter on standard output. */
static gboolean
show (AnserEnvelope  *envelope,
      GInputStream   *content,
      GError        **error)
{
  g_autoptr(GOutputStream) output = g_unix_output_stream_new (STDOUT_FILENO, FALSE);

  g_printerr ("MAIL FROM:<%s>\n", envelope->sender);
  for (unsigned i = 0; i < envelope->recipients->len; i++)
    g_printerr ("RCPT TO:<%s>\n", (char *) envelope->recipients->pdata[i]);
  return g_output_stream_splice (output, content, G_OUTPUT_STREAM_SPLICE_NONE, NULL, error) >= 0;
}

static gboolean
hand_over (CliSend        *self,
           const char     *sender,
           GPtrArray      *recipients,
           gint64          size,
           gboolean        eight_bit,
           GInputStream   *content,
           GError        **error)
{
  g_autoptr(AnserEnvelope) envelope = anser_envelope_new (sender);

  for (unsigned i = 0; i < recipients->len; i++)
    if (!anser_envelope_add_recipient (envelope, recipients->pdata[i], error))
      return FALSE;
  if (recipients->len == 0)
    {
      g_set_error_literal (error, CLI_ERROR, EX_USAGE,
                           _("Say who the message is for: with --to, --cc or --bcc, or "
                             "with -t if its header tells."));
      return FALSE;
    }
  envelope->size = size;
  envelope->eight_bit = eight_bit;
  envelope->partial = self->options.partial;
  return self->client ? deliver (self, envelope, content, error) : show (envelope, content, error);
}

static void
on_progress (gint64   bytes,
             gpointer user_data)
{
  g_autofree char *size = g_format_size (bytes);

  cli_progress (_("Sent %s"), size);
}

static gboolean
open_session (CliSend  *self,
              GError  **error)
{
  g_autoptr(AnserServer) server =
    cli_server_options_resolve (&self->options.server, ANSER_PROTOCOL_SMTP, error);
  g_auto(CliWait) connected = { NULL };
  g_auto(CliWait) authenticated = { NULL };
  AnserSmtpClient *client;

  if (!server)
    return FALSE;
  client = self->client = anser_smtp_client_new (server);
  anser_smtp_client_set_trace (client, cli_server_options_get_trace (&self->options.server), NULL);
  anser_smtp_client_set_progress (client, on_progress, NULL);
  anser_smtp_client_connect_async (client, cli_cancellable (), cli_ready, &connected);
  if (!anser_smtp_client_connect_finish (client, cli_wait (&connected), error))
    return FALSE;
  anser_smtp_client_authenticate_async (client, cli_cancellable (), cli_ready, &authenticated);
  return anser_smtp_client_authenticate_finish (client, cli_wait (&authenticated), error);
}

/* Writes the letter to a file that has no name any more, so that memory stays flat. */
static GInputStream *
build (AnserDraft  *draft,
       gint64      *size,
       GError     **error)
{
  g_autoptr(GFileIOStream) stream = NULL;
  g_autoptr(GFile) file = g_file_new_tmp ("anser-XXXXXX.eml", &stream, error);
  GOutputStream *output;
  GInputStream *content = NULL;

  if (!file)
    return NULL;
  output = g_io_stream_get_output_stream (G_IO_STREAM (stream));
  if (anser_draft_write (draft, FALSE, output, NULL, error))
    {
      *size = g_seekable_tell (G_SEEKABLE (stream));
      content = G_INPUT_STREAM (g_file_read (file, NULL, error));
    }
  g_file_delete (file, NULL, NULL);
  return content;
}

static gboolean
send_draft (CliSend  *self,
            GError  **error)
{
  g_autoptr(AnserDraft) draft = cli_send_options_get_draft (&self->options, error);
  g_autoptr(GPtrArray) recipients = NULL;
  g_autoptr(GInputStream) content = NULL;
  const char *sender = self->options.envelope_from;
  gint64 size;

  if (!draft)
    return FALSE;
  content = build (draft, &size, error);
  if (!content || (!self->options.dry_run && !open_session (self, error)))
    return FALSE;
  if (!sender)
    sender = anser_draft_get_from (draft)->address;
  recipients = anser_draft_get_recipients (draft);
  return hand_over (self, sender, recipients, size, FALSE, content, error);
}

static void
append_addresses (GPtrArray *recipients,
                  GPtrArray *addresses)
{
  for (unsigned i = 0; i < addresses->len; i++)
    g_ptr_array_add (recipients, g_strdup (((AnserAddress *) addresses->pdata[i])->address));
}

static gboolean
append_words (GPtrArray  *recipients,
              char      **words,
              GError    **error)
{
  for (unsigned i = 0; words && words[i]; i++)
    {
      g_autoptr(GPtrArray) addresses = anser_addresses_parse (words[i], error);

      if (!addresses)
        return FALSE;
      append_addresses (recipients, addresses);
    }
  return TRUE;
}

/* Who a ready letter is for: the options' word goes before the letter's, as long as -t does not
 * ask for both. */
static GPtrArray *
find_recipients (CliSend      *self,
                 AnserLetter  *letter,
                 GError      **error)
{
  CliSendOptions *options = &self->options;
  g_autoptr(GPtrArray) recipients = cli_send_options_get_recipients (options, error);

  if (!recipients || !append_words (recipients, self->addresses, error))
    return NULL;
  if (options->recipients_in_header || (!options->is_sendmail && recipients->len == 0))
    {
      append_addresses (recipients, anser_letter_get_to (letter));
      append_addresses (recipients, anser_letter_get_cc (letter));
      append_addresses (recipients, anser_letter_get_bcc (letter));
    }
  return g_steal_pointer (&recipients);
}

static char *
find_sender (CliSend      *self,
             AnserLetter  *letter,
             GError      **error)
{
  g_autoptr(GPtrArray) parsed = NULL;
  GPtrArray *addresses = NULL;

  if (self->options.envelope_from)
    return g_strdup (self->options.envelope_from);
  if (self->options.from)
    addresses = parsed = anser_addresses_parse (self->options.from, error);
  else
    addresses = anser_letter_get_from (letter);
  if (!addresses)
    return NULL;
  if (addresses->len == 0)
    {
      g_set_error_literal (error, CLI_ERROR, EX_USAGE,
                           _("Say who the message is from: with --from."));
      return NULL;
    }
  return g_strdup (((AnserAddress *) addresses->pdata[0])->address);
}

static gboolean
send_file (CliSend     *self,
           const char  *path,
           GError     **error)
{
  g_auto(CliLetterSource) source = { NULL };
  g_autoptr(AnserLetter) letter = NULL;
  g_autoptr(GPtrArray) recipients = NULL;
  g_autoptr(GInputStream) content = NULL;
  g_autofree char *sender = NULL;

  if (!cli_letter_source_open (&source, path, error))
    return FALSE;
  letter = anser_letter_new_for_bytes (source.bytes);
  sender = find_sender (self, letter, error);
  recipients = sender ? find_recipients (self, letter, error) : NULL;
  if (!recipients)
    return FALSE;
  content = cli_letter_source_get_content (&source);
  return hand_over (self, sender, recipients, source.size, source.eight_bit, content, error);
}

/* The server refused this letter, or it cannot be sent; the next one may fare better. */
static gboolean
is_of_one_letter (const GError *error)
{
  return g_error_matches (error, CLI_ERROR, EX_NOINPUT) ||
         g_error_matches (error, ANSER_ERROR, ANSER_ERROR_REFUSED) ||
         g_error_matches (error, ANSER_ERROR, ANSER_ERROR_RECIPIENTS_REFUSED) ||
         g_error_matches (error, ANSER_ERROR, ANSER_ERROR_TOO_LARGE) ||
         g_error_matches (error, ANSER_ERROR, ANSER_ERROR_INVALID_INPUT);
}

static gboolean
send_files (CliSend   *self,
            int        n_files,
            char     **files,
            GError   **error)
{
  if (!self->options.dry_run && !open_session (self, error))
    return FALSE;
  for (int i = 0; i < n_files; i++)
    {
      g_autoptr(GError) local = NULL;
      int status;

      cli_progress (_("Sending message %d of %d"), i + 1, n_files);
      if (send_file (self, files[i], &local))
        continue;
      if (!g_str_equal (files[i], "-"))
        g_prefix_error (&local, "%s: ", files[i]);
      if (n_files == 1 || !is_of_one_letter (local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      status = cli_fail (local);
      if (self->status == 0)
        self->status = status;
    }
  return TRUE;
}

/* What the server says to QUIT changes nothing about what it took before. */
static void
close_session (CliSend *self)
{
  g_auto(CliWait) wait = { NULL };
  g_autoptr(GError) error = NULL;

  if (!self->client)
    return;
  anser_smtp_client_quit_async (self->client, cli_cancellable (), cli_ready, &wait);
  if (!anser_smtp_client_quit_finish (self->client, cli_wait (&wait), &error))
    g_debug ("QUIT: %s", error->message);
}

static gboolean
run (CliSend   *self,
     int        argc,
     char     **argv,
     GError   **error)
{
  char *input[] = { "-" };
  gboolean has_letter;
  gboolean sent;

  if (!cli_send_options_parse (&self->options, &argc, &argv, error))
    return FALSE;
  has_letter = cli_send_options_has_letter (&self->options);
  if (has_letter && (argc > 1 || self->options.is_sendmail))
    {
      g_set_error_literal (error, CLI_ERROR, EX_USAGE,
                           _("Describe a message with options, or name files of messages that are "
                             "ready: one of the two."));
      return FALSE;
    }
  if (self->options.is_sendmail)
    self->addresses = argv + 1;
  if (has_letter)
    sent = send_draft (self, error);
  else if (self->options.is_sendmail || argc == 1)
    sent = send_files (self, 1, input, error);
  else
    sent = send_files (self, argc - 1, argv + 1, error);
  close_session (self);
  return sent;
}

int
cli_send (int    argc,
          char **argv)
{
  g_auto(CliSend) self = { 0 };
  g_auto(GStrv) words = cli_sendmail_words (argc, argv, &self.options.is_sendmail);
  /* Parsing takes words out of the vector; they are freed by the other. */
  g_autofree char **rest = g_memdup2 (words, (g_strv_length (words) + 1) * sizeof *words);
  g_autoptr(GError) error = NULL;

  if (!run (&self, g_strv_length (words), rest, &error))
    return cli_fail (error);
  return self.status;
}
