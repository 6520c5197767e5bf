/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "compose/address-row.h"
#include "compose/attachment-list.h"
#include "compose/wrap-layout.h"

#include <adwaita.h>

static const char *
get_address (GPtrArray *addresses,
             unsigned   position)
{
  return ((AnserAddress *) g_ptr_array_index (addresses, position))->address;
}

static AnserAddressRow *
new_row (const char *text)
{
  AnserAddressRow *row = g_object_ref_sink (g_object_new (ANSER_TYPE_ADDRESS_ROW,
                                                          "label", "To", "text", text, NULL));

  g_assert_cmpstr (anser_address_row_get_text (row), ==, text);

  return row;
}

static void
test_row_parses (void)
{
  AnserAddressRow *row = new_row ("Ann <ann@example.org>，bob@example.org");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) addresses = anser_address_row_parse (row, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (addresses->len, ==, 2);
  g_assert_cmpstr (get_address (addresses, 1), ==, "bob@example.org");
  g_assert_finalize_object (row);
}

static void
test_row_keeps_what_is_not_finished (void)
{
  AnserAddressRow *row = new_row ("bob@, \"Long, Ann\" <ann@example.org>; 陈");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) strict = anser_address_row_parse (row, &error);
  g_autoptr (GPtrArray) loose = anser_address_row_parse_loose (row);

  g_assert_null (strict);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpuint (loose->len, ==, 3);
  g_assert_cmpstr (get_address (loose, 0), ==, "bob@");
  g_assert_cmpstr (get_address (loose, 1), ==, "ann@example.org");
  g_assert_cmpstr (get_address (loose, 2), ==, "陈");
  g_assert_finalize_object (row);
}

static void
on_changed (unsigned *n_changes)
{
  ++*n_changes;
}

static void
test_row_problem (void)
{
  AnserAddressRow *row = new_row ("bob@");
  GtkWidget *entry = anser_address_row_get_entry (row);
  unsigned n_changes = 0;

  g_signal_connect_swapped (row, "changed", G_CALLBACK (on_changed), &n_changes);
  anser_address_row_set_problem (row, "“bob@” is not an address.");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));

  anser_address_row_set_text (row, "bob@example.org");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  g_assert_cmpuint (n_changes, >, 0);
  g_assert_finalize_object (row);
}

static GtkWidget *
new_box (unsigned n_children,
         int      width)
{
  GtkWidget *box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));

  gtk_widget_set_layout_manager (box, anser_wrap_layout_new (6));
  for (unsigned i = 0; i < n_children; i++)
    {
      GtkWidget *child = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);

      gtk_widget_set_size_request (child, width, 20);
      gtk_box_append (GTK_BOX (box), child);
    }

  return box;
}

static int
get_height (GtkWidget *box,
            int        width)
{
  int height;

  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);

  return height;
}

static void
test_wrap (void)
{
  GtkWidget *box = new_box (5, 100);
  int minimum, natural;

  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 100);
  g_assert_cmpint (natural, ==, 5 * 100 + 4 * 6);

  g_assert_cmpint (get_height (box, 524), ==, 20);
  g_assert_cmpint (get_height (box, 523), ==, 2 * 20 + 6);
  g_assert_cmpint (get_height (box, 206), ==, 3 * 20 + 2 * 6);
  g_assert_cmpint (get_height (box, 100), ==, 5 * 20 + 4 * 6);
  g_assert_finalize_object (box);
}

static void
test_wrap_empty (void)
{
  GtkWidget *box = new_box (0, 0);

  g_assert_cmpint (get_height (box, 300), ==, 0);
  g_assert_finalize_object (box);
}

/* The first button below @widget that says @tooltip. */
static GtkWidget *
find_button (GtkWidget  *widget,
             const char *tooltip)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_widget_get_tooltip_text (widget), tooltip) == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, tooltip);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
test_attachments (void)
{
  AnserAttachmentList *list = g_object_ref_sink (g_object_new (ANSER_TYPE_ATTACHMENT_LIST, NULL));
  g_autoptr (AnserDraft) draft = anser_draft_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("goose", 5);
  unsigned n_changes = 0;

  anser_attachment_list_set_draft (list, draft);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (list)));

  anser_draft_attach_bytes (draft, bytes, "one.txt", "text/plain");
  anser_draft_attach_bytes (draft, bytes, "two.txt", "text/plain");
  anser_draft_attach_bytes (draft, bytes, "three.txt", "text/plain");
  anser_attachment_list_refresh (list);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (list)));

  g_signal_connect_swapped (list, "changed", G_CALLBACK (on_changed), &n_changes);
  g_signal_emit_by_name (find_button (GTK_WIDGET (list), "Remove “two.txt”"), "clicked");
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpuint (anser_draft_get_n_attachments (draft), ==, 2);
  g_assert_cmpstr (anser_draft_get_attachment_name (draft, 0), ==, "one.txt");
  g_assert_cmpstr (anser_draft_get_attachment_name (draft, 1), ==, "three.txt");

  g_signal_emit_by_name (find_button (GTK_WIDGET (list), "Remove “three.txt”"), "clicked");
  g_signal_emit_by_name (find_button (GTK_WIDGET (list), "Remove “one.txt”"), "clicked");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (list)));
  g_assert_finalize_object (list);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/compose/address-row/parses", test_row_parses);
  g_test_add_func ("/compose/address-row/unfinished", test_row_keeps_what_is_not_finished);
  g_test_add_func ("/compose/address-row/problem", test_row_problem);
  g_test_add_func ("/compose/wrap-layout/lines", test_wrap);
  g_test_add_func ("/compose/wrap-layout/empty", test_wrap_empty);
  g_test_add_func ("/compose/attachment-list", test_attachments);

  return g_test_run ();
}
