/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "letter-list-private.h"

#include "folder-private.h"

#define PAGE ANSER_LETTER_ROWS_PAGE

static GType
get_item_type (GListModel *model)
{
  return ANSER_TYPE_LETTER_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return ANSER_LETTER_LIST (model)->n_items;
}

/* The ids around @position while the list is loaded. */
static GArray *
get_early_page (AnserLetterList *self,
                unsigned         position)
{
  unsigned page = position / PAGE;
  GArray *ids = g_hash_table_lookup (self->early, GUINT_TO_POINTER (page));

  if (ids == NULL)
    {
      ids = anser_letter_load_peek (self->query, &self->plan, page * PAGE,
                                    MIN (PAGE, self->n_items - page * PAGE));
      g_hash_table_insert (self->early, GUINT_TO_POINTER (page), ids);
    }
  return ids;
}

static gint64
get_id (gpointer list,
        unsigned position)
{
  AnserLetterList *self = list;

  if (self->order != NULL)
    return anser_letter_order_get_id (self->order, position);
  return g_array_index (get_early_page (self, position), gint64, position % PAGE);
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  AnserLetterList *self = ANSER_LETTER_LIST (model);

  return position < self->n_items ? anser_letter_rows_get (self->rows, position, self->n_items)
                                  : NULL;
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
  PROP_LOADING,
  PROP_COMPLETE,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static void
set_loading (AnserLetterList *self,
             AnserLetterLoad *load)
{
  gboolean was_loading = anser_letter_list_is_loading (self);

  if (self->load == load)
    return;
  g_clear_pointer (&self->load, anser_letter_load_end);
  self->load = load;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
  if (was_loading != anser_letter_list_is_loading (self))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

/* Positions whose letter is another than was said while the list was loaded. */
static GArray *
find_differences (AnserLetterList  *self,
                  AnserLetterOrder *order)
{
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (unsigned));
  GHashTableIter iter;
  gpointer page, ids;

  g_hash_table_iter_init (&iter, self->early);
  while (g_hash_table_iter_next (&iter, &page, &ids))
    for (unsigned i = 0; i < ((GArray *) ids)->len; i++)
      {
        unsigned position = GPOINTER_TO_UINT (page) * PAGE + i;

        if (position < anser_letter_order_get_length (order) &&
            anser_letter_order_get_id (order, position) !=
              g_array_index ((GArray *) ids, gint64, i))
          g_array_append_val (positions, position);
      }
  return positions;
}

/* The places of all letters are there. How many they are was known from the same moment, unless it
 * could not be known. */
static void
on_loaded (AnserLetterOrder *order,
           gpointer          user_data)
{
  g_autoptr (AnserLetterList) self = g_object_ref (user_data);
  g_autoptr (GArray) differences = NULL;
  unsigned n_early = self->n_items;

  if (order == NULL)
    order = anser_letter_query_new_order (self->query);
  differences = find_differences (self, order);
  g_hash_table_remove_all (self->early);
  self->order = order;
  self->n_items = anser_letter_order_get_length (order);
  set_loading (self, NULL);
  if (self->n_items > n_early)
    g_list_model_items_changed (G_LIST_MODEL (self), n_early, 0, self->n_items - n_early);
  else if (self->n_items < n_early)
    g_list_model_items_changed (G_LIST_MODEL (self), self->n_items, n_early - self->n_items, 0);
  for (unsigned i = 0; i < differences->len; i++)
    g_list_model_items_changed (G_LIST_MODEL (self),
                                g_array_index (differences, unsigned, i), 1, 1);
  if (self->behind)
    anser_letter_list_follow (self);
  self->behind = FALSE;
}

/* The beginning of a long list, as pages. */
static void
take_head (AnserLetterList *self,
           AnserLetterLoad *load)
{
  AnserLetterOrder *head = anser_letter_load_get_head (load);
  unsigned n_head = anser_letter_order_get_length (head);
  gboolean known = self->plan.is_covered;

  for (unsigned i = 0; i + PAGE <= n_head; i += PAGE)
    {
      GArray *ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), PAGE);

      for (unsigned j = 0; j < PAGE; j++)
        {
          gint64 id = anser_letter_order_get_id (head, i + j);

          g_array_append_val (ids, id);
        }
      g_hash_table_insert (self->early, GUINT_TO_POINTER (i / PAGE), ids);
    }
  self->n_items = known ? self->plan.n_shown : n_head / PAGE * PAGE;
  set_loading (self, load);
  anser_letter_load_go_on (load, on_loaded, self);
  if (self->n_items > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, self->n_items);
}

static void
empty (AnserLetterList *self)
{
  g_hash_table_remove_all (self->early);
  anser_letter_list_replace_all (self, anser_letter_query_new_order (self->query));
}

static void
reload (AnserLetterList *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnserLetterLoad) load = anser_letter_load_begin (self->query, &error);
  AnserLetterOrder *order;

  if (load == NULL)
    {
      g_message ("List not read: %s", error->message);
      return;
    }
  self->plan = *anser_letter_load_get_plan (load);
  self->version = self->plan.version;
  self->behind = FALSE;
  order = anser_letter_load_steal (load);
  if (order != NULL)
    {
      set_loading (self, NULL);
      g_hash_table_remove_all (self->early);
      anser_letter_list_replace_all (self, order);
      return;
    }
  empty (self);
  g_clear_pointer (&self->order, anser_letter_order_free);
  take_head (self, g_steal_pointer (&load));
}

static void
on_folder_changed (AnserStore      *store,
                   AnserFolder     *folder,
                   AnserLetterList *self)
{
  if (!anser_letter_query_has_folder (self->query, anser_folder_get_id (folder)))
    return;
  if (self->order != NULL)
    anser_letter_list_follow (self);
  else
    self->behind = TRUE;
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
  else if (id == PROP_LOADING)
    g_value_set_boolean (value, anser_letter_list_is_loading (self));
  else if (id == PROP_COMPLETE)
    g_value_set_boolean (value, self->order != NULL);
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

  anser_letter_list_drop_pending (self);
  g_clear_pointer (&self->rows, anser_letter_rows_free);
  g_clear_pointer (&self->load, anser_letter_load_end);
  g_clear_pointer (&self->order, anser_letter_order_free);
  g_hash_table_unref (self->early);
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
  properties[PROP_LOADING] =
    g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_COMPLETE] =
    g_param_spec_boolean ("complete", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
anser_letter_list_init (AnserLetterList *self)
{
  self->early = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
}

AnserLetterList *
anser_letter_list_new (AnserStore *store,
                       GPtrArray  *folders)
{
  return anser_letter_list_new_sorted (store, folders, ANSER_LETTER_SORT_DATE, FALSE,
                                       ANSER_LETTER_SHOW_ALL);
}

static AnserLetterList *
new_list (AnserStore      *store,
          GPtrArray       *folders,
          gint64           tag,
          AnserLetterSort  sort,
          gboolean         reversed,
          AnserLetterShow  show)
{
  AnserLetterList *self = g_object_new (ANSER_TYPE_LETTER_LIST, NULL);

  self->store = g_object_ref (store);
  self->rows = anser_letter_rows_new (store, get_id, anser_letter_list_read_data, self);
  self->query = anser_letter_query_new (store, folders);
  anser_letter_query_set_tag (self->query, tag);
  self->sort = sort;
  self->reversed = reversed;
  self->show = show;
  anser_letter_query_set_order (self->query, sort, reversed);
  anser_letter_query_set_show (self->query, show);
  reload (self);
  g_signal_connect_object (store, "folder-changed", G_CALLBACK (on_folder_changed), self, 0);
  g_signal_connect_object (store, "renewed", G_CALLBACK (reload), self, G_CONNECT_SWAPPED);
  return self;
}

AnserLetterList *
anser_letter_list_new_sorted (AnserStore      *store,
                              GPtrArray       *folders,
                              AnserLetterSort  sort,
                              gboolean         reversed,
                              AnserLetterShow  show)
{
  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (folders != NULL, NULL);

  return new_list (store, folders, 0, sort, reversed, show);
}

AnserLetterList *
anser_letter_list_new_for_tag (AnserStore      *store,
                               GPtrArray       *folders,
                               gint64           tag,
                               AnserLetterSort  sort,
                               gboolean         reversed,
                               AnserLetterShow  show)
{
  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (folders != NULL, NULL);

  return new_list (store, folders, tag, sort, reversed, show);
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

void
anser_letter_list_set_order (AnserLetterList *self,
                             AnserLetterSort  sort,
                             gboolean         reversed)
{
  g_return_if_fail (ANSER_IS_LETTER_LIST (self));

  if (self->sort == sort && self->reversed == reversed)
    return;
  self->sort = sort;
  self->reversed = reversed;
  anser_letter_query_set_order (self->query, sort, reversed);
  reload (self);
}

void
anser_letter_list_set_show (AnserLetterList *self,
                            AnserLetterShow  show)
{
  g_return_if_fail (ANSER_IS_LETTER_LIST (self));

  if (self->show == show)
    return;
  self->show = show;
  anser_letter_query_set_show (self->query, show);
  /* Rows say something else of the same letters from now on. */
  anser_letter_rows_refresh_all (self->rows);
  reload (self);
}

void
anser_letter_list_set_kept (AnserLetterList *self,
                            gint64           letter)
{
  gint64 before;
  AnserLetterEntry entry;
  gboolean is_shown;

  g_return_if_fail (ANSER_IS_LETTER_LIST (self));

  before = self->kept;
  if (before == letter)
    return;
  self->kept = letter;
  anser_letter_query_set_kept (self->query, letter);
  if (before != 0 && anser_letter_query_get_entry (self->query, before, &entry, &is_shown) &&
      !is_shown)
    anser_letter_list_drop_entry (self, &entry);
}

gboolean
anser_letter_list_is_loading (AnserLetterList *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_LIST (self), FALSE);

  return self->load != NULL && !self->plan.is_covered;
}

gint64
anser_letter_list_get_id (AnserLetterList *self,
                          unsigned         position)
{
  g_return_val_if_fail (ANSER_IS_LETTER_LIST (self), 0);
  g_return_val_if_fail (position < self->n_items, 0);

  return get_id (self, position);
}

/* While the list is loaded: among what has been seen of it. */
static unsigned
find_early (AnserLetterList *self,
            gint64           letter)
{
  GHashTableIter iter;
  gpointer page, ids;

  g_hash_table_iter_init (&iter, self->early);
  while (g_hash_table_iter_next (&iter, &page, &ids))
    for (unsigned i = 0; i < ((GArray *) ids)->len; i++)
      if (g_array_index ((GArray *) ids, gint64, i) == letter)
        return GPOINTER_TO_UINT (page) * PAGE + i;
  return G_MAXUINT;
}

unsigned
anser_letter_list_find (AnserLetterList *self,
                        gint64           letter)
{
  AnserLetterEntry entry;
  gboolean is_shown;

  g_return_val_if_fail (ANSER_IS_LETTER_LIST (self), G_MAXUINT);

  if (self->order == NULL)
    return find_early (self, letter);
  /* One that has just gone is looked for, for the list is about to be told. */
  if (!anser_letter_query_get_entry (self->query, letter, &entry, &is_shown))
    return anser_letter_order_find_id (self->order, letter);
  return anser_letter_order_holds (self->order, &entry)
           ? anser_letter_order_lower_bound (self->order, &entry) : G_MAXUINT;
}
