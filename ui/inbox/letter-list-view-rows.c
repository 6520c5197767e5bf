/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/letter-list-view-private.h"

#include "inbox/letter-bundle.h"
#include "inbox/letter-row-widget.h"

#include <glib/gi18n.h>

/* (nullable): NULL while its row is put away. */
static AnserLetterListView *
get_view (GtkListItem *item)
{
  GtkWidget *child = gtk_list_item_get_child (item);

  return (AnserLetterListView *) gtk_widget_get_ancestor (child, ANSER_TYPE_LETTER_LIST_VIEW);
}

/* The list selects only after its row has seen the release. */
static void
on_row_released (GtkGestureClick *gesture,
                 int              n_press,
                 double           x,
                 double           y,
                 GtkListItem     *item)
{
  AnserLetterListView *self = get_view (item);
  GdkModifierType modifiers =
    gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  if (self != NULL && n_press == 1 && !(modifiers & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)))
    anser_letter_list_view_open (self, gtk_list_item_get_position (item));
}

/* What is dragged with a row: all that is selected, if it is. (transfer full) */
static GArray *
dup_dragged (AnserLetterListView *self,
             GtkListItem         *item)
{
  GArray *letters = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (gtk_list_item_get_selected (item))
    anser_letter_list_view_add_chosen (self, letters);
  else
    anser_letter_list_view_add_letters (self, gtk_list_item_get_position (item), letters);

  return letters;
}

/* Messages are dragged to a folder. */
static GdkContentProvider *
on_drag_prepare (GtkDragSource *source,
                 double         x,
                 double         y,
                 GtkListItem   *item)
{
  AnserLetterRow *row = gtk_list_item_get_item (item);
  AnserLetterListView *self = get_view (item);
  g_autoptr(GArray) letters = NULL;

  if (row == NULL || self == NULL || anser_letter_row_get_role (row) == ANSER_FOLDER_OUTBOX ||
      anser_letter_row_get_role (row) == ANSER_FOLDER_DRAFTS)
    return NULL;

  letters = dup_dragged (self, item);

  return gdk_content_provider_new_typed (ANSER_TYPE_LETTER_BUNDLE, letters);
}

/* How many there are, at the pointer. */
static GtkWidget *
new_count_icon (guint n)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *sentence = g_strdup_printf (ngettext ("%u message", "%u messages", n), n);

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("mail-unread-symbolic"));
  gtk_box_append (GTK_BOX (box), gtk_label_new (sentence));
  gtk_widget_add_css_class (box, "drag-count");

  return box;
}

static void
on_drag_begin (GtkDragSource *source,
               GdkDrag       *drag,
               gpointer       user_data)
{
  GdkContentProvider *content = gdk_drag_get_content (drag);
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_auto(GValue) value = G_VALUE_INIT;
  AnserLetterBundle *letters;

  g_value_init (&value, ANSER_TYPE_LETTER_BUNDLE);
  if (!gdk_content_provider_get_value (content, &value, NULL))
    return;

  letters = g_value_get_boxed (&value);
  if (letters->len == 1)
    {
      g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (row);

      gtk_drag_source_set_icon (source, paintable, 0, 0);
    }
  else
    gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)),
                             new_count_icon (letters->len));
}

static void
add_drag_source (GtkWidget   *child,
                 GtkListItem *item)
{
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (on_drag_prepare), item, 0);
  g_signal_connect (source, "drag-begin", G_CALLBACK (on_drag_begin), NULL);
  gtk_widget_add_controller (child, GTK_EVENT_CONTROLLER (source));
}

static void
on_setup (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  user_data)
{
  GtkWidget *child = anser_letter_row_widget_new ();
  GtkGesture *gesture = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (gesture), GTK_PHASE_CAPTURE);
  g_signal_connect_object (gesture, "released", G_CALLBACK (on_row_released), item, 0);
  gtk_widget_add_controller (child, GTK_EVENT_CONTROLLER (gesture));
  add_drag_source (child, item);
  gtk_list_item_set_child (item, child);
}

static void
on_bind (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         AnserLetterListView      *self)
{
  AnserSearchList *results = anser_letter_list_view_get_results (self);
  AnserLetterRowWidget *child = ANSER_LETTER_ROW_WIDGET (gtk_list_item_get_child (item));

  anser_letter_row_widget_set_row (child, gtk_list_item_get_item (item));
  if (results != NULL)
    anser_letter_row_widget_highlight (child, results);
}

static void
on_unbind (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           gpointer                  user_data)
{
  anser_letter_row_widget_set_row (ANSER_LETTER_ROW_WIDGET (gtk_list_item_get_child (item)), NULL);
}

void
anser_letter_list_view_refresh (AnserLetterListView *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
  gtk_list_view_set_factory (self->list_view, factory);
}
