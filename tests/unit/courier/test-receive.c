/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "courier/courier-private.h"
#include "engine/errors.h"
#include "fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/* Microseconds within which stopping takes effect; sanitizers slow all down. */
#ifdef __SANITIZE_ADDRESS__
#define STOP_TIME 2000000
#else
#define STOP_TIME 200000
#endif

static void
add_letters (Fixture  *fixture,
             unsigned  n)
{
  for (unsigned i = 1; i <= n; i++)
    {
      g_autofree char *uid = g_strdup_printf ("uid-%u", i);
      g_autofree char *text =
        g_strdup_printf ("From: you@example.org\r\nSubject: letter %u\r\n\r\n.dot\r\nText %u.\r\n",
                         i, i);

      fake_server_add_message (fixture->server, uid, text);
    }
}

static void
assert_check (Fixture *fixture,
              int      n_new)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (fixture_check (fixture, &error), ==, n_new);
  g_assert_no_error (error);
  g_assert_null (anser_courier_get_problem (fixture->courier));
  g_assert_cmpint (anser_courier_get_state (fixture->courier), ==, ANSER_COURIER_IDLE);
  g_assert_cmpstr (anser_courier_get_status (fixture->courier), ==, "");
}

/* First all, then nothing, then what is new; the letters stay on the server. */
static void
test_fetch (gconstpointer pipelining)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *text = NULL;

  fixture->server->pipelining = GPOINTER_TO_INT (pipelining);
  add_letters (fixture, 25);
  assert_check (fixture, 25);
  g_assert_cmpuint (fixture->n_received, ==, 25);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_INBOX), ==, 25);
  g_assert_cmpint (anser_courier_get_last_check (fixture->courier), >, 1000000);
  text = fixture_find_file (fixture, ANSER_FOLDER_INBOX, "Text 25.");
  g_assert_cmpstr (text, ==, "From: you@example.org\nSubject: letter 25\n\n.dot\nText 25.\n");

  fake_server_clear_log (fixture->server);
  assert_check (fixture, 0);
  g_assert_cmpuint (fake_server_count_log (fixture->server, "RETR"), ==, 0);
  g_assert_cmpuint (fake_server_count_log (fixture->server, "DELE"), ==, 0);

  fake_server_add_message (fixture->server, "new", "Subject: new\r\n\r\nHello\r\n");
  assert_check (fixture, 1);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_INBOX), ==, 26);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 26);
}

static void
test_empty_mailbox (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  assert_check (fixture, 0);
  g_assert_cmpuint (fixture->n_received, ==, 0);
}

/* The letters are here: a server that does not say goodbye takes nothing away from that (P15). */
static void
test_farewell (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  add_letters (fixture, 1);
  fixture->server->stall_at_quit = TRUE;
  assert_check (fixture, 1);
  assert_check (fixture, 0);
  g_assert_cmpuint (fake_server_count_log (fixture->server, "QUIT"), ==, 2);
}

typedef struct
{
  Fixture  *fixture;
  unsigned  least_files;            /* on disk whenever DELE came */
  unsigned  n_deletes;
} DeleteWatch;

static void
on_command (FakeServer *server,
            const char *command,
            gpointer    user_data)
{
  DeleteWatch *watch = user_data;

  if (!g_str_has_prefix (command, "DELE"))
    return;

  watch->n_deletes++;
  watch->least_files = MIN (watch->least_files,
                            fixture_count_files (watch->fixture, ANSER_FOLDER_INBOX));
}

/* DELE comes only when the letters lie in the folder under their last names. */
static void
test_delete_after_commit (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  DeleteWatch watch = { fixture, G_MAXUINT, 0 };

  g_object_set (fixture->account, "leave-on-server", FALSE, NULL);
  add_letters (fixture, 10);
  fixture->server->hook_data = &watch;
  fixture->server->hook = on_command;

  assert_check (fixture, 10);
  g_assert_cmpuint (watch.n_deletes, ==, 10);
  g_assert_cmpuint (watch.least_files, ==, 10);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 0);

  assert_check (fixture, 0);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_INBOX), ==, 10);
}

/* Letters that were left there go when the user no longer wants them to stay. */
static void
test_delete_later (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  add_letters (fixture, 3);
  assert_check (fixture, 3);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 3);
  g_object_set (fixture->account, "leave-on-server", FALSE, NULL);
  assert_check (fixture, 0);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 0);
}

/* What cannot be stored is not deleted. */
static void
test_store_fails (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *tmp = NULL;
  g_autofree char *away = NULL;

  g_object_set (fixture->account, "leave-on-server", FALSE, NULL);
  add_letters (fixture, 3);
  tmp = g_build_filename (fixture->root, "mail", anser_account_get_id (fixture->account),
                          anser_folder_role_get_name (ANSER_FOLDER_INBOX), "tmp", NULL);
  away = g_strconcat (tmp, "-away", NULL);
  g_assert_cmpint (g_rename (tmp, away), ==, 0);
  g_assert_true (g_file_set_contents (tmp, "in the way", -1, NULL));

  g_assert_cmpint (fixture_check (fixture, &error), ==, -1);
  g_assert_nonnull (error);
  g_assert_nonnull (anser_courier_get_problem (fixture->courier));
  g_assert_cmpuint (fake_server_count_log (fixture->server, "DELE"), ==, 0);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 3);

  g_assert_cmpint (g_remove (tmp), ==, 0);
  g_assert_cmpint (g_rename (away, tmp), ==, 0);
  assert_check (fixture, 3);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 0);
}

/* The server hangs up in the middle of a letter: what came before is kept, the rest comes next
 * time, everything once. */
static void
test_broken_off (gconstpointer leave)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GError) error = NULL;

  g_object_set (fixture->account, "leave-on-server", GPOINTER_TO_INT (leave), NULL);
  add_letters (fixture, 9);
  fixture->server->break_at_retr = 6;
  g_assert_cmpint (fixture_check (fixture, &error), ==, -1);
  g_assert_error (error, ANSER_ERROR, ANSER_ERROR_CLOSED);
  g_assert_cmpuint (fixture->n_received, ==, 5);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_INBOX), ==, 5);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 9);

  fixture->server->break_at_retr = 0;
  fake_server_clear_log (fixture->server);
  assert_check (fixture, 4);
  g_assert_cmpuint (fake_server_count_log (fixture->server, "RETR"), ==, 4);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_INBOX), ==, 9);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, GPOINTER_TO_INT (leave) ? 9 : 0);
}

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

static gboolean
has_retrieved (gpointer data)
{
  return fake_server_count_log (data, "RETR 5") > 0;
}

/* The user says stop while the server is silent in the middle of a letter. */
static void
test_stop (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 begin;

  add_letters (fixture, 9);
  fixture->server->stall_at_retr = 5;
  anser_courier_check_async (fixture->courier, NULL, on_done, &result);
  fixture_wait (has_retrieved, fixture->server);
  g_assert_cmpint (anser_courier_get_state (fixture->courier), !=, ANSER_COURIER_IDLE);

  begin = g_get_monotonic_time ();
  anser_courier_stop (fixture->courier);
  fixture_wait (is_set, &result);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, STOP_TIME);
  g_assert_cmpint (anser_courier_check_finish (fixture->courier, result, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (anser_courier_get_problem (fixture->courier));

  fixture->server->stall_at_retr = 0;
  g_assert_cmpint (fixture_check (fixture, NULL), >=, 5);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_INBOX), ==, 9);
}

static gboolean
has_sent (gpointer data)
{
  return ((Fixture *) data)->sent->len > 0;
}

/* A letter does not wait for a long reception. */
static void
test_send_meanwhile (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GAsyncResult) result = NULL;

  add_letters (fixture, 9);
  fixture->server->stall_at_retr = 5;
  anser_courier_check_async (fixture->courier, NULL, on_done, &result);
  fixture_wait (has_retrieved, fixture->server);
  fixture_queue (fixture, "Subject: x\r\n\r\nText\r\n", "a@example.org", NULL);
  anser_courier_send (fixture->courier);
  fixture_wait (has_sent, fixture);
  g_assert_null (result);
  g_assert_cmpint (anser_courier_get_state (fixture->courier), ==, ANSER_COURIER_RECEIVING);
  g_assert_true (g_str_has_prefix (anser_courier_get_status (fixture->courier),
                                   "Getting message "));

  anser_courier_stop (fixture->courier);
  fixture_wait (is_set, &result);
}

static void
note_state (AnserCourier *courier,
            GParamSpec   *pspec,
            gpointer      user_data)
{
  g_string_append_printf (user_data, "%d", anser_courier_get_state (courier));
}

/* What a window is told. */
static void
test_states (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GString) states = g_string_new (NULL);

  add_letters (fixture, 3);
  fixture_queue (fixture, "Subject: x\r\n\r\nText\r\n", "a@example.org", NULL);
  g_signal_connect (fixture->courier, "notify::state", G_CALLBACK (note_state), states);
  assert_check (fixture, 3);
  g_assert_cmpstr (states->str, ==, "13120");
}

/* A check that is asked for while one runs is that one; a cancelled caller stops it. */
static void
test_join_and_cancel (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) first = NULL, second = NULL;
  g_autoptr (GError) error = NULL;

  add_letters (fixture, 9);
  fixture->server->stall_at_retr = 5;
  anser_courier_check_async (fixture->courier, NULL, on_done, &first);
  anser_courier_check_async (fixture->courier, cancellable, on_done, &second);
  fixture_wait (has_retrieved, fixture->server);
  g_cancellable_cancel (cancellable);
  fixture_wait (is_set, &first);
  fixture_wait (is_set, &second);
  g_assert_cmpint (anser_courier_check_finish (fixture->courier, second, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->server->n_pop3_connections, ==, 1);
}

static void
test_wrong_password (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GError) error = NULL;

  add_letters (fixture, 2);
  fixture_set_password (fixture, "wrong");
  g_assert_cmpint (fixture_check (fixture, &error), ==, -1);
  g_assert_error (error, ANSER_ERROR, ANSER_ERROR_PASSWORD_REFUSED);
  g_assert_cmpint (fixture->password_needed, ==, ANSER_PROTOCOL_POP3);
  g_clear_error (&error);

  /* The same password is not tried again. */
  g_assert_cmpint (fixture_check (fixture, &error), ==, -1);
  g_assert_error (error, ANSER_ERROR, ANSER_ERROR_PASSWORD_REFUSED);
  g_assert_cmpuint (fixture->server->n_pop3_connections, ==, 1);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_INBOX), ==, 0);

  /* A new one, and the check goes on by itself. */
  anser_courier_give_password (fixture->courier, ANSER_PROTOCOL_POP3, "geheim");
  while (fixture->n_received == 0)
    g_main_context_iteration (NULL, TRUE);
  fixture_wait_idle (fixture);
  g_assert_cmpuint (fixture->n_received, ==, 2);
  g_assert_null (anser_courier_get_problem (fixture->courier));
}

/* A password that was changed elsewhere, in the accounts window say, is tried; so is the old one
 * with another user name. */
static void
test_password_changed (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  fixture_set_password (fixture, "wrong");
  g_assert_cmpint (fixture_check (fixture, NULL), ==, -1);
  g_object_set (fixture->account, "pop3-user", "other", NULL);
  g_assert_cmpint (fixture_check (fixture, NULL), ==, -1);
  g_assert_cmpuint (fixture->server->n_pop3_connections, ==, 2);
  fixture_set_password (fixture, "geheim");
  assert_check (fixture, 0);
}

/* The clock asks for no password that the user was asked for already. */
static void
test_schedule_is_quiet (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  fixture_set_password (fixture, NULL);
  anser_courier_check_on_schedule (fixture->courier);
  fixture_wait_idle (fixture);
  g_assert_cmpint (fixture->password_needed, ==, -1);
  g_assert_nonnull (anser_courier_get_problem (fixture->courier));
  g_assert_cmpint (fixture_check (fixture, NULL), ==, -1);
  g_assert_cmpint (fixture->password_needed, ==, ANSER_PROTOCOL_POP3);
}

static void
test_no_password (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GError) error = NULL;

  fixture_set_password (fixture, NULL);
  g_assert_cmpint (fixture_check (fixture, &error), ==, -1);
  g_assert_error (error, ANSER_ERROR, ANSER_ERROR_PASSWORD_REFUSED);
  g_assert_cmpint (fixture->password_needed, ==, ANSER_PROTOCOL_POP3);
  g_assert_cmpuint (fixture->server->n_pop3_connections, ==, 0);
}

/* A bare refusal of a password that was good a moment ago is no reason to ask (B6). */
static void
test_doubtful_refusal (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  assert_check (fixture, 0);
  fixture->server->password = "nobody knows";
  fixture->server->password_refusal = "-ERR login failed";
  g_assert_cmpint (fixture_check (fixture, NULL), ==, -1);
  g_assert_cmpint (fixture_check (fixture, NULL), ==, -1);
  g_assert_cmpint (fixture->password_needed, ==, -1);
  g_assert_nonnull (anser_courier_get_problem (fixture->courier));
  g_assert_cmpint (fixture_check (fixture, NULL), ==, -1);
  g_assert_cmpint (fixture->password_needed, ==, ANSER_PROTOCOL_POP3);
}

/* A message that the server refuses is told of; the others come. */
static void
test_refused_message (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  g_object_set (fixture->account, "leave-on-server", FALSE, NULL);
  add_letters (fixture, 4);
  fixture->server->refuse_retr = 2;
  g_assert_cmpint (fixture_check (fixture, NULL), ==, 3);
  g_assert_nonnull (anser_courier_get_problem (fixture->courier));
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 1);

  fixture->server->refuse_retr = 0;
  assert_check (fixture, 1);
}

/* No UIDL: messages are known again by their header blocks. */
static void
test_no_uidl (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  fixture->server->no_uidl = TRUE;
  add_letters (fixture, 5);
  assert_check (fixture, 5);
  assert_check (fixture, 0);
  fake_server_add_message (fixture->server, "x", "Subject: other\r\n\r\nOther\r\n");
  assert_check (fixture, 1);
}

/* One uid for two messages, and none for a third (P8). */
static void
test_poor_uids (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  fake_server_add_message (fixture->server, "same", "Subject: one\r\n\r\n1\r\n");
  fake_server_add_message (fixture->server, "same", "Subject: two\r\n\r\n2\r\n");
  fake_server_add_message (fixture->server, NULL, "Subject: three\r\n\r\n3\r\n");
  fake_server_add_message (fixture->server, "good", "Subject: four\r\n\r\n4\r\n");
  assert_check (fixture, 4);
  assert_check (fixture, 0);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_INBOX), ==, 4);
}

static void
test_neither_uidl_nor_top (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  fixture->server->no_uidl = TRUE;
  fixture->server->no_top = TRUE;
  add_letters (fixture, 2);
  g_assert_cmpint (fixture_check (fixture, NULL), ==, 0);
  g_assert_nonnull (anser_courier_get_problem (fixture->courier));

  g_object_set (fixture->account, "leave-on-server", FALSE, NULL);
  assert_check (fixture, 2);
  g_assert_cmpuint (fake_server_get_n_left (fixture->server), ==, 0);
}

/* Another program has the account. */
static void
test_locked (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AnserAccountLock) lock =
    anser_store_lock_account (fixture->store, anser_account_get_id (fixture->account), &error);

  g_assert_no_error (error);
  g_assert_cmpint (fixture_check (fixture, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_cmpuint (fixture->server->n_pop3_connections, ==, 0);
  g_clear_pointer (&lock, anser_account_lock_free);
  assert_check (fixture, 0);
}

static void
test_nobody_there (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  g_object_set (fixture->account, "pop3-port", 1u, NULL);
  g_assert_cmpint (fixture_check (fixture, NULL), ==, -1);
  g_assert_nonnull (anser_courier_get_problem (fixture->courier));
  g_object_set (fixture->account, "pop3-port", (unsigned) fixture->server->pop3_port, NULL);
  assert_check (fixture, 0);
}

/* An account that only sends. */
static void
test_no_server (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  g_object_set (fixture->account, "pop3-host", "", NULL);
  assert_check (fixture, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/receive/fetch", GINT_TO_POINTER (FALSE), test_fetch);
  g_test_add_data_func ("/receive/fetch-pipelined", GINT_TO_POINTER (TRUE), test_fetch);
  g_test_add_func ("/receive/empty-mailbox", test_empty_mailbox);
  g_test_add_func ("/receive/farewell", test_farewell);
  g_test_add_func ("/receive/delete-after-commit", test_delete_after_commit);
  g_test_add_func ("/receive/delete-later", test_delete_later);
  g_test_add_func ("/receive/store-fails", test_store_fails);
  g_test_add_data_func ("/receive/broken-off-leave", GINT_TO_POINTER (TRUE), test_broken_off);
  g_test_add_data_func ("/receive/broken-off-delete", GINT_TO_POINTER (FALSE), test_broken_off);
  g_test_add_func ("/receive/stop", test_stop);
  g_test_add_func ("/receive/send-meanwhile", test_send_meanwhile);
  g_test_add_func ("/receive/states", test_states);
  g_test_add_func ("/receive/join-and-cancel", test_join_and_cancel);
  g_test_add_func ("/receive/wrong-password", test_wrong_password);
  g_test_add_func ("/receive/password-changed", test_password_changed);
  g_test_add_func ("/receive/schedule-is-quiet", test_schedule_is_quiet);
  g_test_add_func ("/receive/no-password", test_no_password);
  g_test_add_func ("/receive/doubtful-refusal", test_doubtful_refusal);
  g_test_add_func ("/receive/refused-message", test_refused_message);
  g_test_add_func ("/receive/no-uidl", test_no_uidl);
  g_test_add_func ("/receive/poor-uids", test_poor_uids);
  g_test_add_func ("/receive/neither-uidl-nor-top", test_neither_uidl_nor_top);
  g_test_add_func ("/receive/locked", test_locked);
  g_test_add_func ("/receive/nobody-there", test_nobody_there);
  g_test_add_func ("/receive/no-server", test_no_server);

  return g_test_run ();
}
