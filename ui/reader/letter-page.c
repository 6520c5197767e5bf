/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-reader"

#include "config.h"

#include "reader/letter-page-private.h"

#include "widgets/notice-bar.h"

#include <glib/gi18n.h>
#include <string.h>

/* More is shown only when asked for: laying out text takes time and memory. */
#define MOST_TEXT (256 * 1024)

G_DEFINE_FINAL_TYPE (AnserLetterPage, anser_letter_page, GTK_TYPE_WIDGET)

static void
clear_notices (AnserLetterPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->notices))) != NULL)
    gtk_box_remove (self->notices, child);
  gtk_widget_set_visible (GTK_WIDGET (self->notices), FALSE);
}

void
anser_letter_page_show_damage (AnserLetterPage *self)
{
  const char **notices = anser_letter_get_notices (self->letter);

  for (gsize i = 0; notices != NULL && notices[i] != NULL; i++)
    anser_letter_page_add_notice (self, anser_notice_bar_new ("dialog-warning-symbolic",
                                                              notices[i]));
}

/* Of a header alone the rest is not missing: whether it is one is looked up first. */
static void
show_notices (AnserLetterPage *self)
{
  AnserFolderRole role = self->row != NULL ? anser_letter_row_get_role (self->row)
                                           : ANSER_FOLDER_OTHER;

  if (self->row == NULL || role == ANSER_FOLDER_DRAFTS || role == ANSER_FOLDER_OUTBOX)
    anser_letter_page_show_damage (self);
  if (role == ANSER_FOLDER_DRAFTS)
    {
      GtkWidget *bar = anser_notice_bar_new ("document-edit-symbolic",
                                             _("You have not sent this message yet."));

      gtk_widget_add_css_class (bar, "quiet");
      anser_notice_bar_add_button (ANSER_NOTICE_BAR (bar), _("Edit"), "letter.edit", NULL);
      anser_letter_page_add_notice (self, bar);
    }
  else if (role == ANSER_FOLDER_OUTBOX)
    anser_letter_page_show_outbox_state (self);
  else if (self->row != NULL)
    anser_letter_page_show_partial (self);
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
show_text (AnserLetterPage *self)
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
  anser_letter_page_add_notice (self, bar);
}

static void
on_show_all (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  AnserLetterPage *self = ANSER_LETTER_PAGE (widget);

  anser_letter_text_set_text (self->text, anser_letter_get_text (self->letter));
  clear_notices (self);
  show_notices (self);
}

/* A letter in the outbox may have been tried meanwhile. */
static void
on_folder_changed (AnserLetterPage *self,
                   AnserFolder     *folder)
{
  if (anser_folder_get_role (folder) == ANSER_FOLDER_OUTBOX &&
      anser_letter_row_get_role (self->row) == ANSER_FOLDER_OUTBOX &&
      g_str_equal (anser_folder_get_account (folder), anser_letter_row_get_account (self->row)))
    anser_letter_page_show_outbox_state (self);
}

static void
update_flags (AnserLetterPage *self)
{
  anser_reader_header_set_starred (
    self->header, (anser_letter_row_get_flags (self->row) & ANSER_LETTER_FLAGGED) != 0);
}

static void
fill (AnserLetterPage *self)
{
  g_autoptr(GPtrArray) own = self->office != NULL
                               ? anser_post_office_dup_own_addresses (self->office)
                               : g_ptr_array_new ();

  anser_reader_header_set_letter (self->header, self->letter, own);
  if (self->row != NULL)
    update_flags (self);
  else
    anser_reader_header_hide_star (self->header);
  show_notices (self);
  show_text (self);
  anser_letter_page_show_attachments (self);
}

static void
anser_letter_page_dispose (GObject *object)
{
  AnserLetterPage *self = ANSER_LETTER_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_weak_pointer (&self->outbox_bar);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (anser_letter_page_parent_class)->dispose (object);
}

static void
anser_letter_page_finalize (GObject *object)
{
  AnserLetterPage *self = ANSER_LETTER_PAGE (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->office);
  g_clear_object (&self->row);
  g_clear_object (&self->letter);
  g_clear_pointer (&self->opened, g_ptr_array_unref);

  G_OBJECT_CLASS (anser_letter_page_parent_class)->finalize (object);
}

static void
anser_letter_page_class_init (AnserLetterPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = anser_letter_page_dispose;
  object_class->finalize = anser_letter_page_finalize;

  g_type_ensure (ANSER_TYPE_READER_HEADER);
  g_type_ensure (ANSER_TYPE_LETTER_TEXT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/reader/letter-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserLetterPage, box);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterPage, header);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterPage, notices);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterPage, text);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterPage, attachments_box);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterPage, attachments);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterPage, save_all);
  gtk_widget_class_install_action (widget_class, "reader.show-all", NULL, on_show_all);
  anser_letter_page_install_partial_actions (widget_class);
  anser_letter_page_install_attachment_actions (widget_class);
}

static void
anser_letter_page_init (AnserLetterPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
anser_letter_page_new (AnserPostOffice *office,
                       AnserLetterRow  *row,
                       AnserLetter     *letter,
                       GPtrArray       *opened)
{
  AnserLetterPage *self;

  g_return_val_if_fail (row == NULL || ANSER_IS_LETTER_ROW (row), NULL);
  g_return_val_if_fail (office == NULL ? row == NULL : ANSER_IS_POST_OFFICE (office), NULL);
  g_return_val_if_fail (ANSER_IS_LETTER (letter), NULL);
  g_return_val_if_fail (opened != NULL, NULL);

  self = g_object_new (ANSER_TYPE_LETTER_PAGE, NULL);
  g_set_object (&self->office, office);
  g_set_object (&self->row, row);
  self->letter = g_object_ref (letter);
  self->opened = g_ptr_array_ref (opened);
  if (row != NULL)
    {
      g_signal_connect_object (row, "notify::flags", G_CALLBACK (update_flags), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (anser_post_office_get_store (office), "folder-changed",
                               G_CALLBACK (on_folder_changed), self, G_CONNECT_SWAPPED);
    }
  fill (self);

  return GTK_WIDGET (self);
}

void
anser_letter_page_add_notice (AnserLetterPage *self,
                              GtkWidget       *notice)
{
  gtk_box_append (self->notices, notice);
  gtk_widget_set_visible (GTK_WIDGET (self->notices), TRUE);
}

AnserLetter *
anser_letter_page_get_letter (AnserLetterPage *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_PAGE (self), NULL);

  return self->letter;
}

AnserReaderHeader *
anser_letter_page_get_header (AnserLetterPage *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_PAGE (self), NULL);

  return self->header;
}

void
anser_letter_page_highlight (AnserLetterPage  *self,
                             const AnserQuery *query,
                             gboolean          variants)
{
  g_return_if_fail (ANSER_IS_LETTER_PAGE (self));

  anser_letter_text_highlight (self->text, query, variants);
}

gboolean
anser_letter_page_focus (AnserLetterPage *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_PAGE (self), FALSE);

  return gtk_widget_grab_focus (GTK_WIDGET (self->text));
}
