/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser"

#include "config.h"

#include "transfer-window.h"

#include "accounts/accounts-text.h"
#include "inbox/folder-item.h"
#include "store/backup.h"
#include "store/export.h"
#include "store/import.h"
#include "store/restore.h"
#include "widgets/keys.h"
#include "export-format.h"
#include "transfer-result.h"

#include <glib/gi18n.h>

/* @path: what was chosen
 * @folders: (element-type AnserFolder): those of the account, as the folder row lists them
 * @closes: the window was closed while it worked */
struct _AnserTransferWindow
{
  AdwWindow             parent_instance;
  AnserPostOffice      *office;
  AnserTransferKind     kind;
  char                 *path;
  GPtrArray            *folders;
  GtkFileChooserNative *chooser;
  GCancellable         *cancellable;
  gboolean              closes;

  AdwWindowTitle       *title;
  GtkButton            *start_button;
  GtkStack             *stack;
  AdwPreferencesGroup  *form_group;
  AdwStatusPage        *intro_page;
  AdwActionRow         *source_row;
  GtkWidget            *file_button;
  GtkWidget            *folder_button;
  AdwComboRow          *account_row;
  AdwEntryRow          *target_row;
  AdwComboRow          *folder_row;
  AdwComboRow          *format_row;
  GtkLabel             *format_about;
  AdwActionRow         *choice_row;
  GtkSwitch            *choice_switch;
  GtkWidget            *merge_row;
  GtkSwitch            *merge_switch;
  GtkProgressBar       *bar;
  GtkLabel             *count_label;
  AdwStatusPage        *result_page;
  GtkWidget            *close_button;
};

G_DEFINE_FINAL_TYPE (AnserTransferWindow, anser_transfer_window, ADW_TYPE_WINDOW)

static AnserAccount *
get_account (AnserTransferWindow *self)
{
  return adw_combo_row_get_selected_item (self->account_row);
}

static void
update_actions (AnserTransferWindow *self)
{
  gboolean needs_path = self->kind == ANSER_TRANSFER_IMPORT || self->kind == ANSER_TRANSFER_RESTORE;
  gboolean needs_account = self->kind == ANSER_TRANSFER_IMPORT ||
                           self->kind == ANSER_TRANSFER_EXPORT;
  gboolean ready = (!needs_path || self->path != NULL) &&
                   (!needs_account || get_account (self) != NULL);
  const char *page = gtk_stack_get_visible_child_name (self->stack);
  gboolean asks = g_strcmp0 (page, "form") == 0 || g_strcmp0 (page, "intro") == 0;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "transfer.start", ready && asks);
  gtk_widget_set_visible (GTK_WIDGET (self->start_button), asks);
}

/* the form */

static void
show_source (AnserTransferWindow *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_filename_display_basename (self->path);
  g_autofree char *subtitle = NULL;
  AnserMailFormat format;

  if (self->kind == ANSER_TRANSFER_RESTORE)
    {
      adw_action_row_set_subtitle (self->source_row, name);
      return;
    }
  format = anser_mail_format_recognize (self->path, &error);
  if (error != NULL)
    subtitle = g_strdup (error->message);
  else if (format == ANSER_MAIL_UNKNOWN)
    /* Translators: %s is the name of a file. */
    subtitle = g_strdup_printf (_("%s holds no messages that Anser knows"), name);
  else
    for (gsize i = 0; i < ANSER_N_EXPORT_FORMATS; i++)
      if (anser_export_formats[i].format == format ||
          (anser_export_formats[i].format == ANSER_MAIL_MBOXRD && format == ANSER_MAIL_MBOX))
        /* Translators: the name of a file, and its format. */
        subtitle = g_strdup_printf (_("%s · %s"), name, _(anser_export_formats[i].name));
  if (error != NULL || format == ANSER_MAIL_UNKNOWN)
    g_clear_pointer (&self->path, g_free);
  adw_action_row_set_subtitle (self->source_row, subtitle);
}

void
anser_transfer_window_set_path (AnserTransferWindow *self,
                                const char          *path)
{
  g_return_if_fail (ANSER_IS_TRANSFER_WINDOW (self));

  g_free (self->path);
  self->path = g_strdup (path);
  show_source (self);
  update_actions (self);
}

static void
fill_folders (AnserTransferWindow *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  AnserAccount *account = get_account (self);
  g_autoptr (GListModel) folders = NULL;

  g_ptr_array_set_size (self->folders, 0);
  gtk_string_list_append (names, _("All folders"));
  if (account != NULL)
    folders = anser_store_get_folders (anser_post_office_get_store (self->office),
                                       anser_account_get_id (account));
  for (guint i = 0; folders != NULL && i < g_list_model_get_n_items (folders); i++)
    {
      g_autoptr (AnserFolder) folder = g_list_model_get_item (folders, i);
      g_autoptr (AnserFolderItem) item = anser_folder_item_new (account, folder);

      gtk_string_list_append (names, anser_folder_item_get_title (item));
      g_ptr_array_add (self->folders, g_object_ref (folder));
    }
  adw_combo_row_set_model (self->folder_row, G_LIST_MODEL (names));
}

static void
on_account_selected (AnserTransferWindow *self)
{
  if (self->office == NULL)
    return;
  if (self->kind == ANSER_TRANSFER_EXPORT)
    fill_folders (self);
  update_actions (self);
}

static void
on_format_selected (AnserTransferWindow *self)
{
  guint i = adw_combo_row_get_selected (self->format_row);
  const AnserExportFormat *format;

  if (i >= ANSER_N_EXPORT_FORMATS)
    return;
  format = &anser_export_formats[i];
  gtk_label_set_label (self->format_about, _(format->about));
  gtk_widget_set_visible (GTK_WIDGET (self->choice_row),
                          self->kind == ANSER_TRANSFER_EXPORT && format->choice != NULL);
  gtk_switch_set_active (self->choice_switch, FALSE);
  if (format->choice == NULL)
    return;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->choice_row), _(format->choice));
  adw_action_row_set_subtitle (self->choice_row, _(format->choice_about));
}

static void
fill_form (AnserTransferWindow *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (GtkExpression) label =
    gtk_property_expression_new (ANSER_TYPE_ACCOUNT, NULL, "label");

  for (gsize i = 0; i < ANSER_N_EXPORT_FORMATS; i++)
    gtk_string_list_append (names, _(anser_export_formats[i].name));
  adw_combo_row_set_model (self->format_row, G_LIST_MODEL (names));
  adw_combo_row_set_expression (self->account_row, label);
  adw_combo_row_set_model (self->account_row,
                           G_LIST_MODEL (anser_post_office_get_accounts (self->office)));
  gtk_editable_set_text (GTK_EDITABLE (self->target_row), _("Imported"));
  on_format_selected (self);
}

/* Which rows, and which words, the window has. */
static void
set_up_kind (AnserTransferWindow *self)
{
  static const struct
  {
    const char *title;
    const char *button;
    const char *about;
    const char *source;
    const char *no_source;
  } words[] = {
    { N_("Import Messages"), N_("_Import"),
      N_("Get messages that another program keeps. Nothing there is changed, and nothing comes "
         "twice."), N_("Messages"), N_("An mbox file, or a folder with a Maildir, MH, mbox or .eml "
                                       "files") },
    { N_("Export Messages"), N_("_Export…"), N_("Write messages so that other programs can read "
                                                "them. They stay here, too."), "", "" },
    { N_("Back Up"), N_("_Back Up…"),
      N_("All messages, folders and accounts go into one file. You can go on working meanwhile. "
         "Passwords are not in it."), "", "" },
    { N_("Restore a Backup"), N_("_Restore"),
      N_("Get messages, folders and accounts out of a backup. What was in it is not fetched from "
         "the server again."), N_("Backup"), N_("The file that Anser made") },
  };
  gboolean imports = self->kind == ANSER_TRANSFER_IMPORT;
  gboolean exports = self->kind == ANSER_TRANSFER_EXPORT;
  gboolean restores = self->kind == ANSER_TRANSFER_RESTORE;

  gtk_window_set_title (GTK_WINDOW (self), _(words[self->kind].title));
  adw_window_title_set_title (self->title, _(words[self->kind].title));
  gtk_button_set_label (self->start_button, _(words[self->kind].button));
  adw_preferences_group_set_description (self->form_group, _(words[self->kind].about));
  adw_status_page_set_title (self->intro_page, _(words[self->kind].title));
  adw_status_page_set_description (self->intro_page, _(words[self->kind].about));
  /* Of a backup nothing needs to be asked. */
  if (self->kind == ANSER_TRANSFER_BACKUP)
    gtk_stack_set_visible_child_name (self->stack, "intro");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->source_row),
                                 imports || restores ? _(words[self->kind].source) : "");
  adw_action_row_set_subtitle (self->source_row,
                               imports || restores ? _(words[self->kind].no_source) : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->source_row), imports || restores);
  gtk_widget_set_visible (self->folder_button, imports);
  gtk_widget_set_visible (GTK_WIDGET (self->account_row), imports || exports);
  gtk_widget_set_visible (GTK_WIDGET (self->target_row), imports);
  gtk_widget_set_visible (GTK_WIDGET (self->folder_row), exports);
  gtk_widget_set_visible (GTK_WIDGET (self->format_row), exports);
  gtk_widget_set_visible (GTK_WIDGET (self->format_about), exports);
  gtk_widget_set_visible (self->merge_row, restores);
}

/* the work */

static void
on_progress (AnserTransferWindow *self,
             GParamSpec          *pspec,
             AnserWork           *work)
{
  unsigned n = anser_work_get_count (work);
  double fraction = anser_work_get_fraction (work);
  g_autofree char *text = g_strdup_printf (ngettext ("%u message", "%u messages", n), n);

  if (fraction < 0)
    gtk_progress_bar_pulse (self->bar);
  else
    gtk_progress_bar_set_fraction (self->bar, fraction);
  gtk_label_set_label (self->count_label, text);
}

/* Accounts that the backup has and that are not here. */
static void
add_accounts (AnserTransferWindow *self,
              AnserRestore        *restore)
{
  const char *settings = anser_restore_get_settings (restore);

  if (settings != NULL)
    anser_accounts_add_text (anser_post_office_get_accounts (self->office), settings);
}

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (AnserTransferWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *title = NULL;
  g_autofree char *details = NULL;

  anser_work_run_finish (ANSER_WORK (source), result, &error);
  g_clear_object (&self->cancellable);
  if (self->closes)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  if (error == NULL && ANSER_IS_RESTORE (source))
    add_accounts (self, ANSER_RESTORE (source));
  title = anser_transfer_result_new (ANSER_WORK (source), error, &details);
  adw_status_page_set_title (self->result_page, title);
  adw_status_page_set_description (self->result_page, details);
  adw_status_page_set_icon_name (self->result_page, error == NULL ? "object-select-symbolic"
                                                                  : "dialog-warning-symbolic");
  gtk_stack_set_visible_child_name (self->stack, "done");
  gtk_widget_grab_focus (self->close_button);
  update_actions (self);
}

/* @work: (transfer full) */
static void
start (AnserTransferWindow *self,
       AnserWork           *work)
{
  self->cancellable = g_cancellable_new ();
  gtk_progress_bar_set_fraction (self->bar, 0);
  gtk_label_set_label (self->count_label, "");
  gtk_stack_set_visible_child_name (self->stack, "busy");
  update_actions (self);
  g_signal_connect_object (work, "notify::count", G_CALLBACK (on_progress), self,
                           G_CONNECT_SWAPPED);
  anser_work_run_async (work, self->cancellable, on_done, g_object_ref (self));
  g_object_unref (work);
}

static void
start_import (AnserTransferWindow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->target_row));
  g_autofree char *folder = g_strstrip (g_strdup (text));

  start (self, ANSER_WORK (anser_import_new (anser_post_office_get_store (self->office),
                                             anser_account_get_id (get_account (self)),
                                             *folder != '\0' ? folder : NULL, self->path,
                                             ANSER_MAIL_UNKNOWN)));
}

static void
start_export (AnserTransferWindow *self,
              const char          *path)
{
  guint position = adw_combo_row_get_selected (self->folder_row);
  AnserFolder *folder = position > 0 && position <= self->folders->len
                          ? self->folders->pdata[position - 1] : NULL;
  const AnserExportFormat *format =
    &anser_export_formats[adw_combo_row_get_selected (self->format_row)];
  AnserMailTargetFlags flags =
    gtk_switch_get_active (self->choice_switch) ? format->choice_flag : ANSER_MAIL_TARGET_NONE;

  start (self, ANSER_WORK (anser_export_new (anser_post_office_get_store (self->office),
                                             anser_account_get_id (get_account (self)),
                                             folder != NULL ? anser_folder_get_name (folder) : NULL,
                                             TRUE, path, format->format, flags)));
}

static void
start_backup (AnserTransferWindow *self,
              const char          *path)
{
  g_autofree char *settings =
    anser_accounts_dup_text (anser_post_office_get_accounts (self->office));

  start (self, ANSER_WORK (anser_backup_new (anser_post_office_get_store (self->office), path,
                                             settings)));
}

/* choosing */

/* "Anser 2026-11-28", which sorts, and does not meet the one of yesterday. */
static char *
dup_new_name (const char *ending)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d %H.%M");

  return g_strconcat ("Anser ", date, ending, NULL);
}

static void
on_chosen (AnserTransferWindow *self,
           int                  response)
{
  g_autoptr (GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  path = file != NULL ? g_file_get_path (file) : NULL;
  if (path == NULL)
    return;
  switch (self->kind)
    {
    case ANSER_TRANSFER_BACKUP:
      start_backup (self, path);
      break;
    case ANSER_TRANSFER_EXPORT:
      {
        g_autofree char *name = dup_new_name ("");
        g_autofree char *inner = g_build_filename (path, name, NULL);

        start_export (self, inner);
        break;
      }
    case ANSER_TRANSFER_IMPORT:
    case ANSER_TRANSFER_RESTORE:
    default:
      anser_transfer_window_set_path (self, path);
      break;
    }
}

static void
choose (AnserTransferWindow  *self,
        const char           *title,
        GtkFileChooserAction  action,
        const char           *name)
{
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (title, GTK_WINDOW (self), action, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
on_choose_file (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  AnserTransferWindow *self = ANSER_TRANSFER_WINDOW (widget);

  choose (self, self->kind == ANSER_TRANSFER_RESTORE ? _("Choose a Backup") : _("Choose a File"),
          GTK_FILE_CHOOSER_ACTION_OPEN, NULL);
}

static void
on_choose_folder (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  choose (ANSER_TRANSFER_WINDOW (widget), _("Choose a Folder"),
          GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, NULL);
}

static void
on_start (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  AnserTransferWindow *self = ANSER_TRANSFER_WINDOW (widget);
  g_autofree char *name = NULL;

  switch (self->kind)
    {
    case ANSER_TRANSFER_IMPORT:
      start_import (self);
      break;
    case ANSER_TRANSFER_EXPORT:
      choose (self, _("Export into a Folder"), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, NULL);
      break;
    case ANSER_TRANSFER_BACKUP:
      name = dup_new_name (".tar.zst");
      choose (self, _("Save the Backup"), GTK_FILE_CHOOSER_ACTION_SAVE, name);
      break;
    case ANSER_TRANSFER_RESTORE:
    default:
      start (self, ANSER_WORK (anser_restore_new (anser_post_office_get_store (self->office),
                                                  self->path,
                                                  gtk_switch_get_active (self->merge_switch))));
      break;
    }
}

static void
on_cancel (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  g_cancellable_cancel (ANSER_TRANSFER_WINDOW (widget)->cancellable);
}

static gboolean
anser_transfer_window_close_request (GtkWindow *window)
{
  AnserTransferWindow *self = ANSER_TRANSFER_WINDOW (window);

  if (self->cancellable == NULL)
    return GTK_WINDOW_CLASS (anser_transfer_window_parent_class)->close_request (window);
  self->closes = TRUE;
  g_cancellable_cancel (self->cancellable);
  gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
  return TRUE;
}

static void
anser_transfer_window_dispose (GObject *object)
{
  AnserTransferWindow *self = ANSER_TRANSFER_WINDOW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_object (&self->office);
  G_OBJECT_CLASS (anser_transfer_window_parent_class)->dispose (object);
}

static void
anser_transfer_window_finalize (GObject *object)
{
  AnserTransferWindow *self = ANSER_TRANSFER_WINDOW (object);

  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->folders);
  g_free (self->path);
  G_OBJECT_CLASS (anser_transfer_window_parent_class)->finalize (object);
}

static void
anser_transfer_window_class_init (AnserTransferWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anser_transfer_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = anser_transfer_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = anser_transfer_window_close_request;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/transfer/transfer-window.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, AnserTransferWindow, name)
  BIND (title);
  BIND (start_button);
  BIND (stack);
  BIND (form_group);
  BIND (intro_page);
  BIND (source_row);
  BIND (file_button);
  BIND (folder_button);
  BIND (account_row);
  BIND (target_row);
  BIND (folder_row);
  BIND (format_row);
  BIND (format_about);
  BIND (choice_row);
  BIND (choice_switch);
  BIND (merge_row);
  BIND (merge_switch);
  BIND (bar);
  BIND (count_label);
  BIND (result_page);
  BIND (close_button);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_account_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_format_selected);
  gtk_widget_class_install_action (widget_class, "transfer.start", NULL, on_start);
  gtk_widget_class_install_action (widget_class, "transfer.cancel", NULL, on_cancel);
  gtk_widget_class_install_action (widget_class, "transfer.choose-file", NULL, on_choose_file);
  gtk_widget_class_install_action (widget_class, "transfer.choose-folder", NULL, on_choose_folder);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
anser_transfer_window_init (AnserTransferWindow *self)
{
  self->folders = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  anser_keys_add_close (GTK_WINDOW (self));
}

GtkWidget *
anser_transfer_window_new (GtkWindow         *parent,
                           AnserPostOffice   *office,
                           AnserTransferKind  kind)
{
  AnserTransferWindow *self;

  g_return_val_if_fail (ANSER_IS_POST_OFFICE (office), NULL);

  self = g_object_new (ANSER_TYPE_TRANSFER_WINDOW, "transient-for", parent, NULL);
  self->office = g_object_ref (office);
  self->kind = kind;
  set_up_kind (self);
  fill_form (self);
  on_account_selected (self);
  update_actions (self);
  return GTK_WIDGET (self);
}
