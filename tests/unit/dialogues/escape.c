/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "escape.h"

#include <string.h>

/* Longer lines are cut when they are shown. */
#define MAX_SHOWN 400

static void
append (GByteArray *bytes,
        char        byte,
        guint64     count)
{
  for (guint64 i = 0; i < count; i++)
    g_byte_array_append (bytes, (const guint8 *) &byte, 1);
}

/* "(1000*xy)" behind the backslash: returns what follows it, or NULL. */
static const char *
read_repeat (const char *text,
             GByteArray *bytes)
{
  char *end;
  guint64 count = g_ascii_strtoull (text + 1, &end, 10);
  gsize length = strcspn (end, ")");

  if (end == text + 1 || end[0] != '*' || length < 2 || end[length] != ')' || count > 100000000)
    return NULL;

  for (guint64 i = 0; i < count; i++)
    g_byte_array_append (bytes, (const guint8 *) end + 1, (guint) length - 1);
  return end + length + 1;
}

/* One escape, without its backslash: returns what follows it, or NULL. */
static const char *
read_escape (const char *text,
             GByteArray *bytes)
{
  static const char letters[] = "rnt0\\";
  static const char values[] = "\r\n\t\0\\";
  const char *letter;

  if (text[0] == '(')
    return read_repeat (text, bytes);

  if (text[0] == 'x' && g_ascii_isxdigit (text[1]) && g_ascii_isxdigit (text[2]))
    {
      append (bytes, (char) (g_ascii_xdigit_value (text[1]) * 16 + g_ascii_xdigit_value (text[2])),
              1);
      return text + 3;
    }

  letter = text[0] != '\0' ? strchr (letters, text[0]) : NULL;
  if (letter == NULL)
    return NULL;

  append (bytes, values[letter - letters], 1);
  return text + 1;
}

gboolean
escape_read (const char *text,
             const char *line_end,
             GByteArray *bytes)
{
  while (*text != '\0')
    {
      if (strcmp (text, "\\c") == 0)
        return TRUE;

      if (*text == '\\')
        {
          text = read_escape (text + 1, bytes);
          if (text == NULL)
            return FALSE;
        }
      else
        {
          append (bytes, *text++, 1);
        }
    }

  g_byte_array_append (bytes, (const guint8 *) line_end, (guint) strlen (line_end));
  return TRUE;
}

static void
write_byte (GString *out,
            guint8   byte)
{
  if (byte == '\r')
    g_string_append (out, "\\r");
  else if (byte == '\n')
    g_string_append (out, "\\n");
  else if (byte == '\\')
    g_string_append (out, "\\\\");
  else if (byte < 0x20 || byte >= 0x7f)
    g_string_append_printf (out, "\\x%02x", byte);
  else
    g_string_append_c (out, (char) byte);
}

static void
write_line (GString      *out,
            const char   *prefix,
            const guint8 *line,
            gsize         length)
{
  gboolean whole = length >= 2 && line[length - 2] == '\r' && line[length - 1] == '\n';
  gsize n = whole ? length - 2 : length;

  g_string_append (out, prefix);
  for (gsize i = 0; i < MIN (n, MAX_SHOWN); i++)
    write_byte (out, line[i]);
  if (n > MAX_SHOWN)
    g_string_append_printf (out, "… (%" G_GSIZE_FORMAT " bytes)", n);
  g_string_append (out, whole ? "\n" : "\\c\n");
}

void
escape_write (GString      *out,
              const char   *prefix,
              const guint8 *bytes,
              gsize         length)
{
  while (length > 0)
    {
      const guint8 *end = memchr (bytes, '\n', length);
      gsize line = end != NULL ? (gsize) (end - bytes) + 1 : length;

      write_line (out, prefix, bytes, line);
      bytes += line;
      length -= line;
    }
}
