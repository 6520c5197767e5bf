/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "letter-source.h"

#include "command.h"
#include "letter-stream.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <string.h>
#include <unistd.h>

#define CHUNK        65536
/* No mail server takes a header of this size. */
#define HEADER_LIMIT (4 * 1024 * 1024)

static gboolean
fail_to_spool (GError **error)
{
  g_set_error (error, CLI_ERROR, EX_CANTCREAT,
               _("The message could not be kept in a file while it is being sent: %s. The variable "
                 "TMPDIR says where such files go."), g_strerror (errno));
  return FALSE;
}

int
cli_spool_open (GError **error)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "anserctl-XXXXXX", NULL);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0)
    fail_to_spool (error);
  else
    g_unlink (path);
  return fd;
}

static ssize_t
read_some (int   fd,
           void *buffer,
           gsize count)
{
  ssize_t n;

  do
    n = read (fd, buffer, count);
  while (n < 0 && errno == EINTR);
  return n;
}

static gboolean
write_all (int         fd,
           const char *data,
           gsize       length)
{
  while (length > 0)
    {
      ssize_t n = write (fd, data, length);

      if (n < 0 && errno != EINTR)
        return FALSE;
      if (n > 0)
        {
          data += n;
          length -= (gsize) n;
        }
    }
  return TRUE;
}

static gboolean
copy (int          from,
      int          to,
      const char  *name,
      GError     **error)
{
  g_autofree char *chunk = g_malloc (CHUNK);
  ssize_t n;

  while ((n = read_some (from, chunk, CHUNK)) > 0)
    if (!write_all (to, chunk, (gsize) n))
      return fail_to_spool (error);
  if (n < 0)
    g_set_error (error, CLI_ERROR, EX_NOINPUT, _("The message file “%s” could not be read: %s."),
                 name, g_strerror (errno));
  return n == 0;
}

gboolean
cli_spool_input (int      fd,
                 GError **error)
{
  return copy (STDIN_FILENO, fd, "-", error) && lseek (fd, 0, SEEK_SET) == 0;
}

/* Line ends that become longer on their way: LF alone. @last: the octet before @chunk. */
static gint64
count_bare (const char *chunk,
            gsize       length,
            char        last)
{
  const char *end = chunk + length;
  const char *lf = chunk;
  gint64 n = 0;

  while ((lf = memchr (lf, '\n', (gsize) (end - lf))) != NULL)
    {
      n += (lf == chunk ? last : lf[-1]) != '\r';
      lf++;
    }
  return n;
}

static gboolean
has_eight_bit (const char *chunk,
               gsize       length)
{
  char all = 0;

  for (gsize i = 0; i < length; i++)
    all |= chunk[i];
  return (all & 0x80) != 0;
}

/* Counts what travels, as SIZE wants it (RFC 1870 section 3): a LF alone becomes CR LF. Takes the
 * start along. @expected: how long the file is, or 0 if nobody knows. */
static gboolean
measure (CliLetterSource  *self,
         const char       *name,
         gint64            expected,
         GError          **error)
{
  g_autofree char *chunk = g_malloc (CHUNK);
  g_autoptr(GByteArray) start = g_byte_array_new ();
  char last = '\n';
  ssize_t n = 1;

  while ((expected == 0 || self->length < expected) && n > 0 &&
         (n = read_some (self->fd, chunk, CHUNK)) > 0)
    {
      if (start->len < HEADER_LIMIT)
        g_byte_array_append (start, (guint8 *) chunk, (guint) n);
      self->size += count_bare (chunk, (gsize) n, last);
      self->eight_bit |= has_eight_bit (chunk, (gsize) n);
      self->binary |= memchr (chunk, '\0', (size_t) n) != NULL;
      self->length += n;
      last = chunk[n - 1];
    }
  if (n < 0)
    g_set_error (error, CLI_ERROR, EX_NOINPUT, _("The message file “%s” could not be read: %s."),
                 name, g_strerror (errno));
  self->size += self->length + (last == '\n' ? 0 : 2);
  self->start = g_byte_array_free_to_bytes (g_steal_pointer (&start));
  return n >= 0;
}

static gboolean
is_seekable_file (int     fd,
                  gint64 *size)
{
  struct stat status;

  if (fstat (fd, &status) != 0 || !(S_ISREG (status.st_mode) || S_ISDIR (status.st_mode)))
    return FALSE;
  *size = status.st_size;
  return TRUE;
}

/* A pipe can be read once only, so it goes through a file. */
static gboolean
open_fd (CliLetterSource  *self,
         int               fd,
         const char       *name,
         gint64           *size,
         GError          **error)
{
  gboolean copied;

  if (fd != STDIN_FILENO && is_seekable_file (fd, size))
    {
      self->fd = fd;
      self->is_open = TRUE;
      return TRUE;
    }
  self->fd = cli_spool_open (error);
  self->is_open = self->fd >= 0;
  copied = self->is_open && copy (fd, self->fd, name, error) &&
           lseek (self->fd, 0, SEEK_SET) == 0;
  if (fd != STDIN_FILENO)
    close (fd);
  return copied;
}

gboolean
cli_letter_source_open (CliLetterSource  *self,
                        const char       *path,
                        GError          **error)
{
  int fd = g_str_equal (path, "-") ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC);
  g_autofree char *name = g_filename_display_name (path);
  gint64 size = 0;

  if (fd < 0)
    {
      g_set_error (error, CLI_ERROR, EX_NOINPUT, _("The message file “%s” could not be read: %s."),
                   name, g_strerror (errno));
      return FALSE;
    }
  return open_fd (self, fd, name, &size, error) && measure (self, name, size, error);
}

void
cli_letter_source_clear (CliLetterSource *self)
{
  if (self->is_open)
    close (self->fd);
  self->is_open = FALSE;
  g_clear_pointer (&self->start, g_bytes_unref);
}

GInputStream *
cli_letter_source_read (CliLetterSource *self,
                        GBytes          *header,
                        gint64           from)
{
  return cli_letter_stream_new (header, self->start, self->fd, from, self->length);
}
