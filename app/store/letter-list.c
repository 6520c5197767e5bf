/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "letter-list.h"

#include "folder-private.h"
#include "letter-query.h"
#include "letter-row-private.h"
#include "store-private.h"

#define PAGE 100
#define CACHED_ROWS 1000

/* More single changes than this cost a view more than seeing all rows replaced. */
#define MAX_RUNS 200

struct _AnserLetterList
{
  GObject           parent_instance;
  AnserStore       *store;
  AnserLetterQuery *query;
  char             *filter;
  GArray           *entries;    /* (element-type AnserLetterEntry) */
  GHashTable       *rows;       /* id -> AnserLetterRow that somebody holds */
  AnserLetterCache *cache;
};

static GType
get_item_type (GListModel *model)
{
  return ANSER_TYPE_LETTER_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return ANSER_LETTER_LIST (model)->entries->len;
}

static AnserLetterEntry *
get_entry (AnserLetterList *self,
           unsigned         position)
{
  return &g_array_index (self->entries, AnserLetterEntry, position);
}

static void
on_row_gone (gpointer  user_data,
             GObject  *row)
{
  AnserLetterList *self = user_data;
  gint64 id = anser_letter_row_get_id ((AnserLetterRow *) row);

  g_hash_table_remove (self->rows, &id);
}

/* Reads the letters around @position into the cache. */
static void
load_page (AnserLetterList *self,
           unsigned         position)
{
  unsigned from = position / PAGE * PAGE;
  unsigned to = MIN (from + PAGE, self->entries->len);
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->read_lock);
  g_autoptr (GError) error = NULL;

  for (unsigned i = from; i < to && error == NULL; i++)
    {
      gint64 id = get_entry (self, i)->id;
      AnserLetterData *data = NULL;

      if (anser_letter_cache_lookup (self->cache, id) == NULL)
        data = anser_letter_data_read (self->store->reader, id, &error);
      if (data != NULL)
        anser_letter_cache_add (self->cache, data);
    }
  if (error != NULL)
    g_message ("Rows not read: %s", error->message);
}

static AnserLetterRow *
make_row (AnserLetterList *self,
          unsigned         position)
{
  gint64 id = get_entry (self, position)->id;
  g_autoptr (AnserLetterData) blank = NULL;
  AnserLetterData *data = anser_letter_cache_lookup (self->cache, id);
  AnserLetterRow *row;

  if (data == NULL)
    {
      load_page (self, position);
      data = anser_letter_cache_lookup (self->cache, id);
    }
  if (data == NULL)
    data = blank = anser_letter_data_blank (id);
  row = anser_letter_row_new (data);
  g_object_weak_ref (G_OBJECT (row), on_row_gone, self);
  g_hash_table_insert (self->rows, g_memdup2 (&id, sizeof id), row);
  return row;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  AnserLetterList *self = ANSER_LETTER_LIST (model);
  AnserLetterRow *row;

  if (position >= self->entries->len)
    return NULL;
  row = g_hash_table_lookup (self->rows, &get_entry (self, position)->id);
  return row != NULL ? g_object_ref (row) : make_row (self, position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AnserLetterList, anser_letter_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  PROP_0,
  PROP_FILTER,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

/* The position of the first entry that does not come before @entry. */
static unsigned
lower_bound (AnserLetterList        *self,
             const AnserLetterEntry *entry)
{
  unsigned low = 0, high = self->entries->len;

  while (low < high)
    {
      unsigned middle = low + (high - low) / 2;

      if (anser_letter_entry_compare (get_entry (self, middle), entry) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static gboolean
holds (AnserLetterList        *self,
       const AnserLetterEntry *entry)
{
  unsigned position = lower_bound (self, entry);

  return position < self->entries->len &&
         anser_letter_entry_compare (get_entry (self, position), entry) == 0;
}

/* Never old and new in one signal, which costs a view a second or more. */
static void
replace_all (AnserLetterList *self,
             GArray          *entries)
{
  unsigned n_old = self->entries->len;

  g_array_set_size (self->entries, 0);
  if (n_old > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_old, 0);
  g_array_append_vals (self->entries, entries->data, entries->len);
  if (entries->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, entries->len);
}

static void
reload (AnserLetterList *self)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (AnserLetterEntry));
  g_autoptr (GError) error = NULL;

  if (anser_letter_query_load (self->query, entries, &error))
    replace_all (self, entries);
  else
    g_message ("List not read: %s", error->message);
}

/* Letters whose data changed: rows in somebody's hands follow. */
static void
refresh_rows (AnserLetterList    *self,
              AnserLetterChanges *changes)
{
  for (unsigned i = 0; i < changes->arrived->len; i++)
    {
      gint64 id = g_array_index (changes->arrived, AnserLetterEntry, i).id;
      AnserLetterRow *row = g_hash_table_lookup (self->rows, &id);
      g_autoptr (AnserLetterData) data = NULL;

      anser_letter_cache_remove (self->cache, id);
      if (row == NULL)
        continue;
      g_mutex_lock (&self->store->read_lock);
      data = anser_letter_data_read (self->store->reader, id, NULL);
      g_mutex_unlock (&self->store->read_lock);
      if (data != NULL)
        {
          g_object_ref (row);
          anser_letter_row_update (row, data);
          g_object_unref (row);
        }
    }
}

static gboolean
arrived (AnserLetterChanges     *changes,
         const AnserLetterEntry *entry)
{
  const AnserLetterEntry *now = g_hash_table_lookup (changes->present, entry);

  return now != NULL && now->date == entry->date;
}

/* Leaves of @changes only what really changes the list, in its order: what is in it and goes, what
 * is not in it and comes. */
static void
reduce (AnserLetterList    *self,
        AnserLetterChanges *changes)
{
  for (unsigned i = changes->left->len; i-- > 0; )
    {
      const AnserLetterEntry *entry = &g_array_index (changes->left, AnserLetterEntry, i);

      if (!holds (self, entry) || arrived (changes, entry))
        g_array_remove_index_fast (changes->left, i);
    }
  for (unsigned i = changes->arrived->len; i-- > 0; )
    if (holds (self, &g_array_index (changes->arrived, AnserLetterEntry, i)))
      g_array_remove_index_fast (changes->arrived, i);
  g_array_sort (changes->left, anser_letter_entry_compare);
  g_array_sort (changes->arrived, anser_letter_entry_compare);
}

/* How many of @entries, from @i on, are neighbours of each other in the list, or will be. */
static unsigned
count_run (AnserLetterList *self,
           GArray          *entries,
           unsigned         i,
           gboolean         are_there)
{
  unsigned position = lower_bound (self, &g_array_index (entries, AnserLetterEntry, i));
  unsigned n = 1;

  while (i + n < entries->len &&
         lower_bound (self, &g_array_index (entries, AnserLetterEntry, i + n)) ==
           position + (are_there ? n : 0))
    n++;
  return n;
}

static unsigned
count_runs (AnserLetterList *self,
            GArray          *entries,
            gboolean         are_there)
{
  unsigned n_runs = 0;

  for (unsigned i = 0; i < entries->len; i += count_run (self, entries, i, are_there))
    n_runs++;
  return n_runs;
}

static void
remove_entries (AnserLetterList *self,
                GArray          *entries)
{
  unsigned n;

  for (unsigned i = 0; i < entries->len; i += n)
    {
      unsigned position = lower_bound (self, &g_array_index (entries, AnserLetterEntry, i));

      n = count_run (self, entries, i, TRUE);
      g_array_remove_range (self->entries, position, n);
      g_list_model_items_changed (G_LIST_MODEL (self), position, n, 0);
    }
}

static void
add_entries (AnserLetterList *self,
             GArray          *entries)
{
  unsigned n;

  for (unsigned i = 0; i < entries->len; i += n)
    {
      unsigned position = lower_bound (self, &g_array_index (entries, AnserLetterEntry, i));

      n = count_run (self, entries, i, FALSE);
      g_array_insert_vals (self->entries, position,
                           &g_array_index (entries, AnserLetterEntry, i), n);
      g_list_model_items_changed (G_LIST_MODEL (self), position, 0, n);
    }
}

/* The same as all single changes, at once. */
static void
change_all (AnserLetterList    *self,
            AnserLetterChanges *changes)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (AnserLetterEntry));
  unsigned next = 0;

  for (unsigned i = 0; i < self->entries->len; i++)
    {
      const AnserLetterEntry *entry = get_entry (self, i);
      const AnserLetterEntry *left = &g_array_index (changes->left, AnserLetterEntry, next);

      if (next < changes->left->len && anser_letter_entry_compare (entry, left) == 0)
        next++;
      else
        g_array_append_vals (entries, entry, 1);
    }
  g_array_append_vals (entries, changes->arrived->data, changes->arrived->len);
  g_array_sort (entries, anser_letter_entry_compare);
  replace_all (self, entries);
}

/* A letter may have left several times since the last look. */
static void
drop_repeated (GArray *entries)
{
  for (unsigned i = entries->len; i-- > 1; )
    if (anser_letter_entry_compare (&g_array_index (entries, AnserLetterEntry, i),
                         &g_array_index (entries, AnserLetterEntry, i - 1)) == 0)
      g_array_remove_index (entries, i);
}

static void
follow (AnserLetterList *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnserLetterChanges) changes =
    anser_letter_query_get_changes (self->query, &error);

  if (changes == NULL)
    {
      g_message ("List not refreshed: %s", error->message);
      return;
    }
  refresh_rows (self, changes);
  reduce (self, changes);
  drop_repeated (changes->left);
  if (count_runs (self, changes->left, TRUE) +
        count_runs (self, changes->arrived, FALSE) > MAX_RUNS)
    {
      change_all (self, changes);
      return;
    }
  remove_entries (self, changes->left);
  add_entries (self, changes->arrived);
}

static void
on_folder_changed (AnserStore      *store,
                   AnserFolder     *folder,
                   AnserLetterList *self)
{
  if (anser_letter_query_has_folder (self->query, anser_folder_get_id (folder)))
    follow (self);
}

static void
anser_letter_list_get_property (GObject    *object,
                                guint       id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  AnserLetterList *self = ANSER_LETTER_LIST (object);

  if (id == PROP_FILTER)
    g_value_set_string (value, self->filter);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
anser_letter_list_set_property (GObject      *object,
                                guint         id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  if (id == PROP_FILTER)
    anser_letter_list_set_filter (ANSER_LETTER_LIST (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
anser_letter_list_finalize (GObject *object)
{
  AnserLetterList *self = ANSER_LETTER_LIST (object);
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_object_weak_unref (row, on_row_gone, self);
  g_hash_table_unref (self->rows);
  anser_letter_cache_free (self->cache);
  g_array_unref (self->entries);
  g_clear_pointer (&self->query, anser_letter_query_free);
  g_clear_object (&self->store);
  g_free (self->filter);
  G_OBJECT_CLASS (anser_letter_list_parent_class)->finalize (object);
}

static void
anser_letter_list_class_init (AnserLetterListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = anser_letter_list_get_property;
  object_class->set_property = anser_letter_list_set_property;
  object_class->finalize = anser_letter_list_finalize;

  properties[PROP_FILTER] =
    g_param_spec_string ("filter", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
anser_letter_list_init (AnserLetterList *self)
{
  self->entries = g_array_new (FALSE, FALSE, sizeof (AnserLetterEntry));
  self->rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->cache = anser_letter_cache_new (CACHED_ROWS);
}

AnserLetterList *
anser_letter_list_new (AnserStore *store,
                       GPtrArray  *folders)
{
  AnserLetterList *self;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (folders != NULL, NULL);

  self = g_object_new (ANSER_TYPE_LETTER_LIST, NULL);
  self->store = g_object_ref (store);
  self->query = anser_letter_query_new (store, folders);
  reload (self);
  g_signal_connect_object (store, "folder-changed", G_CALLBACK (on_folder_changed), self, 0);
  return self;
}

void
anser_letter_list_set_filter (AnserLetterList *self,
                              const char      *filter)
{
  g_return_if_fail (ANSER_IS_LETTER_LIST (self));

  if (g_strcmp0 (self->filter, filter) == 0)
    return;
  g_free (self->filter);
  self->filter = g_strdup (filter);
  anser_letter_query_set_filter (self->query, filter);
  reload (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILTER]);
}

gint64
anser_letter_list_get_id (AnserLetterList *self,
                          unsigned         position)
{
  g_return_val_if_fail (ANSER_IS_LETTER_LIST (self), 0);
  g_return_val_if_fail (position < self->entries->len, 0);

  return get_entry (self, position)->id;
}

unsigned
anser_letter_list_find (AnserLetterList *self,
                        gint64           letter)
{
  AnserLetterEntry entry = { .id = letter };
  unsigned position;
  AnserStep step;

  g_return_val_if_fail (ANSER_IS_LETTER_LIST (self), G_MAXUINT);

  g_mutex_lock (&self->store->read_lock);
  step = anser_database_get (self->store->reader, &entry.date, NULL,
                             "SELECT date FROM letter WHERE id = ?", "i", letter);
  g_mutex_unlock (&self->store->read_lock);
  if (step == ANSER_STEP_ROW)
    {
      position = lower_bound (self, &entry);
      return position < self->entries->len && get_entry (self, position)->id == letter
               ? position : G_MAXUINT;
    }
  /* It has just gone, and the list is about to be told. */
  for (position = 0; position < self->entries->len; position++)
    if (get_entry (self, position)->id == letter)
      return position;
  return G_MAXUINT;
}
