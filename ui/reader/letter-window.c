/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-reader"

#include "config.h"

#include "reader/letter-window.h"

#include "reader/card-view.h"
#include "reader/letter-page.h"
#include "reader/source-window.h"
#include "transfer/transfer-window.h"
#include "widgets/date-format.h"

#include <glib/gi18n.h>

struct _AnserLetterWindow
{
  AdwApplicationWindow parent_instance;

  AnserPostOffice *office;      /* (nullable) */
  GSettings *settings;
  GFile *file;
  AnserLetter *letter;          /* (nullable) until it was read */
  GPtrArray *opened;
  GCancellable *cancellable;

  AdwWindowTitle *title;
  GtkStack *stack;
  AdwStatusPage *problem_page;
  GtkLabel *subject;
  AnserCardView *view;
};

G_DEFINE_FINAL_TYPE (AnserLetterWindow, anser_letter_window, ADW_TYPE_APPLICATION_WINDOW)

/* A file that is not on this machine comes as a whole. */
static void
read_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  g_autofree char *path = g_file_get_path (task_data);
  g_autoptr(GBytes) bytes = NULL;
  AnserLetter *letter = NULL;
  GError *error = NULL;

  if (path != NULL)
    letter = anser_letter_new_for_path (path, &error);
  else if ((bytes = g_file_load_bytes (task_data, cancellable, NULL, &error)) != NULL)
    letter = anser_letter_new_for_bytes (bytes);

  if (letter != NULL)
    g_task_return_pointer (task, letter, g_object_unref);
  else
    g_task_return_error (task, error);
}

/* The one card there is. */
static GtkWidget *
make_card (gpointer item,
           gpointer user_data)
{
  AnserLetterWindow *self = user_data;
  GtkWidget *card = adw_bin_new ();

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "letter-card");
  adw_bin_set_child (ADW_BIN (card), anser_letter_page_new (self->office, NULL, item,
                                                            self->opened));

  return card;
}

static void
show_letter (AnserLetterWindow *self,
             AnserLetter       *letter)
{
  const char *subject = anser_letter_get_subject (letter);
  const char *shown = *subject != '\0' ? subject : _("(no subject)");
  g_autoptr(GListStore) letters = g_list_store_new (ANSER_TYPE_LETTER);

  g_list_store_append (letters, letter);
  gtk_window_set_title (GTK_WINDOW (self), shown);
  gtk_label_set_label (self->subject, shown);
  anser_card_view_set_model (self->view, G_LIST_MODEL (letters), make_card, self);
  gtk_stack_set_visible_child_name (self->stack, "letter");
}

/* Its date is written anew. */
static void
update_dates (AnserLetterWindow *self)
{
  anser_date_format_set_style (g_settings_get_enum (self->settings, "date-style"));
  if (self->letter != NULL)
    show_letter (self, self->letter);
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  AnserLetterWindow *self = ANSER_LETTER_WINDOW (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserLetter) letter = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (letter != NULL)
    {
      self->letter = g_steal_pointer (&letter);
      show_letter (self, self->letter);
      return;
    }

  adw_status_page_set_description (self->problem_page, error->message);
  gtk_stack_set_visible_child_name (self->stack, "problem");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "letter-file.import", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "letter.source", FALSE);
}

static void
on_import (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  AnserLetterWindow *self = ANSER_LETTER_WINDOW (widget);
  g_autofree char *path = g_file_get_path (self->file);
  GtkWidget *window = anser_transfer_window_new (GTK_WINDOW (self), self->office,
                                                 ANSER_TRANSFER_IMPORT);

  anser_transfer_window_set_path (ANSER_TRANSFER_WINDOW (window), path);
  gtk_window_present (GTK_WINDOW (window));
}

static void
on_source (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  AnserLetterWindow *self = ANSER_LETTER_WINDOW (widget);

  gtk_window_present (GTK_WINDOW (
    anser_source_window_new_for_file (GTK_WINDOW (self), gtk_label_get_label (self->subject),
                                      self->file)));
}

static void
anser_letter_window_dispose (GObject *object)
{
  AnserLetterWindow *self = ANSER_LETTER_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->office);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (anser_letter_window_parent_class)->dispose (object);
}

static void
anser_letter_window_finalize (GObject *object)
{
  AnserLetterWindow *self = ANSER_LETTER_WINDOW (object);

  g_clear_object (&self->file);
  g_clear_object (&self->letter);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->opened, g_ptr_array_unref);

  G_OBJECT_CLASS (anser_letter_window_parent_class)->finalize (object);
}

static void
anser_letter_window_class_init (AnserLetterWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = anser_letter_window_dispose;
  object_class->finalize = anser_letter_window_finalize;

  g_type_ensure (ANSER_TYPE_CARD_VIEW);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/reader/letter-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserLetterWindow, title);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterWindow, problem_page);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterWindow, subject);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterWindow, view);
  gtk_widget_class_install_action (widget_class, "letter-file.import", NULL, on_import);
  gtk_widget_class_install_action (widget_class, "letter.source", NULL, on_source);
}

static void
anser_letter_window_init (AnserLetterWindow *self)
{
  self->cancellable = g_cancellable_new ();
  self->opened = anser_letter_page_new_opened ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = g_settings_new (ANSER_APPLICATION_ID);
  g_signal_connect_object (self->settings, "changed::date-style", G_CALLBACK (update_dates), self,
                           G_CONNECT_SWAPPED);
  update_dates (self);
}

GtkWidget *
anser_letter_window_new (GtkApplication  *application,
                         AnserPostOffice *office,
                         GFile           *file)
{
  AnserLetterWindow *self;
  g_autoptr(GTask) task = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (office == NULL || ANSER_IS_POST_OFFICE (office), NULL);
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  self = g_object_new (ANSER_TYPE_LETTER_WINDOW, "application", application, NULL);
  self->office = office != NULL ? g_object_ref (office) : NULL;
  self->file = g_object_ref (file);
  name = g_file_get_basename (file);
  gtk_window_set_title (GTK_WINDOW (self), name);
  adw_window_title_set_title (self->title, name);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "letter-file.import",
                                 office != NULL && g_file_peek_path (file) != NULL);

  task = g_task_new (self, self->cancellable, on_read, NULL);
  g_task_set_source_tag (task, anser_letter_window_new);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, read_in_thread);

  return GTK_WIDGET (self);
}
