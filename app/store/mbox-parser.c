/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "mbox-parser.h"

#include <string.h>

/* No line before a letter is longer, and no name of a header field. */
#define LINE_LIMIT 1000
#define NAME_LIMIT 100

/* @at: the first byte of the line at hand
 * @blank: bytes of the empty line right before it, which belong to the mbox if a letter begins here
 * @done: what lies before is dealt with; what lies from it to @at belongs to the letter */
struct _AnserMboxParser
{
  AnserMboxVariant  variant;
  AnserMboxFuncs    funcs;
  gpointer          user_data;
  GByteArray       *bytes;
  gsize             done;
  gsize             at;
  unsigned          blank;
  gboolean          in_line;     /* the beginning of the line was looked at */
  gboolean          in_letter;
  gboolean          is_start;    /* nothing but empty lines so far */
  gboolean          is_over;
  gint64            garbage;
  gboolean          saw_bare;
};

typedef enum
{
  LINE_UNKNOWN,   /* more bytes are needed */
  LINE_TEXT,
  LINE_BLANK,
  LINE_QUOTED,    /* its first byte is the mbox's */
  LINE_FROM,
} LineKind;

static const char *
get_line (AnserMboxParser *self,
          gsize            from,
          gsize           *length)
{
  *length = self->bytes->len - from;
  return (const char *) self->bytes->data + from;
}

/* The line's length without LF; FALSE while it is not known and could matter. */
static gboolean
measure_line (AnserMboxParser *self,
              gsize            from,
              gsize            limit,
              gsize           *length,
              gboolean        *has_end)
{
  gsize rest;
  const char *line = get_line (self, from, &rest);
  const char *lf = memchr (line, '\n', MIN (rest, limit));

  *has_end = lf != NULL;
  *length = lf != NULL ? (gsize) (lf - line) : MIN (rest, limit);
  return lf != NULL || rest >= limit || self->is_over;
}

/* "Name:" or ">From ", as letters begin. @known: it can be told. */
static gboolean
is_field (AnserMboxParser *self,
          gsize            from,
          gboolean        *known)
{
  gsize length, n = 0;
  gboolean has_end;
  const char *line;

  *known = measure_line (self, from, NAME_LIMIT, &length, &has_end);
  line = (const char *) self->bytes->data + from;
  if (length >= 6 && memcmp (line, ">From ", 6) == 0)
    return TRUE;
  while (n < length && line[n] > 32 && line[n] < 127 && line[n] != ':')
    n++;
  if (n < length && line[n] == ':')
    {
      *known = TRUE;
      return n > 0;
    }
  return FALSE;
}

/* A line "From …": does a letter begin behind it? */
static LineKind
judge_from_line (AnserMboxParser *self,
                 gboolean         after_blank)
{
  gsize length;
  gboolean has_end, known = FALSE, followed;
  g_autofree char *line = NULL;
  gint64 date;

  if (!measure_line (self, self->at, LINE_LIMIT, &length, &has_end))
    return LINE_UNKNOWN;
  if (!has_end && !self->is_over)
    return LINE_TEXT;
  line = g_strndup ((const char *) self->bytes->data + self->at, length);
  if (!anser_mbox_is_from_line (g_strchomp (line), &date))
    return LINE_TEXT;
  if (after_blank && date != 0)
    return LINE_FROM;
  if (!after_blank && date == 0)
    return LINE_TEXT;
  followed = has_end && is_field (self, self->at + length + 1, &known);
  if (has_end && !followed && !known)
    return LINE_UNKNOWN;
  return followed ? LINE_FROM : LINE_TEXT;
}

static LineKind
judge_quoted_line (AnserMboxParser *self)
{
  gsize length, n = 0;
  gboolean has_end;
  const char *line;

  if (self->variant == ANSER_MBOX_PLAIN)
    return LINE_TEXT;
  measure_line (self, self->at, LINE_LIMIT, &length, &has_end);
  line = (const char *) self->bytes->data + self->at;
  while (n < length && line[n] == '>')
    n++;
  if (length - n < 5 && !has_end && length < LINE_LIMIT && !self->is_over)
    return LINE_UNKNOWN;
  if (length - n < 5 || memcmp (line + n, "From ", 5) != 0)
    return LINE_TEXT;
  return self->variant == ANSER_MBOX_RD || n == 1 ? LINE_QUOTED : LINE_TEXT;
}

static LineKind
judge_line (AnserMboxParser *self)
{
  gsize length;
  const char *line = get_line (self, self->at, &length);
  gboolean after_blank = self->blank > 0 || self->is_start;

  switch (line[0])
    {
    case '\n':
      return LINE_BLANK;
    case '\r':
      if (length < 2)
        return self->is_over ? LINE_TEXT : LINE_UNKNOWN;
      return line[1] == '\n' ? LINE_BLANK : LINE_TEXT;
    case '>':
      return judge_quoted_line (self);
    case 'F':
      if (memcmp (line, "From ", MIN (length, 5)) != 0)
        return LINE_TEXT;
      if (length < 5)
        return self->is_over ? LINE_TEXT : LINE_UNKNOWN;
      return judge_from_line (self, after_blank);
    default:
      return LINE_TEXT;
    }
}

/* Hands on what lies before @end. */
static gboolean
flush (AnserMboxParser  *self,
       gsize             end,
       GError          **error)
{
  gsize from = self->done;

  g_assert (end >= from);
  self->done = end;
  if (end == from)
    return TRUE;
  if (!self->in_letter)
    {
      self->garbage += end - from;
      return TRUE;
    }
  return self->funcs.write ((const char *) self->bytes->data + from, end - from, self->user_data,
                            error);
}

static gboolean
end_letter (AnserMboxParser  *self,
            GError          **error)
{
  if (!self->in_letter)
    return TRUE;
  self->in_letter = FALSE;
  return self->funcs.end (self->user_data, error);
}

static gboolean
begin_letter (AnserMboxParser  *self,
              GError          **error)
{
  gsize length;
  gboolean has_end;
  g_autofree char *line = NULL;

  if (!flush (self, self->at - self->blank, error) || !end_letter (self, error))
    return FALSE;
  if (self->is_start)
    self->garbage = 0;
  measure_line (self, self->at, LINE_LIMIT, &length, &has_end);
  line = g_strndup ((const char *) self->bytes->data + self->at, length);
  self->at += length + has_end;
  self->done = self->at;
  self->blank = 0;
  self->is_start = FALSE;
  self->in_letter = TRUE;
  return self->funcs.begin (g_strchomp (line), self->user_data, error);
}

/* The rest of the line, as far as it is there. FALSE with the end of the bytes. */
static gboolean
pass_line (AnserMboxParser *self)
{
  gsize rest;
  const char *text = get_line (self, self->at, &rest);
  const char *lf = memchr (text, '\n', rest);

  self->in_line = lf == NULL;
  self->at += lf != NULL ? (gsize) (lf + 1 - text) : rest;
  return lf != NULL;
}

/* A letter whose line before it is lost still begins with a header. */
static gboolean
take_headless (AnserMboxParser  *self,
               gboolean         *wait,
               GError          **error)
{
  gboolean known;
  gboolean begins = is_field (self, self->at, &known);

  *wait = !begins && !known;
  if (*wait)
    return TRUE;
  if (!flush (self, self->at, error))
    return FALSE;
  self->is_start = FALSE;
  if (!begins)
    return TRUE;
  self->garbage = 0;
  self->in_letter = TRUE;
  return self->funcs.begin ("", self->user_data, error);
}

static gboolean
take_text (AnserMboxParser  *self,
           LineKind          kind,
           gboolean         *wait,
           GError          **error)
{
  if (self->is_start && !take_headless (self, wait, error))
    return FALSE;
  if (*wait)
    return TRUE;
  if (kind == LINE_QUOTED && !flush (self, self->at, error))
    return FALSE;
  if (kind == LINE_QUOTED)
    self->done++;
  else if (self->in_letter && self->bytes->len - self->at >= 5 &&
           memcmp (self->bytes->data + self->at, "From ", 5) == 0)
    self->saw_bare = TRUE;
  self->blank = 0;
  pass_line (self);
  return TRUE;
}

/* One line, or what there is of it. @wait: more bytes are needed. */
static gboolean
take_line (AnserMboxParser  *self,
           gboolean         *wait,
           GError          **error)
{
  LineKind kind;

  if (self->in_line)
    {
      pass_line (self);
      return TRUE;
    }
  kind = judge_line (self);
  switch (kind)
    {
    case LINE_UNKNOWN:
      *wait = TRUE;
      return TRUE;
    case LINE_BLANK:
      self->blank = self->bytes->data[self->at] == '\r' ? 2 : 1;
      self->at += self->blank;
      return TRUE;
    case LINE_FROM:
      return begin_letter (self, error);
    case LINE_TEXT:
    case LINE_QUOTED:
    default:
      return take_text (self, kind, wait, error);
    }
}

static gboolean
take_lines (AnserMboxParser  *self,
            GError          **error)
{
  gboolean wait = FALSE;

  while (!wait && self->at < self->bytes->len)
    if (!take_line (self, &wait, error))
      return FALSE;
  /* The last empty line may belong to the mbox; before the first letter none matters. */
  if (!flush (self, MAX (self->done, self->at - self->blank), error))
    return FALSE;
  self->at -= self->done;
  if (self->done > 0)
    g_byte_array_remove_range (self->bytes, 0, self->done);
  self->done = 0;
  return TRUE;
}

AnserMboxParser *
anser_mbox_parser_new (AnserMboxVariant      variant,
                       const AnserMboxFuncs *funcs,
                       gpointer              user_data)
{
  AnserMboxParser *self;

  g_return_val_if_fail (funcs != NULL, NULL);

  self = g_new0 (AnserMboxParser, 1);
  self->variant = variant;
  self->funcs = *funcs;
  self->user_data = user_data;
  self->bytes = g_byte_array_new ();
  self->is_start = TRUE;
  return self;
}

void
anser_mbox_parser_free (AnserMboxParser *self)
{
  if (self == NULL)
    return;
  g_byte_array_unref (self->bytes);
  g_free (self);
}

gboolean
anser_mbox_parser_feed (AnserMboxParser  *self,
                        const char       *data,
                        gsize             length,
                        GError          **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (!self->is_over, FALSE);

  g_byte_array_append (self->bytes, (const guint8 *) data, length);
  return take_lines (self, error);
}

gboolean
anser_mbox_parser_end (AnserMboxParser  *self,
                       GError          **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  self->is_over = TRUE;
  return take_lines (self, error) && end_letter (self, error);
}

gint64
anser_mbox_parser_get_garbage (AnserMboxParser *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->garbage;
}

AnserMboxVariant
anser_mbox_parser_guess (AnserMboxParser *self)
{
  g_return_val_if_fail (self != NULL, ANSER_MBOX_RD);

  return self->saw_bare ? ANSER_MBOX_PLAIN : ANSER_MBOX_RD;
}
