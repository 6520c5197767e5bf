/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/folder-row-private.h"

#include "widgets/tag-pills.h"

#include <glib/gi18n.h>

/* Pixels for each folder that one is in; deeper ones leave room for the name. */
#define INDENT 16
#define MOST_INDENTS 6

struct _AnserFolderRow
{
  GtkListBoxRow parent_instance;

  AnserFolderItem *item;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *count;
};

G_DEFINE_FINAL_TYPE (AnserFolderRow, anser_folder_row, GTK_TYPE_LIST_BOX_ROW)

/* "Inbox, 3 unread": what a screen reader says of the row. */
static void
update_name (AnserFolderRow *self,
             unsigned        count)
{
  const char *title = anser_folder_item_get_title (self->item);
  g_autofree char *name = NULL;
  gboolean unread;

  g_object_get (self->item, "unread", &unread, NULL);
  if (unread)
    name = g_strdup_printf (ngettext ("%s, %u unread", "%s, %u unread", count),
                            title, count);
  else
    name = g_strdup (title);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
update_count (AnserFolderRow *self)
{
  g_autofree char *text = NULL;
  unsigned count;
  gboolean unread;

  g_object_get (self->item, "count", &count, "unread", &unread, NULL);

  /* Translators: the number beside a folder; the ' asks for the locale's thousands separator. */
  text = g_strdup_printf (C_("folder count", "%'u"), count);
  gtk_label_set_label (self->count, text);
  gtk_widget_set_visible (GTK_WIDGET (self->count), count > 0);
  if (unread)
    gtk_widget_add_css_class (GTK_WIDGET (self), "unread");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "unread");
  update_name (self, count);
}

static void
anser_folder_row_dispose (GObject *object)
{
  AnserFolderRow *self = ANSER_FOLDER_ROW (object);

  g_clear_object (&self->item);

  G_OBJECT_CLASS (anser_folder_row_parent_class)->dispose (object);
}

static void
anser_folder_row_class_init (AnserFolderRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = anser_folder_row_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/inbox/folder-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserFolderRow, icon);
  gtk_widget_class_bind_template_child (widget_class, AnserFolderRow, title);
  gtk_widget_class_bind_template_child (widget_class, AnserFolderRow, count);
  anser_folder_row_install_actions (widget_class);
}

static void
anser_folder_row_init (AnserFolderRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
anser_folder_row_new (AnserFolderItem *item)
{
  AnserFolderRow *self;

  g_return_val_if_fail (ANSER_IS_FOLDER_ITEM (item), NULL);

  self = g_object_new (ANSER_TYPE_FOLDER_ROW, NULL);
  self->item = g_object_ref (item);
  gtk_image_set_from_icon_name (self->icon, anser_folder_item_get_icon_name (item));
  if (anser_folder_item_get_tag (item) != NULL)
    {
      g_autofree char *style = anser_tag_pills_dup_class (anser_folder_item_get_title (item));

      gtk_widget_add_css_class (GTK_WIDGET (self->icon), "tag-icon");
      gtk_widget_add_css_class (GTK_WIDGET (self->icon), style);
    }
  gtk_label_set_label (self->title, anser_folder_item_get_title (item));
  /* The sidebar is as wide as the names that Anser gives. */
  if (anser_folder_item_get_depth (item) == 0 &&
      anser_folder_item_get_role (item) != ANSER_FOLDER_OTHER)
    gtk_label_set_ellipsize (self->title, PANGO_ELLIPSIZE_NONE);
  else
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), anser_folder_item_get_title (item));
  gtk_widget_set_margin_start (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (self)),
                               2 + INDENT * MIN (anser_folder_item_get_depth (item), MOST_INDENTS));
  anser_folder_row_update_actions (self);
  g_signal_connect_object (item, "notify::count", G_CALLBACK (update_count), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (item, "notify::unread", G_CALLBACK (update_count), self,
                           G_CONNECT_SWAPPED);
  update_count (self);

  return GTK_WIDGET (self);
}

AnserFolderItem *
anser_folder_row_get_item (AnserFolderRow *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER_ROW (self), NULL);

  return self->item;
}

AnserFolderSidebar *
anser_folder_row_get_sidebar (AnserFolderRow *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER_ROW (self), NULL);

  return (AnserFolderSidebar *) gtk_widget_get_ancestor (GTK_WIDGET (self),
                                                         ANSER_TYPE_FOLDER_SIDEBAR);
}
