/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-reader"

#include "config.h"

#include "reader/letter-card.h"

#include "reader/letter-actions.h"
#include "reader/letter-page.h"
#include "widgets/date-format.h"
#include "widgets/focus-children.h"
#include "widgets/highlight.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _AnserLetterCard
{
  GtkWidget parent_instance;

  AnserPostOffice *office;
  AnserLetterRow *row;
  GPtrArray *opened;
  GCancellable *cancellable;   /* while the letter is read */
  AnserQuery *query;           /* what is marked, or NULL */
  gboolean variants;
  gboolean folds;
  gboolean open;
  AnserLetterPage *page;       /* once it was open */

  GMenuModel *menu;
  GtkWidget *line;
  AdwAvatar *avatar;
  GtkLabel *sender;
  GtkLabel *snippet;
  GtkLabel *date;
  GtkWidget *attachment;
  GtkWidget *star;
};

G_DEFINE_FINAL_TYPE (AnserLetterCard, anser_letter_card, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_OPEN,
  PROP_LETTER,
  N_PROPERTIES
};

enum
{
  ACT,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

/* On the text, where keys scroll, or on the line. */
static gboolean
anser_letter_card_grab_focus (GtkWidget *widget)
{
  AnserLetterCard *self = ANSER_LETTER_CARD (widget);

  if (!self->open || self->page == NULL)
    return gtk_widget_grab_focus (self->line);

  return anser_letter_page_focus (self->page) ||
         gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD);
}

static void
set_css_class (GtkWidget  *widget,
               const char *name,
               gboolean    on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* All that the line shows, as one sentence for the screen reader. */
static void
update_name (AnserLetterCard *self)
{
  gboolean seen = (anser_letter_row_get_flags (self->row) & ANSER_LETTER_SEEN) != 0;
  g_autofree char *words = g_strjoin (", ", gtk_label_get_label (self->sender),
                                      gtk_label_get_label (self->date),
                                      gtk_label_get_label (self->snippet), NULL);
  g_autofree char *name = seen ? g_steal_pointer (&words)
                               : g_strjoin (", ", _("Unread"), words, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->line), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

static void
update_flags (AnserLetterCard *self)
{
  AnserLetterFlags flags = anser_letter_row_get_flags (self->row);

  gtk_widget_set_visible (self->attachment, (flags & ANSER_LETTER_HAS_ATTACHMENTS) != 0);
  gtk_widget_set_visible (self->star, (flags & ANSER_LETTER_FLAGGED) != 0);
  set_css_class (self->line, "unread", !(flags & ANSER_LETTER_SEEN));
  update_name (self);
  anser_letter_actions_update (GTK_WIDGET (self), self->row, self->page != NULL);
}

static void
mark (AnserLetterCard  *self,
      GtkLabel         *label,
      AnserQueryColumn  column)
{
  PangoAttrList *attributes = anser_highlight_make (GTK_WIDGET (self), self->query, self->variants,
                                                    column, gtk_label_get_label (label));

  gtk_label_set_attributes (label, attributes);
  g_clear_pointer (&attributes, pango_attr_list_unref);
}

static void
update_marks (AnserLetterCard *self)
{
  g_autofree char *excerpt =
    anser_highlight_dup_excerpt (self->query, self->variants, ANSER_QUERY_BODY,
                                 anser_letter_row_get_snippet (self->row));

  gtk_label_set_label (self->snippet, excerpt);
  mark (self, self->sender, ANSER_QUERY_FROM);
  mark (self, self->snippet, ANSER_QUERY_BODY);
  if (self->page != NULL)
    anser_letter_page_highlight (self->page, self->query, self->variants);
}

static void
fill_line (AnserLetterCard *self)
{
  const char *sender = anser_letter_row_get_sender (self->row);
  g_autofree char *date = anser_date_format_short (anser_letter_row_get_date (self->row), NULL);
  g_autofree char *full_date = anser_date_format_full (anser_letter_row_get_date (self->row));

  if (sender == NULL || *sender == '\0')
    sender = _("No sender");
  adw_avatar_set_text (self->avatar, sender);
  gtk_label_set_label (self->sender, sender);
  gtk_label_set_label (self->snippet, anser_letter_row_get_snippet (self->row));
  gtk_label_set_label (self->date, date);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->date), full_date);
}

/* Until the letter has been read, the line stands for it. */
static void
update_shape (AnserLetterCard *self)
{
  gboolean shown = self->open && self->page != NULL;
  gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;

  gtk_widget_set_visible (self->line, !shown);
  if (self->page != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->page), shown);
  set_css_class (GTK_WIDGET (self), "folded", !shown);
  if (had_focus)
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
on_header_clicked (AnserLetterCard *self)
{
  if (self->folds)
    anser_letter_card_set_open (self, FALSE);
}

static void
add_page (AnserLetterCard *self,
          AnserLetter     *letter)
{
  AnserReaderHeader *header;

  self->page = ANSER_LETTER_PAGE (anser_letter_page_new (self->office, self->row, letter,
                                                         self->opened));
  gtk_widget_set_parent (GTK_WIDGET (self->page), GTK_WIDGET (self));
  anser_letter_page_highlight (self->page, self->query, self->variants);
  header = anser_letter_page_get_header (self->page);
  g_signal_connect_object (header, "clicked", G_CALLBACK (on_header_clicked), self,
                           G_CONNECT_SWAPPED);
  if (self->folds)
    anser_reader_header_set_menu (header, self->menu);
  anser_letter_actions_update (GTK_WIDGET (self), self->row, TRUE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LETTER]);
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(AnserLetterCard) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserLetter) letter =
    anser_post_office_open_letter_finish (ANSER_POST_OFFICE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  if (letter != NULL)
    {
      add_page (self, letter);
      update_shape (self);
      return;
    }

  gtk_label_set_label (self->snippet, error->message);
  update_name (self);
  anser_letter_card_set_open (self, FALSE);
}

static void
on_unfold (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  anser_letter_card_set_open (ANSER_LETTER_CARD (widget), TRUE);
}

static void
on_fold (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  anser_letter_card_set_open (ANSER_LETTER_CARD (widget), FALSE);
}

static void
on_letter_action (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  g_signal_emit (widget, signals[ACT], 0, action);
}

static void
anser_letter_card_get_property (GObject    *object,
                                guint       id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  AnserLetterCard *self = ANSER_LETTER_CARD (object);

  switch (id)
    {
    case PROP_OPEN:
      g_value_set_boolean (value, self->open);
      break;

    case PROP_LETTER:
      g_value_set_object (value, anser_letter_card_get_letter (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anser_letter_card_dispose (GObject *object)
{
  AnserLetterCard *self = ANSER_LETTER_CARD (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->page != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->page));
  self->page = NULL;
  g_clear_pointer (&self->line, gtk_widget_unparent);

  G_OBJECT_CLASS (anser_letter_card_parent_class)->dispose (object);
}

static void
anser_letter_card_finalize (GObject *object)
{
  AnserLetterCard *self = ANSER_LETTER_CARD (object);

  g_clear_object (&self->office);
  g_clear_object (&self->row);
  g_clear_pointer (&self->opened, g_ptr_array_unref);
  g_clear_pointer (&self->query, anser_query_unref);

  G_OBJECT_CLASS (anser_letter_card_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (ADW_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/reader/letter-card.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserLetterCard, menu);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterCard, line);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterCard, avatar);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterCard, sender);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterCard, snippet);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterCard, date);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterCard, attachment);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterCard, star);
}

static void
anser_letter_card_class_init (AnserLetterCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = anser_letter_card_get_property;
  object_class->dispose = anser_letter_card_dispose;
  object_class->finalize = anser_letter_card_finalize;
  widget_class->grab_focus = anser_letter_card_grab_focus;
  widget_class->focus = anser_focus_children;

  properties[PROP_OPEN] = g_param_spec_boolean ("open", NULL, NULL, FALSE,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LETTER] = g_param_spec_object ("letter", NULL, NULL, ANSER_TYPE_LETTER,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[ACT] = g_signal_new ("act", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "card.unfold", NULL, on_unfold);
  gtk_widget_class_install_action (widget_class, "card.fold", NULL, on_fold);
  for (gsize i = 0; anser_letter_action_names[i] != NULL; i++)
    gtk_widget_class_install_action (widget_class, anser_letter_action_names[i], NULL,
                                     on_letter_action);
}

static void
anser_letter_card_init (AnserLetterCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
anser_letter_card_new (AnserPostOffice *office,
                       AnserLetterRow  *row,
                       gboolean         folds,
                       GPtrArray       *opened)
{
  AnserLetterCard *self;

  g_return_val_if_fail (ANSER_IS_POST_OFFICE (office), NULL);
  g_return_val_if_fail (ANSER_IS_LETTER_ROW (row), NULL);
  g_return_val_if_fail (opened != NULL, NULL);

  self = g_object_new (ANSER_TYPE_LETTER_CARD, NULL);
  self->office = g_object_ref (office);
  self->row = g_object_ref (row);
  self->folds = folds;
  self->opened = g_ptr_array_ref (opened);
  g_signal_connect_object (row, "notify::flags", G_CALLBACK (update_flags), self,
                           G_CONNECT_SWAPPED);
  fill_line (self);
  update_flags (self);
  update_shape (self);

  return GTK_WIDGET (self);
}

AnserLetterRow *
anser_letter_card_get_row (AnserLetterCard *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_CARD (self), NULL);

  return self->row;
}

AnserLetter *
anser_letter_card_get_letter (AnserLetterCard *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_CARD (self), NULL);

  return self->page != NULL ? anser_letter_page_get_letter (self->page) : NULL;
}

void
anser_letter_card_set_open (AnserLetterCard *self,
                            gboolean         open)
{
  g_return_if_fail (ANSER_IS_LETTER_CARD (self));

  if (self->open == open)
    return;

  self->open = open;
  if (open && self->page == NULL && self->cancellable == NULL)
    {
      self->cancellable = g_cancellable_new ();
      anser_post_office_open_letter_async (self->office, anser_letter_row_get_id (self->row),
                                           self->cancellable, on_read, g_object_ref (self));
    }
  update_shape (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPEN]);
}

void
anser_letter_card_open (AnserLetterCard *self,
                        AnserLetter     *letter)
{
  g_return_if_fail (ANSER_IS_LETTER_CARD (self));
  g_return_if_fail (ANSER_IS_LETTER (letter));

  if (self->page == NULL && self->cancellable == NULL)
    add_page (self, letter);
  anser_letter_card_set_open (self, TRUE);
}

void
anser_letter_card_highlight (AnserLetterCard  *self,
                             const AnserQuery *query,
                             gboolean          variants)
{
  g_return_if_fail (ANSER_IS_LETTER_CARD (self));

  if (self->query == query && self->variants == variants)
    return;
  g_clear_pointer (&self->query, anser_query_unref);
  self->query = query != NULL ? anser_query_ref ((AnserQuery *) query) : NULL;
  self->variants = variants;
  update_marks (self);
}
