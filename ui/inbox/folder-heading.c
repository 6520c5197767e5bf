/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/folder-heading.h"

#include "inbox/folder-row.h"

#include <glib/gi18n.h>

/* @account is NULL above the tags. */
static GtkWidget *
heading_new (AnserAccount *account)
{
  GtkWidget *label = gtk_label_new (_("Tags"));

  if (account != NULL)
    g_object_bind_property (account, "label", label, "label", G_BINDING_SYNC_CREATE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "folder-heading");
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "dim-label");

  return label;
}

void
anser_folder_heading_update (GtkListBoxRow *row,
                             GtkListBoxRow *before,
                             gpointer       user_data)
{
  AnserFolderItem *item = anser_folder_row_get_item (ANSER_FOLDER_ROW (row));
  AnserFolderItem *item_before =
    before != NULL ? anser_folder_row_get_item (ANSER_FOLDER_ROW (before)) : NULL;
  AnserAccount *account = anser_folder_item_get_account (item);
  gboolean is_tag = anser_folder_item_get_tag (item) != NULL;
  gboolean first = item_before == NULL ||
                   anser_folder_item_get_account (item_before) != account ||
                   (anser_folder_item_get_tag (item_before) != NULL) != is_tag;

  if (!first || (account == NULL && !is_tag))
    gtk_list_box_row_set_header (row, NULL);
  else if (gtk_list_box_row_get_header (row) == NULL)
    gtk_list_box_row_set_header (row, heading_new (account));
}
