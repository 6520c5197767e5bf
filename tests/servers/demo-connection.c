/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo-connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#define READ_SIZE (64 * 1024)
#define WRITE_SIZE (64 * 1024)
/* Commands wait while this much is still to be written. */
#define OUTPUT_FULL (1024 * 1024)
/* A line longer than this is nobody's letter. */
#define LINE_LIMIT (96 * 1024 * 1024)

struct _DemoConnection
{
  GIOStream          *stream;
  GCancellable       *cancellable;
  const DemoOptions  *options;
  const DemoProtocol *protocol;
  gpointer            session;
  GByteArray         *input;
  gsize               consumed;         /* of input: lines handed over */
  gsize               scanned;          /* of input: no line end before here */
  GByteArray         *output;           /* to be written after writing */
  GByteArray         *writing;
  gsize               written;          /* of writing */
  unsigned            pause;            /* source id of the wait before an answer */
  gboolean            write_pending;
  gboolean            read_pending;
  gboolean            closing;          /* no more lines; over when all is written */
};

static void fill (DemoConnection *self);
static void flush (DemoConnection *self);

static void
demo_connection_clear (gpointer data)
{
  DemoConnection *self = data;

  g_clear_handle_id (&self->pause, g_source_remove);
  self->protocol->free (self->session);
  g_io_stream_close (self->stream, NULL, NULL);
  g_object_unref (self->stream);
  g_object_unref (self->cancellable);
  g_byte_array_unref (self->input);
  g_byte_array_unref (self->output);
  g_byte_array_unref (self->writing);
}

static void
demo_connection_release (DemoConnection *self)
{
  g_rc_box_release_full (self, demo_connection_clear);
}

/* The client is gone: nothing more is read or written. */
static void
give_up (DemoConnection *self)
{
  self->closing = TRUE;
  g_byte_array_set_size (self->output, 0);
  g_cancellable_cancel (self->cancellable);
}

/* Hands over the first complete line of the input, if there is one. */
static gboolean
take_line (DemoConnection *self)
{
  g_autofree char *line = NULL;
  const guint8 *start = self->input->data + self->consumed;
  const guint8 *from = self->input->data + self->scanned;
  const guint8 *end;
  gsize length;
  gboolean bare;

  end = self->input->len > self->scanned
          ? memchr (from, '\n', self->input->len - self->scanned)
          : NULL;
  if (!end)
    {
      self->scanned = self->input->len;
      return FALSE;
    }
  length = end - start;
  bare = length == 0 || end[-1] != '\r';
  self->consumed += length + 1;
  self->scanned = self->consumed;
  if (!bare)
    length -= 1;
  line = g_malloc (length + 1);
  memcpy (line, start, length);
  line[length] = '\0';
  self->protocol->line (self, self->session, line, length, bare);
  return TRUE;
}

static void
take_lines (DemoConnection *self)
{
  while (!self->closing && self->output->len < OUTPUT_FULL && take_line (self))
    continue;
  if (self->consumed > 0)
    {
      g_byte_array_remove_range (self->input, 0, self->consumed);
      self->scanned -= self->consumed;
      self->consumed = 0;
    }
  fill (self);
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  DemoConnection *self = user_data;
  g_autoptr(GBytes) bytes =
    g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);

  self->read_pending = FALSE;
  if (!bytes || g_bytes_get_size (bytes) == 0 || self->input->len > LINE_LIMIT)
    {
      give_up (self);
    }
  else
    {
      gsize length;
      const guint8 *data = g_bytes_get_data (bytes, &length);

      g_byte_array_append (self->input, data, length);
      take_lines (self);
    }
  demo_connection_release (self);
}

static void
fill (DemoConnection *self)
{
  if (self->read_pending || self->closing || self->output->len >= OUTPUT_FULL)
    return;
  self->read_pending = TRUE;
  g_input_stream_read_bytes_async (g_io_stream_get_input_stream (self->stream), READ_SIZE,
                                   G_PRIORITY_DEFAULT, self->cancellable, on_read,
                                   g_rc_box_acquire (self));
}

static void
on_written (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  DemoConnection *self = user_data;
  gssize written = g_output_stream_write_finish (G_OUTPUT_STREAM (source), result, NULL);

  self->write_pending = FALSE;
  if (written < 0)
    {
      give_up (self);
    }
  else
    {
      self->written += written;
      flush (self);
    }
  demo_connection_release (self);
}

/* Everything said has gone out: the next commands, or the end. */
static void
on_all_written (DemoConnection *self)
{
  if (self->closing)
    g_cancellable_cancel (self->cancellable);
  else
    take_lines (self);
}

static void
flush (DemoConnection *self)
{
  gsize size;

  if (self->write_pending)
    return;
  if (self->written == self->writing->len)
    {
      GByteArray *empty = self->writing;

      g_byte_array_set_size (empty, 0);
      self->writing = self->output;
      self->output = empty;
      self->written = 0;
    }
  if (self->writing->len == 0)
    {
      on_all_written (self);
      return;
    }
  size = MIN (self->writing->len - self->written,
              self->options->chunk > 0 ? (gsize) self->options->chunk : WRITE_SIZE);
  self->write_pending = TRUE;
  g_output_stream_write_async (g_io_stream_get_output_stream (self->stream),
                               self->writing->data + self->written, size, G_PRIORITY_DEFAULT,
                               self->cancellable, on_written, g_rc_box_acquire (self));
}

static gboolean
on_pause_over (gpointer user_data)
{
  DemoConnection *self = user_data;

  self->pause = 0;
  flush (self);
  return G_SOURCE_REMOVE;
}

/* Answers go out from the main loop, so that those to pipelined commands leave together. */
static void
schedule_flush (DemoConnection *self)
{
  if (self->write_pending || self->pause)
    return;
  self->pause = g_timeout_add_full (G_PRIORITY_DEFAULT, self->options->delay, on_pause_over,
                                    g_rc_box_acquire (self),
                                    (GDestroyNotify) demo_connection_release);
}

void
demo_connection_start (GSocketConnection  *stream,
                       const DemoOptions  *options,
                       const DemoProtocol *protocol,
                       gpointer            session)
{
  DemoConnection *self = g_rc_box_new0 (DemoConnection);

  g_socket_set_option (g_socket_connection_get_socket (stream), IPPROTO_TCP, TCP_NODELAY, 1,
                       NULL);
  self->stream = G_IO_STREAM (g_object_ref (stream));
  self->cancellable = g_cancellable_new ();
  self->options = options;
  self->protocol = protocol;
  self->session = session;
  self->input = g_byte_array_new ();
  self->output = g_byte_array_new ();
  self->writing = g_byte_array_new ();
  protocol->greet (self, session);
  fill (self);
  demo_connection_release (self);
}

void
demo_connection_say (DemoConnection *self,
                     const char     *format,
                     ...)
{
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  demo_connection_send (self, line, strlen (line));
  demo_connection_send (self, "\r\n", 2);
}

void
demo_connection_send (DemoConnection *self,
                      const char     *data,
                      gsize           length)
{
  g_byte_array_append (self->output, (const guint8 *) data, length);
  schedule_flush (self);
}

void
demo_connection_close (DemoConnection *self)
{
  self->closing = TRUE;
  schedule_flush (self);
}
