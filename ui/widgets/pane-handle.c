/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-widgets"

#include "config.h"

#include "widgets/pane-handle.h"

#include "widgets/pane.h"

/* How far beside the line the pointer still holds it. */
#define REACH 4

struct _AnserPaneHandle
{
  GtkWidget parent_instance;

  AnserPane *pane;
};

G_DEFINE_FINAL_TYPE (AnserPaneHandle, anser_pane_handle, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_PANE,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static void
on_drag_update (AnserPaneHandle *self,
                double           x,
                double           y)
{
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  /* The line moves with the pane, and with it the point from which the drag is measured. */
  if (self->pane == NULL)
    return;

  anser_pane_set_width (self->pane,
                        gtk_widget_get_width (GTK_WIDGET (self->pane)) + (int) (mirrored ? -x : x));
}

static gboolean
anser_pane_handle_contains (GtkWidget *widget,
                            double     x,
                            double     y)
{
  return x >= -REACH && x < gtk_widget_get_width (widget) + REACH &&
         y >= 0 && y < gtk_widget_get_height (widget);
}

static void
anser_pane_handle_measure (GtkWidget      *widget,
                           GtkOrientation  orientation,
                           int             for_size,
                           int            *minimum,
                           int            *natural,
                           int            *minimum_baseline,
                           int            *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 1 : 0;
}

static void
anser_pane_handle_get_property (GObject    *object,
                                guint       id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  AnserPaneHandle *self = ANSER_PANE_HANDLE (object);

  switch (id)
    {
    case PROP_PANE:
      g_value_set_object (value, self->pane);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anser_pane_handle_set_property (GObject      *object,
                                guint         id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  AnserPaneHandle *self = ANSER_PANE_HANDLE (object);

  switch (id)
    {
    case PROP_PANE:
      g_set_weak_pointer (&self->pane, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anser_pane_handle_dispose (GObject *object)
{
  AnserPaneHandle *self = ANSER_PANE_HANDLE (object);

  g_clear_weak_pointer (&self->pane);

  G_OBJECT_CLASS (anser_pane_handle_parent_class)->dispose (object);
}

static void
anser_pane_handle_class_init (AnserPaneHandleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = anser_pane_handle_get_property;
  object_class->set_property = anser_pane_handle_set_property;
  object_class->dispose = anser_pane_handle_dispose;
  widget_class->contains = anser_pane_handle_contains;
  widget_class->measure = anser_pane_handle_measure;

  properties[PROP_PANE] = g_param_spec_object ("pane", NULL, NULL, ANSER_TYPE_PANE,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_set_css_name (widget_class, "separator");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SEPARATOR);
}

static void
anser_pane_handle_init (AnserPaneHandle *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "col-resize");
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}
