/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/duplicates.h"
#include "store/erased.h"
#include "store/undo.h"

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autofree char *folder = g_dir_make_tmp ("anser-store-XXXXXX", NULL);

  self->root = g_build_filename (folder, "anser", NULL);
  self->store = anser_store_open (self->root, describe_simply, NULL, NULL);
  g_assert_true (anser_store_add_account (self->store, "anna", NULL));
  settle ();
}

static gint64
put (Fixture          *self,
     AnserFolderRole   role,
     AnserLetterFlags  flags,
     const char       *text)
{
  g_autoptr (GError) error = NULL;
  gint64 id = anser_store_put (self->store, "anna", role, flags, 0, write_text, (char *) text, NULL,
                               &error);

  g_assert_no_error (error);
  return id;
}

static AnserDuplicates *
find (Fixture *self)
{
  AnserDuplicates *work = anser_duplicates_new (self->store, "anna");
  g_autoptr (GError) error = NULL;

  anser_work_run (ANSER_WORK (work), NULL, &error);
  g_assert_no_error (error);
  return work;
}

/* "1k 2e 3l | 4k 5e": the letters of each group, kept, exact or likely. */
static char *
dup_summary (AnserDuplicates *work)
{
  GPtrArray *found = anser_duplicates_get_found (work);
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; i < found->len; i++)
    {
      const AnserDuplicate *duplicate = found->pdata[i];

      g_string_append_printf (text, "%s%d%c", i == 0 ? "" : duplicate->is_kept ? " | " : " ",
                              (int) duplicate->letter,
                              duplicate->is_kept ? 'k' : duplicate->is_exact ? 'e' : 'l');
    }
  return g_string_free (text, FALSE);
}

#define LETTER(received, id, body) \
  "Received: " received "\nMessage-ID: " id "\nSubject: x\n\n" body "\n"

static void
test_classes (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr (AnserDuplicates) work = NULL;
  g_autofree char *summary = NULL;
  g_autoptr (GArray) exact = NULL;
  g_autoptr (GArray) all = NULL;

  put (self, ANSER_FOLDER_INBOX, 0, LETTER ("a", "1", "x"));
  put (self, ANSER_FOLDER_INBOX, ANSER_LETTER_FLAGGED, LETTER ("a", "1", "x"));
  put (self, ANSER_FOLDER_ARCHIVE, 0, LETTER ("b", "1", "x"));
  put (self, ANSER_FOLDER_INBOX, 0, LETTER ("a", "1", "with another body"));
  put (self, ANSER_FOLDER_INBOX, 0, LETTER ("a", "2", "x"));
  /* In Sent it is another; in Trash and Drafts it does not count. */
  put (self, ANSER_FOLDER_SENT, 0, LETTER ("a", "2", "x"));
  put (self, ANSER_FOLDER_TRASH, 0, LETTER ("a", "2", "x"));
  put (self, ANSER_FOLDER_DRAFTS, 0, LETTER ("a", "2", "x"));
  /* Without Message-ID. */
  put (self, ANSER_FOLDER_INBOX, 0, "Subject: none\n\nx\n");
  put (self, ANSER_FOLDER_INBOX, 0, "Subject: none\n\nx\n");
  put (self, ANSER_FOLDER_INBOX, 0, "Subject: none\n\ny\n");
  work = find (self);
  summary = dup_summary (work);
  if (g_str_has_prefix (summary, "9"))
    g_assert_cmpstr (summary, ==, "9k 10e | 2k 1e 3l");
  else
    g_assert_cmpstr (summary, ==, "2k 1e 3l | 9k 10e");
  exact = anser_duplicates_dup_spare (work, TRUE);
  all = anser_duplicates_dup_spare (work, FALSE);
  g_assert_cmpuint (exact->len, ==, 2);
  g_assert_cmpuint (all->len, ==, 3);
}

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* What came from the server is kept, nobody tells the server anything, and it can be undone. */
static void
test_put_away (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr (AnserDuplicates) work = NULL;
  g_autoptr (GArray) spare = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) undone = NULL;
  g_autoptr (AnserUndo) undo = NULL;
  g_autoptr (GHashTable) erased = NULL;

  put (self, ANSER_FOLDER_INBOX, ANSER_LETTER_FLAGGED,
       "From: Berta\nTo: Anna\nSubject: a\nDate: 1\n\nText of a\n");
  deliver (self->store, "uid-1", "a", 1);
  deliver (self->store, "uid-2", "a", 1);
  work = find (self);
  spare = anser_duplicates_dup_spare (work, TRUE);
  g_assert_cmpuint (spare->len, ==, 2);
  g_assert_cmpint (g_array_index (spare, gint64, 0), !=, 2);
  g_assert_cmpint (g_array_index (spare, gint64, 1), !=, 2);

  anser_store_put_away_async (self->store, (gint64 *) spare->data, spare->len, NULL, on_done,
                              &result);
  wait_for (result != NULL);
  g_assert_true (anser_store_move_finish (self->store, result, NULL));
  settle ();
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_INBOX), ==, 1);
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_TRASH), ==, 2);
  erased = anser_erased_load (self->store, "anna", NULL);
  g_assert_cmpuint (g_hash_table_size (erased), ==, 0);

  undo = anser_store_dup_undo (self->store, result);
  anser_store_undo_async (self->store, undo, NULL, on_done, &undone);
  wait_for (undone != NULL);
  g_assert_true (anser_store_undo_finish (self->store, undone, NULL));
  settle ();
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_INBOX), ==, 3);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/duplicates/classes", Fixture, NULL, set_up, test_classes, fixture_tear_down);
  g_test_add ("/store/duplicates/put-away", Fixture, NULL, set_up, test_put_away,
              fixture_tear_down);
  return g_test_run ();
}
