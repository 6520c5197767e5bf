/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "search-list.h"

#include "folder-private.h"
#include "letter-rows.h"
#include "search-thread.h"
#include "store-private.h"

/* More changes than this are seen as one. */
#define MAX_SINGLY 200

struct _AnserSearchList
{
  GObject            parent_instance;
  AnserStore        *store;
  AnserSearchThread *thread;
  AnserQuery        *query;
  GArray            *folders;     /* (element-type gint64) (nullable) */
  AnserSearchOrder   order;
  gboolean           variants;
  GArray            *entries;     /* (element-type AnserFound) */
  GArray            *again;       /* what is found when it is looked for once more, or NULL */
  AnserLetterRows   *rows;
  char              *problem;
  gint64             version;     /* of the index that was last seen */
  gint64             last_id;     /* of letters that were there then */
  gboolean           searching;
  gboolean           is_first;    /* nothing was found yet that takes the place of what is shown */
  gboolean           is_dirty;    /* letters came while it was looked for */
};

static GType
get_item_type (GListModel *model)
{
  return ANSER_TYPE_LETTER_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return ANSER_SEARCH_LIST (model)->entries->len;
}

static AnserFound *
get_entry (AnserSearchList *self,
           unsigned         position)
{
  return &g_array_index (self->entries, AnserFound, position);
}

static gint64
get_row_id (gpointer list,
            unsigned position)
{
  return get_entry (list, position)->id;
}

static AnserLetterData *
read_data (gpointer   list,
           gint64     letter,
           GError   **error)
{
  return anser_letter_data_read (ANSER_SEARCH_LIST (list)->store->reader, letter, error);
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  AnserSearchList *self = ANSER_SEARCH_LIST (model);

  return position < self->entries->len
           ? anser_letter_rows_get (self->rows, position, self->entries->len) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AnserSearchList, anser_search_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  PROP_0,
  PROP_SEARCHING,
  PROP_PROBLEM,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static void
set_searching (AnserSearchList *self,
               gboolean         searching)
{
  if (self->searching == searching)
    return;
  self->searching = searching;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCHING]);
}

static void
set_problem (AnserSearchList *self,
             const char      *problem)
{
  if (g_strcmp0 (self->problem, problem) == 0)
    return;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

/* Changing the list */

static void
append (AnserSearchList *self,
        GArray          *found)
{
  unsigned position = self->entries->len;

  g_array_append_vals (self->entries, found->data, found->len);
  if (found->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, 0, found->len);
}

/* Never old and new in one signal, which costs a view a second or more. */
static void
clear (AnserSearchList *self)
{
  unsigned n = self->entries->len;

  g_array_set_size (self->entries, 0);
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

static void
remove_range (AnserSearchList *self,
              unsigned         position,
              unsigned         n)
{
  if (n == 0)
    return;
  g_array_remove_range (self->entries, position, n);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n, 0);
}

static void
insert_range (AnserSearchList *self,
              unsigned         position,
              GArray          *from,
              unsigned         n)
{
  if (n == 0)
    return;
  g_array_insert_vals (self->entries, position, &g_array_index (from, AnserFound, position), n);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, n);
}

static gint64
get_id (GArray   *entries,
        unsigned  position)
{
  return g_array_index (entries, AnserFound, position).id;
}

/* Removes what is not in @now, a run at a time, from position @from up to @to. */
static void
remove_others (AnserSearchList *self,
               unsigned         from,
               unsigned         to,
               GHashTable      *ids)
{
  while (to > from)
    {
      unsigned n = 0;

      while (to - n > from && !g_hash_table_contains (ids, &get_entry (self, to - n - 1)->id))
        n++;
      remove_range (self, to - n, n);
      to -= MAX (n, 1);
    }
}

/* Puts in what is missing from position @from on; what is there already stands in the order of
 * @now. */
static void
insert_others (AnserSearchList *self,
               GArray          *now,
               unsigned         from,
               unsigned         to)
{
  for (unsigned i = from; i < to; i++)
    {
      gint64 next = i < self->entries->len ? get_entry (self, i)->id : 0;
      unsigned n = 0;

      while (i + n < to && get_id (now, i + n) != next)
        n++;
      insert_range (self, i, now, n);
      i += n;
    }
}

/* Turns what is shown into @now. What is the same at the beginning and the end, usually nearly all,
 * is not touched. */
static void
replace (AnserSearchList *self,
         GArray          *now)
{
  unsigned shortest = MIN (now->len, self->entries->len);
  unsigned begin = 0, end = 0, n_old, n_new;
  g_autoptr (GHashTable) ids = NULL;

  while (begin < shortest && get_id (now, begin) == get_entry (self, begin)->id)
    begin++;
  while (end < shortest - begin && get_id (now, now->len - end - 1) ==
                                     get_entry (self, self->entries->len - end - 1)->id)
    end++;
  n_old = self->entries->len - begin - end;
  n_new = now->len - begin - end;
  if (self->order == ANSER_SEARCH_BY_DATE && n_old <= MAX_SINGLY && n_new <= MAX_SINGLY)
    {
      ids = g_hash_table_new (g_int64_hash, g_int64_equal);
      for (unsigned i = begin; i < begin + n_new; i++)
        g_hash_table_add (ids, &g_array_index (now, AnserFound, i).id);
      remove_others (self, begin, begin + n_old, ids);
      insert_others (self, now, begin, begin + n_new);
      return;
    }
  remove_range (self, begin, n_old);
  insert_range (self, begin, now, n_new);
}

/* What was found */

/* Letters that are shown and are no longer found, but still there: they only changed, and stay
 * until something else is looked for. */
static gboolean
is_there (AnserSearchList *self,
          gint64           letter)
{
  gint64 folder = 0;
  AnserStep step;

  g_mutex_lock (&self->store->read_lock);
  step = anser_database_get (self->store->reader, &folder, NULL,
                             "SELECT folder FROM letter WHERE id = ?", "i", letter);
  g_mutex_unlock (&self->store->read_lock);
  if (step != ANSER_STEP_ROW)
    return FALSE;
  for (unsigned i = 0; self->folders != NULL && i < self->folders->len; i++)
    if (g_array_index (self->folders, gint64, i) == folder)
      return TRUE;
  return self->folders == NULL;
}

static void
keep_changed (AnserSearchList *self,
              GArray          *now)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (AnserFound));

  for (unsigned i = 0; i < now->len; i++)
    g_hash_table_add (ids, &g_array_index (now, AnserFound, i).id);
  for (unsigned i = 0; i < self->entries->len; i++)
    if (!g_hash_table_contains (ids, &get_entry (self, i)->id) &&
        is_there (self, get_entry (self, i)->id))
      g_array_append_vals (kept, get_entry (self, i), 1);
  g_array_append_vals (now, kept->data, kept->len);
  if (kept->len > 0 && self->order == ANSER_SEARCH_BY_DATE)
    g_array_sort (now, anser_found_compare);
}

static void look_again (AnserSearchList *self);

static void
on_end (AnserSearchList *self,
        const GError    *error)
{
  g_autoptr (GArray) again = g_steal_pointer (&self->again);

  if (again != NULL && error == NULL)
    {
      keep_changed (self, again);
      replace (self, again);
    }
  else if (self->is_first)
    clear (self);
  self->is_first = FALSE;
  set_problem (self, error != NULL ? error->message : NULL);
  set_searching (self, FALSE);
  if (self->is_dirty)
    look_again (self);
}

static void
on_found (GArray       *found,
          const GError *error,
          gpointer      user_data)
{
  g_autoptr (AnserSearchList) self = g_object_ref (user_data);

  if (found == NULL)
    on_end (self, error);
  else if (self->again != NULL)
    g_array_append_vals (self->again, found->data, found->len);
  else
    {
      if (self->is_first)
        clear (self);
      self->is_first = FALSE;
      append (self, found);
    }
}

static void
ask (AnserSearchList *self)
{
  self->is_dirty = FALSE;
  anser_search_thread_ask (self->thread, anser_query_ref (self->query), self->folders, self->order,
                           self->variants);
}

static void
look_again (AnserSearchList *self)
{
  if (self->searching)
    {
      self->is_dirty = TRUE;
      return;
    }
  self->again = g_array_new (FALSE, FALSE, sizeof (AnserFound));
  set_searching (self, TRUE);
  ask (self);
}

/* Following the store */

/* (element-type gint64): the letters that @sql names. */
static GArray *
read_ids (AnserSearchList *self,
          const char      *sql)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->read_lock);
  g_autoptr (AnserStatement) rows =
    anser_database_query (self->store->reader, NULL, sql, "i", self->version);

  while (rows != NULL &&
         anser_database_step (self->store->reader, rows, NULL) == ANSER_STEP_ROW)
    {
      gint64 id = sqlite3_column_int64 (rows, 0);

      g_array_append_val (ids, id);
    }
  return ids;
}

static void
read_version (AnserSearchList *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->read_lock);

  anser_database_get (self->store->reader, &self->version, NULL, "SELECT version FROM clock", "");
  anser_database_get (self->store->reader, &self->last_id, NULL, "SELECT max(id) FROM letter", "");
}

static void
on_folder_changed (AnserSearchList *self)
{
  g_autoptr (GArray) gone = NULL;
  g_autoptr (GArray) changed = NULL;
  gboolean come_or_go;

  if (self->query == NULL)
    return;
  gone = read_ids (self, "SELECT letter FROM gone WHERE version > ?");
  changed = read_ids (self, "SELECT id FROM letter WHERE version > ?");
  come_or_go = gone->len > 0;
  for (unsigned i = 0; i < changed->len; i++)
    {
      come_or_go |= g_array_index (changed, gint64, i) > self->last_id;
      anser_letter_rows_refresh (self->rows, g_array_index (changed, gint64, i));
    }
  read_version (self);
  if (come_or_go)
    look_again (self);
}

static void
anser_search_list_get_property (GObject    *object,
                                guint       id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  AnserSearchList *self = ANSER_SEARCH_LIST (object);

  if (id == PROP_SEARCHING)
    g_value_set_boolean (value, self->searching);
  else if (id == PROP_PROBLEM)
    g_value_set_string (value, self->problem);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
anser_search_list_finalize (GObject *object)
{
  AnserSearchList *self = ANSER_SEARCH_LIST (object);

  g_clear_pointer (&self->thread, anser_search_thread_free);
  g_clear_pointer (&self->rows, anser_letter_rows_free);
  g_array_unref (self->entries);
  g_clear_pointer (&self->again, g_array_unref);
  g_clear_pointer (&self->folders, g_array_unref);
  g_clear_pointer (&self->query, anser_query_unref);
  g_clear_object (&self->store);
  g_free (self->problem);
  G_OBJECT_CLASS (anser_search_list_parent_class)->finalize (object);
}

static void
anser_search_list_class_init (AnserSearchListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = anser_search_list_get_property;
  object_class->finalize = anser_search_list_finalize;

  properties[PROP_SEARCHING] = g_param_spec_boolean ("searching", NULL, NULL, FALSE, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
anser_search_list_init (AnserSearchList *self)
{
  self->entries = g_array_new (FALSE, FALSE, sizeof (AnserFound));
}

AnserSearchList *
anser_search_list_new (AnserStore *store)
{
  AnserSearchList *self;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);

  self = g_object_new (ANSER_TYPE_SEARCH_LIST, NULL);
  self->store = g_object_ref (store);
  self->rows = anser_letter_rows_new (store, get_row_id, read_data, self);
  self->thread = anser_search_thread_new (store, on_found, self);
  g_signal_connect_object (store, "folder-changed", G_CALLBACK (on_folder_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}

void
anser_search_list_search (AnserSearchList  *self,
                          AnserQuery       *query,
                          GPtrArray        *folders,
                          AnserSearchOrder  order,
                          gboolean          variants)
{
  g_return_if_fail (ANSER_IS_SEARCH_LIST (self));

  anser_search_thread_stop (self->thread);
  g_clear_pointer (&self->again, g_array_unref);
  g_clear_pointer (&self->folders, g_array_unref);
  g_clear_pointer (&self->query, anser_query_unref);
  self->query = query;
  self->order = order;
  self->variants = variants;
  if (folders != NULL)
    {
      self->folders = g_array_new (FALSE, FALSE, sizeof (gint64));
      for (unsigned i = 0; i < folders->len; i++)
        {
          gint64 id = anser_folder_get_id (g_ptr_array_index (folders, i));

          g_array_append_val (self->folders, id);
        }
    }
  if (query == NULL)
    {
      clear (self);
      set_problem (self, NULL);
      set_searching (self, FALSE);
      return;
    }
  read_version (self);
  self->is_first = TRUE;
  set_searching (self, TRUE);
  ask (self);
}

gboolean
anser_search_list_is_searching (AnserSearchList *self)
{
  g_return_val_if_fail (ANSER_IS_SEARCH_LIST (self), FALSE);

  return self->searching;
}

const char *
anser_search_list_get_problem (AnserSearchList *self)
{
  g_return_val_if_fail (ANSER_IS_SEARCH_LIST (self), NULL);

  return self->problem;
}

AnserStore *
anser_search_list_get_store (AnserSearchList *self)
{
  g_return_val_if_fail (ANSER_IS_SEARCH_LIST (self), NULL);

  return self->store;
}

const AnserQuery *
anser_search_list_get_query (AnserSearchList *self)
{
  g_return_val_if_fail (ANSER_IS_SEARCH_LIST (self), NULL);

  return self->query;
}

gboolean
anser_search_list_get_variants (AnserSearchList *self)
{
  g_return_val_if_fail (ANSER_IS_SEARCH_LIST (self), FALSE);

  return self->variants;
}

gint64
anser_search_list_get_id (AnserSearchList *self,
                          unsigned         position)
{
  g_return_val_if_fail (ANSER_IS_SEARCH_LIST (self), 0);
  g_return_val_if_fail (position < self->entries->len, 0);

  return get_entry (self, position)->id;
}

unsigned
anser_search_list_find (AnserSearchList *self,
                        gint64           letter)
{
  g_return_val_if_fail (ANSER_IS_SEARCH_LIST (self), G_MAXUINT);

  for (unsigned i = 0; i < self->entries->len; i++)
    if (get_entry (self, i)->id == letter)
      return i;
  return G_MAXUINT;
}
