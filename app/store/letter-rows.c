/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "letter-rows.h"

#include "letter-row-private.h"
#include "store-private.h"

#define CACHED 1000

struct _AnserLetterRows
{
  AnserStore           *store;
  AnserLetterRowsGetId  get_id;
  AnserLetterRowsRead   read;
  gpointer              list;
  GHashTable           *held;    /* id -> AnserLetterRow */
  AnserLetterCache     *cache;
};

static void
on_gone (gpointer  user_data,
         GObject  *row)
{
  AnserLetterRows *self = user_data;
  gint64 id = anser_letter_row_get_id ((AnserLetterRow *) row);

  g_hash_table_remove (self->held, &id);
}

AnserLetterRows *
anser_letter_rows_new (AnserStore           *store,
                       AnserLetterRowsGetId  get_id,
                       AnserLetterRowsRead   read,
                       gpointer              list)
{
  AnserLetterRows *self = g_new0 (AnserLetterRows, 1);

  self->store = g_object_ref (store);
  self->get_id = get_id;
  self->read = read;
  self->list = list;
  self->held = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->cache = anser_letter_cache_new (CACHED);
  return self;
}

void
anser_letter_rows_free (AnserLetterRows *self)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->held);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_object_weak_unref (row, on_gone, self);
  g_hash_table_unref (self->held);
  anser_letter_cache_free (self->cache);
  g_object_unref (self->store);
  g_free (self);
}

/* Reads the letters around @position into the cache. */
static void
load_page (AnserLetterRows *self,
           unsigned         position,
           unsigned         n_items)
{
  unsigned from = position / ANSER_LETTER_ROWS_PAGE * ANSER_LETTER_ROWS_PAGE;
  unsigned to = MIN (from + ANSER_LETTER_ROWS_PAGE, n_items);
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->read_lock);
  g_autoptr (GError) error = NULL;

  for (unsigned i = from; i < to && error == NULL; i++)
    {
      gint64 id = self->get_id (self->list, i);
      AnserLetterData *data = NULL;

      if (anser_letter_cache_lookup (self->cache, id) == NULL)
        data = self->read (self->list, id, &error);
      if (data != NULL)
        anser_letter_cache_add (self->cache, data);
    }
  if (error != NULL)
    g_message ("Rows not read: %s", error->message);
}

AnserLetterRow *
anser_letter_rows_get (AnserLetterRows *self,
                       unsigned         position,
                       unsigned         n_items)
{
  gint64 id = self->get_id (self->list, position);
  g_autoptr (AnserLetterData) blank = NULL;
  AnserLetterRow *row = g_hash_table_lookup (self->held, &id);
  AnserLetterData *data;

  if (row != NULL)
    return g_object_ref (row);
  data = anser_letter_cache_lookup (self->cache, id);
  if (data == NULL)
    {
      load_page (self, position, n_items);
      data = anser_letter_cache_lookup (self->cache, id);
    }
  if (data == NULL)
    data = blank = anser_letter_data_blank (id);
  row = anser_letter_row_new (data);
  g_object_weak_ref (G_OBJECT (row), on_gone, self);
  g_hash_table_insert (self->held, g_memdup2 (&id, sizeof id), row);
  return row;
}

void
anser_letter_rows_refresh (AnserLetterRows *self,
                           gint64           letter)
{
  AnserLetterRow *held = g_hash_table_lookup (self->held, &letter);
  g_autoptr (AnserLetterRow) row = held != NULL ? g_object_ref (held) : NULL;
  g_autoptr (AnserLetterData) data = NULL;

  anser_letter_cache_remove (self->cache, letter);
  if (row == NULL)
    return;
  g_mutex_lock (&self->store->read_lock);
  data = self->read (self->list, letter, NULL);
  g_mutex_unlock (&self->store->read_lock);
  if (data != NULL)
    anser_letter_row_update (row, data);
}

void
anser_letter_rows_refresh_all (AnserLetterRows *self)
{
  g_autoptr (GList) ids = g_hash_table_get_keys (self->held);

  anser_letter_cache_free (self->cache);
  self->cache = anser_letter_cache_new (CACHED);
  for (GList *link = ids; link != NULL; link = link->next)
    anser_letter_rows_refresh (self, *(gint64 *) link->data);
}
