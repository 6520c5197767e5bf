/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/erased.h"
#include "store/folder-name.h"
#include "store/folder-tree.h"
#include "store/maildir.h"
#include "store/undo.h"

#include <unistd.h>

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Waits for @result; gives the way back, if there is one. */
static AnserUndo *
finish (AnserStore    *store,
        GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnserFolder) folder = NULL;
  AnserUndo *undo;

  wait_for (*result != NULL);
  folder = anser_store_folder_finish (store, *result, &error);
  g_assert_no_error (error);
  undo = anser_store_dup_undo (store, *result);
  g_clear_object (result);
  settle ();
  return undo;
}

static void
fail (AnserStore    *store,
      GAsyncResult **result,
      int            code)
{
  g_autoptr (GError) error = NULL;

  wait_for (*result != NULL);
  g_assert_null (anser_store_folder_finish (store, *result, &error));
  g_assert_error (error, G_IO_ERROR, code);
  g_assert_null (anser_store_dup_undo (store, *result));
  g_clear_object (result);
}

static AnserFolder *
create (AnserStore  *store,
        AnserFolder *parent,
        const char  *title)
{
  g_autoptr (GError) error = NULL;
  AnserFolder *folder =
    anser_store_create_folder (store, "anna", parent, title, FALSE, &error);

  g_assert_no_error (error);
  settle ();
  return folder;
}

static AnserUndo *
rename_folder (AnserStore  *store,
               AnserFolder *folder,
               const char  *title)
{
  GAsyncResult *result = NULL;

  anser_store_rename_folder_async (store, folder, title, NULL, on_done, &result);
  return finish (store, &result);
}

static AnserUndo *
discard (AnserStore  *store,
         AnserFolder *folder)
{
  GAsyncResult *result = NULL;

  anser_store_discard_folder_async (store, folder, NULL, on_done, &result);
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

/* The names of the folders, as the sidebar has them. */
static char *
dup_names (AnserStore *store)
{
  g_autoptr (GListModel) model = NULL;
  GString *names = g_string_new (NULL);

  settle ();
  model = anser_store_get_folders (store, "anna");
  for (unsigned i = 7; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (AnserFolder) folder = g_list_model_get_item (model, i);

      g_string_append_printf (names, "%s%s", i > 7 ? ", " : "", anser_folder_get_name (folder));
    }
  return g_string_free (names, FALSE);
}

static void
assert_names (Fixture    *self,
              const char *expected)
{
  g_autofree char *names = dup_names (self->store);

  g_assert_cmpstr (names, ==, expected);
}

static gboolean
is_on_disk (Fixture    *self,
            const char *name)
{
  g_autofree char *path = g_build_filename (self->root, "mail", "anna", name, "cur", NULL);

  return g_file_test (path, G_FILE_TEST_IS_DIR);
}

static unsigned
count_in (AnserStore  *store,
          AnserFolder *folder)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new ();
  g_autoptr (AnserLetterList) list = NULL;

  g_ptr_array_add (folders, folder);
  list = anser_letter_list_new (store, folders);
  return g_list_model_get_n_items (G_LIST_MODEL (list));
}

/* Delivers a letter and moves it into @folder. */
static gint64
deliver_to (AnserStore  *store,
            AnserFolder *folder,
            const char  *uid)
{
  gint64 id;

  deliver (store, uid, uid, 1);
  id = get_letter (store, ANSER_FOLDER_INBOX, 0);
  g_assert_true (anser_store_move_to (store, id, folder, NULL));
  return id;
}

static void
test_create (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (AnserFolder) club = create (self->store, NULL, "Club");
  g_autoptr (AnserFolder) year G_GNUC_UNUSED = create (self->store, club, "2026");
  g_autoptr (AnserFolder) odd = create (self->store, club, "项目/甲 ..");
  g_autoptr (AnserFolder) inner = create (self->store, odd, "cur");
  g_autoptr (AnserFolder) again =
    anser_store_create_folder (self->store, "anna", NULL, " Club ", TRUE, NULL);

  g_assert_true (again == club);
  g_assert_true (is_on_disk (self, "Club/2026"));
  g_assert_true (is_on_disk (self, "Club/项目%2F甲 ../%63ur"));
  g_assert_cmpstr (anser_folder_get_title (odd), ==, "项目/甲 ..");
  g_assert_cmpstr (anser_folder_get_title (inner), ==, "cur");
  assert_names (self, "Club, Club/2026, Club/项目%2F甲 .., Club/项目%2F甲 ../%63ur");
  fixture_reopen (self);
  assert_names (self, "Club, Club/2026, Club/项目%2F甲 .., Club/项目%2F甲 ../%63ur");
}

static void
test_impossible (Fixture       *self,
                 gconstpointer  data)
{
  static const struct
  {
    const char *title;
    int         code;
  } cases[] = {
    { "", G_IO_ERROR_INVALID_FILENAME }, { "a\nb", G_IO_ERROR_INVALID_FILENAME },
    { "Club", G_IO_ERROR_EXISTS }, { "inbox", G_IO_ERROR_EXISTS }, { "Trash", G_IO_ERROR_EXISTS },
  };
  g_autoptr (AnserFolder) club = create (self->store, NULL, "Club");
  g_autoptr (AnserFolder) lower = create (self->store, NULL, "club");
  g_autoptr (AnserFolder) inbox = anser_store_get_folder (self->store, "anna", ANSER_FOLDER_INBOX);
  g_autoptr (AnserFolder) deep = g_object_ref (club);
  g_autofree char *long_title = g_strnfill (250, 'x');
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      anser_store_create_folder_async (self->store, "anna", NULL, cases[i].title, NULL, on_done,
                                       &result);
      fail (self->store, &result, cases[i].code);
    }
  anser_store_rename_folder_async (self->store, lower, "Club", NULL, on_done, &result);
  fail (self->store, &result, G_IO_ERROR_EXISTS);
  anser_store_rename_folder_async (self->store, inbox, "Letters", NULL, on_done, &result);
  fail (self->store, &result, G_IO_ERROR_NOT_SUPPORTED);
  anser_store_nest_folder_async (self->store, club, club, NULL, on_done, &result);
  fail (self->store, &result, G_IO_ERROR_WOULD_RECURSE);
  while (error == NULL)
    {
      AnserFolder *deeper =
        anser_store_create_folder (self->store, "anna", deep, long_title, FALSE, &error);

      if (deeper != NULL)
        {
          g_object_unref (deep);
          deep = deeper;
        }
    }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG);
  g_assert_cmpuint (anser_folder_name_get_depth (anser_folder_get_name (deep)), >, 10);
  deliver_to (self->store, deep, "a");
  g_assert_cmpuint (count_in (self->store, deep), ==, 1);
}

/* Folders in it come along, and letters stay what they are. */
static void
test_rename (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (AnserFolder) club = create (self->store, NULL, "Club");
  g_autoptr (AnserFolder) clubs G_GNUC_UNUSED = create (self->store, NULL, "Clubs");
  g_autoptr (AnserFolder) year = create (self->store, club, "2026");
  g_autoptr (AnserUndo) undo = NULL;
  g_autofree char *path = NULL;
  gint64 id = deliver_to (self->store, year, "a");
  unsigned n_described = self->n_described;

  undo = rename_folder (self->store, club, "俱乐部");
  g_assert_nonnull (undo);
  g_assert_cmpstr (anser_folder_get_title (club), ==, "俱乐部");
  g_assert_cmpstr (anser_folder_get_name (year), ==, "俱乐部/2026");
  assert_names (self, "Clubs, 俱乐部, 俱乐部/2026");
  path = anser_store_dup_path (self->store, id, NULL);
  g_assert_nonnull (strstr (path, "/俱乐部/2026/cur/"));
  g_assert_cmpint (access (path, F_OK), ==, 0);
  take_back (self->store, undo);
  assert_names (self, "Club, Club/2026, Clubs");
  g_assert_null (rename_folder (self->store, club, "Club"));
  fixture_reopen (self);
  assert_names (self, "Club, Club/2026, Clubs");
  g_assert_cmpuint (self->n_described, ==, n_described);
}

static void
test_nest (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (AnserFolder) club = create (self->store, NULL, "Club");
  g_autoptr (AnserFolder) year = create (self->store, club, "2026");
  g_autoptr (AnserFolder) archive =
    anser_store_get_folder (self->store, "anna", ANSER_FOLDER_ARCHIVE);
  g_autoptr (AnserUndo) undo = NULL;
  GAsyncResult *result = NULL;

  anser_store_nest_folder_async (self->store, year, NULL, NULL, on_done, &result);
  undo = finish (self->store, &result);
  assert_names (self, "2026, Club");
  anser_store_nest_folder_async (self->store, club, archive, NULL, on_done, &result);
  g_clear_pointer (&undo, anser_undo_unref);
  undo = finish (self->store, &result);
  g_assert_cmpstr (anser_folder_get_name (club), ==, "Archive/Club");
  g_assert_cmpint (anser_folder_get_role (club), ==, ANSER_FOLDER_OTHER);
  anser_store_nest_folder_async (self->store, year, club, NULL, on_done, &result);
  g_clear_pointer (&undo, anser_undo_unref);
  undo = finish (self->store, &result);
  g_assert_true (is_on_disk (self, "Archive/Club/2026"));
  anser_store_nest_folder_async (self->store, club, year, NULL, on_done, &result);
  fail (self->store, &result, G_IO_ERROR_WOULD_RECURSE);
  take_back (self->store, undo);
  g_assert_cmpstr (anser_folder_get_name (year), ==, "2026");
}

static gboolean
is_thrown_away (AnserStore *store,
                const char *uid)
{
  g_autoptr (GHashTable) digests = anser_erased_load (store, "anna", NULL);
  g_autofree char *digest = anser_maildir_digest (uid);

  return g_hash_table_contains (digests, digest) &&
         GPOINTER_TO_INT (g_hash_table_lookup (digests, digest)) == ANSER_ERASED;
}

/* In Trash it is a folder still; what is in it counts as thrown away. */
static void
test_discard (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr (AnserFolder) club = create (self->store, NULL, "Club");
  g_autoptr (AnserFolder) year = create (self->store, club, "2026");
  g_autoptr (AnserFolder) second = NULL;
  g_autoptr (AnserUndo) undo = NULL;
  g_autoptr (AnserUndo) unused = NULL;
  gint64 id = deliver_to (self->store, year, "a");

  undo = discard (self->store, club);
  g_assert_cmpstr (anser_folder_get_name (year), ==, "Trash/Club/2026");
  g_assert_cmpint (anser_folder_get_role (year), ==, ANSER_FOLDER_TRASH);
  g_assert_true (is_thrown_away (self->store, "a"));
  g_assert_cmpuint (count_in (self->store, year), ==, 1);
  second = create (self->store, NULL, "Club");
  unused = discard (self->store, second);
  g_assert_cmpstr (anser_folder_get_name (second), ==, "Trash/Club (2)");
  take_back (self->store, undo);
  g_assert_cmpstr (anser_folder_get_name (year), ==, "Club/2026");
  g_assert_cmpint (anser_folder_get_role (year), ==, ANSER_FOLDER_OTHER);
  g_assert_false (is_thrown_away (self->store, "a"));
  g_assert_true (anser_store_move (self->store, id, ANSER_FOLDER_INBOX, NULL));
}

static void
test_empty (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr (AnserFolder) club = create (self->store, NULL, "Club");
  g_autoptr (AnserFolder) trash = anser_store_get_folder (self->store, "anna", ANSER_FOLDER_TRASH);
  g_autoptr (AnserUndo) undo = NULL;
  g_autofree char *foreign = NULL;
  GAsyncResult *result = NULL;

  deliver_to (self->store, club, "a");
  deliver_to (self->store, trash, "b");
  foreign = g_build_filename (self->root, "mail", "anna", "Club", ".uidvalidity", NULL);
  g_assert_true (g_file_set_contents (foreign, "1", 1, NULL));
  undo = discard (self->store, club);
  anser_store_empty_folder_async (self->store, trash, NULL, on_done, &result);
  g_assert_null (finish (self->store, &result));
  assert_names (self, "");
  g_assert_false (is_on_disk (self, "Trash/Club"));
  g_assert_true (is_on_disk (self, "Trash"));
  wait_for (anser_folder_get_total (trash) == 0);
  g_assert_cmpuint (count_files (self->root, "Trash", "cur"), ==, 0);
  g_assert_true (is_thrown_away (self->store, "a"));
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (GAsyncResult) done = NULL;

    anser_store_undo_async (self->store, undo, NULL, on_done, &done);
    wait_for (done != NULL);
    g_assert_false (anser_store_undo_finish (self->store, done, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  }
}

/* What other programs do to folders is seen, while running and at the next start. */
static void
test_others (Fixture       *self,
             gconstpointer  data)
{
  g_autofree char *outer = g_build_filename (self->root, "mail", "anna", "Mine", NULL);
  g_autofree char *inner = g_build_filename (outer, "Deep", "Box", NULL);
  g_autofree char *moved = g_build_filename (self->root, "mail", "anna", "Yours", NULL);
  g_autofree char *hidden = g_build_filename (self->root, "mail", "anna", ".Hidden", NULL);
  g_autofree char *names = NULL;
  g_autoptr (AnserFolder) year = NULL;
  gint64 id;

  g_assert_true (anser_maildir_create (inner, NULL));
  g_assert_true (anser_maildir_create (hidden, NULL));
  for (names = dup_names (self->store); !g_str_equal (names, "Mine, Mine/Deep, Mine/Deep/Box");
       names = dup_names (self->store))
    {
      g_free (names);
      wait_a_turn ();
    }
  g_assert_true (is_on_disk (self, "Mine"));
  {
    g_autoptr (GListModel) model = anser_store_get_folders (self->store, "anna");

    year = g_list_model_get_item (model, 9);
  }
  id = deliver_to (self->store, year, "a");
  g_clear_object (&year);
  fixture_close (self);
  g_assert_cmpint (g_rename (outer, moved), ==, 0);
  fixture_reopen (self);
  assert_names (self, "Yours, Yours/Deep, Yours/Deep/Box");
  g_assert_true (anser_store_move (self->store, id, ANSER_FOLDER_INBOX, NULL));
  remove_tree (moved);
  for (;;)
    {
      g_free (names);
      names = dup_names (self->store);
      if (*names == '\0')
        break;
      wait_a_turn ();
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) \
  g_test_add ("/store/folder-tree/" name, Fixture, NULL, fixture_set_up, function, \
              fixture_tear_down)
  ADD ("create", test_create);
  ADD ("impossible", test_impossible);
  ADD ("rename", test_rename);
  ADD ("nest", test_nest);
  ADD ("discard", test_discard);
  ADD ("empty", test_empty);
  ADD ("others", test_others);
  return g_test_run ();
}
