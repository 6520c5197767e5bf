/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "command.h"
#include "letter-source.h"
#include "message/address.h"
#include "message/html-text.h"
#include "send-options.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* The letter that the options of "anserctl send" describe. */

/* Several options of one kind are one list of addresses. */
static GPtrArray *
parse_addresses (char   **texts,
                 GError **error)
{
  g_autoptr(GPtrArray) all =
    g_ptr_array_new_with_free_func ((GDestroyNotify) anser_address_free);

  for (unsigned i = 0; texts && texts[i]; i++)
    {
      g_autoptr(GPtrArray) some = cli_addresses_parse (texts[i], error);

      if (!some)
        return NULL;
      for (unsigned j = 0; j < some->len; j++)
        g_ptr_array_add (all, anser_address_copy (some->pdata[j]));
    }
  return g_steal_pointer (&all);
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
set_from (CliSendOptions  *self,
          AnserDraft      *draft,
          GError         **error)
{
  g_autofree char *own = self->from ? NULL : cli_server_options_find_address (&self->server);
  const char *from = self->from ? self->from : own;
  g_autoptr(GPtrArray) addresses = from ? cli_addresses_parse (from, error) : NULL;

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
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr(GError) local = NULL;
  GBytes *bytes;

  if (g_str_equal (path, "-"))
    return cli_read_input (error);
  bytes = g_file_load_bytes (file, NULL, NULL, &local);
  if (!bytes)
    g_set_error (error, CLI_ERROR, EX_NOINPUT, _("The text in “%s” could not be read: %s"), name,
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

/* Who reads no HTML gets what it says as text, unless a text was given too. */
static gboolean
set_text (CliSendOptions  *self,
          AnserDraft      *draft,
          GError         **error)
{
  g_autofree char *text = g_strdup (self->text);
  g_autofree char *html = NULL;

  if (self->text_file)
    g_clear_pointer (&text, g_free);
  if (self->text_file && !(text = read_text (self->text_file, error)))
    return FALSE;
  if (self->html_file && !(html = read_text (self->html_file, error)))
    return FALSE;
  if (!text && !html && self->takes_input)
    text = g_strdup ("");
  if (!text)
    text = html ? anser_html_text_make (html) : read_text ("-", error);
  if (!text)
    return FALSE;
  anser_draft_set_text (draft, text);
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

/* A file that cannot be attached is an input that is missing, whatever kept it from being read. */
static gboolean
fail_to_attach (GError **error,
                GError  *reason)
{
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT))
    {
      g_propagate_error (error, reason);
      return FALSE;
    }
  g_set_error_literal (error, CLI_ERROR, EX_NOINPUT, reason->message);
  g_error_free (reason);
  return FALSE;
}

/* "-": what comes by standard input, from a file without a name. */
static gboolean
attach_input (AnserDraft  *draft,
              GError     **error)
{
  int fd = cli_spool_open (error);
  g_autoptr(GMappedFile) mapped = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (fd >= 0 && cli_spool_input (fd, error))
    mapped = g_mapped_file_new_from_fd (fd, FALSE, error);
  if (fd >= 0)
    close (fd);
  if (!mapped)
    return FALSE;
  bytes = g_mapped_file_get_bytes (mapped);
  anser_draft_attach_bytes (draft, bytes, "standard-input", "application/octet-stream");
  return TRUE;
}

static gboolean
attach_files (CliSendOptions  *self,
              AnserDraft      *draft,
              GError         **error)
{
  for (unsigned i = 0; self->attach && self->attach[i]; i++)
    {
      g_autoptr(GFile) file = g_file_new_for_path (self->attach[i]);
      GError *reason = NULL;

      if (g_str_equal (self->attach[i], "-"))
        {
          if (!attach_input (draft, error))
            return FALSE;
        }
      else if (!anser_draft_attach_file (draft, file, &reason))
        {
          return fail_to_attach (error, reason);
        }
    }
  return TRUE;
}

static gboolean
add_inlines (CliSendOptions  *self,
             AnserDraft      *draft,
             GError         **error)
{
  if (self->inlines && !self->html_file)
    {
      g_set_error_literal (error, CLI_ERROR, EX_USAGE,
                           _("--inline is for images that an HTML text shows: give that with "
                             "--html-file, or use --attach."));
      return FALSE;
    }
  for (unsigned i = 0; self->inlines && self->inlines[i]; i++)
    {
      g_autoptr(GFile) file = g_file_new_for_path (self->inlines[i]);
      GError *reason = NULL;

      if (!anser_draft_add_inline_file (draft, file, &reason))
        return fail_to_attach (error, reason);
    }
  return TRUE;
}

static unsigned
count_input (CliSendOptions *self)
{
  unsigned n = g_strcmp0 (self->text_file, "-") == 0;

  n += g_strcmp0 (self->html_file, "-") == 0;
  for (unsigned i = 0; self->attach && self->attach[i]; i++)
    n += g_str_equal (self->attach[i], "-");
  return n;
}

/* Standard input can be read once. */
static gboolean
check_input (CliSendOptions  *self,
             GError         **error)
{
  unsigned n = count_input (self);

  self->takes_input = n > 0;
  if (n > 1)
    g_set_error_literal (error, CLI_ERROR, EX_USAGE,
                         _("Only one thing can come by standard input: use - once."));
  return n <= 1;
}

AnserDraft *
cli_send_options_get_draft (CliSendOptions  *self,
                            GError         **error)
{
  g_autoptr(AnserDraft) draft = anser_draft_new ();

  if (!check_input (self, error) || !set_from (self, draft, error) ||
      !set_addresses (draft, anser_draft_set_to, self->to, error) ||
      !set_addresses (draft, anser_draft_set_cc, self->cc, error) ||
      !set_addresses (draft, anser_draft_set_bcc, self->bcc, error) ||
      !set_addresses (draft, anser_draft_set_reply_to, self->reply_to, error) ||
      !set_text (self, draft, error) || !add_headers (self, draft, error) ||
      !attach_files (self, draft, error) || !add_inlines (self, draft, error))
    return NULL;
  anser_draft_set_subject (draft, self->subject ? self->subject : "");
  return g_steal_pointer (&draft);
}

static gboolean
add_recipients (GPtrArray  *recipients,
                char      **texts,
                GError    **error)
{
  g_autoptr(GPtrArray) addresses = parse_addresses (texts, error);

  for (unsigned i = 0; addresses && i < addresses->len; i++)
    g_ptr_array_add (recipients, g_strdup (((AnserAddress *) addresses->pdata[i])->address));
  return addresses != NULL;
}

GPtrArray *
cli_send_options_get_recipients (CliSendOptions  *self,
                                 GError         **error)
{
  g_autoptr(GPtrArray) recipients = NULL;

  if (self->recipients)
    return self->recipients;
  recipients = g_ptr_array_new_with_free_func (g_free);
  if (!add_recipients (recipients, self->to, error) ||
      !add_recipients (recipients, self->cc, error) ||
      !add_recipients (recipients, self->bcc, error))
    return NULL;
  self->recipients = g_steal_pointer (&recipients);
  return self->recipients;
}
