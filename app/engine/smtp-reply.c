/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "smtp-reply.h"

#include "text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * S: 250-mail.example greets you      code, '-': more lines follow
 * S: 250-SIZE 35882577
 * S: 250 HELP                         code, ' ' or nothing: the last line
 *
 * S: 550 5.1.1 No such user           code, enhanced status, words
 */

#define MAX_LINES 1024
#define MAX_TEXT_CHARACTERS 300

struct _AnserSmtpReplyParser
{
  AnserSmtpReply *reply;
  unsigned        n_skipped;
};

/**
 * anser_smtp_reply_parser_new:
 *
 * Returns: (transfer full): a parser that waits for a reply's first line
 */
AnserSmtpReplyParser *
anser_smtp_reply_parser_new (void)
{
  return g_new0 (AnserSmtpReplyParser, 1);
}

void
anser_smtp_reply_parser_free (AnserSmtpReplyParser *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->reply, anser_smtp_reply_free);
  g_free (self);
}

static AnserSmtpReply *
reply_new (unsigned code)
{
  AnserSmtpReply *self = g_new0 (AnserSmtpReply, 1);

  self->code = code;
  self->lines = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
anser_smtp_reply_free (AnserSmtpReply *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->lines);
  g_free (self);
}

/* 200 to 599, or 0 for what is no reply code. */
static unsigned
parse_code (const char *line,
            gsize       length)
{
  unsigned code;

  if (length < 3 || !g_ascii_isdigit (line[0]) || !g_ascii_isdigit (line[1]) ||
      !g_ascii_isdigit (line[2]))
    return 0;

  code = (unsigned) (100 * (line[0] - '0') + 10 * (line[1] - '0') + (line[2] - '0'));
  if (code < 200 || code > 599)
    return 0;

  return length == 3 || line[3] == ' ' || line[3] == '-' ? code : 0;
}

static gsize
count_digits (const char *text)
{
  gsize n = 0;

  while (g_ascii_isdigit (text[n]))
    n++;

  return n;
}

/* The length of an enhanced status code (RFC 2034 section 4) at the start of @text, or 0. Its first
 * digit has to be that of the reply code. */
static gsize
measure_status (const char *text,
                unsigned    code)
{
  gsize subject, detail, length;

  if ((text[0] != '2' && text[0] != '4' && text[0] != '5') ||
      (unsigned) (text[0] - '0') != code / 100 || text[1] != '.')
    return 0;

  subject = count_digits (text + 2);
  if (subject < 1 || subject > 3 || text[2 + subject] != '.')
    return 0;

  detail = count_digits (text + 3 + subject);
  length = 3 + subject + detail;
  if (detail < 1 || detail > 3 || (text[length] != ' ' && text[length] != '\0'))
    return 0;

  return length;
}

static void
reply_add_line (AnserSmtpReply *self,
                const char     *data,
                gsize           length)
{
  g_autofree char *text = anser_text_from_server (data, length);
  gsize status = measure_status (text, self->code);

  if (status > 0 && self->status[0] == '\0')
    memcpy (self->status, text, status);

  g_ptr_array_add (self->lines, g_strdup (text + status + (text[status] == ' ' ? 1 : 0)));
}

static gboolean
refuse_line (AnserSmtpReplyParser *self,
             const char           *line,
             gsize                 length,
             GError              **error)
{
  g_autofree char *text = anser_text_from_server (line, MIN (length, 200));

  g_clear_pointer (&self->reply, anser_smtp_reply_free);
  self->n_skipped = 0;

  g_propagate_error (error,
                     anser_error_new_reply (ANSER_ERROR_PROTOCOL, 0, NULL, text,
                                            _("What the server answered is not SMTP: “%s”. Check "
                                              "the server's name and port."), text));
  return FALSE;
}

/**
 * anser_smtp_reply_parser_feed:
 * @line: one line without its end, any bytes
 * @length: its length
 * @reply: (out) (transfer full) (nullable): the reply, if this was its last line
 *
 * Returns: %FALSE with %ANSER_ERROR_PROTOCOL for what cannot be a part of a reply: no code, a code
 *   that differs from the one above it, too many lines
 */
gboolean
anser_smtp_reply_parser_feed (AnserSmtpReplyParser  *self,
                              const char            *line,
                              gsize                  length,
                              AnserSmtpReply       **reply,
                              GError               **error)
{
  unsigned code;
  gboolean last;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (line != NULL || length == 0, FALSE);
  g_return_val_if_fail (reply != NULL, FALSE);

  *reply = NULL;

  if (length == 0 && self->n_skipped < MAX_LINES)
    {
      self->n_skipped++;
      return TRUE;
    }

  code = parse_code (line, length);
  if (code == 0 || (self->reply != NULL && self->reply->code != code) ||
      (self->reply != NULL && self->reply->lines->len == MAX_LINES))
    return refuse_line (self, line, length, error);

  if (self->reply == NULL)
    self->reply = reply_new (code);

  last = length == 3 || line[3] == ' ';
  reply_add_line (self->reply, line + MIN (length, 4), length - MIN (length, 4));
  if (last)
    {
      *reply = g_steal_pointer (&self->reply);
      self->n_skipped = 0;
    }

  return TRUE;
}

/**
 * anser_smtp_reply_get_text:
 *
 * Returns: (transfer full): what the server said, at most some lines of it
 */
char *
anser_smtp_reply_get_text (const AnserSmtpReply *self)
{
  g_autoptr(GString) text = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->lines->len; i++)
    {
      const char *line = g_ptr_array_index (self->lines, i);

      if (line[0] == '\0')
        continue;
      if (text->len > 0)
        g_string_append_c (text, ' ');
      g_string_append (text, line);
    }

  if (g_utf8_strlen (text->str, -1) > MAX_TEXT_CHARACTERS)
    {
      const char *end = g_utf8_offset_to_pointer (text->str, MAX_TEXT_CHARACTERS - 1);

      g_string_truncate (text, (gsize) (end - text->str));
      g_string_append (text, "…");
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
text_has_any (const char        *text,
              const char *const *words)
{
  g_autofree char *lower = g_utf8_casefold (text, -1);

  for (; *words != NULL; words++)
    if (strstr (lower, *words) != NULL)
      return TRUE;

  return FALSE;
}

/**
 * anser_smtp_reply_is_too_many:
 *
 * Returns: whether a recipient is refused only because of those accepted before. Without a status
 *   code 452 and 552 mean it unless they speak of what the recipient's mailbox holds
 */
gboolean
anser_smtp_reply_is_too_many (const AnserSmtpReply *self)
{
  static const char *const many_words[] = { "too many recipients", NULL };
  static const char *const full_words[] = { "storage", "space", "full", "quota", "size", NULL };
  g_autofree char *text = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->code / 100 != 4 && self->code != 552)
    return FALSE;

  text = anser_smtp_reply_get_text (self);
  if (g_str_has_suffix (self->status, ".5.3") || text_has_any (text, many_words))
    return TRUE;
  return self->status[0] == '\0' && (self->code == 452 || self->code == 552) &&
         !text_has_any (text, full_words);
}

/* 552 says "too large", "mailbox full" and "too many recipients"; the status code, or else the
 * words, tell which (S12, S14). */
static AnserError
classify_552 (const AnserSmtpReply *self,
              const char           *text)
{
  static const char *const large_words[] = { "size", "large", "big", NULL };
  static const char *const many_words[] = { "too many", NULL };

  if (strcmp (self->status, "5.5.3") == 0 || text_has_any (text, many_words))
    return ANSER_ERROR_TRY_LATER;

  if (self->status[0] == '\0' && text_has_any (text, large_words))
    return ANSER_ERROR_TOO_LARGE;

  return ANSER_ERROR_REFUSED;
}

static AnserError
classify (const AnserSmtpReply *self,
          const char           *text)
{
  static const char *const tls_words[] = { "starttls", "tls", "ssl", NULL };

  if (self->code < 400)
    return ANSER_ERROR_PROTOCOL;
  if (self->code < 500)
    return ANSER_ERROR_TRY_LATER;
  if (strcmp (self->status, "5.3.4") == 0 || strcmp (self->status, "5.2.3") == 0)
    return ANSER_ERROR_TOO_LARGE;

  switch (self->code)
    {
    case 500:
    case 502:
      return ANSER_ERROR_UNSUPPORTED;
    case 530:
      return text_has_any (text, tls_words) ? ANSER_ERROR_TLS_MISSING
                                            : ANSER_ERROR_PASSWORD_REFUSED;
    case 534:
      return ANSER_ERROR_NO_MECHANISM;
    case 535:
      return ANSER_ERROR_PASSWORD_REFUSED;
    case 538:
      return ANSER_ERROR_TLS_MISSING;
    case 552:
      return classify_552 (self, text);
    default:
      return ANSER_ERROR_REFUSED;
    }
}

static const char *
explain (const AnserSmtpReply *self,
         AnserError            code)
{
  switch ((int) code)
    {
    case ANSER_ERROR_TRY_LATER:
      return _("The server asks to try again later.");
    case ANSER_ERROR_TOO_LARGE:
      return _("The message is larger than the server takes. Send less or smaller attachments.");
    case ANSER_ERROR_PASSWORD_REFUSED:
      if (self->code == 530)
        return _("The server wants to know who you are first. Set the user name and the password "
                 "of the account.");
      return _("The server did not accept the user name or the password. Check both, then try "
               "again.");
    case ANSER_ERROR_NO_MECHANISM:
      return _("The server wants another way of logging in. Choose one in the account's settings.");
    case ANSER_ERROR_TLS_MISSING:
      return _("The server wants an encrypted connection. Turn it on in the account's settings.");
    case ANSER_ERROR_UNSUPPORTED:
      return _("The server does not know how to do this.");
    case ANSER_ERROR_PROTOCOL:
      return _("The server's answer does not fit. Try again later, or ask who runs the server.");
    default:
      return _("The server refused it.");
    }
}

/**
 * anser_smtp_reply_to_error:
 * @what: (nullable): what was being done, as the beginning of a sentence
 *
 * Returns: (transfer full): the error that this reply is
 */
GError *
anser_smtp_reply_to_error (const AnserSmtpReply *self,
                           const char           *what)
{
  g_autofree char *text = NULL;
  g_autofree char *words = NULL;
  AnserError code;

  g_return_val_if_fail (self != NULL, NULL);

  text = anser_smtp_reply_get_text (self);
  code = classify (self, text);
  words = text[0] != '\0' ? g_strdup_printf (_("It said: “%s” (%u)"), text, self->code)
                          : g_strdup_printf (_("Its answer was %u."), self->code);

  return anser_error_new_reply (code, self->code, self->status, text, "%s%s%s %s",
                                what != NULL ? what : "", what != NULL ? ": " : "",
                                explain (self, code), words);
}
