/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-widgets"

#include "config.h"

#include "widgets/attachment-chip.h"

#include <glib/gi18n.h>

struct _AnserAttachmentChip
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *button;
  GtkImage *icon;
  GtkLabel *name_label;
  GtkLabel *size_label;
  GtkWidget *menu_button;
  GtkWidget *remove_button;
};

G_DEFINE_FINAL_TYPE (AnserAttachmentChip, anser_attachment_chip, GTK_TYPE_WIDGET)

enum
{
  ACTIVATED,
  REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_clicked (AnserAttachmentChip *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
on_remove_clicked (AnserAttachmentChip *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

static void
set_accessible_label (GtkWidget  *widget,
                      const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
anser_attachment_chip_dispose (GObject *object)
{
  AnserAttachmentChip *self = ANSER_ATTACHMENT_CHIP (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (anser_attachment_chip_parent_class)->dispose (object);
}

static void
anser_attachment_chip_class_init (AnserAttachmentChipClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = anser_attachment_chip_dispose;

  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REMOVED] = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/widgets/attachment-chip.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserAttachmentChip, box);
  gtk_widget_class_bind_template_child (widget_class, AnserAttachmentChip, button);
  gtk_widget_class_bind_template_child (widget_class, AnserAttachmentChip, icon);
  gtk_widget_class_bind_template_child (widget_class, AnserAttachmentChip, name_label);
  gtk_widget_class_bind_template_child (widget_class, AnserAttachmentChip, size_label);
  gtk_widget_class_bind_template_child (widget_class, AnserAttachmentChip, menu_button);
  gtk_widget_class_bind_template_child (widget_class, AnserAttachmentChip, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, on_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_clicked);
}

static void
anser_attachment_chip_init (AnserAttachmentChip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
anser_attachment_chip_new (const char *name,
                           const char *content_type,
                           gint64      size)
{
  AnserAttachmentChip *self = g_object_new (ANSER_TYPE_ATTACHMENT_CHIP, NULL);
  g_autofree char *type = g_content_type_from_mime_type (content_type);
  g_autoptr(GIcon) icon = g_content_type_get_symbolic_icon (type != NULL ? type : content_type);
  g_autofree char *size_text = g_format_size (MAX (size, 0));
  g_autofree char *open_label = NULL;
  g_autofree char *menu_label = NULL;
  g_autofree char *remove_label = NULL;

  gtk_image_set_from_gicon (self->icon, icon);
  gtk_label_set_label (self->name_label, name);
  gtk_label_set_label (self->size_label, size_text);
  gtk_widget_set_tooltip_text (self->button, name);

  /* Translators: what a screen reader says of an attached file: its name and its size. */
  open_label = g_strdup_printf (_("%s, %s"), name, size_text);
  set_accessible_label (self->button, open_label);

  /* Translators: %s is the name of an attached file. */
  menu_label = g_strdup_printf (_("What to do with “%s”"), name);
  set_accessible_label (self->menu_button, menu_label);
  gtk_widget_set_tooltip_text (self->menu_button, _("Open or save"));

  /* Translators: %s is the name of an attached file. */
  remove_label = g_strdup_printf (_("Remove “%s”"), name);
  set_accessible_label (self->remove_button, remove_label);
  gtk_widget_set_tooltip_text (self->remove_button, remove_label);

  return GTK_WIDGET (self);
}

const char *
anser_attachment_chip_get_name (AnserAttachmentChip *self)
{
  g_return_val_if_fail (ANSER_IS_ATTACHMENT_CHIP (self), NULL);

  return gtk_label_get_label (self->name_label);
}

void
anser_attachment_chip_set_removable (AnserAttachmentChip *self,
                                     gboolean             removable)
{
  g_return_if_fail (ANSER_IS_ATTACHMENT_CHIP (self));

  gtk_widget_set_visible (self->remove_button, removable);
}

void
anser_attachment_chip_set_menu (AnserAttachmentChip *self,
                                GMenuModel          *menu)
{
  g_return_if_fail (ANSER_IS_ATTACHMENT_CHIP (self));
  g_return_if_fail (menu == NULL || G_IS_MENU_MODEL (menu));

  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu_button), menu);
  gtk_widget_set_visible (self->menu_button, menu != NULL);
}
