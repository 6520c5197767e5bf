/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "courier/rule-book.h"
#include "courier/rule-plan.h"
#include "fixture.h"
#include "store/letter-roll.h"
#include "store/newcomers.h"
#include "store/store-search.h"

#include <glib/gstdio.h>
#include <string.h>

static void
put_rules (Fixture    *self,
           const char *text)
{
  g_autofree char *path = g_build_filename (self->root, "rules", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
add_message (Fixture    *self,
             const char *uid,
             const char *from,
             const char *subject)
{
  g_autofree char *text = g_strdup_printf ("From: %s\r\nTo: me@example.org\r\nSubject: %s\r\n\r\n"
                                           "Text of %s\r\n", from, subject, subject);

  fake_server_add_message (self->server, uid, text);
}

static void
check (Fixture *self,
       int      n_new)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (fixture_check (self, &error), ==, n_new);
  g_assert_no_error (error);
  g_assert_null (anser_courier_get_problem (self->courier));
}

static void
assert_counts (Fixture  *self,
               unsigned  inbox,
               unsigned  archive,
               unsigned  junk,
               unsigned  trash)
{
  g_assert_cmpuint (fixture_count_files (self, ANSER_FOLDER_INBOX), ==, inbox);
  g_assert_cmpuint (fixture_count_files (self, ANSER_FOLDER_ARCHIVE), ==, archive);
  g_assert_cmpuint (fixture_count_files (self, ANSER_FOLDER_JUNK), ==, junk);
  g_assert_cmpuint (fixture_count_files (self, ANSER_FOLDER_TRASH), ==, trash);
}

static AnserFolder *
get_folder (Fixture         *self,
            AnserFolderRole  role)
{
  AnserFolder *folder = anser_store_get_folder (self->store,
                                                anser_account_get_id (self->account), role);

  g_assert_nonnull (folder);
  return folder;
}

/* The flags of the one letter of a folder, by the name of its file. */
static char *
dup_info (Fixture         *self,
          AnserFolderRole  role)
{
  g_autoptr (AnserFolder) folder = get_folder (self, role);
  g_autoptr (AnserLetterRoll) roll = anser_letter_roll_new (self->store, folder);
  gint64 letter = anser_letter_roll_next (roll, NULL);
  g_autofree char *path = anser_store_dup_path (self->store, letter, NULL);

  g_assert_nonnull (path);
  g_assert_cmpint (anser_letter_roll_next (roll, NULL), ==, 0);
  return g_strdup (strrchr (path, ':'));
}

static const char rules[] =
  "rule \"Junk\"\n  if subject contains \"lottery\"\n  junk\n  addflag seen\n  stop\n"
  "rule \"List\"\n  if from ends \"@lists.example.org\"\n  fileinto \"Archive\"\n  addflag flagged\n"
  "rule \"Away\"\n  if subject is \"away\"\n  trash\n"
  "rule \"New\"\n  if subject is \"new\"\n  fileinto \"Things/New ones\"\n  addtag \"fresh\"\n"
  "rule \"Broken\"\n  if subject contains \"hello\"\n  if from resembles \"x\"\n  trash\n";

/* What came is told of wherever the rules have put it. */
static void
assert_received (Fixture               *self,
                 const AnserFolderRole *roles,
                 unsigned               n)
{
  g_assert_cmpuint (self->received->len, ==, n);
  for (unsigned i = 0; i < n; i++)
    {
      g_autoptr (AnserLetterData) letter =
        anser_store_read_letter (self->store, g_array_index (self->received, gint64, i), NULL);

      g_assert_nonnull (letter);
      g_assert_cmpint (letter->role, ==, roles[i]);
    }
}

static void
test_arrival (void)
{
  static const AnserFolderRole roles[] = { ANSER_FOLDER_JUNK, ANSER_FOLDER_ARCHIVE,
                                           ANSER_FOLDER_TRASH, ANSER_FOLDER_INBOX,
                                           ANSER_FOLDER_OTHER };
  g_autoptr (Fixture) self = fixture_new ();
  g_autofree char *junk = NULL;
  g_autofree char *archive = NULL;
  g_autofree char *made = NULL;
  g_autoptr (GPtrArray) waiting = NULL;

  put_rules (self, rules);
  add_message (self, "1", "a@example.org", "You won the LOTTERY");
  add_message (self, "2", "news@lists.example.org", "News");
  add_message (self, "3", "b@example.org", "away");
  add_message (self, "4", "b@example.org", "hello");
  add_message (self, "5", "b@example.org", "new");
  check (self, 5);
  assert_counts (self, 1, 1, 1, 1);
  assert_received (self, roles, G_N_ELEMENTS (roles));
  made = g_build_filename (self->root, "mail", anser_account_get_id (self->account), "Things",
                           "New ones", "cur", NULL);
  g_assert_true (g_file_test (made, G_FILE_TEST_IS_DIR));
  junk = dup_info (self, ANSER_FOLDER_JUNK);
  g_assert_cmpstr (junk, ==, ":2,S");
  archive = dup_info (self, ANSER_FOLDER_ARCHIVE);
  g_assert_cmpstr (archive, ==, ":2,F");
  waiting = anser_newcomers_load (self->store, anser_account_get_id (self->account), NULL);
  g_assert_cmpuint (waiting->len, ==, 0);

  check (self, 0);
  assert_counts (self, 1, 1, 1, 1);
}

/* Rules that came later, or were repaired, are for what comes then. */
static void
test_no_rules (void)
{
  g_autoptr (Fixture) self = fixture_new ();

  add_message (self, "1", "a@example.org", "lottery");
  check (self, 1);
  assert_counts (self, 1, 0, 0, 0);
  put_rules (self, rules);
  add_message (self, "2", "a@example.org", "lottery");
  check (self, 1);
  assert_counts (self, 1, 0, 1, 0);
}

/* A file that cannot be read is no reason to lose anything: letters wait for it. */
static void
test_unreadable_rules (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autofree char *path = g_build_filename (self->root, "rules", NULL);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  add_message (self, "1", "a@example.org", "lottery");
  check (self, 1);
  assert_counts (self, 1, 0, 0, 0);
  g_assert_cmpint (g_rmdir (path), ==, 0);
  put_rules (self, rules);
  check (self, 0);
  assert_counts (self, 0, 0, 1, 0);
}

/* What the header alone says is enough to move it; the whole message goes the same way. */
static void
test_header_only (void)
{
  g_autoptr (Fixture) self = fixture_new ();

  g_object_set (self->account, "headers-only", TRUE, NULL);
  put_rules (self, "rule \"A\"\n  if subject is \"move\"\n  fileinto \"Archive\"\n"
             "rule \"B\"\n  if size over 100K\n  addflag flagged\n"
             "rule \"C\"\n  if body contains \"Text\"\n  trash\n");
  add_message (self, "1", "a@example.org", "move");
  add_message (self, "2", "a@example.org", "stay");
  check (self, 2);
  assert_counts (self, 1, 1, 0, 0);
}

/* "known" is who was written to. */
static void
test_known (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  gint64 letter;
  g_autoptr (GError) error = NULL;

  letter = fixture_queue (self, "From: me@example.org\r\nTo: Friend <Friend@Example.org>\r\n"
                          "Subject: x\r\n\r\nHello\r\n", "friend@example.org", NULL);
  g_assert_true (anser_outbox_finish (self->store, letter, &error));
  g_assert_no_error (error);
  put_rules (self, "rule \"A\"\n  if not from known\n  junk\n");
  add_message (self, "1", "friend@example.org", "from a friend");
  add_message (self, "2", "stranger@example.org", "from a stranger");
  check (self, 2);
  assert_counts (self, 1, 0, 1, 0);
}

/* On demand */

static AnserRulePlan *
make_plan (Fixture    *self,
           const char *text)
{
  g_autoptr (GPtrArray) parsed = anser_rule_text_parse (text, NULL, NULL);
  const char *account = anser_account_get_id (self->account);

  return anser_rule_plan_new (self->store, account,
                              anser_rule_matcher_new (parsed, account, NULL, FALSE), NULL);
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
on_progress (unsigned done,
             unsigned total,
             gpointer user_data)
{
  g_assert_cmpuint (done, <=, total);
}

static void
look (AnserRulePlan *plan,
      AnserFolder   *folder)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  anser_rule_plan_look_async (plan, folder, on_progress, NULL, NULL, on_done, &result);
  fixture_wait (is_set, &result);
  g_assert_true (anser_rule_plan_look_finish (plan, result, &error));
  g_assert_no_error (error);
}

static void
apply (AnserRulePlan *plan)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  anser_rule_plan_apply_async (plan, on_progress, NULL, NULL, on_done, &result);
  fixture_wait (is_set, &result);
  g_assert_true (anser_rule_plan_apply_finish (plan, result, &error));
  g_assert_no_error (error);
}

static void
take_back (Fixture   *self,
           AnserUndo *undo)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  anser_store_undo_async (self->store, undo, NULL, on_done, &result);
  fixture_wait (is_set, &result);
  g_assert_true (anser_store_undo_finish (self->store, result, &error));
  g_assert_no_error (error);
}

/* First only said, then done, then taken back at once. */
static void
test_on_demand (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (AnserFolder) inbox = get_folder (self, ANSER_FOLDER_INBOX);
  g_autoptr (AnserRulePlan) plan = NULL;
  g_autoptr (AnserUndo) undo = NULL;
  g_autofree char *description = NULL;
  const AnserRulePlanItem *item;

  add_message (self, "1", "a@example.org", "lottery");
  add_message (self, "2", "a@example.org", "hello");
  check (self, 2);
  plan = make_plan (self, rules);
  look (plan, inbox);
  g_assert_cmpuint (anser_rule_plan_get_n_looked (plan), ==, 2);
  g_assert_cmpuint (anser_rule_plan_get_items (plan)->len, ==, 1);
  item = anser_rule_plan_get_items (plan)->pdata[0];
  g_assert_cmpstr (item->rules[0], ==, "Junk");
  description = anser_rule_plan_item_describe (item);
  g_assert_cmpstr (description, ==, "→ Move to Junk, Mark as read (Junk)");
  assert_counts (self, 2, 0, 0, 0);
  g_assert_null (anser_rule_plan_dup_undo (plan));

  apply (plan);
  assert_counts (self, 1, 0, 1, 0);
  undo = anser_rule_plan_dup_undo (plan);
  g_assert_cmpuint (anser_undo_get_n_letters (undo), ==, 1);
  take_back (self, undo);
  assert_counts (self, 2, 0, 0, 0);

  /* What is already so is not listed. */
  look (plan, inbox);
  apply (plan);
  {
    g_autoptr (AnserFolder) junk = get_folder (self, ANSER_FOLDER_JUNK);

    look (plan, junk);
    g_assert_cmpuint (anser_rule_plan_get_items (plan)->len, ==, 0);
  }
}

/* What is here would not have come: that is told, and nothing done. */
static void
test_absent (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (AnserFolder) inbox = get_folder (self, ANSER_FOLDER_INBOX);
  g_autoptr (AnserRulePlan) plan = NULL;
  g_autofree char *description = NULL;

  add_message (self, "1", "a@example.org", "lottery");
  add_message (self, "2", "a@example.org", "hello");
  check (self, 2);
  plan = make_plan (self, "rule \"Spam\"\n  if subject is \"lottery\"\n  delete-on-server\n");
  look (plan, inbox);
  g_assert_cmpuint (anser_rule_plan_get_items (plan)->len, ==, 0);
  g_assert_cmpuint (anser_rule_plan_get_absent (plan)->len, ==, 1);
  description = anser_rule_plan_item_describe (anser_rule_plan_get_absent (plan)->pdata[0]);
  g_assert_cmpstr (description, ==, "→ On arrival: Delete on the server for good (Spam)");
  apply (plan);
  assert_counts (self, 2, 0, 0, 0);
}

/* How many of @folder a rule with this condition takes. */
static guint
count_taken (Fixture     *self,
             AnserFolder *folder,
             const char  *condition)
{
  g_autofree char *text = g_strdup_printf ("rule \"A\"\n  if %s\n  addtag \"a\"\n", condition);
  g_autoptr (AnserRulePlan) plan = make_plan (self, text);

  look (plan, folder);
  return anser_rule_plan_get_items (plan)->len;
}

/* The index and the file say the same, whatever is missing in a header. */
static void
test_by_index (void)
{
  static const char * const letters[] = {
    "From: One <one@example.org>, Two <two@example.org>\r\nTo: me@example.org\r\n"
      "Subject: several\r\nDate: Fri, 06 Jun 2025 10:00:00 +0000\r\n\r\nText\r\n",
    "Sender: three@example.org\r\nCc: me@example.org\r\n\r\nNo subject, no date\r\n",
    "To: x@example.org\r\nSubject:\r\n\r\n",
    "From: \"a@example.org\" <b@example.org>\r\nSubject: =?UTF-8?Q?=E4=BC=9A=E8=AE=AE?=\r\n"
      "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nText\r\n"
      "--b\r\nContent-Type: image/png; name=a.png\r\nContent-Disposition: attachment\r\n\r\nx\r\n"
      "--b--\r\n",
    "From: four@example.org\r\nBcc: me@example.org\r\nList-Id: <l.example.org>\r\nSubject: x\r\n\r\n",
  };
  static const char * const conditions[] = {
    "from contains \"two\"", "not from contains \"one\"", "from is \"One <one@example.org>\"",
    "from contains \"three\"", "from is \"a@example.org\"", "not from ends \"example.org\"",
    "subject regex \"^$\"", "subject is \"会议\"", "not subject contains \"x\"", "age over 3d",
    "not age over 3d", "attachment exists", "not attachment exists", "attachment is \"a.png\"",
    "to contains \"me\"", "cc contains \"me\"", "recipient contains \"me\"", "size under 1K",
    "not list-id exists", "header \"Sender\" exists", "body contains \"text\"",
  };
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (AnserFolder) inbox = get_folder (self, ANSER_FOLDER_INBOX);

  for (gsize i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      g_autofree char *uid = g_strdup_printf ("%zu", i);

      fake_server_add_message (self->server, uid, letters[i]);
    }
  check (self, G_N_ELEMENTS (letters));
  for (gsize i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      g_autofree char *text = g_strdup_printf ("rule \"A\"\n  if %s\n  junk\n", conditions[i]);
      g_autoptr (GPtrArray) parsed = anser_rule_text_parse (text, NULL, NULL);
      g_autoptr (AnserRuleMatcher) matcher = anser_rule_matcher_new (parsed, "a", NULL, FALSE);
      guint n = 0;

      for (gsize j = 0; j < G_N_ELEMENTS (letters); j++)
        {
          g_autoptr (GBytes) bytes = g_bytes_new_static (letters[j], strlen (letters[j]));
          g_autoptr (AnserLetter) letter = anser_letter_new_for_bytes (bytes);
          g_autoptr (AnserRuleLetter) read = anser_rule_letter_new (letter, 500, TRUE);
          g_autoptr (AnserRuleOutcome) outcome =
            anser_rule_matcher_look (matcher, read, g_get_real_time () / G_USEC_PER_SEC);

          n += outcome->rules->len;
        }
      g_test_message ("%s", conditions[i]);
      g_assert_cmpuint (count_taken (self, inbox, conditions[i]), ==, n);
    }
}

/* What the index knows is not looked for in the file; a file that is gone is in no rule's way. */
static void
test_without_file (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (AnserFolder) inbox = get_folder (self, ANSER_FOLDER_INBOX);
  g_autoptr (AnserLetterRoll) roll = NULL;
  g_autofree char *path = NULL;

  add_message (self, "1", "a@example.org", "hello");
  check (self, 1);
  roll = anser_letter_roll_new (self->store, inbox);
  path = anser_store_dup_path (self->store, anser_letter_roll_next (roll, NULL), NULL);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_cmpuint (count_taken (self, inbox, "subject is \"hello\""), ==, 1);
  g_assert_cmpuint (count_taken (self, inbox, "not attachment exists"), ==, 1);
  g_assert_cmpuint (count_taken (self, inbox, "from known"), ==, 0);
  g_assert_cmpuint (count_taken (self, inbox, "not to contains \"x\""), ==, 0);
  g_assert_cmpuint (count_taken (self, inbox, "not body contains \"x\""), ==, 0);
}

static void
test_cancel (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (AnserFolder) inbox = get_folder (self, ANSER_FOLDER_INBOX);
  g_autoptr (AnserRulePlan) plan = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  add_message (self, "1", "a@example.org", "lottery");
  check (self, 1);
  plan = make_plan (self, rules);
  look (plan, inbox);
  g_cancellable_cancel (cancellable);
  anser_rule_plan_apply_async (plan, NULL, NULL, cancellable, on_done, &result);
  fixture_wait (is_set, &result);
  g_assert_false (anser_rule_plan_apply_finish (plan, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_counts (self, 1, 0, 0, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rule-arrival/arrival", test_arrival);
  g_test_add_func ("/rule-arrival/no-rules", test_no_rules);
  g_test_add_func ("/rule-arrival/unreadable-rules", test_unreadable_rules);
  g_test_add_func ("/rule-arrival/header-only", test_header_only);
  g_test_add_func ("/rule-arrival/known", test_known);
  g_test_add_func ("/rule-plan/on-demand", test_on_demand);
  g_test_add_func ("/rule-plan/absent", test_absent);
  g_test_add_func ("/rule-plan/by-index", test_by_index);
  g_test_add_func ("/rule-plan/without-file", test_without_file);
  g_test_add_func ("/rule-plan/cancel", test_cancel);

  return g_test_run ();
}
