/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/errors.h"
#include "fixture.h"
#include "store/letter-list.h"
#include "store/partial.h"
#include "store/uid-memory.h"

#include <string.h>

/* B2 and M4 with whole couriers: a server whose uids cannot be relied upon, and days. */

static void
add_letters (Fixture  *fixture,
             unsigned  n)
{
  for (unsigned i = 1; i <= n; i++)
    {
      g_autofree char *uid = g_strdup_printf ("uid-%u", i);
      g_autofree char *text =
        g_strdup_printf ("Message-ID: <%u@example.org>\r\nSubject: letter %u\r\n\r\nText\r\n", i,
                         i);

      fake_server_add_message (fixture->server, uid, text);
    }
}

static FakeMessage *
get_message (Fixture  *fixture,
             unsigned  number)
{
  return fixture->server->messages->pdata[number - 1];
}

/* As after a move to another machine. */
static void
renumber (Fixture *fixture)
{
  for (guint i = 1; i <= fixture->server->messages->len; i++)
    {
      FakeMessage *message = get_message (fixture, i);
      char *uid = g_strdup_printf ("moved-%u", i);

      g_free (message->uid);
      message->uid = uid;
    }
}

static void
assert_check (Fixture  *fixture,
              int       n_new,
              unsigned  n_retrieved,
              unsigned  n_asked)
{
  g_autoptr (GError) error = NULL;

  fake_server_clear_log (fixture->server);
  g_assert_cmpint (fixture_check (fixture, &error), ==, n_new);
  g_assert_no_error (error);
  g_assert_cmpuint (fake_server_count_log (fixture->server, "RETR"), ==, n_retrieved);
  g_assert_cmpuint (fake_server_count_log (fixture->server, "TOP"), ==, n_asked);
}

/* P10 */
static void
test_p10_renumbered (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  add_letters (fixture, 20);
  assert_check (fixture, 20, 20, 0);
  renumber (fixture);
  fake_server_add_message (fixture->server, "really-new", "Subject: new\r\n\r\nHello\r\n");
  assert_check (fixture, 1, 1, 21);
  assert_check (fixture, 0, 0, 0);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_INBOX), ==, 21);
}

/* P10, P12: the server does not know TOP. */
static void
test_p10_renumbered_without_top (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  fixture->server->no_top = TRUE;
  add_letters (fixture, 5);
  assert_check (fixture, 5, 5, 0);
  renumber (fixture);
  fake_server_clear_log (fixture->server);
  g_assert_cmpint (fixture_check (fixture, NULL), ==, 0);
  g_assert_cmpuint (fake_server_count_log (fixture->server, "RETR"), ==, 5);
  assert_check (fixture, 0, 0, 0);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_INBOX), ==, 5);
}

static void
want_deleted (Fixture *fixture)
{
  const char *account = anser_account_get_id (fixture->account);
  g_autoptr (GPtrArray) records = anser_uid_memory_load (fixture->store, account, NULL);

  for (guint i = 0; i < records->len; i++)
    ((AnserUidRecord *) records->pdata[i])->state = ANSER_UID_DELETE_WANTED;
  g_assert_true (anser_uid_memory_save (fixture->store, account, records, NULL));
}

/* P14: deletion goes on under the new uid, once each header was seen a second time. */
static void
test_p14_wanted_and_renumbered (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  add_letters (fixture, 3);
  assert_check (fixture, 3, 3, 0);
  want_deleted (fixture);
  renumber (fixture);
  assert_check (fixture, 0, 0, 6);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 0);
}

/* P27: by the header of the old message the new one seems to be that which is to be deleted. */
static void
test_p27_wanted_and_mixed_up (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *found = NULL;

  add_letters (fixture, 1);
  assert_check (fixture, 1, 1, 0);
  want_deleted (fixture);
  renumber (fixture);
  fake_server_add_message (fixture->server, "really-new", "Subject: new\r\n\r\nHello\r\n");
  fixture->server->pipelining = TRUE;
  fixture->server->swaps_top = TRUE;
  assert_check (fixture, 1, 2, 3);
  g_assert_false (fixture->server->swaps_top);
  g_assert_true (get_message (fixture, 1)->deleted);
  g_assert_false (get_message (fixture, 2)->deleted);
  found = fixture_find_file (fixture, ANSER_FOLDER_INBOX, "Hello");
  g_assert_nonnull (found);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_INBOX), ==, 2);
  assert_check (fixture, 0, 0, 0);
}

/* P27, P8: the same where messages have no uids; what came twice then is not lost. */
static void
test_p27_nameless_and_mixed_up (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *found = NULL;

  fixture->server->no_uidl = TRUE;
  add_letters (fixture, 1);
  assert_check (fixture, 1, 1, 1);
  g_object_set (fixture->account, "leave-on-server", FALSE, NULL);
  fake_server_add_message (fixture->server, NULL, "Subject: new\r\n\r\nHello\r\n");
  fixture->server->pipelining = TRUE;
  fixture->server->swaps_top = TRUE;
  assert_check (fixture, 2, 2, 3);
  found = fixture_find_file (fixture, ANSER_FOLDER_INBOX, "Hello");
  g_assert_nonnull (found);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 0);
}

/* P10 (Cyrus): the uid of a letter that is gone is given to a new one, which must not be lost, nor
 * deleted unread. */
static void
test_p10_reused_uid (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *text = NULL;
  g_autofree char *found = NULL;

  g_object_set (fixture->account, "leave-on-server", FALSE, NULL);
  add_letters (fixture, 2);
  assert_check (fixture, 2, 2, 0);
  assert_check (fixture, 0, 0, 0);
  text = g_strdup_printf ("Subject: another letter\r\n\r\n%0*d\r\n", 9000, 0);
  fake_server_add_message (fixture->server, "uid-1", text);
  assert_check (fixture, 1, 1, 1);
  found = fixture_find_file (fixture, ANSER_FOLDER_INBOX, "another letter");
  g_assert_nonnull (found);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 0);
}

static void
assert_listed (Fixture  *fixture,
               int       n_new,
               unsigned  n_lists)
{
  assert_check (fixture, n_new, (unsigned) n_new, 0);
  g_assert_cmpuint (fake_server_count_log (fixture->server, "LIST"), ==, n_lists);
}

/* A mailbox that is the same to the octet is not listed size by size; STAT tells that it is. */
static void
test_b2_sizes_only_if_needed (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  FakeMessage *message;
  char *longer;

  add_letters (fixture, 3);
  assert_listed (fixture, 3, 1);
  assert_listed (fixture, 0, 0);
  g_assert_cmpuint (fake_server_count_log (fixture->server, "STAT"), ==, 1);

  fake_server_add_message (fixture->server, "new", "Subject: new\r\n\r\nHello\r\n");
  assert_listed (fixture, 1, 1);
  assert_listed (fixture, 0, 0);

  /* One that is gone is seen to be gone, and the others are still known to the octet. */
  get_message (fixture, 1)->deleted = TRUE;
  assert_listed (fixture, 0, 0);

  /* A few octets more under a uid that is known: is it another message? */
  message = get_message (fixture, 2);
  longer = g_strconcat (message->text, "!\r\n", NULL);
  g_free (message->text);
  message->text = longer;
  assert_check (fixture, 0, 0, 1);
  g_assert_cmpuint (fake_server_count_log (fixture->server, "LIST"), ==, 1);
  assert_listed (fixture, 0, 0);
}

/* P8: two messages get one uid, and later each its own again. */
static void
test_p8_double_uid (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  add_letters (fixture, 3);
  assert_check (fixture, 3, 3, 0);
  g_free (get_message (fixture, 1)->uid);
  get_message (fixture, 1)->uid = g_strdup ("uid-2");
  assert_check (fixture, 0, 0, 2);
  assert_check (fixture, 0, 0, 2);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_INBOX), ==, 3);
}

/* B2: a mailbox that is shown empty once. */
static void
test_b2_empty_once (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  add_letters (fixture, 3);
  assert_check (fixture, 3, 3, 0);
  for (unsigned i = 1; i <= 3; i++)
    get_message (fixture, i)->deleted = TRUE;
  assert_check (fixture, 0, 0, 0);
  for (unsigned i = 1; i <= 3; i++)
    get_message (fixture, i)->deleted = FALSE;
  assert_check (fixture, 0, 0, 0);
}

/* P7: a server that lists UIDL and refuses it today. */
static void
test_p7_uidl_fails (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  add_letters (fixture, 3);
  assert_check (fixture, 3, 3, 0);
  fixture->server->no_uidl = TRUE;
  fixture->server->capability = "UIDL";
  fake_server_clear_log (fixture->server);
  g_assert_cmpint (fixture_check (fixture, NULL), ==, -1);
  g_assert_cmpuint (fake_server_count_log (fixture->server, "RETR"), ==, 0);

  /* And one that never said so: the letters are known by their headers. */
  fixture->server->capability = NULL;
  assert_check (fixture, 0, 0, 3);
  fixture->server->no_uidl = FALSE;
  g_assert_cmpint (fixture_check (fixture, NULL), ==, 0);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_INBOX), ==, 3);
}

/* As if @days had passed since all was downloaded. */
static void
grow_old (Fixture  *fixture,
          unsigned  days)
{
  const char *account = anser_account_get_id (fixture->account);
  g_autoptr (GPtrArray) records = anser_uid_memory_load (fixture->store, account, NULL);

  for (guint i = 0; i < records->len; i++)
    ((AnserUidRecord *) records->pdata[i])->received_at -= (gint64) days * 24 * 60 * 60;
  g_assert_true (anser_uid_memory_save (fixture->store, account, records, NULL));
}

/* M4: days are counted from the download, whatever the letter's date. */
static void
test_m4_days (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  g_object_set (fixture->account, "leave-days", 7u, NULL);
  fake_server_add_message (fixture->server, "old",
                           "Date: Mon, 3 Jan 2000 10:00:00 +0000\r\n\r\nOld\r\n");
  assert_check (fixture, 1, 1, 0);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 1);
  grow_old (fixture, 6);
  fake_server_add_message (fixture->server, "young", "Subject: young\r\n\r\nYoung\r\n");
  assert_check (fixture, 1, 1, 0);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 2);
  grow_old (fixture, 1);
  assert_check (fixture, 0, 0, 0);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 1);
}

static gint64
first_letter (Fixture *fixture)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (AnserLetterList) list = NULL;

  g_ptr_array_add (folders, anser_store_get_folder (fixture->store,
                                                    anser_account_get_id (fixture->account),
                                                    ANSER_FOLDER_INBOX));
  list = anser_letter_list_new (fixture->store, folders);

  return anser_letter_list_get_id (list, 0);
}

static void
on_moved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  anser_store_move_finish (ANSER_STORE (source), result, NULL);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

static void
move_letter (Fixture         *fixture,
             gint64           letter,
             AnserFolderRole  folder)
{
  gboolean moved = FALSE;

  anser_store_move_async (fixture->store, &letter, 1, folder, NULL, on_moved, &moved);
  fixture_wait (is_true, &moved);
}

/* M4: what is thrown away here is deleted there, if that is wanted; what came back is not. */
static void
test_m4_follow_deletion (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  gint64 letter;

  add_letters (fixture, 3);
  assert_check (fixture, 3, 3, 0);
  letter = first_letter (fixture);
  move_letter (fixture, letter, ANSER_FOLDER_TRASH);
  assert_check (fixture, 0, 0, 0);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 3);

  g_object_set (fixture->account, "follow-deletion", TRUE, NULL);
  move_letter (fixture, letter, ANSER_FOLDER_INBOX);
  assert_check (fixture, 0, 0, 0);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 3);

  move_letter (fixture, letter, ANSER_FOLDER_TRASH);
  assert_check (fixture, 0, 0, 0);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 2);
  assert_check (fixture, 0, 0, 0);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_TRASH), ==, 1);
}

/* M4: what leaves the inbox here is deleted there, if that is wanted; of a header alone the message
 * is not here yet. */
static void
test_m4_follow_moves (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *large = g_strdup_printf ("Subject: large\r\n\r\n%0*d\r\n", 90000, 0);
  gint64 letter, header;

  g_object_set (fixture->account, "max-size", (gint64) 50000, NULL);
  fake_server_add_message (fixture->server, "large", large);
  assert_check (fixture, 1, 0, 1);
  header = first_letter (fixture);
  move_letter (fixture, header, ANSER_FOLDER_ARCHIVE);
  add_letters (fixture, 3);
  assert_check (fixture, 3, 3, 0);
  letter = first_letter (fixture);
  move_letter (fixture, letter, ANSER_FOLDER_ARCHIVE);
  assert_check (fixture, 0, 0, 0);
  g_object_set (fixture->account, "follow-deletion", TRUE, NULL);
  assert_check (fixture, 0, 0, 0);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 4);

  g_object_set (fixture->account, "follow-deletion", FALSE, "follow-moves", TRUE, NULL);
  move_letter (fixture, letter, ANSER_FOLDER_INBOX);
  assert_check (fixture, 0, 0, 0);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 4);

  move_letter (fixture, letter, ANSER_FOLDER_ARCHIVE);
  assert_check (fixture, 0, 0, 0);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 3);

  /* What is thrown away has left the inbox, too. */
  move_letter (fixture, first_letter (fixture), ANSER_FOLDER_TRASH);
  assert_check (fixture, 0, 0, 0);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 2);
}

/* M5: what is too large comes as a header; asked for, it comes whole, and there is one message. */
static void
test_m5_whole_later (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *text = g_strdup_printf ("Subject: large\r\n\r\n%0*d\r\n", 90000, 0);
  g_autofree char *found = NULL;
  gint64 letter;

  g_object_set (fixture->account, "max-size", (gint64) 50000, "leave-on-server", FALSE, NULL);
  fake_server_add_message (fixture->server, "large", text);
  assert_check (fixture, 1, 0, 1);
  assert_check (fixture, 0, 0, 0);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 1);

  letter = first_letter (fixture);
  g_assert_cmpint (anser_partial_get_size (fixture->store, letter, NULL, NULL), ==, strlen (text));
  g_assert_true (anser_partial_want (fixture->store, letter, NULL));
  assert_check (fixture, 1, 1, 0);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_INBOX), ==, 1);
  found = fixture_find_file (fixture, ANSER_FOLDER_INBOX, "00000");
  g_assert_nonnull (found);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 0);

  /* It arrived once, as a header. */
  g_assert_cmpuint (fixture->received->len, ==, 1);
}

/* M5: what is remembered is lost; the file of a header alone is not taken for the message, which
 * would be deleted unread. */
static void
test_m5_memory_lost (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  const char *account = anser_account_get_id (fixture->account);
  g_autofree char *text = g_strdup_printf ("Subject: large\r\n\r\n%0*d\r\n", 90000, 0);
  g_autofree char *found = NULL;
  g_autoptr (GPtrArray) records = NULL;

  g_object_set (fixture->account, "max-size", (gint64) 50000, NULL);
  fake_server_add_message (fixture->server, "large", text);
  assert_check (fixture, 1, 0, 1);
  records = anser_uid_memory_load (fixture->store, account, NULL);
  g_assert_cmpuint (records->len, ==, 1);
  ((AnserUidRecord *) records->pdata[0])->forgotten = TRUE;
  g_assert_true (anser_uid_memory_save (fixture->store, account, records, NULL));

  g_object_set (fixture->account, "max-size", (gint64) 0, "leave-on-server", FALSE, NULL);
  assert_check (fixture, 1, 1, 0);
  found = fixture_find_file (fixture, ANSER_FOLDER_INBOX, "00000");
  g_assert_nonnull (found);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 0);
}

/* M4, M5: a header alone that is thrown away is the message, for the server. */
static void
test_m5_header_thrown_away (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *text = g_strdup_printf ("Subject: large\r\n\r\n%0*d\r\n", 90000, 0);

  g_object_set (fixture->account, "max-size", (gint64) 50000, "follow-deletion", TRUE, NULL);
  fake_server_add_message (fixture->server, "large", text);
  assert_check (fixture, 1, 0, 1);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 1);
  move_letter (fixture, first_letter (fixture), ANSER_FOLDER_TRASH);
  assert_check (fixture, 0, 0, 0);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/never-twice/p10-renumbered", test_p10_renumbered);
  g_test_add_func ("/never-twice/p10-renumbered-without-top", test_p10_renumbered_without_top);
  g_test_add_func ("/never-twice/p14-wanted-and-renumbered", test_p14_wanted_and_renumbered);
  g_test_add_func ("/never-twice/p27-wanted-and-mixed-up", test_p27_wanted_and_mixed_up);
  g_test_add_func ("/never-twice/p27-nameless-and-mixed-up", test_p27_nameless_and_mixed_up);
  g_test_add_func ("/never-twice/p10-reused-uid", test_p10_reused_uid);
  g_test_add_func ("/never-twice/b2-sizes-only-if-needed", test_b2_sizes_only_if_needed);
  g_test_add_func ("/never-twice/p8-double-uid", test_p8_double_uid);
  g_test_add_func ("/never-twice/b2-empty-once", test_b2_empty_once);
  g_test_add_func ("/never-twice/p7-uidl-fails", test_p7_uidl_fails);
  g_test_add_func ("/never-twice/m4-days", test_m4_days);
  g_test_add_func ("/never-twice/m4-follow-deletion", test_m4_follow_deletion);
  g_test_add_func ("/never-twice/m4-follow-moves", test_m4_follow_moves);
  g_test_add_func ("/never-twice/m5-whole-later", test_m5_whole_later);
  g_test_add_func ("/never-twice/m5-memory-lost", test_m5_memory_lost);
  g_test_add_func ("/never-twice/m5-header-thrown-away", test_m5_header_thrown_away);

  return g_test_run ();
}
