/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Another program on the same Maildir while the store is open: mutt, on a terminal of its own. */

static void
run_mutt (const char *folder,
          const char *home,
          const char *keys)
{
  g_autofree char *push = g_strdup_printf ("push \"%s<quit>\"", keys);
  /* Without a folder it would ask whether to make one. */
  g_autofree char *set = g_strdup_printf ("set folder=%s", home);
  int terminal;
  const struct winsize size = { .ws_row = 24, .ws_col = 80 };
  pid_t pid = forkpty (&terminal, NULL, NULL, &size);
  char buffer[4096];
  int status;

  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      g_setenv ("HOME", home, TRUE);
      g_setenv ("TERM", "xterm", TRUE);
      execlp ("mutt", "mutt", "-n", "-F", "/dev/null", "-e", "set mbox_type=Maildir", "-e",
              "set quit=yes delete=yes move=no wait_key=no mark_old=no", "-e", set, "-e", push, "-f", folder,
              NULL);
      _exit (127);
    }
  /* What it draws is read until it has ended, or it would wait. */
  while (read (terminal, buffer, sizeof buffer) > 0)
    ;
  waitpid (pid, &status, 0);
  close (terminal);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static AnserLetterFlags
get_flags (AnserLetterList *list,
           const char      *subject)
{
  for (unsigned i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (AnserLetterRow) row = g_list_model_get_item (G_LIST_MODEL (list), i);

      if (g_str_equal (anser_letter_row_get_subject (row), subject))
        return anser_letter_row_get_flags (row);
    }
  g_assert_not_reached ();
}

/* mutt sees the letters as they are; what it flags and deletes shows in the list of the window,
 * without opening anything again; letters that come meanwhile are not disturbed. */
static void
test_mutt (Fixture       *self,
           gconstpointer  data)
{
  g_autofree char *home = g_path_get_dirname (self->root);
  g_autofree char *folder = g_build_filename (self->root, "mail", "anna", "Inbox", NULL);
  g_autofree char *copy = g_build_filename (home, "copy", NULL);
  g_autofree char *keys = NULL;
  g_autofree char *text = NULL;
  g_autoptr (AnserLetterList) list = NULL;

  deliver (self->store, "a", "one", 1);
  deliver (self->store, "b", "two", 2);
  deliver (self->store, "c", "three", 3);
  list = list_folder (self->store, ANSER_FOLDER_INBOX);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 3);
  g_assert_cmpuint (get_flags (list, "two"), ==, 0);

  keys = g_strdup_printf ("<limit>~s two<enter><pipe-message>cat >%s<enter><flag-message>"
                          "<limit>~s three<enter><delete-message><limit>~A<enter>", copy);
  run_mutt (folder, home, keys);
  g_assert_true (g_file_get_contents (copy, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "From: Berta\nTo: Anna\nSubject: two\nDate: 2\n\nText of two\n");
  wait_for (g_list_model_get_n_items (G_LIST_MODEL (list)) == 2 &&
            (get_flags (list, "two") & ANSER_LETTER_FLAGGED));
  deliver (self->store, "d", "four", 4);
  wait_for (g_list_model_get_n_items (G_LIST_MODEL (list)) == 3);
  g_assert_cmpuint (get_flags (list, "one"), ==, 0);
  /* Thrown away there is thrown away: it is not fetched again. */
  g_assert_cmpint (get_uid_state (self->store, "c"), ==, ANSER_UID_RECEIVED);
}

/* And the other way: what is flagged here, mutt finds. */
static void
test_for_mutt (Fixture       *self,
               gconstpointer  data)
{
  g_autofree char *home = g_path_get_dirname (self->root);
  g_autofree char *folder = g_build_filename (self->root, "mail", "anna", "Inbox", NULL);
  g_autofree char *copy = g_build_filename (home, "copy", NULL);
  g_autofree char *keys =
    g_strdup_printf ("<limit>~F !~U<enter><pipe-message>cat >%s<enter>", copy);
  g_autofree char *text = NULL;

  deliver (self->store, "a", "one", 1);
  deliver (self->store, "b", "two", 2);
  deliver (self->store, "c", "three", 3);
  g_assert_true (flag_letter (self->store, 2, ANSER_LETTER_FLAGGED | ANSER_LETTER_SEEN, 0, NULL));
  run_mutt (folder, home, keys);
  g_assert_true (g_file_get_contents (copy, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "Subject: two\n"));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *mutt = g_find_program_in_path ("mutt");

  g_test_init (&argc, &argv, NULL);
  if (mutt == NULL && g_getenv ("ANSER_TEST_REQUIRE_SERVERS") == NULL)
    {
      g_print ("1..0 # SKIP mutt is not installed\n");
      return 0;
    }
  g_assert_nonnull (mutt);
  g_test_add ("/store/mutt/to-us", Fixture, NULL, fixture_set_up, test_mutt, fixture_tear_down);
  g_test_add ("/store/mutt/from-us", Fixture, NULL, fixture_set_up, test_for_mutt,
              fixture_tear_down);
  return g_test_run ();
}
