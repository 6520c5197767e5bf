/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "letter-source.h"

#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

static const char *
next_line (const char *line,
           const char *end)
{
  const char *newline = memchr (line, '\n', end - line);

  return newline ? newline + 1 : end;
}

static gboolean
is_empty_line (const char *line,
               const char *next)
{
  return next - line == 1 || (next - line == 2 && line[0] == '\r');
}

/* "Bcc:", "Resent-Bcc:", in any case, also with white space before the colon. */
static gboolean
is_bcc (const char *line,
        const char *next)
{
  static const char * const names[] = { "bcc", "resent-bcc" };

  for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize length = strlen (names[i]);
      const char *colon = line + length;

      if ((gsize) (next - line) <= length || g_ascii_strncasecmp (line, names[i], length) != 0)
        continue;
      while (colon < next && (*colon == ' ' || *colon == '\t'))
        colon++;
      if (colon < next && *colon == ':')
        return TRUE;
    }
  return FALSE;
}

static void
add_slice (GMemoryInputStream *stream,
           CliLetterSource    *self,
           const char         *from,
           const char         *to)
{
  const char *data = g_bytes_get_data (self->bytes, NULL);
  g_autoptr(GBytes) slice = NULL;

  if (from == to)
    return;
  slice = g_bytes_new_from_bytes (self->bytes, from - data, to - from);
  g_memory_input_stream_add_bytes (stream, slice);
}

/* Adds the header without what stays here; returns where the rest begins. */
static const char *
add_header (GMemoryInputStream *stream,
            CliLetterSource    *self,
            const char         *line,
            const char         *end)
{
  const char *kept = line;
  gboolean leaving_out = FALSE;

  while (line < end)
    {
      const char *next = next_line (line, end);

      if (is_empty_line (line, next))
        break;
      if (*line != ' ' && *line != '\t')
        {
          gboolean leave_out = is_bcc (line, next);

          if (leave_out && !leaving_out)
            add_slice (stream, self, kept, line);
          if (!leave_out && leaving_out)
            kept = line;
          leaving_out = leave_out;
        }
      line = next;
    }
  if (!leaving_out)
    add_slice (stream, self, kept, line);
  return line;
}

/* Counts what travels: a LF alone becomes CR LF. The few octets of fields that stay here count too;
 * the size is a hint for the server. */
static void
measure (CliLetterSource *self)
{
  gsize length;
  const char *data = g_bytes_get_data (self->bytes, &length);
  char all = 0;

  self->size = length;
  for (gsize i = 0; i < length; i++)
    {
      all |= data[i];
      if (data[i] == '\n' && (i == 0 || data[i - 1] != '\r'))
        self->size++;
    }
  self->eight_bit = (all & 0x80) != 0;
}

static gboolean
read_input (CliLetterSource  *self,
            GError          **error)
{
  self->bytes = cli_read_input (error);
  if (!self->bytes)
    return FALSE;
  measure (self);
  return TRUE;
}

gboolean
cli_letter_source_open (CliLetterSource  *self,
                        const char       *path,
                        GError          **error)
{
  g_autoptr(GMappedFile) file = NULL;
  int fd;

  if (g_str_equal (path, "-"))
    return read_input (self, error);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  file = fd >= 0 ? g_mapped_file_new_from_fd (fd, FALSE, NULL) : NULL;
  if (!file)
    g_set_error (error, CLI_ERROR, EX_NOINPUT, _("The message file “%s” could not be read: %s."),
                 path, g_strerror (fd >= 0 ? EISDIR : errno));
  if (fd >= 0)
    close (fd);
  if (!file)
    return FALSE;
  self->bytes = g_mapped_file_get_bytes (file);
  measure (self);
  return TRUE;
}

void
cli_letter_source_clear (CliLetterSource *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
}

GInputStream *
cli_letter_source_get_content (CliLetterSource *self)
{
  GInputStream *stream = g_memory_input_stream_new ();
  gsize length;
  const char *start = g_bytes_get_data (self->bytes, &length);
  const char *end = start + length;

  if (length == 0)
    return stream;
  if (length > 5 && memcmp (start, "From ", 5) == 0)
    start = next_line (start, end);
  start = add_header (G_MEMORY_INPUT_STREAM (stream), self, start, end);
  add_slice (G_MEMORY_INPUT_STREAM (stream), self, start, end);
  return stream;
}
