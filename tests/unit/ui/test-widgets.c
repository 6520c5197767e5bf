/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/attachment-chip.h"
#include "widgets/highlight.h"
#include "widgets/no-hyphens.h"
#include "widgets/notice-bar.h"
#include "widgets/pane.h"

#include <adwaita.h>

static GtkWidget *
find_button (GtkWidget  *widget,
             const char *icon_name)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found;

      if (GTK_IS_BUTTON (child) &&
          g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (child)), icon_name) == 0)
        return child;
      if ((found = find_button (child, icon_name)) != NULL)
        return found;
    }

  return NULL;
}

static void
count (gpointer  instance,
       unsigned *n)
{
  (*n)++;
}

static void
test_chip (void)
{
  GtkWidget *chip = anser_attachment_chip_new ("报告.pdf", "application/pdf", 1200000);
  unsigned n_activated = 0;
  unsigned n_removed = 0;
  GtkWidget *cross;

  g_object_ref_sink (chip);
  g_signal_connect (chip, "activated", G_CALLBACK (count), &n_activated);
  g_signal_connect (chip, "removed", G_CALLBACK (count), &n_removed);
  g_assert_cmpstr (anser_attachment_chip_get_name (ANSER_ATTACHMENT_CHIP (chip)), ==, "报告.pdf");

  cross = find_button (chip, "window-close-symbolic");
  g_assert_nonnull (cross);
  g_assert_false (gtk_widget_get_visible (cross));
  anser_attachment_chip_set_removable (ANSER_ATTACHMENT_CHIP (chip), TRUE);
  g_assert_true (gtk_widget_get_visible (cross));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (cross), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Remove “报告.pdf”");

  g_signal_emit_by_name (cross, "clicked");
  g_assert_cmpuint (n_removed, ==, 1);
  g_signal_emit_by_name (find_button (chip, NULL), "clicked");
  g_assert_cmpuint (n_activated, ==, 1);

  g_assert_finalize_object (chip);
}

static void
test_notice_bar (void)
{
  GtkWidget *bar = anser_notice_bar_new ("dialog-warning-symbolic", "Half of it is missing.");
  GtkWidget *button;

  g_object_ref_sink (bar);
  button = anser_notice_bar_add_button (ANSER_NOTICE_BAR (bar), "Edit", "letter.edit", NULL);
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, "letter.edit");
  anser_notice_bar_add_button (ANSER_NOTICE_BAR (bar), "Open", "letter.open",
                               g_variant_new_uint32 (3));

  g_assert_finalize_object (bar);
}

/* It takes the width it was given, and still shrinks to what is in it. */
static void
test_pane (void)
{
  GtkWidget *child = gtk_label_new (NULL);
  GtkWidget *pane = g_object_new (ANSER_TYPE_PANE, "child", child, NULL);
  int minimum;
  int natural;

  g_object_ref_sink (pane);
  gtk_widget_set_size_request (child, 150, -1);
  anser_pane_set_width (ANSER_PANE (pane), 400);
  gtk_widget_measure (pane, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 150);
  g_assert_cmpint (natural, ==, 400);

  anser_pane_set_width (ANSER_PANE (pane), 120);
  gtk_widget_measure (pane, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 150);

  g_assert_finalize_object (pane);
}

/* A child that will do with less does not keep its pane wide; what it needs then counts. */
static void
test_narrow_pane (void)
{
  GtkWidget *child = gtk_label_new (NULL);
  GtkWidget *pane = g_object_new (ANSER_TYPE_PANE, "child", child, "narrow-below", 200, NULL);
  GtkWidget *window = gtk_window_new ();
  gboolean narrow = FALSE;
  int minimum;

  gtk_widget_set_size_request (child, 405, -1);
  gtk_widget_measure (pane, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, ==, 0);

  gtk_window_set_child (GTK_WINDOW (window), pane);
  gtk_window_set_default_size (GTK_WINDOW (window), 300, 200);
  gtk_window_present (GTK_WINDOW (window));
  while (!narrow)
    {
      g_main_context_iteration (NULL, TRUE);
      g_object_get (pane, "narrow", &narrow, NULL);
    }
  gtk_widget_set_size_request (child, 250, -1);
  gtk_widget_measure (pane, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, ==, 250);

  gtk_window_destroy (GTK_WINDOW (window));
}

/* A long button leaves the bar as narrow as a phone needs it. */
static void
test_narrow_notice_bar (void)
{
  GtkWidget *bar = anser_notice_bar_new ("mail-unread-symbolic", "Only the header of this message is "
                                         "here. The rest is on the server.");
  int minimum;

  g_object_ref_sink (bar);
  anser_notice_bar_add_button (ANSER_NOTICE_BAR (bar), "Get the Whole Message (26.6 kB)",
                               "reader.get-whole", NULL);
  gtk_widget_measure (bar, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <, 280);
  g_assert_finalize_object (bar);
}

/* The program has its own icons, installed or not. */
static void
test_icons (void)
{
  static const char * const names[] = { "io.github.ansermail.Anser",
                                        "io.github.ansermail.Anser-symbolic" };
  g_autoptr (GtkIconTheme) theme = gtk_icon_theme_new ();

  gtk_icon_theme_set_search_path (theme, (const char * const[]) { NULL });
  gtk_icon_theme_add_resource_path (theme, "/io/github/ansermail/Anser/icons");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_true (gtk_icon_theme_has_icon (theme, names[i]));
}

/* An excerpt begins where what is looked for can be seen. */
static void
test_excerpt (void)
{
  static const struct
  {
    const char *query;
    const char *text;
    const char *excerpt;
  } cases[] = {
    { "goose", "A goose in the reeds", "A goose in the reeds" },
    { "goose", "Long before anybody saw it there was a goose in the reeds",
      "…there was a goose in the reeds" },
    { "swan", "Long before anybody saw it there was a goose in the reeds",
      "Long before anybody saw it there was a goose in the reeds" },
    { "鸿雁", "北湖湿地的管理站老师说昨天傍晚数到一千两百多只芦苇荡那边还有鸿雁和白额雁",
      "…千两百多只芦苇荡那边还有鸿雁和白额雁" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(AnserQuery) query = anser_query_parse (cases[i].query, 0, NULL);
      g_autofree char *excerpt =
        anser_highlight_dup_excerpt (query, FALSE, ANSER_QUERY_BODY, cases[i].text);

      g_assert_cmpstr (excerpt, ==, cases[i].excerpt);
    }
}

/* Words that are set, and those that are typed between them. */
static void
test_no_hyphens (void)
{
  g_autoptr (GtkTextBuffer) buffer = gtk_text_buffer_new (NULL);
  GtkTextIter iter;

  anser_no_hyphens (buffer);
  gtk_text_buffer_set_text (buffer, "鸿雁 https://wetland.example/geese", -1);
  gtk_text_buffer_get_iter_at_offset (buffer, &iter, 3);
  gtk_text_buffer_insert (buffer, &iter, "白额雁 ", 10);

  gtk_text_buffer_get_start_iter (buffer, &iter);
  do
    {
      g_autoptr (GSList) tags = gtk_text_iter_get_tags (&iter);
      gboolean hyphens = TRUE;

      g_assert_nonnull (tags);
      g_object_get (tags->data, "insert-hyphens", &hyphens, NULL);
      g_assert_false (hyphens);
    }
  while (gtk_text_iter_forward_char (&iter) && !gtk_text_iter_is_end (&iter));
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/widgets/chip", test_chip);
  g_test_add_func ("/widgets/notice-bar", test_notice_bar);
  g_test_add_func ("/widgets/excerpt", test_excerpt);
  g_test_add_func ("/widgets/icons", test_icons);
  g_test_add_func ("/widgets/narrow-notice-bar", test_narrow_notice_bar);
  g_test_add_func ("/widgets/no-hyphens", test_no_hyphens);
  g_test_add_func ("/widgets/pane", test_pane);
  g_test_add_func ("/widgets/narrow-pane", test_narrow_pane);

  return g_test_run ();
}
