/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/database.h"
#include "store/words.h"

/* What the index of words says of letters that come, change and go. */

static gint64
ask (Fixture    *self,
     const char *sql,
     const char *types,
     const char *text)
{
  g_autofree char *path = g_build_filename (self->root, "index.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnserDatabase) index = anser_database_open_reader (path, &error);
  gint64 answer = -1;

  g_assert_no_error (error);
  anser_database_get (index, &answer, &error, sql, types, text);
  g_assert_no_error (error);
  return answer;
}

static gint64
count_hits (Fixture    *self,
            const char *match)
{
  return ask (self, "SELECT count(*) FROM words_0 WHERE words_0 MATCH ?", "t", match);
}

static gint64
count_dead (Fixture *self)
{
  return ask (self, "SELECT sum(dead) FROM shard", "", NULL);
}

static void
test_arrival (Fixture       *self,
              gconstpointer  data)
{
  deliver (self->store, "a", "会议纪要 minutes", 1);
  deliver (self->store, "b", "Invoice", 2);
  g_assert_cmpint (count_hits (self, "\"会议\""), ==, 1);
  g_assert_cmpint (count_hits (self, "\"min\" *"), ==, 1);
  g_assert_cmpint (count_hits (self, "berta"), ==, 2);
  g_assert_cmpint (count_hits (self, "{writers}: berta"), ==, 2);
  g_assert_cmpint (count_hits (self, "{recipients}: anna"), ==, 2);
  g_assert_cmpint (count_hits (self, "{subject}: anna"), ==, 0);
  g_assert_cmpint (anser_store_count_unindexed (self->store), ==, 0);
}

static void
test_flags_and_moves (Fixture       *self,
                      gconstpointer  data)
{
  gint64 letter;

  deliver (self->store, "a", "Invoice", 1);
  letter = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  g_assert_true (flag_letter (self->store, letter, ANSER_LETTER_SEEN, 0, NULL));
  g_assert_true (anser_store_move (self->store, letter, ANSER_FOLDER_TRASH, NULL));
  g_assert_cmpint (ask (self, "SELECT rowid FROM words_0 WHERE words_0 MATCH ?", "t", "invoice"),
                   ==, letter);
  g_assert_cmpint (count_dead (self), ==, 0);
}

/* A letter that is erased leaves nothing behind, not even in the number of words. */
static void
test_erasing (Fixture       *self,
              gconstpointer  data)
{
  deliver (self->store, "a", "会议 Invoice", 1);
  deliver (self->store, "b", "会议 Reminder", 2);
  g_assert_true (erase_letter (self->store, get_letter (self->store, ANSER_FOLDER_INBOX, 1), NULL));
  g_assert_cmpint (count_hits (self, "invoice"), ==, 0);
  g_assert_cmpint (count_hits (self, "\"会议\""), ==, 1);
  g_assert_cmpint (count_dead (self), ==, 0);
  g_assert_cmpint (ask (self, "SELECT count(*) FROM words_0_docsize", "", NULL), ==, 1);
}

/* Another program deletes the file: the words stay, and are known to be dead. */
static void
test_foreign_deletion (Fixture       *self,
                       gconstpointer  data)
{
  g_autofree char *path = NULL;

  deliver (self->store, "a", "Invoice", 1);
  deliver (self->store, "b", "Reminder", 2);
  path = anser_store_dup_path (self->store, get_letter (self->store, ANSER_FOLDER_INBOX, 1), NULL);
  g_assert_cmpint (g_unlink (path), ==, 0);
  fixture_reopen (self);
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_INBOX), ==, 1);
  g_assert_cmpint (count_dead (self), ==, 1);
  g_assert_cmpint (count_hits (self, "reminder"), ==, 1);
}

/* Described otherwise than when it came, a letter's words are left where they are. */
static void
test_other_description (Fixture       *self,
                        gconstpointer  data)
{
  g_autofree char *path = g_build_filename (self->root, "index.db", NULL);
  g_autoptr (AnserLetterInfo) info = anser_letter_info_new ();
  g_autoptr (AnserDatabase) index = NULL;
  gint64 letter;

  deliver (self->store, "a", "Invoice", 1);
  letter = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  fixture_close (self);
  index = anser_database_open_reader (path, NULL);
  g_assert_true (anser_database_run (index, NULL, "PRAGMA query_only = OFF", ""));
  info->subject = g_strdup ("Two words");
  g_assert_true (anser_words_remove (index, letter, info, NULL));
  g_clear_pointer (&index, anser_database_free);
  g_assert_cmpint (count_hits (self, "invoice"), ==, 1);
  g_assert_cmpint (count_dead (self), ==, 0);
}

static void
on_progress (gint64   n_left,
             gpointer n_calls)
{
  ++*(unsigned *) n_calls;
}

/* As it is when a new Anser opens the index of an old one: its thread puts the words in. */
static void
test_upgrade (Fixture       *self,
              gconstpointer  data)
{
  g_autofree char *path = g_build_filename (self->root, "index.db", NULL);
  g_autoptr (AnserDatabase) index = NULL;
  unsigned n_calls = 0;

  for (int i = 0; i < 5; i++)
    {
      g_autofree char *uid = g_strdup_printf ("%d", i);

      deliver (self->store, uid, "Invoice", i);
    }
  for (int round = 0; round < 2; round++)
    {
      fixture_close (self);
      index = anser_database_open_reader (path, NULL);
      g_assert_true (anser_database_run (index, NULL, "PRAGMA query_only = OFF", ""));
      g_assert_true (anser_words_clear (index, NULL));
      g_assert_cmpint (anser_words_count_missing (index), ==, 5);
      g_clear_pointer (&index, anser_database_free);
      fixture_reopen (self);
      if (round == 0)
        wait_for (anser_store_count_unindexed (self->store) == 0);
      else
        g_assert_true (anser_store_index_words (self->store, on_progress, &n_calls, NULL, NULL));
      g_assert_cmpint (count_hits (self, "invoice"), ==, 5);
    }
  g_assert_cmpint (anser_store_count_unindexed (self->store), ==, 0);
}

static void
test_rebuild (Fixture       *self,
              gconstpointer  data)
{
  deliver (self->store, "a", "Invoice", 1);
  deliver (self->store, "b", "Reminder", 2);
  g_assert_true (anser_store_rebuild (self->store, NULL, NULL, NULL));
  g_assert_true (anser_store_rebuild (self->store, NULL, NULL, NULL));
  g_assert_cmpint (count_hits (self, "invoice"), ==, 1);
  g_assert_cmpint (ask (self, "SELECT count(*) FROM words_0_docsize", "", NULL), ==, 2);
}

/* A table that has become mostly dead is made anew at the next start. */
static void
test_many_dead (Fixture       *self,
                gconstpointer  data)
{
  g_autofree char *path = g_build_filename (self->root, "index.db", NULL);
  g_autoptr (AnserDatabase) index = NULL;

  deliver (self->store, "a", "Invoice", 1);
  fixture_close (self);
  index = anser_database_open_reader (path, NULL);
  g_assert_true (anser_database_run (index, NULL, "PRAGMA query_only = OFF", ""));
  g_assert_true (anser_database_run (index, NULL, "UPDATE shard SET dead = 1001", ""));
  g_clear_pointer (&index, anser_database_free);
  fixture_reopen (self);
  wait_for (anser_store_count_unindexed (self->store) == 0);
  g_assert_cmpint (count_hits (self, "invoice"), ==, 1);
  g_assert_cmpint (count_dead (self), ==, 0);
}

/* The newest date among neighbours, kept by triggers. */
static void
test_reach (Fixture       *self,
            gconstpointer  data)
{
  deliver (self->store, "a", "one", 50);
  deliver (self->store, "b", "two", 90);
  deliver (self->store, "c", "three", 70);
  g_assert_cmpint (ask (self, "SELECT newest FROM reach WHERE block = 0", "", NULL), ==, 90);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/store/words/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("arrival", test_arrival);
  ADD ("flags-and-moves", test_flags_and_moves);
  ADD ("erasing", test_erasing);
  ADD ("foreign-deletion", test_foreign_deletion);
  ADD ("other-description", test_other_description);
  ADD ("upgrade", test_upgrade);
  ADD ("rebuild", test_rebuild);
  ADD ("many-dead", test_many_dead);
  ADD ("reach", test_reach);

  return g_test_run ();
}
