/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-compose"

#include "config.h"

#include "compose/wrap-layout.h"

struct _AnserWrapLayout
{
  GtkLayoutManager parent_instance;

  int              spacing;
};

G_DEFINE_FINAL_TYPE (AnserWrapLayout, anser_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

/* A child as wide as it likes, or as the line is. */
static int
get_width (GtkWidget *child,
           int        line)
{
  int minimum, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);

  return MAX (minimum, MIN (natural, line));
}

static int
get_height (GtkWidget *child,
            int        width)
{
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);

  return natural;
}

/* Goes through the children line by line, for measuring or, with @allocate, for placing them.
 * Returns the height of it all. */
static int
lay_out (AnserWrapLayout *self,
         GtkWidget       *widget,
         int              line,
         gboolean         allocate)
{
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int x = 0, y = 0, line_height = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int width, height;

      if (!gtk_widget_should_layout (child))
        continue;

      width = get_width (child, line);
      height = get_height (child, width);
      if (x > 0 && x + width > line)
        {
          x = 0;
          y += line_height + self->spacing;
          line_height = 0;
        }

      if (allocate)
        {
          GtkAllocation place = { mirrored ? line - x - width : x, y, width, height };

          gtk_widget_size_allocate (child, &place, -1);
        }
      x += width + self->spacing;
      line_height = MAX (line_height, height);
    }

  return y + line_height;
}

/* The widest child decides what is needed; all on one line is what is liked. */
static void
measure_width (AnserWrapLayout *self,
               GtkWidget       *widget,
               int             *minimum,
               int             *natural)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;

      if (!gtk_widget_should_layout (child))
        continue;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1,
                          &child_minimum, &child_natural, NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural += (*natural > 0 ? self->spacing : 0) + child_natural;
    }
}

static GtkSizeRequestMode
anser_wrap_layout_get_request_mode (GtkLayoutManager *layout,
                                    GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
anser_wrap_layout_measure (GtkLayoutManager *layout,
                           GtkWidget        *widget,
                           GtkOrientation    orientation,
                           int               for_size,
                           int              *minimum,
                           int              *natural,
                           int              *minimum_baseline,
                           int              *natural_baseline)
{
  AnserWrapLayout *self = ANSER_WRAP_LAYOUT (layout);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (self, widget, minimum, natural);
  else
    *minimum = *natural = lay_out (self, widget, for_size < 0 ? G_MAXINT : for_size, FALSE);
}

static void
anser_wrap_layout_allocate (GtkLayoutManager *layout,
                            GtkWidget        *widget,
                            int               width,
                            int               height,
                            int               baseline)
{
  lay_out (ANSER_WRAP_LAYOUT (layout), widget, width, TRUE);
}

static void
anser_wrap_layout_class_init (AnserWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = anser_wrap_layout_get_request_mode;
  layout_class->measure = anser_wrap_layout_measure;
  layout_class->allocate = anser_wrap_layout_allocate;
}

static void
anser_wrap_layout_init (AnserWrapLayout *self)
{
}

GtkLayoutManager *
anser_wrap_layout_new (int spacing)
{
  AnserWrapLayout *self = g_object_new (ANSER_TYPE_WRAP_LAYOUT, NULL);

  self->spacing = spacing;

  return GTK_LAYOUT_MANAGER (self);
}
