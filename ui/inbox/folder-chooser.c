/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/folder-chooser.h"

#include "inbox/folder-heading.h"
#include "inbox/folder-row.h"

struct _AnserFolderChooser
{
  GtkPopover parent_instance;

  GtkEditable *entry;
  GtkListBox *list_box;
};

G_DEFINE_FINAL_TYPE (AnserFolderChooser, anser_folder_chooser, GTK_TYPE_POPOVER)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_wanted (GtkListBoxRow *row,
           gpointer       user_data)
{
  AnserFolderChooser *self = user_data;
  AnserFolderItem *item = anser_folder_row_get_item (ANSER_FOLDER_ROW (row));
  const char *words = gtk_editable_get_text (self->entry);
  g_autofree char *path = NULL;

  if (*words == '\0')
    return TRUE;

  path = anser_folder_item_dup_path (item);
  return g_str_match_string (words, path, TRUE) ||
         strstr (path, words) != NULL;
}

static void
choose (AnserFolderChooser *self,
        GtkListBoxRow      *row)
{
  g_autoptr(AnserFolderItem) item =
    g_object_ref (anser_folder_row_get_item (ANSER_FOLDER_ROW (row)));

  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[CHOSEN], 0, item);
}

static void
on_row_activated (AnserFolderChooser *self,
                  GtkListBoxRow      *row)
{
  choose (self, row);
}

static GtkListBoxRow *
first_shown (AnserFolderChooser *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list_box, i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      return row;

  return NULL;
}

/* Return takes the first that is found; of all folders none is meant. */
static void
on_entry_activate (AnserFolderChooser *self)
{
  GtkListBoxRow *row = first_shown (self);

  if (row != NULL && *gtk_editable_get_text (self->entry) != '\0')
    choose (self, row);
}

static void
on_text_changed (AnserFolderChooser *self)
{
  gtk_list_box_invalidate_filter (self->list_box);
  gtk_list_box_invalidate_headers (self->list_box);
}

static gboolean
let_go (gpointer user_data)
{
  gtk_widget_unparent (user_data);

  return G_SOURCE_REMOVE;
}

/* The signal "chosen" is still to come. */
static void
on_closed (AnserFolderChooser *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, let_go, g_object_ref (self), g_object_unref);
}

static void
add_folders (AnserFolderChooser *self,
             AnserPostOffice    *office,
             AnserAccount       *account)
{
  g_autoptr(GListModel) folders =
    anser_store_get_folders (anser_post_office_get_store (office), anser_account_get_id (account));

  for (guint i = 0; folders != NULL && i < g_list_model_get_n_items (folders); i++)
    {
      g_autoptr(AnserFolder) folder = g_list_model_get_item (folders, i);
      g_autoptr(AnserFolderItem) item = NULL;
      AnserFolderRole role = anser_folder_get_role (folder);

      if (role == ANSER_FOLDER_OUTBOX || role == ANSER_FOLDER_DRAFTS)
        continue;

      item = anser_folder_item_new (account, folder);
      gtk_list_box_append (self->list_box, anser_folder_row_new (item));
    }
}

static void
anser_folder_chooser_class_init (AnserFolderChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, ANSER_TYPE_FOLDER_ITEM);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/inbox/folder-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserFolderChooser, entry);
  gtk_widget_class_bind_template_child (widget_class, AnserFolderChooser, list_box);
  gtk_widget_class_bind_template_callback (widget_class, on_closed);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed);
  gtk_widget_class_bind_template_callback (widget_class, gtk_popover_popdown);
}

static void
anser_folder_chooser_init (AnserFolderChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_filter_func (self->list_box, is_wanted, self, NULL);
}

GtkWidget *
anser_folder_chooser_new (GtkWidget       *anchor,
                          AnserPostOffice *office,
                          const char      *account)
{
  AnserFolderChooser *self;
  GListModel *accounts;

  g_return_val_if_fail (GTK_IS_WIDGET (anchor), NULL);
  g_return_val_if_fail (ANSER_IS_POST_OFFICE (office), NULL);

  self = g_object_new (ANSER_TYPE_FOLDER_CHOOSER, NULL);
  accounts = G_LIST_MODEL (anser_post_office_get_accounts (office));
  for (int others = 0; others < 2; others++)
    for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
      {
        g_autoptr(AnserAccount) one = g_list_model_get_item (accounts, i);

        if (others == (g_strcmp0 (anser_account_get_id (one), account) != 0))
          add_folders (self, office, one);
      }
  if (g_list_model_get_n_items (accounts) > 1)
    gtk_list_box_set_header_func (self->list_box, anser_folder_heading_update, NULL, NULL);
  gtk_widget_set_parent (GTK_WIDGET (self), anchor);

  return GTK_WIDGET (self);
}
