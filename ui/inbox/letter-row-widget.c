/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/letter-row-widget.h"

#include "widgets/date-format.h"
#include "widgets/highlight.h"
#include "widgets/tag-pills.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _AnserLetterRowWidget
{
  GtkWidget parent_instance;

  AnserLetterRow *row;

  GtkWidget *dot;
  GtkLabel *sender;
  GtkLabel *count;
  GtkLabel *date;
  GtkLabel *subject;
  GtkLabel *snippet;
  GtkWidget *replied;
  GtkWidget *forwarded;
  GtkWidget *attachment;
  GtkWidget *star;
  AnserTagPills *tags;
};

G_DEFINE_FINAL_TYPE (AnserLetterRowWidget, anser_letter_row_widget, GTK_TYPE_WIDGET)

static gboolean
is_empty (const char *text)
{
  return text == NULL || *text == '\0';
}

/* What one wrote is told apart by whom it went to. */
static char *
correspondent (AnserLetterRow *row)
{
  AnserFolderRole role = anser_letter_row_get_role (row);
  gboolean own = role == ANSER_FOLDER_DRAFTS || role == ANSER_FOLDER_OUTBOX ||
                 role == ANSER_FOLDER_SENT;
  const char *name = own ? anser_letter_row_get_recipients (row)
                         : anser_letter_row_get_sender (row);

  if (is_empty (name))
    return g_strdup (own ? _("No recipient") : _("No sender"));
  if (own)
    /* Translators: in the list of sent messages: "To: Maria, Li Wei". */
    return g_strdup_printf (_("To: %s"), name);

  return g_strdup (name);
}

/* All that the row shows, as one sentence for the screen reader. */
static void
update_name (AnserLetterRowWidget *self,
             AnserLetterFlags      flags)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  g_autofree char *conversation = NULL;
  g_autofree char *tags = g_strdup (anser_letter_row_get_tags (self->row));
  g_autofree char *name = NULL;
  unsigned count = anser_letter_row_get_count (self->row);

  if (tags != NULL)
    g_strdelimit (tags, "\n", ' ');
  if (!(flags & ANSER_LETTER_SEEN))
    g_ptr_array_add (words, (char *) _("Unread"));
  g_ptr_array_add (words, (char *) gtk_label_get_label (self->sender));
  g_ptr_array_add (words, (char *) gtk_label_get_label (self->subject));
  g_ptr_array_add (words, (char *) gtk_label_get_label (self->date));
  if (count > 1)
    {
      conversation = g_strdup_printf (ngettext ("conversation of %u message",
                                                "conversation of %u messages", count), count);
      g_ptr_array_add (words, conversation);
    }
  if (flags & ANSER_LETTER_FLAGGED)
    g_ptr_array_add (words, (char *) _("starred"));
  if (flags & ANSER_LETTER_HAS_ATTACHMENTS)
    g_ptr_array_add (words, (char *) _("has attachments"));
  if (flags & ANSER_LETTER_REPLIED)
    g_ptr_array_add (words, (char *) _("replied"));
  if (flags & ANSER_LETTER_PASSED)
    g_ptr_array_add (words, (char *) _("forwarded"));
  if (tags != NULL)
    g_ptr_array_add (words, tags);
  g_ptr_array_add (words, NULL);

  name = g_strjoinv (", ", (char **) words->pdata);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* How long a conversation is, if it is one. */
static void
update_count (AnserLetterRowWidget *self)
{
  unsigned count = anser_letter_row_get_count (self->row);
  g_autofree char *text = g_strdup_printf ("%u", count);

  gtk_label_set_label (self->count, text);
  gtk_widget_set_visible (GTK_WIDGET (self->count), count > 1);
}

static void
update_flags (AnserLetterRowWidget *self)
{
  AnserLetterFlags flags = anser_letter_row_get_flags (self->row);
  gboolean unread = !(flags & ANSER_LETTER_SEEN);

  /* The dot keeps its place, so that nothing moves when a letter is read. */
  gtk_widget_set_opacity (self->dot, unread ? 1 : 0);
  gtk_widget_set_visible (self->replied, (flags & ANSER_LETTER_REPLIED) != 0);
  gtk_widget_set_visible (self->forwarded, (flags & ANSER_LETTER_PASSED) != 0);
  gtk_widget_set_visible (self->attachment, (flags & ANSER_LETTER_HAS_ATTACHMENTS) != 0);
  gtk_widget_set_visible (self->star, (flags & ANSER_LETTER_FLAGGED) != 0);
  if (unread)
    gtk_widget_add_css_class (GTK_WIDGET (self), "unread");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "unread");

  update_count (self);
  anser_tag_pills_set_names (self->tags, anser_letter_row_get_tags (self->row));
  update_name (self, flags);
}

static void
clear_row (AnserLetterRowWidget *self)
{
  if (self->row != NULL)
    g_signal_handlers_disconnect_by_func (self->row, update_flags, self);
  g_clear_object (&self->row);
}

static void
anser_letter_row_widget_dispose (GObject *object)
{
  AnserLetterRowWidget *self = ANSER_LETTER_ROW_WIDGET (object);
  GtkWidget *child;

  clear_row (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (anser_letter_row_widget_parent_class)->dispose (object);
}

static void
anser_letter_row_widget_class_init (AnserLetterRowWidgetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = anser_letter_row_widget_dispose;

  g_type_ensure (ADW_TYPE_BIN);
  g_type_ensure (ANSER_TYPE_TAG_PILLS);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/inbox/letter-row-widget.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserLetterRowWidget, dot);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterRowWidget, sender);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterRowWidget, count);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterRowWidget, date);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterRowWidget, subject);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterRowWidget, snippet);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterRowWidget, replied);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterRowWidget, forwarded);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterRowWidget, attachment);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterRowWidget, star);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterRowWidget, tags);
}

static void
anser_letter_row_widget_init (AnserLetterRowWidget *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
anser_letter_row_widget_new (void)
{
  return g_object_new (ANSER_TYPE_LETTER_ROW_WIDGET, NULL);
}

void
anser_letter_row_widget_set_row (AnserLetterRowWidget *self,
                                 AnserLetterRow       *row)
{
  g_autofree char *date = NULL;
  g_autofree char *name = NULL;
  const char *subject;
  const char *snippet;

  g_return_if_fail (ANSER_IS_LETTER_ROW_WIDGET (self));
  g_return_if_fail (row == NULL || ANSER_IS_LETTER_ROW (row));

  clear_row (self);
  if (row == NULL)
    return;

  self->row = g_object_ref (row);
  g_signal_connect_swapped (row, "notify::flags", G_CALLBACK (update_flags), self);
  g_signal_connect_swapped (row, "notify::count", G_CALLBACK (update_flags), self);
  g_signal_connect_swapped (row, "notify::tags", G_CALLBACK (update_flags), self);

  date = anser_date_format_short (anser_letter_row_get_date (row), NULL);
  name = correspondent (row);
  subject = anser_letter_row_get_subject (row);
  snippet = anser_letter_row_get_snippet (row);
  gtk_label_set_label (self->sender, name);
  gtk_label_set_label (self->date, date);
  gtk_label_set_label (self->subject, is_empty (subject) ? _("(no subject)") : subject);
  gtk_label_set_label (self->snippet, is_empty (snippet) ? " " : snippet);
  gtk_label_set_attributes (self->sender, NULL);
  gtk_label_set_attributes (self->subject, NULL);
  gtk_label_set_attributes (self->snippet, NULL);
  update_flags (self);
}

static void
highlight (AnserLetterRowWidget *self,
           GtkLabel             *label,
           const AnserQuery     *query,
           gboolean              variants,
           AnserQueryColumn      column)
{
  PangoAttrList *attributes = anser_highlight_make (GTK_WIDGET (self), query, variants, column,
                                                    gtk_label_get_label (label));

  gtk_label_set_attributes (label, attributes);
  g_clear_pointer (&attributes, pango_attr_list_unref);
}

void
anser_letter_row_widget_highlight (AnserLetterRowWidget *self,
                                   const AnserQuery     *query,
                                   gboolean              variants)
{
  g_return_if_fail (ANSER_IS_LETTER_ROW_WIDGET (self));

  highlight (self, self->sender, query, variants, ANSER_QUERY_FROM);
  highlight (self, self->subject, query, variants, ANSER_QUERY_SUBJECT);
  highlight (self, self->snippet, query, variants, ANSER_QUERY_BODY);
}
