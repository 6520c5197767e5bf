/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "letter-stream.h"

struct _AnserLetterStream
{
  GOutputStream    parent_instance;
  AnserLetterFile *file;
};

G_DEFINE_FINAL_TYPE (AnserLetterStream, anser_letter_stream, G_TYPE_OUTPUT_STREAM)

static gssize
anser_letter_stream_write (GOutputStream  *stream,
                           const void     *data,
                           gsize           length,
                           GCancellable   *cancellable,
                           GError        **error)
{
  AnserLetterStream *self = ANSER_LETTER_STREAM (stream);

  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !anser_letter_file_write (self->file, data, length, error))
    return -1;
  return length;
}

static void
anser_letter_stream_class_init (AnserLetterStreamClass *klass)
{
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = anser_letter_stream_write;
}

static void
anser_letter_stream_init (AnserLetterStream *self)
{
}

GOutputStream *
anser_letter_stream_new (AnserLetterFile *file)
{
  AnserLetterStream *self = g_object_new (ANSER_TYPE_LETTER_STREAM, NULL);

  self->file = file;
  return G_OUTPUT_STREAM (self);
}
