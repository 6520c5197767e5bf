/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "courier/listing.h"

#include <string.h>

static GArray *
items (const char *first,
       ...)
{
  GArray *array = anser_pop3_items_new ();
  va_list arguments;

  /* "number:uid" or "number" */
  va_start (arguments, first);
  for (const char *text = first; text != NULL; text = va_arg (arguments, const char *))
    {
      const char *colon = strchr (text, ':');
      AnserPop3Item item = { (unsigned) atoi (text), 100 + atoi (text),
                             colon != NULL ? g_strdup (colon + 1) : NULL };

      g_array_append_val (array, item);
    }
  va_end (arguments);

  return array;
}

static void
assert_numbers (GArray     *numbers,
                const char *expected)
{
  g_autoptr (GArray) own = numbers;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < own->len; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? " " : "", g_array_index (own, unsigned, i));
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_uids (void)
{
  g_autoptr (GArray) sizes = items ("1", "2", "3", NULL);
  g_autoptr (GArray) uids = items ("1:a", "2:b", "3:c", NULL);
  g_autoptr (AnserListing) listing = anser_listing_new (sizes, uids);

  assert_numbers (anser_listing_get_nameless (listing), "");
  assert_numbers (anser_listing_get_unknown (listing, FALSE), "1 2 3");
  assert_numbers (anser_listing_get_received (listing, TRUE), "");
  g_assert_cmpstr (anser_listing_get_uid (listing, 2), ==, "b");
  g_assert_cmpint (anser_listing_get_size (listing, 2), ==, 102);
  g_assert_null (anser_listing_get_uid (listing, 4));
}

/* Doubles, gaps, empty and over-long uids are no names; numbers beyond UIDL or beyond LIST are left
 * for the next session. */
static void
test_poor_uids (void)
{
  g_autofree char *longest = g_strnfill (1024, 'x');
  g_autofree char *over_long = g_strnfill (1025, 'y');
  g_autofree char *six = g_strconcat ("6:", longest, NULL);
  g_autofree char *seven = g_strconcat ("7:", over_long, NULL);
  g_autoptr (GArray) sizes = items ("1", "2", "3", "4", "5", "6", "7", "8", "10", "1", "0", NULL);
  g_autoptr (GArray) uids = items ("1:a", "2:same", "4:", "5:same", six, seven, "8:z", "9:other",
                                   NULL);
  g_autoptr (AnserListing) listing = anser_listing_new (sizes, uids);

  assert_numbers (anser_listing_get_nameless (listing), "2 3 4 5 7");
  assert_numbers (anser_listing_get_unknown (listing, TRUE), "1 2 3 4 5 6 7 8");
  assert_numbers (anser_listing_get_unknown (listing, FALSE), "1 6 8");
}

static void
test_headers (void)
{
  g_autoptr (GArray) sizes = items ("1", "2", "3", "4", NULL);
  g_autoptr (AnserListing) listing = anser_listing_new (sizes, NULL);
  g_autoptr (GBytes) bare = g_bytes_new_static ("Subject: a\r\n", 12);
  g_autoptr (GBytes) with_text = g_bytes_new_static ("Subject: a\r\n\r\nten lines\r\n", 25);
  g_autoptr (GBytes) other = g_bytes_new_static ("Subject: b\r\n\r\n", 14);
  g_autofree char *twin = NULL;

  assert_numbers (anser_listing_get_nameless (listing), "1 2 3 4");
  anser_listing_set_header (listing, 1, bare);
  anser_listing_set_header (listing, 2, with_text);
  anser_listing_set_header (listing, 3, other);
  assert_numbers (anser_listing_get_nameless (listing), "4");

  /* One header block, two messages: none is lost. */
  twin = g_strconcat (anser_listing_get_uid (listing, 1), ":2", NULL);
  g_assert_cmpstr (anser_listing_get_uid (listing, 2), ==, twin);
  g_assert_true (g_str_has_prefix (anser_listing_get_uid (listing, 3), "digest:"));
  g_assert_cmpstr (anser_listing_get_uid (listing, 3), !=, anser_listing_get_uid (listing, 1));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/listing/uids", test_uids);
  g_test_add_func ("/listing/poor-uids", test_poor_uids);
  g_test_add_func ("/listing/headers", test_headers);

  return g_test_run ();
}
