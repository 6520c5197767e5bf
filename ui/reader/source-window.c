/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-reader"

#include "config.h"

#include "reader/source-window.h"

#include "widgets/keys.h"
#include "widgets/no-hyphens.h"

#include <glib/gi18n.h>

/* A letter with a film in it is not read as text to its end. */
#define MOST_BYTES (1024 * 1024)

struct _AnserSourceWindow
{
  AdwWindow parent_instance;

  GCancellable *cancellable;
  AdwWindowTitle *title;
  GtkTextView *text_view;
};

G_DEFINE_FINAL_TYPE (AnserSourceWindow, anser_source_window, ADW_TYPE_WINDOW)

/* A letter of the store, or a file. */
typedef struct
{
  AnserStore *store;
  gint64 letter;
  GFile *file;
} Source;

static void
source_free (gpointer data)
{
  Source *source = data;

  g_clear_object (&source->store);
  g_clear_object (&source->file);
  g_free (source);
}

static GInputStream *
open_file (Source        *source,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autofree char *path = NULL;

  if (source->file == NULL)
    path = anser_store_dup_path (source->store, source->letter, error);
  if (path != NULL)
    source->file = g_file_new_for_path (path);

  return source->file != NULL ? G_INPUT_STREAM (g_file_read (source->file, cancellable, error))
                              : NULL;
}

static void
read_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) stream = open_file (task_data, cancellable, &error);
  g_autofree char *bytes = NULL;
  gsize n_read = 0;

  if (stream != NULL)
    {
      bytes = g_malloc (MOST_BYTES + 1);
      g_input_stream_read_all (stream, bytes, MOST_BYTES + 1, &n_read,
                               cancellable, &error);
    }
  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  /* NULs and bytes that are no UTF-8 become replacement characters. */
  g_task_return_pointer (task, g_utf8_make_valid (bytes, MIN (n_read, MOST_BYTES)), g_free);
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  AnserSourceWindow *self = ANSER_SOURCE_WINDOW (source);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view),
                            text != NULL ? text : error->message, -1);
}

static void
anser_source_window_dispose (GObject *object)
{
  AnserSourceWindow *self = ANSER_SOURCE_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (anser_source_window_parent_class)->dispose (object);
}

static void
anser_source_window_class_init (AnserSourceWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anser_source_window_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/reader/source-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserSourceWindow, title);
  gtk_widget_class_bind_template_child (widget_class, AnserSourceWindow, text_view);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
anser_source_window_init (AnserSourceWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  anser_keys_add_close (GTK_WINDOW (self));
  anser_no_hyphens (gtk_text_view_get_buffer (self->text_view));
}

/* @source: (transfer full) */
static GtkWidget *
new_window (GtkWindow  *parent,
            const char *subject,
            Source     *source)
{
  AnserSourceWindow *self = g_object_new (ANSER_TYPE_SOURCE_WINDOW,
                                          "transient-for", parent,
                                          "destroy-with-parent", TRUE,
                                          NULL);
  g_autoptr(GTask) task = g_task_new (self, self->cancellable, on_read, NULL);

  gtk_window_set_title (GTK_WINDOW (self), _("Source"));
  adw_window_title_set_subtitle (self->title, subject);
  g_task_set_source_tag (task, new_window);
  g_task_set_task_data (task, source, source_free);
  g_task_run_in_thread (task, read_in_thread);

  return GTK_WIDGET (self);
}

GtkWidget *
anser_source_window_new (GtkWindow  *parent,
                         const char *subject,
                         AnserStore *store,
                         gint64      letter)
{
  Source *source = g_new0 (Source, 1);

  source->store = g_object_ref (store);
  source->letter = letter;

  return new_window (parent, subject, source);
}

GtkWidget *
anser_source_window_new_for_file (GtkWindow  *parent,
                                  const char *subject,
                                  GFile      *file)
{
  Source *source = g_new0 (Source, 1);

  source->file = g_object_ref (file);

  return new_window (parent, subject, source);
}
