/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/folder-heading.h"

#include "inbox/folder-row.h"

static GtkWidget *
heading_new (AnserAccount *account)
{
  GtkWidget *label = gtk_label_new (NULL);

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
  AnserAccount *account = anser_folder_item_get_account (
    anser_folder_row_get_item (ANSER_FOLDER_ROW (row)));
  AnserAccount *account_before = NULL;

  if (before != NULL)
    account_before = anser_folder_item_get_account (
      anser_folder_row_get_item (ANSER_FOLDER_ROW (before)));

  if (account == NULL || account == account_before)
    gtk_list_box_row_set_header (row, NULL);
  else if (gtk_list_box_row_get_header (row) == NULL)
    gtk_list_box_row_set_header (row, heading_new (account));
}
