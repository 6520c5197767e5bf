/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/inbox-window-private.h"

#include "widgets/pane-handle.h"
#include "widgets/pane.h"
#include "widgets/tag-pills.h"
#include "widgets/title-buttons.h"

#include <glib/gi18n.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (AnserInboxWindow, anser_inbox_window, ADW_TYPE_APPLICATION_WINDOW)

static void
watch_row (AnserInboxWindow *self,
           AnserLetterRow   *row)
{
  if (self->row != NULL)
    g_signal_handlers_disconnect_by_func (self->row, anser_inbox_window_update_letter_actions,
                                          self);
  g_set_object (&self->row, row);
  if (row != NULL)
    g_signal_connect_object (row, "notify::flags",
                             G_CALLBACK (anser_inbox_window_update_letter_actions), self,
                             G_CONNECT_SWAPPED);
  anser_inbox_window_update_letter_actions (self);
}

/* Whose folder it is, if there are several accounts. */
static const char *
get_subtitle (AnserInboxWindow *self)
{
  AnserFolderItem *folder = anser_folder_sidebar_get_selected (self->sidebar);
  GListModel *accounts = G_LIST_MODEL (anser_post_office_get_accounts (self->office));
  AnserAccount *account = folder != NULL ? anser_folder_item_get_account (folder) : NULL;

  return account != NULL && g_list_model_get_n_items (accounts) > 1
           ? anser_account_get_label (account) : "";
}

void
anser_inbox_window_set_note (AnserInboxWindow *self,
                             const char       *note)
{
  if (self->office != NULL)
    adw_window_title_set_subtitle (self->letters_title,
                                   note != NULL ? note : get_subtitle (self));
}

void
anser_inbox_window_update_title (AnserInboxWindow *self)
{
  AnserFolderItem *folder = anser_folder_sidebar_get_selected (self->sidebar);
  g_autofree char *found = NULL;
  guint n;

  if (self->office == NULL)
    return;

  if (anser_inbox_window_get_query (self) == NULL)
    {
      adw_window_title_set_title (self->letters_title,
                                  folder != NULL ? anser_folder_item_get_title (folder) : "");
      anser_inbox_window_set_note (self, NULL);
      return;
    }

  n = g_list_model_get_n_items (G_LIST_MODEL (self->results));
  /* Translators: below "Search"; the ' asks for the locale's thousands separator. */
  found = g_strdup_printf (ngettext ("%'u message", "%'u messages", n), n);
  adw_window_title_set_title (self->letters_title,
                              self->search_name != NULL ? self->search_name : _("Search"));
  adw_window_title_set_subtitle (self->letters_title,
                                 n == 0 && anser_search_list_is_searching (self->results)
                                   ? "" : found);
}

static void
on_folder_selected (AnserInboxWindow *self)
{
  AnserFolderItem *folder = anser_folder_sidebar_get_selected (self->sidebar);

  anser_inbox_window_end_search (self);
  anser_letter_list_view_set_folder (self->folder_letters,
                                     anser_post_office_get_store (self->office), folder);
  anser_inbox_window_update_title (self);
}

static void
on_title_changed (AnserInboxWindow *self)
{
  anser_inbox_window_update_title (self);
}

static void
on_letters_dropped (AnserInboxWindow *self,
                    AnserFolderItem  *item,
                    GArray           *letters)
{
  anser_inbox_window_move_to (self, letters, item);
}

static void
on_tags_changed (AnserInboxWindow *self)
{
  g_autoptr(GListModel) tags =
    anser_store_get_tags (anser_post_office_get_store (self->office));

  anser_tag_pills_set_colours (gtk_widget_get_display (GTK_WIDGET (self)), tags);
}

static void
watch_tags (AnserInboxWindow *self)
{
  g_autoptr(GListModel) tags =
    anser_store_get_tags (anser_post_office_get_store (self->office));

  g_signal_connect_object (tags, "items-changed", G_CALLBACK (on_tags_changed), self,
                           G_CONNECT_SWAPPED);
  on_tags_changed (self);
}

/* Side by side nothing is to be shown, and a leaflet would only move the focus. */
static void
on_folder_activated (AnserInboxWindow *self)
{
  if (adw_leaflet_get_folded (self->inner))
    adw_leaflet_set_visible_child_name (self->inner, "letters");
  if (adw_leaflet_get_folded (self->outer))
    adw_leaflet_set_visible_child_name (self->outer, "mail");
}

void
anser_inbox_window_follow_selection (AnserInboxWindow *self)
{
  AnserLetterRow *row = anser_letter_list_view_get_selected (self->letters);
  const AnserQuery *query = anser_inbox_window_get_query (self);

  watch_row (self, row);
  anser_reader_highlight (self->reader, query, query != NULL &&
                          anser_search_list_get_variants (self->results));

  /* On a phone a letter is read when it is opened, not when it is passed. */
  if (!adw_leaflet_get_folded (self->inner))
    anser_reader_show (self->reader, row);
  else if (row == NULL)
    {
      anser_reader_show (self->reader, NULL);
      adw_leaflet_set_visible_child_name (self->inner, "letters");
    }
  else if (g_str_equal (adw_leaflet_get_visible_child_name (self->inner), "reader"))
    anser_reader_show (self->reader, row);
}

/* Of the list that is seen. */
static void
on_letter_selected (AnserInboxWindow *self)
{
  if (self->office != NULL)
    anser_inbox_window_follow_selection (self);
}

static void
on_letter_opened (AnserInboxWindow *self)
{
  anser_reader_show (self->reader, self->row);
  if (adw_leaflet_get_folded (self->inner))
    adw_leaflet_set_visible_child_name (self->inner, "reader");
}

static void
on_letter_activated (AnserInboxWindow *self)
{
  if (self->row != NULL && anser_letter_row_get_role (self->row) == ANSER_FOLDER_DRAFTS)
    {
      anser_reader_show (self->reader, self->row);
      anser_inbox_window_edit (self);
    }
  else
    on_letter_opened (self);
}

static void
on_letter_read (AnserInboxWindow *self)
{
  anser_inbox_window_update_letter_actions (self);
}

/* Buttons that libadwaita 1.7 has just made know nothing of the layout until it is another one. */
static void
update_title_buttons (AnserInboxWindow *self)
{
  g_autofree char *layout = anser_title_buttons_dup_short (GTK_WIDGET (self));
  gboolean narrow;

  if (self->reader_pane == NULL)
    return;

  adw_header_bar_set_decoration_layout (self->letters_header, NULL);
  g_object_get (self->reader_pane, "narrow", &narrow, NULL);
  adw_header_bar_set_decoration_layout (self->letters_header, layout);
  adw_header_bar_set_decoration_layout (self->reader_header, narrow ? layout : NULL);
}

/* Made wide again, the selected letter is read beside the list. */
static void
on_folded (AnserInboxWindow *self)
{
  if (self->office != NULL && self->inner != NULL && !adw_leaflet_get_folded (self->inner))
    anser_reader_show (self->reader, self->row);
}

static void
on_accounts_changed (AnserInboxWindow *self)
{
  GListModel *accounts = G_LIST_MODEL (anser_post_office_get_accounts (self->office));

  gtk_stack_set_visible_child_name (self->stack,
                                    g_list_model_get_n_items (accounts) > 0 ? "mail" : "welcome");
}

static void
restore_size (AnserInboxWindow *self)
{
  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));

  g_settings_bind (self->settings, "folder-pane-width", self->folders_pane, "width",
                   G_SETTINGS_BIND_GET);
  g_settings_bind (self->settings, "list-pane-width", self->letters_pane, "width",
                   G_SETTINGS_BIND_GET);
}

static void
save_folder (AnserInboxWindow *self)
{
  AnserFolderItem *folder = anser_folder_sidebar_get_selected (self->sidebar);
  g_autofree char *place = folder != NULL ? anser_folder_item_dup_place (folder) : g_strdup ("");

  g_settings_set_string (self->settings, "last-folder", place);
}

static void
save_size (AnserInboxWindow *self)
{
  gboolean maximized = gtk_window_is_maximized (GTK_WINDOW (self));
  int width;
  int height;

  g_settings_set_boolean (self->settings, "window-maximized", maximized);
  g_object_get (self->folders_pane, "width", &width, NULL);
  g_settings_set_int (self->settings, "folder-pane-width", width);
  g_object_get (self->letters_pane, "width", &width, NULL);
  g_settings_set_int (self->settings, "list-pane-width", width);

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  if (!maximized && width > 0 && height > 0)
    {
      g_settings_set_int (self->settings, "window-width", width);
      g_settings_set_int (self->settings, "window-height", height);
    }
}

static gboolean
anser_inbox_window_close_request (GtkWindow *window)
{
  save_size (ANSER_INBOX_WINDOW (window));
  save_folder (ANSER_INBOX_WINDOW (window));

  return GTK_WINDOW_CLASS (anser_inbox_window_parent_class)->close_request (window);
}

static void
anser_inbox_window_dispose (GObject *object)
{
  AnserInboxWindow *self = ANSER_INBOX_WINDOW (object);

  if (self->row != NULL)
    g_signal_handlers_disconnect_by_data (self->row, self);
  g_clear_object (&self->row);
  if (self->results != NULL)
    g_signal_handlers_disconnect_by_data (self->results, self);
  g_clear_object (&self->results);
  g_clear_pointer (&self->search_name, g_free);
  g_clear_object (&self->office);
  g_clear_object (&self->settings);
  g_clear_object (&self->history);
  g_clear_weak_pointer (&self->application);

  G_OBJECT_CLASS (anser_inbox_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (ANSER_TYPE_FOLDER_SIDEBAR);
  g_type_ensure (ANSER_TYPE_LETTER_LIST_VIEW);
  g_type_ensure (ANSER_TYPE_PANE);
  g_type_ensure (ANSER_TYPE_PANE_HANDLE);
  g_type_ensure (ANSER_TYPE_READER);
  g_type_ensure (ANSER_TYPE_SEARCH_BAR);
  g_type_ensure (ANSER_TYPE_STATUS_FOOT);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/inbox/inbox-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserInboxWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, AnserInboxWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, AnserInboxWindow, outer);
  gtk_widget_class_bind_template_child (widget_class, AnserInboxWindow, inner);
  gtk_widget_class_bind_template_child (widget_class, AnserInboxWindow, letters_header);
  gtk_widget_class_bind_template_child (widget_class, AnserInboxWindow, reader_header);
  gtk_widget_class_bind_template_child (widget_class, AnserInboxWindow, folders_pane);
  gtk_widget_class_bind_template_child (widget_class, AnserInboxWindow, letters_pane);
  gtk_widget_class_bind_template_child (widget_class, AnserInboxWindow, reader_pane);
  gtk_widget_class_bind_template_child (widget_class, AnserInboxWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, AnserInboxWindow, foot);
  gtk_widget_class_bind_template_child (widget_class, AnserInboxWindow, letters_title);
  gtk_widget_class_bind_template_child (widget_class, AnserInboxWindow, search_bar);
  gtk_widget_class_bind_template_child (widget_class, AnserInboxWindow, letters_stack);
  gtk_widget_class_bind_template_child (widget_class, AnserInboxWindow, folder_letters);
  gtk_widget_class_bind_template_child (widget_class, AnserInboxWindow, result_letters);
  gtk_widget_class_bind_template_child (widget_class, AnserInboxWindow, order_button);
  gtk_widget_class_bind_template_child (widget_class, AnserInboxWindow, reader);
  gtk_widget_class_bind_template_callback (widget_class, on_folder_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_title_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_folder_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_letters_dropped);
  gtk_widget_class_bind_template_callback (widget_class, on_letter_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_letter_opened);
  gtk_widget_class_bind_template_callback (widget_class, on_letter_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_letter_read);
  gtk_widget_class_bind_template_callback (widget_class, anser_inbox_window_search);
  gtk_widget_class_bind_template_callback (widget_class, on_folded);
  gtk_widget_class_bind_template_callback (widget_class, update_title_buttons);
}

static void
anser_inbox_window_class_init (AnserInboxWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anser_inbox_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = anser_inbox_window_close_request;

  bind_template (widget_class);
  anser_inbox_window_install_letter_actions (widget_class);
  anser_inbox_window_install_move_actions (widget_class);
  anser_inbox_window_install_order_actions (widget_class);
  anser_inbox_window_install_pane_actions (widget_class);
  anser_inbox_window_install_search_actions (widget_class);
}

static void
anser_inbox_window_init (AnserInboxWindow *self)
{
  self->settings = g_settings_new (ANSER_APPLICATION_ID);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->letters = self->folder_letters;
  g_signal_connect_object (gtk_widget_get_settings (GTK_WIDGET (self)),
                           "notify::gtk-decoration-layout", G_CALLBACK (update_title_buttons),
                           self, G_CONNECT_SWAPPED);
  update_title_buttons (self);
}

GtkWidget *
anser_inbox_window_new (AnserApplication *application)
{
  AnserInboxWindow *self;
  g_autofree char *last_folder = NULL;

  g_return_val_if_fail (ANSER_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (anser_application_get_office (application) != NULL, NULL);

  self = g_object_new (ANSER_TYPE_INBOX_WINDOW, "application", application, NULL);
  last_folder = g_settings_get_string (self->settings, "last-folder");
  g_set_weak_pointer (&self->application, application);
  self->office = g_object_ref (anser_application_get_office (application));
  self->history = anser_undo_history_new (application);
  anser_folder_sidebar_set_history (self->sidebar, self->history);
  watch_tags (self);
  restore_size (self);
  anser_inbox_window_add_keys (self);
  anser_inbox_window_add_order_actions (self);
  anser_reader_set_office (self->reader, self->office);
  anser_status_foot_set_office (self->foot, self->office);
  anser_inbox_window_set_up_search (self);
  anser_folder_sidebar_set_first (self->sidebar, last_folder);
  anser_folder_sidebar_set_office (self->sidebar, self->office);
  g_signal_connect_object (anser_post_office_get_accounts (self->office), "items-changed",
                           G_CALLBACK (on_accounts_changed), self, G_CONNECT_SWAPPED);
  on_accounts_changed (self);
  adw_leaflet_set_visible_child_name (self->outer, "mail");
  anser_inbox_window_update_letter_actions (self);
  anser_letter_list_view_focus (self->letters);

  return GTK_WIDGET (self);
}

AnserAccount *
anser_inbox_window_get_account (AnserInboxWindow *self)
{
  AnserFolderItem *folder;

  g_return_val_if_fail (ANSER_IS_INBOX_WINDOW (self), NULL);

  folder = anser_folder_sidebar_get_selected (self->sidebar);
  return folder != NULL ? anser_folder_item_get_account (folder) : NULL;
}

void
anser_inbox_window_add_toast (AnserInboxWindow *self,
                              AdwToast         *toast)
{
  g_return_if_fail (ANSER_IS_INBOX_WINDOW (self));
  g_return_if_fail (ADW_IS_TOAST (toast));

  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}
