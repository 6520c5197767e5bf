/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-compose"

#include "config.h"

#include "compose/compose-window-private.h"

#include <glib/gi18n.h>

/* Files come by drag and drop and by paste. The drop target sits on the whole window and sees a
 * drag before the text and the entries do, which would take the same files as text, their paths. */

typedef void (*TextFunc) (GtkWidget          *text,
                          AnserComposeWindow *self);

static gboolean
has_files (GdkContentFormats *formats)
{
  return gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST) ||
         gdk_content_formats_contain_mime_type (formats, "text/uri-list");
}

static void
show_frame (AnserComposeWindow *self,
            gboolean            shown)
{
  gtk_revealer_set_reveal_child (self->drop_revealer, shown);
}

/* The value is loaded while files are still over the window; until then their number is unknown. */
static void
update_label (AnserComposeWindow *self,
              GtkDropTarget      *target)
{
  const GValue *value = gtk_drop_target_get_value (target);
  g_autofree char *text = NULL;
  unsigned n_files;

  if (value == NULL || !G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      gtk_label_set_label (self->drop_label, _("Drop to attach"));
      return;
    }

  n_files = g_slist_length (g_value_get_boxed (value));
  text = g_strdup_printf (ngettext ("Drop to attach %u file", "Drop to attach %u files", n_files),
                          n_files);
  gtk_label_set_label (self->drop_label, text);
}

static void
on_value (GtkDropTarget      *target,
          GParamSpec         *pspec,
          AnserComposeWindow *self)
{
  /* When the drag leaves, the value goes: the words stay while the frame fades. */
  if (gtk_drop_target_get_value (target) != NULL)
    update_label (self, target);
}

static GdkDragAction
on_enter (GtkDropTarget      *target,
          double              x,
          double              y,
          AnserComposeWindow *self)
{
  update_label (self, target);
  show_frame (self, TRUE);

  return GDK_ACTION_COPY;
}

static GdkDragAction
on_motion (GtkDropTarget      *target,
           double              x,
           double              y,
           AnserComposeWindow *self)
{
  return GDK_ACTION_COPY;
}

static void
on_leave (GtkDropTarget      *target,
          AnserComposeWindow *self)
{
  show_frame (self, FALSE);
}

static void
on_files_pasted (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr (AnserComposeWindow) self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (value != NULL && G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    anser_compose_window_attach (self, g_value_get_boxed (value));
  else if (error != NULL)
    anser_compose_window_notice (self, error->message, NULL, NULL);
}

/* Copied files are attached wherever one pastes them; anything else is left to the text. */
static void
on_paste (GtkWidget          *widget,
          AnserComposeWindow *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (widget);
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);

  if (!has_files (formats))
    return;

  g_signal_stop_emission_by_name (widget, "paste-clipboard");
  gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, NULL,
                                  on_files_pasted, g_object_ref (self));
}

/* Text shows where a drop would go until it hears that the drag has left, which a drop that the
 * window takes does not tell it. */
static void
forget_drop (GtkWidget          *text,
             AnserComposeWindow *unused)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (text);
  unsigned n_controllers = g_list_model_get_n_items (controllers);

  for (unsigned i = 0; i < n_controllers; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "leave");
    }
}

static void
take_pasted (GtkWidget          *text,
             AnserComposeWindow *self)
{
  g_signal_connect_object (text, "paste-clipboard", G_CALLBACK (on_paste), self, 0);
}

/* All that one can write in: the entries' inner text, and the letter itself. */
static void
for_each_text (AnserComposeWindow *self,
               TextFunc            function)
{
  GtkWidget *entries[] = {
    GTK_WIDGET (self->subject),
    anser_address_row_get_entry (self->to),
    anser_address_row_get_entry (self->cc),
    anser_address_row_get_entry (self->bcc),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    function (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (entries[i]))), self);
  function (GTK_WIDGET (self->text), self);
}

static gboolean
on_drop (GtkDropTarget      *target,
         const GValue       *value,
         double              x,
         double              y,
         AnserComposeWindow *self)
{
  show_frame (self, FALSE);
  for_each_text (self, forget_drop);
  if (self->sending || !G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return FALSE;

  anser_compose_window_attach (self, g_value_get_boxed (value));
  return TRUE;
}

void
anser_compose_window_take_files (AnserComposeWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_drop_target_set_preload (target, TRUE);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target), GTK_PHASE_CAPTURE);
  g_signal_connect_object (target, "enter", G_CALLBACK (on_enter), self, 0);
  g_signal_connect_object (target, "motion", G_CALLBACK (on_motion), self, 0);
  g_signal_connect_object (target, "leave", G_CALLBACK (on_leave), self, 0);
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), self, 0);
  g_signal_connect_object (target, "notify::value", G_CALLBACK (on_value), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  for_each_text (self, take_pasted);
}
