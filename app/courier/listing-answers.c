/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "listing-private.h"

#include <string.h>

/* What the header blocks that were asked for mean. */

/* (nullable) */
static const guint8 *
get_digest (AnserListing          *self,
            const AnserListingRow *row)
{
  return row->answered ? g_hash_table_lookup (self->digests, GUINT_TO_POINTER (row->number)) : NULL;
}

/* A message that is known by its header block alone: two with the same one are numbered, so that
 * neither is taken for the other and both are received. */
static void
name_row (AnserListing    *self,
          AnserListingRow *row,
          const guint8    *digest)
{
  g_autoptr (GString) name = g_string_new ("digest:");
  unsigned n;

  for (guint i = 0; digest != NULL && i < ANSER_DIGEST_LENGTH; i++)
    g_string_append_printf (name, "%02x", digest[i]);
  n = GPOINTER_TO_UINT (g_hash_table_lookup (self->n_digests, name->str)) + 1;
  g_hash_table_insert (self->n_digests, g_strdup (name->str), GUINT_TO_POINTER (n));
  if (n > 1)
    g_string_append_printf (name, ":%u", n);

  row->record = anser_memory_find (self->memory, name->str);
  g_ptr_array_add (self->names, g_string_free (g_steal_pointer (&name), FALSE));
  row->uid = self->names->len;
  row->named = TRUE;
  if (row->record != NULL)
    row->record->listed = TRUE;
}

static void
take_answer (AnserListing    *self,
             AnserListingRow *row)
{
  const guint8 *digest = get_digest (self, row);
  AnserUidRecord *record = row->record;

  if (row->question == QUESTION_NAME && row->answered)
    {
      name_row (self, row, digest);
      row->doubtful = row->record == NULL && digest != NULL;
    }
  else if (row->question == QUESTION_SAME &&
           digest != NULL && memcmp (digest, record->digest, ANSER_DIGEST_LENGTH) == 0)
    {
      record->size = row->size;
      anser_memory_touch (self->memory, record);
    }
  else if (row->question == QUESTION_SAME)
    {
      anser_memory_displace (self->memory, record);
      row->record = NULL;
      row->doubtful = TRUE;
    }
}

static void
bind_row (AnserListing    *self,
          AnserListingRow *row,
          AnserUidRecord  *record)
{
  anser_memory_bind (self->memory, record, anser_listing_get_row_uid (self, row));
  record->size = row->size;
  row->record = record;
}

void
anser_listing_answer (AnserListing *self,
                      unsigned      number,
                      const guint8 *digest)
{
  AnserListingRow *row;

  g_return_if_fail (self != NULL);

  row = anser_listing_find_row (self, number);
  if (row == NULL || row->question == QUESTION_NONE || row->answered)
    return;

  row->answered = TRUE;
  if (digest != NULL)
    g_hash_table_insert (self->digests, GUINT_TO_POINTER (number),
                         g_memdup2 (digest, ANSER_DIGEST_LENGTH));
}

void
anser_listing_settle (AnserListing *self,
                      gint64        now)
{
  g_return_if_fail (self != NULL && self->memory != NULL);

  for (guint i = 0; i < self->rows->len; i++)
    take_answer (self, &g_array_index (self->rows, AnserListingRow, i));

  /* All records that the listing does not have are free now. */
  for (guint i = 0; i < self->rows->len; i++)
    {
      AnserListingRow *row = &g_array_index (self->rows, AnserListingRow, i);

      if (row->doubtful && row->record == NULL)
        anser_listing_recognise (self, row->number, get_digest (self, row));
    }

  anser_memory_note_listing (self->memory, now);
}

const guint8 *
anser_listing_get_digest (AnserListing *self,
                          unsigned      number)
{
  const AnserListingRow *row;

  g_return_val_if_fail (self != NULL, NULL);

  row = anser_listing_find_row (self, number);
  return row != NULL && row->record != NULL ? get_digest (self, row) : NULL;
}

void
anser_listing_distrust (AnserListing *self)
{
  g_return_if_fail (self != NULL && self->memory != NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      AnserListingRow *row = &g_array_index (self->rows, AnserListingRow, i);

      if (!row->answered)
        continue;
      if (row->named)
        row->uid = row->named = 0;
      else if (row->record != NULL)
        anser_memory_displace (self->memory, row->record);
      row->record = NULL;
      row->doubtful = TRUE;
      row->answered = FALSE;
    }
}

gboolean
anser_listing_recognise (AnserListing *self,
                         unsigned      number,
                         const guint8 *digest)
{
  AnserUidRecord *record;
  AnserListingRow *row;

  g_return_val_if_fail (self != NULL && self->memory != NULL, FALSE);

  row = anser_listing_find_row (self, number);
  if (row == NULL || !row->doubtful || row->uid == 0 || row->record != NULL || digest == NULL)
    return FALSE;

  record = anser_memory_find_like (self->memory, digest, row->size);
  if (record == NULL)
    return FALSE;

  bind_row (self, row, record);
  return TRUE;
}
