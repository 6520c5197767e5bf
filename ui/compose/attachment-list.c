/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-compose"

#include "config.h"

#include "compose/attachment-list.h"

#include "widgets/attachment-chip.h"

#include <glib/gi18n.h>

struct _AnserAttachmentList
{
  GtkWidget   parent_instance;

  AnserDraft *draft;

  GtkWidget  *separator;
  GtkWidget  *line;
  GtkFlowBox *chips;
  GtkLabel   *total;
};

G_DEFINE_FINAL_TYPE (AnserAttachmentList, anser_attachment_list, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The chip's place among the chips is the attachment's place in the draft. The chips are made anew,
 * so nothing of this one may be used afterwards. */
static void
on_removed (AnserAttachmentList *self,
            GtkWidget           *chip)
{
  GtkWidget *child = gtk_widget_get_ancestor (chip, GTK_TYPE_FLOW_BOX_CHILD);
  int position = gtk_flow_box_child_get_index (GTK_FLOW_BOX_CHILD (child));

  anser_draft_remove_attachment (self->draft, position);
  anser_attachment_list_refresh (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gint64
add_chip (AnserAttachmentList *self,
          unsigned             position)
{
  gint64 size = anser_draft_get_attachment_size (self->draft, position);
  GtkWidget *chip =
    anser_attachment_chip_new (anser_draft_get_attachment_name (self->draft, position),
                               anser_draft_get_attachment_type (self->draft, position),
                               size);

  anser_attachment_chip_set_removable (ANSER_ATTACHMENT_CHIP (chip), TRUE);
  g_signal_connect_object (chip, "removed", G_CALLBACK (on_removed), self, G_CONNECT_SWAPPED);
  gtk_flow_box_insert (self->chips, chip, -1);
  gtk_widget_set_focusable (gtk_widget_get_parent (chip), FALSE);

  return size;
}

static void
anser_attachment_list_dispose (GObject *object)
{
  AnserAttachmentList *self = ANSER_ATTACHMENT_LIST (object);

  g_clear_pointer (&self->separator, gtk_widget_unparent);
  g_clear_pointer (&self->line, gtk_widget_unparent);
  g_clear_object (&self->draft);

  G_OBJECT_CLASS (anser_attachment_list_parent_class)->dispose (object);
}

static void
anser_attachment_list_class_init (AnserAttachmentListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = anser_attachment_list_dispose;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ansermail/Anser/compose/attachment-list.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserAttachmentList, separator);
  gtk_widget_class_bind_template_child (widget_class, AnserAttachmentList, line);
  gtk_widget_class_bind_template_child (widget_class, AnserAttachmentList, chips);
  gtk_widget_class_bind_template_child (widget_class, AnserAttachmentList, total);
}

static void
anser_attachment_list_init (AnserAttachmentList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
anser_attachment_list_set_draft (AnserAttachmentList *self,
                                 AnserDraft          *draft)
{
  g_return_if_fail (ANSER_IS_ATTACHMENT_LIST (self));
  g_return_if_fail (ANSER_IS_DRAFT (draft));

  if (g_set_object (&self->draft, draft))
    anser_attachment_list_refresh (self);
}

void
anser_attachment_list_refresh (AnserAttachmentList *self)
{
  unsigned n_attachments;
  gint64 size = 0;
  GtkWidget *child;
  g_autofree char *size_text = NULL;
  g_autofree char *total = NULL;

  g_return_if_fail (ANSER_IS_ATTACHMENT_LIST (self));

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->chips))) != NULL)
    gtk_flow_box_remove (self->chips, child);

  n_attachments = anser_draft_get_n_attachments (self->draft);
  for (unsigned i = 0; i < n_attachments; i++)
    size += add_chip (self, i);

  size_text = g_format_size (size);
  /* Translators: below the number of attachments stands their size together. */
  total = g_strdup_printf (ngettext ("%u file\n%s", "%u files\n%s", n_attachments),
                           n_attachments, size_text);
  gtk_label_set_label (self->total, total);
  gtk_widget_set_visible (GTK_WIDGET (self), n_attachments > 0);
}
