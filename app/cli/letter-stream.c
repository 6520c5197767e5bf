/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "letter-stream.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

struct _CliLetterStream
{
  GInputStream  parent_instance;

  GBytes       *header;
  gsize         header_done;
  GBytes       *known;
  int           fd;
  gint64        start;
  gint64        from;
  gint64        to;
};

static void pollable_init (GPollableInputStreamInterface *iface);
static void seekable_init (GSeekableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CliLetterStream, cli_letter_stream, G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, pollable_init)
                               G_IMPLEMENT_INTERFACE (G_TYPE_SEEKABLE, seekable_init))

static gssize
read_header (CliLetterStream *self,
             void            *buffer,
             gsize            count)
{
  gsize length;
  const char *data = g_bytes_get_data (self->header, &length);
  gsize n = MIN (count, length - self->header_done);

  if (n > 0)
    memcpy (buffer, data + self->header_done, n);
  self->header_done += n;
  return (gssize) n;
}

static gssize
read_known (CliLetterStream *self,
            void            *buffer,
            gsize            count)
{
  gsize length = 0;
  const char *data = self->known ? g_bytes_get_data (self->known, &length) : NULL;
  gsize n = MIN (count, length - MIN (length, (gsize) self->from));

  if (n > 0)
    memcpy (buffer, data + self->from, n);
  self->from += (gint64) n;
  return (gssize) n;
}

static gssize
read_file (CliLetterStream  *self,
           void             *buffer,
           gsize             count,
           GError          **error)
{
  gsize wanted = (gsize) MIN ((gint64) count, self->to - self->from);
  ssize_t n = read_known (self, buffer, wanted);

  if (wanted == 0 || n > 0)
    return n;
  do
    n = pread (self->fd, buffer, wanted, self->from);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                 _("The message file could not be read: %s."), g_strerror (errno));
  if (n == 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                         _("The message file became shorter while it was being sent, so nothing "
                           "was sent. Send it again when it is complete."));
  if (n <= 0)
    return -1;
  self->from += n;
  return n;
}

static gssize
cli_letter_stream_read (GInputStream  *stream,
                        void          *buffer,
                        gsize          count,
                        GCancellable  *cancellable,
                        GError       **error)
{
  CliLetterStream *self = CLI_LETTER_STREAM (stream);
  gssize n;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  n = read_header (self, buffer, count);
  return n > 0 ? n : read_file (self, buffer, count, error);
}

/* A file is always ready: it is read at once, without a thread for each piece. */
static gboolean
is_readable (GPollableInputStream *stream)
{
  return TRUE;
}

static GSource *
create_source (GPollableInputStream *stream,
               GCancellable         *cancellable)
{
  GSource *source = g_pollable_source_new_full (stream, NULL, cancellable);

  g_source_set_ready_time (source, 0);
  return source;
}

static void
pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = is_readable;
  iface->create_source = create_source;
}

static goffset
tell (GSeekable *seekable)
{
  CliLetterStream *self = CLI_LETTER_STREAM (seekable);

  return (goffset) self->header_done + self->from - self->start;
}

static gboolean
can_seek (GSeekable *seekable)
{
  return TRUE;
}

static gboolean
can_truncate (GSeekable *seekable)
{
  return FALSE;
}

/* To the beginning, and nowhere else: a message that goes out in several transactions is read as
 * often (S12). */
static gboolean
seek (GSeekable     *seekable,
      goffset        offset,
      GSeekType      type,
      GCancellable  *cancellable,
      GError       **error)
{
  CliLetterStream *self = CLI_LETTER_STREAM (seekable);

  if (type != G_SEEK_SET || offset != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           "Only the beginning can be sought");
      return FALSE;
    }
  self->header_done = 0;
  self->from = self->start;
  return TRUE;
}

static void
seekable_init (GSeekableIface *iface)
{
  iface->tell = tell;
  iface->can_seek = can_seek;
  iface->seek = seek;
  iface->can_truncate = can_truncate;
}

static void
cli_letter_stream_finalize (GObject *object)
{
  CliLetterStream *self = CLI_LETTER_STREAM (object);

  g_clear_pointer (&self->header, g_bytes_unref);
  g_clear_pointer (&self->known, g_bytes_unref);
  G_OBJECT_CLASS (cli_letter_stream_parent_class)->finalize (object);
}

static void
cli_letter_stream_class_init (CliLetterStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cli_letter_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = cli_letter_stream_read;
}

static void
cli_letter_stream_init (CliLetterStream *self)
{
}

GInputStream *
cli_letter_stream_new (GBytes *header,
                       GBytes *start,
                       int     fd,
                       gint64  from,
                       gint64  to)
{
  CliLetterStream *self = g_object_new (CLI_TYPE_LETTER_STREAM, NULL);

  self->header = g_bytes_ref (header);
  self->known = start ? g_bytes_ref (start) : NULL;
  self->fd = fd;
  self->start = from;
  self->from = from;
  self->to = to;
  return G_INPUT_STREAM (self);
}
