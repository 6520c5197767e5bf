/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-widgets"

#include "config.h"

#include "widgets/tab-stop.h"

struct _AnserTabStop
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (AnserTabStop, anser_tab_stop, GTK_TYPE_WIDGET)

static gboolean
has_focus (GtkWidget *widget)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  return focus != NULL && gtk_widget_is_ancestor (focus, widget);
}

static gboolean
anser_tab_stop_focus (GtkWidget        *widget,
                      GtkDirectionType  direction)
{
  gboolean is_tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;

  if (is_tab && has_focus (widget))
    return FALSE;

  return GTK_WIDGET_CLASS (anser_tab_stop_parent_class)->focus (widget, direction);
}

static void
anser_tab_stop_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  if (child != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (anser_tab_stop_parent_class)->dispose (object);
}

static void
anser_tab_stop_class_init (AnserTabStopClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = anser_tab_stop_dispose;
  widget_class->focus = anser_tab_stop_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
anser_tab_stop_init (AnserTabStop *self)
{
}
