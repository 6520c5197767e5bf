/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include <sys/stat.h>
#include <utime.h>

/* What another program wrote into a letter's file while Anser was closed. */

static char *
get_path (Fixture  *self,
          unsigned  position)
{
  return anser_store_dup_path (self->store, get_letter (self->store, ANSER_FOLDER_INBOX, position),
                               NULL);
}

/* Into the file that is there, as long as before. */
static void
write_in_place (const char *path,
                const char *from,
                const char *to)
{
  g_autofree char *text = NULL;
  FILE *file;
  char *place;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  place = strstr (text, from);
  g_assert_nonnull (place);
  g_assert_cmpuint (strlen (from), ==, strlen (to));
  memcpy (place, to, strlen (to));
  file = fopen (path, "r+");
  g_assert_cmpuint (fwrite (text, 1, strlen (text), file), ==, strlen (text));
  g_assert_cmpint (fclose (file), ==, 0);
}

static gboolean
has_subjects (Fixture    *self,
              const char *expected)
{
  g_autoptr (AnserLetterList) list = list_folder (self->store, ANSER_FOLDER_INBOX);
  g_autofree char *subjects = dup_subjects (list);

  return g_str_equal (subjects, expected);
}

static gboolean
is_reviewed (Fixture *self)
{
  g_autofree char *mark = g_build_filename (self->root, "reviewed", NULL);

  return g_file_test (mark, G_FILE_TEST_EXISTS);
}

static void
test_in_place (Fixture       *self,
               gconstpointer  data)
{
  g_autofree char *path = NULL;
  gint64 before;

  deliver (self->store, "1", "One", 1);
  deliver (self->store, "2", "Two", 2);
  deliver (self->store, "3", "Three", 3);
  settle ();
  path = get_path (self, 1);
  before = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  fixture_close (self);
  write_in_place (path, "Two", "New");

  fixture_reopen (self);
  g_assert_true (has_subjects (self, "Three Two One"));
  self->n_described = 0;
  anser_store_review_files (self->store);
  wait_for (has_subjects (self, "Three New One"));
  g_assert_cmpuint (self->n_described, ==, 1);
  g_assert_cmpint (get_letter (self->store, ANSER_FOLDER_INBOX, 0), ==, before);
  wait_for (is_reviewed (self));
}

/* The next review looks at what was changed since the one before began. */
static void
test_since (Fixture       *self,
            gconstpointer  data)
{
  g_autofree char *mark = g_build_filename (self->root, "reviewed", NULL);
  time_t future = time (NULL) + 24 * 60 * 60;
  const struct utimbuf times = { future, future };
  g_autofree char *path = NULL;
  struct stat status;

  deliver (self->store, "1", "One", 1);
  settle ();
  path = get_path (self, 0);
  anser_store_review_files (self->store);
  wait_for (is_reviewed (self));
  fixture_close (self);
  write_in_place (path, "One", "Two");

  g_assert_cmpint (utime (mark, &times), ==, 0);
  fixture_reopen (self);
  anser_store_review_files (self->store);
  wait_for (stat (mark, &status) == 0 && status.st_mtime < future);
  fixture_reopen (self);
  g_assert_true (has_subjects (self, "One"));

  anser_store_review_files (self->store);
  wait_for (has_subjects (self, "Two"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) \
  g_test_add ("/store/file-review/" name, Fixture, NULL, fixture_set_up, function, \
              fixture_tear_down)
  ADD ("in-place", test_in_place);
  ADD ("since", test_since);
  return g_test_run ();
}
