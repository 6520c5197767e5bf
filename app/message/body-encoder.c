/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "body-encoder.h"

#include <string.h>

#define BUFFER_MAX  65536
/* RFC 5322 section 2.1.1 allows 998; some servers count otherwise. */
#define LINE_MAX_7BIT 900
#define QP_COLUMNS    75

void
anser_body_encoder_init (AnserBodyEncoder *self,
                         GOutputStream    *stream,
                         GCancellable     *cancellable)
{
  self->stream = stream;
  self->cancellable = cancellable;
  self->buffer = g_string_sized_new (BUFFER_MAX + 128);
  self->n_line = 0;
}

void
anser_body_encoder_clear (AnserBodyEncoder *self)
{
  g_string_free (self->buffer, TRUE);
}

gboolean
anser_body_encoder_flush (AnserBodyEncoder  *self,
                          GError           **error)
{
  gboolean written;

  /* Not every stream looks at it. */
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;

  written = g_output_stream_write_all (self->stream, self->buffer->str, self->buffer->len, NULL,
                                       self->cancellable, error);
  g_string_truncate (self->buffer, 0);
  return written;
}

gboolean
anser_body_encoder_write (AnserBodyEncoder  *self,
                          const char        *data,
                          gsize              length,
                          GError           **error)
{
  g_string_append_len (self->buffer, data, length);
  return self->buffer->len < BUFFER_MAX || anser_body_encoder_flush (self, error);
}

static gboolean
write_line (AnserBodyEncoder  *self,
            GError           **error)
{
  g_autofree char *encoded = g_base64_encode (self->line, self->n_line);

  self->n_line = 0;
  g_string_append (self->buffer, encoded);
  return anser_body_encoder_write (self, "\r\n", 2, error);
}

gboolean
anser_body_encoder_base64 (AnserBodyEncoder  *self,
                           const char        *data,
                           gsize              length,
                           GError           **error)
{
  while (length > 0)
    {
      gsize n = MIN (length, sizeof self->line - self->n_line);

      memcpy (self->line + self->n_line, data, n);
      self->n_line += n;
      data += n;
      length -= n;
      if (self->n_line == sizeof self->line && !write_line (self, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
anser_body_encoder_end_base64 (AnserBodyEncoder  *self,
                               GError           **error)
{
  return self->n_line == 0 || write_line (self, error);
}

/* LF line ends, one at the end. */
static char *
normalise (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr(GString) lines = g_string_sized_new (strlen (valid) + 1);

  for (const char *at = valid; *at != '\0'; at++)
    {
      if (*at != '\r')
        g_string_append_c (lines, *at);
      else if (at[1] != '\n')
        g_string_append_c (lines, '\n');
    }
  if (lines->len == 0 || lines->str[lines->len - 1] != '\n')
    g_string_append_c (lines, '\n');
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

/* Whether the text may go as it is: ASCII, short lines, and nothing that mail systems change. */
static gboolean
is_sound_7bit (const char *text)
{
  for (const char *line = text; *line != '\0';)
    {
      gsize length = strcspn (line, "\n");

      if (length > LINE_MAX_7BIT || g_str_has_prefix (line, "From "))
        return FALSE;
      for (gsize i = 0; i < length; i++)
        {
          if ((guchar) line[i] >= 0x80 || (g_ascii_iscntrl (line[i]) && line[i] != '\t'))
            return FALSE;
        }
      line += length;
      if (*line == '\n')
        line++;
    }
  return TRUE;
}

static gsize
count_8bit (const char *text)
{
  gsize n = 0;

  for (const char *at = text; *at != '\0'; at++)
    n += (guchar) *at >= 0x80 ? 1 : 0;
  return n;
}

static void
append_crlf (GString    *out,
             const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '\n')
        g_string_append_c (out, '\r');
      g_string_append_c (out, *at);
    }
}

/* Spaces at the end of a line, "From " and a dot at its beginning are changed on some ways. */
static gboolean
is_qp_literal (const char *at,
               gsize       column)
{
  if (*at == ' ' || *at == '\t')
    return at[1] != '\n' && at[1] != '\0';
  if (column == 0 && (*at == '.' || g_str_has_prefix (at, "From ")))
    return FALSE;
  return *at > ' ' && *at < 0x7f && *at != '=';
}

static void
append_quoted_printable (GString    *out,
                         const char *text)
{
  gsize column = 0;

  for (const char *at = text; *at != '\0'; at++)
    {
      gsize width;

      if (*at == '\n')
        {
          g_string_append (out, "\r\n");
          column = 0;
          continue;
        }
      width = is_qp_literal (at, column) ? 1 : 3;
      if (column + width > QP_COLUMNS)
        {
          g_string_append (out, "=\r\n");
          column = 0;
          width = is_qp_literal (at, column) ? 1 : 3;
        }
      if (width == 1)
        g_string_append_c (out, *at);
      else
        g_string_append_printf (out, "=%02X", (guchar) *at);
      column += width;
    }
}

static void
append_base64 (GString    *out,
               const char *text)
{
  g_autoptr(GString) lines = g_string_new (NULL);

  append_crlf (lines, text);
  for (gsize i = 0; i < lines->len; i += 57)
    {
      g_autofree char *encoded = NULL;

      encoded = g_base64_encode ((const guchar *) lines->str + i, MIN (57, lines->len - i));
      g_string_append_printf (out, "%s\r\n", encoded);
    }
}

void
anser_body_append_text (GString    *out,
                        const char *subtype,
                        const char *text)
{
  g_autofree char *lines = normalise (text);
  gsize n_8bit = count_8bit (lines);

  g_string_append_printf (out, "Content-Type: text/%s; charset=%s\r\n", subtype,
                          n_8bit > 0 ? "utf-8" : "us-ascii");
  if (is_sound_7bit (lines))
    {
      g_string_append (out, "Content-Transfer-Encoding: 7bit\r\n\r\n");
      append_crlf (out, lines);
    }
  else if (n_8bit * 6 <= strlen (lines))
    {
      g_string_append (out, "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
      append_quoted_printable (out, lines);
    }
  else
    {
      g_string_append (out, "Content-Transfer-Encoding: base64\r\n\r\n");
      append_base64 (out, lines);
    }
}
