/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "pop3-items.h"

#include <string.h>

#define UNKNOWN G_MAXUINT32

/*
 *     numbers   none while the row at place 0 is message 1, at place 1 message 2, …
 *     sizes     none while no row has one; of 4 bytes each until one needs 8
 *     uids      where in letters each begins; 0: the row has none. None while no row has one
 *     letters   \0 whqtswO00WBw418f9t5JxYwZ \0 QhdPYR:00WBw1Ph7x7 \0
 */
struct _AnserPop3Items
{
  guint       n_refs;
  guint       length;
  GArray     *numbers;              /* (nullable): of guint */
  GArray     *sizes;                /* (nullable): of guint32, or of gint64 */
  GArray     *uids;                 /* (nullable): of guint32 */
  GByteArray *letters;              /* (nullable) */
};

/**
 * anser_pop3_items_new:
 *
 * Returns: (transfer full): an empty listing
 */
AnserPop3Items *
anser_pop3_items_new (void)
{
  AnserPop3Items *self = g_new0 (AnserPop3Items, 1);

  self->n_refs = 1;
  return self;
}

AnserPop3Items *
anser_pop3_items_ref (AnserPop3Items *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  self->n_refs++;
  return self;
}

void
anser_pop3_items_unref (AnserPop3Items *self)
{
  g_return_if_fail (self != NULL && self->n_refs > 0);

  if (--self->n_refs > 0)
    return;

  g_clear_pointer (&self->numbers, g_array_unref);
  g_clear_pointer (&self->sizes, g_array_unref);
  g_clear_pointer (&self->uids, g_array_unref);
  g_clear_pointer (&self->letters, g_byte_array_unref);
  g_free (self);
}

/* The numbers were those of the places up to here. */
static void
begin_numbers (AnserPop3Items *self)
{
  self->numbers = g_array_sized_new (FALSE, FALSE, sizeof (guint), self->length + 1);
  for (guint number = 1; number <= self->length; number++)
    g_array_append_val (self->numbers, number);
}

static gboolean
is_wide (GArray *sizes)
{
  return g_array_get_element_size (sizes) == sizeof (gint64);
}

static gint64
get_size (GArray *sizes,
          guint   place)
{
  guint32 size;

  if (is_wide (sizes))
    return g_array_index (sizes, gint64, place);

  size = g_array_index (sizes, guint32, place);
  return size != UNKNOWN ? (gint64) size : -1;
}

static void
append_size (GArray *sizes,
             gint64  size)
{
  guint32 narrow = size >= 0 ? (guint32) size : UNKNOWN;

  if (is_wide (sizes))
    g_array_append_val (sizes, size);
  else
    g_array_append_val (sizes, narrow);
}

static GArray *
widen (GArray *sizes)
{
  GArray *wide = g_array_sized_new (FALSE, FALSE, sizeof (gint64), sizes->len + 1);

  for (guint i = 0; i < sizes->len; i++)
    append_size (wide, get_size (sizes, i));
  g_array_unref (sizes);

  return wide;
}

static void
add_size (AnserPop3Items *self,
          gint64          size)
{
  if (self->sizes == NULL)
    {
      self->sizes = g_array_new (FALSE, FALSE, sizeof (guint32));
      for (guint i = 0; i < self->length; i++)
        append_size (self->sizes, -1);
    }
  if (size >= UNKNOWN && !is_wide (self->sizes))
    self->sizes = widen (self->sizes);
  append_size (self->sizes, size);
}

static void
add_uid (AnserPop3Items *self,
         const char     *uid)
{
  guint32 start = 0;

  if (self->uids == NULL)
    {
      self->uids = g_array_new (FALSE, TRUE, sizeof (guint32));
      g_array_set_size (self->uids, self->length);
      self->letters = g_byte_array_new ();
      g_byte_array_append (self->letters, (const guint8 *) "", 1);
    }
  if (uid != NULL)
    {
      start = self->letters->len;
      g_byte_array_append (self->letters, (const guint8 *) uid, strlen (uid) + 1);
    }
  g_array_append_val (self->uids, start);
}

void
anser_pop3_items_add (AnserPop3Items      *self,
                      const AnserPop3Item *item)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (item != NULL);

  if (self->numbers == NULL && item->number != self->length + 1)
    begin_numbers (self);
  if (self->numbers != NULL)
    g_array_append_val (self->numbers, item->number);
  if (self->sizes != NULL || item->size >= 0)
    add_size (self, MAX (item->size, -1));
  if (self->uids != NULL || item->uid != NULL)
    add_uid (self, item->uid);
  self->length++;
}

guint
anser_pop3_items_get_length (AnserPop3Items *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->length;
}

AnserPop3Item
anser_pop3_items_get (AnserPop3Items *self,
                      guint           place)
{
  AnserPop3Item item = { .number = place + 1, .size = -1 };
  guint32 start = 0;

  g_return_val_if_fail (self != NULL && place < self->length, item);

  if (self->numbers != NULL)
    item.number = g_array_index (self->numbers, guint, place);
  if (self->sizes != NULL)
    item.size = get_size (self->sizes, place);
  if (self->uids != NULL)
    start = g_array_index (self->uids, guint32, place);
  if (start > 0)
    item.uid = (const char *) self->letters->data + start;

  return item;
}
