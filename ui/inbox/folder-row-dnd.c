/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/folder-row-private.h"

#include "inbox/letter-bundle.h"
#include "store/folder-name.h"

/* A folder of the user is dropped on another of its account, but not on itself nor into itself. */
static gboolean
takes_folder (AnserFolder *onto,
              AnserFolder *dropped)
{
  AnserFolderRole role = anser_folder_get_role (onto);
  g_autofree char *parent = anser_folder_name_dup_parent (anser_folder_get_name (dropped));

  return role != ANSER_FOLDER_OUTBOX && role != ANSER_FOLDER_DRAFTS &&
         g_str_equal (anser_folder_get_account (onto), anser_folder_get_account (dropped)) &&
         !anser_folder_name_is_within (anser_folder_get_name (onto),
                                       anser_folder_get_name (dropped)) &&
         g_strcmp0 (parent, anser_folder_get_name (onto)) != 0;
}

static gboolean
takes_letters (AnserFolder *onto)
{
  AnserFolderRole role = anser_folder_get_role (onto);

  return role != ANSER_FOLDER_OUTBOX && role != ANSER_FOLDER_DRAFTS;
}

static gboolean
takes (AnserFolderRow *self,
       const GValue   *value)
{
  AnserFolder *onto = anser_folder_item_get_folder (anser_folder_row_get_item (self));

  if (onto == NULL || value == NULL)
    return FALSE;
  if (G_VALUE_HOLDS (value, ANSER_TYPE_LETTER_BUNDLE))
    return takes_letters (onto);

  return G_VALUE_HOLDS (value, ANSER_TYPE_FOLDER) &&
         takes_folder (onto, g_value_get_object (value));
}

static GdkDragAction
on_motion (GtkDropTarget  *target,
           double          x,
           double          y,
           AnserFolderRow *self)
{
  return takes (self, gtk_drop_target_get_value (target)) ? GDK_ACTION_MOVE : 0;
}

static gboolean
on_drop (GtkDropTarget  *target,
         const GValue   *value,
         double          x,
         double          y,
         AnserFolderRow *self)
{
  AnserFolderItem *item = anser_folder_row_get_item (self);

  if (!takes (self, value))
    return FALSE;

  if (G_VALUE_HOLDS (value, ANSER_TYPE_LETTER_BUNDLE))
    anser_folder_sidebar_take_letters (anser_folder_row_get_sidebar (self), item,
                                       g_value_get_boxed (value));
  else
    anser_folder_row_nest (self, g_value_get_object (value), anser_folder_item_get_folder (item));

  return TRUE;
}

static GdkContentProvider *
on_prepare (GtkDragSource  *source,
            double          x,
            double          y,
            AnserFolderRow *self)
{
  AnserFolderItem *item = anser_folder_row_get_item (self);

  if (!anser_folder_item_is_own (item))
    return NULL;

  return gdk_content_provider_new_typed (ANSER_TYPE_FOLDER, anser_folder_item_get_folder (item));
}

static void
on_drag_begin (GtkDragSource  *source,
               GdkDrag        *drag,
               AnserFolderRow *self)
{
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, paintable, 0, 0);
}

void
anser_folder_row_add_dnd (AnserFolderRow *self)
{
  GType types[] = { ANSER_TYPE_LETTER_BUNDLE, ANSER_TYPE_FOLDER };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_MOVE);
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  gtk_drop_target_set_preload (target, TRUE);
  g_signal_connect_object (target, "motion", G_CALLBACK (on_motion), self, 0);
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (on_prepare), self, 0);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (on_drag_begin), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (source));
}
