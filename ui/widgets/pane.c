/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-widgets"

#include "config.h"

#include "widgets/pane.h"

#define LEAST_WIDTH 100
#define MOST_WIDTH 800

struct _AnserPane
{
  GtkWidget parent_instance;

  GtkWidget *child;
  int width;
  int narrow_below;
  int wide_minimum;        /* what the child needed when it was not narrow */
  gboolean narrow;
  guint narrow_source;
};

G_DEFINE_FINAL_TYPE (AnserPane, anser_pane, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_CHILD,
  PROP_NARROW,
  PROP_NARROW_BELOW,
  PROP_WIDTH,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static GtkSizeRequestMode
anser_pane_get_request_mode (GtkWidget *widget)
{
  AnserPane *self = ANSER_PANE (widget);

  return self->child != NULL ? gtk_widget_get_request_mode (self->child)
                             : GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static int
child_minimum (AnserPane *self)
{
  int minimum = 0;

  if (self->child != NULL)
    gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);

  return minimum;
}

static void
anser_pane_measure (GtkWidget      *widget,
                    GtkOrientation  orientation,
                    int             for_size,
                    int            *minimum,
                    int            *natural,
                    int            *minimum_baseline,
                    int            *natural_baseline)
{
  AnserPane *self = ANSER_PANE (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      /* What is in a wide pane will need less once it is narrow, and does not keep a window wide. */
      *minimum = self->narrow || self->narrow_below == 0 ? child_minimum (self) : 0;
      *natural = MAX (*minimum, self->width);
      return;
    }

  if (for_size >= 0)
    for_size = MAX (for_size, child_minimum (self));
  if (self->child != NULL)
    gtk_widget_measure (self->child, orientation, for_size, minimum, natural, NULL, NULL);
}

static gboolean
is_narrow (AnserPane *self,
           int        width)
{
  return self->narrow_below > 0 && width < MAX (self->narrow_below, self->wide_minimum);
}

static gboolean
update_narrow (gpointer user_data)
{
  AnserPane *self = user_data;
  gboolean narrow = is_narrow (self, gtk_widget_get_width (GTK_WIDGET (self)));

  self->narrow_source = 0;
  if (narrow == self->narrow)
    return G_SOURCE_REMOVE;

  self->narrow = narrow;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);

  return G_SOURCE_REMOVE;
}

/* While sizes are being allocated nothing may change its size: that comes at once afterwards. */
static void
anser_pane_size_allocate (GtkWidget *widget,
                          int        width,
                          int        height,
                          int        baseline)
{
  AnserPane *self = ANSER_PANE (widget);
  int least = child_minimum (self);

  if (self->child != NULL)
    gtk_widget_allocate (self->child, MAX (width, least), height, baseline, NULL);
  if (!self->narrow)
    self->wide_minimum = least;
  if (is_narrow (self, width) != self->narrow && self->narrow_source == 0)
    self->narrow_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, update_narrow, self, NULL);
}

static void
anser_pane_get_property (GObject    *object,
                         guint       id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  AnserPane *self = ANSER_PANE (object);

  switch (id)
    {
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;

    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;

    case PROP_NARROW_BELOW:
      g_value_set_int (value, self->narrow_below);
      break;

    case PROP_WIDTH:
      g_value_set_int (value, self->width);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_child (AnserPane *self,
           GtkWidget *child)
{
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
}

static void
anser_pane_set_property (GObject      *object,
                         guint         id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  AnserPane *self = ANSER_PANE (object);

  switch (id)
    {
    case PROP_CHILD:
      set_child (self, g_value_get_object (value));
      break;

    case PROP_NARROW_BELOW:
      self->narrow_below = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;

    case PROP_WIDTH:
      anser_pane_set_width (self, g_value_get_int (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anser_pane_dispose (GObject *object)
{
  AnserPane *self = ANSER_PANE (object);

  g_clear_handle_id (&self->narrow_source, g_source_remove);
  g_clear_pointer (&self->child, gtk_widget_unparent);

  G_OBJECT_CLASS (anser_pane_parent_class)->dispose (object);
}

static void
anser_pane_class_init (AnserPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = anser_pane_get_property;
  object_class->set_property = anser_pane_set_property;
  object_class->dispose = anser_pane_dispose;
  widget_class->get_request_mode = anser_pane_get_request_mode;
  widget_class->measure = anser_pane_measure;
  widget_class->size_allocate = anser_pane_size_allocate;

  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NARROW_BELOW] =
    g_param_spec_int ("narrow-below", NULL, NULL, 0, MOST_WIDTH, 0,
                      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_WIDTH] =
    g_param_spec_int ("width", NULL, NULL, LEAST_WIDTH, MOST_WIDTH, LEAST_WIDTH,
                      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
anser_pane_init (AnserPane *self)
{
  self->width = LEAST_WIDTH;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

void
anser_pane_set_width (AnserPane *self,
                      int        width)
{
  g_return_if_fail (ANSER_IS_PANE (self));

  width = CLAMP (width, LEAST_WIDTH, MOST_WIDTH);
  if (width == self->width)
    return;

  self->width = width;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WIDTH]);
}
