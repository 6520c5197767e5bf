/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "courier/rule-book.h"
#include "courier/rule-words.h"

#include <glib/gstdio.h>
#include <string.h>

#define EVERYTHING \
  "# mine\n" \
  "rule \"All \\\"that\\\" \\\\ there is\" disabled   # later\n" \
  "  accounts \"work\" \"home\"\n" \
  "  anyof\n" \
  "  if not from is \"anna@example.org\"\n" \
  "  if header \"X-Spam\" exists\n" \
  "  if body contains \"会议\"\n" \
  "\n" \
  "  if size over 10M\n" \
  "  if size under 1025\n" \
  "  if age over 30d\n" \
  "  if recipient known\n" \
  "  if to-me\n" \
  "  if attachment regex \"\\\\.exe$\"\n" \
  "  fileinto \"Lists/GNOME\"\n" \
  "  addtag \"list\"\n" \
  "  addflag flagged\n" \
  "  addflag seen\n" \
  "  stop\n" \
  "\n" \
  "# for the second\n" \
  "rule \"Second\"\n" \
  "  if subject begins \"[ad]\"\n" \
  "  trash\n" \
  "# the end\n"

static GPtrArray *
parse (const char *text,
       GPtrArray **complaints,
       char      **rest)
{
  GPtrArray *rules = anser_rule_text_parse (text, complaints, rest);

  g_assert_nonnull (rules);
  return rules;
}

static void
assert_condition (const AnserRule *rule,
                  guint            position,
                  const char      *text)
{
  g_autofree char *written = anser_rule_text_of_condition (rule->conditions->pdata[position]);

  g_assert_cmpstr (written, ==, text);
}

static void
test_everything (void)
{
  g_autoptr (GPtrArray) complaints = NULL;
  g_autoptr (GPtrArray) rules = parse (EVERYTHING, &complaints, NULL);
  const AnserRule *rule = rules->pdata[0];

  g_assert_cmpuint (complaints->len, ==, 0);
  g_assert_cmpuint (rules->len, ==, 2);
  g_assert_cmpstr (rule->name, ==, "All \"that\" \\ there is");
  g_assert_false (rule->enabled);
  g_assert_true (rule->any);
  g_assert_true (rule->stop);
  g_assert_true (anser_rule_is_for (rule, "home"));
  g_assert_false (anser_rule_is_for (rule, "else"));
  g_assert_cmpuint (rule->conditions->len, ==, 9);
  assert_condition (rule, 0, "if not from is \"anna@example.org\"");
  assert_condition (rule, 1, "if header \"X-Spam\" exists");
  assert_condition (rule, 2, "if body contains \"会议\"");
  assert_condition (rule, 3, "if size over 10M");
  assert_condition (rule, 4, "if size under 1025");
  assert_condition (rule, 5, "if age over 30d");
  assert_condition (rule, 6, "if recipient known");
  assert_condition (rule, 7, "if to-me");
  assert_condition (rule, 8, "if attachment regex \"\\\\.exe$\"");
  g_assert_cmpuint (rule->actions->len, ==, 4);
  rule = rules->pdata[1];
  g_assert_true (rule->enabled);
  g_assert_true (anser_rule_is_for (rule, "else"));
  g_assert_false (rule->any);
}

/* Untouched rules are written as they were, with the comments of people. */
static void
test_round_trip (void)
{
  g_autofree char *rest = NULL;
  g_autoptr (GPtrArray) rules = parse (EVERYTHING, NULL, &rest);
  g_autofree char *text = anser_rule_text_write (rules, rest);

  g_assert_cmpstr (text, ==, EVERYTHING);
}

/* A rule that was changed is written anew and means the same; its neighbour stays as it is. */
static void
test_changed_rule (void)
{
  g_autofree char *rest = NULL;
  g_autoptr (GPtrArray) rules = parse (EVERYTHING, NULL, &rest);
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GPtrArray) complaints = NULL;
  g_autofree char *text = NULL;
  AnserRule *rule = rules->pdata[0];

  rule->enabled = TRUE;
  g_clear_pointer (&rule->source, g_free);
  text = anser_rule_text_write (rules, rest);
  g_assert_true (g_str_has_prefix (text, "# mine\nrule \"All \\\"that\\\" \\\\ there is\"\n"
                                   "  accounts \"work\" \"home\"\n  anyof\n"));
  g_assert_nonnull (strstr (text, "\n# for the second\nrule \"Second\"\n"));
  again = parse (text, &complaints, NULL);
  g_assert_cmpuint (complaints->len, ==, 0);
  g_assert_cmpuint (((AnserRule *) again->pdata[0])->conditions->len, ==, 9);
  g_assert_cmpuint (((AnserRule *) again->pdata[0])->actions->len, ==, 4);
}

/* A switch changes one word. */
static void
test_switch (void)
{
  g_autofree char *rest = NULL;
  g_autoptr (GPtrArray) rules = parse (EVERYTHING, NULL, &rest);
  g_autofree char *switched = NULL;
  g_autofree char *back = NULL;
  GString *expected = g_string_new (EVERYTHING);

  anser_rule_text_set_enabled (rules->pdata[0], TRUE);
  anser_rule_text_set_enabled (rules->pdata[1], FALSE);
  switched = anser_rule_text_write (rules, rest);
  g_string_replace (expected, " disabled   # later", "   # later", 1);
  g_string_replace (expected, "\"Second\"", "\"Second\" disabled", 1);
  g_assert_cmpstr (switched, ==, expected->str);
  anser_rule_text_set_enabled (rules->pdata[0], FALSE);
  anser_rule_text_set_enabled (rules->pdata[1], TRUE);
  anser_rule_text_set_enabled (rules->pdata[1], TRUE);
  back = anser_rule_text_write (rules, rest);
  g_assert_cmpstr (back, ==, EVERYTHING);
  g_string_free (expected, TRUE);
}

static const struct
{
  const char *text;
  unsigned    line;
  int         rule;
  const char *words;
} broken[] = {
  { "rule \"A\"\n  if frum is \"x\"\n  trash\n", 2, 0, "“frum”" },
  { "rule \"A\"\n  if from resembles \"x\"\n  trash\n", 2, 0, "“resembles”" },
  { "rule \"A\"\n  if size contains \"x\"\n  trash\n", 2, 0, "“size”" },
  { "rule \"A\"\n  if size over lots\n  trash\n", 2, 0, "300K" },
  { "rule \"A\"\n  if size over 99999999999999G\n  trash\n", 2, 0, "300K" },
  { "rule \"A\"\n  if age over 3x\n  trash\n", 2, 0, "30d" },
  { "rule \"A\"\n  if from is x\n  trash\n", 2, 0, "quotation marks" },
  { "rule \"A\"\n  if from is \"x\n  trash\n", 2, 0, "quotation mark" },
  { "rule \"A\"\n  if from is \"x\" \"y\"\n  trash\n", 2, 0, "“y”" },
  { "rule \"A\"\n  if from is \"\"\n  trash\n", 2, 0, "what to look for" },
  { "rule \"A\"\n  if subject regex \"(\"\n  trash\n", 2, 0, "regular expression" },
  { "rule \"A\"\n  if header exists\n  trash\n", 2, 0, "quotation marks" },
  { "rule \"A\"\n  if to-me\n  burn\n", 3, 0, "“burn”" },
  { "rule \"A\"\n  if to-me\n  addflag blue\n", 3, 0, "flagged" },
  { "rule \"A\"\n  if to-me\n  trash\n  fileinto \"B\"\n", 1, 0, "one place" },
  { "rule \"A\"\n  trash\n", 1, 0, "no condition" },
  { "rule \"A\"\n  if to-me\n", 1, 0, "does nothing" },
  { "rule A\n  if to-me\n  trash\n", 1, 0, "quotation marks" },
  { "rule \"\"\n  if to-me\n  trash\n", 1, 0, "no name" },
  { "  if to-me\n", 1, -1, "belongs to no rule" },
};

/* Each broken line is told with its number, takes its rule out of action, and nothing else. */
static void
test_broken_lines (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autofree char *text = g_strconcat (broken[i].text, "rule \"Sound\"\n  if to-me\n  junk\n",
                                           NULL);
      g_autoptr (GPtrArray) complaints = NULL;
      g_autofree char *rest = NULL;
      g_autoptr (GPtrArray) rules = parse (text, &complaints, &rest);
      g_autofree char *written = anser_rule_text_write (rules, rest);
      g_autofree char *number = g_strdup_printf ("Line %u: ", broken[i].line);
      const AnserRuleComplaint *complaint;
      const AnserRule *last = rules->pdata[rules->len - 1];

      g_test_message ("%s", broken[i].text);
      g_assert_cmpuint (complaints->len, >=, 1);
      complaint = complaints->pdata[0];
      g_assert_cmpuint (complaint->line, ==, broken[i].line);
      g_assert_cmpint (complaint->rule, ==, broken[i].rule);
      g_assert_true (g_str_has_prefix (complaint->sentence, number));
      g_assert_nonnull (strstr (complaint->sentence, broken[i].words));
      if (broken[i].rule == 0)
        g_assert_nonnull (((AnserRule *) rules->pdata[0])->problem);
      g_assert_cmpstr (last->name, ==, "Sound");
      g_assert_null (last->problem);
      g_assert_cmpstr (written, ==, text);
    }
}

/* Whatever the bytes: no crash, and what is written is what was read. */
static void
test_noise (void)
{
  static const char alphabet[] = "rule if \"\"\\\n\n #from is not 10M\xff\xe4 anyof\r\t";
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (int n = 0; n < 2000; n++)
    {
      GString *text = g_string_new ("rule \"x\"\n");
      g_autofree char *valid = NULL;
      g_autofree char *rest = NULL;
      g_autofree char *written = NULL;
      g_autoptr (GPtrArray) rules = NULL;

      for (int i = g_rand_int_range (rand, 0, 120); i > 0; i--)
        g_string_append_c (text, alphabet[g_rand_int_range (rand, 0, sizeof alphabet - 1)]);
      g_string_append_c (text, '\n');
      valid = g_utf8_make_valid (text->str, (gssize) text->len);
      rules = parse (text->str, NULL, &rest);
      written = anser_rule_text_write (rules, rest);
      g_assert_cmpstr (written, ==, valid);
      g_string_free (text, TRUE);
    }
}

static void
test_description (void)
{
  g_autoptr (GPtrArray) rules = parse (EVERYTHING, NULL, NULL);
  g_autofree char *actions = anser_rule_describe_actions (rules->pdata[0]);
  g_autofree char *conditions = anser_rule_describe_conditions (rules->pdata[1]);

  g_assert_cmpstr (actions, ==, "Move to “Lists › GNOME”, Add the tag “list”, Add a star, "
                   "Mark as read, Stop here");
  g_assert_cmpstr (conditions, ==, "Subject begins with “[ad]”");
}

/* The file */

typedef struct
{
  char          *root;
  AnserRuleBook *book;
} Fixture;

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  self->root = g_dir_make_tmp ("anser-rules-XXXXXX", NULL);
  g_assert_nonnull (self->root);
  self->book = anser_rule_book_new (self->root);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  g_unlink (anser_rule_book_get_path (self->book));
  g_rmdir (self->root);
  g_assert_finalize_object (self->book);
  g_free (self->root);
}

static void
put_file (Fixture    *self,
          const char *text)
{
  g_assert_true (g_file_set_contents (anser_rule_book_get_path (self->book), text, -1, NULL));
}

static void
assert_file (Fixture    *self,
             const char *text)
{
  g_autofree char *found = NULL;

  g_assert_true (g_file_get_contents (anser_rule_book_get_path (self->book), &found, NULL, NULL));
  g_assert_cmpstr (found, ==, text);
}

static void
test_no_file (Fixture      *self,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rules = parse ("rule \"A\"\n  if to-me\n  junk\n", NULL, NULL);
  GStatBuf status;

  g_assert_true (anser_rule_book_load (self->book, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (anser_rule_book_get_rules (self->book)->len, ==, 0);
  g_assert_true (anser_rule_book_save (self->book, rules, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (anser_rule_book_get_rules (self->book)->len, ==, 1);
  g_assert_cmpint (g_stat (anser_rule_book_get_path (self->book), &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

/* Who changed the file meanwhile keeps the change. */
static void
test_foreign_edit (Fixture      *self,
                   gconstpointer data)
{
  static const char theirs[] = "rule \"Theirs\"\n  if to-me\n  junk\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) mine = parse ("rule \"Mine\"\n  if to-me\n  junk\n", NULL, NULL);

  put_file (self, EVERYTHING);
  g_assert_true (anser_rule_book_load (self->book, &error));
  put_file (self, theirs);
  g_assert_false (anser_rule_book_save (self->book, mine, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);
  assert_file (self, theirs);
  g_assert_cmpuint (anser_rule_book_get_rules (self->book)->len, ==, 1);
  g_clear_error (&error);
  g_assert_true (anser_rule_book_save (self->book, mine, &error));
  g_assert_no_error (error);
}

static void
on_changed (AnserRuleBook *book,
            unsigned      *n)
{
  (*n)++;
}

static gboolean
on_too_long (gpointer user_data)
{
  g_error ("The change was not noticed");
  return G_SOURCE_REMOVE;
}

static void
test_watch (Fixture      *self,
            gconstpointer data)
{
  unsigned n = 0;
  guint alarm = g_timeout_add_seconds (30, on_too_long, NULL);

  g_assert_true (anser_rule_book_load (self->book, NULL));
  g_signal_connect (self->book, "changed", G_CALLBACK (on_changed), &n);
  anser_rule_book_watch (self->book);
  put_file (self, EVERYTHING);
  while (anser_rule_book_get_rules (self->book)->len != 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n, >, 0);
  g_source_remove (alarm);
}

/* A disk that takes nothing leaves the old file whole. */
static void
test_not_writable (Fixture      *self,
                   gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *elsewhere = g_build_filename (self->root, "nowhere", NULL);
  g_autoptr (AnserRuleBook) book = anser_rule_book_new (elsewhere);
  g_autoptr (GPtrArray) rules = parse (EVERYTHING, NULL, NULL);

  g_assert_false (anser_rule_book_save (book, rules, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "nowhere/rules"));
}

static void
test_too_large (Fixture      *self,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strnfill (2 * 1024 * 1024, '#');

  put_file (self, text);
  g_assert_false (anser_rule_book_load (self->book, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

/* What is decided before a message is here. */
static void
test_first (void)
{
  static const char * const wrong[] = {
    "  if body contains \"a\"\n  skip\n",
    "  if attachment exists\n  headers-only\n",
    "  if size over 1M\n  skip\n  addflag seen\n",
    "  if size over 1M\n  delete-on-server\n  junk\n",
    "  if size over 1M\n  headers-only\n  skip\n",
    "  if size over 1M\n  headers-only \"a\"\n",
  };
  g_autoptr (GPtrArray) complaints = NULL;
  g_autoptr (GPtrArray) rules = parse ("rule \"A\"\n  if size over 1M\n  headers-only\n  junk\n"
                                       "rule \"B\"\n  if from known\n  Skip\n"
                                       "rule \"C\"\n  if age over 3d\n  delete-on-server\n",
                                       &complaints, NULL);
  g_autofree char *text = anser_rule_text_of_action (anser_rule_find_first (rules->pdata[1]));

  g_assert_cmpuint (complaints->len, ==, 0);
  g_assert_cmpint (anser_rule_find_first (rules->pdata[0])->deed, ==, ANSER_RULE_HEADERS_ONLY);
  g_assert_cmpstr (text, ==, "skip");
  g_assert_cmpint (anser_rule_find_first (rules->pdata[2])->deed, ==, ANSER_RULE_DELETE_THERE);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *rule = g_strconcat ("rule \"A\"\n", wrong[i], NULL);
      g_autoptr (GPtrArray) findings = NULL;
      g_autoptr (GPtrArray) refused = parse (rule, &findings, NULL);

      g_assert_cmpuint (refused->len, ==, 1);
      g_assert_cmpuint (findings->len, ==, 1);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rule-text/everything", test_everything);
  g_test_add_func ("/rule-text/round-trip", test_round_trip);
  g_test_add_func ("/rule-text/changed-rule", test_changed_rule);
  g_test_add_func ("/rule-text/switch", test_switch);
  g_test_add_func ("/rule-text/broken-lines", test_broken_lines);
  g_test_add_func ("/rule-text/first", test_first);
  g_test_add_func ("/rule-text/noise", test_noise);
  g_test_add_func ("/rule-text/description", test_description);
  g_test_add ("/rule-book/no-file", Fixture, NULL, set_up, test_no_file, tear_down);
  g_test_add ("/rule-book/foreign-edit", Fixture, NULL, set_up, test_foreign_edit, tear_down);
  g_test_add ("/rule-book/watch", Fixture, NULL, set_up, test_watch, tear_down);
  g_test_add ("/rule-book/not-writable", Fixture, NULL, set_up, test_not_writable, tear_down);
  g_test_add ("/rule-book/too-large", Fixture, NULL, set_up, test_too_large, tear_down);

  return g_test_run ();
}
