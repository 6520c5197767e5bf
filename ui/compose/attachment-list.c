/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-compose"

#include "config.h"

#include "compose/attachment-list.h"

#include "compose/wrap-layout.h"
#include "widgets/attachment-chip.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Three lines of chips; with more of them one scrolls, so that the letter keeps its room. */
#define MAX_HEIGHT 120

struct _AnserAttachmentList
{
  GtkWidget   parent_instance;

  AnserDraft *draft;

  GtkWidget  *separator;
  GtkWidget  *line;
  GtkWidget  *holder;
  GtkBox     *chips;
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
  unsigned position = 0;

  while ((chip = gtk_widget_get_prev_sibling (chip)) != NULL)
    position++;

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
  gtk_box_append (self->chips, chip);

  return size;
}

/* A scrolled window does not ask for the height that its child has at a given width. */
static void
measure_holder (GtkWidget      *holder,
                GtkOrientation  orientation,
                int             for_size,
                int            *minimum,
                int            *natural,
                int            *minimum_baseline,
                int            *natural_baseline)
{
  AnserAttachmentList *self =
    ANSER_ATTACHMENT_LIST (gtk_widget_get_ancestor (holder, ANSER_TYPE_ATTACHMENT_LIST));

  gtk_widget_measure (GTK_WIDGET (self->chips), orientation, for_size, minimum, natural,
                      NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = MIN (*natural, MAX_HEIGHT);
}

static void
allocate_holder (GtkWidget *holder,
                 int        width,
                 int        height,
                 int        baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (holder), width, height, baseline, NULL);
}

static GtkSizeRequestMode
height_for_width (GtkWidget *holder)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
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

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/compose/attachment-list.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserAttachmentList, separator);
  gtk_widget_class_bind_template_child (widget_class, AnserAttachmentList, line);
  gtk_widget_class_bind_template_child (widget_class, AnserAttachmentList, holder);
  gtk_widget_class_bind_template_child (widget_class, AnserAttachmentList, chips);
  gtk_widget_class_bind_template_child (widget_class, AnserAttachmentList, total);
}

static void
anser_attachment_list_init (AnserAttachmentList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_widget_set_layout_manager (self->holder,
                                 gtk_custom_layout_new (height_for_width, measure_holder,
                                                        allocate_holder));
  gtk_widget_set_layout_manager (GTK_WIDGET (self->chips), anser_wrap_layout_new (6));
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
    gtk_box_remove (self->chips, child);

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
