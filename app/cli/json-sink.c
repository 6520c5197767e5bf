/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "json-sink.h"

#include <stdio.h>

#define PIECE 49152                     /* octets encoded at once */

struct _CliJsonSink
{
  GObject  parent_instance;

  gboolean is_open;
  gint64   bytes;
  int      state;                       /* of g_base64_encode_step() */
  int      save;
};

static gboolean
sink_begin (AnserSink  *sink,
            guint       number,
            GError    **error)
{
  CliJsonSink *self = CLI_JSON_SINK (sink);

  self->is_open = TRUE;
  self->bytes = 0;
  self->state = self->save = 0;
  printf ("{\"number\": %u, \"encoding\": \"base64\", \"content\": \"", number);
  return TRUE;
}

/* What standard output does not take is told at the end of the program. */
static gboolean
sink_write (AnserSink   *sink,
            const char  *data,
            gsize        length,
            GError     **error)
{
  CliJsonSink *self = CLI_JSON_SINK (sink);
  char encoded[(PIECE / 3 + 1) * 4 + 4];

  self->bytes += (gint64) length;
  while (length > 0)
    {
      gsize n = MIN (length, PIECE);
      gsize n_encoded = g_base64_encode_step ((const guchar *) data, n, FALSE, encoded,
                                              &self->state, &self->save);

      fwrite (encoded, 1, n_encoded, stdout);
      data += n;
      length -= n;
    }
  return TRUE;
}

static void
print_end (CliJsonSink *self,
           gboolean     complete)
{
  char rest[8];
  gsize n = g_base64_encode_close (FALSE, rest, &self->state, &self->save);

  fwrite (rest, 1, n, stdout);
  printf ("\", \"bytes\": %" G_GINT64_FORMAT ", \"complete\": %s}\n", self->bytes,
          complete ? "true" : "false");
  self->is_open = FALSE;
}

static gboolean
sink_end (AnserSink  *sink,
          GError    **error)
{
  print_end (CLI_JSON_SINK (sink), TRUE);
  return TRUE;
}

static void
cli_json_sink_sink_init (AnserSinkInterface *iface)
{
  iface->begin = sink_begin;
  iface->write = sink_write;
  iface->end = sink_end;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CliJsonSink, cli_json_sink, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ANSER_TYPE_SINK, cli_json_sink_sink_init))

static void
cli_json_sink_class_init (CliJsonSinkClass *klass)
{
}

static void
cli_json_sink_init (CliJsonSink *self)
{
}

AnserSink *
cli_json_sink_new (void)
{
  return g_object_new (CLI_TYPE_JSON_SINK, NULL);
}

void
cli_json_sink_close (CliJsonSink *self)
{
  g_return_if_fail (CLI_IS_JSON_SINK (self));

  if (self->is_open)
    print_end (self, FALSE);
}
