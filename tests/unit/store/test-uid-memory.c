/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/partial.h"
#include "store/store-private.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

static GPtrArray *
load (AnserStore *store,
      const char *account)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *records = anser_uid_memory_load (store, account, &error);

  g_assert_no_error (error);
  return records;
}

static void
save (AnserStore *store,
      GPtrArray  *records)
{
  g_autoptr (GError) error = NULL;

  anser_uid_memory_save (store, "anna", records, &error);
  g_assert_no_error (error);
}

/* What was delivered is known by its time and size, whatever the bytes of its uid. */
static void
test_deliver (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr (GPtrArray) records = NULL;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  deliver (self->store, "a", "one", 1);
  deliver (self->store, "\xff\xfe odd", "two", 2);
  records = load (self->store, "anna");
  g_assert_cmpuint (records->len, ==, 2);
  for (unsigned i = 0; i < records->len; i++)
    {
      const AnserUidRecord *record = records->pdata[i];

      g_assert_cmpint (record->state, ==, ANSER_UID_RECEIVED);
      g_assert_cmpint (ABS (record->received_at - now), <, 100);
      g_assert_cmpint (record->size, >, 20);
      g_assert_false (anser_uid_record_has_digest (record));
    }
  g_assert_nonnull (find_uid (records, "\xff\xfe odd"));
}

static void
test_accounts (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr (GPtrArray) records = NULL;

  g_assert_true (anser_store_add_account (self->store, "bert", NULL));
  deliver (self->store, "a", "one", 1);
  records = load (self->store, "bert");
  g_assert_cmpuint (records->len, ==, 0);
}

/* Every field comes back after a restart. */
static void
test_save (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (GPtrArray) records =
    g_ptr_array_new_with_free_func ((GDestroyNotify) anser_uid_record_free);
  AnserUidRecord *record = anser_uid_record_new ("a", ANSER_UID_GONE, 1234567890123);
  const AnserUidRecord *again;

  record->size = G_GINT64_CONSTANT (5000000000);
  record->missing = 2;
  record->missing_since = 77;
  memset (record->digest, 0, sizeof record->digest);
  record->digest[15] = 0xfe;
  g_ptr_array_add (records, record);
  save (self->store, records);
  fixture_reopen (self);

  g_ptr_array_unref (g_steal_pointer (&records));
  records = load (self->store, "anna");
  again = find_uid (records, "a");
  g_assert_cmpint (again->state, ==, ANSER_UID_GONE);
  g_assert_cmpint (again->received_at, ==, 1234567890123);
  g_assert_cmpint (again->size, ==, G_GINT64_CONSTANT (5000000000));
  g_assert_cmpuint (again->missing, ==, 2);
  g_assert_cmpint (again->missing_since, ==, 77);
  g_assert_true (anser_uid_record_has_digest (again));
  g_assert_cmpuint (again->digest[15], ==, 0xfe);
}

/* Two messages change uids with each other, a third is forgotten: at once. */
static void
test_rename (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (GPtrArray) records = NULL;
  AnserUidRecord *a, *b;
  gint64 size_of_a;

  deliver (self->store, "a", "one", 1);
  deliver (self->store, "b", "the second, which is longer", 2);
  deliver (self->store, "c", "three", 3);
  records = load (self->store, "anna");
  a = find_uid (records, "a");
  b = find_uid (records, "b");
  size_of_a = a->size;
  g_assert_cmpint (a->size, !=, b->size);
  find_uid (records, "c")->forgotten = TRUE;
  a->old_uid = g_steal_pointer (&a->uid);
  b->old_uid = g_steal_pointer (&b->uid);
  a->uid = g_strdup ("b");
  b->uid = g_strdup ("a");
  save (self->store, records);

  g_ptr_array_unref (g_steal_pointer (&records));
  records = load (self->store, "anna");
  g_assert_cmpuint (records->len, ==, 2);
  g_assert_cmpint (find_uid (records, "b")->size, ==, size_of_a);
}

static void
test_identify (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr (AnserDelivery) delivery =
    anser_delivery_new (self->store, "anna", ANSER_FOLDER_INBOX);
  g_autoptr (AnserUidRecord) identity = anser_uid_record_new ("a", ANSER_UID_HEADER_ONLY, 0);
  g_autoptr (GPtrArray) records = NULL;
  const AnserUidRecord *record;

  identity->size = 12000000;
  memset (identity->digest, 7, sizeof identity->digest);
  g_assert_true (anser_delivery_begin (delivery, "a", NULL));
  g_assert_true (anser_delivery_write (delivery, "A: 1\r\n\r\n", 8, NULL));
  anser_delivery_identify (delivery, identity);
  g_assert_true (anser_delivery_end (delivery, NULL));
  g_assert_true (anser_delivery_begin (delivery, "dropped", NULL));
  anser_delivery_drop (delivery);
  g_assert_true (anser_delivery_commit (delivery, NULL));

  records = load (self->store, "anna");
  g_assert_cmpuint (records->len, ==, 1);
  record = records->pdata[0];
  g_assert_cmpint (record->state, ==, ANSER_UID_HEADER_ONLY);
  g_assert_cmpint (record->size, ==, 12000000);
  g_assert_cmpmem (record->digest, sizeof record->digest, identity->digest,
                   sizeof identity->digest);
  g_assert_cmpuint (count_files (self->root, "Inbox", "tmp"), ==, 0);
}

/* Without state.db, the names of files remember, in any folder of the account. */
static void
test_state_lost (Fixture       *self,
                 gconstpointer  data)
{
  g_autofree char *state = g_build_filename (self->root, "state.db", NULL);
  g_autoptr (GPtrArray) records = NULL;

  deliver (self->store, "a", "one", 1);
  deliver (self->store, "b", "two", 2);
  g_assert_true (anser_store_move (self->store, get_letter (self->store, 0, 0),
                                   ANSER_FOLDER_TRASH, NULL));
  fixture_close (self);
  g_unlink (state);
  fixture_reopen (self);
  records = load (self->store, "anna");
  g_assert_cmpuint (records->len, ==, 0);
  g_assert_cmpint (get_uid_state (self->store, "a"), ==, ANSER_UID_RECEIVED);
  g_assert_cmpint (get_uid_state (self->store, "b"), ==, ANSER_UID_RECEIVED);
  g_assert_cmpint (get_uid_state (self->store, "c"), ==, ANSER_UID_UNKNOWN);
}

/* A state.db of the first version: its uids are known, without digests. */
static void
test_migrate (Fixture       *self,
              gconstpointer  data)
{
  g_autofree char *path = g_build_filename (self->root, "state.db", NULL);
  g_autoptr (GPtrArray) records = NULL;
  sqlite3 *database = NULL;

  fixture_close (self);
  anser_database_delete (path);
  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, anser_state_migrations[0], NULL, NULL, NULL), ==,
                   SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, "INSERT INTO uid (account, uid, state, received_at)"
                                 " VALUES ('anna', CAST ('a' AS BLOB), 1, 5);"
                                 "PRAGMA user_version = 1", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (database);

  fixture_reopen (self);
  records = load (self->store, "anna");
  g_assert_cmpuint (records->len, ==, 1);
  g_assert_cmpint (find_uid (records, "a")->state, ==, ANSER_UID_RECEIVED);
  deliver (self->store, "b", "two", 2);
}

/* M5: a header first; the whole is asked for, and takes its place. */
static void
deliver_as (Fixture       *self,
            AnserUidState  state,
            gboolean       replaces,
            const char    *text)
{
  g_autoptr (AnserDelivery) delivery =
    anser_delivery_new (self->store, "anna", ANSER_FOLDER_INBOX);
  g_autoptr (AnserUidRecord) record = anser_uid_record_new ("a", state, 0);

  record->size = 12000000;
  record->replaces_header = replaces;
  g_assert_true (state == ANSER_UID_HEADER_ONLY ? anser_delivery_begin_header (delivery, "a", NULL)
                                                : anser_delivery_begin (delivery, "a", NULL));
  g_assert_true (anser_delivery_write (delivery, text, strlen (text), NULL));
  anser_delivery_identify (delivery, record);
  g_assert_true (anser_delivery_end (delivery, NULL));
  g_assert_true (anser_delivery_commit (delivery, NULL));
}

static void
test_m5_partial (Fixture       *self,
                 gconstpointer  data)
{
  gboolean wanted = TRUE;
  gint64 letter;

  deliver_as (self, ANSER_UID_HEADER_ONLY, FALSE, "Subject: x\r\n\r\n");
  letter = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  g_assert_cmpint (anser_partial_get_size (self->store, letter, &wanted, NULL), ==, 12000000);
  g_assert_false (wanted);
  g_assert_true (anser_partial_want (self->store, letter, NULL));
  fixture_reopen (self);
  letter = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  g_assert_cmpint (anser_partial_get_size (self->store, letter, &wanted, NULL), ==, 12000000);
  g_assert_true (wanted);
  g_assert_cmpint (get_uid_state (self->store, "a"), ==, ANSER_UID_WHOLE_WANTED);

  deliver_as (self, ANSER_UID_RECEIVED, TRUE, "Subject: x\r\n\r\nText\r\n");
  g_assert_cmpuint (count_files (self->root, "Inbox", "cur"), ==, 1);
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_INBOX), ==, 1);
  letter = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  g_assert_cmpint (anser_partial_get_size (self->store, letter, NULL, NULL), ==, 0);
  g_assert_cmpint (get_uid_state (self->store, "a"), ==, ANSER_UID_RECEIVED);
}

/* Without state.db, a header alone is no message that may be deleted on the server: it is new. */
static void
test_m5_state_lost (Fixture       *self,
                    gconstpointer  data)
{
  g_autofree char *state = g_build_filename (self->root, "state.db", NULL);

  deliver_as (self, ANSER_UID_HEADER_ONLY, FALSE, "Subject: x\r\n\r\n");
  fixture_close (self);
  g_unlink (state);
  fixture_reopen (self);
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_INBOX), ==, 1);
  g_assert_cmpint (get_uid_state (self->store, "a"), ==, ANSER_UID_UNKNOWN);

  deliver_as (self, ANSER_UID_RECEIVED, FALSE, "Subject: x\r\n\r\nText\r\n");
  fixture_close (self);
  g_unlink (state);
  fixture_reopen (self);
  g_assert_cmpint (get_uid_state (self->store, "a"), ==, ANSER_UID_RECEIVED);
}

/* Killed right after the whole message was remembered. */
static void
test_m5_partial_killed (Fixture       *self,
                        gconstpointer  data)
{
  deliver_as (self, ANSER_UID_HEADER_ONLY, FALSE, "Subject: x\r\n\r\n");
  deliver (self->store, "b", "the whole", 1);
  g_assert_true (anser_partial_complete (self->store, "anna", "a", NULL));
  fixture_reopen (self);
  g_assert_cmpuint (count_files (self->root, "Inbox", "cur"), ==, 1);
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_INBOX), ==, 1);
}

/* The server renumbered its messages: the whole of a header is asked for by its new uid. */
static void
test_m5_partial_renamed (Fixture       *self,
                         gconstpointer  data)
{
  g_autoptr (GPtrArray) records = NULL;
  gboolean wanted = FALSE;
  AnserUidRecord *a, *b;
  gint64 letter;

  deliver (self->store, "b", "one", 1);
  deliver_as (self, ANSER_UID_HEADER_ONLY, FALSE, "Subject: x\r\n\r\n");
  records = load (self->store, "anna");
  a = find_uid (records, "a");
  b = find_uid (records, "b");
  a->old_uid = g_steal_pointer (&a->uid);
  b->old_uid = g_steal_pointer (&b->uid);
  a->uid = g_strdup ("b");
  b->uid = g_strdup ("a");
  save (self->store, records);

  letter = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  g_assert_true (anser_partial_want (self->store, letter, NULL));
  g_assert_cmpint (anser_partial_get_size (self->store, letter, &wanted, NULL), ==, 12000000);
  g_assert_true (wanted);
  g_assert_cmpint (get_uid_state (self->store, "b"), ==, ANSER_UID_WHOLE_WANTED);
  g_assert_cmpint (get_uid_state (self->store, "a"), ==, ANSER_UID_RECEIVED);
}

static void
test_quirks (Fixture       *self,
             gconstpointer  data)
{
  g_autofree char *none = anser_uid_memory_dup_quirks (self->store, "anna", NULL);
  g_autofree char *some = NULL;

  g_assert_cmpstr (none, ==, "");
  g_assert_true (anser_uid_memory_set_quirks (self->store, "anna", "no-capa", NULL));
  g_assert_true (anser_uid_memory_set_quirks (self->store, "anna", "no-capa no-utf8", NULL));
  fixture_reopen (self);
  some = anser_uid_memory_dup_quirks (self->store, "anna", NULL);
  g_assert_cmpstr (some, ==, "no-capa no-utf8");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/store/uid-memory/" name, Fixture, NULL, fixture_set_up, function, \
              fixture_tear_down)
  ADD ("deliver", test_deliver);
  ADD ("accounts", test_accounts);
  ADD ("save", test_save);
  ADD ("rename", test_rename);
  ADD ("identify", test_identify);
  ADD ("state-lost", test_state_lost);
  ADD ("migrate", test_migrate);
  ADD ("m5-partial", test_m5_partial);
  ADD ("m5-state-lost", test_m5_state_lost);
  ADD ("m5-partial-killed", test_m5_partial_killed);
  ADD ("m5-partial-renamed", test_m5_partial_renamed);
  ADD ("quirks", test_quirks);

  return g_test_run ();
}
