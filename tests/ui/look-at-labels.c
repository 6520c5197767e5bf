/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells which words of a window are cut, to be preloaded into Anser. On SIGUSR1 all labels that are
 * seen are looked at, and the file ANSER_TEST_LABELS gets a line for each whose text ellipsizes
 * without a tooltip, is narrower than it can be, or is outside of its window. With ANSER_TEST_RTL
 * windows are laid out from right to left. */
#include <dlfcn.h>
#include <glib-unix.h>
#include <gtk/gtk.h>

/* Beside a window's edge: what rounding may take. */
#define SLACK 2

/* Titles, which the window has too, pages that an icon stands for, and what is chosen of a list
 * that shows it whole. */
static gboolean
is_cut_by_design (GtkWidget *widget)
{
  const char *const types[] = { "AdwWindowTitle", "AdwViewSwitcherButton", "GtkListItemWidget",
                                "AdwComboRow", NULL };

  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    if (g_strv_contains (types, G_OBJECT_TYPE_NAME (widget)))
      return TRUE;

  return FALSE;
}

static gboolean
has_tooltip (GtkWidget *widget)
{
  for (int level = 0; widget != NULL && level < 4; level++)
    {
      if (gtk_widget_get_has_tooltip (widget))
        return TRUE;
      widget = gtk_widget_get_parent (widget);
    }

  return FALSE;
}

/* What can be seen of a label lies under something else. */
static gboolean
is_covered (GtkWidget             *label,
            GtkWidget             *window,
            const graphene_rect_t *bounds)
{
  double left = MAX (bounds->origin.x, 0);
  double right = MIN (bounds->origin.x + bounds->size.width, gtk_widget_get_width (window));

  return gtk_widget_pick (window, (left + right) / 2, bounds->origin.y + bounds->size.height / 2,
                          GTK_PICK_NON_TARGETABLE | GTK_PICK_INSENSITIVE) != label;
}

/* NULL if all of it can be read, or it is on a page that has slid away. */
static const char *
find_fault (GtkLabel  *label,
            GtkWidget *window)
{
  PangoLayout *layout = gtk_label_get_layout (label);
  GtkWidget *widget = GTK_WIDGET (label);
  graphene_rect_t bounds;
  int width;

  if (!gtk_widget_compute_bounds (widget, window, &bounds) ||
      bounds.origin.x >= gtk_widget_get_width (window) ||
      bounds.origin.x + bounds.size.width <= 0)
    return NULL;
  if (pango_layout_is_ellipsized (layout))
    return has_tooltip (widget) || is_cut_by_design (widget) ? NULL : "cut";

  pango_layout_get_pixel_size (layout, &width, NULL);
  if (width > gtk_widget_get_width (widget) + SLACK)
    return "squeezed";
  if (bounds.origin.x < -SLACK ||
      bounds.origin.x + bounds.size.width > gtk_widget_get_width (window) + SLACK)
    return is_covered (widget, window, &bounds) ? NULL : "outside";

  return NULL;
}

static void
look (GtkWidget *widget,
      GtkWidget *window,
      GString   *report)
{
  if (!gtk_widget_get_mapped (widget))
    return;

  if (GTK_IS_NATIVE (widget))
    window = widget;
  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0')
    {
      const char *fault = find_fault (GTK_LABEL (widget), window);

      if (fault != NULL)
        g_string_append_printf (report, "%s\t%s\n", fault, gtk_label_get_text (GTK_LABEL (widget)));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    look (child, window, report);
}

static gboolean
on_signal (gpointer user_data)
{
  GListModel *windows = gtk_window_get_toplevels ();
  g_autoptr (GString) report = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      look (window, window, report);
    }
  g_file_set_contents (g_getenv ("ANSER_TEST_LABELS"), report->str, report->len, NULL);

  return G_SOURCE_CONTINUE;
}

static void
on_startup (void)
{
  if (g_getenv ("ANSER_TEST_RTL") != NULL)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
}

int
g_application_run (GApplication  *application,
                   int            argc,
                   char         **argv)
{
  int (*run) (GApplication *, int, char **) = dlsym (RTLD_NEXT, "g_application_run");

  g_unsetenv ("LD_PRELOAD");
  g_unix_signal_add (SIGUSR1, on_signal, NULL);
  g_signal_connect_after (application, "startup", G_CALLBACK (on_startup), NULL);

  return run (application, argc, argv);
}
