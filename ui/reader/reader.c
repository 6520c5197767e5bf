/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-reader"

#include "config.h"

#include "reader/reader-private.h"

#include "reader/letter-page.h"
#include "store/subject.h"
#include "widgets/highlight.h"

#include <adwaita.h>
#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (AnserReader, anser_reader, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_LETTER,
  PROP_ACTING,
  PROP_CONVERSATIONS,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

guint
anser_reader_get_n_letters (AnserReader *self)
{
  return self->list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->list)) : 0;
}

static void
show_page (AnserReader *self,
           const char  *name)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), name);
}

static void
on_letters_changed (AnserReader *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTING]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LETTER]);
  anser_reader_update_tags (self);
  anser_reader_queue_seen (self);
}

static void
set_list (AnserReader           *self,
          AnserConversationList *list)
{
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_set_object (&self->list, list);
  g_hash_table_remove_all (self->kept);
  self->all_open = FALSE;
  self->visited = 0;
  if (list != NULL)
    g_signal_connect_object (list, "items-changed", G_CALLBACK (on_letters_changed), self,
                             G_CONNECT_SWAPPED);
}

/* A draft and a letter that waits to be sent stand alone: they change under the user's hands. */
static gboolean
is_whole (AnserReader *self)
{
  AnserFolderRole role = anser_letter_row_get_role (self->row);

  return self->conversations && role != ANSER_FOLDER_DRAFTS && role != ANSER_FOLDER_OUTBOX;
}

static void
mark_subject (AnserReader *self)
{
  PangoAttrList *marks = anser_highlight_make (GTK_WIDGET (self), self->query, self->variants,
                                               ANSER_QUERY_SUBJECT,
                                               gtk_label_get_label (self->subject));

  gtk_label_set_attributes (self->subject, marks);
  g_clear_pointer (&marks, pango_attr_list_unref);
}

static void
fill (AnserReader *self,
      AnserLetter *letter)
{
  g_autoptr(AnserConversationList) list =
    anser_conversation_list_new (anser_post_office_get_store (self->office),
                                 anser_letter_row_get_id (self->row), is_whole (self));
  const char *subject = anser_letter_get_subject (letter);

  set_list (self, list);
  if (anser_reader_get_n_letters (self) > 1)
    subject = anser_subject_skip_marks (subject, NULL);
  gtk_label_set_label (self->subject, *subject != '\0' ? subject : _("(no subject)"));
  mark_subject (self);
  anser_reader_update_tags (self);
  anser_reader_show_cards (self, letter);
  show_page (self, "letter");
  anser_reader_queue_seen (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LETTER]);
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(AnserReader) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserLetter) letter = NULL;

  letter = anser_post_office_open_letter_finish (ANSER_POST_OFFICE (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  if (letter != NULL)
    fill (self, letter);
  else
    {
      g_autofree char *sentence = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (ADW_STATUS_PAGE (self->problem_page), sentence);
      show_page (self, "problem");
    }
}

static void
forget_row (AnserReader *self)
{
  g_clear_handle_id (&self->seen_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->row);
}

/* What is shown has this letter too. Where a row stands for the conversation, nobody asked for another
 * letter: a newer one has come, and what is in view stays there. */
static gboolean
go_on_with (AnserReader    *self,
            AnserLetterRow *row)
{
  guint position = self->list != NULL && self->cancellable == NULL && self->row != NULL
    ? anser_conversation_list_find (self->list, anser_letter_row_get_id (row)) : G_MAXUINT;
  GtkWidget *card;

  if (position == G_MAXUINT)
    return FALSE;

  g_set_object (&self->row, row);
  card = anser_card_view_make_card (self->view, position);
  if (anser_letter_row_get_count (row) < 2 && !anser_card_view_is_in_view (self->view, card))
    anser_card_view_scroll_to (self->view, position);
  anser_letter_card_set_open (ANSER_LETTER_CARD (card), TRUE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LETTER]);

  return TRUE;
}

/* Keys scroll the letter wherever the focus is in it; the text itself never scrolls. */
static gboolean
on_key_pressed (AnserReader     *self,
                guint            key,
                guint            code,
                GdkModifierType  state)
{
  GtkScrollType scroll = GTK_SCROLL_NONE;
  gboolean handled;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;

  switch (key)
    {
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      scroll = GTK_SCROLL_PAGE_DOWN;
      break;

    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      scroll = GTK_SCROLL_PAGE_UP;
      break;

    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      scroll = GTK_SCROLL_START;
      break;

    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      scroll = GTK_SCROLL_END;
      break;

    default:
      return GDK_EVENT_PROPAGATE;
    }

  if ((state & GDK_SHIFT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;

  g_signal_emit_by_name (self->scrolled_window, "scroll-child", scroll, FALSE, &handled);

  return GDK_EVENT_STOP;
}

static void
anser_reader_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (anser_reader_parent_class)->root (widget);

  g_signal_connect_object (gtk_widget_get_root (widget), "notify::focus-widget",
                           G_CALLBACK (anser_reader_follow_focus), widget, G_CONNECT_SWAPPED);
}

static void
anser_reader_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), anser_reader_follow_focus,
                                        widget);

  GTK_WIDGET_CLASS (anser_reader_parent_class)->unroot (widget);
}

static void
anser_reader_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  AnserReader *self = ANSER_READER (object);

  switch (id)
    {
    case PROP_LETTER:
      g_value_set_object (value, anser_reader_get_letter (self));
      break;

    case PROP_ACTING:
      g_value_set_object (value, anser_reader_get_acting (self));
      break;

    case PROP_CONVERSATIONS:
      g_value_set_boolean (value, self->conversations);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_conversations (AnserReader *self,
                   gboolean     conversations)
{
  g_autoptr(AnserLetterRow) row = self->row != NULL ? g_object_ref (self->row) : NULL;

  if (self->conversations == conversations)
    return;

  self->conversations = conversations;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONVERSATIONS]);
  if (row == NULL)
    return;

  set_list (self, NULL);
  forget_row (self);
  anser_reader_show (self, row);
}

static void
anser_reader_set_property (GObject      *object,
                           guint         id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_CONVERSATIONS:
      set_conversations (ANSER_READER (object), g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anser_reader_dispose (GObject *object)
{
  AnserReader *self = ANSER_READER (object);

  forget_row (self);
  g_clear_weak_pointer (&self->acting);
  set_list (self, NULL);
  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_object (&self->office);

  G_OBJECT_CLASS (anser_reader_parent_class)->dispose (object);
}

static void
anser_reader_finalize (GObject *object)
{
  AnserReader *self = ANSER_READER (object);

  g_hash_table_unref (self->kept);
  g_clear_pointer (&self->opened, g_ptr_array_unref);
  g_clear_pointer (&self->query, anser_query_unref);

  G_OBJECT_CLASS (anser_reader_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (ANSER_TYPE_CARD_VIEW);
  g_type_ensure (ANSER_TYPE_TAG_PILLS);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/reader/reader.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserReader, stack);
  gtk_widget_class_bind_template_child (widget_class, AnserReader, scrolled_window);
  gtk_widget_class_bind_template_child (widget_class, AnserReader, view);
  gtk_widget_class_bind_template_child (widget_class, AnserReader, subject);
  gtk_widget_class_bind_template_child (widget_class, AnserReader, tags);
  gtk_widget_class_bind_template_child (widget_class, AnserReader, problem_page);
}

static void
anser_reader_class_init (AnserReaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = anser_reader_get_property;
  object_class->set_property = anser_reader_set_property;
  object_class->dispose = anser_reader_dispose;
  object_class->finalize = anser_reader_finalize;
  widget_class->root = anser_reader_root;
  widget_class->unroot = anser_reader_unroot;

  properties[PROP_LETTER] =
    g_param_spec_object ("letter", NULL, NULL, ANSER_TYPE_LETTER,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ACTING] =
    g_param_spec_object ("acting", NULL, NULL, ANSER_TYPE_LETTER_ROW,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CONVERSATIONS] =
    g_param_spec_boolean ("conversations", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  bind_template (widget_class);
}

static void
anser_reader_init (AnserReader *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->opened = anser_letter_page_new_opened ();
  self->kept = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scrolled_window),
                           "value-changed", G_CALLBACK (anser_reader_queue_seen), self,
                           G_CONNECT_SWAPPED);
}

void
anser_reader_set_office (AnserReader     *self,
                         AnserPostOffice *office)
{
  g_return_if_fail (ANSER_IS_READER (self));
  g_return_if_fail (ANSER_IS_POST_OFFICE (office));
  g_return_if_fail (self->office == NULL);

  self->office = g_object_ref (office);
}

void
anser_reader_show (AnserReader    *self,
                   AnserLetterRow *row)
{
  g_return_if_fail (ANSER_IS_READER (self));
  g_return_if_fail (row == NULL || ANSER_IS_LETTER_ROW (row));

  if (self->row == row || (row != NULL && go_on_with (self, row)))
    return;

  forget_row (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LETTER]);
  if (row == NULL)
    {
      set_list (self, NULL);
      anser_card_view_set_model (self->view, NULL, NULL, NULL);
      show_page (self, "none");
      return;
    }

  /* What was shown before stays in view until this is there: nothing flickers. */
  self->row = g_object_ref (row);
  self->cancellable = g_cancellable_new ();
  anser_post_office_open_letter_async (self->office, anser_letter_row_get_id (row),
                                       self->cancellable, on_opened, g_object_ref (self));
}

AnserLetterRow *
anser_reader_get_acting (AnserReader *self)
{
  g_return_val_if_fail (ANSER_IS_READER (self), NULL);

  return self->acting != NULL ? anser_letter_card_get_row (self->acting) : NULL;
}

AnserLetterRow *
anser_reader_get_row (AnserReader *self)
{
  AnserLetterCard *card;

  g_return_val_if_fail (ANSER_IS_READER (self), NULL);

  card = anser_reader_get_current (self);
  return card != NULL ? anser_letter_card_get_row (card) : NULL;
}

AnserLetter *
anser_reader_get_letter (AnserReader *self)
{
  AnserLetterCard *card;

  g_return_val_if_fail (ANSER_IS_READER (self), NULL);

  card = anser_reader_get_current (self);
  return card != NULL ? anser_letter_card_get_letter (card) : NULL;
}

void
anser_reader_highlight (AnserReader      *self,
                        const AnserQuery *query,
                        gboolean          variants)
{
  g_return_if_fail (ANSER_IS_READER (self));

  g_clear_pointer (&self->query, anser_query_unref);
  self->query = query != NULL ? anser_query_ref ((AnserQuery *) query) : NULL;
  self->variants = variants;
  mark_subject (self);
  for (guint i = 0; i < anser_reader_get_n_letters (self); i++)
    {
      GtkWidget *card = anser_card_view_get_card (self->view, i);

      if (card != NULL)
        anser_letter_card_highlight (ANSER_LETTER_CARD (card), query, variants);
    }
}

void
anser_reader_focus (AnserReader *self)
{
  AnserLetterCard *card;

  g_return_if_fail (ANSER_IS_READER (self));

  card = anser_reader_get_current (self);
  if (card == NULL || !gtk_widget_grab_focus (GTK_WIDGET (card)))
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}
