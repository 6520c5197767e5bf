/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "inbox/letter-row-widget.h"
#include "store/letter-row-private.h"

#include <adwaita.h>

#define N_ROWS 60

static AnserLetterData *
make_data (const char       *sender,
           const char       *subject,
           AnserLetterFlags  flags)
{
  AnserLetterData *data = anser_letter_data_blank (1);

  g_free (data->sender);
  g_free (data->subject);
  data->sender = g_strdup (sender);
  data->subject = g_strdup (subject);
  data->flags = flags;
  data->count = 1;

  return data;
}

static GtkWidget *
make_widget (AnserLetterData *data)
{
  g_autoptr(AnserLetterRow) row = anser_letter_row_new (data);
  GtkWidget *widget = anser_letter_row_widget_new ();

  anser_letter_row_widget_set_row (ANSER_LETTER_ROW_WIDGET (widget), row);

  return widget;
}

static void
assert_name (GtkWidget  *widget,
             const char *name)
{
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       name);
}

/* A screen reader hears all that is drawn, and what changes. */
static void
test_name (void)
{
  g_autoptr(AnserLetterData) data = make_data ("Li Wei", "", ANSER_LETTER_SEEN);
  g_autoptr(AnserLetterData) now = make_data ("Li Wei", "Tea", ANSER_LETTER_FLAGGED |
                                              ANSER_LETTER_HAS_ATTACHMENTS);
  g_autoptr(AnserLetterRow) row = anser_letter_row_new (data);
  GtkWidget *widget = g_object_ref_sink (anser_letter_row_widget_new ());

  anser_letter_row_widget_set_row (ANSER_LETTER_ROW_WIDGET (widget), row);
  assert_name (widget, "Li Wei, (no subject), ");

  now->count = 3;
  now->tags = g_strdup ("Later\nHome");
  anser_letter_row_update (row, now);
  assert_name (widget, "Unread, Li Wei, Tea, , conversation of 3 messages, starred, "
               "has attachments, Later Home");

  g_assert_finalize_object (widget);
}

static int
measure (GtkWidget *widget)
{
  int height;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);

  return height;
}

/* A list with rows of one height knows where each is without looking at them. */
static void
test_height (void)
{
  g_autoptr(AnserLetterData) little = make_data ("", "", ANSER_LETTER_SEEN);
  g_autoptr(AnserLetterData) much = make_data ("𝔏𝔦 — 李伟 — ليلى", "龘 ỗ ﷽", 0);
  GtkWidget *low = g_object_ref_sink (make_widget (little));
  GtkWidget *high;

  much->tags = g_strdup ("Later\nHome");
  high = g_object_ref_sink (make_widget (much));
  g_assert_cmpint (measure (low), ==, measure (high));

  g_assert_finalize_object (low);
  g_assert_finalize_object (high);
}

static void
on_frame (GdkFrameClock *clock,
          unsigned      *n)
{
  (*n)++;
}

static void
wait_for_frames (GtkWidget *window,
                 unsigned   n_frames)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  unsigned n = 0;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (on_frame), &n);

  while (n < n_frames)
    {
      gtk_widget_queue_allocate (window);
      gtk_widget_queue_draw (window);
      g_main_context_iteration (NULL, TRUE);
    }
  g_signal_handler_disconnect (clock, handler);
}

/* Whether there is text in what @widget last drew. */
static gboolean
has_text (GtkWidget *widget)
{
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr(GdkPaintable) image = gdk_paintable_get_current_image (paintable);
  g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GBytes) bytes = NULL;

  gdk_paintable_snapshot (image, snapshot, 300, 72);
  node = gtk_snapshot_to_node (snapshot);
  if (node == NULL)
    return FALSE;
  bytes = gsk_render_node_serialize (node);

  return g_strstr_len (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "text {") != NULL;
}

/* What is out of view costs nothing, and is there when it comes into view. */
static void
test_view (void)
{
  g_autoptr(AnserLetterData) data = make_data ("Li Wei", "Tea", 0);
  GtkWidget *window = adw_window_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkAdjustment *adjustment;

  for (unsigned i = 0; i < N_ROWS; i++)
    gtk_box_append (GTK_BOX (box), make_widget (data));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  adw_window_set_content (ADW_WINDOW (window), scrolled);
  gtk_window_set_default_size (GTK_WINDOW (window), 300, 300);
  gtk_window_present (GTK_WINDOW (window));
  wait_for_frames (window, 3);
  g_assert_true (has_text (gtk_widget_get_first_child (box)));
  g_assert_false (has_text (gtk_widget_get_last_child (box)));

  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  wait_for_frames (window, 3);
  g_assert_true (has_text (gtk_widget_get_last_child (box)));

  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/letter-row/name", test_name);
  g_test_add_func ("/letter-row/height", test_height);
  g_test_add_func ("/letter-row/view", test_view);

  return g_test_run ();
}
