/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/folder-name.h"

#include <string.h>

static const struct
{
  const char *title;
  const char *part;
} titles[] = {
  { "Projects", "Projects" },
  { "  Trip to  Rome\xe3\x80\x80", "Trip to  Rome" },
  { "项目/二〇二六", "项目%2F二〇二六" },
  { ".hidden", "%2Ehidden" },
  { "..", "%2E." },
  { "a.b.c", "a.b.c" },
  { "cur", "%63ur" },
  { "new", "%6Eew" },
  { "tmp", "%74mp" },
  { "Cur", "Cur" },
  { "curry", "curry" },
  { "100%", "100%" },
  { "50%2F", "50%252F" },
  { "a:b\\c*?\"<>|~", "a:b\\c*?\"<>|~" },
  { "e\xcc\x81t\xc3\xa9", "\xc3\xa9t\xc3\xa9" },
};

static void
test_titles (void)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *part = anser_folder_name_from_title (titles[i].title, &error);
      g_autofree char *name = anser_folder_name_join ("Above", part);
      g_autofree char *title = anser_folder_name_to_title (name);
      g_autofree char *again = anser_folder_name_from_title (title, NULL);

      g_assert_no_error (error);
      g_assert_cmpstr (part, ==, titles[i].part);
      g_assert_null (strchr (part, '/'));
      g_assert_cmpstr (again, ==, part);
    }
}

/* What others wrote stays what it is. */
static void
test_foreign (void)
{
  static const char * const parts[] = { "%41nna", "100%", "%zz", "%2f", "a%00b", "%FF" };

  for (unsigned i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *title = anser_folder_name_to_title (parts[i]);

      g_assert_cmpstr (title, ==, parts[i]);
    }
}

static void
test_impossible (void)
{
  g_autofree char *fits = g_strnfill (255, 'x');
  g_autofree char *too_long = g_strnfill (256, 'x');
  g_autofree char *long_when_escaped = g_strconcat (".", fits + 2, NULL);
  g_autofree char *part = anser_folder_name_from_title (fits, NULL);
  const char * const impossible[] = { "", "   ", "\xe3\x80\x80", "two\nlines", "a\x7f", "\xff",
                                      "a\xe2\x80\xa8" "b", too_long, long_when_escaped };

  g_assert_cmpstr (part, ==, fits);
  for (unsigned i = 0; i < G_N_ELEMENTS (impossible); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (anser_folder_name_from_title (impossible[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
    }
}

static void
test_paths (void)
{
  g_autofree char *parent = anser_folder_name_dup_parent ("A/B/C");
  g_autofree char *none = anser_folder_name_dup_parent ("A");

  g_assert_cmpstr (parent, ==, "A/B");
  g_assert_null (none);
  g_assert_cmpuint (anser_folder_name_get_depth ("A"), ==, 0);
  g_assert_cmpuint (anser_folder_name_get_depth ("A/B/C"), ==, 2);
  g_assert_true (anser_folder_name_is_within ("A/B", "A"));
  g_assert_true (anser_folder_name_is_within ("A", "A"));
  g_assert_false (anser_folder_name_is_within ("AB", "A"));
  g_assert_cmpint (anser_folder_name_get_role ("Trash/A"), ==, ANSER_FOLDER_TRASH);
  g_assert_cmpint (anser_folder_name_get_role ("Trashy"), ==, ANSER_FOLDER_OTHER);
  g_assert_cmpint (anser_folder_name_get_role ("Inbox/A"), ==, ANSER_FOLDER_OTHER);
  g_assert_true (anser_folder_name_is_main ("Trash"));
  g_assert_false (anser_folder_name_is_main ("Trash/A"));
  g_assert_false (anser_folder_name_is_main ("A"));
}

static void
test_order (void)
{
  static const char * const sorted[] = {
    "Inbox", "Inbox/A", "Drafts", "Archive", "Archive/2024", "Archive/2025", "Junk", "Trash",
    "Trash/Old", "A", "A/B", "A/B/C", "A/C", "A B", "Part 9", "Part 10",
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (sorted); i++)
    for (unsigned j = 0; j < G_N_ELEMENTS (sorted); j++)
      {
        int order = anser_folder_name_compare (sorted[i], sorted[j]);

        g_assert_cmpint (CLAMP (order, -1, 1), ==, CLAMP ((int) i - (int) j, -1, 1));
      }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/folder-name/titles", test_titles);
  g_test_add_func ("/store/folder-name/foreign", test_foreign);
  g_test_add_func ("/store/folder-name/impossible", test_impossible);
  g_test_add_func ("/store/folder-name/paths", test_paths);
  g_test_add_func ("/store/folder-name/order", test_order);
  return g_test_run ();
}
