/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/query.h"
#include "store/query-private.h"

#include <string.h>

/* Wednesday, 1 May 2024, 15:00 */
#define NOW "2024-05-01T15:00:00"

typedef struct
{
  const char *text;
  const char *tree;
} Case;

static const Case cases[] = {
  { "", "(all)" },
  { "   ", "(all)" },
  { "invoice", "invoice" },
  { "  invoice   may ", "(all invoice may)" },
  { "\"board meeting\"", "\"board meeting\"" },
  { "“board meeting”", "\"board meeting\"" },
  { "\"open", "\"open\"" },
  { "会议 附件", "(all 会议 附件)" },
  { "-draft", "(not draft)" },
  { "a -b", "(all a (not b))" },
  { "a - b", "(all a b)" },
  { "a -- b", "(all a b)" },
  { "a NOT b", "(all a (not b))" },
  { "NOT", "(all)" },
  { "well-known", "well-known" },
  { "a OR b", "(any a b)" },
  { "a OR b c", "(all (any a b) c)" },
  { "a b OR c d", "(all a (any b c) d)" },
  { "a AND b", "(all a b)" },
  { "OR a OR", "a" },
  { "a or b", "(all a or b)" },
  { "(a b) OR c", "(any (all a b) c)" },
  { "(a (b OR -c", "(all a (any b (not c)))" },
  { "a) b", "(all a) b)" },
  { "()", "(all)" },
  { "-()", "(all)" },
  { "from:anna", "from:anna" },
  { "FROM:Anna", "from:Anna" },
  { "from：王", "from:王" },
  { "from:\"Anna B\"", "from:\"Anna B\"" },
  { "from:(anna OR berta) x", "(all (any from:anna from:berta) x)" },
  { "from:", "(all)" },
  { "from:\"\"", "(all)" },
  { "from: anna", "anna" },
  { "-from:anna", "(not from:anna)" },
  { "to:a cc:b bcc:c subject:d body:e filename:f attachment:g",
    "(all to:a cc:b to:c subject:d body:e filename:f filename:g)" },
  { "http://example.org", "http://example.org" },
  { "Re: 12:30", "(all Re: 12:30)" },
  { "-- … !", "(all)" },
  { "has:attachment", "flags+100-0" },
  { "is:unread", "flags+0-10" },
  { "is:Read", "flags+10-0" },
  { "is:starred is:replied is:forwarded is:draft",
    "(all flags+2-0 flags+8-0 flags+4-0 flags+1-0)" },
  { "in:Inbox tag:work", "(all in:Inbox tag:work)" },
  { "size:>1M", "size>=1048576" },
  { "size:<500k", "size>=0<=512000" },
  { "size:2.5MB larger:1K smaller:100", "(all size>=2621440 size>=1024 size>=0<=100)" },
  { "before:2024", "date<1704067200" },
  { "after:2024", "date>=1704067200" },
  { "date:2024", "date>=1704067200<1735689600" },
  { "date:2024-02", "date>=1706745600<1709251200" },
  { "date:2024-05-03", "date>=1714694400<1714780800" },
  { "date:2024/5/3", "date>=1714694400<1714780800" },
  { "date:today", "date>=1714521600<1714608000" },
  { "after:昨天", "date>=1714435200" },
  { "date:yesterday", "date>=1714435200<1714521600" },
  { "after:7d", "date>=1713970800" },
  { "before:1y", "date<1682953200" },
};

static gint64
get_now (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GDateTime) now = g_date_time_new_from_iso8601 (NOW, zone);

  return g_date_time_to_unix (now);
}

static void
test_trees (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AnserQuery) query = anser_query_parse (cases[i].text, get_now (), &error);
      g_autofree char *tree = NULL;

      g_assert_no_error (error);
      tree = anser_query_to_string (query);
      g_assert_cmpstr (tree, ==, cases[i].tree);
      g_assert_cmpint (anser_query_is_empty (query), ==, g_str_equal (tree, "(all)"));
    }
}

/* What cannot be understood is named, and the sentence says how to write it. */
static void
test_faults (void)
{
  static const char * const faults[] = {
    "is:new", "has:wings", "before:soon", "after:2024-13", "date:2024-02-30", "before:1066",
    "date:2024-05-03-01", "size:big", "size:>", "after:7x", "a (b -is:old", "is:\"not there\"",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AnserQuery) query = anser_query_parse (faults[i], get_now (), &error);

      g_assert_null (query);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_assert_nonnull (strchr (error->message, ':'));
      g_assert_nonnull (strstr (error->message, "Write"));
    }
}

/* Two faults: the first is told, and nothing is leaked. */
static void
test_two_faults (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (anser_query_parse ("is:x before:y", 0, &error));
  g_assert_nonnull (strstr (error->message, "is:x"));
}

static void
test_depth (void)
{
  g_autofree char *deep = g_strnfill (100000, '(');
  g_autoptr (AnserQuery) query = anser_query_parse (deep, 0, NULL);

  g_assert_nonnull (query);
  g_assert_true (anser_query_is_empty (query));
}

static const Case matches[] = {
  { "invoice", "\"invoice\" *" },
  { "\"invoice\"", "\"invoice\"" },
  { "C++", "\"C++\"" },
  { "inv*", "\"inv*\" *" },
  { "会议", "\"会议\"" },
  { "会", "\"会\" *" },
  { "\"会\"", "\"会\" *" },
  { "GTK窗口", "\"GTK窗口\"" },
  { "subject:x", "{subject} : \"x\" *" },
  { "a b", "(\"a\" * AND \"b\" *)" },
  { "a OR b", "(\"a\" * OR \"b\" *)" },
  { "a -b -c", "((\"a\" *) NOT (\"b\" * OR \"c\" *))" },
  { "a\"b", "\"a\"\"b\" *" },
  { "-a", NULL },
  { "a OR -b", NULL },
  { "a is:unread", NULL },
};

static void
test_matches (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (matches); i++)
    {
      g_autoptr (AnserQuery) query = anser_query_parse (matches[i].text, 0, NULL);
      g_autofree char *match = NULL;

      g_assert_cmpint (anser_query_is_match (query->root), ==, matches[i].tree != NULL);
      if (matches[i].tree == NULL)
        continue;
      match = anser_query_to_match (query->root, FALSE);
      g_assert_cmpstr (match, ==, matches[i].tree);
    }
}

static const struct
{
  const char *text;
  gboolean    finished;
  const char *operators;
  const char *rest;
} splits[] = {
  { "from:anna invoice", TRUE, "from:anna", "invoice" },
  { "from:anna", TRUE, "", "from:anna" },
  { "from:anna", FALSE, "from:anna", "" },
  { "from:anna ", TRUE, "from:anna", "" },
  { "a -is:unread from:\"A B\" c", TRUE, "-is:unread|from:\"A B\"", "a c" },
  { "from: x", TRUE, "", "from: x" },
  { "is:unread OR x ", TRUE, "", "is:unread OR x " },
  { "from:(a b) x", TRUE, "", "from:(a b) x" },
  { "会议 before:2024 ", TRUE, "before:2024", "会议 " },
};

static void
test_splits (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (splits); i++)
    {
      g_auto (GStrv) operators = NULL;
      g_autofree char *joined = NULL, *rest = NULL;

      anser_query_split (splits[i].text, splits[i].finished, &operators, &rest);
      joined = g_strjoinv ("|", operators);
      g_assert_cmpstr (joined, ==, splits[i].operators);
      g_assert_cmpstr (rest, ==, splits[i].rest);
    }
}

/* The text with brackets around what is highlighted. */
static const struct
{
  const char       *query;
  const char       *text;
  const char       *marked;
  AnserQueryColumn  column;
} hits[] = {
  { "inv", "An Invoice, invited", "An [Invoice], [invited]" },
  { "\"inv\"", "An Invoice, inv", "An Invoice, [inv]" },
  { "cafe", "Le Café", "Le [Café]" },
  { "会议", "会议室的会议", "[会议]室的[会议]" },
  { "会议室", "大会议室", "大[会议室]" },
  { "议", "会议室，议", "会[议]室，[议]" },
  { "室", "会议室 x", "会议[室] x" },
  { "\"big red\" dog", "big  red dogs", "[big  red] [dogs]" },
  { "窗口a", "打开窗口ab", "打开[窗口ab]" },
  { "from:anna", "anna", "anna", ANSER_QUERY_SUBJECT },
  { "from:anna", "Anna", "[Anna]", ANSER_QUERY_FROM },
  { "-x y", "x y", "x [y]" },
  { "is:unread", "x", "x" },
  { "ab abc", "abcd", "[abcd]" },
};

static void
test_hits (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hits); i++)
    {
      g_autoptr (AnserQuery) query = anser_query_parse (hits[i].query, 0, NULL);
      g_autoptr (GArray) found = anser_query_find_hits (query, hits[i].text, hits[i].column, FALSE);
      g_autoptr (GString) marked = g_string_new (hits[i].text);

      for (unsigned j = found->len; j-- > 0; )
        {
          AnserQueryHit hit = g_array_index (found, AnserQueryHit, j);

          g_string_insert_c (marked, hit.end, ']');
          g_string_insert_c (marked, hit.start, '[');
        }
      g_assert_cmpstr (marked->str, ==, hits[i].marked);
    }
}

static void
test_variants (void)
{
  g_autoptr (AnserQuery) query = anser_query_parse ("会议", 0, NULL);
  g_autoptr (GArray) without = anser_query_find_hits (query, "開會議", 0, FALSE);
  g_autoptr (GArray) with = anser_query_find_hits (query, "開會議", 0, TRUE);

  g_assert_cmpuint (without->len, ==, 0);
  g_assert_cmpuint (with->len, ==, 1);
  g_assert_cmpuint (g_array_index (with, AnserQueryHit, 0).start, ==, strlen ("開"));
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/query/trees", test_trees);
  g_test_add_func ("/store/query/faults", test_faults);
  g_test_add_func ("/store/query/two-faults", test_two_faults);
  g_test_add_func ("/store/query/depth", test_depth);
  g_test_add_func ("/store/query/matches", test_matches);
  g_test_add_func ("/store/query/splits", test_splits);
  g_test_add_func ("/store/query/hits", test_hits);
  g_test_add_func ("/store/query/variants", test_variants);
  return g_test_run ();
}
