/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "uid-table.h"

#include "uid-hash.h"

#include <string.h>

#define FEWEST_SLOTS 64

/* @place: of the record, plus 1; 0: the slot is free */
typedef struct
{
  guint hash;
  guint place;
} Slot;

/* The records in the order in which they came, and open addressing: a record's slot is that of its
 * hash, or the next free one. No more than half of the slots are taken. */
struct _AnserUidTable
{
  GPtrArray *records;               /* of AnserUidRecord; NULL where one was taken */
  Slot      *slots;
  guint      mask;
  guint      length;
  guint      next;                  /* place behind the record that was found last */
  guint64    key;
};

AnserUidTable *
anser_uid_table_new (void)
{
  AnserUidTable *self = g_new0 (AnserUidTable, 1);

  self->records = g_ptr_array_new ();
  self->mask = FEWEST_SLOTS - 1;
  self->slots = g_new0 (Slot, FEWEST_SLOTS);
  self->key = anser_uid_hash_new_key ();

  return self;
}

void
anser_uid_table_free (AnserUidTable *self)
{
  g_ptr_array_unref (self->records);
  g_free (self->slots);
  g_free (self);
}

static gboolean
is_at (AnserUidTable *self,
       guint          place,
       const char    *uid)
{
  const AnserUidRecord *record = self->records->pdata[place];

  return record != NULL && strcmp (record->uid, uid) == 0;
}

/* The slot of @uid: free, if there is none. */
static Slot *
find_slot (AnserUidTable *self,
           guint          hash,
           const char    *uid)
{
  Slot *slot = &self->slots[hash & self->mask];

  while (slot->place != 0 && (slot->hash != hash || !is_at (self, slot->place - 1, uid)))
    slot = &self->slots[(slot + 1 - self->slots) & self->mask];

  return slot;
}

/* Of a record that has no slot yet. */
static void
place_slot (AnserUidTable *self,
            Slot           slot)
{
  guint i = slot.hash & self->mask;

  while (self->slots[i].place != 0)
    i = (i + 1) & self->mask;
  self->slots[i] = slot;
}

void
anser_uid_table_reserve (AnserUidTable *self,
                         guint          n_more)
{
  g_autofree Slot *old = NULL;
  guint n_old = self->mask + 1;

  if (2 * ((guint64) self->length + n_more) <= self->mask)
    return;

  old = self->slots;
  while (2 * ((guint64) self->length + n_more) > self->mask)
    self->mask = 2 * self->mask + 1;
  self->slots = g_new0 (Slot, (gsize) self->mask + 1);
  for (guint i = 0; i < n_old; i++)
    if (old[i].place != 0)
      place_slot (self, old[i]);
}

AnserUidRecord *
anser_uid_table_put (AnserUidTable  *self,
                     AnserUidRecord *record)
{
  guint hash = anser_uid_hash (record->uid, self->key);
  AnserUidRecord *old;
  Slot *slot;

  anser_uid_table_reserve (self, 1);
  slot = find_slot (self, hash, record->uid);
  if (slot->place == 0)
    {
      g_ptr_array_add (self->records, record);
      *slot = (Slot) { hash, self->records->len };
      self->length++;
      return NULL;
    }

  old = self->records->pdata[slot->place - 1];
  self->records->pdata[slot->place - 1] = record;
  return old;
}

/* Servers list their messages in the order in which they were remembered. */
AnserUidRecord *
anser_uid_table_find (AnserUidTable *self,
                      const char    *uid)
{
  if (self->next >= self->records->len || !is_at (self, self->next, uid))
    {
      const Slot *slot = find_slot (self, anser_uid_hash (uid, self->key), uid);

      if (slot->place == 0)
        return NULL;
      self->next = slot->place - 1;
    }

  return self->records->pdata[self->next++];
}

/* What stands behind the free slot up to the next one may have been kept out of it. */
AnserUidRecord *
anser_uid_table_take (AnserUidTable *self,
                      const char    *uid)
{
  Slot *slot = find_slot (self, anser_uid_hash (uid, self->key), uid);
  AnserUidRecord *record;

  if (slot->place == 0)
    return NULL;

  record = g_steal_pointer (&self->records->pdata[slot->place - 1]);
  slot->place = 0;
  self->length--;
  for (guint i = (slot + 1 - self->slots) & self->mask; self->slots[i].place != 0;
       i = (i + 1) & self->mask)
    {
      Slot moved = self->slots[i];

      self->slots[i].place = 0;
      place_slot (self, moved);
    }

  return record;
}

guint
anser_uid_table_get_length (AnserUidTable *self)
{
  return self->length;
}

AnserUidRecord *
anser_uid_table_next (AnserUidTable *self,
                      guint         *place)
{
  AnserUidRecord *record = NULL;

  while (record == NULL && *place < self->records->len)
    record = self->records->pdata[(*place)++];

  return record;
}
