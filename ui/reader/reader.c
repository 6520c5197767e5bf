/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-reader"

#include "config.h"

#include "reader/reader-private.h"

#include "widgets/notice-bar.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* Who walks through the list with the arrow keys has not read what passes by. */
#define SEEN_AFTER_MS 600

/* More is shown only when asked for: laying out text takes time and memory. */
#define MOST_TEXT (256 * 1024)

/* A line that its sender broke at 72 characters is not to break again, though its letters may be
 * wider than most. */
#define COLUMN_CHARS 76

G_DEFINE_FINAL_TYPE (AnserReader, anser_reader, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_LETTER,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static void
show_page (AnserReader *self,
           const char  *name)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), name);
}

static void
on_seen_flagged (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  /* It stays unread then, which loses nothing. */
  if (!anser_store_flag_finish (ANSER_STORE (source), result, &error))
    g_info ("A message could not be marked as read: %s", error->message);
}

static gboolean
on_seen (gpointer user_data)
{
  AnserReader *self = user_data;
  gint64 id = anser_letter_row_get_id (self->row);

  self->seen_source = 0;
  anser_store_flag_async (anser_post_office_get_store (self->office), &id, 1, ANSER_LETTER_SEEN, 0,
                          NULL, on_seen_flagged, NULL);

  return G_SOURCE_REMOVE;
}

static GPtrArray *
own_addresses (AnserReader *self)
{
  GListModel *accounts = G_LIST_MODEL (anser_post_office_get_accounts (self->office));
  GPtrArray *own = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_address_free);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(AnserAccount) account = g_list_model_get_item (accounts, i);

      g_ptr_array_add (own, anser_address_new (NULL, anser_account_get_address (account)));
    }

  return own;
}

static void
clear_notices (AnserReader *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->notices))) != NULL)
    gtk_box_remove (self->notices, child);
  gtk_widget_set_visible (GTK_WIDGET (self->notices), FALSE);
}

void
anser_reader_show_damage (AnserReader *self)
{
  const char **notices = anser_letter_get_notices (self->letter);

  for (gsize i = 0; notices != NULL && notices[i] != NULL; i++)
    anser_reader_add_notice (self, anser_notice_bar_new ("dialog-warning-symbolic", notices[i]));
}

/* Of a header alone the rest is not missing: whether it is one is looked up first. */
static void
show_notices (AnserReader *self)
{
  AnserFolderRole role = anser_letter_row_get_role (self->row);

  if (role == ANSER_FOLDER_DRAFTS || role == ANSER_FOLDER_OUTBOX)
    anser_reader_show_damage (self);
  if (role == ANSER_FOLDER_DRAFTS)
    {
      GtkWidget *bar = anser_notice_bar_new ("document-edit-symbolic",
                                             _("You have not sent this message yet."));

      gtk_widget_add_css_class (bar, "quiet");
      anser_notice_bar_add_button (ANSER_NOTICE_BAR (bar), _("Edit"), "letter.edit", NULL);
      anser_reader_add_notice (self, bar);
    }
  else if (role == ANSER_FOLDER_OUTBOX)
    anser_reader_show_outbox_state (self);
  else
    anser_reader_show_partial (self);
}

/* Up to a line end or, where there is none, a whole character. */
static char *
first_part (const char *text)
{
  const char *end = g_utf8_find_prev_char (text, text + MOST_TEXT);
  const char *line = g_strrstr_len (text, MOST_TEXT, "\n");

  return g_strndup (text, (line != NULL ? line : end) - text);
}

static void
show_text (AnserReader *self)
{
  const char *text = anser_letter_get_text (self->letter);
  g_autofree char *part = NULL;
  GtkWidget *bar;

  gtk_widget_set_visible (GTK_WIDGET (self->text), *text != '\0');
  if (strlen (text) <= MOST_TEXT)
    {
      anser_letter_text_set_text (self->text, text);
      return;
    }

  part = first_part (text);
  anser_letter_text_set_text (self->text, part);
  bar = anser_notice_bar_new ("text-x-generic-symbolic",
                              _("This message is very long; below is its beginning."));
  gtk_widget_add_css_class (bar, "quiet");
  anser_notice_bar_add_button (ANSER_NOTICE_BAR (bar), _("Show All"), "reader.show-all", NULL);
  anser_reader_add_notice (self, bar);
}

static void
on_show_all (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  AnserReader *self = ANSER_READER (widget);

  if (self->letter == NULL)
    return;

  anser_letter_text_set_text (self->text, anser_letter_get_text (self->letter));
  clear_notices (self);
  show_notices (self);
}

/* A letter in the outbox may have been tried meanwhile. */
static void
on_folder_changed (AnserReader *self,
                   AnserFolder *folder)
{
  if (self->letter != NULL && anser_folder_get_role (folder) == ANSER_FOLDER_OUTBOX &&
      anser_letter_row_get_role (self->row) == ANSER_FOLDER_OUTBOX &&
      g_str_equal (anser_folder_get_account (folder), anser_letter_row_get_account (self->row)))
    anser_reader_show_outbox_state (self);
}

static void
update_flags (AnserReader *self)
{
  anser_reader_header_set_starred (
    self->header, (anser_letter_row_get_flags (self->row) & ANSER_LETTER_FLAGGED) != 0);
  anser_tag_pills_set_names (self->tags, anser_letter_row_get_tags (self->row));
}

static void
set_letter (AnserReader *self,
            AnserLetter *letter)
{
  if (g_set_object (&self->letter, letter))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LETTER]);
}

static void
fill (AnserReader *self)
{
  g_autoptr(GPtrArray) own = own_addresses (self);
  const char *subject = anser_letter_get_subject (self->letter);

  gtk_label_set_label (self->subject, *subject != '\0' ? subject : _("(no subject)"));
  anser_reader_header_set_letter (self->header, self->letter, own);
  update_flags (self);
  clear_notices (self);
  show_notices (self);
  show_text (self);
  anser_reader_show_attachments (self);

  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scrolled_window), 0);
  show_page (self, "letter");
  if (!(anser_letter_row_get_flags (self->row) & ANSER_LETTER_SEEN))
    self->seen_source = g_timeout_add (SEEN_AFTER_MS, on_seen, self);
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

  if (letter == NULL)
    {
      g_autofree char *sentence = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (ADW_STATUS_PAGE (self->problem_page), sentence);
      show_page (self, "problem");
      return;
    }

  set_letter (self, letter);
  fill (self);
}

static void
forget_row (AnserReader *self)
{
  g_clear_handle_id (&self->seen_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->row != NULL)
    g_signal_handlers_disconnect_by_func (self->row, update_flags, self);
  g_clear_object (&self->row);
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

/* A column of so many characters of the user's font, whatever its size. */
static void
update_column (AnserReader *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int width = pango_font_metrics_get_approximate_char_width (metrics) * COLUMN_CHARS / PANGO_SCALE;
  int frame = 2 * (12 + 12 + 1);

  adw_clamp_set_maximum_size (ADW_CLAMP (self->clamp), width + frame);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (self->clamp), width + frame);
  pango_font_metrics_unref (metrics);
}

static void
anser_reader_css_changed (GtkWidget         *widget,
                          GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (anser_reader_parent_class)->css_changed (widget, change);

  update_column (ANSER_READER (widget));
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
      g_value_set_object (value, self->letter);
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
  g_clear_object (&self->letter);
  anser_reader_remove_opened (self);
  g_clear_weak_pointer (&self->outbox_bar);
  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_object (&self->office);

  G_OBJECT_CLASS (anser_reader_parent_class)->dispose (object);
}

static void
anser_reader_finalize (GObject *object)
{
  AnserReader *self = ANSER_READER (object);

  g_clear_pointer (&self->opened_folders, g_ptr_array_unref);

  G_OBJECT_CLASS (anser_reader_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (ANSER_TYPE_TAG_PILLS);
  g_type_ensure (ANSER_TYPE_READER_HEADER);
  g_type_ensure (ANSER_TYPE_LETTER_TEXT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/reader/reader.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserReader, stack);
  gtk_widget_class_bind_template_child (widget_class, AnserReader, scrolled_window);
  gtk_widget_class_bind_template_child (widget_class, AnserReader, clamp);
  gtk_widget_class_bind_template_child (widget_class, AnserReader, subject);
  gtk_widget_class_bind_template_child (widget_class, AnserReader, tags);
  gtk_widget_class_bind_template_child (widget_class, AnserReader, header);
  gtk_widget_class_bind_template_child (widget_class, AnserReader, notices);
  gtk_widget_class_bind_template_child (widget_class, AnserReader, text);
  gtk_widget_class_bind_template_child (widget_class, AnserReader, attachments_box);
  gtk_widget_class_bind_template_child (widget_class, AnserReader, attachments);
  gtk_widget_class_bind_template_child (widget_class, AnserReader, save_all);
  gtk_widget_class_bind_template_child (widget_class, AnserReader, problem_page);
}

static void
anser_reader_class_init (AnserReaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = anser_reader_get_property;
  object_class->dispose = anser_reader_dispose;
  object_class->finalize = anser_reader_finalize;
  widget_class->css_changed = anser_reader_css_changed;

  properties[PROP_LETTER] =
    g_param_spec_object ("letter", NULL, NULL, ANSER_TYPE_LETTER,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "reader.show-all", NULL, on_show_all);
  anser_reader_install_partial_actions (widget_class);
  anser_reader_install_attachment_actions (widget_class);
}

static void
anser_reader_init (AnserReader *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->opened_folders = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

void
anser_reader_add_notice (AnserReader *self,
                         GtkWidget   *notice)
{
  gtk_box_append (self->notices, notice);
  gtk_widget_set_visible (GTK_WIDGET (self->notices), TRUE);
}

void
anser_reader_set_office (AnserReader     *self,
                         AnserPostOffice *office)
{
  g_return_if_fail (ANSER_IS_READER (self));
  g_return_if_fail (ANSER_IS_POST_OFFICE (office));
  g_return_if_fail (self->office == NULL);

  self->office = g_object_ref (office);
  g_signal_connect_object (anser_post_office_get_store (office), "folder-changed",
                           G_CALLBACK (on_folder_changed), self, G_CONNECT_SWAPPED);
}

void
anser_reader_show (AnserReader    *self,
                   AnserLetterRow *row)
{
  g_return_if_fail (ANSER_IS_READER (self));
  g_return_if_fail (row == NULL || ANSER_IS_LETTER_ROW (row));

  if (self->row == row)
    return;

  forget_row (self);
  set_letter (self, NULL);
  if (row == NULL)
    {
      show_page (self, "none");
      return;
    }

  /* The letter before stays in view until this one is there: nothing flickers. */
  self->row = g_object_ref (row);
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (row, "notify::flags", G_CALLBACK (update_flags), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "notify::tags", G_CALLBACK (update_flags), self,
                           G_CONNECT_SWAPPED);
  anser_post_office_open_letter_async (self->office, anser_letter_row_get_id (row),
                                       self->cancellable, on_opened, g_object_ref (self));
}

AnserLetterRow *
anser_reader_get_row (AnserReader *self)
{
  g_return_val_if_fail (ANSER_IS_READER (self), NULL);

  return self->row;
}

AnserLetter *
anser_reader_get_letter (AnserReader *self)
{
  g_return_val_if_fail (ANSER_IS_READER (self), NULL);

  return self->letter;
}

void
anser_reader_keep_unread (AnserReader *self)
{
  g_return_if_fail (ANSER_IS_READER (self));

  g_clear_handle_id (&self->seen_source, g_source_remove);
}

void
anser_reader_highlight (AnserReader      *self,
                        const AnserQuery *query,
                        gboolean          variants)
{
  g_return_if_fail (ANSER_IS_READER (self));

  anser_letter_text_highlight (self->text, query, variants);
}

void
anser_reader_focus (AnserReader *self)
{
  g_return_if_fail (ANSER_IS_READER (self));

  if (!gtk_widget_grab_focus (GTK_WIDGET (self->text)))
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}
