/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "courier/courier-private.h"
#include "engine/errors.h"
#include "fixture.h"
#include "store/uid-memory.h"

/* A server that is busy, limits logins, or mixes up its replies: whole couriers. */

static gint64
get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static void
add_letters (Fixture  *fixture,
             unsigned  n)
{
  for (unsigned i = 1; i <= n; i++)
    {
      g_autofree char *uid = g_strdup_printf ("uid-%u", i);
      g_autofree char *text = g_strdup_printf ("Subject: letter %u\r\n\r\nText\r\n", i);

      fake_server_add_message (fixture->server, uid, text);
    }
}

/* Nobody is asked for a password, and the check comes again by itself. */
static void
assert_patience (const char *refusal,
                 AnserError  code,
                 gint64      seconds)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GError) error = NULL;
  gint64 left;

  fixture->server->password = "nobody knows";
  fixture->server->password_refusal = refusal;
  g_assert_cmpint (fixture_check (fixture, &error), ==, -1);
  g_assert_error (error, ANSER_ERROR, (int) code);
  g_assert_cmpint (fixture->password_needed, ==, -1);
  g_assert_nonnull (anser_courier_get_problem (fixture->courier));
  left = fixture->courier->recheck.again_at - get_now ();
  g_assert_cmpint (left, >, seconds - 30);
  g_assert_cmpint (left, <=, seconds);
  g_assert_cmpuint (fixture->courier->recheck_timer, !=, 0);

  fixture->server->password = "geheim";
  g_assert_cmpint (fixture_check (fixture, NULL), ==, 0);
  g_assert_cmpuint (fixture->courier->recheck_timer, ==, 0);
  g_assert_null (anser_courier_get_problem (fixture->courier));
}

static void
test_p17_in_use (void)
{
  assert_patience ("-ERR [IN-USE] Do you have another POP session running?",
                   ANSER_ERROR_MAILBOX_IN_USE, 60);
  assert_patience ("-ERR unable to lock mailbox", ANSER_ERROR_MAILBOX_IN_USE, 60);
}

static void
test_p18_login_limit (void)
{
  assert_patience ("-ERR [LOGIN-DELAY] minimum time between mail checks violation",
                   ANSER_ERROR_TRY_LATER, 15 * 60);
}

static void
test_p19_sys_temp (void)
{
  assert_patience ("-ERR [SYS/TEMP] the disk is busy", ANSER_ERROR_TRY_LATER, 60);
}

/* M9: what the server says in CAPA stretches the interval; a person may check all the same. */
static void
test_m9_login_delay (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  fixture->server->capability = "LOGIN-DELAY 300 USER";
  g_assert_cmpint (fixture_check (fixture, NULL), ==, 0);
  g_assert_cmpint (anser_courier_get_not_before (fixture->courier), >, get_now () + 200);
  g_assert_cmpint (fixture_check (fixture, NULL), ==, 0);
}

static gboolean
has_sent (gpointer data)
{
  return !((AnserCourier *) data)->sending.busy;
}

/* M9: another start of the program keeps to it, and checks when the time has come. */
static void
test_m9_after_restart (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (AnserCourier) next = NULL;
  g_autoptr (AnserCourier) third = NULL;
  const char *id = anser_account_get_id (fixture->account);
  gint64 not_before;

  g_object_set (fixture->account, "check-interval", 1, NULL);
  fixture->server->capability = "LOGIN-DELAY 300";
  g_assert_cmpint (fixture_check (fixture, NULL), ==, 0);
  g_assert_cmpuint (fixture->server->n_pop3_connections, ==, 1);
  not_before = anser_courier_get_not_before (fixture->courier);

  next = anser_courier_new (fixture->store, fixture->account, fixture->secrets);
  g_assert_cmpint (anser_courier_get_not_before (next), >=, not_before - 1);
  g_assert_cmpint (anser_courier_get_not_before (next), <=, not_before + 1);
  g_assert_cmpint (anser_courier_get_next_check (next), ==, anser_courier_get_not_before (next));
  g_assert_false (anser_courier_is_due (next));
  anser_courier_check_at_start (next);
  fixture_wait (has_sent, next);
  g_assert_cmpuint (fixture->server->n_pop3_connections, ==, 1);
  g_assert_cmpuint (next->recheck_timer, !=, 0);
  g_assert_cmpint (anser_courier_get_next_check (next), ==, anser_courier_get_not_before (next));

  /* A clock that was wrong, or a limit that is over. */
  g_assert_true (anser_uid_memory_set_not_before (fixture->store, id, get_now () + 90000, NULL));
  third = anser_courier_new (fixture->store, fixture->account, fixture->secrets);
  g_assert_cmpint (anser_courier_get_not_before (third), ==, 0);
  fixture->server->capability = NULL;
  g_assert_cmpint (fixture_check (fixture, NULL), ==, 0);
  g_assert_cmpint (anser_uid_memory_get_not_before (fixture->store, id, NULL), ==, 0);
}

/* B6: a password that was good when the program ran last is not doubted at once. */
static void
test_b6_bare_refusal (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  fixture->courier->receiving.trusted = TRUE;
  fixture->server->password = "nobody knows";
  fixture->server->password_refusal = "-ERR login failed";
  g_assert_cmpint (fixture_check (fixture, NULL), ==, -1);
  g_assert_cmpint (fixture->password_needed, ==, -1);
  fixture->server->password_refusal = "-ERR [AUTH] wrong";
  g_assert_cmpint (fixture_check (fixture, NULL), ==, -1);
  g_assert_cmpint (fixture->password_needed, ==, ANSER_PROTOCOL_POP3);
}

/* P27, M8: replies out of turn. What came is kept, the rest comes in another session, one command
 * at a time; the next check knows. */
static void
test_p27_mixed_up (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *quirks = NULL;

  fixture->server->pipelining = TRUE;
  fixture->server->n_mixed_up = 1;
  add_letters (fixture, 9);
  g_assert_cmpint (fixture_check (fixture, NULL), ==, 9);
  g_assert_cmpuint (fixture->server->n_pop3_connections, ==, 2);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_INBOX), ==, 9);
  quirks = anser_uid_memory_dup_quirks (fixture->store,
                                        anser_account_get_id (fixture->account), NULL);
  g_assert_cmpstr (quirks, ==, "no-pipelining");
}

/* Once is enough: a server that does it again has a fault; but what it did it with is asked for last,
 * and holds up no other. */
static void
test_p27_mixed_up_always (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GError) error = NULL;

  fixture->server->pipelining = TRUE;
  fixture->server->n_mixed_up = 9;
  add_letters (fixture, 9);
  g_assert_cmpint (fixture_check (fixture, &error), ==, -1);
  g_assert_error (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL);
  g_assert_cmpuint (fixture->server->n_pop3_connections, ==, 2);
  g_assert_cmpuint (fixture->n_received, ==, 8);
}

/* P4: a server that does not stuff dots. The letter in which it loses its way is told of, and is
 * never deleted; the others come. */
static void
test_p4_spurious_dot (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text =
    g_strdup_printf ("Subject: dot\r\n\r\nText\r\n.\r\nMore text\r\n%0*d\r\n", 3000, 0);

  g_object_set (fixture->account, "leave-on-server", FALSE, NULL);
  fixture->server->no_stuffing = TRUE;
  fake_server_add_message (fixture->server, "dot", text);
  add_letters (fixture, 4);
  g_assert_cmpint (fixture_check (fixture, &error), ==, -1);
  g_assert_error (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL);
  g_assert_cmpuint (fixture->n_received, ==, 4);
  g_assert_cmpuint (fixture->server->n_pop3_connections, ==, 2);
  g_clear_error (&error);

  /* The only one left. */
  g_assert_cmpint (fixture_check (fixture, &error), ==, -1);
  g_assert_error (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_INBOX), ==, 4);
  g_assert_cmpuint (fake_server_count_log (fixture->server, "DELE"), ==, 0);
}

/* P5: a server that says too large a size is believed when it goes on as it should. */
static void
test_p5_says_too_much (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  fixture->server->size_offset = 5000;
  add_letters (fixture, 4);
  g_assert_cmpint (fixture_check (fixture, NULL), ==, 4);
  g_assert_cmpint (fixture_check (fixture, NULL), ==, 0);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_INBOX), ==, 4);
}

/* P3: the final dot stands in the last line. The user is asked, and says to keep the message as it
 * is; that is no leave for the next check. */
static void
test_p3_keep_as_is (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;

  fixture->courier->timeout = 300;
  add_letters (fixture, 3);
  fixture->server->glue_at_retr = 2;
  g_assert_cmpint (fixture_check (fixture, &error), ==, -1);
  g_assert_error (error, ANSER_ERROR, ANSER_ERROR_UNFINISHED);
  g_assert_null (strstr (error->message, "anserctl"));
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_INBOX), ==, 1);

  anser_courier_keep_unfinished (fixture->courier);
  fixture_wait_idle (fixture);
  g_assert_null (anser_courier_get_problem (fixture->courier));
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_INBOX), ==, 3);
  kept = fixture_find_file (fixture, ANSER_FOLDER_INBOX, "letter 2");
  g_assert_true (g_str_has_suffix (kept, "\nText.") || g_str_has_suffix (kept, "\nText.\n"));
  g_assert_false (fixture->courier->keep_unfinished);
  g_assert_cmpint (fixture_check (fixture, NULL), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/patience/p17-in-use", test_p17_in_use);
  g_test_add_func ("/patience/p18-login-limit", test_p18_login_limit);
  g_test_add_func ("/patience/p19-sys-temp", test_p19_sys_temp);
  g_test_add_func ("/patience/m9-login-delay", test_m9_login_delay);
  g_test_add_func ("/patience/m9-after-restart", test_m9_after_restart);
  g_test_add_func ("/patience/b6-bare-refusal", test_b6_bare_refusal);
  g_test_add_func ("/patience/p4-spurious-dot", test_p4_spurious_dot);
  g_test_add_func ("/patience/p5-says-too-much", test_p5_says_too_much);
  g_test_add_func ("/patience/p3-keep-as-is", test_p3_keep_as_is);
  g_test_add_func ("/patience/p27-mixed-up", test_p27_mixed_up);
  g_test_add_func ("/patience/p27-mixed-up-always", test_p27_mixed_up_always);

  return g_test_run ();
}
