/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "courier/rule-matcher.h"
#include "courier/rule-proposal.h"
#include "courier/rule-text.h"

#include <string.h>

#define NOW 1750000000

static const char letter_text[] =
  "From: =?UTF-8?B?5byg5LiJ?= <Zhang.San@Example.ORG>\r\n"
  "To: Anna <anna@example.org>, =?UTF-8?Q?Bj=C3=B6rn?= <bjorn@example.org>\r\n"
  "Cc: team@example.net\r\n"
  "Subject: =?UTF-8?B?5LyaCuiuruiusA==?= Weekly\r\n"
  " Meeting\r\n"
  "List-Id: The weekly list <weekly.example.org>\r\n"
  "X-Tag: first\r\n"
  "X-Tag: second\r\n"
  "Date: Fri, 06 Jun 2025 10:00:00 +0000\r\n"
  "MIME-Version: 1.0\r\n"
  "Content-Type: multipart/mixed; boundary=b\r\n"
  "\r\n"
  "--b\r\n"
  "Content-Type: text/plain; charset=UTF-8\r\n"
  "\r\n"
  "Please find the quarterly\r\n"
  "report. 请查收附件：会议\r\n纪要。 ＡＢＣ\r\n"
  "--b\r\n"
  "Content-Type: application/pdf; name=\"Report Q2.PDF\"\r\n"
  "Content-Disposition: attachment; filename=\"Report Q2.PDF\"\r\n"
  "Content-Transfer-Encoding: base64\r\n"
  "\r\n"
  "AAAA\r\n"
  "--b--\r\n";

static AnserLetter *
parse_letter (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return anser_letter_new_for_bytes (bytes);
}

static AnserRuleLetter *
read_letter (const char *text,
             gboolean    is_whole)
{
  g_autoptr (AnserLetter) letter = parse_letter (text);

  return anser_rule_letter_new (letter, (gint64) strlen (text), is_whole);
}

static gboolean
is_anna_known (const char *address,
               gpointer    user_data)
{
  return g_ascii_strcasecmp (address, "anna@example.org") == 0;
}

static AnserRuleMatcher *
make_matcher (const char *text,
              const char *account)
{
  static const char * const mine[] = { "Anna@example.org", "second@example.com", NULL };
  g_autoptr (GPtrArray) complaints = NULL;
  g_autoptr (GPtrArray) rules = anser_rule_text_parse (text, &complaints, NULL);
  AnserRuleMatcher *matcher = anser_rule_matcher_new (rules, account, mine, FALSE);

  for (guint i = 0; i < complaints->len; i++)
    g_test_message ("%s", ((AnserRuleComplaint *) complaints->pdata[i])->sentence);
  g_assert_cmpuint (complaints->len, ==, 0);
  anser_rule_matcher_set_known (matcher, is_anna_known, NULL);
  return matcher;
}

static gboolean
holds (AnserRuleLetter *letter,
       const char      *condition)
{
  g_autofree char *text = g_strdup_printf ("rule \"A\"\n  if %s\n  addflag seen\n", condition);
  g_autoptr (AnserRuleMatcher) matcher = make_matcher (text, "work");
  g_autoptr (AnserRuleOutcome) outcome = anser_rule_matcher_look (matcher, letter, NOW);

  return outcome->set == ANSER_LETTER_SEEN;
}

static const struct
{
  const char *condition;
  gboolean    holds;
} conditions[] = {
  { "from is \"zhang.san@example.org\"", TRUE },
  { "from is \"张三\"", TRUE },
  { "from contains \"san@example\"", TRUE },
  { "from contains \"张三 <zhang\"", TRUE },
  { "from begins \"zhang\"", TRUE },
  { "from ends \"@EXAMPLE.org\"", TRUE },
  { "from ends \"example.com\"", FALSE },
  { "from regex \"^zhang[.]\"", TRUE },
  { "not from regex \"^li[.]\"", TRUE },
  { "from known", FALSE },
  { "to known", TRUE },
  { "not from known", TRUE },
  { "to is \"BJÖRN\"", TRUE },
  { "to is \"bjo\xcc\x88rn\"", TRUE },
  { "to contains \"team\"", FALSE },
  { "cc is \"team@example.net\"", TRUE },
  { "recipient contains \"team\"", TRUE },
  { "recipient contains \"zhang\"", FALSE },
  { "subject contains \"会议记\"", TRUE },
  { "subject contains \"weekly meeting\"", TRUE },
  { "subject is \"会议记 weekly meeting\"", TRUE },
  { "subject begins \"weekly\"", FALSE },
  { "subject ends \"meeting\"", TRUE },
  { "header \"x-tag\" is \"second\"", TRUE },
  { "header \"X-Tag\" contains \"third\"", FALSE },
  { "header \"X-Ta\" exists", FALSE },
  { "header \"X-Tag\" exists", TRUE },
  { "not header \"X-Other\" exists", TRUE },
  { "list-id is \"weekly.example.org\"", TRUE },
  { "list-id contains \"the weekly\"", TRUE },
  { "list-id exists", TRUE },
  { "body contains \"quarterly report\"", TRUE },
  { "body contains \"会议纪要\"", TRUE },
  { "body contains \"abc\"", TRUE },
  { "body contains \"yearly\"", FALSE },
  { "body regex \"find +the\"", TRUE },
  { "attachment exists", TRUE },
  { "attachment ends \".pdf\"", TRUE },
  { "attachment is \"report q2.pdf\"", TRUE },
  { "attachment contains \".exe\"", FALSE },
  { "size over 100", TRUE },
  { "size over 1M", FALSE },
  { "size under 1M", TRUE },
  { "age over 5d", TRUE },
  { "age over 30d", FALSE },
  { "age under 30d", TRUE },
  { "to-me", TRUE },
  { "not to-me", FALSE },
};

static void
test_conditions (void)
{
  g_autoptr (AnserRuleLetter) letter = read_letter (letter_text, TRUE);

  for (gsize i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      g_test_message ("%s", conditions[i].condition);
      g_assert_cmpint (holds (letter, conditions[i].condition), ==, conditions[i].holds);
    }
}

/* Of a header alone nothing is said about text and attachments, neither yes nor no. */
static void
test_header_only (void)
{
  g_autoptr (AnserRuleLetter) letter = read_letter (letter_text, FALSE);

  g_assert_true (holds (letter, "subject contains \"weekly\""));
  g_assert_false (holds (letter, "attachment exists"));
  g_assert_false (holds (letter, "not attachment exists"));
  g_assert_false (holds (letter, "body contains \"report\""));
  g_assert_false (holds (letter, "not body contains \"yearly\""));
}

static char *
describe (const AnserRuleOutcome *outcome)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < outcome->rules->len; i++)
    g_string_append_printf (text, "%s ", ((AnserRule *) outcome->rules->pdata[i])->name);
  g_string_append_printf (text, "move=%s flags=%d",
                          outcome->move != NULL ? outcome->move->value : "-", outcome->set);
  for (guint i = 0; i < outcome->tags->len; i++)
    g_string_append_printf (text, " #%s", (char *) outcome->tags->pdata[i]);
  return g_string_free (text, FALSE);
}

static void
assert_outcome (const char *rules,
                const char *account,
                const char *expected)
{
  g_autoptr (AnserRuleLetter) letter = read_letter (letter_text, TRUE);
  g_autoptr (AnserRuleMatcher) matcher = make_matcher (rules, account);
  g_autoptr (AnserRuleOutcome) outcome = anser_rule_matcher_look (matcher, letter, NOW);
  g_autofree char *found = describe (outcome);

  g_assert_cmpstr (found, ==, expected);
}

/* Rules go one after the other: the first that moves decides, stop ends it. */
static void
test_order (void)
{
  static const char rules[] =
    "rule \"Off\" disabled\n  if to-me\n  trash\n"
    "rule \"Other\"\n  accounts \"home\"\n  if to-me\n  fileinto \"Home\"\n"
    "rule \"None\"\n  if to-me\n  if from is \"nobody\"\n  trash\n"
    "rule \"Any\"\n  anyof\n  if from is \"nobody\"\n  if to-me\n  fileinto \"First\"\n  addtag \"a\"\n"
    "rule \"Second\"\n  if to-me\n  fileinto \"Second\"\n  addtag \"a\"\n  addtag \"b\"\n"
    "  addflag seen\n"
    "rule \"Last\"\n  if list-id exists\n  addflag flagged\n  stop\n"
    "rule \"Never\"\n  if to-me\n  addtag \"c\"\n";

  assert_outcome (rules, "work", "Any Second Last move=First flags=18 #a #b");
  assert_outcome (rules, "home", "Other Any Second Last move=Home flags=18 #a #b");
}

/* A broken rule does nothing at all: with one condition less it would take more than it should. */
static void
test_broken_rule (void)
{
  g_autoptr (GPtrArray) rules =
    anser_rule_text_parse ("rule \"A\"\n  if to-me\n  if frum is \"x\"\n  trash\n", NULL, NULL);
  g_autoptr (AnserRuleMatcher) matcher = anser_rule_matcher_new (rules, "work", NULL, TRUE);

  g_assert_true (anser_rule_matcher_is_empty (matcher));
}

/* Patterns that would run for years give up: then nothing is said, whichever way round. */
static void
test_catastrophic_patterns (void)
{
  static const char * const patterns[] = {
    "(a+)+$", "(a|aa)+$", "(.*)*x", "^(([a-z])+.)+[A-Z]([a-z])+$", "(a?){40}a{40}$",
    "(*LIMIT_MATCH=4000000000)(a+)+$", "(a*)*b\\\\1*c", "((a*)*)*$",
  };
  g_autofree char *as = g_strnfill (100000, 'a');
  g_autofree char *text = g_strconcat ("From: a\r\nSubject: ", as, "!\r\n\r\n", as, "!\r\n", as,
                                       "!\r\n", NULL);
  g_autoptr (AnserRuleLetter) letter = read_letter (text, TRUE);
  gint64 began = g_get_monotonic_time ();

  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autofree char *condition = g_strdup_printf ("body regex \"%s\"", patterns[i]);
      g_autofree char *negation = g_strdup_printf ("not body regex \"%s\"", patterns[i]);

      g_assert_false (holds (letter, condition) && holds (letter, negation));
    }
  /* Years, not seconds, are what this tells apart. */
  g_assert_cmpint (g_get_monotonic_time () - began, <, 60 * G_USEC_PER_SEC);
}

/* Letters made to be awkward: very many addresses and headers, a very long line, no header at all. */
static void
test_hostile_letters (void)
{
  GString *text = g_string_new ("From: a@b\r\nTo: ");
  const char *letters[3];

  for (int i = 0; i < 20000; i++)
    g_string_append_printf (text, "n%d <%d@example.org>,\r\n ", i, i);
  g_string_append (text, "end@example.org\r\n");
  for (int i = 0; i < 5000; i++)
    g_string_append (text, "X-Tag: x\r\n");
  g_string_append (text, "\r\n");
  for (int i = 0; i < 400000; i++)
    g_string_append (text, "长行");
  letters[0] = text->str;
  letters[1] = "\r\n\xff\xfe\x80";
  letters[2] = "";
  for (gsize i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      g_autoptr (AnserRuleLetter) letter = read_letter (letters[i], TRUE);

      for (gsize j = 0; j < G_N_ELEMENTS (conditions); j++)
        holds (letter, conditions[j].condition);
    }
  g_string_free (text, TRUE);
}

/* What is proposed for a letter takes it. */
static void
test_proposal (void)
{
  static const char * const letters[] = {
    letter_text, "From: Zhang <z@example.org>\r\nSubject: x\r\n\r\n", "Subject: only this\r\n\r\n",
    "List-Id: weekly.example.org\r\nSubject: x\r\n\r\n",
  };
  static const char * const names[] = { "The weekly list", "Zhang", "only this",
                                        "weekly.example.org" };

  for (gsize i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      g_autoptr (AnserRuleLetter) letter = read_letter (letters[i], TRUE);
      g_autoptr (AnserLetter) message = parse_letter (letters[i]);
      g_autoptr (AnserRule) rule = anser_rule_propose (message);
      g_autoptr (GPtrArray) rules = g_ptr_array_new ();
      g_autoptr (AnserRuleMatcher) matcher = NULL;
      g_autoptr (AnserRuleOutcome) outcome = NULL;

      g_assert_cmpstr (rule->name, ==, names[i]);
      g_ptr_array_add (rules, rule);
      matcher = anser_rule_matcher_new (rules, "work", NULL, FALSE);
      outcome = anser_rule_matcher_look (matcher, letter, NOW);
      g_assert_nonnull (outcome->move);
    }
}

static void
test_fold (void)
{
  static const char * const pairs[][2] = {
    { "STRASSE", "straße" }, { "Ａｂｃ　１２", "abc 12" }, { "  a \n\t b  ", "a b" },
    { "会 议\r\n 记录", "会议记录" }, { "会议 notes", "会议 notes" }, { "E\xcc\x81", "é" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *one = anser_rule_fold (pairs[i][0]);
      g_autofree char *other = anser_rule_fold (pairs[i][1]);

      g_assert_cmpstr (one, ==, other);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rule-matcher/conditions", test_conditions);
  g_test_add_func ("/rule-matcher/header-only", test_header_only);
  g_test_add_func ("/rule-matcher/order", test_order);
  g_test_add_func ("/rule-matcher/broken-rule", test_broken_rule);
  g_test_add_func ("/rule-matcher/catastrophic-patterns", test_catastrophic_patterns);
  g_test_add_func ("/rule-matcher/hostile-letters", test_hostile_letters);
  g_test_add_func ("/rule-matcher/proposal", test_proposal);
  g_test_add_func ("/rule-matcher/fold", test_fold);

  return g_test_run ();
}
