/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "pop3-reply.h"

#include "text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * S: +OK 2 320
 * S: -ERR [IN-USE] Do you have another POP session running?
 * S: 1 120                            a line of LIST
 * S: 1 whqtswO00WBw418f9t5JxYwZ       a line of UIDL
 */

#define MAX_UID_LENGTH 1024

static const char *
skip_spaces (const char *text)
{
  while (*text == ' ' || *text == '\t')
    text++;

  return text;
}

/* What follows @word, or @text itself if it does not begin with it as a whole word. */
static const char *
skip_word (const char *text,
           const char *word)
{
  gsize length = strlen (word);

  if (g_ascii_strncasecmp (text, word, length) != 0 || g_ascii_isalnum (text[length]))
    return text;

  return skip_spaces (text + length);
}

/* "[IN-USE] words": RFC 2449 section 8. */
static const char *
take_code (AnserPop3Status *self,
           const char      *text)
{
  gsize length;

  if (text[0] != '[')
    return text;

  length = strcspn (text + 1, "] ");
  if (length == 0 || length >= sizeof self->code || text[1 + length] != ']')
    return text;

  for (gsize i = 0; i < length; i++)
    self->code[i] = g_ascii_toupper (text[1 + i]);
  self->code[length] = '\0';

  return skip_spaces (text + length + 2);
}

/**
 * anser_pop3_status_parse:
 * @self: (out caller-allocates): cleared also when it fails
 * @line: a status line without its end, any bytes
 * @length: its length
 */
gboolean
anser_pop3_status_parse (AnserPop3Status  *self,
                         const char       *line,
                         gsize             length,
                         GError          **error)
{
  g_autofree char *text = NULL;
  const char *rest;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (line != NULL || length == 0, FALSE);

  *self = (AnserPop3Status) { 0 };

  if (length == 0 || (line[0] != '+' && line[0] != '-'))
    {
      text = anser_text_from_server (line, MIN (length, 200));
      g_propagate_error (error,
                         anser_error_new_reply (ANSER_ERROR_PROTOCOL, 0, NULL, text,
                                                _("What the server answered is not POP3: “%s”. "
                                                  "Check the server's name and port."), text));
      return FALSE;
    }

  self->ok = line[0] == '+';
  text = anser_text_from_server (line + 1, length - 1);
  rest = skip_word (text, self->ok ? "OK" : "ERR");
  rest = take_code (self, skip_spaces (rest));
  /* A refusal without a word of its reason is told as it stands. */
  if (!self->ok && rest[0] == '\0' && self->code[0] == '\0')
    self->text = g_strchomp (g_strconcat ("-", text, NULL));
  else
    self->text = g_strdup (rest);

  return TRUE;
}

void
anser_pop3_status_clear (AnserPop3Status *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->text, g_free);
  self->code[0] = '\0';
}

/* Does a word of @text begin with @start? "locked" begins with "lock", "blocked" does not. */
static gboolean
has_word (const char *text,
          const char *start)
{
  for (const char *found = strstr (text, start); found != NULL;
       found = strstr (found + 1, start))
    if (found == text || !g_ascii_isalnum (found[-1]) || (unsigned char) start[0] >= 0x80)
      return TRUE;

  return FALSE;
}

/* Words by which servers without response codes say the same, in lower case. */
static const struct
{
  const char *word;
  AnserError  code;
} known_words[] = {
  { "lock", ANSER_ERROR_MAILBOX_IN_USE },
  { "in use", ANSER_ERROR_MAILBOX_IN_USE },
  { "mailbox busy", ANSER_ERROR_MAILBOX_IN_USE },
  { "mailbox is busy", ANSER_ERROR_MAILBOX_IN_USE },
  { "maildrop busy", ANSER_ERROR_MAILBOX_IN_USE },
  { "maildrop is busy", ANSER_ERROR_MAILBOX_IN_USE },
  { "busy", ANSER_ERROR_TRY_LATER },
  { "wait", ANSER_ERROR_TRY_LATER },
  { "login limit", ANSER_ERROR_TRY_LATER },
  { "too frequent", ANSER_ERROR_TRY_LATER },
  { "too many", ANSER_ERROR_TRY_LATER },
  { "try again later", ANSER_ERROR_TRY_LATER },
  { "try later", ANSER_ERROR_TRY_LATER },
  { "temporar", ANSER_ERROR_TRY_LATER },
  { "频繁", ANSER_ERROR_TRY_LATER },
  { "稍后", ANSER_ERROR_TRY_LATER },
  { "unknown command", ANSER_ERROR_UNSUPPORTED },
  { "command unknown", ANSER_ERROR_UNSUPPORTED },
  { "invalid command", ANSER_ERROR_UNSUPPORTED },
  { "bad command", ANSER_ERROR_UNSUPPORTED },
  { "unrecognized command", ANSER_ERROR_UNSUPPORTED },
  { "unrecognised command", ANSER_ERROR_UNSUPPORTED },
  { "command not", ANSER_ERROR_UNSUPPORTED },
  { "unsupported", ANSER_ERROR_UNSUPPORTED },
  { "not supported", ANSER_ERROR_UNSUPPORTED },
  { "not implemented", ANSER_ERROR_UNSUPPORTED },
  { "unimplemented", ANSER_ERROR_UNSUPPORTED },
};

/* RFC 2449 section 8 and RFC 3206. */
static const struct
{
  const char *response_code;
  AnserError  code;
} known_codes[] = {
  { "AUTH", ANSER_ERROR_PASSWORD_REFUSED },
  { "IN-USE", ANSER_ERROR_MAILBOX_IN_USE },
  { "LOGIN-DELAY", ANSER_ERROR_TRY_LATER },
  { "SYS/PERM", ANSER_ERROR_REFUSED },
  { "SYS/TEMP", ANSER_ERROR_TRY_LATER },
};

static AnserError
classify (const AnserPop3Status *self)
{
  g_autofree char *lower = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (known_codes); i++)
    if (strcmp (self->code, known_codes[i].response_code) == 0)
      return known_codes[i].code;

  lower = g_utf8_casefold (self->text != NULL ? self->text : "", -1);
  for (gsize i = 0; i < G_N_ELEMENTS (known_words); i++)
    if (has_word (lower, known_words[i].word))
      return known_words[i].code;

  return ANSER_ERROR_REFUSED;
}

static const char *
explain (AnserError code)
{
  switch ((int) code)
    {
    case ANSER_ERROR_PASSWORD_REFUSED:
      return _("The server did not accept the user name or the password. Check both, then try "
               "again.");
    case ANSER_ERROR_MAILBOX_IN_USE:
      return _("The mailbox is open elsewhere. Close the other mail program, or try again in a few "
               "minutes.");
    case ANSER_ERROR_TRY_LATER:
      return _("The server asks to try again later.");
    case ANSER_ERROR_UNSUPPORTED:
      return _("The server does not know how to do this.");
    default:
      return _("The server refused it.");
    }
}

/**
 * anser_pop3_status_to_error:
 * @what: (nullable): what was being done, as the beginning of a sentence
 *
 * Returns: (transfer full): the error that a negative status is
 */
GError *
anser_pop3_status_to_error (const AnserPop3Status *self,
                            const char            *what)
{
  g_autofree char *words = NULL;
  AnserError code;

  g_return_val_if_fail (self != NULL, NULL);

  code = classify (self);
  if (self->text != NULL && self->text[0] != '\0')
    words = g_strdup_printf (_("It said: “%s”"), self->text);

  return anser_error_new_reply (code, 0, self->code, self->text, "%s%s%s%s%s",
                                what != NULL ? what : "", what != NULL ? ": " : "",
                                explain (code), words != NULL ? " " : "",
                                words != NULL ? words : "");
}

/* The digits at the start of @text, up to @limit, and what follows the word that they are. There may
 * be a line with two numbers for each of a million messages: nothing is allocated here. */
static gboolean
take_digits (const char **text,
             guint64      limit,
             guint64     *number)
{
  const char *digit = *text;
  guint64 value = 0;

  for (; g_ascii_isdigit (*digit); digit++)
    {
      unsigned n = *digit - '0';

      if (value > (limit - n) / 10)
        return FALSE;
      value = 10 * value + n;
    }
  if (digit == *text || (*digit != '\0' && *digit != ' ' && *digit != '\t'))
    return FALSE;

  *number = value;
  *text = digit;

  return TRUE;
}

/* The number at the start of @text, and what follows it. */
static gboolean
take_number (const char **text,
             guint       *number)
{
  const char *rest = skip_spaces (*text);
  guint64 value;

  if (!take_digits (&rest, G_MAXUINT, &value))
    return FALSE;

  *number = (guint) value;
  *text = skip_spaces (rest);

  return TRUE;
}

/* Octets at the start of @text; -1 for what is no number of 64 bits. */
static gint64
read_octets (const char *text)
{
  gboolean negative = text[0] == '-';
  const char *rest = text + negative;
  guint64 octets;

  if (!take_digits (&rest, G_MAXINT64, &octets))
    return -1;

  return negative ? -(gint64) octets : (gint64) octets;
}

/* Some servers put +OK before every line (P8). */
static const char *
skip_ok (const char *text)
{
  return text[0] == '+' ? skip_word (text + 1, "OK") : text;
}

static gboolean
parse_item (const char    *line,
            AnserPop3Item *item,
            const char   **rest)
{
  *item = (AnserPop3Item) { .number = 0, .size = -1, .uid = NULL };
  *rest = skip_ok (line);

  return take_number (rest, &item->number) && item->number > 0;
}

/**
 * anser_pop3_parse_list_line:
 * @line: a line of LIST, or the text of the reply to LIST with a number
 * @item: (out caller-allocates): its size is -1 if the server's is no sensible number
 *
 * Returns: %FALSE for a line to be ignored
 */
gboolean
anser_pop3_parse_list_line (const char    *line,
                            AnserPop3Item *item)
{
  const char *rest;

  g_return_val_if_fail (line != NULL, FALSE);
  g_return_val_if_fail (item != NULL, FALSE);

  if (!parse_item (line, item, &rest))
    return FALSE;

  item->size = MAX (read_octets (rest), -1);

  return TRUE;
}

/**
 * anser_pop3_parse_uidl_line:
 * @line: a line of UIDL, or the text of the reply to UIDL with a number
 * @item: (out caller-allocates): its uid is %NULL if the server gave none, or one longer than 1 KiB
 * @uid: (out) (transfer full) (nullable): what the uid of @item points to, if not into @line
 *
 * Returns: %FALSE for a line to be ignored
 */
gboolean
anser_pop3_parse_uidl_line (const char     *line,
                            AnserPop3Item  *item,
                            char          **uid)
{
  g_autofree char *text = NULL;
  const char *rest;
  gsize length;

  g_return_val_if_fail (line != NULL, FALSE);
  g_return_val_if_fail (item != NULL, FALSE);
  g_return_val_if_fail (uid != NULL, FALSE);

  *uid = NULL;
  if (!parse_item (line, item, &rest))
    return FALSE;

  length = strlen (rest);
  if (length > 0 && length <= MAX_UID_LENGTH && rest[length - 1] != ' ' &&
      anser_text_is_plain (rest, length))
    {
      item->uid = rest;
      return TRUE;
    }

  text = g_strchomp (anser_text_from_server (rest, length));
  if (text[0] != '\0' && strlen (text) <= MAX_UID_LENGTH)
    item->uid = *uid = g_steal_pointer (&text);

  return TRUE;
}

/**
 * anser_pop3_parse_stat:
 * @text: the reply to STAT, with or without its "+OK"
 * @count: (out): number of messages
 * @octets: (out): their size together as the server said it, or -1
 */
gboolean
anser_pop3_parse_stat (const char *text,
                       guint      *count,
                       gint64     *octets)
{
  const char *rest;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (count != NULL, FALSE);
  g_return_val_if_fail (octets != NULL, FALSE);

  rest = skip_ok (text);
  if (!take_number (&rest, count))
    return FALSE;

  *octets = read_octets (rest);

  return TRUE;
}
