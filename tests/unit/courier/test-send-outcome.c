/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "courier/send-outcome.h"
#include "engine/errors.h"

#include <string.h>

#define NOW 1000000

static AnserOutboxItem *
new_item (void)
{
  AnserOutboxItem *item = g_new0 (AnserOutboxItem, 1);

  item->letter = 7;
  item->account = g_strdup ("account");
  item->sender = g_strdup ("me@example.org");
  item->state = ANSER_OUTBOX_QUEUED;
  item->recipients = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (item->recipients, g_strdup ("a@example.org"));
  g_ptr_array_add (item->recipients, g_strdup ("b@example.org"));

  return item;
}

static GPtrArray *
new_results (AnserOutcome a,
             AnserOutcome b)
{
  const AnserOutcome outcomes[] = { a, b };
  const char *recipients[] = { "a@example.org", "b@example.org" };
  GPtrArray *results =
    g_ptr_array_new_with_free_func ((GDestroyNotify) anser_recipient_result_free);

  for (gsize i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      AnserRecipientResult *result = g_new0 (AnserRecipientResult, 1);

      result->recipient = g_strdup (recipients[i]);
      result->outcome = outcomes[i];
      result->text = g_strdup_printf ("words %" G_GSIZE_FORMAT, i);
      g_ptr_array_add (results, result);
    }

  return results;
}

/* The server took the letter for those whom it had accepted. */
static GPtrArray *
serve (GPtrArray *results)
{
  for (guint i = 0; i < results->len; i++)
    {
      AnserRecipientResult *result = g_ptr_array_index (results, i);

      result->served = result->outcome == ANSER_OUTCOME_ACCEPTED;
    }
  return results;
}

static void
test_all_accepted (void)
{
  g_autoptr (AnserOutboxItem) item = new_item ();
  g_autoptr (GPtrArray) results = serve (new_results (ANSER_OUTCOME_ACCEPTED,
                                                       ANSER_OUTCOME_ACCEPTED));

  g_assert_cmpint (anser_send_outcome (item, results, NULL, NOW), ==, ANSER_SEND_DONE);
}

/* With a partial letter those that were refused are left out. */
static void
test_partial (void)
{
  g_autoptr (AnserOutboxItem) item = new_item ();
  g_autoptr (GPtrArray) results = serve (new_results (ANSER_OUTCOME_ACCEPTED,
                                                       ANSER_OUTCOME_REFUSED));

  item->partial = TRUE;
  g_assert_cmpint (anser_send_outcome (item, results, NULL, NOW), ==, ANSER_SEND_DONE);
}

/* The letter went out in several transactions (S12), and the second recipient was refused when the
 * first had it already: the user decides about that one only. */
static void
test_refused_later (void)
{
  g_autoptr (AnserOutboxItem) item = new_item ();
  g_autoptr (GPtrArray) results = serve (new_results (ANSER_OUTCOME_ACCEPTED,
                                                       ANSER_OUTCOME_REFUSED));

  g_assert_cmpint (anser_send_outcome (item, results, NULL, NOW), ==, ANSER_SEND_WAITS);
  g_assert_cmpint (item->state, ==, ANSER_OUTBOX_HELD);
  g_assert_cmpuint (item->recipients->len, ==, 1);
  g_assert_cmpstr (item->recipients->pdata[0], ==, "b@example.org");
  g_assert_nonnull (strstr (item->problem, "The other recipients have the message."));
}

/* The connection broke in the second transaction: the first recipient never gets it twice (B13). */
static void
test_not_sure_of_some (void)
{
  g_autoptr (AnserOutboxItem) item = new_item ();
  g_autoptr (GPtrArray) results = new_results (ANSER_OUTCOME_ACCEPTED, ANSER_OUTCOME_ACCEPTED);
  g_autoptr (GError) error = g_error_new_literal (ANSER_ERROR, ANSER_ERROR_NOT_SURE_IF_SENT, "x");

  ((AnserRecipientResult *) results->pdata[0])->served = TRUE;
  g_assert_cmpint (anser_send_outcome (item, results, error, NOW), ==, ANSER_SEND_WAITS);
  g_assert_cmpint (item->state, ==, ANSER_OUTBOX_NOT_SURE);
  g_assert_cmpuint (item->recipients->len, ==, 1);
  g_assert_cmpstr (item->recipients->pdata[0], ==, "b@example.org");
}

/* A recipient that is in the item twice is one for the engine (S31). */
static void
test_double (void)
{
  g_autoptr (AnserOutboxItem) item = new_item ();
  g_autoptr (GPtrArray) results = serve (new_results (ANSER_OUTCOME_ACCEPTED,
                                                       ANSER_OUTCOME_ACCEPTED));

  g_ptr_array_add (item->recipients, g_strdup ("a@EXAMPLE.org"));
  g_assert_cmpint (anser_send_outcome (item, results, NULL, NOW), ==, ANSER_SEND_DONE);
}

static void
test_later (void)
{
  const unsigned minutes[] = { 1, 5, 15, 60 };
  g_autoptr (AnserOutboxItem) item = new_item ();
  g_autoptr (GPtrArray) results = serve (new_results (ANSER_OUTCOME_ACCEPTED,
                                                       ANSER_OUTCOME_TRY_LATER));

  for (gsize i = 0; i < G_N_ELEMENTS (minutes); i++)
    {
      g_assert_cmpint (anser_send_outcome (item, results, NULL, NOW), ==, ANSER_SEND_WAITS);
      g_assert_cmpint (item->state, ==, ANSER_OUTBOX_QUEUED);
      g_assert_cmpint (item->not_before, ==, NOW + 60 * minutes[i]);
      g_assert_cmpuint (item->recipients->len, ==, 1);
      g_assert_cmpstr (item->recipients->pdata[0], ==, "b@example.org");
      g_assert_nonnull (strstr (item->problem, "\n\nb@example.org: the server said: words 1"));
      g_assert_null (strstr (item->problem, "a@example.org"));
    }
}

/* After two days it is given back. */
static void
test_two_days (void)
{
  g_autoptr (AnserOutboxItem) item = new_item ();
  g_autoptr (GError) error = anser_error_new_reply (ANSER_ERROR_TRY_LATER, 451, NULL, NULL,
                                                    "Later.");
  gint64 now = NOW;
  unsigned n = 0;

  while (item->state == ANSER_OUTBOX_QUEUED)
    {
      g_assert_cmpint (anser_send_outcome (item, NULL, error, now), ==, ANSER_SEND_WAITS);
      now = MAX (now, item->not_before);
      g_assert_cmpuint (++n, <, 20);
    }

  g_assert_cmpint (item->state, ==, ANSER_OUTBOX_HELD);
  g_assert_cmpint (now - NOW, >=, 48 * 3600);
  g_assert_cmpint (now - NOW, <, 50 * 3600);
  g_assert_cmpstr (item->problem, ==,
                   "The server has a passing problem. Anser tried for two days and has stopped. Send "
                   "the message again, or take it back.\n\nThe server said: 451");
}

static void
test_refused (void)
{
  g_autoptr (AnserOutboxItem) item = new_item ();
  g_autoptr (GPtrArray) results = new_results (ANSER_OUTCOME_REFUSED, ANSER_OUTCOME_ACCEPTED);
  g_autoptr (GError) error = g_error_new_literal (ANSER_ERROR, ANSER_ERROR_RECIPIENTS_REFUSED, "x");

  g_assert_cmpint (anser_send_outcome (item, results, error, NOW), ==, ANSER_SEND_WAITS);
  g_assert_cmpint (item->state, ==, ANSER_OUTBOX_HELD);
  g_assert_cmpuint (item->recipients->len, ==, 2);
  g_assert_nonnull (strstr (item->problem, "\n\na@example.org: the server said: words 0"));
  g_assert_null (strstr (item->problem, "b@example.org"));
}

/* Why is said once if it is the same for all, and not at all if it is not. */
static void
test_refused_why (void)
{
  g_autoptr (AnserOutboxItem) item = new_item ();
  g_autoptr (GPtrArray) results = new_results (ANSER_OUTCOME_REFUSED, ANSER_OUTCOME_REFUSED);
  g_autoptr (GError) error = g_error_new_literal (ANSER_ERROR, ANSER_ERROR_RECIPIENTS_REFUSED, "x");
  AnserRecipientResult *second = g_ptr_array_index (results, 1);

  for (guint i = 0; i < results->len; i++)
    {
      AnserRecipientResult *result = g_ptr_array_index (results, i);

      result->code = 550;
      g_strlcpy (result->status, "5.1.1", sizeof result->status);
    }

  anser_send_outcome (item, results, error, NOW);
  g_assert_cmpstr (item->problem, ==,
                   "The message was not sent, because the server refused a@example.org; "
                   "b@example.org. There is no mailbox with this address. Correct the addresses, "
                   "or send to the others only.\n\n"
                   "a@example.org: the server said: 550 5.1.1 words 0\n"
                   "b@example.org: the server said: 550 5.1.1 words 1");

  g_strlcpy (second->status, "5.2.2", sizeof second->status);
  anser_send_outcome (item, results, error, NOW);
  g_assert_null (strstr (item->problem, "There is no mailbox"));
}

/* A letter that was put off tells that nothing needs to be done. */
static void
test_put_off (void)
{
  g_autoptr (AnserOutboxItem) item = new_item ();
  g_autoptr (GError) error = anser_error_new_reply (ANSER_ERROR_TRY_LATER, 450, "4.2.0",
                                                    "Greylisted", "Later. It said: “%s” (%u)",
                                                    "Greylisted", 450);

  anser_send_outcome (item, NULL, error, NOW);
  g_assert_cmpstr (item->problem, ==,
                   "The recipient’s server lets new senders wait for a while. Anser tries again by "
                   "itself.\n\nThe server said: 450 4.2.0 Greylisted");
}

static const struct
{
  const char       *name;
  AnserError        code;
  unsigned          reply;
  AnserSendVerdict  verdict;
  AnserOutboxState  state;
} errors[] = {
  { "refused", ANSER_ERROR_REFUSED, 554, ANSER_SEND_WAITS, ANSER_OUTBOX_HELD },
  { "too-large", ANSER_ERROR_TOO_LARGE, 552, ANSER_SEND_WAITS, ANSER_OUTBOX_HELD },
  { "bad-address", ANSER_ERROR_INVALID_INPUT, 0, ANSER_SEND_WAITS, ANSER_OUTBOX_HELD },
  { "later", ANSER_ERROR_TRY_LATER, 451, ANSER_SEND_WAITS, ANSER_OUTBOX_QUEUED },
  { "going-away", ANSER_ERROR_TRY_LATER, 421, ANSER_SEND_BROKEN, ANSER_OUTBOX_QUEUED },
  { "closed", ANSER_ERROR_CLOSED, 0, ANSER_SEND_BROKEN, ANSER_OUTBOX_QUEUED },
  { "timed-out", ANSER_ERROR_TIMED_OUT, 0, ANSER_SEND_BROKEN, ANSER_OUTBOX_QUEUED },
  { "password", ANSER_ERROR_PASSWORD_REFUSED, 530, ANSER_SEND_BROKEN, ANSER_OUTBOX_QUEUED },
  { "not-sure", ANSER_ERROR_NOT_SURE_IF_SENT, 0, ANSER_SEND_WAITS, ANSER_OUTBOX_NOT_SURE },
};

static void
test_error (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (AnserOutboxItem) item = new_item ();
  g_autoptr (GError) error = anser_error_new_reply (errors[i].code, errors[i].reply, NULL, NULL,
                                                    "A sentence.");

  g_assert_cmpint (anser_send_outcome (item, NULL, error, NOW), ==, errors[i].verdict);
  g_assert_cmpint (item->state, ==, errors[i].state);
  g_assert_cmpuint (item->recipients->len, ==, 2);
  g_assert_true ((item->problem != NULL) == (errors[i].verdict == ANSER_SEND_WAITS));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/send-outcome/all-accepted", test_all_accepted);
  g_test_add_func ("/send-outcome/partial", test_partial);
  g_test_add_func ("/send-outcome/s12-refused-later", test_refused_later);
  g_test_add_func ("/send-outcome/s12-not-sure-of-some", test_not_sure_of_some);
  g_test_add_func ("/send-outcome/s31-double", test_double);
  g_test_add_func ("/send-outcome/later", test_later);
  g_test_add_func ("/send-outcome/two-days", test_two_days);
  g_test_add_func ("/send-outcome/recipient-refused", test_refused);
  g_test_add_func ("/send-outcome/recipient-refused-why", test_refused_why);
  g_test_add_func ("/send-outcome/recipient-put-off", test_put_off);
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autofree char *path = g_strconcat ("/send-outcome/error/", errors[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_error);
    }

  return g_test_run ();
}
