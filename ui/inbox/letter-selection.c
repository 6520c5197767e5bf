/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/letter-selection.h"

struct _AnserLetterSelection
{
  GObject parent_instance;

  GListModel *model;
  GtkBitset *selected;
};

static GType
get_item_type (GListModel *list)
{
  return g_list_model_get_item_type (ANSER_LETTER_SELECTION (list)->model);
}

static guint
get_n_items (GListModel *list)
{
  return g_list_model_get_n_items (ANSER_LETTER_SELECTION (list)->model);
}

static gpointer
get_item (GListModel *list,
          guint       position)
{
  return g_list_model_get_item (ANSER_LETTER_SELECTION (list)->model, position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gboolean
is_selected (GtkSelectionModel *model,
             guint              position)
{
  return gtk_bitset_contains (ANSER_LETTER_SELECTION (model)->selected, position);
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model,
                        guint              position,
                        guint              n_items)
{
  return gtk_bitset_ref (ANSER_LETTER_SELECTION (model)->selected);
}

/* Takes @selected (transfer full) in place of what was, and says between which rows it differs. */
static void
take (AnserLetterSelection *self,
      GtkBitset            *selected)
{
  g_autoptr(GtkBitset) changed = gtk_bitset_copy (selected);
  guint first;
  guint last;

  gtk_bitset_difference (changed, self->selected);
  gtk_bitset_unref (self->selected);
  self->selected = selected;
  if (gtk_bitset_is_empty (changed))
    return;

  first = gtk_bitset_get_minimum (changed);
  last = gtk_bitset_get_maximum (changed);
  gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), first, last - first + 1);
}

static gboolean
set_selection (GtkSelectionModel *model,
               GtkBitset         *selected,
               GtkBitset         *mask)
{
  AnserLetterSelection *self = ANSER_LETTER_SELECTION (model);
  g_autoptr(GtkBitset) wanted = gtk_bitset_copy (selected);
  GtkBitset *now = gtk_bitset_copy (self->selected);
  guint n = g_list_model_get_n_items (self->model);

  gtk_bitset_intersect (wanted, mask);
  gtk_bitset_subtract (now, mask);
  gtk_bitset_union (now, wanted);
  gtk_bitset_remove_range_closed (now, n, G_MAXUINT);
  take (self, now);

  return TRUE;
}

static void
selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->set_selection = set_selection;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AnserLetterSelection, anser_letter_selection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                      selection_model_init))

static void
on_items_changed (GListModel           *model,
                  guint                 position,
                  guint                 removed,
                  guint                 added,
                  AnserLetterSelection *self)
{
  gtk_bitset_splice (self->selected, position, removed, added);
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
anser_letter_selection_finalize (GObject *object)
{
  AnserLetterSelection *self = ANSER_LETTER_SELECTION (object);

  g_clear_object (&self->model);
  g_clear_pointer (&self->selected, gtk_bitset_unref);

  G_OBJECT_CLASS (anser_letter_selection_parent_class)->finalize (object);
}

static void
anser_letter_selection_class_init (AnserLetterSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_letter_selection_finalize;
}

static void
anser_letter_selection_init (AnserLetterSelection *self)
{
  self->selected = gtk_bitset_new_empty ();
}

AnserLetterSelection *
anser_letter_selection_new (GListModel *model)
{
  AnserLetterSelection *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (model), NULL);

  self = g_object_new (ANSER_TYPE_LETTER_SELECTION, NULL);
  self->model = g_object_ref (model);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (on_items_changed), self, 0);

  return self;
}

guint64
anser_letter_selection_get_n (AnserLetterSelection *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_SELECTION (self), 0);

  return gtk_bitset_get_size (self->selected);
}

void
anser_letter_selection_select_single (AnserLetterSelection *self,
                                      guint                 position)
{
  g_autoptr(GtkBitset) selected = gtk_bitset_new_empty ();

  g_return_if_fail (ANSER_IS_LETTER_SELECTION (self));

  if (position < g_list_model_get_n_items (self->model))
    gtk_bitset_add (selected, position);
  take (self, g_steal_pointer (&selected));
}

guint
anser_letter_selection_get_first (AnserLetterSelection *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_SELECTION (self), GTK_INVALID_LIST_POSITION);

  return gtk_bitset_is_empty (self->selected) ? GTK_INVALID_LIST_POSITION
                                              : gtk_bitset_get_minimum (self->selected);
}

void
anser_letter_selection_foreach (AnserLetterSelection     *self,
                                AnserLetterSelectionFunc  func,
                                gpointer                  user_data)
{
  GtkBitsetIter iter;
  guint position;

  g_return_if_fail (ANSER_IS_LETTER_SELECTION (self));

  for (gboolean more = gtk_bitset_iter_init_first (&iter, self->selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    func (self->model, position, user_data);
}
