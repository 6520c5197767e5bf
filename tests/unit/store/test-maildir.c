/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/maildir.h"

#include <errno.h>

static void
test_names (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  for (int i = 0; i < 10000; i++)
    {
      char *base = anser_maildir_new_base (i % 2 == 0 ? NULL : "uid");

      g_assert_null (strpbrk (base, "/:"));
      g_assert_cmpint (ABS (anser_maildir_get_time (base) - now), <, 100);
      g_assert_true (g_hash_table_add (seen, base));
    }
}

static void
test_digest (void)
{
  g_autofree char *base = anser_maildir_new_base ("1:/x \xff");
  g_autofree char *expected = anser_maildir_digest ("1:/x \xff");
  g_autofree char *other = anser_maildir_digest ("1:/x");
  g_autofree char *digest = anser_maildir_dup_digest (base);
  g_autofree char *renewed = anser_maildir_renew_base (base);
  g_autofree char *again = anser_maildir_dup_digest (renewed);

  g_assert_cmpstr (digest, ==, expected);
  g_assert_cmpstr (again, ==, expected);
  g_assert_cmpstr (other, !=, expected);
  g_assert_cmpstr (renewed, !=, base);
  g_assert_null (anser_maildir_dup_digest ("1.x.y"));
  g_assert_null (anser_maildir_dup_digest ("1.x.y,U=12"));
  g_assert_null (anser_maildir_dup_digest ("1.x.y,S=55,W=66"));
}

static void
test_flags (void)
{
  static const struct { const char *info; AnserLetterFlags flags; const char *again; } cases[] = {
    { "", 0, ":2," },
    { ":2,", 0, ":2," },
    { ":2,S", ANSER_LETTER_SEEN, ":2,S" },
    { ":2,TSRPFD", 0x3f, ":2,DFPRST" },
    { ":2,aSz", ANSER_LETTER_SEEN, ":2,Saz" },
    { ":1,S", 0, ":2," },
    { ":", 0, ":2," },
    { ":2,SS", ANSER_LETTER_SEEN, ":2,S" },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AnserLetterFlags flags = anser_maildir_get_flags (cases[i].info);
      g_autofree char *again = anser_maildir_build_info (cases[i].info, flags);

      g_assert_cmpint (flags, ==, cases[i].flags);
      g_assert_cmpstr (again, ==, cases[i].again);
    }
}

static void
test_split (void)
{
  const char *info = NULL;
  g_autofree char *base = anser_maildir_split ("1.x.y:2,S:3", &info);
  g_autofree char *bare = NULL;

  g_assert_cmpstr (base, ==, "1.x.y");
  g_assert_cmpstr (info, ==, ":2,S:3");
  bare = anser_maildir_split ("1.x.y", &info);
  g_assert_cmpstr (bare, ==, "1.x.y");
  g_assert_cmpstr (info, ==, "");
}

static void
test_time (void)
{
  g_assert_cmpint (anser_maildir_get_time ("1700000000.x"), ==, 1700000000);
  g_assert_cmpint (anser_maildir_get_time ("x"), ==, 0);
  g_assert_cmpint (anser_maildir_get_time ("99999999999999999999999.x"), ==, 0);
}

static void
touch (const char *folder,
       const char *place)
{
  g_autofree char *path = g_build_filename (folder, place, NULL);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
}

static gboolean
exists (const char *folder,
        const char *place)
{
  g_autofree char *path = g_build_filename (folder, place, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
count_file (const char *file_name,
            gboolean    in_new,
            guint64     inode,
            gpointer    user_data)
{
  *(int *) user_data += in_new ? 100 : 1;
  return TRUE;
}

static void
test_folder (void)
{
  g_autofree char *root = g_dir_make_tmp ("anser-store-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (root, "a", "b", NULL);
  g_autofree char *found = NULL;
  gboolean in_new = FALSE;
  int n = 0;

  g_assert_true (anser_maildir_create (folder, NULL));
  g_assert_true (anser_maildir_create (folder, NULL));
  touch (folder, "cur/1.x.y:2,S");
  touch (folder, "cur/1.x.yz:2,");
  touch (folder, "cur/.hidden");
  touch (folder, "new/2.x.y");
  g_assert_true (anser_maildir_scan (folder, count_file, &n, NULL));
  g_assert_cmpint (n, ==, 102);
  found = anser_maildir_find (folder, "1.x.y", &in_new);
  g_assert_cmpstr (found, ==, "1.x.y:2,S");
  g_assert_false (in_new);
  g_free (found);
  found = anser_maildir_find (folder, "2.x.y", &in_new);
  g_assert_cmpstr (found, ==, "2.x.y");
  g_assert_true (in_new);
  g_assert_null (anser_maildir_find (folder, "1.x", &in_new));
  g_assert_cmpint (anser_maildir_get_stamp (folder), ==, 0);
  remove_tree (root);
}

/* Our leftovers go; what others may be writing stays for a while; strangers stay. */
static void
test_sweep (void)
{
  g_autofree char *root = g_dir_make_tmp ("anser-store-XXXXXX", NULL);
  g_autofree char *base = anser_maildir_new_base (NULL);
  g_autofree char *place = g_build_filename ("tmp", base, NULL);

  g_assert_true (anser_maildir_create (root, NULL));
  touch (root, "tmp/1000.M1P1Q1.host");
  touch (root, place);
  touch (root, "tmp/notes");
  anser_maildir_sweep (root, FALSE);
  g_assert_false (exists (root, "tmp/1000.M1P1Q1.host"));
  g_assert_true (exists (root, place));
  anser_maildir_sweep (root, TRUE);
  g_assert_false (exists (root, place));
  g_assert_true (exists (root, "tmp/notes"));
  remove_tree (root);
}

static void
test_rename (void)
{
  g_autofree char *root = g_dir_make_tmp ("anser-store-XXXXXX", NULL);
  g_autofree char *a = g_build_filename (root, "a", NULL);
  g_autofree char *b = g_build_filename (root, "b", NULL);
  g_autofree char *c = g_build_filename (root, "c", NULL);

  touch (root, "a");
  touch (root, "b");
  g_assert_cmpint (anser_maildir_rename (a, b), ==, -1);
  g_assert_cmpint (errno, ==, EEXIST);
  g_assert_cmpint (anser_maildir_rename (a, c), ==, 0);
  g_assert_true (exists (root, "b"));
  remove_tree (root);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/maildir/names", test_names);
  g_test_add_func ("/store/maildir/digest", test_digest);
  g_test_add_func ("/store/maildir/flags", test_flags);
  g_test_add_func ("/store/maildir/split", test_split);
  g_test_add_func ("/store/maildir/time", test_time);
  g_test_add_func ("/store/maildir/folder", test_folder);
  g_test_add_func ("/store/maildir/sweep", test_sweep);
  g_test_add_func ("/store/maildir/rename", test_rename);

  return g_test_run ();
}
