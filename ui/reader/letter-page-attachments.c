/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-reader"

#include "config.h"

#include "reader/letter-page-private.h"

#include "reader/letter-window.h"
#include "widgets/attachment-chip.h"
#include "widgets/notice-bar.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

/* A drag gives the file away at once, so it must be written while the pointer waits. */
#define MOST_DRAGGED (64 * 1024 * 1024)

typedef struct
{
  GPtrArray *parts;   /* (element-type AnserPart) */
  GPtrArray *files;   /* (element-type GFile): side by side with parts */
  gboolean read_only;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_ptr_array_unref (saving->parts);
  g_ptr_array_unref (saving->files);
  g_free (saving);
}

static Saving *
saving_new (void)
{
  Saving *saving = g_new0 (Saving, 1);

  saving->parts = g_ptr_array_new_with_free_func (g_object_unref);
  saving->files = g_ptr_array_new_with_free_func (g_object_unref);

  return saving;
}

static void
saving_add (Saving    *saving,
            AnserPart *part,
            GFile     *file)
{
  g_ptr_array_add (saving->parts, g_object_ref (part));
  g_ptr_array_add (saving->files, g_object_ref (file));
}

static void
save_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Saving *saving = task_data;

  for (guint i = 0; i < saving->parts->len; i++)
    {
      GFile *file = g_ptr_array_index (saving->files, i);
      g_autoptr(GError) error = NULL;

      if (!anser_part_save (g_ptr_array_index (saving->parts, i), file, cancellable, &error))
        {
          g_task_return_error (task, g_steal_pointer (&error));
          return;
        }
      if (saving->read_only)
        g_chmod (g_file_peek_path (file), 0400);
    }

  g_task_return_boolean (task, TRUE);
}

static void
save_async (AnserLetterPage     *self,
            Saving              *saving,
            GAsyncReadyCallback  callback)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, NULL);

  g_task_set_source_tag (task, save_async);
  g_task_set_task_data (task, saving, saving_free);
  g_task_run_in_thread (task, save_in_thread);
}

static void
tell (AnserLetterPage *self,
      const char      *sentence)
{
  anser_letter_page_add_notice (self, anser_notice_bar_new ("dialog-warning-symbolic", sentence));
}

/* (nullable) */
static AnserPart *
get_part (AnserLetterPage *self,
          guint            position)
{
  GPtrArray *parts = anser_letter_get_attachments (self->letter);

  return position < parts->len ? g_ptr_array_index (parts, position) : NULL;
}

/* Whoever still has a copy open keeps it open; its name is gone. */
static void
remove_folder (gpointer data)
{
  g_autofree char *folder = data;
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

GPtrArray *
anser_letter_page_new_opened (void)
{
  return g_ptr_array_new_with_free_func (remove_folder);
}

/* A file for a copy of @part in a folder of its own that only the user can read, so that it keeps
 * its name. (nullable) */
static GFile *
temporary_file (AnserLetterPage *self,
                AnserPart       *part)
{
  g_autofree char *base = g_build_filename (g_get_user_cache_dir (), "anser", NULL);
  g_autofree char *folder = g_build_filename (base, "opened-XXXXXX", NULL);
  g_autofree char *path = NULL;

  if (g_mkdir_with_parents (base, 0700) != 0 || g_mkdtemp (folder) == NULL)
    {
      g_autofree char *sentence =
        g_strdup_printf (_("The file cannot be opened, because the folder “%s” cannot be "
                           "written: %s. Save the file instead."), base, g_strerror (errno));

      tell (self, sentence);
      return NULL;
    }

  path = g_build_filename (folder, anser_part_get_name (part), NULL);
  g_ptr_array_add (self->opened, g_steal_pointer (&folder));

  return g_file_new_for_path (path);
}

static void
on_shown (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(AnserLetterPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell (self, _("No application here opens this kind of file. You can save it and open it "
                  "elsewhere."));
}

/* An attached message is read here. Its file stays as long as the window, which shows its source. */
static void
open_letter (AnserLetterPage *self,
             GtkWindow       *parent,
             GFile           *file)
{
  GtkWidget *window = anser_letter_window_new (gtk_window_get_application (parent), self->office,
                                               file);

  g_object_set_data_full (G_OBJECT (window), "opened", g_ptr_array_ref (self->opened),
                          (GDestroyNotify) g_ptr_array_unref);
  gtk_window_present (GTK_WINDOW (window));
}

static gboolean
is_letter (AnserPart *part)
{
  return g_ascii_strcasecmp (anser_part_get_content_type (part), "message/rfc822") == 0;
}

static void
on_saved_to_open (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  AnserLetterPage *self = ANSER_LETTER_PAGE (source);
  Saving *saving = g_task_get_task_data (G_TASK (result));
  GFile *file = g_ptr_array_index (saving->files, 0);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr(GError) error = NULL;
  g_autofree char *uri = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      tell (self, error->message);
      return;
    }
  if (!GTK_IS_WINDOW (root))
    return;
  if (is_letter (g_ptr_array_index (saving->parts, 0)))
    {
      open_letter (self, GTK_WINDOW (root), file);
      return;
    }

  uri = g_file_get_uri (file);
  gtk_show_uri_full (GTK_WINDOW (root), uri, GDK_CURRENT_TIME, NULL, on_shown,
                     g_object_ref (self));
}

static void
on_open (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  AnserLetterPage *self = ANSER_LETTER_PAGE (widget);
  AnserPart *part = get_part (self, g_variant_get_uint32 (parameter));
  g_autoptr(GFile) file = NULL;
  Saving *saving;

  if (part == NULL || (file = temporary_file (self, part)) == NULL)
    return;

  saving = saving_new ();
  saving->read_only = TRUE;
  saving_add (saving, part, file);
  save_async (self, saving, on_saved_to_open);
}

/* Where one saved last is where one saves next. */
static void
use_last_folder (GtkFileChooserNative *dialog)
{
  g_autoptr(GSettings) settings = g_settings_new (ANSER_APPLICATION_ID);
  g_autofree char *uri = g_settings_get_string (settings, "last-save-folder");
  g_autoptr(GFile) folder = NULL;

  if (*uri == '\0')
    return;

  folder = g_file_new_for_uri (uri);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), folder, NULL);
}

static void
remember_folder (GFile *folder)
{
  g_autoptr(GSettings) settings = g_settings_new (ANSER_APPLICATION_ID);
  g_autofree char *uri = folder != NULL ? g_file_get_uri (folder) : NULL;

  if (uri != NULL)
    g_settings_set_string (settings, "last-save-folder", uri);
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    tell (ANSER_LETTER_PAGE (source), error->message);
}

static void
on_save_response (GtkNativeDialog *dialog,
                  int              response,
                  AnserLetterPage *self)
{
  AnserPart *part = g_object_get_data (G_OBJECT (dialog), "part");
  g_autoptr(GFile) file = NULL;
  Saving *saving;

  if (response == GTK_RESPONSE_ACCEPT &&
      (file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog))) != NULL)
    {
      g_autoptr(GFile) folder = g_file_get_parent (file);

      remember_folder (folder);
      saving = saving_new ();
      saving_add (saving, part, file);
      save_async (self, saving, on_saved);
    }

  g_object_unref (dialog);
}

static void
on_save (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  AnserLetterPage *self = ANSER_LETTER_PAGE (widget);
  AnserPart *part = get_part (self, g_variant_get_uint32 (parameter));
  GtkFileChooserNative *dialog;

  if (part == NULL)
    return;

  dialog = gtk_file_chooser_native_new (_("Save File"),
                                        GTK_WINDOW (gtk_widget_get_root (widget)),
                                        GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  use_last_folder (dialog);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), anser_part_get_name (part));
  g_object_set_data_full (G_OBJECT (dialog), "part", g_object_ref (part), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_save_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* "Report.pdf", or "Report (2).pdf" where a file or an earlier part has that name. */
static GFile *
free_name (GFile      *folder,
           const char *name,
           GHashTable *taken)
{
  const char *dot = strrchr (name, '.');
  g_autofree char *stem = dot != NULL && dot != name ? g_strndup (name, dot - name)
                                                     : g_strdup (name);
  const char *extension = dot != NULL && dot != name ? dot : "";

  for (guint n = 1;; n++)
    {
      g_autofree char *candidate = n == 1 ? g_strdup (name)
                                          : g_strdup_printf ("%s (%u)%s", stem, n, extension);
      g_autoptr(GFile) file = g_file_get_child (folder, candidate);

      if (!g_hash_table_contains (taken, candidate) && !g_file_query_exists (file, NULL))
        {
          g_hash_table_add (taken, g_steal_pointer (&candidate));
          return g_steal_pointer (&file);
        }
    }
}

static void
on_save_all_response (GtkNativeDialog *dialog,
                      int              response,
                      AnserLetterPage *self)
{
  GPtrArray *parts = g_object_get_data (G_OBJECT (dialog), "parts");
  g_autoptr(GFile) folder = NULL;
  g_autoptr(GHashTable) taken = NULL;
  Saving *saving;

  if (response != GTK_RESPONSE_ACCEPT ||
      (folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog))) == NULL)
    {
      g_object_unref (dialog);
      return;
    }

  remember_folder (folder);
  taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  saving = saving_new ();
  for (guint i = 0; i < parts->len; i++)
    {
      AnserPart *part = g_ptr_array_index (parts, i);
      g_autoptr(GFile) file = free_name (folder, anser_part_get_name (part), taken);

      saving_add (saving, part, file);
    }

  save_async (self, saving, on_saved);
  g_object_unref (dialog);
}

static void
on_save_all (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  AnserLetterPage *self = ANSER_LETTER_PAGE (widget);
  GtkFileChooserNative *dialog;
  GPtrArray *parts;

  parts = g_ptr_array_copy (anser_letter_get_attachments (self->letter),
                            (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
  g_ptr_array_set_free_func (parts, g_object_unref);
  dialog = gtk_file_chooser_native_new (_("Save All Files"),
                                        GTK_WINDOW (gtk_widget_get_root (widget)),
                                        GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                        _("_Save Here"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  use_last_folder (dialog);
  g_object_set_data_full (G_OBJECT (dialog), "parts", parts, (GDestroyNotify) g_ptr_array_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_save_all_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static GdkContentProvider *
on_drag_prepare (GtkDragSource   *source,
                 double           x,
                 double           y,
                 AnserLetterPage *self)
{
  GtkWidget *chip = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  AnserPart *part = g_object_get_data (G_OBJECT (chip), "part");
  g_autoptr(GFile) file = NULL;
  GdkFileList *list;
  GdkContentProvider *provider;

  if (anser_part_get_size (part) > MOST_DRAGGED ||
      (file = temporary_file (self, part)) == NULL ||
      !anser_part_save (part, file, NULL, NULL))
    return NULL;

  list = gdk_file_list_new_from_array (&file, 1);
  provider = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, list);
  g_boxed_free (GDK_TYPE_FILE_LIST, list);

  return provider;
}

static void
on_chip_activated (AnserAttachmentChip *chip,
                   AnserLetterPage     *self)
{
  guint position = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (chip), "position"));

  gtk_widget_activate_action (GTK_WIDGET (self), "reader.open-attachment", "u", position);
}

static GMenuModel *
chip_menu (guint position)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenuItem) open = g_menu_item_new (_("_Open"), NULL);
  g_autoptr(GMenuItem) save = g_menu_item_new (_("_Save As…"), NULL);

  g_menu_item_set_action_and_target (open, "reader.open-attachment", "u", position);
  g_menu_item_set_action_and_target (save, "reader.save-attachment", "u", position);
  g_menu_append_item (menu, open);
  g_menu_append_item (menu, save);

  return G_MENU_MODEL (g_steal_pointer (&menu));
}

static void
add_chip (AnserLetterPage *self,
          AnserPart       *part,
          guint            position)
{
  GtkWidget *chip = anser_attachment_chip_new (anser_part_get_name (part),
                                               anser_part_get_content_type (part),
                                               anser_part_get_size (part));
  g_autoptr(GMenuModel) menu = chip_menu (position);
  GtkDragSource *drag = gtk_drag_source_new ();

  anser_attachment_chip_set_menu (ANSER_ATTACHMENT_CHIP (chip), menu);
  g_object_set_data_full (G_OBJECT (chip), "part", g_object_ref (part), g_object_unref);
  g_object_set_data (G_OBJECT (chip), "position", GUINT_TO_POINTER (position));
  g_signal_connect_object (chip, "activated", G_CALLBACK (on_chip_activated), self, 0);

  /* Before the button inside takes the press for itself. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
  g_signal_connect_object (drag, "prepare", G_CALLBACK (on_drag_prepare), self, 0);
  gtk_widget_add_controller (chip, GTK_EVENT_CONTROLLER (drag));

  gtk_flow_box_append (self->attachments, chip);
  gtk_widget_set_focusable (gtk_widget_get_parent (chip), FALSE);
}

void
anser_letter_page_install_attachment_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "reader.open-attachment", "u", on_open);
  gtk_widget_class_install_action (widget_class, "reader.save-attachment", "u", on_save);
  gtk_widget_class_install_action (widget_class, "reader.save-all", NULL, on_save_all);
}

void
anser_letter_page_show_attachments (AnserLetterPage *self)
{
  GPtrArray *parts = anser_letter_get_attachments (self->letter);

  for (guint i = 0; i < parts->len; i++)
    add_chip (self, g_ptr_array_index (parts, i), i);

  gtk_widget_set_visible (self->attachments_box, parts->len > 0);
  gtk_widget_set_visible (self->save_all, parts->len > 1);
}
