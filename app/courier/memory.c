/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "memory.h"

#include "uid-table.h"

#include <string.h>

/* B3: a uid is forgotten after it was missing from this many listings, and for this long. */
#define FORGET_LISTINGS 3
#define FORGET_SECONDS (30 * 24 * 60 * 60)

/* Of a record whose uid went to another message. No server's uid has a space in it. */
#define DISPLACED "displaced "

struct _AnserMemory
{
  AnserUidTable *records;           /* which this owns */
  GPtrArray  *lent;                 /* what records lie in, see lend */
  GPtrArray  *changed;              /* of those records */
  GHashTable *by_digest;            /* (nullable): digest to GPtrArray of records; once searched */
  GArray     *sizes;                /* (nullable): of gint64: of the free records, in order */
  char       *quirks;
  gboolean    new_quirks;
};

static guint
digest_hash (gconstpointer key)
{
  guint hash;

  memcpy (&hash, key, sizeof hash);
  return hash;
}

static gboolean
digest_equal (gconstpointer a,
              gconstpointer b)
{
  return memcmp (a, b, ANSER_DIGEST_LENGTH) == 0;
}

AnserMemory *
anser_memory_new (void)
{
  AnserMemory *self = g_new0 (AnserMemory, 1);

  self->records = anser_uid_table_new ();
  self->lent = g_ptr_array_new_with_free_func (g_free);
  self->changed = g_ptr_array_new ();
  self->quirks = g_strdup ("");

  return self;
}

void
anser_memory_free (AnserMemory *self)
{
  AnserUidRecord *record;
  guint place = 0;

  g_return_if_fail (self != NULL);

  while ((record = anser_uid_table_next (self->records, &place)) != NULL)
    anser_uid_record_free (record);
  anser_uid_table_free (self->records);
  g_ptr_array_unref (self->lent);
  g_clear_pointer (&self->by_digest, g_hash_table_unref);
  g_clear_pointer (&self->sizes, g_array_unref);
  g_ptr_array_unref (self->changed);
  g_free (self->quirks);
  g_free (self);
}

static void
index_digest (AnserMemory    *self,
              AnserUidRecord *record)
{
  GPtrArray *alike;

  if (!anser_uid_record_has_digest (record))
    return;

  alike = g_hash_table_lookup (self->by_digest, record->digest);
  if (alike == NULL)
    {
      alike = g_ptr_array_new ();
      g_hash_table_insert (self->by_digest, g_memdup2 (record->digest, ANSER_DIGEST_LENGTH), alike);
    }
  g_ptr_array_add (alike, record);
}

static void
unindex (AnserMemory    *self,
         AnserUidRecord *record)
{
  GPtrArray *alike = self->by_digest != NULL
                       ? g_hash_table_lookup (self->by_digest, record->digest) : NULL;

  if (alike != NULL)
    g_ptr_array_remove_fast (alike, record);
  if (record->changed)
    g_ptr_array_remove_fast (self->changed, record);
}

static void
drop (AnserMemory    *self,
      AnserUidRecord *record)
{
  unindex (self, record);
  anser_uid_record_free (record);
}

gpointer
anser_memory_lend (AnserMemory *self,
                   gpointer     block)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_ptr_array_add (self->lent, block);
  return block;
}

void
anser_memory_reserve (AnserMemory *self,
                      unsigned     n_more)
{
  g_return_if_fail (self != NULL);

  anser_uid_table_reserve (self->records, n_more);
}

void
anser_memory_add (AnserMemory    *self,
                  AnserUidRecord *record)
{
  AnserUidRecord *old;

  g_return_if_fail (self != NULL);
  g_return_if_fail (record != NULL && record->uid != NULL);

  old = anser_uid_table_put (self->records, record);
  if (old != NULL)
    drop (self, old);
  if (self->by_digest != NULL)
    index_digest (self, record);
}

void
anser_memory_learn (AnserMemory    *self,
                    AnserUidRecord *record)
{
  anser_memory_add (self, record);
  anser_memory_touch (self, record);
}

AnserUidRecord *
anser_memory_find (AnserMemory *self,
                   const char  *uid)
{
  g_return_val_if_fail (self != NULL, NULL);

  return anser_uid_table_find (self->records, uid);
}

void
anser_memory_remove (AnserMemory *self,
                     const char  *uid)
{
  AnserUidRecord *record;

  g_return_if_fail (self != NULL);

  record = anser_uid_table_take (self->records, uid);
  if (record != NULL)
    drop (self, record);
}

void
anser_memory_forget (AnserMemory    *self,
                     AnserUidRecord *record)
{
  anser_memory_touch (self, record);
  record->forgotten = TRUE;
}

GPtrArray *
anser_memory_get_all (AnserMemory *self)
{
  AnserUidRecord *record;
  GPtrArray *records;
  guint place = 0;

  g_return_val_if_fail (self != NULL, NULL);

  records = g_ptr_array_sized_new (anser_uid_table_get_length (self->records));
  while ((record = anser_uid_table_next (self->records, &place)) != NULL)
    g_ptr_array_add (records, record);

  return records;
}

void
anser_memory_set_quirks (AnserMemory *self,
                         const char  *quirks)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (quirks != NULL);

  g_free (self->quirks);
  self->quirks = g_strdup (quirks);
}

const char *
anser_memory_get_quirks (AnserMemory *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->quirks;
}

void
anser_memory_learn_quirks (AnserMemory *self,
                           const char  *quirks)
{
  g_return_if_fail (self != NULL);

  if (g_strcmp0 (self->quirks, quirks) == 0)
    return;

  anser_memory_set_quirks (self, quirks);
  self->new_quirks = TRUE;
}

gboolean
anser_memory_has_new_quirks (AnserMemory *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->new_quirks;
}

unsigned
anser_memory_get_n_records (AnserMemory *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return anser_uid_table_get_length (self->records);
}

gboolean
anser_memory_has_present (AnserMemory *self)
{
  const AnserUidRecord *record;
  guint place = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  while ((record = anser_uid_table_next (self->records, &place)) != NULL)
    if (record->state != ANSER_UID_GONE)
      return TRUE;

  return FALSE;
}

/* What a LF more or less at each line, a rounding to 1024 or a field more or less makes up. */
static gint64
tolerance (gint64 size)
{
  return size / 4 + 2048;
}

gboolean
anser_memory_is_size_like (gint64 a,
                           gint64 b)
{
  return a <= 0 || b <= 0 || MAX (a, b) - MIN (a, b) <= tolerance (MIN (a, b));
}

static int
compare_sizes (gconstpointer a,
               gconstpointer b)
{
  const gint64 *first = a;
  const gint64 *second = b;

  return (*first > *second) - (*first < *second);
}

void
anser_memory_begin_search (AnserMemory *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->by_digest, g_hash_table_unref);
  g_clear_pointer (&self->sizes, g_array_unref);
}

/* Mostly nothing is searched for at all. */
static void
index_digests (AnserMemory *self)
{
  AnserUidRecord *record;
  guint place = 0;

  if (self->by_digest != NULL)
    return;

  self->by_digest = g_hash_table_new_full (digest_hash, digest_equal, g_free,
                                           (GDestroyNotify) g_ptr_array_unref);
  while ((record = anser_uid_table_next (self->records, &place)) != NULL)
    index_digest (self, record);
}

static void
gather_sizes (AnserMemory *self)
{
  const AnserUidRecord *record;
  guint place = 0;

  if (self->sizes != NULL)
    return;

  self->sizes = g_array_new (FALSE, FALSE, sizeof (gint64));
  while ((record = anser_uid_table_next (self->records, &place)) != NULL)
    if (!record->listed && anser_uid_record_has_digest (record))
      g_array_append_val (self->sizes, record->size);
  g_array_sort (self->sizes, compare_sizes);
}

/* The first of the sizes that is at least @least. */
static guint
find_size (AnserMemory *self,
           gint64       least)
{
  guint low = 0, high = self->sizes->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->sizes, gint64, middle) < least)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

gboolean
anser_memory_has_size_like (AnserMemory *self,
                            gint64       size)
{
  guint place;

  g_return_val_if_fail (self != NULL, FALSE);

  gather_sizes (self);
  if (self->sizes->len == 0)
    return FALSE;
  if (size <= 0 || g_array_index (self->sizes, gint64, 0) <= 0)
    return TRUE;

  /* The nearest on either side. */
  place = find_size (self, size);
  return (place < self->sizes->len &&
          anser_memory_is_size_like (size, g_array_index (self->sizes, gint64, place))) ||
         (place > 0 &&
          anser_memory_is_size_like (size, g_array_index (self->sizes, gint64, place - 1)));
}

AnserUidRecord *
anser_memory_find_like (AnserMemory  *self,
                        const guint8 *digest,
                        gint64        size)
{
  AnserUidRecord *nearest = NULL;
  GPtrArray *alike;

  g_return_val_if_fail (self != NULL, NULL);

  index_digests (self);
  alike = g_hash_table_lookup (self->by_digest, digest);
  for (guint i = 0; alike != NULL && i < alike->len; i++)
    {
      AnserUidRecord *record = alike->pdata[i];

      if (!record->listed && anser_memory_is_size_like (record->size, size) &&
          (nearest == NULL || ABS (record->size - size) < ABS (nearest->size - size)))
        nearest = record;
    }

  return nearest;
}

void
anser_memory_touch (AnserMemory    *self,
                    AnserUidRecord *record)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (record != NULL);

  if (record->changed)
    return;

  record->changed = TRUE;
  g_ptr_array_add (self->changed, record);
}

/* No other record has @uid. */
static void
rename_record (AnserMemory    *self,
               AnserUidRecord *record,
               const char     *uid)
{
  anser_uid_table_take (self->records, record->uid);
  anser_uid_record_rename (record, uid);
  anser_uid_table_put (self->records, record);
  anser_memory_touch (self, record);
}

void
anser_memory_displace (AnserMemory    *self,
                       AnserUidRecord *record)
{
  g_autoptr (GString) name = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (record != NULL);

  name = g_string_new (DISPLACED);
  for (guint i = 0; i < ANSER_DIGEST_LENGTH; i++)
    g_string_append_printf (name, "%02x", record->digest[i]);
  while (anser_uid_table_find (self->records, name->str) != NULL)
    g_string_append_c (name, '+');

  record->listed = FALSE;
  rename_record (self, record, name->str);
}

void
anser_memory_bind (AnserMemory    *self,
                   AnserUidRecord *record,
                   const char     *uid)
{
  AnserUidRecord *other;

  g_return_if_fail (self != NULL);
  g_return_if_fail (record != NULL && !record->listed);
  g_return_if_fail (uid != NULL);

  other = anser_uid_table_find (self->records, uid);
  if (other != NULL && other != record)
    anser_memory_displace (self, other);
  if (other != record)
    rename_record (self, record, uid);

  record->listed = TRUE;
  record->missing = 0;
  record->missing_since = 0;
  anser_memory_touch (self, record);
}

/* A uid that was to be deleted and is absent is deleted. Counting stops where it decides nothing any
 * more, so that a check of an old mailbox has nothing to write. */
static void
note_missing (AnserMemory    *self,
              AnserUidRecord *record,
              gint64          now)
{
  if (record->missing == 0)
    record->missing_since = now;
  if (record->missing < FORGET_LISTINGS)
    {
      record->missing++;
      anser_memory_touch (self, record);
    }
  if (record->state == ANSER_UID_DELETE_WANTED)
    {
      record->state = ANSER_UID_GONE;
      anser_memory_touch (self, record);
    }
  if (record->missing >= FORGET_LISTINGS && record->missing_since <= now - FORGET_SECONDS)
    anser_memory_forget (self, record);
}

static void
note_listed (AnserMemory    *self,
             AnserUidRecord *record)
{
  if (record->missing == 0 && record->state != ANSER_UID_GONE)
    return;

  /* Deleted and here again: the server took it back, and nobody wants it deleted a second time
   * unasked. */
  if (record->state == ANSER_UID_GONE)
    record->state = ANSER_UID_RECEIVED;
  record->missing = 0;
  record->missing_since = 0;
  anser_memory_touch (self, record);
}

void
anser_memory_note_listing (AnserMemory *self,
                           gint64       now)
{
  AnserUidRecord *record;
  guint place = 0;

  g_return_if_fail (self != NULL);

  while ((record = anser_uid_table_next (self->records, &place)) != NULL)
    if (record->listed)
      note_listed (self, record);
    else
      note_missing (self, record, now);
}

gboolean
anser_memory_is_changed (AnserMemory *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->changed->len > 0 || self->new_quirks;
}

GPtrArray *
anser_memory_get_changes (AnserMemory *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_ptr_array_ref (self->changed);
}

void
anser_memory_settle (AnserMemory *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->changed->len; i++)
    {
      AnserUidRecord *record = self->changed->pdata[i];

      record->changed = FALSE;
      g_clear_pointer (&record->old_uid, g_free);
      if (record->forgotten)
        anser_memory_remove (self, record->uid);
    }
  g_ptr_array_set_size (self->changed, 0);
  self->new_quirks = FALSE;
}
