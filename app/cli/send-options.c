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
    { "header", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->headers, N_("A further header field"),
      N_("'NAME: VALUE'") },
    { "envelope-from", 'f', 0, G_OPTION_ARG_STRING, &self->envelope_from,
      N_("Where the servers send what they cannot deliver; usually to --from"), N_("ADDRESS") },
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
  return cli_parse (context, 0, G_MAXINT - 1, argc, argv, error);
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
  g_strfreev (self->headers);
  g_free (self->envelope_from);
}

gboolean
cli_send_options_has_letter (CliSendOptions *self)
{
  return self->subject || self->text || self->text_file || self->html_file || self->attach ||
         self->headers || self->reply_to;
}

/* Several options of one kind are one list of addresses. */
static GPtrArray *
parse_addresses (char   **texts,
                 GError **error)
{
  g_autofree char *joined = texts ? g_strjoinv ("\n", texts) : g_strdup ("");

  return anser_addresses_parse (joined, error);
}

typedef void (*SetAddresses) (AnserDraft *draft,
                              GPtrArray  *addresses);

static gboolean
set_addresses (AnserDraft    *draft,
               SetAddresses   set,
               char         **texts,
               GError       **error)
{
  g_autoptr(GPtrArray) addresses = parse_addresses (texts, error);

  if (!addresses)
    return FALSE;
  set (draft, addresses);
  return TRUE;
}

static gboolean
set_from (AnserDraft  *draft,
          const char  *from,
          GError     **error)
{
  g_autoptr(GPtrArray) addresses = from ? anser_addresses_parse (from, error) : NULL;

  if (from && !addresses)
    return FALSE;
  if (!addresses || addresses->len != 1)
    {
      g_set_error_literal (error, CLI_ERROR, EX_USAGE,
                           _("Say who the message is from: --from with one address."));
      return FALSE;
    }
  anser_draft_set_from (draft, addresses->pdata[0]);
  return TRUE;
}

static GBytes *
read_file (const char  *path,
           GError     **error)
{
  g_autoptr(GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr(GError) local = NULL;
  GBytes *bytes;

  if (g_str_equal (path, "-"))
    return cli_read_input (error);
  bytes = g_file_load_bytes (file, NULL, NULL, &local);
  if (!bytes)
    g_set_error (error, CLI_ERROR, EX_NOINPUT, _("The text in “%s” could not be read: %s"), path,
                 local->message);
  return bytes;
}

static char *
read_text (const char  *path,
           GError     **error)
{
  g_autoptr(GBytes) bytes = read_file (path, error);
  const char *text;
  gsize length;

  if (!bytes)
    return NULL;
  text = g_bytes_get_data (bytes, &length);
  if (length > 0 && !g_utf8_validate (text, length, NULL))
    {
      g_set_error (error, CLI_ERROR, EX_DATAERR,
                   _("The text in “%s” is not UTF-8. Convert it, or attach it as a file."), path);
      return NULL;
    }
  return g_strndup (length > 0 ? text : "", length);
}

static gboolean
set_text (CliSendOptions  *self,
          AnserDraft      *draft,
          GError         **error)
{
  g_autofree char *text = NULL;
  g_autofree char *html = NULL;

  if (self->text_file && !(text = read_text (self->text_file, error)))
    return FALSE;
  if (self->html_file && !(html = read_text (self->html_file, error)))
    return FALSE;
  if (!self->text && !text && !html && !(text = read_text ("-", error)))
    return FALSE;
  anser_draft_set_text (draft, text ? text : self->text ? self->text : "");
  if (html)
    anser_draft_set_html (draft, html);
  return TRUE;
}

static gboolean
add_headers (CliSendOptions  *self,
             AnserDraft      *draft,
             GError         **error)
{
  for (unsigned i = 0; self->headers && self->headers[i]; i++)
    {
      g_auto(GStrv) halves = g_strsplit (self->headers[i], ":", 2);

      if (g_strv_length (halves) != 2)
        {
          g_set_error (error, CLI_ERROR, EX_USAGE,
                       _("“%s” is not a header field. It looks like this: --header 'Name: value'."),
                       self->headers[i]);
          return FALSE;
        }
      if (!anser_draft_add_header (draft, g_strstrip (halves[0]), g_strstrip (halves[1]), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
attach_files (CliSendOptions  *self,
              AnserDraft      *draft,
              GError         **error)
{
  for (unsigned i = 0; self->attach && self->attach[i]; i++)
    {
      g_autoptr(GFile) file = g_file_new_for_commandline_arg (self->attach[i]);

      if (!anser_draft_attach_file (draft, file, error))
        return FALSE;
    }
  return TRUE;
}

AnserDraft *
cli_send_options_get_draft (CliSendOptions  *self,
                            GError         **error)
{
  g_autoptr(AnserDraft) draft = anser_draft_new ();

  if (!set_from (draft, self->from, error) ||
      !set_addresses (draft, anser_draft_set_to, self->to, error) ||
      !set_addresses (draft, anser_draft_set_cc, self->cc, error) ||
      !set_addresses (draft, anser_draft_set_bcc, self->bcc, error) ||
      !set_addresses (draft, anser_draft_set_reply_to, self->reply_to, error) ||
      !set_text (self, draft, error) || !add_headers (self, draft, error) ||
      !attach_files (self, draft, error))
    return NULL;
  anser_draft_set_subject (draft, self->subject ? self->subject : "");
  return g_steal_pointer (&draft);
}

GPtrArray *
cli_send_options_get_recipients (CliSendOptions  *self,
                                 GError         **error)
{
  char **lists[] = { self->to, self->cc, self->bcc };
  g_autoptr(GPtrArray) recipients = g_ptr_array_new_with_free_func (g_free);

  for (unsigned i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr(GPtrArray) addresses = parse_addresses (lists[i], error);

      if (!addresses)
        return NULL;
      for (unsigned j = 0; j < addresses->len; j++)
        g_ptr_array_add (recipients, g_strdup (((AnserAddress *) addresses->pdata[j])->address));
    }
  return g_steal_pointer (&recipients);
}
