/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/database.h"
#include "store/maildir.h"
#include "store/store-private.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static char *
dup_path (Fixture         *self,
          AnserFolderRole  role)
{
  g_autoptr (GError) error = NULL;
  char *path = anser_store_dup_path (self->store, get_letter (self->store, role, 0), &error);

  g_assert_no_error (error);
  return path;
}

/* As mutt does: marks the letter of @path seen behind the store's back. */
static char *
rename_as_seen (const char *path)
{
  char *seen = g_strconcat (path, "S", NULL);

  g_assert_cmpint (g_rename (path, seen), ==, 0);
  return seen;
}

static void
write_file (Fixture    *self,
            const char *place,
            const char *text)
{
  g_autofree char *path = g_build_filename (self->root, "mail", "anna", place, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
test_folders (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr (GListModel) model = anser_store_get_folders (self->store, "anna");
  static const char * const names[] = { "Inbox", "Drafts", "Outbox", "Sent", "Archive", "Junk",
                                        "Trash", "Club" };

  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 7);
  g_clear_object (&model);
  fixture_close (self);
  {
    g_autofree char *club = g_build_filename (self->root, "mail", "anna", "Club", NULL);

    g_assert_true (anser_maildir_create (club, NULL));
    write_file (self, "Club/cur/1.x.y:2,FS", "Subject: club\n\n");
  }
  fixture_reopen (self);
  model = anser_store_get_folders (self->store, "anna");
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 8);
  for (unsigned i = 0; i < 8; i++)
    {
      g_autoptr (AnserFolder) folder = g_list_model_get_item (model, i);

      g_assert_cmpstr (anser_folder_get_name (folder), ==, names[i]);
      g_assert_cmpint (anser_folder_get_role (folder), ==, i);
      g_assert_cmpuint (anser_folder_get_total (folder), ==, i == 7);
      g_assert_cmpuint (anser_folder_get_unread (folder), ==, 0);
    }
}

/* An index of an Anser whose tables were others. */
static void
make_old_index (const char *path)
{
  const char * const first[] = {
    "CREATE TABLE folder (account TEXT, name TEXT, role INTEGER)", NULL
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (AnserDatabase) index = NULL;

  anser_database_delete (path);
  index = anser_database_open (path, first, FALSE, &error);
  g_assert_no_error (error);
  anser_database_run (index, &error, "INSERT INTO folder (account, name, role) VALUES"
                      " ('anna', 'Sent', 3), ('anna', 'Trash', 4), ('anna', 'Archive', 5),"
                      " ('anna', 'Club', 5)", "");
  g_assert_no_error (error);
}

static void
test_old_roles (Fixture       *self,
                gconstpointer  data)
{
  static const struct
  {
    const char      *name;
    AnserFolderRole  role;
  } expected[] = {
    { "Inbox", ANSER_FOLDER_INBOX }, { "Sent", ANSER_FOLDER_SENT },
    { "Archive", ANSER_FOLDER_ARCHIVE }, { "Junk", ANSER_FOLDER_JUNK },
    { "Trash", ANSER_FOLDER_TRASH }, { "Club", ANSER_FOLDER_OTHER },
  };
  g_autofree char *path = g_build_filename (self->root, "index.db", NULL);
  g_autofree char *club = g_build_filename (self->root, "mail", "anna", "Club", NULL);
  g_autofree char *junk = g_build_filename (self->root, "mail", "anna", "Junk", NULL);
  g_autoptr (GListModel) model = NULL;
  unsigned n_found = 0;

  fixture_close (self);
  remove_tree (junk);
  g_assert_true (anser_maildir_create (club, NULL));
  make_old_index (path);
  fixture_reopen (self);
  model = anser_store_get_folders (self->store, "anna");
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 8);
  for (unsigned i = 0; i < 8; i++)
    {
      g_autoptr (AnserFolder) folder = g_list_model_get_item (model, i);

      for (unsigned j = 0; j < G_N_ELEMENTS (expected); j++)
        if (g_str_equal (anser_folder_get_name (folder), expected[j].name))
          {
            g_assert_cmpint (anser_folder_get_role (folder), ==, expected[j].role);
            n_found++;
          }
    }
  g_assert_cmpuint (n_found, ==, G_N_ELEMENTS (expected));
  g_assert_true (g_file_test (junk, G_FILE_TEST_IS_DIR));
}

static void
on_notify (AnserFolder *folder,
           GParamSpec  *pspec,
           unsigned    *n_notified)
{
  ++*n_notified;
}

static void
test_counts (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (AnserFolder) inbox = anser_store_get_folder (self->store, "anna", ANSER_FOLDER_INBOX);
  unsigned n_notified = 0;

  g_signal_connect (inbox, "notify::unread", G_CALLBACK (on_notify), &n_notified);
  deliver (self->store, "a", "one", 1);
  deliver (self->store, "b", "two", 2);
  settle ();
  g_assert_cmpuint (anser_folder_get_unread (inbox), ==, 2);
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_true (flag_letter (self->store, get_letter (self->store, ANSER_FOLDER_INBOX, 0),
                              ANSER_LETTER_SEEN, 0, NULL));
  wait_for (anser_folder_get_unread (inbox) == 1);
  g_assert_true (erase_letter (self->store, get_letter (self->store, ANSER_FOLDER_INBOX, 1), NULL));
  wait_for (anser_folder_get_total (inbox) == 1);
  g_assert_cmpuint (anser_folder_get_unread (inbox), ==, 0);
  g_assert_cmpint (get_uid_state (self->store, "a"), ==, ANSER_UID_RECEIVED);
}

/* Flags live in the name; letters that others put there stay. */
static void
test_flags (Fixture       *self,
            gconstpointer  data)
{
  g_autofree char *path = NULL;
  g_autofree char *flagged = NULL;
  g_autofree char *cleared = NULL;
  gint64 id;

  fixture_close (self);
  write_file (self, "Inbox/new/5.a.b", "Subject: new\n\n");
  write_file (self, "Inbox/cur/6.a.b:2,Sab", "Subject: cur\n\n");
  fixture_reopen (self);
  id = get_letter (self->store, ANSER_FOLDER_INBOX, 1);
  g_assert_true (flag_letter (self->store, id, ANSER_LETTER_FLAGGED | ANSER_LETTER_REPLIED, 0,
                              NULL));
  path = anser_store_dup_path (self->store, id, NULL);
  g_assert_true (g_str_has_suffix (path, "/Inbox/cur/5.a.b:2,FR"));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  id = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  g_assert_true (flag_letter (self->store, id, ANSER_LETTER_FLAGGED, ANSER_LETTER_SEEN, NULL));
  flagged = anser_store_dup_path (self->store, id, NULL);
  g_assert_true (g_str_has_suffix (flagged, "/Inbox/cur/6.a.b:2,Fab"));
  g_assert_true (flag_letter (self->store, id, ANSER_LETTER_HAS_ATTACHMENTS, ANSER_LETTER_FLAGGED,
                              NULL));
  cleared = anser_store_dup_path (self->store, id, NULL);
  g_assert_true (g_str_has_suffix (cleared, "/Inbox/cur/6.a.b:2,ab"));
}

static void
test_move (Fixture       *self,
           gconstpointer  data)
{
  g_autofree char *path = NULL;
  gint64 id;

  deliver (self->store, "a", "one", 1);
  id = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  g_assert_true (anser_store_move (self->store, id, ANSER_FOLDER_TRASH, NULL));
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_INBOX), ==, 0);
  g_assert_cmpint (get_letter (self->store, ANSER_FOLDER_TRASH, 0), ==, id);
  path = anser_store_dup_path (self->store, id, NULL);
  g_assert_nonnull (strstr (path, "/Trash/cur/"));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (anser_store_move (self->store, id, ANSER_FOLDER_INBOX, NULL));
  g_assert_cmpint (get_letter (self->store, ANSER_FOLDER_INBOX, 0), ==, id);
  g_assert_cmpuint (count_files (self->root, "Trash", "cur"), ==, 0);
}

/* The name is taken in the other folder: neither letter replaces the other. */
static void
test_move_onto (Fixture       *self,
                gconstpointer  data)
{
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  g_autofree char *place = NULL;
  g_autofree char *moved = NULL;
  g_autofree char *digest = NULL;
  gint64 id;

  deliver (self->store, "a", "one", 1);
  path = dup_path (self, ANSER_FOLDER_INBOX);
  id = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  name = g_path_get_basename (path);
  place = g_strconcat ("Trash/cur/", name, NULL);
  write_file (self, place, "Subject: other\n\n");
  g_assert_true (anser_store_move (self->store, id, ANSER_FOLDER_TRASH, NULL));
  g_assert_cmpuint (count_files (self->root, "Trash", "cur"), ==, 2);
  moved = anser_store_dup_path (self->store, id, NULL);
  digest = anser_maildir_dup_digest (moved);
  g_assert_nonnull (digest);
  g_assert_true (g_file_test (moved, G_FILE_TEST_EXISTS));
}

static void
test_put (Fixture       *self,
          gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = make_letter ("draft", 5);
  g_autofree char *better = make_letter ("better", 6);
  g_autofree char *path = NULL;
  g_autofree char *stored = NULL;
  gint64 first, second;

  first = anser_store_put (self->store, "anna", ANSER_FOLDER_DRAFTS,
                           ANSER_LETTER_DRAFT | ANSER_LETTER_SEEN, 0, write_text, text, NULL,
                           &error);
  g_assert_no_error (error);
  second = anser_store_put (self->store, "anna", ANSER_FOLDER_DRAFTS,
                            ANSER_LETTER_DRAFT | ANSER_LETTER_SEEN, first, write_text, better,
                            NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (first, !=, second);
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_DRAFTS), ==, 1);
  path = dup_path (self, ANSER_FOLDER_DRAFTS);
  g_assert_true (g_str_has_suffix (path, ":2,DS"));
  g_assert_true (g_file_get_contents (path, &stored, NULL, NULL));
  g_assert_null (strchr (stored, '\r'));
  g_assert_nonnull (strstr (stored, "Subject: better\n"));
}

static gboolean
write_half (GOutputStream  *stream,
            gpointer        user_data,
            GCancellable   *cancellable,
            GError        **error)
{
  g_output_stream_write_all (stream, "half", 4, NULL, NULL, NULL);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no more");
  return FALSE;
}

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
count_call (gpointer data)
{
  ++*(int *) data;
}

static void
test_put_async (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) failed = NULL;
  int n_freed = 0;

  anser_store_put_async (self->store, "anna", ANSER_FOLDER_SENT, ANSER_LETTER_SEEN, 0, write_text,
                         (char *) "Subject: x\r\n\r\n", NULL, NULL, on_done, &result);
  wait_for (result != NULL);
  g_assert_cmpint (anser_store_put_finish (self->store, result, &error), ==,
                   get_letter (self->store, ANSER_FOLDER_SENT, 0));
  anser_store_put_async (self->store, "anna", ANSER_FOLDER_SENT, 0, 0, write_half, &n_freed,
                         count_call, NULL, on_done, &failed);
  wait_for (failed != NULL);
  g_assert_cmpint (anser_store_put_finish (self->store, failed, &error), ==, 0);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpuint (count_files (self->root, "Sent", "tmp"), ==, 0);
  g_assert_cmpuint (count_files (self->root, "Sent", "cur"), ==, 1);
  g_clear_object (&failed);
  wait_for (n_freed == 1);
}

static void
test_cancel (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id;

  deliver (self->store, "a", "one", 1);
  id = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  g_cancellable_cancel (cancellable);
  anser_store_erase_async (self->store, &id, 1, cancellable, on_done, &result);
  wait_for (result != NULL);
  g_assert_false (anser_store_erase_finish (self->store, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_INBOX), ==, 1);
}

/* mutt renames while Anser runs: the letter is found, then the index follows. */
static void
test_renamed (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr (AnserFolder) inbox = anser_store_get_folder (self->store, "anna", ANSER_FOLDER_INBOX);
  g_autofree char *path = NULL;
  g_autofree char *seen = NULL;
  g_autofree char *found = NULL;

  deliver (self->store, "a", "one", 1);
  path = dup_path (self, ANSER_FOLDER_INBOX);
  seen = rename_as_seen (path);
  found = dup_path (self, ANSER_FOLDER_INBOX);
  g_assert_cmpstr (found, ==, seen);
  wait_for (anser_folder_get_total (inbox) == 1 && anser_folder_get_unread (inbox) == 0);
}

/* New mail by another program's hand, a letter read and one deleted: seen without being asked. */
static void
test_watched (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr (AnserFolder) inbox = anser_store_get_folder (self->store, "anna", ANSER_FOLDER_INBOX);
  g_autofree char *path = NULL;
  g_autofree char *seen = NULL;

  write_file (self, "Inbox/new/5.a.b", "Subject: new\n\n");
  wait_for (anser_folder_get_total (inbox) == 1);
  deliver (self->store, "a", "one", 10);
  settle ();
  g_assert_cmpuint (anser_folder_get_unread (inbox), ==, 2);
  path = dup_path (self, ANSER_FOLDER_INBOX);
  seen = rename_as_seen (path);
  wait_for (anser_folder_get_unread (inbox) == 1);
  g_unlink (seen);
  wait_for (anser_folder_get_total (inbox) == 1);
}

/* The index's clock, which each transaction moves on. */
static gint64
read_clock (Fixture *self)
{
  g_autofree char *path = g_build_filename (self->root, "index.db", NULL);
  g_autoptr (AnserDatabase) reader = anser_database_open_reader (path, NULL);
  gint64 version = 0;

  g_assert_cmpint (anser_database_get (reader, &version, NULL, "SELECT version FROM clock", ""),
                   ==, ANSER_STEP_ROW);
  return version;
}

/* What this program does itself is no reason to compare anything. */
static void
test_own_changes (Fixture       *self,
                  gconstpointer  data)
{
  gint64 limit, before;

  deliver (self->store, "a", "one", 1);
  g_assert_true (flag_letter (self->store, get_letter (self->store, 0, 0), ANSER_LETTER_SEEN, 0,
                              NULL));
  settle ();
  before = read_clock (self);
  limit = g_get_monotonic_time () + 2500 * G_TIME_SPAN_MILLISECOND;
  wait_for (g_get_monotonic_time () > limit);
  g_assert_cmpint (read_clock (self), ==, before);
}

static void
test_renamed_then_changed (Fixture       *self,
                           gconstpointer  data)
{
  g_autofree char *path = NULL;
  g_autofree char *seen = NULL;
  g_autofree char *found = NULL;
  gint64 id;

  deliver (self->store, "a", "one", 1);
  path = dup_path (self, ANSER_FOLDER_INBOX);
  id = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  seen = rename_as_seen (path);
  g_assert_true (flag_letter (self->store, id, ANSER_LETTER_FLAGGED, 0, NULL));
  found = anser_store_dup_path (self->store, id, NULL);
  g_assert_true (g_str_has_suffix (found, ":2,FS"));
  g_assert_true (g_file_test (found, G_FILE_TEST_EXISTS));
}

static void
test_vanished (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  gint64 id;

  deliver (self->store, "a", "one", 1);
  path = dup_path (self, ANSER_FOLDER_INBOX);
  id = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_null (anser_store_dup_path (self->store, id, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_true (flag_letter (self->store, id, ANSER_LETTER_SEEN, 0, NULL));
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_INBOX), ==, 0);
}

/* What others did while Anser was closed: added, removed, flagged, moved. */
static void
test_foreign (Fixture       *self,
              gconstpointer  data)
{
  g_autofree char *removed = NULL, *seen = NULL, *kept = NULL, *moved = NULL, *name = NULL;
  g_autofree char *there = NULL, *subjects = NULL;
  g_autoptr (AnserLetterList) list = NULL;
  g_autoptr (AnserFolder) inbox = NULL;
  gint64 kept_id, moved_id;

  deliver (self->store, "a", "removed", 4);
  deliver (self->store, "b", "flagged", 3);
  deliver (self->store, "c", "moved", 2);
  removed = anser_store_dup_path (self->store, get_letter (self->store, 0, 0), NULL);
  kept_id = get_letter (self->store, ANSER_FOLDER_INBOX, 1);
  kept = anser_store_dup_path (self->store, kept_id, NULL);
  moved_id = get_letter (self->store, ANSER_FOLDER_INBOX, 2);
  moved = anser_store_dup_path (self->store, moved_id, NULL);
  fixture_close (self);
  g_unlink (removed);
  seen = rename_as_seen (kept);
  name = g_path_get_basename (moved);
  there = g_build_filename (self->root, "mail/anna/Trash/cur", name, NULL);
  g_assert_cmpint (g_rename (moved, there), ==, 0);
  write_file (self, "Inbox/new/9.x.y", "Subject: added\nDate: 9\n\n");
  fixture_reopen (self);
  list = list_folder (self->store, ANSER_FOLDER_INBOX);
  subjects = dup_subjects (list);
  g_assert_cmpstr (subjects, ==, "added flagged");
  g_assert_cmpint (anser_letter_list_get_id (list, 1), ==, kept_id);
  g_assert_cmpint (get_letter (self->store, ANSER_FOLDER_TRASH, 0), ==, moved_id);
  inbox = anser_store_get_folder (self->store, "anna", ANSER_FOLDER_INBOX);
  g_assert_cmpuint (anser_folder_get_unread (inbox), ==, 1);
}

/* Folders that nobody touched are not even looked through. */
static void
test_untouched (Fixture       *self,
                gconstpointer  data)
{
  g_autofree char *cur = g_build_filename (self->root, "mail/anna/Inbox/cur", NULL);
  const struct timespec past[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };

  deliver (self->store, "a", "one", 1);
  fixture_close (self);
  g_assert_cmpint (utimensat (AT_FDCWD, cur, past, 0), ==, 0);
  fixture_reopen (self);
  self->n_described = 0;
  fixture_reopen (self);
  g_assert_cmpuint (self->n_described, ==, 0);
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_INBOX), ==, 1);
}

static void
deliver_three (Fixture *self)
{
  deliver (self->store, "a", "one", 1);
  deliver (self->store, "b", "two", 2);
  deliver (self->store, "c", "three", 3);
}

static void
spoil (Fixture    *self,
       const char *name,
       gsize       offset)
{
  g_autofree char *path = g_build_filename (self->root, name, NULL);
  g_autofree char *text = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  for (gsize i = offset; i < length; i++)
    text[i] = 'x';
  g_assert_true (g_file_set_contents (path, text, length, NULL));
}

static void
assert_three (Fixture *self)
{
  g_autoptr (AnserLetterList) list = list_folder (self->store, ANSER_FOLDER_INBOX);
  g_autofree char *subjects = dup_subjects (list);

  g_assert_cmpstr (subjects, ==, "three two one");
  g_assert_cmpint (get_uid_state (self->store, "a"), ==, ANSER_UID_RECEIVED);
  g_assert_cmpint (get_uid_state (self->store, "c"), ==, ANSER_UID_RECEIVED);
  g_assert_cmpint (get_uid_state (self->store, "d"), ==, ANSER_UID_UNKNOWN);
}

static void
test_index_lost (Fixture       *self,
                 gconstpointer  data)
{
  g_autofree char *path = g_build_filename (self->root, "index.db", NULL);

  deliver_three (self);
  fixture_close (self);
  g_assert_cmpint (g_unlink (path), ==, 0);
  fixture_reopen (self);
  assert_three (self);
}

/* @data: from which byte on the file is nonsense. */
static void
test_index_damaged (Fixture       *self,
                    gconstpointer  data)
{
  deliver_three (self);
  fixture_close (self);
  spoil (self, "index.db", GPOINTER_TO_SIZE (data));
  fixture_reopen (self);
  assert_three (self);
  fixture_reopen (self);
  assert_three (self);
}

/* The digests in the names remember what state.db no longer does. */
static void
test_state_damaged (Fixture       *self,
                    gconstpointer  data)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;
  gboolean kept = FALSE;

  deliver_three (self);
  fixture_close (self);
  spoil (self, "state.db", GPOINTER_TO_SIZE (data));
  fixture_reopen (self);
  assert_three (self);
  dir = g_dir_open (self->root, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    kept |= g_str_has_prefix (name, "state.db.damaged-");
  g_assert_true (kept);
}

static void
count_progress (unsigned done,
                gpointer user_data)
{
  *(unsigned *) user_data = done;
}

static void
test_rebuild (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  gint64 id;
  unsigned n_done = 0;

  deliver_three (self);
  id = get_letter (self->store, ANSER_FOLDER_INBOX, 1);
  g_assert_true (anser_store_move (self->store, id, ANSER_FOLDER_TRASH, NULL));
  anser_store_rebuild (self->store, count_progress, &n_done, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_done, ==, 3);
  g_assert_cmpint (get_letter (self->store, ANSER_FOLDER_TRASH, 0), ==, id);
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_INBOX), ==, 2);
}

static void
test_remove_account (Fixture       *self,
                     gconstpointer  data)
{
  g_autoptr (GListModel) folders = anser_store_get_folders (self->store, "anna");
  g_autofree char *removed = g_build_filename (self->root, "removed", NULL);
  g_autoptr (GDir) dir = NULL;

  deliver_three (self);
  g_assert_true (anser_store_remove_account (self->store, "anna", NULL));
  settle ();
  g_assert_cmpuint (g_list_model_get_n_items (folders), ==, 0);
  g_assert_null (anser_store_get_folder (self->store, "anna", ANSER_FOLDER_INBOX));
  dir = g_dir_open (removed, 0, NULL);
  g_assert_true (g_str_has_prefix (g_dir_read_name (dir), "anna-"));
  g_assert_cmpint (get_uid_state (self->store, "a"), ==, ANSER_UID_UNKNOWN);
  g_assert_true (anser_store_add_account (self->store, "anna", NULL));
  settle ();
  g_assert_cmpuint (g_list_model_get_n_items (folders), ==, 7);
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_INBOX), ==, 0);
}

static void
test_account_names (Fixture       *self,
                    gconstpointer  data)
{
  static const char * const names[] = { "", ".", "..", "a/b", "../x", ".hidden", "\xff" };

  for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (anser_store_add_account (self->store, names[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
    }
}

static void
test_locks (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnserAccountLock) lock = anser_store_lock_account (self->store, "anna", &error);
  g_autoptr (AnserAccountLock) other = NULL;

  g_assert_no_error (error);
  g_assert_null (anser_store_lock_account (self->store, "anna", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_clear_error (&error);
  other = anser_store_lock_account (self->store, "berta", &error);
  g_assert_no_error (error);
  g_clear_pointer (&lock, anser_account_lock_free);
  lock = anser_store_lock_account (self->store, "anna", &error);
  g_assert_no_error (error);
}

/* Two programs on one store: each sees what the other does, and neither sweeps the other's tmp/. */
static void
test_two_stores (Fixture       *self,
                 gconstpointer  data)
{
  g_autoptr (AnserLetterList) list = list_folder (self->store, ANSER_FOLDER_INBOX);
  g_autoptr (AnserDelivery) delivery =
    anser_delivery_new (self->store, "anna", ANSER_FOLDER_INBOX);
  g_autoptr (GError) error = NULL;
  g_autofree char *subjects = NULL;
  AnserStore *other;

  begin_letter (delivery, "a", "one", 1);
  other = anser_store_open (self->root, describe_simply, NULL, &error);
  g_assert_no_error (error);
  deliver (other, "b", "two", 2);
  wait_for (g_list_model_get_n_items (G_LIST_MODEL (list)) == 1);
  anser_delivery_commit (delivery, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_letters (other, ANSER_FOLDER_INBOX), ==, 2);
  settle ();
  subjects = dup_subjects (list);
  g_assert_cmpstr (subjects, ==, "two one");
  close_store (other);
}

static void
open_again_and_count (Fixture *self)
{
  g_autoptr (AnserFolder) inbox = NULL;

  self->store = anser_store_open (self->root, describe_simply, NULL, NULL);
  inbox = anser_store_get_folder (self->store, "anna", ANSER_FOLDER_INBOX);
  wait_for (anser_folder_get_unread (inbox) == 0);
}

/* Let go with work queued: the work is done before the store closes. */
static void
test_drop_while_busy (Fixture       *self,
                      gconstpointer  data)
{
  gint64 ids[50];

  for (unsigned i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *uid = g_strdup_printf ("%u", i);

      deliver (self->store, uid, uid, i + 1);
      ids[i] = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
    }
  for (unsigned i = 0; i < G_N_ELEMENTS (ids); i++)
    anser_store_flag_async (self->store, &ids[i], 1, ANSER_LETTER_SEEN, 0, NULL, NULL, NULL);
  g_clear_object (&self->store);
  open_again_and_count (self);
}

static void
test_unwritable (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (anser_store_open ("/proc/anser", describe_simply, NULL, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (error->domain, ==, G_IO_ERROR);
  g_assert_nonnull (strstr (error->message, "/proc/anser"));
}

#define NOBODY 65534

static void
test_read_only (void)
{
  g_autofree char *folder = g_dir_make_tmp ("anser-store-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  uid_t user = geteuid ();

  /* Root may write everywhere, so for this it is somebody else, who owns the folder. */
  if (user == 0)
    g_assert_cmpint (chown (folder, NOBODY, NOBODY) + seteuid (NOBODY), ==, 0);
  g_chmod (folder, 0500);
  g_assert_null (anser_store_open (folder, describe_simply, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  g_assert_nonnull (strstr (error->message, folder));
  g_chmod (folder, 0700);
  if (user == 0)
    g_assert_cmpint (seteuid (user), ==, 0);
  remove_tree (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, data, function) \
  g_test_add ("/store/store/" name, Fixture, data, fixture_set_up, function, fixture_tear_down)
  ADD ("folders", NULL, test_folders);
  ADD ("old-roles", NULL, test_old_roles);
  ADD ("counts", NULL, test_counts);
  ADD ("flags", NULL, test_flags);
  ADD ("move", NULL, test_move);
  ADD ("move-onto", NULL, test_move_onto);
  ADD ("put", NULL, test_put);
  ADD ("put-async", NULL, test_put_async);
  ADD ("cancel", NULL, test_cancel);
  ADD ("renamed", NULL, test_renamed);
  ADD ("watched", NULL, test_watched);
  ADD ("own-changes", NULL, test_own_changes);
  ADD ("renamed-then-changed", NULL, test_renamed_then_changed);
  ADD ("vanished", NULL, test_vanished);
  ADD ("foreign", NULL, test_foreign);
  ADD ("untouched", NULL, test_untouched);
  ADD ("index-lost", NULL, test_index_lost);
  ADD ("index-damaged", GSIZE_TO_POINTER (0), test_index_damaged);
  ADD ("index-damaged-schema", GSIZE_TO_POINTER (100), test_index_damaged);
  ADD ("index-damaged-rows", GSIZE_TO_POINTER (4096), test_index_damaged);
  ADD ("state-damaged", GSIZE_TO_POINTER (0), test_state_damaged);
  ADD ("state-damaged-rows", GSIZE_TO_POINTER (4096), test_state_damaged);
  ADD ("rebuild", NULL, test_rebuild);
  ADD ("remove-account", NULL, test_remove_account);
  ADD ("account-names", NULL, test_account_names);
  ADD ("locks", NULL, test_locks);
  ADD ("two-stores", NULL, test_two_stores);
  ADD ("drop-while-busy", NULL, test_drop_while_busy);
  g_test_add_func ("/store/store/unwritable", test_unwritable);
  g_test_add_func ("/store/store/read-only", test_read_only);

  return g_test_run ();
}
