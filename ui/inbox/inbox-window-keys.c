/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/inbox-window-private.h"

#include "widgets/keys.h"

static void
on_search (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  AnserInboxWindow *self = ANSER_INBOX_WINDOW (widget);

  adw_leaflet_set_visible_child_name (self->outer, "mail");
  adw_leaflet_set_visible_child_name (self->inner, "letters");
  g_object_set (self->search_bar, "search-mode", TRUE, NULL);
  anser_search_bar_focus (self->search_bar);
}

static void
show_folders (AnserInboxWindow *self)
{
  adw_leaflet_set_visible_child_name (self->outer, "folders");
  gtk_widget_child_focus (GTK_WIDGET (self->sidebar), GTK_DIR_TAB_FORWARD);
}

static void
show_letters (AnserInboxWindow *self)
{
  adw_leaflet_set_visible_child_name (self->outer, "mail");
  adw_leaflet_set_visible_child_name (self->inner, "letters");
  anser_letter_list_view_focus (self->letters);
}

static void
show_reader (AnserInboxWindow *self)
{
  if (self->row == NULL && adw_leaflet_get_folded (self->inner))
    return;

  anser_reader_show (self->reader, self->row);
  adw_leaflet_set_visible_child_name (self->outer, "mail");
  adw_leaflet_set_visible_child_name (self->inner, "reader");
  anser_reader_focus (self->reader);
}

static void
on_show_folders (GtkWidget  *widget,
                 const char *action,
                 GVariant   *parameter)
{
  show_folders (ANSER_INBOX_WINDOW (widget));
}

static void
on_show_letters (GtkWidget  *widget,
                 const char *action,
                 GVariant   *parameter)
{
  show_letters (ANSER_INBOX_WINDOW (widget));
}

/* 0 folders, 1 letters, 2 reader. */
static int
current_pane (AnserInboxWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (focus != NULL && gtk_widget_is_ancestor (focus, self->folders_pane))
    return 0;
  if (focus != NULL && gtk_widget_is_ancestor (focus, self->reader_pane))
    return 2;

  return 1;
}

static void
go_to_pane (AnserInboxWindow *self,
            int               pane)
{
  void (*const show[]) (AnserInboxWindow *) = { show_folders, show_letters, show_reader };

  show[(pane + 3) % 3] (self);
}

static void
on_next_pane (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  AnserInboxWindow *self = ANSER_INBOX_WINDOW (widget);

  go_to_pane (self, current_pane (self) + 1);
}

static void
on_previous_pane (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  AnserInboxWindow *self = ANSER_INBOX_WINDOW (widget);

  go_to_pane (self, current_pane (self) - 1);
}

void
anser_inbox_window_install_pane_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "inbox.search", NULL, on_search);
  gtk_widget_class_install_action (widget_class, "inbox.show-folders", NULL, on_show_folders);
  gtk_widget_class_install_action (widget_class, "inbox.show-letters", NULL, on_show_letters);
  gtk_widget_class_install_action (widget_class, "inbox.next-pane", NULL, on_next_pane);
  gtk_widget_class_install_action (widget_class, "inbox.previous-pane", NULL, on_previous_pane);
}

static gboolean
is_typing (AnserInboxWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  return GTK_IS_EDITABLE (focus) ||
         (GTK_IS_TEXT_VIEW (focus) && gtk_text_view_get_editable (GTK_TEXT_VIEW (focus)));
}

/* These are keys only while nobody types, and letters only if the user wants them. Then they come
 * first, because text that is only read takes Delete too. */
static void
update_keys (AnserInboxWindow *self)
{
  gboolean typing = is_typing (self);
  gboolean wanted = g_settings_get_boolean (self->settings, "single-key-shortcuts");

  gtk_event_controller_set_propagation_phase (self->delete_keys,
                                              typing ? GTK_PHASE_NONE : GTK_PHASE_CAPTURE);
  gtk_event_controller_set_propagation_phase (self->letter_keys, typing || !wanted
                                              ? GTK_PHASE_NONE : GTK_PHASE_CAPTURE);
}

void
anser_inbox_window_add_keys (AnserInboxWindow *self)
{
  self->delete_keys = gtk_shortcut_controller_new ();
  anser_keys_add_plain (GTK_SHORTCUT_CONTROLLER (self->delete_keys), FALSE);
  gtk_widget_add_controller (GTK_WIDGET (self), self->delete_keys);

  self->letter_keys = gtk_shortcut_controller_new ();
  anser_keys_add_plain (GTK_SHORTCUT_CONTROLLER (self->letter_keys), TRUE);
  gtk_widget_add_controller (GTK_WIDGET (self), self->letter_keys);

  g_signal_connect_object (self->settings, "changed::single-key-shortcuts",
                           G_CALLBACK (update_keys), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (update_keys), NULL);
  update_keys (self);
}
