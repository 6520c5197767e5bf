/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules that say what is received at all (B8). */

#include "fixture.h"
#include "store/uid-memory.h"

#include <string.h>
#include <utime.h>

/* The time at which the rules were last written is to the second, and that of a verdict, too: so that
 * one is later than the other, the file gets a time of the past or of the future. */
static void
put_rules (Fixture    *self,
           const char *text,
           int         age)
{
  g_autofree char *path = g_build_filename (self->root, "rules", NULL);
  time_t time = (time_t) (g_get_real_time () / G_USEC_PER_SEC) - age;
  const struct utimbuf times = { time, time };

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (utime (path, &times), ==, 0);
}

static void
add_message (Fixture    *self,
             const char *uid,
             const char *from,
             const char *subject,
             unsigned    length)
{
  g_autofree char *body = g_strnfill (length, 'x');
  g_autofree char *text = g_strdup_printf ("From: %s\r\nTo: me@example.org\r\nSubject: %s\r\n\r\n"
                                           "%s\r\n", from, subject, body);

  fake_server_add_message (self->server, uid, text);
}

static void
check (Fixture *self,
       int      n_new)
{
  g_autoptr (GError) error = NULL;

  fake_server_clear_log (self->server);
  g_assert_cmpint (fixture_check (self, &error), ==, n_new);
  g_assert_no_error (error);
  g_assert_null (anser_courier_get_problem (self->courier));
}

static void
assert_state (Fixture    *self,
              const char *uid,
              int         state)
{
  g_autoptr (GPtrArray) records =
    anser_uid_memory_load (self->store, anser_account_get_id (self->account), NULL);
  int found = -1;

  for (guint i = 0; i < records->len; i++)
    {
      const AnserUidRecord *record = records->pdata[i];

      if (g_str_equal (record->uid, uid))
        found = (int) record->state;
    }
  g_assert_cmpint (found, ==, state);
}

static const char rules[] =
  "rule \"Friends\"\n  if from is \"anna@example.org\"\n  stop\n"
  "rule \"Spam\"\n  if subject contains \"lottery\"\n  delete-on-server\n"
  "rule \"Robots\"\n  if header \"From\" contains \"robot@\"\n  skip\n"
  "rule \"Large\"\n  if size over 20K\n  headers-only\n  addflag flagged\n";

/* One of each kind; what is large is not asked for twice, and a friend's is received however it is. */
static void
test_verdicts (gconstpointer pipelining)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autofree char *large = NULL;

  self->server->pipelining = GPOINTER_TO_INT (pipelining);
  put_rules (self, rules, 60);
  add_message (self, "1", "you@example.org", "hello", 10);
  add_message (self, "2", "you@example.org", "the LOTTERY", 10);
  add_message (self, "3", "robot@example.org", "report", 10);
  add_message (self, "4", "you@example.org", "film", 40000);
  add_message (self, "5", "anna@example.org", "lottery, a film", 40000);
  check (self, 3);
  g_assert_cmpuint (fake_server_count_log (self->server, "RETR"), ==, 2);
  g_assert_cmpuint (fake_server_count_log (self->server, "DELE"), ==, 1);
  g_assert_cmpuint (fake_server_get_n_left (self->server), ==, 4);
  g_assert_cmpuint (fixture_count_files (self, ANSER_FOLDER_INBOX), ==, 3);
  large = fixture_find_file (self, ANSER_FOLDER_INBOX, "Subject: film");
  g_assert_cmpuint (strlen (large), <, 1000);
  assert_state (self, "2", -1);
  assert_state (self, "3", ANSER_UID_LEFT);
  assert_state (self, "4", ANSER_UID_HEADER_ONLY);

  /* What was judged costs nothing more. */
  check (self, 0);
  g_assert_cmpuint (fake_server_count_log (self->server, "TOP"), ==, 0);
  g_assert_cmpuint (fake_server_count_log (self->server, "RETR"), ==, 0);
}

/* Rules that became others are asked again; without them all comes. */
static void
test_other_rules (void)
{
  g_autoptr (Fixture) self = fixture_new ();

  put_rules (self, rules, 60);
  add_message (self, "1", "robot@example.org", "report", 10);
  add_message (self, "2", "robot@example.org", "status", 10);
  check (self, 0);
  g_assert_cmpuint (fixture_count_files (self, ANSER_FOLDER_INBOX), ==, 0);

  put_rules (self, "rule \"Robots\"\n  if subject is \"report\"\n  skip\n", -60);
  check (self, 1);
  g_assert_cmpuint (fake_server_count_log (self->server, "TOP"), ==, 2);
  assert_state (self, "1", ANSER_UID_LEFT);
  assert_state (self, "2", ANSER_UID_RECEIVED);

  put_rules (self, "# none\n", 60);
  check (self, 1);
  g_assert_cmpuint (fake_server_count_log (self->server, "TOP"), ==, 0);
  assert_state (self, "1", ANSER_UID_RECEIVED);
  g_assert_cmpuint (fixture_count_files (self, ANSER_FOLDER_INBOX), ==, 2);
}

/* What LIST says is enough for some rules: then no header is asked for. */
static void
test_by_size (void)
{
  g_autoptr (Fixture) self = fixture_new ();

  put_rules (self, "rule \"Large\"\n  if size over 20K\n  if from contains \"film\"\n  skip\n", 60);
  add_message (self, "1", "you@example.org", "hello", 10);
  add_message (self, "2", "you@example.org", "report", 40000);
  add_message (self, "3", "film@example.org", "film", 40000);
  check (self, 2);
  g_assert_cmpuint (fake_server_count_log (self->server, "TOP"), ==, 2);

  put_rules (self, "rule \"Large\"\n  if size over 20K\n  skip\n", -60);
  add_message (self, "4", "you@example.org", "film", 40000);
  check (self, 0);
  g_assert_cmpuint (fake_server_count_log (self->server, "TOP"), ==, 0);
  g_assert_cmpuint (fake_server_get_n_left (self->server), ==, 4);
}

/* Without TOP, or where a rule before might keep the message, all is received. */
static void
test_unknown (void)
{
  g_autoptr (Fixture) self = fixture_new ();

  self->server->no_top = TRUE;
  put_rules (self, rules, 60);
  add_message (self, "1", "you@example.org", "lottery", 10);
  check (self, 1);
  self->server->no_top = FALSE;
  put_rules (self, "rule \"Mine\"\n  if body contains \"xxx\"\n  stop\n"
             "rule \"Spam\"\n  if subject contains \"lottery\"\n  delete-on-server\n", 60);
  add_message (self, "2", "you@example.org", "lottery", 10);
  check (self, 1);
  g_assert_cmpuint (fake_server_count_log (self->server, "DELE"), ==, 0);
  g_assert_cmpuint (fixture_count_files (self, ANSER_FOLDER_INBOX), ==, 2);
}

/* P27: a server that answers one question with the header of another message. What would be deleted
 * is asked for once more, alone; the headers differ, and all is received. */
static void
test_p27_mixed_up (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autofree char *found = NULL;

  self->server->pipelining = TRUE;
  self->server->swaps_top = TRUE;
  put_rules (self, rules, 60);
  add_message (self, "1", "you@example.org", "hello", 10);
  add_message (self, "2", "you@example.org", "lottery", 10);
  add_message (self, "3", "robot@example.org", "report", 10);
  check (self, 3);
  g_assert_false (self->server->swaps_top);
  g_assert_cmpuint (fake_server_count_log (self->server, "TOP"), ==, 4);
  g_assert_cmpuint (fake_server_count_log (self->server, "DELE"), ==, 0);
  found = fixture_find_file (self, ANSER_FOLDER_INBOX, "Subject: hello");
  g_assert_nonnull (found);
  g_assert_cmpuint (fixture_count_files (self, ANSER_FOLDER_INBOX), ==, 3);
}

/* Messages without names are deleted, too, and received if they are to stay nowhere. */
static void
test_nameless (void)
{
  g_autoptr (Fixture) self = fixture_new ();

  self->server->no_uidl = TRUE;
  g_object_set (self->account, "leave-on-server", FALSE, NULL);
  put_rules (self, rules, 60);
  add_message (self, "1", "you@example.org", "hello", 10);
  add_message (self, "2", "you@example.org", "lottery", 10);
  add_message (self, "3", "robot@example.org", "report", 10);
  check (self, 1);
  g_assert_cmpuint (fake_server_get_n_left (self->server), ==, 1);
  check (self, 0);
  g_assert_cmpuint (fake_server_get_n_left (self->server), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/rule-first/verdicts/one-at-a-time", GINT_TO_POINTER (FALSE),
                        test_verdicts);
  g_test_add_data_func ("/rule-first/verdicts/pipelining", GINT_TO_POINTER (TRUE), test_verdicts);
  g_test_add_func ("/rule-first/other-rules", test_other_rules);
  g_test_add_func ("/rule-first/by-size", test_by_size);
  g_test_add_func ("/rule-first/unknown", test_unknown);
  g_test_add_func ("/rule-first/p27-mixed-up", test_p27_mixed_up);
  g_test_add_func ("/rule-first/nameless", test_nameless);

  return g_test_run ();
}
