/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "mbox.h"

#include <string.h>

#define FROM "From "

typedef struct
{
  const char *at;
  const char *end;
} Text;

static const char *
next_line (const Text *text)
{
  const char *newline = memchr (text->at, '\n', text->end - text->at);

  return newline ? newline + 1 : text->end;
}

static gboolean
begins_with (const Text *text,
             const char *word)
{
  return (gsize) (text->end - text->at) >= strlen (word) &&
         memcmp (text->at, word, strlen (word)) == 0;
}

static gboolean
is_empty_line (const Text *text)
{
  return begins_with (text, "\n") || begins_with (text, "\r\n");
}

/* ">From ", ">>From ", …: how mboxrd writes "From ", ">From ", … */
static gboolean
is_quoted (const Text *text)
{
  Text rest = *text;

  while (rest.at < rest.end && *rest.at == '>')
    rest.at++;
  return rest.at > text->at && begins_with (&rest, FROM);
}

static GBytes *
unquote (const char *start,
         const char *end)
{
  Text text = { start, end };
  GByteArray *bytes = g_byte_array_new ();

  while (text.at < text.end)
    {
      const char *next = next_line (&text);

      if (is_quoted (&text))
        text.at++;
      g_byte_array_append (bytes, (const guint8 *) text.at, (guint) (next - text.at));
      text.at = next;
    }
  return g_byte_array_free_to_bytes (bytes);
}

GBytes *
cli_mbox_get (GBytes   *mbox,
              unsigned  number,
              unsigned *count)
{
  gsize length;
  const char *data = g_bytes_get_data (mbox, &length);
  Text text = { data, data ? data + length : data };
  const char *start = NULL;             /* of the message that is wanted */
  const char *end = text.end;           /* of it: before the empty line that belongs to the mbox */
  const char *empty = NULL;
  gboolean after_empty = TRUE;

  for (*count = 0; text.at < text.end;)
    {
      const char *next = next_line (&text);

      if (after_empty && begins_with (&text, FROM))
        {
          if (*count == number)
            end = empty ? empty : text.at;
          if (++*count == number)
            start = next;
        }
      after_empty = is_empty_line (&text);
      empty = after_empty ? text.at : NULL;
      text.at = next;
    }
  /* The last message ends with an empty line of the mbox, too. */
  if (*count == number && after_empty && empty && empty > start)
    end = empty;
  return start ? unquote (start, end) : NULL;
}
