/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "text.h"

#include "errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Control bytes go first: they are never part of a character in any of the three charsets, and a
 * NUL would otherwise make good UTF-8 look bad. */
static char *
copy_without_controls (const char *data,
                       gsize       length)
{
  char *copy = g_malloc (length + 1);
  gsize used = 0;

  for (gsize i = 0; i < length; i++)
    {
      unsigned char byte = (unsigned char) data[i];

      if (byte == '\t')
        copy[used++] = ' ';
      else if (byte >= 0x20 && byte != 0x7f)
        copy[used++] = data[i];
    }

  copy[used] = '\0';

  return copy;
}

static char *
decode (char *bytes)
{
  char *text;

  if (g_utf8_validate (bytes, -1, NULL))
    return g_strdup (bytes);

  text = g_convert (bytes, -1, "UTF-8", "GB18030", NULL, NULL, NULL);
  if (text == NULL)
    text = g_convert (bytes, -1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);

  /* Where the C library has no converters at all. */
  return text != NULL ? text : g_utf8_make_valid (bytes, -1);
}

/* Characters that could turn what is shown around it upside down. */
static gboolean
is_unwanted (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return TRUE;
    default:
      return c == 0x061c || c == 0x200e || c == 0x200f || c == 0xfeff ||
             (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }
}

static void
remove_unwanted (char *text)
{
  char *to = text;
  const char *next;

  for (const char *from = text; *from != '\0'; from = next)
    {
      next = g_utf8_next_char (from);
      if (is_unwanted (g_utf8_get_char (from)))
        continue;

      memmove (to, from, (gsize) (next - from));
      to += next - from;
    }

  *to = '\0';
}

/**
 * anser_text_is_plain:
 * @data: bytes
 * @length: how many
 *
 * Returns: whether all are ASCII and none is a control character, as in nearly every line and uid
 */
gboolean
anser_text_is_plain (const char *data,
                     gsize       length)
{
  unsigned char faults = 0;

  for (gsize i = 0; i < length; i++)
    faults |= (signed char) data[i] < 0x20 || data[i] == 0x7f;

  return faults == 0;
}

/**
 * anser_text_from_server:
 * @data: bytes of one line, any
 * @length: how many
 *
 * Returns: (transfer full): what they say, as valid UTF-8 without control characters
 */
char *
anser_text_from_server (const char *data,
                        gsize       length)
{
  g_autofree char *bytes = NULL;
  char *text;

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  if (anser_text_is_plain (data, length))
    return g_strndup (data, length);

  bytes = copy_without_controls (data, length);
  text = decode (bytes);
  remove_unwanted (text);

  return text;
}

/**
 * anser_text_check:
 * @value: what is about to be sent inside a command
 * @what: what it is, for the user, such as "user name"
 *
 * Returns: whether it is free of line breaks; if not, @error is %ANSER_ERROR_INVALID_INPUT
 */
gboolean
anser_text_check (const char  *value,
                  const char  *what,
                  GError     **error)
{
  g_return_val_if_fail (value != NULL, FALSE);
  g_return_val_if_fail (what != NULL, FALSE);

  if (strpbrk (value, "\r\n") == NULL)
    return TRUE;

  g_set_error (error, ANSER_ERROR, ANSER_ERROR_INVALID_INPUT,
               _("There is a line break in this: %s. Nothing was sent. Take the line break out, "
                 "then try again."), what);
  return FALSE;
}
