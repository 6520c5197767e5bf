/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/backup.h"
#include "store/import.h"
#include "store/partial.h"
#include "store/restore.h"

#include "steps.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* A program that is killed at each of its steps in turn. After each kill the store is opened again
 * and the work repeated: nothing is lost, nothing is there twice, and the server was told to delete
 * only what is safe. The program is this one, with arguments. */

#define N_LETTERS 5
#define BATCH 2

/* Under a sanitizer a start takes ten times as long: every seventh step will do there. */
#ifdef __SANITIZE_ADDRESS__
#define STRIDE 7
#else
#define STRIDE 1
#endif

typedef struct
{
  const char *name;
  void      (*prepare) (const char *root);
  void      (*act)     (const char *root, unsigned kill_at);
  void      (*check)   (const char *root);
} Scenario;

/* What the outer world saw is written beside the store, one word a line. */
static void
tell_world (const char *root,
            const char *word)
{
  g_autofree char *path = g_strconcat (root, ".world", NULL);
  g_autofree char *line = g_strconcat (word, "\n", NULL);
  FILE *file = fopen (path, "a");

  g_assert_nonnull (file);
  fputs (line, file);
  fclose (file);
}

static gboolean
world_saw (const char *root,
           const char *word)
{
  g_autofree char *path = g_strconcat (root, ".world", NULL);
  g_autofree char *line = g_strconcat (word, "\n", NULL);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && strstr (text, line) != NULL;
}

static AnserStore *
open_store (const char *root)
{
  g_autoptr (GError) error = NULL;
  AnserStore *store = anser_store_open (root, describe_simply, NULL, &error);

  g_assert_no_error (error);
  anser_store_add_account (store, "anna", &error);
  g_assert_no_error (error);
  return store;
}

static unsigned
count_all_files (const char *root,
                 const char *subfolder)
{
  unsigned n = 0;

  for (int role = 0; role < ANSER_FOLDER_OTHER; role++)
    n += count_files (root, anser_folder_role_get_name (role), subfolder);
  return n;
}

static void
delete_on_server (AnserStore          *store,
                  const char * const  *uids,
                  unsigned             n)
{
  g_autoptr (GPtrArray) wanted =
    g_ptr_array_new_with_free_func ((GDestroyNotify) anser_uid_record_free);

  for (unsigned i = 0; i < n; i++)
    g_ptr_array_add (wanted, anser_uid_record_new (uids[i], ANSER_UID_DELETE_WANTED, 1));
  g_assert_true (anser_uid_memory_save (store, "anna", wanted, NULL));
  for (unsigned i = 0; i < n; i++)
    tell_world (anser_store_get_root (store), uids[i]);
}

/* A session with a server that has letters "uid-0" …, by batches, deleting what is safe. */
static void
receive (AnserStore *store)
{
  g_autoptr (AnserDelivery) delivery = anser_delivery_new (store, "anna", ANSER_FOLDER_INBOX);
  g_autoptr (GPtrArray) uids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();

  for (int i = 0; i < N_LETTERS; i++)
    {
      g_autofree char *uid = g_strdup_printf ("uid-%d", i);

      if (!world_saw (anser_store_get_root (store), uid))
        g_ptr_array_add (uids, g_steal_pointer (&uid));
    }
  for (unsigned i = 0; i < uids->len; i++)
    {
      const char *uid = uids->pdata[i];

      if (get_uid_state (store, uid) == ANSER_UID_UNKNOWN)
        begin_letter (delivery, uid, uid, 10 + uid[4]);
      g_ptr_array_add (batch, (char *) uid);
      if (batch->len < BATCH && i + 1 < uids->len)
        continue;
      g_assert_true (anser_delivery_commit (delivery, NULL));
      delete_on_server (store, (const char * const *) batch->pdata, batch->len);
      g_ptr_array_set_size (batch, 0);
    }
}

static void
prepare_empty (const char *root)
{
  close_store (open_store (root));
}

static void
prepare_nothing (const char *root)
{
}

static void
act_receive (const char *root,
             unsigned    kill_at)
{
  AnserStore *store = open_store (root);

  steps_kill_at (kill_at);
  receive (store);
  close_store (store);
}

/* From nothing: databases and folders are made under fire, too. */
static void
act_create (const char *root,
            unsigned    kill_at)
{
  AnserStore *store;

  steps_kill_at (kill_at);
  store = open_store (root);
  deliver (store, "uid-0", "uid-0", 10 + '0');
  close_store (store);
}

/* What the server was told to delete is here; after another session all is here, once. */
static void
check_receive (const char *root)
{
  AnserStore *store = open_store (root);

  g_assert_cmpuint (count_all_files (root, "tmp"), ==, 0);
  for (int i = 0; i < N_LETTERS; i++)
    {
      g_autofree char *uid = g_strdup_printf ("uid-%d", i);
      g_autoptr (AnserLetterList) list = list_folder (store, ANSER_FOLDER_INBOX);
      g_autofree char *subjects = dup_subjects (list);

      if (world_saw (root, uid))
        g_assert_nonnull (strstr (subjects, uid));
    }
  receive (store);
  {
    g_autoptr (AnserLetterList) list = list_folder (store, ANSER_FOLDER_INBOX);
    g_autofree char *subjects = dup_subjects (list);

    g_assert_cmpstr (subjects, ==, "uid-4 uid-3 uid-2 uid-1 uid-0");
  }
  g_assert_cmpuint (count_files (root, "Inbox", "cur"), ==, N_LETTERS);
  close_store (store);
}

static void
act_send (const char *root,
          unsigned    kill_at)
{
  AnserStore *store = open_store (root);
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  g_autoptr (AnserOutboxItem) item = NULL;
  gint64 id;

  g_ptr_array_add (recipients, (char *) "b@example.org");
  steps_kill_at (kill_at);
  id = anser_outbox_add (store, "anna", "a@example.org", recipients, 0, write_text,
                         (char *) "Subject: out\r\n\r\n", NULL, NULL);
  tell_world (root, "queued");
  item = anser_outbox_get (store, id, NULL);
  item->state = ANSER_OUTBOX_SENDING;
  g_assert_true (anser_outbox_update (store, item, NULL));
  tell_world (root, "sent");
  g_assert_true (anser_outbox_finish (store, id, NULL));
  tell_world (root, "finished");
  close_store (store);
}

/* Never queued again once it was sent, never lost once it was queued, never in two places. */
static void
check_send (const char *root)
{
  AnserStore *store = open_store (root);
  g_autoptr (GPtrArray) items = anser_outbox_list (store, "anna", NULL);
  unsigned n_sent = count_letters (store, ANSER_FOLDER_SENT);

  g_assert_cmpuint (items->len, ==, count_letters (store, ANSER_FOLDER_OUTBOX));
  g_assert_cmpuint (items->len + n_sent, ==, count_all_files (root, "cur"));
  g_assert_cmpuint (items->len + n_sent, <=, 1);
  g_assert_cmpuint (count_all_files (root, "tmp"), ==, 0);
  if (world_saw (root, "queued"))
    g_assert_cmpuint (items->len + n_sent, ==, 1);
  if (world_saw (root, "sent") && items->len == 1)
    g_assert_cmpint (((AnserOutboxItem *) items->pdata[0])->state, ==, ANSER_OUTBOX_NOT_SURE);
  if (world_saw (root, "finished"))
    g_assert_cmpuint (n_sent, ==, 1);
  close_store (store);
}

static void
prepare_letters (const char *root)
{
  AnserStore *store = open_store (root);

  deliver (store, "a", "one", 1);
  deliver (store, "b", "two", 2);
  close_store (store);
}

static void
act_move (const char *root,
          unsigned    kill_at)
{
  AnserStore *store = open_store (root);
  gint64 first = get_letter (store, ANSER_FOLDER_INBOX, 0);
  gint64 second = get_letter (store, ANSER_FOLDER_INBOX, 1);

  steps_kill_at (kill_at);
  flag_letter (store, first, ANSER_LETTER_SEEN, 0, NULL);
  g_assert_true (anser_store_move (store, first, ANSER_FOLDER_TRASH, NULL));
  g_assert_true (anser_store_move (store, second, ANSER_FOLDER_TRASH, NULL));
  g_assert_true (anser_store_move (store, first, ANSER_FOLDER_INBOX, NULL));
  anser_store_put (store, "anna", ANSER_FOLDER_DRAFTS, ANSER_LETTER_DRAFT, 0, write_text,
                   (char *) "Subject: draft\r\n\r\n", NULL, NULL);
  close_store (store);
}

/* Both letters are in one place each, under their old row ids, and their files with them. */
static void
check_move (const char *root)
{
  AnserStore *store = open_store (root);
  unsigned n_inbox = count_letters (store, ANSER_FOLDER_INBOX);
  unsigned n_trash = count_letters (store, ANSER_FOLDER_TRASH);

  g_assert_cmpuint (n_inbox + n_trash, ==, 2);
  g_assert_cmpuint (count_files (root, "Inbox", "cur"), ==, n_inbox);
  g_assert_cmpuint (count_files (root, "Trash", "cur"), ==, n_trash);
  g_assert_cmpuint (count_files (root, "Drafts", "cur"), ==,
                    count_letters (store, ANSER_FOLDER_DRAFTS));
  g_assert_cmpuint (count_all_files (root, "tmp"), ==, 0);
  for (gint64 id = 1; id <= 2; id++)
    {
      g_autofree char *path = anser_store_dup_path (store, id, NULL);

      g_assert_nonnull (path);
      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
    }
  close_store (store);
}

/* One session of an account that takes headers alone of what is large, and the whole when it is
 * asked for: what the courier does with what is remembered. */
static void
receive_large (AnserStore *store,
               gboolean    headers_only)
{
  g_autoptr (AnserDelivery) delivery = NULL;
  g_autoptr (AnserUidRecord) record = NULL;
  AnserUidState state;

  g_assert_true (anser_partial_recover (store, "anna", NULL));
  state = get_uid_state (store, "large");
  if (state != ANSER_UID_WHOLE_WANTED && (state != ANSER_UID_UNKNOWN || !headers_only))
    return;

  delivery = anser_delivery_new (store, "anna", ANSER_FOLDER_INBOX);
  record = anser_uid_record_new ("large", headers_only ? ANSER_UID_HEADER_ONLY
                                                       : ANSER_UID_RECEIVED, 1);
  record->size = 1000000;
  record->replaces_header = !headers_only;
  g_assert_true (anser_delivery_begin (delivery, "large", NULL));
  g_assert_true (anser_delivery_write (delivery, "Subject: large\r\n\r\n", 18, NULL));
  if (!headers_only)
    g_assert_true (anser_delivery_write (delivery, "Text\r\n", 6, NULL));
  anser_delivery_identify (delivery, record);
  g_assert_true (anser_delivery_end (delivery, NULL));
  g_assert_true (anser_delivery_commit (delivery, NULL));
}

static void
act_header (const char *root,
            unsigned    kill_at)
{
  AnserStore *store = open_store (root);

  steps_kill_at (kill_at);
  receive_large (store, TRUE);
  close_store (store);
}

/* The header is there once, and known to be no more than that: a server that is told to delete what
 * was received keeps the message. */
static void
check_header (const char *root)
{
  AnserStore *store = open_store (root);
  gint64 letter;

  receive_large (store, TRUE);
  g_assert_cmpint (get_uid_state (store, "large"), ==, ANSER_UID_HEADER_ONLY);
  g_assert_cmpuint (count_all_files (root, "cur"), ==, 1);
  g_assert_cmpuint (count_all_files (root, "tmp"), ==, 0);
  g_assert_cmpuint (count_letters (store, ANSER_FOLDER_INBOX), ==, 1);
  letter = get_letter (store, ANSER_FOLDER_INBOX, 0);
  g_assert_cmpint (anser_partial_get_size (store, letter, NULL, NULL), ==, 1000000);
  close_store (store);
}

/* "Get the Whole Message" was asked for. */
static void
prepare_header (const char *root)
{
  AnserStore *store = open_store (root);

  receive_large (store, TRUE);
  g_assert_true (anser_partial_want (store, get_letter (store, ANSER_FOLDER_INBOX, 0), NULL));
  close_store (store);
}

static void
act_whole (const char *root,
           unsigned    kill_at)
{
  AnserStore *store = open_store (root);

  steps_kill_at (kill_at);
  receive_large (store, FALSE);
  close_store (store);
}

/* One message, not two, and it is the whole one. */
static void
check_whole (const char *root)
{
  AnserStore *store = open_store (root);
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  receive_large (store, FALSE);
  g_assert_cmpint (get_uid_state (store, "large"), ==, ANSER_UID_RECEIVED);
  g_assert_cmpuint (count_all_files (root, "cur"), ==, 1);
  g_assert_cmpuint (count_all_files (root, "tmp"), ==, 0);
  g_assert_cmpuint (count_letters (store, ANSER_FOLDER_INBOX), ==, 1);
  path = anser_store_dup_path (store, get_letter (store, ANSER_FOLDER_INBOX, 0), NULL);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "Subject: large\n\nText\n");
  close_store (store);
}

/* Two mboxes beside the store; a letter is three times in them. */
static void
prepare_mail (const char *root)
{
  static const char from[] = "From a Thu Nov 12 10:00:00 2026\nSubject: ";
  g_autofree char *folder = g_strconcat (root, ".mail", NULL);
  g_autofree char *first = g_build_filename (folder, "One", NULL);
  g_autofree char *second = g_build_filename (folder, "Two", NULL);
  g_autofree char *text = g_strdup_printf ("%sa\n\n%sb\n\n%sa\n\n", from, from, from);
  g_autofree char *more = g_strdup_printf ("%sc\n\n%sa\n\n", from, from);

  prepare_empty (root);
  g_mkdir (folder, 0700);
  g_assert_true (g_file_set_contents (first, text, -1, NULL));
  g_assert_true (g_file_set_contents (second, more, -1, NULL));
}

static void
import_mail (AnserStore *store)
{
  g_autofree char *folder = g_strconcat (anser_store_get_root (store), ".mail", NULL);
  g_autoptr (AnserImport) import =
    anser_import_new (store, "anna", NULL, folder, ANSER_MAIL_UNKNOWN);
  g_autoptr (GError) error = NULL;

  anser_work_run (ANSER_WORK (import), NULL, &error);
  g_assert_no_error (error);
}

static void
act_import (const char *root,
            unsigned    kill_at)
{
  AnserStore *store = open_store (root);

  steps_kill_at (kill_at);
  import_mail (store);
  close_store (store);
}

/* Whatever came before the kill, the next import brings the rest, and nothing again. */
static void
check_import (const char *root)
{
  AnserStore *store = open_store (root);

  import_mail (store);
  settle ();
  g_assert_cmpuint (count_files (root, "One", "cur"), ==, 3);
  g_assert_cmpuint (count_files (root, "Two", "cur"), ==, 2);
  g_assert_cmpuint (count_files (root, "One", "tmp") + count_files (root, "Two", "tmp"), ==, 0);
  import_mail (store);
  g_assert_cmpuint (count_files (root, "One", "cur") + count_files (root, "Two", "cur"), ==, 5);
  close_store (store);
}

/* A backup beside the store, which is empty. */
static void
prepare_backup (const char *root)
{
  g_autofree char *path = g_strconcat (root, ".backup", NULL);
  g_autofree char *source = g_strconcat (root, ".source", NULL);
  AnserStore *store;
  g_autoptr (AnserBackup) backup = NULL;

  prepare_letters (source);
  store = open_store (source);
  backup = anser_backup_new (store, path, NULL);
  g_assert_true (anser_work_run (ANSER_WORK (backup), NULL, NULL));
  g_clear_object (&backup);
  close_store (store);
  prepare_empty (root);
}

static void
restore_backup (AnserStore *store)
{
  g_autofree char *path = g_strconcat (anser_store_get_root (store), ".backup", NULL);
  g_autoptr (AnserRestore) restore = anser_restore_new (store, path, TRUE);
  g_autoptr (GError) error = NULL;

  anser_work_run (ANSER_WORK (restore), NULL, &error);
  g_assert_no_error (error);
}

static void
act_restore (const char *root,
             unsigned    kill_at)
{
  AnserStore *store = open_store (root);

  steps_kill_at (kill_at);
  restore_backup (store);
  close_store (store);
}

/* No UID without its letter; restored once more all is there, once. */
static void
check_restore (const char *root)
{
  AnserStore *store = open_store (root);

  if (get_uid_state (store, "a") == ANSER_UID_RECEIVED &&
      get_uid_state (store, "b") == ANSER_UID_RECEIVED)
    g_assert_cmpuint (count_files (root, "Inbox", "cur"), ==, 2);
  restore_backup (store);
  settle ();
  g_assert_cmpuint (count_letters (store, ANSER_FOLDER_INBOX), ==, 2);
  g_assert_cmpuint (count_files (root, "Inbox", "cur"), ==, 2);
  g_assert_cmpint (get_uid_state (store, "a"), ==, ANSER_UID_RECEIVED);
  g_assert_cmpint (get_uid_state (store, "b"), ==, ANSER_UID_RECEIVED);
  close_store (store);
}

static const Scenario scenarios[] = {
  { "receive", prepare_empty, act_receive, check_receive },
  { "create", prepare_nothing, act_create, check_receive },
  { "send", prepare_empty, act_send, check_send },
  { "move", prepare_letters, act_move, check_move },
  { "header", prepare_empty, act_header, check_header },
  { "whole", prepare_header, act_whole, check_whole },
  { "restore", prepare_backup, act_restore, check_restore },
  { "import", prepare_mail, act_import, check_import },
};

/* Runs the scenario with a kill before step @n: whether it was killed. */
static gboolean
run_killed (const Scenario *scenario,
            const char     *root,
            unsigned        n)
{
  g_autofree char *step = g_strdup_printf ("%u", n);
  const char *argv[] = { "/proc/self/exe", "--act", scenario->name, root, step, NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;

  argv[0] = g_file_read_link ("/proc/self/exe", NULL);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status,
                &error);
  g_free ((char *) argv[0]);
  g_assert_no_error (error);
  if (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL)
    return TRUE;
  g_assert_cmpint (status, ==, 0);
  return FALSE;
}

static void
test_scenario (gconstpointer data)
{
  const Scenario *scenario = data;
  gboolean killed = TRUE;
  unsigned n = 1;

  for (; killed; n += STRIDE)
    {
      g_autofree char *folder = g_dir_make_tmp ("anser-store-XXXXXX", NULL);
      g_autofree char *root = g_build_filename (folder, "anser", NULL);

      scenario->prepare (root);
      killed = run_killed (scenario, root, n);
      scenario->check (root);
      remove_tree (folder);
    }
  g_test_message ("killed before steps 1, %u, … up to %u", 1 + STRIDE, n);
  g_assert_cmpuint (n, >, 20);
}

int
main (int    argc,
      char **argv)
{
  if (argc == 5 && g_str_equal (argv[1], "--act"))
    {
      for (unsigned i = 0; i < G_N_ELEMENTS (scenarios); i++)
        if (g_str_equal (argv[2], scenarios[i].name))
          scenarios[i].act (argv[3], atoi (argv[4]));
      return 0;
    }
  /* A kill loses nothing of what was written, so memory will do for a disk, and is quick. */
  if (access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (unsigned i = 0; i < G_N_ELEMENTS (scenarios); i++)
    {
      g_autofree char *path = g_strconcat ("/store/kill/", scenarios[i].name, NULL);

      g_test_add_data_func (path, &scenarios[i], test_scenario);
    }
  return g_test_run ();
}
