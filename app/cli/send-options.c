/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "send-options.h"

#include "command.h"
#include "message/address.h"

#include <glib/gi18n-lib.h>
#include <string.h>

gboolean
cli_send_options_parse (CliSendOptions   *self,
                        int              *argc,
                        char           ***argv,
                        GError          **error)
{
  const GOptionEntry entries[] = {
    { "from", 0, 0, G_OPTION_ARG_STRING, &self->from, N_("Who it is from"), N_("ADDRESS") },
    { "to", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->to, N_("Who it is for; may come again"),
      N_("ADDRESS") },
    { "cc", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->cc, N_("Who gets a copy"), N_("ADDRESS") },
    { "bcc", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->bcc,
      N_("Who gets a copy that the others do not know of"), N_("ADDRESS") },
    { "reply-to", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->reply_to, N_("Where answers go"),
      N_("ADDRESS") },
    { "subject", 0, 0, G_OPTION_ARG_STRING, &self->subject, N_("What it is about"), N_("TEXT") },
    { "text", 0, 0, G_OPTION_ARG_STRING, &self->text, N_("The text"), N_("TEXT") },
    { "text-file", 0, 0, G_OPTION_ARG_FILENAME, &self->text_file,
      N_("The text is what FILE holds; - is the standard input"), N_("FILE") },
    { "html-file", 0, 0, G_OPTION_ARG_FILENAME, &self->html_file, N_("The text in HTML"),
      N_("FILE") },
    { "attach", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->attach, N_("A file to go along"),
      N_("FILE") },
    { "inline", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->inlines,
      N_("An image that the HTML shows as cid:NAME, by the name of FILE"), N_("FILE") },
    { "header", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->headers, N_("A further header field"),
      N_("'NAME: VALUE'") },
    { "envelope-from", 'f', 0, G_OPTION_ARG_STRING, &self->envelope_from,
      N_("Where the servers send what they cannot deliver; usually to --from"), N_("ADDRESS") },
    { "full-name", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &self->full_name, NULL, NULL },
    { "dsn", 0, 0, G_OPTION_ARG_STRING, &self->dsn,
      N_("When the servers are to report: never, or some of success,failure,delay"), N_("WHEN") },
    { "dsn-return", 0, 0, G_OPTION_ARG_STRING, &self->dsn_return,
      N_("What a report brings back of the message: full or headers"), N_("WHAT") },
    { "envelope-id", 0, 0, G_OPTION_ARG_STRING, &self->envelope_id,
      N_("What a report calls the message"), N_("TEXT") },
    { "read-recipients", 't', 0, G_OPTION_ARG_NONE, &self->recipients_in_header,
      N_("Read a message from standard input; its To, Cc and Bcc tell who it is for"), NULL },
    { "ignore-dots", 'i', 0, G_OPTION_ARG_NONE, &self->whole_input,
      N_("Read a message from standard input to its end; the words here tell who it is for"),
      NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &self->dry_run,
      N_("Print exactly what would be sent, and send nothing"), NULL },
    { "partial", 0, 0, G_OPTION_ARG_NONE, &self->partial,
      N_("Send to those the server accepts when it refuses others; without it nothing is sent "
         "then"), NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &self->quiet, N_("Say nothing when all goes well"), NULL },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &self->verbose,
      N_("Say what was done, also in sendmail's place"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("[FILE… | -- ADDRESS…]"));

  g_option_context_set_summary (context,
                                _("FILEs are messages that are ready; they are sent as they are, "
                                  "over one connection, without their Bcc. With -t, -i, "
                                  "-f or -- the message comes by standard input, and words "
                                  "are addresses, as with sendmail."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  cli_server_options_add (&self->server, context);
  if (!cli_parse (context, 0, G_MAXINT - 1, argc, argv, error))
    return FALSE;
  if (self->quiet)
    cli_progress_silence ();
  return TRUE;
}

void
cli_send_options_clear (CliSendOptions *self)
{
  cli_server_options_clear (&self->server);
  g_free (self->from);
  g_strfreev (self->to);
  g_strfreev (self->cc);
  g_strfreev (self->bcc);
  g_strfreev (self->reply_to);
  g_free (self->subject);
  g_free (self->text);
  g_free (self->text_file);
  g_free (self->html_file);
  g_strfreev (self->attach);
  g_strfreev (self->inlines);
  g_strfreev (self->headers);
  g_free (self->envelope_from);
  g_free (self->full_name);
  g_free (self->dsn);
  g_free (self->dsn_return);
  g_free (self->envelope_id);
  g_free (self->sender);
  g_clear_pointer (&self->recipients, g_ptr_array_unref);
}

gboolean
cli_send_options_has_letter (CliSendOptions *self)
{
  return self->subject || self->text || self->text_file || self->html_file || self->attach ||
         self->inlines || self->headers || self->reply_to;
}

GPtrArray *
cli_addresses_parse (const char  *text,
                     GError     **error)
{
  if (!text[strcspn (text, "\r\n")])
    return anser_addresses_parse (text, error);
  g_set_error_literal (error, CLI_ERROR, EX_DATAERR,
                       _("An address holds a line break. Give each address by itself, or put "
                         "commas between them."));
  return NULL;
}
