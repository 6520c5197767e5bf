/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/archive.h"
#include "store/backup.h"
#include "store/restore.h"
#include "store/verify.h"

#include <unistd.h>

static char *
dup_outside (Fixture    *self,
             const char *name)
{
  g_autofree char *folder = g_path_get_dirname (self->root);

  return g_build_filename (folder, name, NULL);
}

static char *
back_up (Fixture    *self,
         const char *name)
{
  g_autofree char *path = dup_outside (self, name);
  g_autoptr (AnserBackup) backup = anser_backup_new (self->store, path, "[anna]\nx=1\n");
  g_autoptr (GError) error = NULL;

  anser_work_run (ANSER_WORK (backup), NULL, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&path);
}

static gboolean
restore (AnserStore  *store,
         const char  *path,
         gboolean     merge,
         GError     **error)
{
  g_autoptr (AnserRestore) work = anser_restore_new (store, path, merge);
  gboolean done = anser_work_run (ANSER_WORK (work), NULL, error);

  if (done)
    g_assert_cmpstr (anser_restore_get_settings (work), ==, "[anna]\nx=1\n");
  settle ();
  return done;
}

/* A second store beside the first. */
static AnserStore *
open_other (Fixture *self)
{
  g_autofree char *root = dup_outside (self, "other");
  g_autoptr (GError) error = NULL;
  AnserStore *store = anser_store_open (root, describe_simply, NULL, &error);

  g_assert_no_error (error);
  return store;
}

/* Index and folders fit together, and nothing is left from the work. */
static void
expect_sound (AnserStore *store)
{
  unsigned n;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) findings = anser_store_verify (anser_store_get_root (store), &n, &error);
  g_autoptr (GDir) dir = g_dir_open (anser_store_get_root (store), 0, NULL);
  const char *name;

  g_assert_no_error (error);
  for (unsigned i = 0; i < findings->len; i++)
    g_test_message ("%d %s", ((AnserFinding *) findings->pdata[i])->kind,
                    ((AnserFinding *) findings->pdata[i])->path);
  g_assert_cmpuint (findings->len, ==, 0);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_assert_false (g_str_has_prefix (name, "restoring"));
      g_assert_false (g_str_has_prefix (name, "backup"));
    }
}

static gint64
queue_letter (AnserStore *store)
{
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  gint64 id;

  g_ptr_array_add (recipients, (char *) "b@example.org");
  id = anser_outbox_add (store, "anna", "a@example.org", recipients, 0, write_text,
                         (char *) "Subject: out\r\n\r\n", NULL, &error);
  g_assert_no_error (error);
  return id;
}

/* Letters with flags, UIDs, the outbox, empty folders and files of whoever. */
static void
test_round_trip (Fixture       *self,
                 gconstpointer  data)
{
  g_autofree char *empty = g_build_filename (self->root, "mail", "anna", "Empty", NULL);
  g_autofree char *cur = g_build_filename (empty, "cur", NULL);
  g_autofree char *side = g_build_filename (self->root, "mail", "anna", ".side", NULL);
  g_autofree char *path = NULL;
  g_autofree char *kept = NULL;
  g_autoptr (AnserStore) other = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;

  deliver (self->store, "a", "one", 1);
  deliver (self->store, "b", "two", 2);
  g_assert_true (flag_letter (self->store, 1, ANSER_LETTER_FLAGGED, 0, NULL));
  g_assert_true (anser_store_move (self->store, 2, ANSER_FOLDER_TRASH, NULL));
  queue_letter (self->store);
  g_mkdir_with_parents (cur, 0700);
  g_assert_true (g_file_set_contents (side, "tags", -1, NULL));
  path = back_up (self, "backup");

  other = open_other (self);
  g_assert_true (restore (other, path, FALSE, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_letters (other, ANSER_FOLDER_INBOX), ==, 1);
  g_assert_cmpuint (count_letters (other, ANSER_FOLDER_TRASH), ==, 1);
  g_assert_cmpint (get_uid_state (other, "a"), ==, ANSER_UID_RECEIVED);
  g_assert_cmpint (get_uid_state (other, "b"), ==, ANSER_UID_RECEIVED);
  g_assert_cmpint (get_uid_state (other, "c"), ==, ANSER_UID_UNKNOWN);
  items = anser_outbox_list (other, "anna", NULL);
  g_assert_cmpuint (items->len, ==, 1);
  g_assert_cmpint (((AnserOutboxItem *) items->pdata[0])->state, ==, ANSER_OUTBOX_NOT_SURE);
  g_free (side);
  side = g_build_filename (anser_store_get_root (other), "mail", "anna", ".side", NULL);
  g_assert_true (g_file_get_contents (side, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "tags");
  g_free (cur);
  cur = g_build_filename (anser_store_get_root (other), "mail", "anna", "Empty", "cur", NULL);
  g_assert_true (g_file_test (cur, G_FILE_TEST_IS_DIR));
  expect_sound (other);
  close_store (g_steal_pointer (&other));
}

/* A store with letters is asked for; what it has stays where and how it is. */
static void
test_merge (Fixture       *self,
            gconstpointer  data)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  deliver (self->store, "a", "one", 1);
  deliver (self->store, "b", "two", 2);
  path = back_up (self, "backup");
  g_assert_true (erase_letter (self->store, 2, NULL));
  g_assert_true (anser_store_move (self->store, 1, ANSER_FOLDER_SENT, NULL));
  deliver (self->store, "c", "three", 3);
  queue_letter (self->store);

  g_assert_false (restore (self->store, path, FALSE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_EMPTY);
  g_clear_error (&error);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (AnserLetterList) list = NULL;
      g_autofree char *subjects = NULL;
      g_autoptr (GPtrArray) items = NULL;

      g_assert_true (restore (self->store, path, TRUE, &error));
      g_assert_no_error (error);
      list = list_folder (self->store, ANSER_FOLDER_INBOX);
      subjects = dup_subjects (list);
      g_assert_cmpstr (subjects, ==, "three two");
      g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_SENT), ==, 1);
      items = anser_outbox_list (self->store, "anna", NULL);
      g_assert_cmpuint (items->len, ==, 1);
      g_assert_cmpint (((AnserOutboxItem *) items->pdata[0])->state, ==, ANSER_OUTBOX_QUEUED);
      expect_sound (self->store);
    }
}

/* Cut off anywhere, or with one wrong byte anywhere: noticed, and nothing came. */
static void
test_damage (Fixture       *self,
             gconstpointer  data)
{
  g_autofree char *path = NULL;
  g_autofree char *broken = dup_outside (self, "broken");
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr (AnserStore) other = NULL;

  deliver (self->store, "a", "one", 1);
  deliver (self->store, "b", "two", 2);
  path = back_up (self, "backup");
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  other = open_other (self);
  for (unsigned i = 0; i < 40; i++)
    {
      gsize at = length * i / 40;
      g_autoptr (GError) error = NULL;

      if (i % 2 == 1)
        text[at] ^= 0x20;
      g_assert_true (g_file_set_contents (broken, text, i % 2 == 1 ? length : at, NULL));
      if (i % 2 == 1)
        text[at] ^= 0x20;
      /* A bit of zstd that means nothing may be wrong; then the content is right. */
      if (restore (other, broken, TRUE, &error))
        {
          g_assert_cmpint (i % 2, ==, 1);
          g_assert_cmpint (get_uid_state (other, "b"), ==, ANSER_UID_RECEIVED);
          continue;
        }
      /* The wrong byte may be the number of the format. */
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      if (count_letters (self->store, ANSER_FOLDER_INBOX) == 0)
        g_assert_cmpint (get_uid_state (other, "a"), ==, ANSER_UID_UNKNOWN);
    }
  expect_sound (other);
  close_store (g_steal_pointer (&other));
}

/* Nothing of an archive gets beside the letters. */
static void
test_hostile (Fixture       *self,
              gconstpointer  data)
{
  static const char * const names[] = { "../evil", "/tmp/evil", "mail/../../evil", "locks/open",
                                        "index.db", "mail//x", "", ".", "mail/anna/Inbox/../../x/" };

  for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_strdup_printf ("hostile-%u", i);
      g_autofree char *path = dup_outside (self, name);
      g_autofree char *evil = dup_outside (self, "evil");
      g_autoptr (AnserArchive) archive = anser_archive_new (path, NULL);
      static const char about[] = "[Backup]\nFormat=1\n";
      g_autoptr (GError) error = NULL;

      anser_archive_add_text (archive, "anser-backup.ini", about, strlen (about), NULL);
      anser_archive_add_text (archive, names[i], "x", names[i][0] == 'm' && i == 8 ? 0 : 1, NULL);
      if (!anser_archive_finish (archive, NULL))
        continue;
      g_assert_false (restore (self->store, path, TRUE, &error));
      g_assert_nonnull (error);
      g_assert_false (g_file_test (evil, G_FILE_TEST_EXISTS));
      expect_sound (self->store);
    }
}

typedef struct
{
  AnserStore *store;
  int         stop;
  unsigned    n_delivered;
} Busy;

/* Letters move, change their flags and arrive, without a pause. */
static gpointer
keep_busy (gpointer data)
{
  Busy *busy = data;

  for (unsigned i = 0; !g_atomic_int_get (&busy->stop); i++)
    {
      g_autofree char *uid = g_strdup_printf ("late-%u", i);

      for (gint64 id = 1; id <= 20; id++)
        anser_store_move (busy->store, id, i % 2 == 0 ? ANSER_FOLDER_TRASH : ANSER_FOLDER_INBOX,
                          NULL);
      deliver (busy->store, uid, uid, 100 + i);
      busy->n_delivered++;
    }
  return NULL;
}

/* Every letter is there once, and every UID that is remembered has its letter. */
static void
expect_whole (AnserStore *store,
              unsigned    n_late)
{
  g_autoptr (AnserLetterList) inbox = list_folder (store, ANSER_FOLDER_INBOX);
  g_autoptr (AnserLetterList) trash = list_folder (store, ANSER_FOLDER_TRASH);
  g_autofree char *first = dup_subjects (inbox);
  g_autofree char *second = dup_subjects (trash);
  g_autofree char *all = g_strdup_printf (" %s %s ", first, second);

  for (unsigned i = 0; i < 20; i++)
    {
      g_autofree char *subject = g_strdup_printf (" old-%u ", i);
      const char *found = strstr (all, subject);

      g_assert_nonnull (found);
      g_assert_null (strstr (found + 1, subject));
    }
  for (unsigned i = 0; i < n_late; i++)
    {
      g_autofree char *uid = g_strdup_printf ("late-%u", i);
      g_autofree char *subject = g_strdup_printf (" %s ", uid);

      if (get_uid_state (store, uid) != ANSER_UID_UNKNOWN)
        g_assert_nonnull (strstr (all, subject));
    }
}

static void
test_while_busy (Fixture       *self,
                 gconstpointer  data)
{
  Busy busy = { .store = self->store };
  GThread *thread;
  char *paths[6];

  for (unsigned i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("old-%u", i);

      deliver (self->store, name, name, i);
    }
  thread = g_thread_new ("busy", keep_busy, &busy);
  for (unsigned i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *name = g_strdup_printf ("backup-%u", i);

      paths[i] = back_up (self, name);
    }
  g_atomic_int_set (&busy.stop, TRUE);
  g_thread_join (thread);
  for (unsigned i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *root = dup_outside (self, "other");
      g_autoptr (AnserStore) other = open_other (self);
      g_autoptr (GError) error = NULL;

      g_assert_true (restore (other, paths[i], FALSE, &error));
      expect_whole (other, busy.n_delivered);
      expect_sound (other);
      close_store (g_steal_pointer (&other));
      remove_tree (root);
      g_free (paths[i]);
    }
}

/* Nothing stays of a backup that was cancelled, and nothing is written over. */
static void
test_cancel (Fixture       *self,
             gconstpointer  data)
{
  g_autofree char *path = dup_outside (self, "backup");
  g_autoptr (AnserBackup) backup = anser_backup_new (self->store, path, NULL);
  g_autoptr (AnserBackup) over = anser_backup_new (self->store, path, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname (self->root);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  deliver (self->store, "a", "one", 1);
  g_cancellable_cancel (cancellable);
  g_assert_false (anser_work_run (ANSER_WORK (backup), cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_cmpstr (name, ==, "anser");
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  g_assert_false (anser_work_run (ANSER_WORK (over), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
}

#define ADD(path, func) \
  g_test_add ("/store/backup/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  if (access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("round-trip", test_round_trip);
  ADD ("merge", test_merge);
  ADD ("damage", test_damage);
  ADD ("hostile", test_hostile);
  ADD ("while-busy", test_while_busy);
  ADD ("cancel", test_cancel);
  return g_test_run ();
}
