/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "output-sink.h"

#include "command.h"

#include <stdio.h>

#define PIECE 49152                     /* octets encoded at once */

struct _CliOutputSink
{
  GObject   parent_instance;

  CliJson  *object;                     /* NULL for the octets alone */
  gboolean  is_open;                    /* "content" was begun */
  gint64    bytes;
  int       state;                      /* of g_base64_encode_step() */
  int       save;
};

static gboolean
sink_begin (AnserSink  *sink,
            guint       number,
            GError    **error)
{
  CliOutputSink *self = CLI_OUTPUT_SINK (sink);

  if (self->object)
    cli_json_number (self->object, "number", number);
  return TRUE;
}

static gboolean
print (const char  *data,
       gsize        length,
       GError     **error)
{
  if (fwrite (data, 1, length, stdout) == length)
    return TRUE;
  cli_set_output_error (error);
  return FALSE;
}

/* The object so far, with the name of the content. */
static void
open_content (CliOutputSink *self)
{
  self->is_open = TRUE;
  cli_json_string (self->object, "encoding", "base64");
  cli_json_string (self->object, "content", "");
  g_string_truncate (self->object->text, self->object->text->len - 1);
  fwrite (self->object->text->str, 1, self->object->text->len, stdout);
}

static gboolean
sink_write (AnserSink   *sink,
            const char  *data,
            gsize        length,
            GError     **error)
{
  CliOutputSink *self = CLI_OUTPUT_SINK (sink);
  char encoded[(PIECE / 3 + 1) * 4 + 4];

  if (!self->object)
    return print (data, length, error);
  if (!self->is_open)
    open_content (self);
  self->bytes += (gint64) length;
  while (length > 0)
    {
      gsize n = MIN (length, PIECE);
      gsize n_encoded = g_base64_encode_step ((const guchar *) data, n, FALSE, encoded,
                                              &self->state, &self->save);

      if (!print (encoded, n_encoded, error))
        return FALSE;
      data += n;
      length -= n;
    }
  return TRUE;
}

static void
close_object (CliOutputSink *self,
              gboolean       complete)
{
  char rest[8];
  gsize n = g_base64_encode_close (FALSE, rest, &self->state, &self->save);

  if (!self->is_open)
    open_content (self);
  fwrite (rest, 1, n, stdout);
  fputc ('"', stdout);
  g_string_truncate (self->object->text, 0);
  cli_json_number (self->object, "bytes", self->bytes);
  cli_json_boolean (self->object, "complete", complete);
  cli_json_close (self->object, '{');
  cli_json_print (self->object);
  self->object = NULL;
}

static gboolean
sink_end (AnserSink  *sink,
          GError    **error)
{
  CliOutputSink *self = CLI_OUTPUT_SINK (sink);

  if (self->object)
    close_object (self, TRUE);
  return TRUE;
}

static void
cli_output_sink_sink_init (AnserSinkInterface *iface)
{
  iface->begin = sink_begin;
  iface->write = sink_write;
  iface->end = sink_end;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CliOutputSink, cli_output_sink, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ANSER_TYPE_SINK, cli_output_sink_sink_init))

static void
cli_output_sink_class_init (CliOutputSinkClass *klass)
{
}

static void
cli_output_sink_init (CliOutputSink *self)
{
}

AnserSink *
cli_output_sink_new (CliJson *object)
{
  CliOutputSink *self = g_object_new (CLI_TYPE_OUTPUT_SINK, NULL);

  self->object = object;
  return ANSER_SINK (self);
}

void
cli_output_sink_close (CliOutputSink *self)
{
  g_return_if_fail (CLI_IS_OUTPUT_SINK (self));

  if (self->object && self->is_open)
    close_object (self, FALSE);
  self->object = NULL;
}
