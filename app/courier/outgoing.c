/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "outgoing.h"

#include "bcc-filter.h"

#include <glib/gi18n-lib.h>

#define CHUNK 65536

typedef struct
{
  gint64   size;
  gboolean eight_bit;
  char     last;
} Count;

/* As SIZE counts: with CR LF at the end of each line (RFC 1870 section 3, S14). */
static void
count_chunk (Count      *count,
             const char *data,
             gsize       length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (data[i] == '\n' && count->last != '\r')
        count->size++;
      if ((guchar) data[i] >= 0x80)
        count->eight_bit = TRUE;
      count->last = data[i];
    }

  count->size += (gint64) length;
}

static GInputStream *
open_letter (const char    *path,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);

  return stream != NULL ? anser_bcc_filter_new (G_INPUT_STREAM (stream)) : NULL;
}

static gboolean
count_letter (Count         *count,
              const char    *path,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr (GInputStream) stream = open_letter (path, cancellable, error);
  g_autofree char *chunk = g_malloc (CHUNK);
  gssize n;

  if (stream == NULL)
    return FALSE;

  while ((n = g_input_stream_read (stream, chunk, CHUNK, cancellable, error)) > 0)
    count_chunk (count, chunk, (gsize) n);
  if (n == 0 && count->last != '\n')
    count->size += 2;

  return n == 0;
}

static AnserEnvelope *
make_envelope (const AnserOutboxItem  *item,
               const Count            *count,
               GError                **error)
{
  g_autoptr (AnserEnvelope) envelope = anser_envelope_new (item->sender);

  envelope->partial = item->partial;
  envelope->size = count->size;
  envelope->eight_bit = count->eight_bit;
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

AnserOutgoing *
anser_outgoing_new (AnserStore             *store,
                    const AnserOutboxItem  *item,
                    GCancellable           *cancellable,
                    GError                **error)
{
  g_autoptr (AnserOutgoing) self = g_new0 (AnserOutgoing, 1);
  g_autofree char *path = NULL;
  Count count = { 0, FALSE, '\n' };

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (item != NULL, NULL);

  path = anser_store_dup_path (store, item->letter, error);
  if (path == NULL || !count_letter (&count, path, cancellable, error))
    return NULL;

  self->size = count.size;
  self->envelope = make_envelope (item, &count, error);
  self->content = self->envelope != NULL ? open_letter (path, cancellable, error) : NULL;

  return self->content != NULL ? g_steal_pointer (&self) : NULL;
}

void
anser_outgoing_free (AnserOutgoing *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->envelope, anser_envelope_free);
  g_clear_object (&self->content);
  g_free (self);
}
