/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ANSER_TYPE_SINK (anser_sink_get_type ())
G_DECLARE_INTERFACE (AnserSink, anser_sink, ANSER, SINK, GObject)

/**
 * AnserSinkInterface:
 * @begin: message @number follows
 * @write: the next @length bytes of it, dot-unstuffed, lines as the server ended them (CR LF);
 *   at most 256 KiB
 * @end: the message is complete
 *
 * Where the bodies of RETR and TOP go. Called on the client's thread, between two turns of the
 * wire: an implementation may write to a file, but waits for nothing else. An error ends the
 * connection. A begin without an end means that the message never came whole.
 */
struct _AnserSinkInterface
{
  GTypeInterface parent;

  gboolean (*begin) (AnserSink  *self,
                     guint       number,
                     GError    **error);
  gboolean (*write) (AnserSink  *self,
                     const char *data,
                     gsize       length,
                     GError    **error);
  gboolean (*end)   (AnserSink  *self,
                     GError    **error);
};

gboolean   anser_sink_begin      (AnserSink      *self,
                                  guint           number,
                                  GError        **error);
gboolean   anser_sink_write      (AnserSink      *self,
                                  const char     *data,
                                  gsize           length,
                                  GError        **error);
gboolean   anser_sink_end        (AnserSink      *self,
                                  GError        **error);

/* A sink that keeps everything in memory. */
#define ANSER_TYPE_BYTES_SINK (anser_bytes_sink_get_type ())
G_DECLARE_FINAL_TYPE (AnserBytesSink, anser_bytes_sink, ANSER, BYTES_SINK, GObject)

AnserSink *anser_bytes_sink_new   (void);
GBytes    *anser_bytes_sink_steal (AnserBytesSink *self);

/* A sink that writes to a stream, synchronously. */
#define ANSER_TYPE_STREAM_SINK (anser_stream_sink_get_type ())
G_DECLARE_FINAL_TYPE (AnserStreamSink, anser_stream_sink, ANSER, STREAM_SINK, GObject)

AnserSink *anser_stream_sink_new  (GOutputStream  *stream);

G_END_DECLS
