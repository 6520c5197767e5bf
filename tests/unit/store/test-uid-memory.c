/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include <sqlite3.h>

static void
match (Fixture             *self,
       const char * const  *uids)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) records G_GNUC_UNUSED =
    anser_uid_memory_match (self->store, "anna", uids, g_strv_length ((char **) uids), &error);

  g_assert_no_error (error);
}

/* Looks without a listing: matching "a" alone would count as one. */
static int
count_uids (Fixture *self)
{
  g_autofree char *path = g_build_filename (self->root, "state.db", NULL);
  sqlite3 *database = NULL;
  sqlite3_stmt *count = NULL;
  int n;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (database, "SELECT count(*) FROM uid", -1, &count, NULL), ==,
                   SQLITE_OK);
  g_assert_cmpint (sqlite3_step (count), ==, SQLITE_ROW);
  n = sqlite3_column_int (count, 0);
  sqlite3_finalize (count);
  sqlite3_close (database);
  return n;
}

/* As if 40 days had passed. */
static void
grow_old (Fixture *self)
{
  g_autofree char *path = g_build_filename (self->root, "state.db", NULL);
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, "UPDATE uid SET missing_since = missing_since - 3456000"
                                 " WHERE missing_since > 0", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (database);
}

static void
test_match (Fixture       *self,
            gconstpointer  data)
{
  const char *uids[] = { "b", "a", "\xff\xfe odd", "A", "" };
  g_autoptr (GArray) records = NULL;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  deliver (self->store, "a", "one", 1);
  deliver (self->store, "\xff\xfe odd", "two", 2);
  records = anser_uid_memory_match (self->store, "anna", uids, G_N_ELEMENTS (uids), NULL);
  g_assert_cmpuint (records->len, ==, 5);
  for (unsigned i = 0; i < records->len; i++)
    {
      const AnserUidRecord *record = &g_array_index (records, AnserUidRecord, i);

      g_assert_cmpint (record->state, ==, i == 1 || i == 2 ? ANSER_UID_RECEIVED
                                                           : ANSER_UID_UNKNOWN);
      if (record->state == ANSER_UID_RECEIVED)
        g_assert_cmpint (ABS (record->received_at - now), <, 100);
    }
}

static void
test_accounts (Fixture       *self,
               gconstpointer  data)
{
  const char *uids[] = { "a" };
  g_autoptr (GArray) records = NULL;

  g_assert_true (anser_store_add_account (self->store, "bert", NULL));
  deliver (self->store, "a", "one", 1);
  records = anser_uid_memory_match (self->store, "bert", uids, 1, NULL);
  g_assert_cmpint (g_array_index (records, AnserUidRecord, 0).state, ==, ANSER_UID_UNKNOWN);
}

/* B3: three listings and thirty days; neither alone. */
static void
test_forget (Fixture       *self,
             gconstpointer  data)
{
  static const char * const without[] = { "b", NULL };

  deliver (self->store, "a", "one", 1);
  deliver (self->store, "b", "two", 2);
  g_assert_true (erase_letter (self->store, get_letter (self->store, 0, 1), NULL));
  for (int i = 0; i < 5; i++)
    match (self, without);
  g_assert_cmpint (count_uids (self), ==, 2);
  grow_old (self);
  match (self, without);
  g_assert_cmpint (count_uids (self), ==, 1);
  g_assert_cmpint (get_uid_state (self->store, "a"), ==, ANSER_UID_UNKNOWN);
}

static void
test_forget_listings (Fixture       *self,
                      gconstpointer  data)
{
  static const char * const none[] = { NULL };

  deliver (self->store, "a", "one", 1);
  match (self, none);
  grow_old (self);
  match (self, none);
  g_assert_cmpint (count_uids (self), ==, 1);
  match (self, none);
  g_assert_cmpint (count_uids (self), ==, 0);
}

/* An empty listing once, then all is as before: counting begins anew. */
static void
test_seen_again (Fixture       *self,
                 gconstpointer  data)
{
  static const char * const none[] = { NULL };

  deliver (self->store, "a", "one", 1);
  match (self, none);
  match (self, none);
  grow_old (self);
  g_assert_cmpint (get_uid_state (self->store, "a"), ==, ANSER_UID_RECEIVED);
  match (self, none);
  match (self, none);
  g_assert_cmpint (count_uids (self), ==, 1);
}

/* P14: wanted until it is absent; after that the UID may be another letter's. */
static void
test_want_delete (Fixture       *self,
                  gconstpointer  data)
{
  static const char * const wanted[] = { "a", "never-received", NULL };
  static const char * const none[] = { NULL };

  deliver (self->store, "a", "one", 1);
  g_assert_true (anser_uid_memory_want_delete (self->store, "anna", wanted, 2, NULL));
  fixture_reopen (self);
  match (self, wanted);
  g_assert_cmpint (get_uid_state (self->store, "a"), ==, ANSER_UID_DELETE_WANTED);
  match (self, none);
  g_assert_cmpint (get_uid_state (self->store, "a"), ==, ANSER_UID_RECEIVED);
  g_assert_cmpint (get_uid_state (self->store, "never-received"), ==, ANSER_UID_RECEIVED);
}

/* Without state.db, the names of files remember, in any folder of the account. */
static void
test_state_lost (Fixture       *self,
                 gconstpointer  data)
{
  g_autofree char *state = g_build_filename (self->root, "state.db", NULL);

  deliver (self->store, "a", "one", 1);
  deliver (self->store, "b", "two", 2);
  g_assert_true (anser_store_move (self->store, get_letter (self->store, 0, 0),
                                   ANSER_FOLDER_TRASH, NULL));
  fixture_close (self);
  g_unlink (state);
  fixture_reopen (self);
  g_assert_cmpint (get_uid_state (self->store, "a"), ==, ANSER_UID_RECEIVED);
  g_assert_cmpint (get_uid_state (self->store, "b"), ==, ANSER_UID_RECEIVED);
  g_assert_cmpint (get_uid_state (self->store, "c"), ==, ANSER_UID_UNKNOWN);
  g_assert_cmpint (count_uids (self), ==, 2);
}

/* The same letter delivered again, as "get again" would: one memory. */
static void
test_again (Fixture       *self,
            gconstpointer  data)
{
  static const char * const wanted[] = { "a" };

  deliver (self->store, "a", "one", 1);
  g_assert_true (anser_uid_memory_want_delete (self->store, "anna", wanted, 1, NULL));
  deliver (self->store, "a", "one", 1);
  g_assert_cmpint (count_uids (self), ==, 1);
  g_assert_cmpint (get_uid_state (self->store, "a"), ==, ANSER_UID_RECEIVED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/store/uid-memory/" name, Fixture, NULL, fixture_set_up, function, \
              fixture_tear_down)
  ADD ("match", test_match);
  ADD ("accounts", test_accounts);
  ADD ("forget", test_forget);
  ADD ("forget-listings", test_forget_listings);
  ADD ("seen-again", test_seen_again);
  ADD ("want-delete", test_want_delete);
  ADD ("state-lost", test_state_lost);
  ADD ("again", test_again);

  return g_test_run ();
}
