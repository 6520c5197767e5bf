/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-widgets"

#include "config.h"

#include "widgets/plain-names.h"

#include "widgets/inner-button.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

/* GTK 4.8 joins the name that a widget gives itself, with the underline, to that of its label. */
static void
keep_plain (GtkWidget *widget)
{
  g_autoptr(GList) labels = gtk_widget_list_mnemonic_labels (widget);

  if (labels != NULL)
    gtk_accessible_reset_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL);
}

static gboolean
on_map (GSignalInvocationHint *hint,
        guint                  n_values,
        const GValue          *values,
        gpointer               user_data)
{
  GtkWidget *widget = g_value_get_object (values);

  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "AdwToastWidget"))
    anser_inner_button_name (widget, "window-close-symbolic", _("Close"));
  else if (GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget))
    keep_plain (widget);

  return G_SOURCE_CONTINUE;
}

void
anser_plain_names_keep (void)
{
  /* The signal is made with the class. */
  g_autoptr(GTypeClass) widget_class G_GNUC_UNUSED = g_type_class_ref (GTK_TYPE_WIDGET);

  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, on_map, NULL, NULL);
}
