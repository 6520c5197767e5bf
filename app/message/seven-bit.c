/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "seven-bit.h"

#include "source.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK      65536
#define LINE_LIMIT 998

/* Parts in parts: deeper ones stay as they are. */
#define MAX_DEPTH  50

void
anser_text_count_add (AnserTextCount *self,
                      const char     *data,
                      gsize           length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (data[i] == '\n')
        {
          self->size += self->last != '\r' ? 1 : 0;
          self->line = 0;
        }
      else if (data[i] != '\r')
        {
          self->line++;
        }
      self->eight_bit |= (data[i] & 0x80) != 0;
      self->long_lines |= self->line > LINE_LIMIT;
      self->last = data[i];
    }

  self->size += (gint64) length;
}

void
anser_text_count_end (AnserTextCount *self)
{
  if (self->size > 0 && self->last != '\n')
    self->size += 2;
}

/* A file that has no name any more. */
static GMimeStream *
open_spool (char   **path,
            GError **error)
{
  int fd = g_file_open_tmp ("anser-XXXXXX.eml", path, error);

  return fd >= 0 ? g_mime_stream_fs_new (fd) : NULL;
}

static gboolean
set_write_error (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                       _("The message could not be prepared for sending. Check whether the disk is "
                         "full, then try again."));
  return FALSE;
}

static gboolean
fill (GMimeStream   *spool,
      GInputStream  *letter,
      GCancellable  *cancellable,
      GError       **error)
{
  g_autofree char *chunk = g_malloc (CHUNK);
  gssize n;

  while ((n = g_input_stream_read (letter, chunk, CHUNK, cancellable, error)) > 0)
    if (g_mime_stream_write (spool, chunk, (gsize) n) != n)
      return set_write_error (error);

  return n == 0 && (g_mime_stream_reset (spool) == 0 || set_write_error (error));
}

static gboolean
is_identity (GMimeContentEncoding encoding)
{
  return encoding == GMIME_CONTENT_ENCODING_DEFAULT || encoding == GMIME_CONTENT_ENCODING_7BIT ||
         encoding == GMIME_CONTENT_ENCODING_8BIT || encoding == GMIME_CONTENT_ENCODING_BINARY;
}

typedef struct
{
  AnserTextCount text;
  gsize          n_eight_bit;
  gboolean       has_nul;
} Look;

static void
look_at (GMimeStream *stream,
         Look        *look)
{
  g_autofree char *chunk = g_malloc (CHUNK);
  gssize n;

  g_mime_stream_reset (stream);
  while ((n = g_mime_stream_read (stream, chunk, CHUNK)) > 0)
    {
      anser_text_count_add (&look->text, chunk, (gsize) n);
      look->has_nul |= memchr (chunk, '\0', (gsize) n) != NULL;
      for (gssize i = 0; i < n; i++)
        look->n_eight_bit += (chunk[i] & 0x80) != 0;
    }
  g_mime_stream_reset (stream);
}

/* The text with other line ends; what is not text has none. */
static void
set_content (GMimePart            *part,
             GMimeStream          *stream,
             GMimeContentEncoding  encoding)
{
  gboolean is_text = g_mime_content_type_is_type (
    g_mime_object_get_content_type (GMIME_OBJECT (part)), "text", "*");
  g_autoptr (GMimeStream) filtered = g_mime_stream_filter_new (stream);
  g_autoptr (GMimeDataWrapper) content = NULL;
  GMimeFilter *filter;

  if (is_text && encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
    filter = g_mime_filter_dos2unix_new (FALSE);
  else if (is_text)
    filter = g_mime_filter_unix2dos_new (FALSE);
  else
    filter = NULL;
  if (filter != NULL)
    {
      g_mime_stream_filter_add (GMIME_STREAM_FILTER (filtered), filter);
      g_object_unref (filter);
    }

  content = g_mime_data_wrapper_new_with_stream (filtered, GMIME_CONTENT_ENCODING_DEFAULT);
  g_mime_part_set_content (part, content);
  g_mime_part_set_content_encoding (part, encoding);
}

/* Quoted-printable for text that stays readable by it, base64 for all else. */
static void
encode_part (GMimePart *part)
{
  GMimeDataWrapper *content = g_mime_part_get_content (part);
  gboolean is_text = g_mime_content_type_is_type (
    g_mime_object_get_content_type (GMIME_OBJECT (part)), "text", "*");
  GMimeStream *stream;
  Look look = { 0 };

  if (content == NULL || !is_identity (g_mime_part_get_content_encoding (part)))
    return;

  stream = g_mime_data_wrapper_get_stream (content);
  look_at (stream, &look);
  if (!look.text.eight_bit && !look.text.long_lines && !look.has_nul)
    return;

  if (is_text && !look.has_nul && look.n_eight_bit < (gsize) look.text.size / 4)
    set_content (part, stream, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  else
    set_content (part, stream, GMIME_CONTENT_ENCODING_BASE64);
}

/* "8bit" does not hold any more for what holds other parts. */
static void
correct_label (GMimeObject *holder)
{
  const char *label = g_mime_object_get_header (holder, "Content-Transfer-Encoding");

  if (label != NULL &&
      (g_ascii_strcasecmp (label, "8bit") == 0 || g_ascii_strcasecmp (label, "binary") == 0))
    g_mime_object_set_header (holder, "Content-Transfer-Encoding", "7bit", NULL);
}

static void
encode (GMimeObject *object,
        unsigned     depth)
{
  if (depth > MAX_DEPTH || GMIME_IS_MULTIPART_SIGNED (object) ||
      GMIME_IS_MULTIPART_ENCRYPTED (object))
    return;

  if (GMIME_IS_MULTIPART (object))
    {
      for (int i = 0; i < g_mime_multipart_get_count (GMIME_MULTIPART (object)); i++)
        encode (g_mime_multipart_get_part (GMIME_MULTIPART (object), i), depth + 1);
      correct_label (object);
    }
  else if (GMIME_IS_MESSAGE_PART (object))
    {
      GMimeMessage *message = g_mime_message_part_get_message (GMIME_MESSAGE_PART (object));

      if (message != NULL && g_mime_message_get_mime_part (message) != NULL)
        encode (g_mime_message_get_mime_part (message), depth + 1);
      correct_label (object);
    }
  else if (GMIME_IS_PART (object))
    {
      encode_part (GMIME_PART (object));
    }
}

static gboolean
convert (GMimeStream  *from,
         GMimeStream  *to,
         GError      **error)
{
  g_autoptr (GMimeParser) parser = g_mime_parser_new_with_stream (from);
  GMimeMessage *message = g_mime_parser_construct_message (parser, NULL);
  gboolean done;

  if (message == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _("The message is damaged: it has no header. It was not sent. Write it "
                             "anew, then try again."));
      return FALSE;
    }

  if (g_mime_message_get_mime_part (message) != NULL)
    encode (g_mime_message_get_mime_part (message), 0);
  done = g_mime_object_write_to_stream (GMIME_OBJECT (message), NULL, to) >= 0 &&
         g_mime_stream_flush (to) == 0;
  g_object_unref (message);

  return done || set_write_error (error);
}

static GInputStream *
open_result (const char      *path,
             AnserTextCount  *count,
             GCancellable    *cancellable,
             GError         **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GInputStream) result = G_INPUT_STREAM (g_file_read (file, cancellable, error));
  g_autofree char *chunk = g_malloc (CHUNK);
  gssize n = -1;

  *count = (AnserTextCount) { 0 };
  while (result != NULL &&
         (n = g_input_stream_read (result, chunk, CHUNK, cancellable, error)) > 0)
    anser_text_count_add (count, chunk, (gsize) n);
  anser_text_count_end (count);

  if (n < 0 || !g_seekable_seek (G_SEEKABLE (result), 0, G_SEEK_SET, cancellable, error))
    return NULL;
  return g_steal_pointer (&result);
}

/**
 * anser_seven_bit_convert:
 * @letter: read from where it stands; any line ends
 * @count: (out): of the result
 *
 * Returns: (transfer full): the letter in 7 bits, as far as it can be had
 */
GInputStream *
anser_seven_bit_convert (GInputStream    *letter,
                         AnserTextCount  *count,
                         GCancellable    *cancellable,
                         GError         **error)
{
  g_autofree char *from_path = NULL;
  g_autofree char *to_path = NULL;
  g_autoptr (GMimeStream) from = NULL;
  g_autoptr (GMimeStream) to = NULL;
  GInputStream *result = NULL;

  g_return_val_if_fail (G_IS_INPUT_STREAM (letter), NULL);
  g_return_val_if_fail (count != NULL, NULL);

  anser_source_ready ();
  from = open_spool (&from_path, error);
  if (from == NULL)
    return NULL;
  unlink (from_path);
  to = open_spool (&to_path, error);
  if (to == NULL)
    return NULL;

  if (fill (from, letter, cancellable, error) && convert (from, to, error))
    result = open_result (to_path, count, cancellable, error);
  unlink (to_path);
  return result;
}
