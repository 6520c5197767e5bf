/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"
#include "truth.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

/* An index.db that is damaged, at opening and while it is used, or lost; a state.db that is. The
 * letters are the truth: the list shows all of them again. */

#define N_LETTERS 40
#define PAGE 4096

static char *
dup_index_path (Fixture *self)
{
  return g_build_filename (self->root, "index.db", NULL);
}

static void
fill_store (Fixture       *self,
            gconstpointer  data)
{
  fixture_set_up (self, data);
  for (int i = 0; i < N_LETTERS; i++)
    {
      g_autofree char *uid = g_strdup_printf ("uid-%d", i);

      deliver (self->store, uid, uid, 100 + i);
    }
  settle ();
}

/* Runs @sql on the file alone: all that was written is in it then. */
static gint64
run_sql (const char *path,
         const char *sql)
{
  sqlite3 *database = NULL;
  sqlite3_stmt *statement = NULL;
  gint64 value = 0;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, "PRAGMA wal_checkpoint (TRUNCATE)", NULL, NULL, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (database, sql, -1, &statement, NULL), ==, SQLITE_OK);
  if (sqlite3_step (statement) == SQLITE_ROW)
    value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (database);
  return value;
}

static void
overwrite (const char *path,
           gint64      from,
           gsize       length,
           char        with)
{
  g_autofree char *bytes = g_strnfill (length, with);
  int fd = open (path, O_WRONLY);

  if (with == '0')
    memset (bytes, 0, length);
  g_assert_cmpint (pwrite (fd, bytes, length, from), ==, length);
  close (fd);
}

static void
cut_in_half (const char *path)
{
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (truncate (path, status.st_size / 2), ==, 0);
}

static void
spoil_header (const char *path)
{
  overwrite (path, 0, 512, '?');
}

static void
zero_letters (const char *path)
{
  gint64 page = run_sql (path, "SELECT rootpage FROM sqlite_master WHERE name = 'letter'");

  overwrite (path, (page - 1) * PAGE, PAGE, '0');
}

static void
zero_folders (const char *path)
{
  gint64 page = run_sql (path, "SELECT rootpage FROM sqlite_master WHERE name = 'folder'");

  overwrite (path, (page - 1) * PAGE, PAGE, '0');
}

static void
zero_dates (const char *path)
{
  gint64 page = run_sql (path, "SELECT rootpage FROM sqlite_master WHERE name = 'letter_by_date'");

  overwrite (path, (page - 1) * PAGE, PAGE, '0');
}

static void
zero_words (const char *path)
{
  gint64 page = run_sql (path, "SELECT rootpage FROM sqlite_master WHERE name = 'words_0_data'");

  overwrite (path, (page - 1) * PAGE, PAGE, '0');
}

static void
empty_words (const char *path)
{
  run_sql (path, "DELETE FROM words_0_data");
}

static void
raise_version (const char *path)
{
  run_sql (path, "PRAGMA user_version = 999");
}

static void
drop_table (const char *path)
{
  run_sql (path, "DROP TABLE gone");
}

static void
delete_it (const char *path)
{
  g_assert_cmpint (g_unlink (path), ==, 0);
}

static const struct
{
  const char *name;
  void      (*func) (const char *path);
} damages[] = {
  { "cut-in-half", cut_in_half },
  { "header", spoil_header },
  { "letters", zero_letters },
  { "folders", zero_folders },
  { "dates", zero_dates },
  { "words", zero_words },
  { "words-lost", empty_words },
  { "newer", raise_version },
  { "table-lost", drop_table },
  { "lost", delete_it },
};

static gboolean
is_whole (Fixture *self,
          unsigned n)
{
  return !anser_store_is_catching_up (self->store, NULL, NULL) &&
         count_letters (self->store, ANSER_FOLDER_INBOX) == n;
}

/* All letters, and those that come now, are listed; the index is what one made anew would be. */
static void
check_whole (Fixture *self)
{
  g_autofree char *path = dup_index_path (self);
  g_autofree char *index = NULL;
  g_autofree char *anew = NULL;
  gint64 letter;

  wait_for (is_whole (self, N_LETTERS));
  deliver (self->store, "late", "late", 500);
  wait_for (is_whole (self, N_LETTERS + 1));
  letter = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  g_assert_true (flag_letter (self->store, letter, ANSER_LETTER_SEEN, 0, NULL));
  g_assert_true (erase_letter (self->store, letter, NULL));
  wait_for (is_whole (self, N_LETTERS));
  fixture_reopen (self);
  wait_for (is_whole (self, N_LETTERS));
  fixture_close (self);
  index = truth_dump_index (self->root);
  delete_it (path);
  fixture_reopen (self);
  fixture_close (self);
  anew = truth_dump_index (self->root);
  g_assert_cmpstr (index, ==, anew);
}

static void
test_at_opening (Fixture       *self,
                 gconstpointer  data)
{
  g_autofree char *path = dup_index_path (self);

  fixture_close (self);
  damages[GPOINTER_TO_UINT (data)].func (path);
  fixture_reopen (self);
  check_whole (self);
}

/* A list that is shown loses nothing but its ids. */
static void
test_while_used (Fixture       *self,
                 gconstpointer  data)
{
  g_autofree char *path = dup_index_path (self);
  g_autoptr (AnserLetterList) list = NULL;
  g_autofree char *subjects = NULL;
  gint64 id;

  fixture_reopen (self);
  list = list_folder (self->store, ANSER_FOLDER_INBOX);
  subjects = dup_subjects (list);
  id = anser_letter_list_get_id (list, 0);
  zero_letters (path);
  zero_dates (path);
  /* Whatever is asked next meets it. */
  wait_for (count_letters (self->store, ANSER_FOLDER_SENT) == 0 &&
            anser_store_dup_path (self->store, 0, NULL) == NULL &&
            g_list_model_get_n_items (G_LIST_MODEL (list)) == N_LETTERS &&
            anser_letter_list_get_id (list, 0) != id && is_whole (self, N_LETTERS));
  {
    g_autofree char *again = dup_subjects (list);

    g_assert_cmpstr (again, ==, subjects);
  }
  g_clear_object (&list);
  check_whole (self);
}

/* More letters than opening waits for. */
#define N_MANY 2100

typedef struct
{
  GMutex lock;
  int    n_allowed;
} Gate;

/* Reads only so many letters as it may. */
static gboolean
describe_slowly (const char      *path,
                 AnserLetterInfo *info,
                 gpointer         user_data)
{
  Gate *gate = user_data;

  while (g_atomic_int_get (&gate->n_allowed) <= 0)
    g_usleep (1000);
  g_atomic_int_dec_and_test (&gate->n_allowed);
  return describe_simply (path, info, NULL);
}

static void
write_many (Fixture *self)
{
  for (int i = 0; i < N_MANY; i++)
    {
      g_autofree char *uid = g_strdup_printf ("many-%d", i);
      g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, uid, -1);
      g_autofree char *path = g_strdup_printf ("%s/mail/anna/Inbox/cur/%d.a,U=%.24s:2,", self->root,
                                               1000 + i, digest);

      g_assert_true (g_file_set_contents_full (path, "Subject: many\n\n", -1,
                                               G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    }
}

/* The store can be used long before its index is whole: nothing is fetched twice meanwhile, and it can
 * be closed. */
static void
test_early (Fixture       *self,
            gconstpointer  data)
{
  Gate gate = { .n_allowed = 0 };
  unsigned n_done = 0, n_total = 0;
  g_autofree char *path = dup_index_path (self);

  fixture_close (self);
  write_many (self);
  delete_it (path);
  self->store = anser_store_open_early (self->root, describe_slowly, &gate, NULL);
  g_assert_nonnull (self->store);
  g_assert_true (anser_store_is_catching_up (self->store, NULL, NULL));
  g_assert_cmpint (get_uid_state (self->store, "many-7"), ==, ANSER_UID_RECEIVED);
  g_assert_cmpint (get_uid_state (self->store, "other"), ==, ANSER_UID_UNKNOWN);
  g_atomic_int_set (&gate.n_allowed, 600);
  wait_for (count_letters (self->store, ANSER_FOLDER_INBOX) == 500);
  wait_for (anser_store_is_catching_up (self->store, &n_done, &n_total) && n_done == 500);
  g_assert_cmpuint (n_total, ==, N_MANY + N_LETTERS);
  g_atomic_int_set (&gate.n_allowed, 2000);
  fixture_close (self);

  gate.n_allowed = 10000;
  self->store = anser_store_open_early (self->root, describe_slowly, &gate, NULL);
  anser_store_wait_until_whole (self->store, NULL, NULL);
  wait_for (is_whole (self, N_MANY + N_LETTERS));
  g_assert_cmpint (get_uid_state (self->store, "many-7"), ==, ANSER_UID_RECEIVED);
}

/* The digests in the names of the letters' files say what was received. */
static void
test_state (Fixture       *self,
            gconstpointer  data)
{
  g_autofree char *path = g_build_filename (self->root, "state.db", NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;
  unsigned n_aside = 0;

  fixture_close (self);
  if (data != NULL)
    ((void (*) (const char *)) data) (path);
  fixture_reopen (self);
  for (int i = 0; i < N_LETTERS; i++)
    {
      g_autofree char *uid = g_strdup_printf ("uid-%d", i);

      g_assert_cmpint (get_uid_state (self->store, uid), ==, ANSER_UID_RECEIVED);
    }
  g_assert_cmpint (get_uid_state (self->store, "new"), ==, ANSER_UID_UNKNOWN);
  dir = g_dir_open (self->root, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    n_aside += g_str_has_prefix (name, "state.db.damaged-");
  g_assert_cmpuint (n_aside, ==, data == delete_it ? 0 : 1);
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_INBOX), ==, N_LETTERS);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (unsigned i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autofree char *path = g_strconcat ("/store/damage/opening/", damages[i].name, NULL);

      g_test_add (path, Fixture, GUINT_TO_POINTER (i), fill_store, test_at_opening,
                  fixture_tear_down);
    }
#define ADD(name, data, function) \
  g_test_add ("/store/damage/" name, Fixture, data, fill_store, function, fixture_tear_down)
  ADD ("while-used", NULL, test_while_used);
  ADD ("early", NULL, test_early);
  ADD ("state/cut-in-half", cut_in_half, test_state);
  ADD ("state/header", spoil_header, test_state);
  ADD ("state/lost", delete_it, test_state);

  return g_test_run ();
}
