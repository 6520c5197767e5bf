/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "listing-private.h"

#include "repeated-uids.h"

#include <string.h>

/* Longer ones are taken for garbage, and so are those that would not fit into a line. */
#define MAX_UID_LENGTH 1024

/* What fits into Row.uid. No listing is as long: the engine has not the room for it. */
#define MAX_UIDS ((1u << 26) - 1)

const char *
anser_listing_get_row_uid (AnserListing          *self,
                           const AnserListingRow *row)
{
  if (row->uid == 0)
    return NULL;
  return row->named ? self->names->pdata[row->uid - 1]
                    : anser_pop3_items_get (self->uids, row->uid - 1).uid;
}

static AnserListingRow *
search (AnserListing *self,
        unsigned      number)
{
  guint low = 0, high = self->rows->len;

  /* Nearly always the numbers have no gaps. */
  if (number > 0 && number <= high &&
      g_array_index (self->rows, AnserListingRow, number - 1).number == number)
    return &g_array_index (self->rows, AnserListingRow, number - 1);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      AnserListingRow *row = &g_array_index (self->rows, AnserListingRow, middle);

      if (row->number == number)
        return row;
      if (row->number < number)
        low = middle + 1;
      else
        high = middle;
    }

  return NULL;
}

AnserListingRow *
anser_listing_find_row (AnserListing *self,
                        unsigned      number)
{
  gpointer place;

  if (self->by_number == NULL)
    return search (self, number);

  place = g_hash_table_lookup (self->by_number, GUINT_TO_POINTER (number));
  return place != NULL
           ? &g_array_index (self->rows, AnserListingRow, GPOINTER_TO_UINT (place) - 1) : NULL;
}

static void
index_row (AnserListing *self,
           guint         place)
{
  unsigned number = g_array_index (self->rows, AnserListingRow, place).number;

  g_hash_table_insert (self->by_number, GUINT_TO_POINTER (number), GUINT_TO_POINTER (place + 1));
}

static gboolean
rises (AnserListing *self,
       unsigned      number)
{
  return self->rows->len == 0 ||
         g_array_index (self->rows, AnserListingRow, self->rows->len - 1).number < number;
}

static void
add_row (AnserListing *self,
         unsigned      number,
         gint64        size)
{
  AnserListingRow row = { .number = number, .size = MAX (size, 0) };

  if (number == 0 || (!rises (self, number) && anser_listing_find_row (self, number) != NULL))
    return;

  if (self->by_number == NULL && !rises (self, number))
    {
      self->by_number = g_hash_table_new (NULL, NULL);
      for (guint i = 0; i < self->rows->len; i++)
        index_row (self, i);
    }
  g_array_append_val (self->rows, row);
  if (self->by_number != NULL)
    index_row (self, self->rows->len - 1);
}

static gboolean
is_usable (const char *uid)
{
  return uid != NULL && *uid != '\0' && strlen (uid) <= MAX_UID_LENGTH &&
         strpbrk (uid, "\t\n") == NULL;
}

static void
take_uids (AnserListing *self,
           GHashTable   *repeated)
{
  guint length = MIN (anser_pop3_items_get_length (self->uids), MAX_UIDS);

  for (guint i = 0; i < length; i++)
    {
      AnserPop3Item item = anser_pop3_items_get (self->uids, i);
      AnserListingRow *row = anser_listing_find_row (self, item.number);

      if (row != NULL && row->uid == 0 && is_usable (item.uid) &&
          (g_hash_table_size (repeated) == 0 || !g_hash_table_contains (repeated, item.uid)))
        row->uid = i + 1;
    }
}

/* A number that UIDL leaves out has no uid; one beyond all of UIDL came between the commands. */
static unsigned
highest_number (AnserPop3Items *items)
{
  guint length = anser_pop3_items_get_length (items);
  unsigned highest = 0;

  for (guint i = 0; i < length; i++)
    highest = MAX (highest, anser_pop3_items_get (items, i).number);

  return highest;
}

/* Matching */

/* Whether the message that has the uid of @record now may be another one. A size that differs at all
 * is worth a question; without a digest to compare it must differ by much. */
static gboolean
may_be_another (const AnserUidRecord  *record,
                const AnserListingRow *row)
{
  if (anser_uid_record_has_digest (record))
    return record->state == ANSER_UID_GONE ||
           (record->size > 0 && row->size > 0 && record->size != row->size);

  return !anser_memory_is_size_like (record->size, row->size);
}

static gboolean
match_row (AnserListing     *self,
           AnserListingRow  *row,
           AnserDepot       *depot,
           GError          **error)
{
  const char *uid = anser_listing_get_row_uid (self, row);
  gint64 received_at = 0;

  row->record = anser_memory_find (self->memory, uid);
  if (row->record == NULL && !anser_depot_recall (depot, uid, &received_at, error))
    return FALSE;

  if (received_at != 0)
    {
      row->record = anser_uid_record_new (uid, ANSER_UID_RECEIVED, received_at);
      row->record->size = row->size;
      anser_memory_learn (self->memory, row->record);
    }

  if (row->record != NULL)
    row->record->listed = TRUE;
  if (row->record != NULL && may_be_another (row->record, row))
    row->question = QUESTION_SAME;

  return TRUE;
}

/* More than half of the uids are new, although something is remembered that is not to be seen. */
static gboolean
is_renumbered (AnserListing *self)
{
  guint n_new = 0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const AnserListingRow *row = &g_array_index (self->rows, AnserListingRow, i);

      if (row->uid != 0 && row->record == NULL)
        n_new++;
    }

  return n_new > self->rows->len / 2 && anser_memory_has_present (self->memory);
}

static void
question_new (AnserListing *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      AnserListingRow *row = &g_array_index (self->rows, AnserListingRow, i);

      if (row->uid == 0 || row->record != NULL)
        continue;
      row->doubtful = TRUE;
      if (anser_memory_has_size_like (self->memory, row->size))
        row->question = QUESTION_NEW;
    }
}

static AnserListing *
listing_new (guint           length,
             AnserPop3Items *uids)
{
  AnserListing *self = g_new0 (AnserListing, 1);

  self->rows = g_array_sized_new (FALSE, FALSE, sizeof (AnserListingRow), length);
  self->uids = uids != NULL ? anser_pop3_items_ref (uids) : NULL;
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->digests = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->n_digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

/* Adds the message with the next uid if it is remembered as received and was not met before. Takes
 * its octets from @left. */
static gboolean
add_known (AnserListing *self,
           AnserMemory  *memory,
           guint         place,
           gint64       *left)
{
  AnserPop3Item item = anser_pop3_items_get (self->uids, place);
  AnserUidRecord *record = item.uid != NULL ? anser_memory_find (memory, item.uid) : NULL;
  AnserListingRow row = { .number = item.number, .uid = place + 1, .record = record };

  if (record == NULL || record->listed || record->size <= 0 || record->size > *left ||
      (record->state != ANSER_UID_RECEIVED && record->state != ANSER_UID_DELETE_WANTED &&
       record->state != ANSER_UID_LEFT) ||
      item.number == 0 || !rises (self, item.number))
    return FALSE;

  row.size = record->size;
  record->listed = TRUE;
  *left -= record->size;
  g_array_append_val (self->rows, row);

  return TRUE;
}

AnserListing *
anser_listing_new_known (AnserPop3Items *uids,
                         AnserMemory    *memory,
                         unsigned        count,
                         gint64          octets)
{
  AnserListing *self;

  g_return_val_if_fail (memory != NULL, NULL);

  if (uids == NULL || anser_pop3_items_get_length (uids) != count || count > MAX_UIDS)
    return NULL;

  self = listing_new (count, uids);
  self->memory = memory;
  while (self->rows->len < count && add_known (self, memory, self->rows->len, &octets))
    ;
  if (self->rows->len == count && octets == 0)
    return self;

  for (guint i = 0; i < self->rows->len; i++)
    g_array_index (self->rows, AnserListingRow, i).record->listed = FALSE;
  anser_listing_free (self);
  return NULL;
}

/* In this order, so that never more than two of the three long lists are there: what finds repeated
 * uids, sizes, rows. */
AnserListing *
anser_listing_new (AnserPop3Items *sizes,
                   AnserPop3Items *uids)
{
  g_autoptr (GHashTable) repeated = uids != NULL ? anser_repeated_uids_find (uids) : NULL;
  AnserListing *self;
  unsigned highest;
  guint length;

  g_return_val_if_fail (sizes != NULL, NULL);

  length = anser_pop3_items_get_length (sizes);
  self = listing_new (length, uids);

  highest = uids != NULL ? highest_number (uids) : G_MAXUINT;
  for (guint i = 0; i < length; i++)
    {
      AnserPop3Item item = anser_pop3_items_get (sizes, i);

      if (item.number <= highest)
        add_row (self, item.number, item.size);
    }
  anser_pop3_items_unref (sizes);
  if (uids != NULL)
    take_uids (self, repeated);

  return self;
}

void
anser_listing_free (AnserListing *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->rows);
  g_clear_pointer (&self->by_number, g_hash_table_unref);
  g_clear_pointer (&self->uids, anser_pop3_items_unref);
  g_ptr_array_unref (self->names);
  g_hash_table_unref (self->digests);
  g_hash_table_unref (self->n_digests);
  g_free (self);
}

gboolean
anser_listing_match (AnserListing  *self,
                     AnserMemory   *memory,
                     AnserDepot    *depot,
                     GError       **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (memory != NULL, FALSE);

  self->memory = memory;
  for (guint i = 0; i < self->rows->len; i++)
    {
      AnserListingRow *row = &g_array_index (self->rows, AnserListingRow, i);

      if (row->uid == 0)
        row->question = QUESTION_NAME;
      else if (!match_row (self, row, depot, error))
        return FALSE;
    }

  anser_memory_begin_search (memory);
  if (is_renumbered (self))
    question_new (self);

  return TRUE;
}

void
anser_listing_forget_left (AnserListing *self,
                           gint64        until)
{
  g_return_if_fail (self != NULL && self->memory != NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      AnserListingRow *row = &g_array_index (self->rows, AnserListingRow, i);

      if (row->record == NULL || row->record->state != ANSER_UID_LEFT ||
          row->record->received_at > until)
        continue;
      anser_memory_forget (self->memory, row->record);
      row->record = NULL;
      row->question = QUESTION_NONE;
    }
}

GArray *
anser_listing_get_questions (AnserListing *self)
{
  GArray *numbers;

  g_return_val_if_fail (self != NULL, NULL);

  numbers = g_array_new (FALSE, FALSE, sizeof (unsigned));
  for (guint i = 0; i < self->rows->len; i++)
    {
      const AnserListingRow *row = &g_array_index (self->rows, AnserListingRow, i);

      if (row->question != QUESTION_NONE)
        g_array_append_val (numbers, row->number);
    }

  return numbers;
}

void
anser_listing_set_left (AnserListing *self,
                        unsigned      number,
                        gint64        now)
{
  AnserListingRow *row;

  g_return_if_fail (self != NULL && self->memory != NULL);

  row = anser_listing_find_row (self, number);
  g_return_if_fail (row != NULL);

  if (row->uid == 0)
    return;
  row->record = anser_uid_record_new (anser_listing_get_row_uid (self, row), ANSER_UID_LEFT, now);
  row->record->size = row->size;
  row->record->listed = TRUE;
  anser_memory_learn (self->memory, row->record);
}

void
anser_listing_set_stored (AnserListing   *self,
                          unsigned        number,
                          AnserUidRecord *record)
{
  AnserListingRow *row;

  g_return_if_fail (self != NULL && self->memory != NULL);

  row = anser_listing_find_row (self, number);
  g_return_if_fail (row != NULL);

  row->stored = TRUE;
  if (record == NULL)
    return;

  record->listed = TRUE;
  row->record = record;
  anser_memory_add (self->memory, record);
}

gboolean
anser_listing_is_stored (AnserListing *self,
                         unsigned      number)
{
  const AnserListingRow *row;

  g_return_val_if_fail (self != NULL, FALSE);

  row = anser_listing_find_row (self, number);
  return row != NULL && row->stored;
}

unsigned
anser_listing_get_n_nameless (AnserListing *self)
{
  unsigned n = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->rows->len; i++)
    if (g_array_index (self->rows, AnserListingRow, i).uid == 0)
      n++;

  return n;
}

GArray *
anser_listing_get_unknown (AnserListing *self,
                           gboolean      nameless)
{
  GArray *numbers;

  g_return_val_if_fail (self != NULL, NULL);

  numbers = g_array_new (FALSE, FALSE, sizeof (unsigned));
  for (guint i = 0; i < self->rows->len; i++)
    {
      const AnserListingRow *row = &g_array_index (self->rows, AnserListingRow, i);

      if (row->record == NULL && !row->stored && (row->uid != 0 || nameless))
        g_array_append_val (numbers, row->number);
    }

  return numbers;
}

GArray *
anser_listing_get_numbers (AnserListing *self)
{
  GArray *numbers;

  g_return_val_if_fail (self != NULL, NULL);

  numbers = g_array_sized_new (FALSE, FALSE, sizeof (unsigned), self->rows->len);
  g_array_set_size (numbers, self->rows->len);
  for (guint i = 0; i < self->rows->len; i++)
    g_array_index (numbers, unsigned, i) = g_array_index (self->rows, AnserListingRow, i).number;

  return numbers;
}

const char *
anser_listing_get_uid (AnserListing *self,
                       unsigned      number)
{
  const AnserListingRow *row;

  g_return_val_if_fail (self != NULL, NULL);

  row = anser_listing_find_row (self, number);
  return row != NULL ? anser_listing_get_row_uid (self, row) : NULL;
}

gint64
anser_listing_get_size (AnserListing *self,
                        unsigned      number)
{
  const AnserListingRow *row;

  g_return_val_if_fail (self != NULL, 0);

  row = anser_listing_find_row (self, number);
  return row != NULL ? row->size : 0;
}

AnserUidRecord *
anser_listing_get_record (AnserListing *self,
                          unsigned      number)
{
  const AnserListingRow *row;

  g_return_val_if_fail (self != NULL, NULL);

  row = anser_listing_find_row (self, number);
  return row != NULL ? row->record : NULL;
}
