/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "sink.h"

G_DEFINE_INTERFACE (AnserSink, anser_sink, G_TYPE_OBJECT)

static void
anser_sink_default_init (AnserSinkInterface *iface)
{
}

/**
 * anser_sink_begin:
 * @number: of the message in this session
 */
gboolean
anser_sink_begin (AnserSink  *self,
                  guint       number,
                  GError    **error)
{
  g_return_val_if_fail (ANSER_IS_SINK (self), FALSE);

  return ANSER_SINK_GET_IFACE (self)->begin (self, number, error);
}

/**
 * anser_sink_write:
 * @data: the next bytes of the message that was begun
 * @length: how many
 */
gboolean
anser_sink_write (AnserSink   *self,
                  const char  *data,
                  gsize        length,
                  GError     **error)
{
  g_return_val_if_fail (ANSER_IS_SINK (self), FALSE);
  g_return_val_if_fail (data != NULL || length == 0, FALSE);

  return ANSER_SINK_GET_IFACE (self)->write (self, data, length, error);
}

/**
 * anser_sink_end:
 *
 * The message that was begun is whole.
 */
gboolean
anser_sink_end (AnserSink  *self,
                GError    **error)
{
  g_return_val_if_fail (ANSER_IS_SINK (self), FALSE);

  return ANSER_SINK_GET_IFACE (self)->end (self, error);
}

/* What begin and end are to a sink that only gathers bytes. */
static gboolean
accept_begin (AnserSink  *self,
              guint       number,
              GError    **error)
{
  return TRUE;
}

static gboolean
accept_end (AnserSink  *self,
            GError    **error)
{
  return TRUE;
}

/* AnserBytesSink */

struct _AnserBytesSink
{
  GObject     parent_instance;

  GByteArray *bytes;
};

static gboolean
anser_bytes_sink_write (AnserSink   *sink,
                        const char  *data,
                        gsize        length,
                        GError     **error)
{
  AnserBytesSink *self = ANSER_BYTES_SINK (sink);

  if (length > G_MAXUINT - self->bytes->len)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                           "More than 4 GiB cannot be kept in memory");
      return FALSE;
    }

  g_byte_array_append (self->bytes, (const guint8 *) data, (guint) length);
  return TRUE;
}

static void
anser_bytes_sink_sink_init (AnserSinkInterface *iface)
{
  iface->begin = accept_begin;
  iface->write = anser_bytes_sink_write;
  iface->end = accept_end;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AnserBytesSink, anser_bytes_sink, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ANSER_TYPE_SINK,
                                                      anser_bytes_sink_sink_init))

static void
anser_bytes_sink_finalize (GObject *object)
{
  AnserBytesSink *self = ANSER_BYTES_SINK (object);

  g_byte_array_unref (self->bytes);

  G_OBJECT_CLASS (anser_bytes_sink_parent_class)->finalize (object);
}

static void
anser_bytes_sink_class_init (AnserBytesSinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_bytes_sink_finalize;
}

static void
anser_bytes_sink_init (AnserBytesSink *self)
{
  self->bytes = g_byte_array_new ();
}

/**
 * anser_bytes_sink_new:
 *
 * Returns: (transfer full): a sink that keeps all messages in memory, one behind the other
 */
AnserSink *
anser_bytes_sink_new (void)
{
  return g_object_new (ANSER_TYPE_BYTES_SINK, NULL);
}

/**
 * anser_bytes_sink_steal:
 *
 * Returns: (transfer full): what has come so far; the sink is then empty
 */
GBytes *
anser_bytes_sink_steal (AnserBytesSink *self)
{
  GByteArray *bytes;

  g_return_val_if_fail (ANSER_IS_BYTES_SINK (self), NULL);

  bytes = g_steal_pointer (&self->bytes);
  self->bytes = g_byte_array_new ();

  return g_byte_array_free_to_bytes (bytes);
}

/* AnserStreamSink */

struct _AnserStreamSink
{
  GObject        parent_instance;

  GOutputStream *stream;
};

static gboolean
anser_stream_sink_write (AnserSink   *sink,
                         const char  *data,
                         gsize        length,
                         GError     **error)
{
  AnserStreamSink *self = ANSER_STREAM_SINK (sink);

  return g_output_stream_write_all (self->stream, data, length, NULL, NULL, error);
}

static gboolean
anser_stream_sink_end (AnserSink  *sink,
                       GError    **error)
{
  return g_output_stream_flush (ANSER_STREAM_SINK (sink)->stream, NULL, error);
}

static void
anser_stream_sink_sink_init (AnserSinkInterface *iface)
{
  iface->begin = accept_begin;
  iface->write = anser_stream_sink_write;
  iface->end = anser_stream_sink_end;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AnserStreamSink, anser_stream_sink, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ANSER_TYPE_SINK,
                                                      anser_stream_sink_sink_init))

static void
anser_stream_sink_finalize (GObject *object)
{
  AnserStreamSink *self = ANSER_STREAM_SINK (object);

  g_clear_object (&self->stream);

  G_OBJECT_CLASS (anser_stream_sink_parent_class)->finalize (object);
}

static void
anser_stream_sink_class_init (AnserStreamSinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_stream_sink_finalize;
}

static void
anser_stream_sink_init (AnserStreamSink *self)
{
}

/**
 * anser_stream_sink_new:
 * @stream: where the bytes go; it is not closed
 *
 * Returns: (transfer full): a sink that writes to it and flushes it after each message
 */
AnserSink *
anser_stream_sink_new (GOutputStream *stream)
{
  AnserStreamSink *self;

  g_return_val_if_fail (G_IS_OUTPUT_STREAM (stream), NULL);

  self = g_object_new (ANSER_TYPE_STREAM_SINK, NULL);
  self->stream = g_object_ref (stream);

  return ANSER_SINK (self);
}
