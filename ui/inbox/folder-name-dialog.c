/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/folder-name-dialog.h"

#include "store/folder-name.h"

#include <glib/gi18n.h>

struct _AnserFolderNameDialog
{
  AdwMessageDialog parent_instance;

  GtkEditable *entry;
  GtkLabel *problem;
};

G_DEFINE_FINAL_TYPE (AnserFolderNameDialog, anser_folder_name_dialog, ADW_TYPE_MESSAGE_DIALOG)

/* An empty entry says for itself what is missing. */
static void
check (AnserFolderNameDialog *self)
{
  const char *name = gtk_editable_get_text (self->entry);
  g_autoptr(GError) error = NULL;
  g_autofree char *part = anser_folder_name_from_title (name, &error);

  gtk_label_set_label (self->problem, part == NULL && *name != '\0' ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), part == NULL && *name != '\0');
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "ok", part != NULL);
}

static void
anser_folder_name_dialog_class_init (AnserFolderNameDialogClass *klass)
{
}

static void
anser_folder_name_dialog_init (AnserFolderNameDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->entry = GTK_EDITABLE (gtk_entry_new ());
  gtk_entry_set_activates_default (GTK_ENTRY (self->entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Name of the folder"), -1);
  self->problem = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_label_set_xalign (self->problem, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "error");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->problem));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (self), box);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (check), self, G_CONNECT_SWAPPED);
}

GtkWidget *
anser_folder_name_dialog_new (GtkWindow  *parent,
                              const char *heading,
                              const char *button,
                              const char *name)
{
  AnserFolderNameDialog *self =
    g_object_new (ANSER_TYPE_FOLDER_NAME_DIALOG, "transient-for", parent, "modal", TRUE,
                  "heading", heading, NULL);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self);

  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "ok", button, NULL);
  adw_message_dialog_set_response_appearance (dialog, "ok", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "ok");
  adw_message_dialog_set_close_response (dialog, "cancel");
  gtk_editable_set_text (self->entry, name);
  check (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));

  return GTK_WIDGET (self);
}

const char *
anser_folder_name_dialog_get_name (AnserFolderNameDialog *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER_NAME_DIALOG (self), NULL);

  return gtk_editable_get_text (self->entry);
}
