/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "outgoing.h"

#include "bcc-filter.h"
#include "message/seven-bit.h"

#include <glib/gi18n-lib.h>

#define CHUNK 65536

/* Up to here a letter is kept in memory: what it lies in cannot change any more, and many small
 * ones need no disk while they are sent. */
#define SMALL (1024 * 1024)

static GInputStream *
open_letter (const char    *path,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);

  return stream != NULL ? anser_bcc_filter_new (G_INPUT_STREAM (stream)) : NULL;
}

/* Counts the letter and keeps its beginning. */
static gboolean
count_letter (AnserTextCount  *count,
              GInputStream    *letter,
              GByteArray      *beginning,
              GCancellable    *cancellable,
              GError         **error)
{
  g_autofree char *chunk = g_malloc (CHUNK);
  gssize n;

  while ((n = g_input_stream_read (letter, chunk, CHUNK, cancellable, error)) > 0)
    {
      anser_text_count_add (count, chunk, (gsize) n);
      if (beginning->len <= SMALL)
        g_byte_array_append (beginning, (const guint8 *) chunk, (guint) n);
    }
  anser_text_count_end (count);

  return n == 0;
}

/* The letter as it was counted, from memory or from its file, which may be removed meanwhile. */
static GInputStream *
open_content (const char      *path,
              AnserTextCount  *count,
              GCancellable    *cancellable,
              GError         **error)
{
  g_autoptr (GInputStream) letter = open_letter (path, cancellable, error);
  g_autoptr (GByteArray) beginning = g_byte_array_new ();

  if (letter == NULL || !count_letter (count, letter, beginning, cancellable, error))
    return NULL;

  if (beginning->len <= SMALL)
    {
      g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (g_steal_pointer (&beginning));

      return g_memory_input_stream_new_from_bytes (bytes);
    }

  anser_bcc_filter_expect (ANSER_BCC_FILTER (letter), g_seekable_tell (G_SEEKABLE (letter)));
  if (!g_seekable_seek (G_SEEKABLE (letter), 0, G_SEEK_SET, cancellable, error))
    return NULL;
  return g_steal_pointer (&letter);
}

static AnserEnvelope *
make_envelope (const AnserOutboxItem  *item,
               GError                **error)
{
  g_autoptr (AnserEnvelope) envelope = anser_envelope_new (item->sender);

  envelope->partial = item->partial;
  for (guint i = 0; i < item->recipients->len; i++)
    if (!anser_envelope_add_recipient (envelope, g_ptr_array_index (item->recipients, i), error))
      return NULL;

  if (item->recipients->len == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _("The message has no recipients. Take it back and add one."));
      return NULL;
    }

  return g_steal_pointer (&envelope);
}

static void
set_content (AnserOutgoing        *self,
             GInputStream         *content,
             const AnserTextCount *count)
{
  g_set_object (&self->content, content);
  self->size = count->size;
  self->envelope->size = count->size;
  self->envelope->eight_bit = count->eight_bit;
}

AnserOutgoing *
anser_outgoing_new (AnserStore             *store,
                    const AnserOutboxItem  *item,
                    GCancellable           *cancellable,
                    GError                **error)
{
  g_autoptr (AnserOutgoing) self = g_new0 (AnserOutgoing, 1);
  g_autofree char *path = NULL;
  g_autoptr (GInputStream) content = NULL;
  AnserTextCount count = { 0 };

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (item != NULL, NULL);

  path = anser_store_dup_path (store, item->letter, error);
  content = path != NULL ? open_content (path, &count, cancellable, error) : NULL;
  self->envelope = content != NULL ? make_envelope (item, error) : NULL;
  if (self->envelope == NULL)
    return NULL;

  set_content (self, content, &count);
  return g_steal_pointer (&self);
}

/**
 * anser_outgoing_to_seven_bit:
 *
 * Returns: whether its content is now as 7-bit as it can be
 */
gboolean
anser_outgoing_to_seven_bit (AnserOutgoing  *self,
                             GCancellable   *cancellable,
                             GError        **error)
{
  AnserTextCount count;
  g_autoptr (GInputStream) content = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  content = anser_seven_bit_convert (self->content, &count, cancellable, error);
  if (content == NULL)
    return FALSE;

  set_content (self, content, &count);
  return TRUE;
}

void
anser_outgoing_free (AnserOutgoing *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->envelope, anser_envelope_free);
  g_clear_object (&self->content);
  g_free (self);
}
