/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "list-mirror.h"

#include <sqlite3.h>

static void
test_order (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr (AnserLetterList) list = NULL;
  g_autofree char *subjects = NULL;

  deliver (self->store, "1", "old", -5);
  deliver (self->store, "2", "twin1", 7);
  deliver (self->store, "3", "new", 9);
  deliver (self->store, "4", "twin2", 7);
  list = list_folder (self->store, ANSER_FOLDER_INBOX);
  subjects = dup_subjects (list);
  g_assert_cmpstr (subjects, ==, "new twin2 twin1 old");
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (list)) == ANSER_TYPE_LETTER_ROW);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list), 4));
  for (unsigned i = 0; i < 4; i++)
    g_assert_cmpuint (anser_letter_list_find (list, anser_letter_list_get_id (list, i)), ==, i);
  g_assert_cmpuint (anser_letter_list_find (list, 12345), ==, G_MAXUINT);
}

static void
test_smallest_changes (Fixture       *self,
                       gconstpointer  data)
{
  g_autoptr (AnserLetterList) list = NULL;
  g_autofree char *top = NULL, *runs = NULL, *middle = NULL, *moved = NULL, *back = NULL;
  Mirror *mirror;
  gint64 id;

  deliver_many (self, "a", 10, 100, 10);
  list = list_folder (self->store, ANSER_FOLDER_INBOX);
  mirror = mirror_new (list);
  deliver_many (self, "b", 3, 1000, 1);
  settle ();
  top = mirror_check (mirror, self->store, list);
  g_assert_cmpstr (top, ==, "0-0+3 ");
  deliver_many (self, "c", 2, 101, 1);
  settle ();
  middle = mirror_check (mirror, self->store, list);
  g_assert_cmpstr (middle, ==, "12-0+2 ");
  deliver_many (self, "d", 2, 95, 910);
  settle ();
  runs = mirror_check (mirror, self->store, list);
  g_assert_cmpstr (runs, ==, "0-0+1 16-0+1 ");
  id = anser_letter_list_get_id (list, 4);
  g_assert_true (anser_store_move (self->store, id, ANSER_FOLDER_TRASH, NULL));
  settle ();
  moved = mirror_check (mirror, self->store, list);
  g_assert_cmpstr (moved, ==, "4-1+0 ");
  g_assert_cmpuint (anser_letter_list_find (list, id), ==, G_MAXUINT);
  g_assert_true (anser_store_move (self->store, id, ANSER_FOLDER_INBOX, NULL));
  settle ();
  back = mirror_check (mirror, self->store, list);
  g_assert_cmpstr (back, ==, "4-0+1 ");
  mirror_free (mirror);
}

/* Moved away and back between two looks: nothing happened. */
static void
test_there_and_back (Fixture       *self,
                     gconstpointer  data)
{
  g_autoptr (AnserLetterList) list = NULL;
  g_autofree char *log = NULL;
  Mirror *mirror;
  gint64 id;

  deliver_many (self, "a", 5, 100, 10);
  settle ();
  list = list_folder (self->store, ANSER_FOLDER_INBOX);
  mirror = mirror_new (list);
  id = anser_letter_list_get_id (list, 2);
  for (int i = 0; i < 2; i++)
    {
      g_assert_true (anser_store_move (self->store, id, ANSER_FOLDER_TRASH, NULL));
      g_assert_true (anser_store_move (self->store, id, ANSER_FOLDER_INBOX, NULL));
    }
  settle ();
  log = mirror_check (mirror, self->store, list);
  g_assert_cmpstr (log, ==, "");
  g_assert_true (anser_store_move (self->store, id, ANSER_FOLDER_TRASH, NULL));
  g_assert_true (anser_store_move (self->store, id, ANSER_FOLDER_INBOX, NULL));
  g_assert_true (anser_store_move (self->store, id, ANSER_FOLDER_TRASH, NULL));
  settle ();
  g_free (log);
  log = mirror_check (mirror, self->store, list);
  g_assert_cmpstr (log, ==, "2-1+0 ");
  mirror_free (mirror);
}

/* Random changes, many at a time; the mirror never differs. */
static void
test_random (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (AnserLetterList) list = list_folder (self->store, ANSER_FOLDER_INBOX);
  Mirror *mirror = mirror_new (list);

  for (int round = 0; round < 30; round++)
    {
      unsigned n = g_list_model_get_n_items (G_LIST_MODEL (list));
      g_autofree char *prefix = g_strdup_printf ("r%d-", round);

      deliver_many (self, prefix, g_test_rand_int_range (0, 12),
                    g_test_rand_int_range (0, 50), g_test_rand_int_range (-3, 3));
      for (unsigned i = 0; i < n; i++)
        if (g_test_rand_int_range (0, 8) == 0)
          g_assert_true (anser_store_move (self->store, g_array_index (mirror->ids, gint64, i),
                                           ANSER_FOLDER_TRASH, NULL));
      settle ();
      g_free (mirror_check (mirror, self->store, list));
    }
  mirror_free (mirror);
}

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      n_waiting)
{
  --*(int *) n_waiting;
}

/* Some are thrown away, some read, some starred. */
static void
change_some (Fixture *self,
             gint64  *ids,
             unsigned n)
{
  unsigned third = n / 3;
  int n_waiting = 3;

  anser_store_flag_async (self->store, ids, third, ANSER_LETTER_SEEN, ANSER_LETTER_FLAGGED, NULL,
                          on_done, &n_waiting);
  anser_store_flag_async (self->store, ids + third, third, ANSER_LETTER_FLAGGED, ANSER_LETTER_SEEN,
                          NULL, on_done, &n_waiting);
  anser_store_move_async (self->store, ids + 2 * third, third / 3, ANSER_FOLDER_TRASH, NULL,
                          on_done, &n_waiting);
  wait_for (n_waiting == 0);
}

static void
shuffle (gint64  *ids,
         unsigned n)
{
  for (unsigned i = n; i > 1; i--)
    {
      unsigned other = g_test_rand_int_range (0, i);
      gint64 id = ids[other];

      ids[other] = ids[i - 1];
      ids[i - 1] = id;
    }
}

/* The same in each order and choice of letters, whose flags change too: what is shown is what a new
 * list shows, and what the index says. */
static void
test_random_orders (Fixture       *self,
                    gconstpointer  data)
{
  for (unsigned i = 0; i < 4 * 2 * 4; i++)
    {
      AnserLetterSort sort = i % 4;
      gboolean reversed = i / 4 % 2;
      g_autoptr (AnserLetterList) list = list_sorted (self->store, sort, reversed, i / 8);
      Mirror *mirror = mirror_new (list);

      mirror->sort = sort;
      mirror->reversed = reversed;
      mirror->show = i / 8;
      for (int round = 0; round < 1; round++)
        {
          g_autoptr (AnserLetterList) all = list_folder (self->store, ANSER_FOLDER_INBOX);
          unsigned n = g_list_model_get_n_items (G_LIST_MODEL (all));
          g_autofree gint64 *ids = g_new (gint64, n);
          g_autofree char *prefix = g_strdup_printf ("%c%u-%d-", 'a' + g_test_rand_int_range (0, 26),
                                                     i, round);

          for (unsigned j = 0; j < n; j++)
            ids[j] = anser_letter_list_get_id (all, j);

          deliver_many (self, prefix, g_test_rand_int_range (0, 12),
                        g_test_rand_int_range (0, 50), g_test_rand_int_range (-3, 3));
          shuffle (ids, n);
          change_some (self, ids, n);
          settle ();
          g_free (mirror_check (mirror, self->store, list));
        }
      mirror_free (mirror);
    }
}

/* So many single changes that replacing all is cheaper: first all go, then all come. */
static void
test_many_runs (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr (AnserLetterList) list = NULL;
  g_autofree char *log = NULL;
  Mirror *mirror;

  deliver_many (self, "a", 300, 0, 2);
  list = list_folder (self->store, ANSER_FOLDER_INBOX);
  mirror = mirror_new (list);
  deliver_many (self, "b", 300, 1, 2);
  settle ();
  log = mirror_check (mirror, self->store, list);
  g_assert_cmpstr (log, ==, "0-300+0 0-0+600 ");
  mirror_free (mirror);
}

static void
on_moved (GObject      *store,
          GAsyncResult *result,
          gpointer      done)
{
  g_assert_true (anser_store_move_finish (ANSER_STORE (store), result, NULL));
  *(gboolean *) done = TRUE;
}

/* Very many that go at once: the last first, those that may be seen by a few. What comes meanwhile is
 * not missed. */
static void
test_many_go (Fixture       *self,
              gconstpointer  data)
{
  gint64 letters[600];
  gboolean done = FALSE;
  g_autoptr (AnserLetterList) list = NULL;
  g_autofree char *log = NULL;
  Mirror *mirror;

  deliver_many (self, "a", 700, 0, 1);
  list = list_folder (self->store, ANSER_FOLDER_INBOX);
  mirror = mirror_new (list);
  for (unsigned i = 0; i < G_N_ELEMENTS (letters); i++)
    letters[i] = anser_letter_list_get_id (list, i);
  anser_store_move_async (self->store, letters, G_N_ELEMENTS (letters), ANSER_FOLDER_TRASH, NULL,
                          on_moved, &done);
  wait_for (g_list_model_get_n_items (G_LIST_MODEL (list)) < 700);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 700 - (600 - 256));
  deliver_many (self, "b", 1, 5000, 1);
  wait_for (done && g_list_model_get_n_items (G_LIST_MODEL (list)) == 101);
  settle ();
  log = mirror_check (mirror, self->store, list);
  g_assert_true (g_str_has_prefix (log, "256-344+0 208-48+0 "));
  g_assert_true (g_str_has_suffix (log, " 0-0+1 "));
  mirror_free (mirror);
}

static void
on_notify (AnserLetterRow *row,
           GParamSpec     *pspec,
           GString        *log)
{
  g_string_append_printf (log, "%s ", g_param_spec_get_name (pspec));
}

static void
test_flags (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr (AnserLetterList) list = NULL;
  g_autoptr (AnserLetterRow) row = NULL;
  g_autoptr (GString) log = g_string_new (NULL);
  g_autofree char *changes = NULL;
  Mirror *mirror;

  deliver_many (self, "a", 3, 1, 1);
  list = list_folder (self->store, ANSER_FOLDER_INBOX);
  mirror = mirror_new (list);
  row = g_list_model_get_item (G_LIST_MODEL (list), 1);
  g_signal_connect (row, "notify", G_CALLBACK (on_notify), log);
  g_assert_true (flag_letter (self->store, anser_letter_row_get_id (row), ANSER_LETTER_FLAGGED, 0,
                              NULL));
  wait_for (anser_letter_row_get_flags (row) == ANSER_LETTER_FLAGGED);
  g_assert_cmpstr (log->str, ==, "flags ");
  changes = mirror_check (mirror, self->store, list);
  g_assert_cmpstr (changes, ==, "");
  mirror_free (mirror);
}

/* One object per letter while somebody holds it, none afterwards; then the data is fresh. */
static void
test_transient (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr (AnserLetterList) list = NULL;
  g_autoptr (AnserLetterRow) again = NULL;
  AnserLetterRow *row;
  AnserLetterRow *kept;

  deliver_many (self, "a", 3, 1, 1);
  list = list_folder (self->store, ANSER_FOLDER_INBOX);
  row = g_list_model_get_item (G_LIST_MODEL (list), 1);
  again = g_list_model_get_item (G_LIST_MODEL (list), 1);
  g_assert_true (row == again);
  g_clear_object (&again);
  g_assert_true (flag_letter (self->store, anser_letter_row_get_id (row), ANSER_LETTER_SEEN, 0,
                              NULL));
  g_assert_finalize_object (row);
  settle ();
  again = g_list_model_get_item (G_LIST_MODEL (list), 1);
  g_assert_cmpint (anser_letter_row_get_flags (again), ==, ANSER_LETTER_SEEN);
  g_assert_cmpstr (anser_letter_row_get_account (again), ==, "anna");
  g_assert_cmpint (anser_letter_row_get_role (again), ==, ANSER_FOLDER_INBOX);
  g_assert_cmpstr (anser_letter_row_get_sender (again), ==, "Berta");
  g_assert_cmpstr (anser_letter_row_get_recipients (again), ==, "Anna");
  g_assert_cmpstr (anser_letter_row_get_snippet (again), ==, "Text of a1");
  kept = g_steal_pointer (&again);
  g_assert_finalize_object (g_steal_pointer (&list));
  g_assert_finalize_object (kept);
}

/* Many rows: straight into the index, as other programs' letters would come. */
static void
insert_rows (Fixture  *self,
             unsigned  first,
             unsigned  n)
{
  g_autofree char *path = g_build_filename (self->root, "index.db", NULL);
  sqlite3 *database = NULL;
  sqlite3_stmt *insert = NULL;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  sqlite3_busy_timeout (database, 10000);
  g_assert_cmpint (sqlite3_exec (database, "PRAGMA cache_size = -100000; BEGIN IMMEDIATE;"
                                 "UPDATE clock SET version = version + 1",
                                 NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (database,
    "INSERT INTO letter (folder, name, info, in_new, flags, date, size, sender, sender_address,"
    " recipients, subject, snippet, sender_key, subject_key, version)"
    " VALUES ((SELECT id FROM folder WHERE role = 0), ?1,"
    " ':2,', 0, (?1 * 31) % 7 * 2 & 18, (?1 * 7919) % 100003, (?1 * 7907) % 100003,"
    " 'Berta', '', '', ?1, '', 'berta' || (?1 * 77 % 1000), ?1 * 7901 % 100003,"
    " (SELECT version FROM clock))", -1, &insert, NULL), ==, SQLITE_OK);
  for (unsigned i = first; i < first + n; i++)
    {
      sqlite3_bind_int (insert, 1, i);
      g_assert_cmpint (sqlite3_step (insert), ==, SQLITE_DONE);
      sqlite3_reset (insert);
    }
  sqlite3_finalize (insert);
  g_assert_cmpint (sqlite3_exec (database, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (database);
}

static gboolean
is_complete (AnserLetterList *list)
{
  gboolean complete;

  g_object_get (list, "complete", &complete, NULL);
  return complete;
}

/* Lists so long that a thread reads them: any place is there at once, and is the same afterwards;
 * what comes meanwhile is not missed. */
static void
test_long (Fixture       *self,
           gconstpointer  data)
{
  unsigned n_inserted = 6000;

  insert_rows (self, 0, n_inserted);
  for (unsigned i = 0; i < 4 * 2 * 4; i++)
    {
      g_autoptr (AnserLetterList) list = list_sorted (self->store, i % 4, i / 4 % 2, i / 8);
      unsigned n = g_list_model_get_n_items (G_LIST_MODEL (list));
      g_autofree gint64 *early = g_new0 (gint64, n);
      Mirror *mirror = mirror_new (list);

      mirror->sort = i % 4;
      mirror->reversed = i / 4 % 2;
      mirror->show = i / 8;
      if (mirror->show == ANSER_LETTER_SHOW_ALL)
        {
          g_assert_cmpuint (n, ==, n_inserted);
          g_assert_false (is_complete (list));
          g_assert_false (anser_letter_list_is_loading (list));
        }
      for (unsigned j = 0; j < n; j++)
        early[j] = anser_letter_list_get_id (list, j);
      if (i % 3 == 0)
        {
          insert_rows (self, n_inserted, 5);
          n_inserted += 5;
        }
      wait_for (is_complete (list));
      for (unsigned j = 0; j < MIN (n, 400); j++)
        g_assert_true (i % 3 == 0 || anser_letter_list_get_id (list, j) == early[j]);
      /* The index was changed by another, which is noticed within a second. */
      deliver_many (self, "own", 1, 7, 1);
      n_inserted++;
      settle ();
      g_free (mirror_check_loaded (mirror, self->store, list));
      mirror_free (mirror);
    }
}

/* Nobody is left waiting for a list that is gone before it was loaded. */
static void
test_dropped (Fixture       *self,
              gconstpointer  data)
{
  insert_rows (self, 0, 20000);
  for (unsigned i = 0; i < 20; i++)
    {
      AnserLetterList *list = list_folder (self->store, ANSER_FOLDER_INBOX);

      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 20000);
      if (i % 2 == 0)
        anser_letter_list_set_order (list, ANSER_LETTER_SORT_SENDER, TRUE);
      if (i % 3 == 0)
        anser_letter_list_set_show (list, ANSER_LETTER_SHOW_UNREAD);
      g_assert_finalize_object (list);
    }
  settle ();
}

static void
test_hundred_thousand (Fixture       *self,
                       gconstpointer  data)
{
  g_autoptr (AnserLetterList) list = list_folder (self->store, ANSER_FOLDER_INBOX);
  g_autoptr (AnserFolder) inbox = anser_store_get_folder (self->store, "anna", ANSER_FOLDER_INBOX);
  Mirror *mirror = mirror_new (list);
  gint64 last = G_MAXINT64;

  insert_rows (self, 0, 100000);
  wait_for (g_list_model_get_n_items (G_LIST_MODEL (list)) == 100000);
  g_assert_cmpstr (mirror->log->str, ==, "0-0+100000 ");
  wait_for (anser_folder_get_total (inbox) == 100000);
  for (unsigned i = 0; i < 100000; i += 997)
    {
      g_autoptr (AnserLetterRow) row = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_assert_cmpint (anser_letter_row_get_date (row), <=, last);
      last = anser_letter_row_get_date (row);
      g_assert_cmpuint (anser_letter_list_find (list, anser_letter_row_get_id (row)), ==, i);
    }
  mirror_free (mirror);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/store/letter-list/" name, Fixture, NULL, fixture_set_up, function, \
              fixture_tear_down)
  ADD ("order", test_order);
  ADD ("smallest-changes", test_smallest_changes);
  ADD ("there-and-back", test_there_and_back);
  ADD ("random", test_random);
  ADD ("random-orders", test_random_orders);
  ADD ("many-runs", test_many_runs);
  ADD ("many-go", test_many_go);
  ADD ("flags", test_flags);
  ADD ("transient", test_transient);
  ADD ("long", test_long);
  ADD ("dropped", test_dropped);
  ADD ("hundred-thousand", test_hundred_thousand);

  return g_test_run ();
}
