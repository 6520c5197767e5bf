/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/database.h"
#include "store/maildir.h"
#include "store/tag-file.h"
#include "store/tags.h"
#include "store/undo.h"

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static AnserUndo *
finish (AnserStore    *store,
        GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;
  AnserUndo *undo;

  wait_for (*result != NULL);
  anser_store_tag_finish (store, *result, &error);
  g_assert_no_error (error);
  undo = anser_store_dup_undo (store, *result);
  g_clear_object (result);
  settle ();
  return undo;
}

static AnserUndo *
tag (AnserStore *store,
     gint64      letter,
     const char *name,
     gboolean    on)
{
  GAsyncResult *result = NULL;

  anser_store_tag_async (store, &letter, 1, name, NULL, on, NULL, on_done, &result);
  return finish (store, &result);
}

static void
take_back (AnserStore *store,
           AnserUndo  *undo)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  anser_store_undo_async (store, undo, NULL, on_done, &result);
  wait_for (result != NULL);
  anser_store_undo_finish (store, result, &error);
  g_assert_no_error (error);
  settle ();
}

/* The tags of the first letter of a folder. */
static void
assert_tags (AnserStore      *store,
             AnserFolderRole  role,
             const char      *expected)
{
  g_autoptr (AnserLetterList) list = list_folder (store, role);
  g_autoptr (AnserLetterRow) row = g_list_model_get_item (G_LIST_MODEL (list), 0);

  g_assert_cmpstr (anser_letter_row_get_tags (row), ==, expected);
}

static char *
dup_sidecar (Fixture *self)
{
  return g_build_filename (self->root, "mail", "anna", ".anser-tags", NULL);
}

/* Opens the store with an index that knows nothing. */
static void
rebuild (Fixture *self)
{
  g_autofree char *index = g_build_filename (self->root, "index.db", NULL);

  fixture_close (self);
  anser_database_delete (index);
  fixture_reopen (self);
}

static void
test_survive (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr (GListModel) tags = anser_store_get_tags (self->store);
  g_autoptr (AnserTag) found = NULL;
  gint64 id;

  deliver (self->store, "a", "one", 1);
  id = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  anser_undo_unref (tag (self->store, id, "工作", TRUE));
  anser_undo_unref (tag (self->store, id, "Later", TRUE));
  g_assert_null (tag (self->store, id, "LATER", TRUE));
  assert_tags (self->store, ANSER_FOLDER_INBOX, "Later\n工作");
  g_assert_cmpuint (g_list_model_get_n_items (tags), ==, 2);
  g_assert_true (anser_store_move (self->store, id, ANSER_FOLDER_ARCHIVE, NULL));
  g_assert_true (flag_letter (self->store, id, ANSER_LETTER_FLAGGED, 0, NULL));
  assert_tags (self->store, ANSER_FOLDER_ARCHIVE, "Later\n工作");
  g_clear_object (&tags);
  rebuild (self);
  assert_tags (self->store, ANSER_FOLDER_ARCHIVE, "Later\n工作");
  id = get_letter (self->store, ANSER_FOLDER_ARCHIVE, 0);
  anser_undo_unref (tag (self->store, id, "later", FALSE));
  assert_tags (self->store, ANSER_FOLDER_ARCHIVE, "工作");
  rebuild (self);
  assert_tags (self->store, ANSER_FOLDER_ARCHIVE, "工作");
  found = anser_store_find_tag (self->store, "LATER");
  g_assert_cmpstr (anser_tag_get_name (found), ==, "Later");
}

static void
test_undo (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (AnserUndo) added = NULL;
  g_autoptr (AnserUndo) deleted = NULL;
  g_autoptr (AnserTag) work = NULL;
  g_autofree char *colour = NULL;
  GAsyncResult *result = NULL;
  gint64 id;

  deliver (self->store, "a", "one", 1);
  id = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  added = tag (self->store, id, "Work", TRUE);
  take_back (self->store, added);
  assert_tags (self->store, ANSER_FOLDER_INBOX, NULL);
  anser_undo_unref (tag (self->store, id, "Work", TRUE));
  work = anser_store_find_tag (self->store, "work");
  colour = g_strdup (anser_tag_get_colour (work));
  anser_store_delete_tag_async (self->store, work, NULL, on_done, &result);
  deleted = finish (self->store, &result);
  assert_tags (self->store, ANSER_FOLDER_INBOX, NULL);
  g_clear_object (&work);
  g_assert_null (anser_store_find_tag (self->store, "Work"));
  take_back (self->store, deleted);
  assert_tags (self->store, ANSER_FOLDER_INBOX, "Work");
  rebuild (self);
  assert_tags (self->store, ANSER_FOLDER_INBOX, "Work");
  work = anser_store_find_tag (self->store, "Work");
  g_assert_cmpstr (anser_tag_get_colour (work), ==, colour);
}

static void
test_rename (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (AnserTag) work = NULL;
  g_autoptr (AnserTag) job = NULL;
  g_autoptr (AnserTag) again = NULL;
  g_autoptr (AnserUndo) renamed = NULL;
  g_autofree char *colour = NULL;
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id;

  deliver (self->store, "a", "one", 1);
  id = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  anser_undo_unref (tag (self->store, id, "Work", TRUE));
  anser_undo_unref (tag (self->store, id, "Home", TRUE));
  work = anser_store_find_tag (self->store, "Work");
  colour = g_strdup (anser_tag_get_colour (work));
  anser_store_change_tag_async (self->store, work, "Job", "#123456", NULL, on_done, &result);
  renamed = finish (self->store, &result);
  assert_tags (self->store, ANSER_FOLDER_INBOX, "Home\nJob");
  take_back (self->store, renamed);
  assert_tags (self->store, ANSER_FOLDER_INBOX, "Home\nWork");
  again = anser_store_find_tag (self->store, "Work");
  g_assert_cmpstr (anser_tag_get_colour (again), ==, colour);
  anser_store_change_tag_async (self->store, again, "Job", "#123456", NULL, on_done, &result);
  anser_undo_unref (finish (self->store, &result));
  rebuild (self);
  assert_tags (self->store, ANSER_FOLDER_INBOX, "Home\nJob");
  job = anser_store_find_tag (self->store, "Job");
  g_assert_cmpstr (anser_tag_get_colour (job), ==, "#123456");
  anser_store_change_tag_async (self->store, job, "home", "#123456", NULL, on_done, &result);
  wait_for (result != NULL);
  g_assert_false (anser_store_tag_finish (self->store, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_assert_null (anser_store_dup_undo (self->store, result));
  g_object_unref (result);
}

/* A line that a crash cut off counts for nothing, and spoils nothing that comes after it. */
static void
test_cut_off (Fixture       *self,
              gconstpointer  data)
{
  g_autofree char *path = dup_sidecar (self);
  g_autofree char *text = NULL;
  gsize length;
  gint64 id;

  deliver (self->store, "a", "one", 1);
  id = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  anser_undo_unref (tag (self->store, id, "Kept", TRUE));
  anser_undo_unref (tag (self->store, id, "Cut", TRUE));
  fixture_close (self);
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  g_assert_true (g_file_set_contents (path, text, length - 5, NULL));
  fixture_reopen (self);
  assert_tags (self->store, ANSER_FOLDER_INBOX, "Kept");
  anser_undo_unref (tag (self->store, id, "New", TRUE));
  rebuild (self);
  assert_tags (self->store, ANSER_FOLDER_INBOX, "Kept\nNew");
}

/* What a folder of another program or a backup brought is taken as it is. */
static void
test_others (Fixture       *self,
             gconstpointer  data)
{
  g_autofree char *path = dup_sidecar (self);
  g_autofree char *file = NULL;
  g_autofree char *base = NULL;
  g_autofree char *text = NULL;
  const char *info;

  deliver (self->store, "a", "one", 1);
  file = anser_store_dup_path (self->store, get_letter (self->store, ANSER_FOLDER_INBOX, 0), NULL);
  base = anser_maildir_split (strrchr (file, '/') + 1, &info);
  text = g_strdup_printf ("tag\tWork\t#abcdef\n+\tWork\t%s\t\nnever\theard\n+\tOld\tgone.file\tx@y\n",
                          base);
  fixture_close (self);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  fixture_reopen (self);
  assert_tags (self->store, ANSER_FOLDER_INBOX, "Work");
}

/* A journal that is mostly past is written anew, and says the same. */
static void
test_compact (Fixture       *self,
              gconstpointer  data)
{
  g_autofree char *path = dup_sidecar (self);
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (AnserTagFile) file = NULL;
  g_autoptr (AnserTagFile) again = NULL;

  anser_tag_file_add_line (lines, "tag", "A\tb%", "#000000", NULL);
  for (unsigned i = 0; i < 1000; i++)
    {
      anser_tag_file_add_line (lines, "+", "A\tb%", "1.a", "m@x");
      anser_tag_file_add_line (lines, "+", "A\tb%", "2.a", "");
      anser_tag_file_add_line (lines, "-", "A\tb%", "2.a", NULL);
    }
  g_assert_true (anser_tag_file_append (path, lines, NULL));
  file = anser_tag_file_read (path, NULL);
  g_assert_cmpuint (g_hash_table_size (file->marks), ==, 1);
  g_assert_true (anser_tag_file_compact (file, path, NULL));
  again = anser_tag_file_read (path, NULL);
  g_assert_cmpuint (again->n_lines, ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (again->colours, "A\tb%"), ==, "#000000");
  g_assert_cmpstr (g_hash_table_lookup (again->marks, "1.a\tA\tb%"), ==, "m@x");
}

/* An erased letter leaves nothing behind; its marks would be in the way for ever. */
static void
test_erased (Fixture       *self,
             gconstpointer  data)
{
  g_autofree char *path = dup_sidecar (self);
  g_autoptr (AnserTagFile) file = NULL;
  gint64 id;

  deliver (self->store, "a", "one", 1);
  id = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  anser_undo_unref (tag (self->store, id, "Work", TRUE));
  g_assert_true (erase_letter (self->store, id, NULL));
  file = anser_tag_file_read (path, NULL);
  g_assert_cmpuint (g_hash_table_size (file->marks), ==, 0);
  g_assert_cmpuint (g_hash_table_size (file->colours), ==, 1);
}

/* mutt gives a message that it moves another file, and deletes the old one. */
static void
test_moved_by_others (Fixture       *self,
                      gconstpointer  data)
{
  g_autofree char *before = g_build_filename (self->root, "mail", "anna", "Inbox", "cur",
                                              "1.a:2,", NULL);
  g_autofree char *after = g_build_filename (self->root, "mail", "anna", "Archive", "cur",
                                             "2.b:2,S", NULL);
  g_autofree char *copy = g_build_filename (self->root, "mail", "anna", "Junk", "cur", "3.c:2,",
                                            NULL);
  const char *text = "Message-ID: m@x\nSubject: one\n\n";

  fixture_close (self);
  g_assert_true (g_file_set_contents (before, text, -1, NULL));
  fixture_reopen (self);
  anser_undo_unref (tag (self->store, get_letter (self->store, ANSER_FOLDER_INBOX, 0), "Work",
                         TRUE));
  fixture_close (self);
  /* A copy beside it is another message, that is none of ours. */
  g_assert_true (g_file_set_contents (copy, text, -1, NULL));
  fixture_reopen (self);
  assert_tags (self->store, ANSER_FOLDER_JUNK, NULL);
  fixture_close (self);
  g_assert_true (g_file_set_contents (after, text, -1, NULL));
  g_assert_cmpint (g_unlink (before), ==, 0);
  fixture_reopen (self);
  assert_tags (self->store, ANSER_FOLDER_ARCHIVE, "Work");
  rebuild (self);
  assert_tags (self->store, ANSER_FOLDER_ARCHIVE, "Work");
  assert_tags (self->store, ANSER_FOLDER_JUNK, NULL);
}

/* To another account the tags go along. */
static void
test_accounts (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr (AnserFolder) archive = NULL;
  g_autoptr (GPtrArray) folders = g_ptr_array_new ();
  gint64 id;

  g_assert_true (anser_store_add_account (self->store, "bert", NULL));
  settle ();
  deliver (self->store, "a", "one", 1);
  id = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  anser_undo_unref (tag (self->store, id, "Work", TRUE));
  archive = anser_store_get_folder (self->store, "bert", ANSER_FOLDER_ARCHIVE);
  g_assert_true (anser_store_move_to (self->store, id, archive, NULL));
  g_clear_object (&archive);
  rebuild (self);
  archive = anser_store_get_folder (self->store, "bert", ANSER_FOLDER_ARCHIVE);
  g_ptr_array_add (folders, archive);
  {
    g_autoptr (AnserLetterList) list = anser_letter_list_new (self->store, folders);
    g_autoptr (AnserLetterRow) row = g_list_model_get_item (G_LIST_MODEL (list), 0);

    g_assert_cmpstr (anser_letter_row_get_tags (row), ==, "Work");
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) \
  g_test_add ("/store/tags/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("survive", test_survive);
  ADD ("undo", test_undo);
  ADD ("rename", test_rename);
  ADD ("cut-off", test_cut_off);
  ADD ("others", test_others);
  ADD ("compact", test_compact);
  ADD ("erased", test_erased);
  ADD ("moved-by-others", test_moved_by_others);
  ADD ("accounts", test_accounts);
  return g_test_run ();
}
