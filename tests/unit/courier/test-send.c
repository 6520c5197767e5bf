/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/errors.h"
#include "fixture.h"
#include "store/receipts.h"

#include <glib/gstdio.h>
#include <string.h>

#define LETTER "From: me@example.org\r\nTo: a@example.org\r\nBcc: secret@example.org,\r\n" \
               " more@example.org\r\nSubject: hello\r\n\r\n.dot\r\nText\r\n"

static void
assert_check (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (fixture_check (fixture, &error), ==, 0);
  g_assert_no_error (error);
}

static FakeDelivery *
get_delivery (Fixture *fixture,
              guint    position)
{
  g_assert_cmpuint (position, <, fixture->server->deliveries->len);
  return fixture->server->deliveries->pdata[position];
}

static char *
problem_of (Fixture *fixture,
            gint64   letter)
{
  g_autoptr (AnserOutboxItem) item = anser_outbox_get (fixture->store, letter, NULL);

  g_assert_nonnull (item);
  g_assert_nonnull (item->problem);
  return g_strdup (item->problem);
}

/* To, Cc and Bcc by RCPT; Bcc in no copy that leaves, and in the one that stays. */
static void
test_sent (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  gint64 letter = fixture_queue (fixture, LETTER, "a@example.org", "secret@example.org",
                                 "more@example.org", NULL);
  g_autofree char *copy = NULL;
  FakeDelivery *delivery;

  assert_check (fixture);
  g_assert_null (anser_courier_get_problem (fixture->courier));
  g_assert_cmpuint (fixture->server->deliveries->len, ==, 1);
  delivery = get_delivery (fixture, 0);
  g_assert_cmpstr (delivery->sender, ==, "me@example.org");
  g_assert_cmpuint (delivery->recipients->len, ==, 3);
  g_assert_cmpstr (delivery->text, ==,
                   "From: me@example.org\r\nTo: a@example.org\r\nSubject: hello\r\n\r\n"
                   ".dot\r\nText\r\n");

  g_assert_cmpuint (fixture->sent->len, ==, 1);
  g_assert_cmpint (g_array_index (fixture->sent, gint64, 0), ==, letter);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_OUTBOX), ==, 0);
  copy = fixture_find_file (fixture, ANSER_FOLDER_SENT, "hello");
  g_assert_nonnull (strstr (copy, "Bcc: secret@example.org,\n more@example.org\n"));

  assert_check (fixture);
  g_assert_cmpuint (fixture->server->deliveries->len, ==, 1);
}

static void
test_nothing_to_send (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  assert_check (fixture);
  g_assert_cmpuint (fixture->server->n_smtp_connections, ==, 0);
}

static void
test_many_over_one_connection (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  for (unsigned i = 0; i < 8; i++)
    fixture_queue (fixture, LETTER, "a@example.org", NULL);
  assert_check (fixture);
  g_assert_cmpuint (fixture->server->deliveries->len, ==, 8);
  g_assert_cmpuint (fixture->server->n_smtp_connections, ==, 1);
}

/* A server that takes three letters at a time (S11). */
static void
test_few_per_connection (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  fixture->server->letters_per_connection = 3;
  for (unsigned i = 0; i < 8; i++)
    fixture_queue (fixture, LETTER, "a@example.org", NULL);
  assert_check (fixture);
  g_assert_null (anser_courier_get_problem (fixture->courier));
  g_assert_cmpuint (fixture->server->deliveries->len, ==, 8);
  g_assert_cmpuint (fixture->server->n_smtp_connections, ==, 3);
}

static gboolean
on_resent (gpointer data)
{
  return ((Fixture *) data)->sent->len > 0;
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

static void
resend (Fixture  *fixture,
        gint64    letter,
        gboolean  partial)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  anser_courier_resend_async (fixture->courier, letter, partial, NULL, on_done, &result);
  fixture_wait (is_set, &result);
  anser_courier_resend_finish (fixture->courier, result, &error);
  g_assert_no_error (error);
}

/* Nothing is sent when a recipient is refused; the user may then send to the others. */
static void
test_refused_recipient (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  gint64 letter = fixture_queue (fixture, LETTER, "a@example.org", "gone@example.org", NULL);
  gint64 other;
  g_autofree char *problem = NULL;

  g_hash_table_insert (fixture->server->refusals, (gpointer) "gone@example.org",
                       (gpointer) "550 5.1.1 no such user here");
  other = fixture_queue (fixture, LETTER, "b@example.org", NULL);
  assert_check (fixture);
  fixture_assert_outbox (fixture, letter, ANSER_OUTBOX_HELD);
  problem = problem_of (fixture, letter);
  g_assert_nonnull (strstr (problem, "gone@example.org"));
  g_assert_nonnull (strstr (problem, "no such user here"));
  g_assert_cmpstr (anser_courier_get_problem (fixture->courier)->message, ==, problem);

  /* It held up nobody. */
  g_assert_cmpuint (fixture->sent->len, ==, 1);
  g_assert_cmpint (g_array_index (fixture->sent, gint64, 0), ==, other);
  g_assert_cmpuint (fixture->server->deliveries->len, ==, 1);

  assert_check (fixture);
  g_assert_cmpuint (fixture->server->deliveries->len, ==, 1);

  g_array_set_size (fixture->sent, 0);
  resend (fixture, letter, TRUE);
  fixture_wait (on_resent, fixture);
  g_assert_cmpuint (fixture->server->deliveries->len, ==, 2);
  g_assert_cmpstr (get_delivery (fixture, 1)->recipients->pdata[0], ==, "a@example.org");
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_OUTBOX), ==, 0);
}

/* A server that does not list 8BITMIME gets 7 bits (M12, S22); the copy in Sent stays as written. */
static void
test_seven_bit (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *copy = NULL;

  fixture_queue (fixture, "From: me@example.org\r\nBcc: c@example.org\r\nSubject: hello\r\n"
                 "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                 "One \xc3\xa9 and many other words that are ASCII\r\n", "a@example.org", NULL);
  assert_check (fixture);
  g_assert_cmpuint (fixture->server->deliveries->len, ==, 1);
  g_assert_cmpstr (strstr (get_delivery (fixture, 0)->text, "Content-Transfer"), ==,
                   "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                   "One =C3=A9 and many other words that are ASCII\r\n");
  g_assert_null (strstr (get_delivery (fixture, 0)->text, "Bcc"));
  copy = fixture_find_file (fixture, ANSER_FOLDER_SENT, "hello");
  g_assert_nonnull (strstr (copy, "One \xc3\xa9 and"));
}

/* What the server said when it took the letter stays with it in Sent: the only receipt (S32). */
static void
test_receipt (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  gint64 letter = fixture_queue (fixture, LETTER, "a@example.org", "b@example.org", NULL);
  g_autoptr (GPtrArray) receipts = NULL;
  const AnserReceipt *receipt;

  fixture->server->data_reply = "250 2.0.0 Ok: queued as 4711";
  assert_check (fixture);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_SENT), ==, 1);
  receipts = anser_receipts_list (fixture->store, letter, NULL);
  g_assert_cmpuint (receipts->len, ==, 1);
  receipt = receipts->pdata[0];
  g_assert_cmpstr (receipt->words, ==, "Ok: queued as 4711");
  g_assert_cmpuint (receipt->recipients, ==, 2);
  g_assert_cmpint (receipt->taken_at, >, 0);
}

/* What the user chose survives the program: the letter waits for a server that is not there, and the
 * next program sends it to those that are taken. */
static void
test_partial_on_disk (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  gint64 letter = fixture_queue (fixture, LETTER, "a@example.org", "gone@example.org", NULL);
  g_autoptr (AnserOutboxItem) item = NULL;

  g_hash_table_insert (fixture->server->refusals, (gpointer) "gone@example.org",
                       (gpointer) "550 5.1.1 no such user here");
  item = anser_outbox_get (fixture->store, letter, NULL);
  item->partial = TRUE;
  g_assert_true (anser_outbox_update (fixture->store, item, NULL));

  assert_check (fixture);
  g_assert_cmpuint (fixture->server->deliveries->len, ==, 1);
  g_assert_cmpuint (get_delivery (fixture, 0)->recipients->len, ==, 1);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_OUTBOX), ==, 0);
}

/* Some are to be tried later: the others have it, and only those are left. */
static void
test_later (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  gint64 letter = fixture_queue (fixture, LETTER, "a@example.org", "grey@example.org", NULL);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (AnserOutboxItem) item = NULL;

  g_hash_table_insert (fixture->server->refusals, (gpointer) "grey@example.org",
                       (gpointer) "451 4.7.1 greylisted");
  assert_check (fixture);
  g_assert_cmpuint (get_delivery (fixture, 0)->recipients->len, ==, 1);
  item = anser_outbox_get (fixture->store, letter, NULL);
  g_assert_cmpint (item->state, ==, ANSER_OUTBOX_QUEUED);
  g_assert_cmpuint (item->recipients->len, ==, 1);
  g_assert_cmpstr (item->recipients->pdata[0], ==, "grey@example.org");
  g_assert_cmpint (item->not_before, >=, now + 60);
  g_assert_cmpint (item->not_before, <=, now + 80);
  g_assert_cmpuint (item->attempts, ==, 1);

  /* Not before its time. */
  assert_check (fixture);
  g_assert_cmpuint (fixture->server->n_smtp_connections, ==, 1);

  /* When it has come, the courier sends by itself. */
  g_hash_table_remove_all (fixture->server->refusals);
  item->not_before = now;
  anser_outbox_update (fixture->store, item, NULL);
  assert_check (fixture);
  g_assert_cmpuint (fixture->sent->len, ==, 1);
  g_assert_cmpstr (get_delivery (fixture, 1)->recipients->pdata[0], ==, "grey@example.org");
}

/* A letter that waits is sent in its time without a check. */
static void
test_due_by_itself (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  gint64 letter = fixture_queue (fixture, LETTER, "a@example.org", NULL);
  g_autoptr (AnserOutboxItem) item = anser_outbox_get (fixture->store, letter, NULL);

  item->not_before = g_get_real_time () / G_USEC_PER_SEC + 2;
  anser_outbox_update (fixture->store, item, NULL);
  assert_check (fixture);
  g_assert_cmpuint (fixture->sent->len, ==, 0);
  fixture_wait (on_resent, fixture);
  g_assert_cmpuint (fixture->server->deliveries->len, ==, 1);
}

static void
test_content_refused (gconstpointer reply)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  gint64 letter = fixture_queue (fixture, LETTER, "a@example.org", NULL);
  gboolean later = g_str_has_prefix (reply, "4");

  fixture->server->data_reply = reply;
  assert_check (fixture);
  fixture_assert_outbox (fixture, letter, later ? ANSER_OUTBOX_QUEUED : ANSER_OUTBOX_HELD);
  g_assert_nonnull (anser_courier_get_problem (fixture->courier));
}

/* The connection breaks after the final dot: never again without the user (B13). */
static void
test_not_sure (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  gint64 letter = fixture_queue (fixture, LETTER, "a@example.org", NULL);
  gint64 other = fixture_queue (fixture, LETTER, "b@example.org", NULL);

  fixture->server->break_after_dot = TRUE;
  assert_check (fixture);
  fixture_assert_outbox (fixture, letter, ANSER_OUTBOX_NOT_SURE);
  fixture_assert_outbox (fixture, other, ANSER_OUTBOX_NOT_SURE);

  fixture->server->break_after_dot = FALSE;
  assert_check (fixture);
  g_assert_cmpuint (fixture->server->deliveries->len, ==, 0);

  resend (fixture, letter, FALSE);
  fixture_wait (on_resent, fixture);
  g_assert_cmpuint (fixture->server->deliveries->len, ==, 1);
  fixture_assert_outbox (fixture, other, ANSER_OUTBOX_NOT_SURE);
}

/* Before DATA nothing was sent: queued, and sent by the next check. */
static void
test_broken_before_data (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  gint64 letter = fixture_queue (fixture, LETTER, "a@example.org", NULL);

  fixture->server->break_before_data = TRUE;
  assert_check (fixture);
  fixture_assert_outbox (fixture, letter, ANSER_OUTBOX_QUEUED);
  g_assert_nonnull (anser_courier_get_problem (fixture->courier));

  fixture->server->break_before_data = FALSE;
  assert_check (fixture);
  g_assert_null (anser_courier_get_problem (fixture->courier));
  g_assert_cmpuint (fixture->sent->len, ==, 1);
}

static void
test_nobody_there (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  gint64 letter = fixture_queue (fixture, LETTER, "a@example.org", NULL);

  g_object_set (fixture->account, "smtp-port", 1u, NULL);
  assert_check (fixture);
  fixture_assert_outbox (fixture, letter, ANSER_OUTBOX_QUEUED);
  g_assert_nonnull (anser_courier_get_problem (fixture->courier));

  g_object_set (fixture->account, "smtp-port", (unsigned) fixture->server->smtp_port, NULL);
  assert_check (fixture);
  g_assert_cmpuint (fixture->sent->len, ==, 1);
}

static void
test_wrong_password (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  gint64 letter = fixture_queue (fixture, LETTER, "a@example.org", NULL);

  g_object_set (fixture->account, "same-password", FALSE, NULL);
  fixture->server->password_refusal = "535 5.7.8 no";
  assert_check (fixture);
  g_assert_cmpint (fixture->password_needed, ==, ANSER_PROTOCOL_SMTP);
  g_assert_cmpuint (fixture->server->n_smtp_connections, ==, 0);

  anser_courier_give_password (fixture->courier, ANSER_PROTOCOL_SMTP, "wrong");
  fixture->password_needed = -1;
  while (fixture->password_needed == -1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->server->n_smtp_connections, ==, 1);
  fixture_assert_outbox (fixture, letter, ANSER_OUTBOX_QUEUED);
  assert_check (fixture);
  g_assert_cmpuint (fixture->server->n_smtp_connections, ==, 1);

  anser_courier_give_password (fixture->courier, ANSER_PROTOCOL_SMTP, "geheim");
  fixture_wait (on_resent, fixture);
}

/* The file is gone from the outbox: the letter waits, the next one goes. */
static void
test_no_file (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  gint64 letter = fixture_queue (fixture, LETTER, "a@example.org", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = anser_store_dup_path (fixture->store, letter, &error);

  g_assert_no_error (error);
  fixture_queue (fixture, LETTER, "b@example.org", NULL);
  g_assert_cmpint (g_remove (path), ==, 0);
  assert_check (fixture);
  g_assert_cmpuint (fixture->sent->len, ==, 1);
  g_assert_cmpuint (fixture->server->deliveries->len, ==, 1);
}

/* From the compose window */

static AnserDraft *
new_draft (void)
{
  AnserDraft *draft = anser_draft_new ();
  g_autoptr (AnserAddress) from = anser_address_new ("Me", "me@example.org");
  g_autoptr (GPtrArray) to = anser_addresses_parse ("a@example.org", NULL);
  g_autoptr (GPtrArray) bcc = anser_addresses_parse ("secret@example.org", NULL);

  anser_draft_set_from (draft, from);
  anser_draft_set_to (draft, to);
  anser_draft_set_bcc (draft, bcc);
  anser_draft_set_subject (draft, "你好");
  anser_draft_set_text (draft, "Text\n");

  return draft;
}

static gint64
submit (Fixture     *fixture,
        AnserDraft  *draft,
        gint64       saved,
        gint64       answers,
        GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  anser_courier_submit_async (fixture->courier, draft, saved, answers, ANSER_LETTER_REPLIED, NULL,
                              on_done, &result);
  fixture_wait (is_set, &result);

  return anser_courier_submit_finish (fixture->courier, result, error);
}

static gint64
save (Fixture    *fixture,
      AnserDraft *draft,
      gint64      saved)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 letter;

  anser_courier_save_async (fixture->courier, draft, saved, NULL, on_done, &result);
  fixture_wait (is_set, &result);
  letter = anser_courier_save_finish (fixture->courier, result, &error);
  g_assert_no_error (error);

  return letter;
}

static gboolean
has_no_drafts (gpointer data)
{
  return fixture_count_files (data, ANSER_FOLDER_DRAFTS) == 0;
}

static void
test_submit (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (AnserDraft) draft = new_draft ();
  g_autoptr (GError) error = NULL;
  g_autofree char *copy = NULL;
  gint64 saved, saved_again, letter;

  saved = save (fixture, draft, 0);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_DRAFTS), ==, 1);
  saved_again = save (fixture, draft, saved);
  g_assert_cmpint (saved_again, >, 0);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_DRAFTS), ==, 1);

  letter = submit (fixture, draft, saved_again, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (letter, >, 0);
  fixture_wait (on_resent, fixture);
  fixture_wait (has_no_drafts, fixture);

  /* Sent without a check of the mailbox. */
  g_assert_cmpuint (fixture->server->n_pop3_connections, ==, 0);
  g_assert_cmpuint (get_delivery (fixture, 0)->recipients->len, ==, 2);
  g_assert_null (strstr (get_delivery (fixture, 0)->text, "secret"));
  copy = fixture_find_file (fixture, ANSER_FOLDER_SENT, "Bcc:");
  g_assert_nonnull (copy);
}

static gboolean
is_replied (gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *path = NULL;

  /* The flag is in the file's name. */
  for (gint64 letter = 1; letter < 10; letter++)
    {
      g_clear_pointer (&path, g_free);
      path = anser_store_dup_path (fixture->store, letter, NULL);
      if (path != NULL && strstr (path, "Inbox") != NULL && strstr (path, ":2,") != NULL &&
          strchr (strstr (path, ":2,"), 'R') != NULL)
        return TRUE;
    }

  return FALSE;
}

static void
test_submit_answer (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (AnserDraft) draft = new_draft ();
  g_autoptr (GError) error = NULL;
  gint64 answers = 0;

  fake_server_add_message (fixture->server, "u", "From: a@example.org\r\nSubject: q\r\n\r\nQ\r\n");
  g_assert_cmpint (fixture_check (fixture, NULL), ==, 1);
  for (gint64 letter = 1; letter < 10 && answers == 0; letter++)
    {
      g_autofree char *path = anser_store_dup_path (fixture->store, letter, NULL);

      if (path != NULL)
        answers = letter;
    }

  submit (fixture, draft, 0, answers, &error);
  g_assert_no_error (error);
  fixture_wait (is_replied, fixture);
  fixture_wait (on_resent, fixture);
}

static void
test_submit_incomplete (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (AnserDraft) draft = new_draft ();
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  anser_draft_set_to (draft, nobody);
  anser_draft_set_bcc (draft, nobody);
  g_assert_cmpint (submit (fixture, draft, 0, 0, &error), ==, 0);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_OUTBOX), ==, 0);
}

/* The account test */

static void
on_step (const char   *step,
         const GError *error,
         gpointer      user_data)
{
  GString *steps = user_data;

  g_string_append_c (steps, error == NULL ? '+' : '-');
}

static void
assert_login (Fixture    *fixture,
              const char *password,
              const char *expected)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GString) steps = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean good = strchr (expected, '-') == NULL;

  anser_courier_test_async (fixture->account, password, NULL, on_step, steps, NULL, on_done,
                            &result);
  fixture_wait (is_set, &result);
  g_assert_true (anser_courier_test_finish (result, &error) == good);
  g_assert_true ((error == NULL) == good);
  g_assert_cmpstr (steps->str, ==, expected);
}

static void
test_login (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  assert_login (fixture, "geheim", "++++");
  fixture->server->password_refusal = "-ERR [AUTH] no";
  assert_login (fixture, "wrong", "+-+-");
  g_object_set (fixture->account, "pop3-port", 1u, NULL);
  assert_login (fixture, "geheim", "-++");
  g_assert_cmpuint (fixture_count_files (fixture, ANSER_FOLDER_INBOX), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/send/sent", test_sent);
  g_test_add_func ("/send/nothing-to-send", test_nothing_to_send);
  g_test_add_func ("/send/many-over-one-connection", test_many_over_one_connection);
  g_test_add_func ("/send/few-per-connection", test_few_per_connection);
  g_test_add_func ("/send/refused-recipient", test_refused_recipient);
  g_test_add_func ("/send/s22-seven-bit", test_seven_bit);
  g_test_add_func ("/send/s32-receipt", test_receipt);
  g_test_add_func ("/send/s33-sent-copy", test_sent);
  g_test_add_func ("/send/partial-on-disk", test_partial_on_disk);
  g_test_add_func ("/send/later", test_later);
  g_test_add_func ("/send/due-by-itself", test_due_by_itself);
  g_test_add_data_func ("/send/content-refused", "554 5.7.1 spam", test_content_refused);
  g_test_add_data_func ("/send/content-later", "451 4.3.0 busy", test_content_refused);
  g_test_add_func ("/send/not-sure", test_not_sure);
  g_test_add_func ("/send/broken-before-data", test_broken_before_data);
  g_test_add_func ("/send/nobody-there", test_nobody_there);
  g_test_add_func ("/send/wrong-password", test_wrong_password);
  g_test_add_func ("/send/no-file", test_no_file);
  g_test_add_func ("/send/submit", test_submit);
  g_test_add_func ("/send/submit-answer", test_submit_answer);
  g_test_add_func ("/send/submit-incomplete", test_submit_incomplete);
  g_test_add_func ("/send/login", test_login);

  return g_test_run ();
}
