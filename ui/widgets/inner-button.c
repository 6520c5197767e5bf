/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-widgets"

#include "config.h"

#include "widgets/inner-button.h"

static gboolean
is_button (GtkWidget  *widget,
           const char *mark)
{
  return GTK_IS_BUTTON (widget) &&
         (mark == NULL || gtk_widget_has_css_class (widget, mark) ||
          g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)), mark) == 0);
}

/* @whole: what the button is a part of */
static void
name_button (GtkWidget  *button,
             GtkWidget  *whole,
             const char *name)
{
  if (name == NULL)
    {
      gtk_accessible_update_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                      whole, NULL, -1);
      return;
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_tooltip_text (button, name);
}

/* Whether it is done: without a mark it is the first. */
static gboolean
name_below (GtkWidget  *widget,
            GtkWidget  *whole,
            const char *mark,
            const char *name)
{
  gboolean done = is_button (widget, mark);

  if (done)
    name_button (widget, whole, name);
  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL && (!done || mark != NULL); child = gtk_widget_get_next_sibling (child))
    done = name_below (child, whole, mark, name) || done;

  return done;
}

void
anser_inner_button_name (GtkWidget  *widget,
                         const char *mark,
                         const char *name)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  /* There the button is named by what is chosen, but so is all of it, whatever its own name. */
  if (name == NULL && gtk_check_version (4, 18, 0) == NULL)
    {
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
      return;
    }

  name_below (widget, widget, mark, name);
}
