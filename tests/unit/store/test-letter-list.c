/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include <sqlite3.h>

/* What a list said about its changes, as a GtkListView would follow it: a copy that must always
 * equal the list. */
typedef struct
{
  GArray  *ids;
  GString *log;
} Mirror;

static void
on_items_changed (AnserLetterList *list,
                  unsigned         position,
                  unsigned         removed,
                  unsigned         added,
                  Mirror          *mirror)
{
  g_string_append_printf (mirror->log, "%u-%u+%u ", position, removed, added);
  g_array_remove_range (mirror->ids, position, removed);
  for (unsigned i = 0; i < added; i++)
    {
      gint64 id = anser_letter_list_get_id (list, position + i);

      g_array_insert_val (mirror->ids, position + i, id);
    }
}

static Mirror *
mirror_new (AnserLetterList *list)
{
  Mirror *mirror = g_new0 (Mirror, 1);

  mirror->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  mirror->log = g_string_new (NULL);
  on_items_changed (list, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (list)), mirror);
  g_string_truncate (mirror->log, 0);
  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), mirror);
  return mirror;
}

static void
mirror_free (Mirror *mirror)
{
  g_array_unref (mirror->ids);
  g_string_free (mirror->log, TRUE);
  g_free (mirror);
}

/* The mirror equals the list, the list equals a new one; returns and forgets what was logged. */
static char *
mirror_check (Mirror          *mirror,
              AnserStore      *store,
              AnserLetterList *list)
{
  g_autoptr (AnserLetterList) fresh = list_folder (store, ANSER_FOLDER_INBOX);
  unsigned n = g_list_model_get_n_items (G_LIST_MODEL (list));
  char *log = g_strdup (mirror->log->str);

  g_string_truncate (mirror->log, 0);
  g_assert_cmpuint (mirror->ids->len, ==, n);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fresh)), ==, n);
  for (unsigned i = 0; i < n; i++)
    {
      g_assert_cmpint (g_array_index (mirror->ids, gint64, i), ==,
                       anser_letter_list_get_id (list, i));
      g_assert_cmpint (anser_letter_list_get_id (fresh, i), ==, anser_letter_list_get_id (list, i));
    }
  return log;
}

static void
deliver_many (Fixture    *self,
              const char *prefix,
              unsigned    n,
              gint64      first_date,
              gint64      step)
{
  g_autoptr (AnserDelivery) delivery =
    anser_delivery_new (self->store, "anna", ANSER_FOLDER_INBOX);

  for (unsigned i = 0; i < n; i++)
    {
      g_autofree char *uid = g_strdup_printf ("%s%u", prefix, i);

      begin_letter (delivery, uid, uid, first_date + i * step);
    }
  g_assert_true (anser_delivery_commit (delivery, NULL));
}

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

static void
test_filter (Fixture       *self,
             gconstpointer  data)
{
  static const struct { const char *filter; const char *subjects; } cases[] = {
    { "pear", "pear apple-pear" },
    { "PEAR apple", "apple-pear" },
    { "text berta apple", "apple-pear apple" },
    { "100%", "100%" },
    { "_", "a_b" },
    { "\\", "c\\d" },
    { "'; DROP TABLE letter; --", "" },
    { "蘋果", "蘋果" },
    { "  ", "蘋果 c\\d a_b 100% pear apple-pear apple" },
    { "", "蘋果 c\\d a_b 100% pear apple-pear apple" },
  };
  static const char * const subjects[] = {
    "apple", "apple-pear", "pear", "100%", "a_b", "c\\d", "蘋果",
  };
  g_autoptr (AnserLetterList) list = NULL;
  g_autofree char *later = NULL;

  for (unsigned i = 0; i < G_N_ELEMENTS (subjects); i++)
    deliver (self->store, subjects[i], subjects[i], i + 1);
  list = list_folder (self->store, ANSER_FOLDER_INBOX);
  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = NULL;

      g_object_set (list, "filter", cases[i].filter, NULL);
      found = dup_subjects (list);
      g_assert_cmpstr (found, ==, cases[i].subjects);
    }
  settle ();
  anser_letter_list_set_filter (list, "pear");
  deliver (self->store, "x", "peach", 50);
  deliver (self->store, "y", "big-pear", 51);
  settle ();
  later = dup_subjects (list);
  g_assert_cmpstr (later, ==, "big-pear pear apple-pear");
  anser_letter_list_set_filter (list, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 9);
}

static void
test_two_folders (Fixture       *self,
                  gconstpointer  data)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (AnserLetterList) list = NULL;
  g_autoptr (AnserDelivery) delivery = NULL;
  g_autofree char *subjects = NULL;
  g_autofree char *later = NULL;
  g_autoptr (AnserLetterRow) row = NULL;

  g_assert_true (anser_store_add_account (self->store, "bert", NULL));
  g_ptr_array_add (folders, anser_store_get_folder (self->store, "anna", ANSER_FOLDER_INBOX));
  g_ptr_array_add (folders, anser_store_get_folder (self->store, "bert", ANSER_FOLDER_INBOX));
  deliver (self->store, "1", "a1", 1);
  deliver (self->store, "2", "a2", 3);
  delivery = anser_delivery_new (self->store, "bert", ANSER_FOLDER_INBOX);
  begin_letter (delivery, "1", "b1", 2);
  g_assert_true (anser_delivery_commit (delivery, NULL));
  list = anser_letter_list_new (self->store, folders);
  subjects = dup_subjects (list);
  g_assert_cmpstr (subjects, ==, "a2 b1 a1");
  begin_letter (delivery, "2", "b2", 9);
  g_assert_true (anser_delivery_commit (delivery, NULL));
  settle ();
  later = dup_subjects (list);
  g_assert_cmpstr (later, ==, "b2 a2 b1 a1");
  row = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpstr (anser_letter_row_get_account (row), ==, "bert");
}

/* 100,000 rows: straight into the index, as other programs' letters would come. */
static void
insert_rows (Fixture  *self,
             unsigned  n)
{
  g_autofree char *path = g_build_filename (self->root, "index.db", NULL);
  sqlite3 *database = NULL;
  sqlite3_stmt *insert = NULL;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, "BEGIN; UPDATE clock SET version = version + 1",
                                 NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (database,
    "INSERT INTO letter (folder, name, info, in_new, flags, date, size, sender, sender_address,"
    " recipients, subject, snippet, version) VALUES ((SELECT id FROM folder WHERE role = 0), ?1,"
    " ':2,', 0, 0, (?1 * 7919) % 100003, 5, 'Berta', '', '', ?1, '',"
    " (SELECT version FROM clock))", -1, &insert, NULL), ==, SQLITE_OK);
  for (unsigned i = 0; i < n; i++)
    {
      sqlite3_bind_int (insert, 1, i);
      g_assert_cmpint (sqlite3_step (insert), ==, SQLITE_DONE);
      sqlite3_reset (insert);
    }
  sqlite3_finalize (insert);
  g_assert_cmpint (sqlite3_exec (database, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (database);
}

static void
test_hundred_thousand (Fixture       *self,
                       gconstpointer  data)
{
  g_autoptr (AnserLetterList) list = list_folder (self->store, ANSER_FOLDER_INBOX);
  g_autoptr (AnserFolder) inbox = anser_store_get_folder (self->store, "anna", ANSER_FOLDER_INBOX);
  Mirror *mirror = mirror_new (list);
  gint64 last = G_MAXINT64;

  insert_rows (self, 100000);
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
  ADD ("many-runs", test_many_runs);
  ADD ("flags", test_flags);
  ADD ("transient", test_transient);
  ADD ("filter", test_filter);
  ADD ("two-folders", test_two_folders);
  ADD ("hundred-thousand", test_hundred_thousand);

  return g_test_run ();
}
