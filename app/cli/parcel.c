/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "parcel.h"

#include "command.h"
#include "letter-header.h"
#include "message/header-encoder.h"

#include <gio/gunixoutputstream.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

static CliParcel *
parcel_new (const char *name)
{
  CliParcel *self = g_new0 (CliParcel, 1);

  self->name = g_strdup (name);
  self->recipients = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
cli_parcel_free (CliParcel *self)
{
  g_free (self->name);
  g_free (self->sender);
  g_clear_pointer (&self->recipients, g_ptr_array_unref);
  g_clear_pointer (&self->header, g_bytes_unref);
  cli_letter_source_clear (&self->source);
  g_free (self);
}

static void
add_recipients (CliParcel *self,
                GPtrArray *addresses)
{
  for (unsigned i = 0; i < addresses->len; i++)
    g_ptr_array_add (self->recipients,
                     g_strdup (((AnserAddress *) addresses->pdata[i])->address));
}

/* "<>" and "" are the null reverse-path (RFC 5321 section 4.5.5). */
static char *
parse_sender (const char  *text,
              GError     **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autoptr(GPtrArray) addresses = NULL;

  if (!*trimmed || g_str_equal (trimmed, "<>"))
    return g_strdup ("");
  addresses = cli_addresses_parse (trimmed, error);
  if (!addresses)
    return NULL;
  return g_strdup (addresses->len > 0 ? ((AnserAddress *) addresses->pdata[0])->address : "");
}

/* Whose account or server it is. */
static char *
find_own_address (CliSendOptions *options)
{
  g_autofree char *own = NULL;

  cli_server_options_choose_account (&options->server, "", options->is_sendmail);
  own = cli_server_options_find_address (&options->server);
  return own ? parse_sender (own, NULL) : NULL;
}

static const char *
get_said_sender (CliSendOptions *options)
{
  return options->envelope_from ? options->envelope_from : options->from;
}

/* It is read once for all letters. */
static const char *
read_said_sender (CliSendOptions  *options,
                  GError         **error)
{
  if (!options->sender)
    options->sender = parse_sender (get_said_sender (options), error);
  return options->sender;
}

/* Whom MAIL FROM names: what the options say, else what the letter says, else whose account it is. */
static gboolean
find_sender (CliParcel       *self,
             CliSendOptions  *options,
             AnserLetter     *letter,
             GError         **error)
{
  const char *said = get_said_sender (options);
  GPtrArray *from = said ? NULL : anser_letter_get_from (letter);

  if (said)
    self->sender = g_strdup (read_said_sender (options, error));
  else if (from->len > 0)
    self->sender = g_strdup (((AnserAddress *) from->pdata[0])->address);
  else if (!(self->sender = find_own_address (options)))
    g_set_error_literal (error, CLI_ERROR, EX_USAGE,
                         _("Say who the message is from: with --from."));
  return self->sender != NULL;
}

static gboolean
write_draft (AnserDraft  *draft,
             int          fd,
             GError     **error)
{
  g_autoptr(GOutputStream) output = g_unix_output_stream_new (fd, FALSE);
  g_autoptr(GError) local = NULL;

  if (anser_draft_write (draft, FALSE, output, NULL, &local))
    return TRUE;
  /* A file that is gone since, or may not be read: an input that is missing. */
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    g_set_error_literal (error, CLI_ERROR, EX_NOINPUT, local->message);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* It is written to a file that has no name, so that memory stays flat, and so that an attachment
 * that cannot be read is found out before anything is sent. */
static gboolean
spool_draft (CliParcel   *self,
             AnserDraft  *draft,
             GError     **error)
{
  self->source.fd = cli_spool_open (error);
  self->source.is_open = self->source.fd >= 0;
  if (!self->source.is_open || !write_draft (draft, self->source.fd, error))
    return FALSE;
  self->source.length = self->source.size = lseek (self->source.fd, 0, SEEK_END);
  self->header = g_bytes_new (NULL, 0);
  return TRUE;
}

CliParcel *
cli_parcel_new_for_draft (CliSendOptions  *options,
                          GError         **error)
{
  g_autoptr(CliParcel) self = parcel_new (NULL);
  g_autoptr(AnserDraft) draft = cli_send_options_get_draft (options, error);
  g_autoptr(GPtrArray) recipients = NULL;

  if (!draft || !spool_draft (self, draft, error))
    return NULL;
  recipients = anser_draft_get_recipients (draft);
  for (unsigned i = 0; i < recipients->len; i++)
    g_ptr_array_add (self->recipients, g_strdup (recipients->pdata[i]));
  if (options->envelope_from)
    self->sender = parse_sender (options->envelope_from, error);
  else
    self->sender = g_strdup (anser_draft_get_from (draft)->address);
  return self->sender ? g_steal_pointer (&self) : NULL;
}

static void
add_recipients_of_letter (CliParcel   *self,
                          AnserLetter *letter)
{
  add_recipients (self, anser_letter_get_to (letter));
  add_recipients (self, anser_letter_get_cc (letter));
  add_recipients (self, anser_letter_get_bcc (letter));
}

static gboolean
add_recipients_of_options (CliParcel       *self,
                           CliSendOptions  *options,
                           GError         **error)
{
  GPtrArray *recipients = cli_send_options_get_recipients (options, error);

  for (unsigned i = 0; recipients && i < recipients->len; i++)
    g_ptr_array_add (self->recipients, g_strdup (recipients->pdata[i]));
  return recipients != NULL;
}

/* The header as it goes out in place of the one that came. */
static void
set_header (CliParcel       *self,
            CliLetterHeader *header,
            GString         *public)
{
  self->from = (gint64) cli_letter_header_get_end (header);
  self->source.size += (gint64) public->len - self->from;
  self->header = g_string_free_to_bytes (public);
}

/* A Bcc that lies farther down than was read would go out. */
static gboolean
check_header (CliParcel        *self,
              CliLetterHeader  *header,
              GError          **error)
{
  gint64 end = (gint64) cli_letter_header_get_end (header);

  if (end < (gint64) g_bytes_get_size (self->source.start) || end == self->source.length)
    return TRUE;
  g_set_error_literal (error, CLI_ERROR, EX_DATAERR,
                       _("The header of the message does not end. Look whether this is a message, "
                         "with an empty line after its header."));
  return FALSE;
}

CliParcel *
cli_parcel_new_for_file (CliSendOptions  *options,
                         const char      *path,
                         GError         **error)
{
  g_autoptr(CliParcel) self = parcel_new (path);
  g_autoptr(CliLetterHeader) header = NULL;
  g_autoptr(AnserLetter) letter = NULL;
  GString *public;

  if (!cli_letter_source_open (&self->source, path, error))
    return NULL;
  header = cli_letter_header_new (self->source.start, TRUE);
  if (!add_recipients_of_options (self, options, error))
    return NULL;
  /* Reading it costs more than sending it, and the options may have said all. */
  if (self->recipients->len == 0 || !get_said_sender (options))
    letter = cli_letter_header_read_envelope (header);
  if (!find_sender (self, options, letter, error))
    return NULL;
  if (self->recipients->len > 0)
    {
      self->header = g_bytes_new (NULL, 0);
      self->keeps_bcc = cli_letter_header_has (header, "Bcc") ||
                        cli_letter_header_has (header, "Resent-Bcc");
      return g_steal_pointer (&self);
    }
  if (!check_header (self, header, error))
    return NULL;
  add_recipients_of_letter (self, letter);
  public = g_string_new (NULL);
  cli_letter_header_append_public (header, public);
  set_header (self, header, public);
  return g_steal_pointer (&self);
}

/* Date, Message-ID and From, which every letter must have (RFC 5322 section 3.6), or should. */
static void
append_missing (CliParcel       *self,
                CliSendOptions  *options,
                CliLetterHeader *header,
                GString         *out)
{
  g_autoptr(AnserAddress) from = anser_address_new (options->full_name, self->sender);
  g_autoptr(AnserDraft) draft = anser_draft_new ();
  g_autoptr(GPtrArray) list = g_ptr_array_new ();
  const char *ids[] = { NULL, NULL };

  g_ptr_array_add (list, from);
  anser_draft_set_from (draft, from);
  ids[0] = anser_draft_get_message_id (draft);
  if (!cli_letter_header_has (header, "Date"))
    {
      g_autoptr(GDateTime) now = g_date_time_new_now_local ();

      anser_header_append_date (out, now);
    }
  if (!cli_letter_header_has (header, "From") && *self->sender)
    anser_header_append_addresses (out, "From", list);
  if (!cli_letter_header_has (header, "Message-ID"))
    anser_header_append_ids (out, "Message-ID", ids);
}

/* Ends the header if what follows is no empty line: then it is text at once, as from "echo". */
static void
append_end (CliParcel       *self,
            CliLetterHeader *header,
            GString         *out)
{
  gsize length;
  const char *data = g_bytes_get_data (self->source.start, &length);
  const char *rest = data + cli_letter_header_get_end (header);
  gsize n = length - cli_letter_header_get_end (header);

  if (out->len > 0 && out->str[out->len - 1] != '\n')
    g_string_append (out, "\r\n");
  if (n == 0 || !(rest[0] == '\n' || (n > 1 && rest[0] == '\r' && rest[1] == '\n')))
    g_string_append (out, "\r\n");
}

static gboolean
add_words (CliParcel   *self,
           char       **words,
           GError     **error)
{
  for (unsigned i = 0; words && words[i]; i++)
    {
      g_autoptr(GPtrArray) addresses = cli_addresses_parse (words[i], error);

      if (!addresses)
        return FALSE;
      add_recipients (self, addresses);
    }
  return TRUE;
}

CliParcel *
cli_parcel_new_for_pipe (CliSendOptions  *options,
                         char           **addresses,
                         GError         **error)
{
  g_autoptr(CliParcel) self = parcel_new (NULL);
  g_autoptr(CliLetterHeader) header = NULL;
  g_autoptr(AnserLetter) letter = NULL;
  GString *public;

  if (!cli_letter_source_open (&self->source, "-", error))
    return NULL;
  header = cli_letter_header_new (self->source.start, FALSE);
  letter = cli_letter_header_read_envelope (header);
  if (!check_header (self, header, error) || !find_sender (self, options, letter, error) ||
      !add_recipients_of_options (self, options, error) || !add_words (self, addresses, error))
    return NULL;
  if (options->recipients_in_header)
    add_recipients_of_letter (self, letter);
  public = g_string_new (NULL);
  append_missing (self, options, header, public);
  cli_letter_header_append_public (header, public);
  append_end (self, header, public);
  set_header (self, header, public);
  return g_steal_pointer (&self);
}

/* Reports on delivery, RFC 3461. */
static gboolean
set_reports (AnserEnvelope   *envelope,
             CliSendOptions  *options,
             GError         **error)
{
  const char *what = options->dsn_return;

  if (g_strcmp0 (what, "headers") == 0)
    what = "hdrs";
  if (options->dsn && !anser_notify_parse (options->dsn, &envelope->notify))
    g_set_error (error, CLI_ERROR, EX_USAGE,
                 _("--dsn knows “never”, or “success”, “failure” and “delay” with commas between "
                   "them, not “%s”."), options->dsn);
  else if (what && !anser_return_parse (what, &envelope->ret))
    g_set_error (error, CLI_ERROR, EX_USAGE, _("--dsn-return knows “full” and “headers”, not “%s”."),
                 what);
  else
    {
      envelope->orcpt = options->dsn != NULL;
      envelope->envid = g_strdup (options->envelope_id);
      return TRUE;
    }
  return FALSE;
}

AnserEnvelope *
cli_parcel_make_envelope (CliParcel       *self,
                          CliSendOptions  *options,
                          GError         **error)
{
  g_autoptr(AnserEnvelope) envelope = anser_envelope_new (self->sender);

  for (unsigned i = 0; i < self->recipients->len; i++)
    if (!anser_envelope_add_recipient (envelope, self->recipients->pdata[i], error))
      return NULL;
  if (self->recipients->len == 0)
    {
      g_set_error_literal (error, CLI_ERROR, EX_USAGE,
                           _("Say who the message is for: with --to, --cc or --bcc, or "
                             "with -t if its header tells."));
      return NULL;
    }
  envelope->size = self->source.size;
  envelope->eight_bit = self->source.eight_bit;
  envelope->binary = self->source.binary;
  envelope->partial = options->partial;
  if (!set_reports (envelope, options, error) || !anser_envelope_check (envelope, error))
    return NULL;
  return g_steal_pointer (&envelope);
}

GInputStream *
cli_parcel_open (CliParcel *self)
{
  return cli_letter_source_read (&self->source, self->header, self->from);
}
