/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "settings/look.h"
#include "settings/settings-window.h"
#include "widgets/date-format.h"

/* The @n-th widget of a type below another, as they stand in the window. */
static GtkWidget *
find (GtkWidget *widget,
      GType      type,
      unsigned  *n)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (child, type) && (*n)-- == 0
                           ? child : find (child, type, n);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static GtkWidget *
get (GtkWidget *window,
     GType      type,
     unsigned   n)
{
  GtkWidget *found = find (window, type, &n);

  g_assert_nonnull (found);
  return found;
}

/* In both directions, by the order of the enumeration. */
static void
test_choice (void)
{
  g_autoptr (GSettings) settings = g_settings_new (ANSER_APPLICATION_ID);
  GtkWidget *window = anser_settings_window_new (NULL);
  AdwComboRow *size = ADW_COMBO_ROW (get (window, ADW_TYPE_COMBO_ROW, 1));

  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (size)), ==, 4);
  adw_combo_row_set_selected (size, 3);
  g_assert_cmpint (g_settings_get_enum (settings, "text-size"), ==, 3);
  g_settings_set_string (settings, "text-size", "large");
  g_assert_cmpuint (adw_combo_row_get_selected (size), ==, 1);

  g_settings_reset (settings, "text-size");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_switch (void)
{
  g_autoptr (GSettings) settings = g_settings_new (ANSER_APPLICATION_ID);
  GtkWidget *window = anser_settings_window_new (NULL);
  GtkSwitch *at_start = GTK_SWITCH (get (window, GTK_TYPE_SWITCH, 0));

  g_assert_true (gtk_switch_get_active (at_start));
  gtk_switch_set_active (at_start, FALSE);
  g_assert_false (g_settings_get_boolean (settings, "check-at-start"));

  g_settings_reset (settings, "check-at-start");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Text that is shown already grows. */
static void
test_look (void)
{
  g_autoptr (GSettings) settings = g_settings_new (ANSER_APPLICATION_ID);
  GtkWidget *window = gtk_window_new ();
  GtkWidget *label = gtk_label_new ("鸿雁");
  int before;
  int after = 0;

  anser_look_follow_settings ();
  gtk_widget_add_css_class (label, "letter-row");
  gtk_window_set_child (GTK_WINDOW (window), label);
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &before, NULL, NULL);
  g_settings_set_string (settings, "text-size", "largest");
  while (after < before * 3 / 2)
    {
      g_main_context_iteration (NULL, TRUE);
      gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &after, NULL, NULL);
    }

  g_settings_reset (settings, "text-size");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_dates (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (86400);
  g_autofree char *spoken = anser_date_format_short (3600, now);
  g_autofree char *exact = NULL;

  anser_date_format_set_style (ANSER_DATE_EXACT);
  exact = anser_date_format_short (3600, now);
  anser_date_format_set_style (ANSER_DATE_SPOKEN);
  g_assert_cmpstr (spoken, ==, "Yesterday");
  g_assert_cmpstr (exact, ==, "1970-01-01 01:00");
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/settings/choice", test_choice);
  g_test_add_func ("/settings/switch", test_switch);
  g_test_add_func ("/settings/look", test_look);
  g_test_add_func ("/settings/dates", test_dates);

  return g_test_run ();
}
