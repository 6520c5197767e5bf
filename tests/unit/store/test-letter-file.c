/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/letter-file.h"
#include "store/maildir.h"

#include <glib/gstdio.h>
#include <string.h>

/* The letter has several of the file's buffers. */
#define LETTER_SIZE (200 * 1024)

static void
check (GString    *letter,
       gsize       piece,
       const char *expected,
       gsize       expected_length)
{
  g_autofree char *folder = g_dir_make_tmp ("anser-letter-XXXXXX", NULL);
  g_autoptr (AnserLetterFile) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  g_assert_true (anser_maildir_create (folder, &error));
  file = anser_letter_file_new (folder, "uid", &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < letter->len; i += piece)
    g_assert_true (anser_letter_file_write (file, letter->str + i, MIN (piece, letter->len - i),
                                            &error));
  g_assert_true (anser_letter_file_end (file, &error));
  g_assert_cmpint (anser_letter_file_get_length (file), ==, letter->len);
  g_assert_true (anser_letter_file_put_new (file, &error));
  g_assert_true (g_file_get_contents (anser_letter_file_get_path (file), &text, &length, &error));
  g_assert_cmpmem (text, length, expected, expected_length);
  g_assert_nonnull (strstr (anser_letter_file_get_path (file), "/new/"));

  g_assert_cmpint (g_remove (anser_letter_file_get_path (file)), ==, 0);
  for (const char * const *name = (const char * const []) { "tmp", "new", "cur", "", NULL };
       *name != NULL; name++)
    {
      g_autofree char *path = g_build_filename (folder, *name, NULL);

      g_assert_cmpint (g_rmdir (path), ==, 0);
    }
}

/* A letter of @line again and again, behind @start so that the line ends fall anywhere. */
static void
check_lines (const char *start,
             const char *line,
             const char *stored)
{
  g_autoptr (GString) letter = g_string_new (start);
  g_autoptr (GString) expected = g_string_new (start);

  while (letter->len < LETTER_SIZE)
    {
      g_string_append (letter, line);
      g_string_append (expected, stored);
    }
  check (letter, letter->len, expected->str, expected->len);
  check (letter, 1, expected->str, expected->len);
  check (letter, 1025, expected->str, expected->len);
}

static void
test_line_ends (void)
{
  static const char * const starts[] = { "", "a", "ab", "abc" };

  for (unsigned i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      check_lines (starts[i], "ab\r\n", "ab\n");
      check_lines (starts[i], "a\rb\n", "a\rb\n");
      check_lines (starts[i], "\r\r\n", "\r\n");
      check_lines (starts[i], "\r", "\r");
      check_lines (starts[i], "\r\n", "\n");
    }
}

static void
test_bytes (void)
{
  static const char bytes[] = "\0\r\n\0\r\0\n\r";
  g_autoptr (GString) letter = g_string_new_len (bytes, sizeof bytes - 1);

  check (letter, 1, "\0\n\0\r\0\n\r", 7);
  check (letter, 3, "\0\n\0\r\0\n\r", 7);
  check (letter, letter->len, "\0\n\0\r\0\n\r", 7);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/letter-file/line-ends", test_line_ends);
  g_test_add_func ("/letter-file/bytes", test_bytes);

  return g_test_run ();
}
