/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "wire-input.h"

#include <string.h>

#define READ_AHEAD_SIZE (64 * 1024)

/* So little is a reply, and nothing comes behind it. */
#define REPLY_SIZE 1024

struct _AnserReadAhead
{
  GFilterInputStream parent_instance;

  char              *buffer;
  gsize              start;
  gsize              end;

  /* The system is not asked at once for what comes behind a reply: it says that nothing does. */
  gboolean           is_reply;
};

struct _AnserWholeReads
{
  GFilterInputStream parent_instance;

  gboolean           in_records;

  /* What came behind bytes is for the next read: TLS tells of neither twice. */
  GError            *error;
  gboolean           ended;

  /* There was no read yet, or the last one was cut by the room it had: TLS may hold more, and does not
   * say so. */
  gboolean           cut;
};

static void anser_read_ahead_pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AnserReadAhead, anser_read_ahead, G_TYPE_FILTER_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      anser_read_ahead_pollable_init))

G_DEFINE_FINAL_TYPE (AnserWholeReads, anser_whole_reads, G_TYPE_FILTER_INPUT_STREAM)

static GInputStream *
get_base (gpointer stream)
{
  return g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (stream));
}

static gboolean
can_poll (GPollableInputStream *stream)
{
  return g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (get_base (stream)));
}

/* The buffer was filled with @n_read bytes, or not: the part of them that was asked for. */
static gssize
take (AnserReadAhead *self,
      gssize          n_read,
      void           *buffer,
      gsize           count)
{
  gsize n;

  if (n_read > 0)
    {
      self->start = 0;
      self->end = n_read;
      self->is_reply = n_read <= REPLY_SIZE;
    }
  else if (self->start == self->end)
    return n_read;

  n = MIN (count, self->end - self->start);
  memcpy (buffer, self->buffer + self->start, n);
  self->start += n;

  return n;
}

/* The handshake reads in a thread of its own, and waits. */
static gssize
anser_read_ahead_read (GInputStream  *stream,
                       void          *buffer,
                       gsize          count,
                       GCancellable  *cancellable,
                       GError       **error)
{
  AnserReadAhead *self = ANSER_READ_AHEAD (stream);
  gssize n_read = 0;

  if (self->start == self->end)
    n_read = g_input_stream_read (get_base (self), self->buffer, READ_AHEAD_SIZE, cancellable,
                                  error);
  return take (self, n_read, buffer, count);
}

static gssize
anser_read_ahead_read_nonblocking (GPollableInputStream  *stream,
                                   void                  *buffer,
                                   gsize                  count,
                                   GError               **error)
{
  AnserReadAhead *self = ANSER_READ_AHEAD (stream);
  gssize n_read = 0;

  if (self->start == self->end && self->is_reply)
    {
      self->is_reply = FALSE;
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK,
                           "Nothing comes behind a reply");
      return -1;
    }
  if (self->start == self->end)
    n_read = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (get_base (self)),
                                                       self->buffer, READ_AHEAD_SIZE, NULL, error);
  return take (self, n_read, buffer, count);
}

static gboolean
anser_read_ahead_is_readable (GPollableInputStream *stream)
{
  AnserReadAhead *self = ANSER_READ_AHEAD (stream);

  return self->start < self->end ||
         g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (get_base (self)));
}

static GSource *
anser_read_ahead_create_source (GPollableInputStream *stream,
                                GCancellable         *cancellable)
{
  AnserReadAhead *self = ANSER_READ_AHEAD (stream);
  g_autoptr (GSource) base = NULL;
  GSource *source;

  if (self->start == self->end)
    base = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (get_base (self)), NULL);

  source = g_pollable_source_new_full (self, base, cancellable);
  if (base == NULL)
    g_source_set_ready_time (source, 0);

  return source;
}

static void
anser_read_ahead_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->can_poll = can_poll;
  iface->is_readable = anser_read_ahead_is_readable;
  iface->create_source = anser_read_ahead_create_source;
  iface->read_nonblocking = anser_read_ahead_read_nonblocking;
}

static void
anser_read_ahead_finalize (GObject *object)
{
  g_free (ANSER_READ_AHEAD (object)->buffer);

  G_OBJECT_CLASS (anser_read_ahead_parent_class)->finalize (object);
}

static void
anser_read_ahead_class_init (AnserReadAheadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_read_ahead_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = anser_read_ahead_read;
}

static void
anser_read_ahead_init (AnserReadAhead *self)
{
  self->buffer = g_malloc (READ_AHEAD_SIZE);
}

GIOStream *
anser_read_ahead_wrap (GIOStream *base)
{
  g_autoptr (GInputStream) input = NULL;

  g_return_val_if_fail (G_IS_IO_STREAM (base), NULL);

  input = g_object_new (ANSER_TYPE_READ_AHEAD,
                        "base-stream", g_io_stream_get_input_stream (base),
                        NULL);
  return g_simple_io_stream_new (input, g_io_stream_get_output_stream (base));
}

/* An error behind bytes is kept for the next read, except that nothing more is there now. */
static void
keep_error (AnserWholeReads *self,
            GError          *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    g_error_free (error);
  else
    self->error = error;
}

static gssize
anser_whole_reads_read (GInputStream  *stream,
                        void          *buffer,
                        gsize          count,
                        GCancellable  *cancellable,
                        GError       **error)
{
  AnserWholeReads *self = ANSER_WHOLE_READS (stream);
  GPollableInputStream *base = G_POLLABLE_INPUT_STREAM (get_base (self));
  gsize total = 0;
  gssize n_read = 1;

  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return -1;
    }
  if (self->ended)
    return 0;

  while (total < count && n_read > 0 && (total == 0 || self->in_records))
    {
      GError *local = NULL;

      n_read = g_pollable_input_stream_read_nonblocking (base, (char *) buffer + total,
                                                         count - total, NULL, &local);
      self->ended = n_read == 0;
      if (n_read > 0)
        total += n_read;
      else if (n_read < 0 && total > 0)
        keep_error (self, local);
      else if (n_read < 0)
        g_propagate_error (error, local);
    }

  self->cut = total == count;

  return total > 0 ? (gssize) total : n_read;
}

gboolean
anser_whole_reads_has_more (AnserWholeReads *self)
{
  g_return_val_if_fail (ANSER_IS_WHOLE_READS (self), FALSE);

  return self->error != NULL || self->ended || self->cut;
}

static void
anser_whole_reads_finalize (GObject *object)
{
  g_clear_error (&ANSER_WHOLE_READS (object)->error);

  G_OBJECT_CLASS (anser_whole_reads_parent_class)->finalize (object);
}

static void
anser_whole_reads_class_init (AnserWholeReadsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_whole_reads_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = anser_whole_reads_read;
}

static void
anser_whole_reads_init (AnserWholeReads *self)
{
}

GInputStream *
anser_whole_reads_new (GInputStream *base,
                       gboolean      in_records)
{
  AnserWholeReads *self;

  g_return_val_if_fail (G_IS_POLLABLE_INPUT_STREAM (base), NULL);

  /* The connection is closed by the wire, with a farewell or without. */
  self = g_object_new (ANSER_TYPE_WHOLE_READS, "base-stream", base, "close-base-stream", FALSE,
                       NULL);
  self->in_records = in_records;
  self->cut = in_records;
  return G_INPUT_STREAM (self);
}
