/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "../store/steps.h"

#include "courier/describe.h"
#include "courier/store-depot.h"
#include "store/letter-roll.h"
#include "store/newcomers.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A program that is killed at each step of receiving letters that have rules. After each kill the
 * session is repeated: every letter is there once, and is where the rules want it. The program is
 * this one, with arguments. */

#define ACCOUNT "anna"
#define N_LETTERS 4
#define BATCH 2

/* Under a sanitizer a start takes ten times as long: every ninth step will do there. */
#ifdef __SANITIZE_ADDRESS__
#define STRIDE 9
#else
#define STRIDE 1
#endif

static const char rules[] =
  "rule \"Junk\"\n  if subject is \"junk\"\n  junk\n"
  "rule \"Star\"\n  if subject is \"star\"\n  addflag flagged\n";

static const char * const subjects[N_LETTERS] = { "junk", "star", "plain", "junk" };

static AnserStore *
open_store (const char *root)
{
  g_autoptr (GError) error = NULL;
  AnserStore *store = anser_store_open (root, anser_describe_letter, NULL, &error);

  g_assert_no_error (error);
  anser_store_add_account (store, ACCOUNT, &error);
  g_assert_no_error (error);
  return store;
}

static void
begin_letter (AnserDepot *depot,
              const char *uid,
              const char *subject)
{
  g_autoptr (AnserUidRecord) record = anser_uid_record_new (uid, ANSER_UID_RECEIVED, 1);
  g_autofree char *text = g_strdup_printf ("From: %s@example.org\r\nSubject: %s\r\n\r\n", uid,
                                           subject);

  g_assert_true (anser_depot_begin (depot, uid, 0, NULL));
  g_assert_true (anser_depot_write (depot, text, strlen (text), NULL));
  g_assert_true (anser_depot_end (depot, record, NULL));
}

/* A session with a server that keeps its letters. */
static void
receive (AnserStore *store)
{
  static const char * const owner[] = { "anna@example.org", NULL };
  g_autoptr (AnserDepot) depot = anser_store_depot_new (store, ACCOUNT);
  g_autoptr (AnserMemory) memory = anser_memory_new ();
  g_autoptr (GError) error = NULL;

  anser_store_depot_set_owner (ANSER_STORE_DEPOT (depot), owner);
  g_assert_true (anser_depot_load (depot, memory, &error));
  for (int i = 0; i < N_LETTERS; i++)
    {
      g_autofree char *uid = g_strdup_printf ("uid-%d", i);
      gint64 received_at = 0;

      if (anser_memory_find (memory, uid) == NULL &&
          anser_depot_recall (depot, uid, &received_at, NULL) && received_at == 0)
        begin_letter (depot, uid, subjects[i]);
      if (i % BATCH == BATCH - 1)
        g_assert_true (anser_depot_commit (depot, NULL));
    }
}

static unsigned
count (const char      *root,
       AnserFolderRole  role,
       const char      *part,
       const char      *ending)
{
  g_autofree char *path = g_build_filename (root, "mail", ACCOUNT,
                                            anser_folder_role_get_name (role), part, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  unsigned n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_suffix (name, ending);
  return n;
}

static unsigned
count_all (const char *root)
{
  unsigned n = 0;

  for (int role = 0; role < ANSER_FOLDER_OTHER; role++)
    n += count (root, role, "cur", "");
  return n;
}

static unsigned
count_rows (AnserStore      *store,
            AnserFolderRole  role)
{
  g_autoptr (AnserFolder) folder = anser_store_get_folder (store, ACCOUNT, role);
  g_autoptr (AnserLetterRoll) roll = anser_letter_roll_new (store, folder);
  unsigned n = 0;

  while (anser_letter_roll_next (roll, NULL) != 0)
    n++;
  return n;
}

static void
check (const char *root)
{
  AnserStore *store = open_store (root);
  g_autoptr (GPtrArray) waiting = NULL;

  receive (store);
  g_assert_cmpuint (count_all (root), ==, N_LETTERS);
  g_assert_cmpuint (count (root, ANSER_FOLDER_JUNK, "cur", ":2,"), ==, 2);
  g_assert_cmpuint (count (root, ANSER_FOLDER_INBOX, "cur", ":2,F"), ==, 1);
  g_assert_cmpuint (count (root, ANSER_FOLDER_INBOX, "cur", ":2,"), ==, 1);
  g_assert_cmpuint (count (root, ANSER_FOLDER_INBOX, "tmp", ""), ==, 0);
  g_assert_cmpuint (count_rows (store, ANSER_FOLDER_JUNK), ==, 2);
  g_assert_cmpuint (count_rows (store, ANSER_FOLDER_INBOX), ==, 2);
  waiting = anser_newcomers_load (store, ACCOUNT, NULL);
  g_assert_cmpuint (waiting->len, ==, 0);
  g_assert_finalize_object (store);
}

static void
act (const char *root,
     unsigned    kill_at)
{
  AnserStore *store = open_store (root);

  steps_kill_at (kill_at);
  receive (store);
  g_object_unref (store);
}

/* Receives with a kill before step @n: whether it was killed. */
static gboolean
run_killed (const char *root,
            unsigned    n)
{
  g_autofree char *step = g_strdup_printf ("%u", n);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  const char *argv[] = { self, "--act", root, step, NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  if (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL)
    return TRUE;
  g_assert_cmpint (status, ==, 0);
  return FALSE;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
prepare (const char *root)
{
  g_autofree char *path = g_build_filename (root, "rules", NULL);
  AnserStore *store = open_store (root);

  g_assert_true (g_file_set_contents (path, rules, -1, NULL));
  g_object_unref (store);
}

static void
test_kill (void)
{
  gboolean killed = TRUE;
  unsigned n;

  for (n = 1; killed; n += STRIDE)
    {
      g_autofree char *root = g_dir_make_tmp ("anser-rule-kill-XXXXXX", NULL);

      prepare (root);
      killed = run_killed (root, n);
      g_test_message ("killed before step %u", n);
      check (root);
      remove_tree (root);
    }
  g_assert_cmpuint (n, >, 40);
}

int
main (int    argc,
      char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "--act"))
    {
      act (argv[2], (unsigned) strtoul (argv[3], NULL, 10));
      return 0;
    }
  /* A kill loses nothing of what was written, so memory will do for a disk, and is quick. */
  if (access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rule-kill/receive", test_kill);

  return g_test_run ();
}
