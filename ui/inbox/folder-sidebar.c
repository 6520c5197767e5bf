/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/folder-sidebar.h"

#include "inbox/folder-heading.h"
#include "inbox/folder-row-private.h"
#include "inbox/letter-bundle.h"
#include "inbox/saved-searches.h"
#include "widgets/tab-stop.h"

struct _AnserFolderSidebar
{
  GtkWidget parent_instance;

  AnserPostOffice *office;
  GListStore *items;
  GPtrArray *folder_models;   /* the store's, watched for folders that come and go */
  AnserFolderItem *selected;
  char *first;                /* the place to begin with */
  AnserFolder *awaited;       /* to be selected when it comes */
  AnserUndoHistory *history;
  gboolean filling;

  GtkWidget *scrolled_window;
  GtkListBox *list_box;
};

G_DEFINE_FINAL_TYPE (AnserFolderSidebar, anser_folder_sidebar, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_SELECTED,
  PROP_TITLE,
  N_PROPERTIES
};

enum
{
  ACTIVATED,
  DROPPED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  GtkWidget *row = anser_folder_row_new (item);

  anser_folder_row_add_menu (ANSER_FOLDER_ROW (row));
  anser_folder_row_add_dnd (ANSER_FOLDER_ROW (row));

  return row;
}

/* A line that was made again is no other choice, though it may be called otherwise now: the list
 * stays as it is. */
static void
set_selected (AnserFolderSidebar *self,
              AnserFolderItem    *item)
{
  gboolean same = item != NULL && self->selected != NULL &&
                  anser_folder_item_is_same (item, self->selected);

  if (!g_set_object (&self->selected, item))
    return;
  if (!same)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
on_row_selected (AnserFolderSidebar *self,
                 GtkListBoxRow      *row)
{
  if (!self->filling)
    set_selected (self, row != NULL ? anser_folder_row_get_item (ANSER_FOLDER_ROW (row)) : NULL);
}

static void
on_row_activated (AnserFolderSidebar *self,
                  GtkListBoxRow      *row)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void fill (AnserFolderSidebar *self);

static void
unwatch_folders (AnserFolderSidebar *self)
{
  for (guint i = 0; i < self->folder_models->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->folder_models, i), self);
  g_ptr_array_set_size (self->folder_models, 0);
}

static void
add_account (AnserAccount *account,
             GListModel   *folders,
             GPtrArray    *items,
             GPtrArray    *inboxes)
{
  for (guint i = 0; i < g_list_model_get_n_items (folders); i++)
    {
      g_autoptr(AnserFolder) folder = g_list_model_get_item (folders, i);

      g_ptr_array_add (items, anser_folder_item_new (account, folder));
      if (anser_folder_get_role (folder) == ANSER_FOLDER_INBOX)
        g_ptr_array_add (inboxes, g_object_ref (folder));
    }
}

static gboolean
is_wanted (AnserFolderSidebar *self,
           AnserFolderItem    *item)
{
  g_autofree char *place = NULL;

  if (self->awaited != NULL && anser_folder_item_get_folder (item) == self->awaited)
    return TRUE;
  if (self->selected != NULL)
    return anser_folder_item_equal (item, self->selected);

  place = anser_folder_item_dup_place (item);
  return g_strcmp0 (place, self->first) == 0;
}

/* The row that was selected before, though made again; else the first. */
static void
restore_selection (AnserFolderSidebar *self)
{
  guint position = 0;
  GtkListBoxRow *row;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr(AnserFolderItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (!is_wanted (self, item))
        continue;
      position = i;
      if (self->awaited != NULL && anser_folder_item_get_folder (item) == self->awaited)
        {
          g_clear_object (&self->awaited);
          break;
        }
    }

  row = gtk_list_box_get_row_at_index (self->list_box, position);
  gtk_list_box_select_row (self->list_box, row);
  set_selected (self, row != NULL ? anser_folder_row_get_item (ANSER_FOLDER_ROW (row)) : NULL);
}

/* A list box shows every row that it makes for a model: the empty outbox is hidden after that. */
static void
bind_visible (AnserFolderSidebar *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list_box, i)) != NULL; i++)
    g_object_bind_property (anser_folder_row_get_item (ANSER_FOLDER_ROW (row)), "shown",
                            row, "visible", G_BINDING_SYNC_CREATE);
}

/* What is thrown away or junk is not meant by a tag. */
static void
add_tags (AnserFolderSidebar *self,
          GPtrArray          *items)
{
  GListModel *tags = anser_store_get_tags (anser_post_office_get_store (self->office));
  g_autoptr(GPtrArray) folders = g_ptr_array_new ();

  for (guint i = 0; i < items->len; i++)
    {
      AnserFolderItem *item = g_ptr_array_index (items, i);
      AnserFolderRole role = anser_folder_item_get_role (item);

      if (role != ANSER_FOLDER_TRASH && role != ANSER_FOLDER_JUNK)
        g_ptr_array_add (folders, anser_folder_item_get_folder (item));
    }
  for (guint i = 0; i < g_list_model_get_n_items (tags); i++)
    {
      g_autoptr(AnserTag) tag = g_list_model_get_item (tags, i);

      g_ptr_array_add (items, anser_folder_item_new_for_tag (tag, folders));
    }
  g_signal_connect_object (tags, "items-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->folder_models, tags);
}

/* Accounts and folders come and go seldom, so the lines are made again as a whole. */
static void
fill (AnserFolderSidebar *self)
{
  GListModel *accounts = G_LIST_MODEL (anser_post_office_get_accounts (self->office));
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) inboxes = g_ptr_array_new_with_free_func (g_object_unref);

  unwatch_folders (self);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(AnserAccount) account = g_list_model_get_item (accounts, i);
      GListModel *folders = anser_store_get_folders (anser_post_office_get_store (self->office),
                                                     anser_account_get_id (account));

      if (folders == NULL)
        continue;

      add_account (account, folders, items, inboxes);
      g_signal_connect_object (folders, "items-changed", G_CALLBACK (fill), self,
                               G_CONNECT_SWAPPED);
      g_ptr_array_add (self->folder_models, folders);
    }
  add_tags (self, items);
  if (inboxes->len > 1)
    g_ptr_array_insert (items, 0, anser_folder_item_new_all (inboxes));

  self->filling = TRUE;
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)),
                       items->pdata, items->len);
  self->filling = FALSE;
  bind_visible (self);
  restore_selection (self);
}

static void
anser_folder_sidebar_get_property (GObject    *object,
                                   guint       id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  AnserFolderSidebar *self = ANSER_FOLDER_SIDEBAR (object);

  switch (id)
    {
    case PROP_SELECTED:
      g_value_set_object (value, self->selected);
      break;

    case PROP_TITLE:
      g_value_set_string (value, self->selected != NULL
                                   ? anser_folder_item_get_title (self->selected) : "");
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anser_folder_sidebar_dispose (GObject *object)
{
  AnserFolderSidebar *self = ANSER_FOLDER_SIDEBAR (object);

  self->filling = TRUE;
  unwatch_folders (self);
  g_clear_pointer (&self->scrolled_window, gtk_widget_unparent);
  g_clear_object (&self->selected);
  g_clear_object (&self->awaited);
  g_clear_object (&self->history);
  g_clear_object (&self->office);

  G_OBJECT_CLASS (anser_folder_sidebar_parent_class)->dispose (object);
}

static void
anser_folder_sidebar_finalize (GObject *object)
{
  AnserFolderSidebar *self = ANSER_FOLDER_SIDEBAR (object);

  g_clear_object (&self->items);
  g_clear_pointer (&self->first, g_free);
  g_clear_pointer (&self->folder_models, g_ptr_array_unref);

  G_OBJECT_CLASS (anser_folder_sidebar_parent_class)->finalize (object);
}

static void
anser_folder_sidebar_class_init (AnserFolderSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = anser_folder_sidebar_get_property;
  object_class->dispose = anser_folder_sidebar_dispose;
  object_class->finalize = anser_folder_sidebar_finalize;

  properties[PROP_SELECTED] =
    g_param_spec_object ("selected", NULL, NULL, ANSER_TYPE_FOLDER_ITEM,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "",
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);

  signals[DROPPED] = g_signal_new ("dropped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 2, ANSER_TYPE_FOLDER_ITEM,
                                   ANSER_TYPE_LETTER_BUNDLE);

  g_type_ensure (ANSER_TYPE_SAVED_SEARCHES);
  g_type_ensure (ANSER_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/inbox/folder-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserFolderSidebar, scrolled_window);
  gtk_widget_class_bind_template_child (widget_class, AnserFolderSidebar, list_box);
  gtk_widget_class_bind_template_callback (widget_class, on_row_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
anser_folder_sidebar_init (AnserFolderSidebar *self)
{
  self->items = g_list_store_new (ANSER_TYPE_FOLDER_ITEM);
  self->folder_models = g_ptr_array_new_with_free_func (g_object_unref);

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list_box, anser_folder_heading_update, NULL, NULL);
  gtk_list_box_bind_model (self->list_box, G_LIST_MODEL (self->items), create_row, NULL, NULL);
}

void
anser_folder_sidebar_set_first (AnserFolderSidebar *self,
                                const char         *place)
{
  g_return_if_fail (ANSER_IS_FOLDER_SIDEBAR (self));
  g_return_if_fail (self->office == NULL);

  g_free (self->first);
  self->first = g_strdup (place);
}

void
anser_folder_sidebar_set_office (AnserFolderSidebar *self,
                                 AnserPostOffice    *office)
{
  g_return_if_fail (ANSER_IS_FOLDER_SIDEBAR (self));
  g_return_if_fail (ANSER_IS_POST_OFFICE (office));
  g_return_if_fail (self->office == NULL);

  self->office = g_object_ref (office);
  g_signal_connect_object (anser_post_office_get_accounts (office), "items-changed",
                           G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
}

AnserFolderItem *
anser_folder_sidebar_get_selected (AnserFolderSidebar *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER_SIDEBAR (self), NULL);

  return self->selected;
}

AnserPostOffice *
anser_folder_sidebar_get_office (AnserFolderSidebar *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER_SIDEBAR (self), NULL);

  return self->office;
}

void
anser_folder_sidebar_set_history (AnserFolderSidebar *self,
                                  AnserUndoHistory   *history)
{
  g_return_if_fail (ANSER_IS_FOLDER_SIDEBAR (self));
  g_return_if_fail (ANSER_IS_UNDO_HISTORY (history));

  g_set_object (&self->history, history);
}

AnserUndoHistory *
anser_folder_sidebar_get_history (AnserFolderSidebar *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER_SIDEBAR (self), NULL);

  return self->history;
}

void
anser_folder_sidebar_select (AnserFolderSidebar *self,
                             AnserFolder        *folder)
{
  g_return_if_fail (ANSER_IS_FOLDER_SIDEBAR (self));
  g_return_if_fail (ANSER_IS_FOLDER (folder));

  g_set_object (&self->awaited, folder);
  restore_selection (self);
}

void
anser_folder_sidebar_take_letters (AnserFolderSidebar *self,
                                   AnserFolderItem    *item,
                                   GArray             *letters)
{
  g_return_if_fail (ANSER_IS_FOLDER_SIDEBAR (self));

  g_signal_emit (self, signals[DROPPED], 0, item, letters);
}

void
anser_folder_sidebar_select_place (AnserFolderSidebar *self,
                                   const char         *place)
{
  g_return_if_fail (ANSER_IS_FOLDER_SIDEBAR (self));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr(AnserFolderItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      g_autofree char *other = anser_folder_item_dup_place (item);

      if (g_str_equal (other, place))
        gtk_list_box_select_row (self->list_box, gtk_list_box_get_row_at_index (self->list_box, i));
    }
}
