/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/folder-row-private.h"

#include "inbox/folder-name-dialog.h"
#include "store/folder-tree.h"

#include <glib/gi18n.h>

/* Work on a folder that is under way: what is said when it is done. */
typedef struct
{
  AnserFolderSidebar *sidebar;
  char *sentence;
} Work;

static AnserStore *
get_store (AnserFolderRow *self)
{
  return anser_post_office_get_store (
    anser_folder_sidebar_get_office (anser_folder_row_get_sidebar (self)));
}

/* @sentence: (transfer full) */
static Work *
work_new (AnserFolderRow *self,
          char           *sentence)
{
  Work *work = g_new0 (Work, 1);

  work->sidebar = g_object_ref (anser_folder_row_get_sidebar (self));
  work->sentence = sentence;

  return work;
}

static void
work_free (Work *work)
{
  g_object_unref (work->sidebar);
  g_free (work->sentence);
  g_free (work);
}

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Work *work = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserFolder) folder G_GNUC_UNUSED =
    anser_store_folder_finish (ANSER_STORE (source), result, &error);
  g_autoptr(AnserUndo) undo = anser_store_dup_undo (ANSER_STORE (source), result);
  AnserUndoHistory *history = anser_folder_sidebar_get_history (work->sidebar);

  if (error != NULL)
    anser_undo_history_add (history, NULL, error->message);
  else if (undo != NULL)
    anser_undo_history_add (history, undo, work->sentence);
  work_free (work);
}

static void
on_created (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Work *work = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserFolder) folder =
    anser_store_folder_finish (ANSER_STORE (source), result, &error);

  if (folder != NULL)
    anser_folder_sidebar_select (work->sidebar, folder);
  else
    anser_undo_history_add (anser_folder_sidebar_get_history (work->sidebar), NULL,
                            error->message);
  work_free (work);
}

static void
on_new_response (AnserFolderNameDialog *dialog,
                 const char            *response,
                 AnserFolderRow        *self)
{
  AnserFolderItem *item = anser_folder_row_get_item (self);
  AnserFolder *folder = anser_folder_item_get_folder (item);
  gboolean inside = g_object_get_data (G_OBJECT (dialog), "inside") != NULL;

  if (g_str_equal (response, "ok") && anser_folder_row_get_sidebar (self) != NULL)
    anser_store_create_folder_async (get_store (self), anser_folder_get_account (folder),
                                     inside ? folder : NULL,
                                     anser_folder_name_dialog_get_name (dialog), NULL, on_created,
                                     work_new (self, NULL));
}

static void
ask_new (AnserFolderRow *self,
         gboolean        inside)
{
  AnserFolderItem *item = anser_folder_row_get_item (self);
  g_autofree char *heading = inside
    ? g_strdup_printf (_("New Folder in “%s”"), anser_folder_item_get_title (item))
    : g_strdup (_("New Folder"));
  GtkWidget *dialog =
    anser_folder_name_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), heading,
                                  _("C_reate"), "");

  g_object_set_data (G_OBJECT (dialog), "inside", inside ? self : NULL);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_new_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_new (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  ask_new (ANSER_FOLDER_ROW (widget), FALSE);
}

static void
on_new_inside (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  ask_new (ANSER_FOLDER_ROW (widget), TRUE);
}

static void
on_tag_changed (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  Work *work = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserUndo) undo = NULL;
  AnserUndoHistory *history = anser_folder_sidebar_get_history (work->sidebar);

  if (!anser_store_tag_finish (ANSER_STORE (source), result, &error))
    anser_undo_history_add (history, NULL, error->message);
  undo = anser_store_dup_undo (ANSER_STORE (source), result);
  if (undo != NULL)
    anser_undo_history_add (history, undo, work->sentence);
  work_free (work);
}

static void
on_colour (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  AnserFolderRow *self = ANSER_FOLDER_ROW (widget);
  AnserTag *tag = anser_folder_item_get_tag (anser_folder_row_get_item (self));

  if (tag != NULL)
    anser_store_change_tag_async (get_store (self), tag, anser_tag_get_name (tag),
                                  g_variant_get_string (parameter, NULL), NULL, on_tag_changed,
                                  work_new (self, g_strdup (_("Colour of the tag changed"))));
}

static void
on_rename_response (AnserFolderNameDialog *dialog,
                    const char            *response,
                    AnserFolderRow        *self)
{
  AnserFolderItem *item = anser_folder_row_get_item (self);
  const char *name = anser_folder_name_dialog_get_name (dialog);

  if (!g_str_equal (response, "ok") || anser_folder_row_get_sidebar (self) == NULL)
    return;

  if (anser_folder_item_get_tag (item) != NULL)
    {
      AnserTag *tag = anser_folder_item_get_tag (item);

      anser_store_change_tag_async (get_store (self), tag, name, anser_tag_get_colour (tag), NULL,
                                    on_tag_changed,
                                    work_new (self, g_strdup_printf (_("Tag renamed to “%s”"),
                                                                     name)));
      return;
    }

  anser_store_rename_folder_async (get_store (self), anser_folder_item_get_folder (item), name,
                                   NULL, on_done,
                                   work_new (self, g_strdup_printf (_("Folder renamed to “%s”"),
                                                                    name)));
}

static void
on_rename (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  AnserFolderItem *item = anser_folder_row_get_item (ANSER_FOLDER_ROW (widget));
  GtkWidget *dialog =
    anser_folder_name_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                  anser_folder_item_get_tag (item) != NULL ? _("Rename Tag")
                                                                           : _("Rename Folder"),
                                  _("_Rename"), anser_folder_item_get_title (item));

  g_signal_connect_object (dialog, "response", G_CALLBACK (on_rename_response), widget, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_out (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  AnserFolderRow *self = ANSER_FOLDER_ROW (widget);

  anser_folder_row_nest (self, anser_folder_item_get_folder (anser_folder_row_get_item (self)),
                         NULL);
}

/* What is asked before it is done for good. */

static void
on_empty_response (AdwMessageDialog *dialog,
                   const char       *response,
                   AnserFolderRow   *self)
{
  AnserFolderItem *item = anser_folder_row_get_item (self);

  if (g_str_equal (response, "delete") && anser_folder_row_get_sidebar (self) != NULL)
    anser_store_empty_folder_async (get_store (self), anser_folder_item_get_folder (item), NULL,
                                    on_done, work_new (self, NULL));
}

static void
ask_empty (AnserFolderRow *self,
           const char     *heading,
           const char     *button)
{
  GtkWidget *dialog =
    adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), heading,
                            _("All messages in it are deleted for good, and the folders in it "
                              "with theirs. You cannot get them back."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"),
                                    "delete", button, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_empty_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_delete (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  AnserFolderRow *self = ANSER_FOLDER_ROW (widget);
  AnserFolderItem *item = anser_folder_row_get_item (self);
  const char *title = anser_folder_item_get_title (item);

  if (anser_folder_item_get_tag (item) != NULL)
    {
      anser_store_delete_tag_async (get_store (self), anser_folder_item_get_tag (item), NULL,
                                    on_tag_changed,
                                    work_new (self, g_strdup_printf (_("Tag “%s” deleted"),
                                                                     title)));
      return;
    }
  if (anser_folder_item_get_role (item) == ANSER_FOLDER_TRASH)
    {
      g_autofree char *heading = g_strdup_printf (_("Delete “%s” for Good?"), title);

      ask_empty (self, heading, _("_Delete"));
      return;
    }

  anser_store_discard_folder_async (get_store (self), anser_folder_item_get_folder (item), NULL,
                                    on_done,
                                    work_new (self, g_strdup_printf (_("“%s” moved to Trash"),
                                                                     title)));
}

static void
on_empty (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  AnserFolderRow *self = ANSER_FOLDER_ROW (widget);
  AnserFolderItem *item = anser_folder_row_get_item (self);

  ask_empty (self,
             anser_folder_item_get_role (item) == ANSER_FOLDER_TRASH ? _("Empty the Trash?")
                                                                     : _("Empty the Junk Folder?"),
             _("_Empty"));
}

/* The menu. */

static void
add_item (GMenu      *section,
          const char *label,
          const char *action)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, action);

  g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
  g_menu_append_item (section, item);
}

/* The colours that a tag can have, by their names. */
static GMenuModel *
create_colours (void)
{
  static const char * const names[] = { N_("Blue"), N_("Green"), N_("Orange"), N_("Red"),
                                        N_("Purple"), N_("Brown"), N_("Tan"), N_("Grey") };
  const char * const *colours = anser_tag_get_colours ();
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names) && colours[i] != NULL; i++)
    {
      g_autofree char *action = g_strdup_printf ("folder.colour::%s", colours[i]);

      g_menu_append (menu, _(names[i]), action);
    }

  return G_MENU_MODEL (menu);
}

static GMenuModel *
create_menu (gboolean for_tag)
{
  GMenu *menu = g_menu_new ();
  g_autoptr(GMenu) making = g_menu_new ();
  g_autoptr(GMenu) changing = g_menu_new ();

  add_item (making, _("_New Folder…"), "folder.new");
  add_item (making, _("New Folder _Inside…"), "folder.new-inside");
  add_item (changing, _("_Rename…"), "folder.rename");
  add_item (changing, _("Move to the _Top"), "folder.out");
  add_item (changing, _("_Delete"), "folder.delete");
  add_item (changing, _("_Empty…"), "folder.empty");
  if (for_tag)
    {
      g_autoptr(GMenuModel) colours = create_colours ();

      g_menu_append_submenu (making, _("_Colour"), colours);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (making));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (changing));

  return G_MENU_MODEL (menu);
}

static gboolean
let_go (gpointer user_data)
{
  gtk_widget_unparent (user_data);

  return G_SOURCE_REMOVE;
}

/* The action of the chosen item is still to come. */
static void
on_menu_closed (GtkWidget *popover)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, let_go, g_object_ref (popover), g_object_unref);
}

static void
pop_up (AnserFolderRow     *self,
        const GdkRectangle *place)
{
  g_autoptr(GMenuModel) menu = NULL;
  gboolean for_tag = anser_folder_item_get_tag (anser_folder_row_get_item (self)) != NULL;
  GtkWidget *popover;

  if (anser_folder_row_get_sidebar (self) == NULL ||
      (anser_folder_item_get_folder (anser_folder_row_get_item (self)) == NULL && !for_tag))
    return;

  menu = create_menu (for_tag);
  popover = gtk_popover_menu_new_from_model (menu);
  gtk_widget_set_parent (popover, GTK_WIDGET (self));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (popover), GTK_POS_BOTTOM);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  if (place != NULL)
    gtk_popover_set_pointing_to (GTK_POPOVER (popover), place);
  g_signal_connect (popover, "closed", G_CALLBACK (on_menu_closed), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
on_menu (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  pop_up (ANSER_FOLDER_ROW (widget), NULL);
}

static void
on_pressed (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            AnserFolderRow  *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  pop_up (self, &(GdkRectangle) { x, y, 1, 1 });
}

static void
on_long_press (GtkGestureLongPress *gesture,
               double               x,
               double               y,
               AnserFolderRow      *self)
{
  pop_up (self, &(GdkRectangle) { x, y, 1, 1 });
}

void
anser_folder_row_add_menu (AnserFolderRow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *hold = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_pressed), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (hold), TRUE);
  g_signal_connect_object (hold, "pressed", G_CALLBACK (on_long_press), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (hold));
}

void
anser_folder_row_nest (AnserFolderRow *self,
                       AnserFolder    *folder,
                       AnserFolder    *parent)
{
  anser_store_nest_folder_async (get_store (self), folder, parent, NULL, on_done,
                                 work_new (self, g_strdup_printf (
                                   _("Folder “%s” moved"), anser_folder_get_title (folder))));
}

void
anser_folder_row_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "folder.new", NULL, on_new);
  gtk_widget_class_install_action (widget_class, "folder.new-inside", NULL, on_new_inside);
  gtk_widget_class_install_action (widget_class, "folder.rename", NULL, on_rename);
  gtk_widget_class_install_action (widget_class, "folder.out", NULL, on_out);
  gtk_widget_class_install_action (widget_class, "folder.delete", NULL, on_delete);
  gtk_widget_class_install_action (widget_class, "folder.empty", NULL, on_empty);
  gtk_widget_class_install_action (widget_class, "folder.menu", NULL, on_menu);
  gtk_widget_class_install_action (widget_class, "folder.colour", "s", on_colour);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "folder.rename", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "folder.menu",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "folder.menu", NULL);
}

void
anser_folder_row_update_actions (AnserFolderRow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  AnserFolderItem *item = anser_folder_row_get_item (self);
  AnserFolderRole role = anser_folder_item_get_role (item);
  gboolean one = anser_folder_item_get_folder (item) != NULL;
  gboolean own = anser_folder_item_is_own (item);
  gboolean tag = anser_folder_item_get_tag (item) != NULL;
  gboolean unsent = role == ANSER_FOLDER_OUTBOX || role == ANSER_FOLDER_DRAFTS;

  gtk_widget_action_set_enabled (widget, "folder.new", one);
  gtk_widget_action_set_enabled (widget, "folder.new-inside",
                                 one && !unsent && role != ANSER_FOLDER_TRASH);
  gtk_widget_action_set_enabled (widget, "folder.rename", own || tag);
  gtk_widget_action_set_enabled (widget, "folder.out",
                                 own && anser_folder_item_get_depth (item) > 0);
  gtk_widget_action_set_enabled (widget, "folder.delete", own || tag);
  gtk_widget_action_set_enabled (widget, "folder.empty",
                                 one && !own && (role == ANSER_FOLDER_TRASH ||
                                                 role == ANSER_FOLDER_JUNK));
}
