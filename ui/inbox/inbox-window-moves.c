/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/inbox-window-private.h"

#include <glib/gi18n.h>

/* A move that is under way: what is said when it is done. */
typedef struct
{
  AnserInboxWindow *window;
  char *sentence;
} Move;

static Move *
move_new (AnserInboxWindow *self,
          char             *sentence)
{
  Move *move = g_new0 (Move, 1);

  move->window = g_object_ref (self);
  move->sentence = sentence;

  return move;
}

static void
move_free (Move *move)
{
  g_object_unref (move->window);
  g_free (move->sentence);
  g_free (move);
}

/* What was moved before something went wrong can be moved back too. */
static void
on_moved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Move *move = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserUndo) undo = NULL;
  gboolean done = anser_store_move_finish (ANSER_STORE (source), result, &error);

  undo = anser_store_dup_undo (ANSER_STORE (source), result);
  if (!done)
    anser_inbox_window_tell (move->window, error);
  if (undo != NULL)
    anser_undo_history_add (move->window->history, undo, move->sentence);
  move_free (move);
}

/* @sentence: (transfer full) */
static void
move_to_role (AnserInboxWindow *self,
              GArray           *letters,
              AnserFolderRole   role,
              char             *sentence)
{
  anser_store_move_async (anser_inbox_window_get_store (self),
                          (const gint64 *) letters->data, letters->len, role, NULL, on_moved,
                          move_new (self, sentence));
}

void
anser_inbox_window_move_to (AnserInboxWindow *self,
                            GArray           *letters,
                            AnserFolderItem  *item)
{
  AnserFolder *folder = g_ptr_array_index (anser_folder_item_get_folders (item), 0);
  const char *title = anser_folder_item_get_title (item);
  char *sentence;

  if (letters->len == 0)
    return;

  sentence = letters->len == 1
    ? g_strdup_printf (_("Message moved to “%s”"), title)
    : g_strdup_printf (ngettext ("%u message moved to “%s”", "%u messages moved to “%s”",
                                 letters->len), letters->len, title);
  anser_store_move_to_async (anser_inbox_window_get_store (self),
                             (const gint64 *) letters->data, letters->len, folder, NULL, on_moved,
                             move_new (self, sentence));
}

static void
on_archive (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  AnserInboxWindow *self = ANSER_INBOX_WINDOW (widget);
  g_autoptr(GArray) letters = anser_inbox_window_dup_letters (self);

  if (letters->len == 1)
    move_to_role (self, letters, ANSER_FOLDER_ARCHIVE, g_strdup (_("Message archived")));
  else if (letters->len > 1)
    move_to_role (self, letters, ANSER_FOLDER_ARCHIVE,
                  g_strdup_printf (ngettext ("%u message archived", "%u messages archived",
                                             letters->len), letters->len));
}

static void
on_junk (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  AnserInboxWindow *self = ANSER_INBOX_WINDOW (widget);
  g_autoptr(GArray) letters = anser_inbox_window_dup_letters (self);

  if (letters->len == 1)
    move_to_role (self, letters, ANSER_FOLDER_JUNK, g_strdup (_("Message moved to Junk")));
  else if (letters->len > 1)
    move_to_role (self, letters, ANSER_FOLDER_JUNK,
                  g_strdup_printf (ngettext ("%u message moved to Junk",
                                             "%u messages moved to Junk", letters->len),
                                   letters->len));
}

static void
on_restore (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  AnserInboxWindow *self = ANSER_INBOX_WINDOW (widget);
  g_autoptr(GArray) letters = anser_inbox_window_dup_letters (self);

  if (letters->len == 1)
    move_to_role (self, letters, ANSER_FOLDER_INBOX, g_strdup (_("Message moved to Inbox")));
  else if (letters->len > 1)
    move_to_role (self, letters, ANSER_FOLDER_INBOX,
                  g_strdup_printf (ngettext ("%u message moved to Inbox",
                                             "%u messages moved to Inbox", letters->len),
                                   letters->len));
}

/* Deleting: to Trash, and there for good. */

static void
on_erased (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(AnserInboxWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!anser_store_erase_finish (ANSER_STORE (source), result, &error))
    anser_inbox_window_tell (self, error);
}

static void
on_erase_response (AdwMessageDialog *dialog,
                   const char       *response,
                   AnserInboxWindow *self)
{
  GArray *letters = g_object_get_data (G_OBJECT (dialog), "letters");

  if (g_str_equal (response, "delete"))
    anser_store_erase_async (anser_inbox_window_get_store (self),
                             (const gint64 *) letters->data, letters->len, NULL, on_erased,
                             g_object_ref (self));
}

/* This cannot be undone, so it asks. */
static void
ask_erase (AnserInboxWindow *self,
           GArray           *letters)
{
  g_autofree char *title = letters->len == 1
    ? g_strdup (_("Delete This Message for Good?"))
    : g_strdup_printf (ngettext ("Delete %u Message for Good?", "Delete %u Messages for Good?",
                                 letters->len), letters->len);
  const char *body = letters->len == 1
    ? _("It is not in any other folder on this computer. You cannot get it back.")
    : _("They are not in any other folder on this computer. You cannot get them back.");
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), title, body);

  g_object_set_data_full (G_OBJECT (dialog), "letters", g_array_ref (letters),
                          (GDestroyNotify) g_array_unref);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"),
                                    "delete", _("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "delete");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_erase_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_delete (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  AnserInboxWindow *self = ANSER_INBOX_WINDOW (widget);
  AnserLetterRow *row = anser_inbox_window_get_row (self);
  g_autoptr(GArray) letters = anser_inbox_window_dup_letters (self);

  if (letters->len == 0 || row == NULL || self->application == NULL)
    return;

  if (anser_letter_row_get_role (row) == ANSER_FOLDER_TRASH)
    ask_erase (self, letters);
  else if (letters->len == 1)
    move_to_role (self, letters, ANSER_FOLDER_TRASH, g_strdup (_("Message moved to Trash")));
  else
    move_to_role (self, letters, ANSER_FOLDER_TRASH,
                  g_strdup_printf (ngettext ("%u message moved to Trash",
                                             "%u messages moved to Trash", letters->len),
                                   letters->len));
}

static void
on_undo (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  anser_undo_history_undo (ANSER_INBOX_WINDOW (widget)->history);
}

/* Move to… */

/* What a popover was opened for. */
static GArray *
get_letters (gpointer chooser)
{
  return g_object_get_data (chooser, "anser-letters");
}

static void
on_place_chosen (AnserFolderChooser *chooser,
                 AnserFolderItem    *item,
                 AnserInboxWindow   *self)
{
  anser_inbox_window_move_to (self, get_letters (chooser), item);
}

/* Popovers are below the header bar of the pane that is looked at. */
static GtkWidget *
get_anchor (AnserInboxWindow *self)
{
  gboolean reading = adw_leaflet_get_folded (self->inner) &&
                     g_str_equal (adw_leaflet_get_visible_child_name (self->inner), "reader");

  return GTK_WIDGET (reading ? self->reader_header : self->letters_header);
}

/* The keys go on where they were: a popover would leave them to the header bar. */
static void
pop_up (AnserInboxWindow *self,
        GtkWidget        *chooser)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  g_object_set_data_full (G_OBJECT (chooser), "anser-letters",
                          anser_inbox_window_dup_letters (self), (GDestroyNotify) g_array_unref);
  if (focus == NULL || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->letters)))
    g_signal_connect_object (chooser, "closed", G_CALLBACK (anser_letter_list_view_focus),
                             self->letters, G_CONNECT_SWAPPED);
  else
    g_signal_connect_object (chooser, "closed", G_CALLBACK (gtk_widget_grab_focus), focus,
                             G_CONNECT_SWAPPED);
  gtk_popover_popup (GTK_POPOVER (chooser));
}

static void
on_move (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  AnserInboxWindow *self = ANSER_INBOX_WINDOW (widget);
  GtkWidget *chooser = anser_folder_chooser_new (get_anchor (self), self->office,
                                                 anser_letter_row_get_account (
                                                   anser_inbox_window_get_row (self)));

  g_signal_connect_object (chooser, "chosen", G_CALLBACK (on_place_chosen), self, 0);
  pop_up (self, chooser);
}

/* Tags */

static void
on_tagged (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Move *move = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserUndo) undo = NULL;

  if (!anser_store_tag_finish (ANSER_STORE (source), result, &error))
    anser_inbox_window_tell (move->window, error);
  undo = anser_store_dup_undo (ANSER_STORE (source), result);
  if (undo != NULL)
    anser_undo_history_add (move->window->history, undo, move->sentence);
  move_free (move);
}

static void
on_tag_chosen (AnserTagChooser  *chooser,
               const char       *name,
               gboolean          on,
               AnserInboxWindow *self)
{
  GArray *letters = get_letters (chooser);
  char *sentence = g_strdup_printf (on ? _("Tagged “%s”") : _("Tag “%s” removed"), name);

  anser_store_tag_async (anser_inbox_window_get_store (self),
                         (const gint64 *) letters->data, letters->len, name, NULL, on, NULL,
                         on_tagged, move_new (self, sentence));
}

static void
on_tag (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  AnserInboxWindow *self = ANSER_INBOX_WINDOW (widget);
  GtkWidget *chooser = anser_tag_chooser_new (get_anchor (self),
                                              anser_inbox_window_get_store (self),
                                              anser_letter_row_get_tags (
                                                anser_inbox_window_get_row (self)));

  g_signal_connect_object (chooser, "chosen", G_CALLBACK (on_tag_chosen), self, 0);
  pop_up (self, chooser);
}

void
anser_inbox_window_install_move_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "letter.archive", NULL, on_archive);
  gtk_widget_class_install_action (widget_class, "letter.junk", NULL, on_junk);
  gtk_widget_class_install_action (widget_class, "letter.delete", NULL, on_delete);
  gtk_widget_class_install_action (widget_class, "letter.restore", NULL, on_restore);
  gtk_widget_class_install_action (widget_class, "letter.move", NULL, on_move);
  gtk_widget_class_install_action (widget_class, "letter.tag", NULL, on_tag);
  gtk_widget_class_install_action (widget_class, "inbox.undo", NULL, on_undo);
}
