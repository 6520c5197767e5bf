/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "source.h"

#include "flood.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The header of a letter that is not taken apart. */
#define HEADER_MAX 65536

struct _AnserSource
{
  gatomicrefcount     references;
  int                 fd;
  GBytes             *bytes;
  gint64              size;
  GMutex              lock;
  GMimeParserOptions *options;
};

void
anser_source_ready (void)
{
  static gsize initialised = 0;

  if (g_once_init_enter (&initialised))
    {
      g_mime_init ();
      g_once_init_leave (&initialised, 1);
    }
}

static AnserSource *
source_new (void)
{
  AnserSource *self;

  anser_source_ready ();
  self = g_new0 (AnserSource, 1);
  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  self->fd = -1;
  self->options = g_mime_parser_options_new ();
  return self;
}

/* The first line of an mbox file, "From john@example.org Mon …", is no header. */
static gint64
skip_envelope_line (AnserSource *self)
{
  char line[1024];
  gsize length = anser_source_read (self, 0, line, sizeof line);
  const char *end;
  gsize start = 0;

  if (length > 0 && line[0] == '>')
    start = 1;
  if (length < start + 5 || memcmp (line + start, "From ", 5) != 0)
    return 0;

  end = memchr (line, '\n', length);
  return end != NULL ? end + 1 - line : 0;
}

static GMimeStream *
open_stream (AnserSource *self,
             gint64       start,
             gint64       end)
{
  GMimeStream *stream;

  if (self->bytes != NULL)
    {
      gsize size;
      const char *data = g_bytes_get_data (self->bytes, &size);

      stream = g_mime_stream_mem_new_with_buffer (data != NULL ? data : "", size);
      g_mime_stream_set_bounds (stream, start, end);
    }
  else
    {
      stream = g_mime_stream_fs_new_with_bounds (self->fd, start, end);
      g_mime_stream_fs_set_owner (GMIME_STREAM_FS (stream), FALSE);
    }

  g_mime_stream_reset (stream);
  return stream;
}

/* Everything as text. */
static GMimeObject *
wrap_raw (AnserSource *self,
          gint64       start)
{
  GMimePart *part = g_mime_part_new_with_type ("text", "plain");
  g_autoptr(GMimeStream) stream = open_stream (self, start, self->size);
  g_autoptr(GMimeDataWrapper) content = NULL;

  content = g_mime_data_wrapper_new_with_stream (stream, GMIME_CONTENT_ENCODING_DEFAULT);
  g_mime_part_set_content (part, content);
  return GMIME_OBJECT (part);
}

static GMimeObject *
parse_range (AnserSource *self,
             gint64       start,
             gint64       end)
{
  g_autoptr(GMimeStream) stream = open_stream (self, start, end);
  g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream (stream);

  g_mime_parser_set_persist_stream (parser, TRUE);
  return g_mime_parser_construct_part (parser, self->options);
}

AnserSource *
anser_source_new_for_path (const char  *path,
                           GError     **error)
{
  g_autoptr(AnserSource) self = NULL;
  struct stat status;

  g_return_val_if_fail (path != NULL, NULL);

  self = source_new ();
  self->fd = open (path, O_RDONLY | O_CLOEXEC);
  if (self->fd < 0 || fstat (self->fd, &status) < 0 || !S_ISREG (status.st_mode))
    {
      int reason = self->fd >= 0 && S_ISDIR (status.st_mode) ? EISDIR : errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (reason),
                   _("The message in the file “%s” cannot be opened: %s."), path,
                   g_strerror (reason));
      return NULL;
    }

  self->size = status.st_size;
  return g_steal_pointer (&self);
}

AnserSource *
anser_source_new_for_bytes (GBytes *bytes)
{
  AnserSource *self;

  g_return_val_if_fail (bytes != NULL, NULL);

  self = source_new ();
  self->bytes = g_bytes_ref (bytes);
  self->size = g_bytes_get_size (bytes);
  return self;
}

AnserSource *
anser_source_ref (AnserSource *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
anser_source_unref (AnserSource *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->references))
    return;

  if (self->fd >= 0)
    close (self->fd);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_mime_parser_options_free (self->options);
  g_mutex_clear (&self->lock);
  g_free (self);
}

gsize
anser_source_read (AnserSource *self,
                   gint64       offset,
                   void        *buffer,
                   gsize        length)
{
  gsize n_read = 0;

  g_return_val_if_fail (self != NULL && offset >= 0, 0);

  if (offset >= self->size)
    return 0;
  length = MIN ((gint64) length, self->size - offset);
  if (self->bytes != NULL)
    {
      memcpy (buffer, (const char *) g_bytes_get_data (self->bytes, NULL) + offset, length);
      return length;
    }

  while (n_read < length)
    {
      ssize_t n = pread (self->fd, (char *) buffer + n_read, length - n_read, offset + n_read);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      n_read += n;
    }
  return n_read;
}

static void
warn (AnserSource            *self,
      GMimeParserWarningFunc  on_warning,
      gpointer                user_data)
{
#if GMIME_CHECK_VERSION (3, 2, 14)
  g_mime_parser_options_set_warning_callback (self->options, on_warning, user_data, NULL);
#else
  g_mime_parser_options_set_warning_callback (self->options, on_warning, user_data);
#endif
}

GMimeObject *
anser_source_parse (AnserSource            *self,
                    GMimeParserWarningFunc  on_warning,
                    gpointer                user_data)
{
  GMimeObject *root;
  gint64 start;
  gint64 end;

  g_return_val_if_fail (self != NULL, NULL);

  /* Of a flood only the beginning is read. */
  start = skip_envelope_line (self);
  end = anser_flood_is_in (self) ? MIN (start + HEADER_MAX, self->size) : self->size;
  warn (self, on_warning, user_data);
  root = parse_range (self, start, end);
  warn (self, NULL, NULL);

  if (end < self->size && on_warning != NULL)
    on_warning (end, GMIME_WARN_TRUNCATED_MESSAGE, NULL, user_data);
  return root != NULL ? root : wrap_raw (self, start);
}

void
anser_source_lock (AnserSource *self)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->lock);
}

void
anser_source_unlock (AnserSource *self)
{
  g_return_if_fail (self != NULL);

  g_mutex_unlock (&self->lock);
}
