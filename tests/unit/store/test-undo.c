/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/undo.h"

#include <unistd.h>

#define N_LETTERS 450

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* All letters of a folder, from top to bottom. */
static GArray *
list_letters (AnserStore      *store,
              AnserFolderRole  role)
{
  g_autoptr (AnserLetterList) list = list_folder (store, role);
  GArray *letters = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (unsigned i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      gint64 id = anser_letter_list_get_id (list, i);

      g_array_append_val (letters, id);
    }
  return letters;
}

static AnserUndo *
move (AnserStore      *store,
      GArray          *letters,
      AnserFolderRole  role)
{
  g_autoptr (GAsyncResult) result = NULL;

  anser_store_move_async (store, (gint64 *) letters->data, letters->len, role, NULL, on_done,
                          &result);
  wait_for (result != NULL);
  g_assert_true (anser_store_move_finish (store, result, NULL));
  return anser_store_dup_undo (store, result);
}

static gboolean
undo (AnserStore  *store,
      AnserUndo   *what,
      GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  anser_store_undo_async (store, what, NULL, on_done, &result);
  wait_for (result != NULL);
  return anser_store_undo_finish (store, result, error);
}

static void
deliver_many (AnserStore *store)
{
  g_autoptr (AnserDelivery) delivery = anser_delivery_new (store, "anna", ANSER_FOLDER_INBOX);

  for (unsigned i = 0; i < N_LETTERS; i++)
    {
      g_autofree char *uid = g_strdup_printf ("u%u", i);

      begin_letter (delivery, uid, uid, i);
    }
  g_assert_true (anser_delivery_commit (delivery, NULL));
}

/* Each letter goes back to where it was, with the flags that it has got since. */
static void
test_move (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (GArray) letters = NULL;
  g_autoptr (AnserUndo) archived = NULL;
  g_autoptr (AnserUndo) thrown_away = NULL;
  gint64 first;

  deliver_many (self->store);
  letters = list_letters (self->store, ANSER_FOLDER_INBOX);
  first = g_array_index (letters, gint64, 0);
  g_assert_true (anser_store_move (self->store, first, ANSER_FOLDER_JUNK, NULL));
  archived = move (self->store, letters, ANSER_FOLDER_ARCHIVE);
  g_assert_cmpuint (anser_undo_get_n_letters (archived), ==, N_LETTERS);
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_ARCHIVE), ==, N_LETTERS);
  g_assert_true (flag_letter (self->store, g_array_index (letters, gint64, 1),
                              ANSER_LETTER_FLAGGED, 0, NULL));
  thrown_away = move (self->store, letters, ANSER_FOLDER_TRASH);
  g_assert_true (undo (self->store, thrown_away, NULL));
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_ARCHIVE), ==, N_LETTERS);
  g_assert_true (undo (self->store, archived, NULL));
  g_assert_cmpint (get_letter (self->store, ANSER_FOLDER_JUNK, 0), ==, first);
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_INBOX), ==, N_LETTERS - 1);
  g_assert_cmpuint (count_files (self->root, "Archive", "cur"), ==, 0);
  {
    g_autofree char *path =
      anser_store_dup_path (self->store, g_array_index (letters, gint64, 1), NULL);

    g_assert_true (g_str_has_suffix (path, ":2,F"));
    g_assert_nonnull (strstr (path, "/Inbox/cur/"));
  }
}

/* A letter that stood there already is none that was moved. */
static void
test_nothing (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr (GArray) letters = NULL;

  deliver (self->store, "a", "one", 1);
  letters = list_letters (self->store, ANSER_FOLDER_INBOX);
  g_assert_null (move (self->store, letters, ANSER_FOLDER_INBOX));
}

/* Only those letters that the work changed are changed back. */
static void
test_flags (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr (GArray) letters = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (AnserUndo) what = NULL;
  g_autoptr (AnserFolder) inbox = anser_store_get_folder (self->store, "anna", ANSER_FOLDER_INBOX);

  deliver_many (self->store);
  letters = list_letters (self->store, ANSER_FOLDER_INBOX);
  g_assert_true (flag_letter (self->store, g_array_index (letters, gint64, 0), ANSER_LETTER_SEEN,
                              0, NULL));
  anser_store_flag_async (self->store, (gint64 *) letters->data, letters->len, ANSER_LETTER_SEEN,
                          ANSER_LETTER_FLAGGED, NULL, on_done, &result);
  wait_for (result != NULL);
  g_assert_true (anser_store_flag_finish (self->store, result, NULL));
  what = anser_store_dup_undo (self->store, result);
  g_assert_cmpuint (anser_undo_get_n_letters (what), ==, N_LETTERS - 1);
  wait_for (anser_folder_get_unread (inbox) == 0);
  g_assert_true (undo (self->store, what, NULL));
  wait_for (anser_folder_get_unread (inbox) == N_LETTERS - 1);
}

/* A letter of another account goes there, and comes back. */
static void
test_accounts (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr (AnserFolder) archive = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (AnserUndo) what = NULL;
  gint64 id;

  g_assert_true (anser_store_add_account (self->store, "bert", NULL));
  settle ();
  deliver (self->store, "a", "one", 1);
  id = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  archive = anser_store_get_folder (self->store, "bert", ANSER_FOLDER_ARCHIVE);
  anser_store_move_to_async (self->store, &id, 1, archive, NULL, on_done, &result);
  wait_for (result != NULL);
  g_assert_true (anser_store_move_finish (self->store, result, NULL));
  wait_for (anser_folder_get_total (archive) == 1);
  {
    g_autofree char *path = anser_store_dup_path (self->store, id, NULL);

    g_assert_nonnull (strstr (path, "/bert/Archive/cur/"));
    g_assert_cmpint (access (path, F_OK), ==, 0);
  }
  what = anser_store_dup_undo (self->store, result);
  g_assert_true (undo (self->store, what, NULL));
  g_assert_cmpint (get_letter (self->store, ANSER_FOLDER_INBOX, 0), ==, id);
  wait_for (anser_folder_get_total (archive) == 0);
}

/* What was erased meanwhile is no reason to keep the others. */
static void
test_gone (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (GArray) letters = NULL;
  g_autoptr (AnserUndo) what = NULL;

  deliver (self->store, "a", "one", 1);
  deliver (self->store, "b", "two", 2);
  letters = list_letters (self->store, ANSER_FOLDER_INBOX);
  what = move (self->store, letters, ANSER_FOLDER_TRASH);
  g_assert_true (erase_letter (self->store, g_array_index (letters, gint64, 0), NULL));
  g_assert_true (undo (self->store, what, NULL));
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_INBOX), ==, 1);
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_TRASH), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) \
  g_test_add ("/store/undo/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("move", test_move);
  ADD ("nothing", test_nothing);
  ADD ("flags", test_flags);
  ADD ("accounts", test_accounts);
  ADD ("gone", test_gone);
  return g_test_run ();
}
