/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include <glib/gstdio.h>

/* rsync brings another tree of letters into the Maildir: what is in it afterwards is what is shown,
 * also where a file has other content under its old name, of the same length or not. */

static char *
dup_inbox (Fixture *self)
{
  return g_build_filename (self->root, "mail", "anna", "Inbox", NULL);
}

static char *
dup_copy (Fixture *self)
{
  g_autofree char *home = g_path_get_dirname (self->root);

  return g_build_filename (home, "copy", NULL);
}

/* @how (nullable): one more option. */
static void
run_rsync (const char *from,
           const char *to,
           const char *how)
{
  g_autofree char *source = g_strconcat (from, "/", NULL);
  g_autofree char *target = g_strconcat (to, "/", NULL);
  const char *command[] = { "rsync", "--archive", "--delete", "--checksum", source, target, how, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

/* Replaces @before by @after in the one file of the copy in which it stands. */
static void
edit (Fixture    *self,
      const char *before,
      const char *after)
{
  g_autofree char *copy = dup_copy (self);
  g_autofree char *cur = g_build_filename (copy, "cur", NULL);
  g_autoptr (GDir) dir = g_dir_open (cur, 0, NULL);
  unsigned n = 0;
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (cur, name, NULL);
      g_autofree char *text = NULL;
      g_autoptr (GString) edited = NULL;

      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      edited = g_string_new (text);
      if (g_string_replace (edited, before, after, 0) == 0)
        continue;
      n++;
      g_assert_true (g_file_set_contents (path, edited->str, -1, NULL));
    }
  g_assert_cmpuint (n, ==, 1);
}

static void
prepare (Fixture *self)
{
  g_autofree char *inbox = dup_inbox (self);
  g_autofree char *copy = dup_copy (self);

  deliver (self->store, "a", "one", 1);
  deliver (self->store, "b", "two", 2);
  deliver (self->store, "c", "three", 3);
  for (gint64 letter = 1; letter <= 3; letter++)
    g_assert_true (flag_letter (self->store, letter, ANSER_LETTER_SEEN, 0, NULL));
  run_rsync (inbox, copy, NULL);
}

static gboolean
has (AnserLetterList *list,
     const char      *subject)
{
  for (unsigned i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (AnserLetterRow) row = g_list_model_get_item (G_LIST_MODEL (list), i);

      if (g_strcmp0 (anser_letter_row_get_subject (row), subject) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_renewed (AnserLetterList *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (list)) == 3 && has (list, "uno") &&
         has (list, "the second") && has (list, "three") && !has (list, "one") && !has (list, "two");
}

static void
edit_two (Fixture *self)
{
  edit (self, "Subject: one\n", "Subject: uno\n");
  edit (self, "Subject: two\n", "Subject: the second\n");
}

/* @how: an option of rsync. */
static void
test_while_open (Fixture       *self,
                 gconstpointer  how)
{
  g_autofree char *inbox = dup_inbox (self);
  g_autofree char *copy = dup_copy (self);
  g_autoptr (AnserLetterList) list = NULL;

  prepare (self);
  list = list_folder (self->store, ANSER_FOLDER_INBOX);
  edit_two (self);
  run_rsync (copy, inbox, how);
  wait_for (is_renewed (list));
  /* And what was there at first comes back. */
  edit (self, "Subject: uno\n", "Subject: one\n");
  edit (self, "Subject: the second\n", "Subject: two\n");
  run_rsync (copy, inbox, how);
  wait_for (has (list, "one") && has (list, "two") && !has (list, "uno"));
}

static void
test_while_closed (Fixture       *self,
                   gconstpointer  data)
{
  g_autofree char *inbox = dup_inbox (self);
  g_autofree char *copy = dup_copy (self);
  g_autoptr (AnserLetterList) list = NULL;

  prepare (self);
  edit_two (self);
  fixture_close (self);
  run_rsync (copy, inbox, NULL);
  fixture_reopen (self);
  list = list_folder (self->store, ANSER_FOLDER_INBOX);
  wait_for (is_renewed (list));
}

/* A tree that was copied elsewhere has new inodes, and no letter is read again for that. */
static void
test_copied (Fixture       *self,
             gconstpointer  data)
{
  g_autofree char *inbox = dup_inbox (self);
  g_autofree char *copy = dup_copy (self);
  g_autofree char *aside = g_strconcat (inbox, ".aside", NULL);
  unsigned n_before;

  prepare (self);
  fixture_close (self);
  n_before = self->n_described;
  g_assert_cmpint (g_rename (inbox, aside), ==, 0);
  run_rsync (copy, inbox, NULL);
  remove_tree (aside);
  for (unsigned i = 0; i < 2; i++)
    {
      fixture_reopen (self);
      settle ();
      g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_INBOX), ==, 3);
      g_assert_cmpuint (self->n_described, ==, n_before);
    }
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *rsync = g_find_program_in_path ("rsync");

  g_test_init (&argc, &argv, NULL);
  if (rsync == NULL && g_getenv ("ANSER_TEST_REQUIRE_SERVERS") == NULL)
    {
      g_print ("1..0 # SKIP rsync is not installed\n");
      return 0;
    }
  g_assert_nonnull (rsync);
  g_test_add ("/store/foreign/replaced", Fixture, NULL, fixture_set_up, test_while_open,
              fixture_tear_down);
  g_test_add ("/store/foreign/in-place", Fixture, "--inplace", fixture_set_up, test_while_open,
              fixture_tear_down);
  g_test_add ("/store/foreign/while-closed", Fixture, NULL, fixture_set_up, test_while_closed,
              fixture_tear_down);
  g_test_add ("/store/foreign/copied", Fixture, NULL, fixture_set_up, test_copied,
              fixture_tear_down);
  return g_test_run ();
}
