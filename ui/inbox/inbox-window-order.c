/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/inbox-window-private.h"

#include "widgets/date-format.h"

#include <glib/gi18n.h>

/* The menu of the list: what it is in order by, which messages it shows, and all of them at once. */

static void
on_marked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(AnserInboxWindow) self = user_data;
  g_autoptr(AnserUndo) undo = anser_store_dup_undo (ANSER_STORE (source), result);
  g_autoptr(GError) error = NULL;
  g_autofree char *sentence = NULL;
  unsigned n;

  if (!anser_store_flag_finish (ANSER_STORE (source), result, &error) && self->application != NULL)
    anser_application_toast (self->application, error->message);
  if (undo == NULL)
    return;

  n = anser_undo_get_n_letters (undo);
  sentence = g_strdup_printf (ngettext ("%u message marked as read",
                                        "%u messages marked as read", n), n);
  anser_undo_history_add (self->history, undo, sentence);
}

static void
on_mark_all_read (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  AnserInboxWindow *self = ANSER_INBOX_WINDOW (widget);
  g_autoptr(GArray) letters = anser_letter_list_view_dup_unread (self->letters);

  if (letters->len > 0)
    anser_store_flag_async (anser_post_office_get_store (self->office),
                            (const gint64 *) letters->data, letters->len, ANSER_LETTER_SEEN, 0,
                            NULL, on_marked, g_object_ref (self));
}

static void
on_show_menu (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  AnserInboxWindow *self = ANSER_INBOX_WINDOW (widget);

  adw_leaflet_set_visible_child_name (self->outer, "mail");
  adw_leaflet_set_visible_child_name (self->inner, "letters");
  gtk_menu_button_popup (self->order_button);
}

/* Below the folder's name, while several are selected. */
static void
on_n_selected (AnserInboxWindow *self)
{
  guint64 n;
  g_autofree char *sentence = NULL;

  g_object_get (self->folder_letters, "n-selected", &n, NULL);
  if (n > 1)
    sentence = g_strdup_printf (ngettext ("%u selected", "%u selected", n), (unsigned) n);
  anser_inbox_window_set_note (self, sentence);
}

static void
set_date_style (AnserInboxWindow *self)
{
  anser_date_format_set_style (g_settings_get_enum (self->settings, "date-style"));
}

/* What is shown already is written anew. */
static void
update_dates (AnserInboxWindow *self)
{
  set_date_style (self);
  anser_letter_list_view_refresh (self->folder_letters);
  anser_letter_list_view_refresh (self->result_letters);
  if (self->row != NULL)
    anser_reader_show (self->reader, self->row);
}

static void
follow_settings (AnserInboxWindow *self)
{
  g_settings_bind (self->settings, "conversations", self->folder_letters, "conversations",
                   G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (self->settings, "changed::date-style", G_CALLBACK (update_dates), self,
                           G_CONNECT_SWAPPED);
  set_date_style (self);
}

void
anser_inbox_window_install_order_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "inbox.mark-all-read", NULL, on_mark_all_read);
  gtk_widget_class_install_action (widget_class, "inbox.show-order", NULL, on_show_menu);
}

void
anser_inbox_window_add_order_actions (AnserInboxWindow *self)
{
  static const char * const names[] = { "order", "show", "conversations" };
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GPropertyAction) action =
        g_property_action_new (names[i], self->folder_letters, names[i]);

      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  gtk_widget_insert_action_group (GTK_WIDGET (self), "list", G_ACTION_GROUP (group));
  follow_settings (self);
  g_signal_connect_object (self->folder_letters, "notify::n-selected", G_CALLBACK (on_n_selected), self,
                           G_CONNECT_SWAPPED);
}
