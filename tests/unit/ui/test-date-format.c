/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/date-format.h"

#include <locale.h>

/* Wednesday, 4 November 2026, 15:00 in Shanghai. */
static GDateTime *
new_now (void)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier ("+08");

  return g_date_time_new (zone, 2026, 11, 4, 15, 0, 0);
}

typedef struct
{
  gint64 seconds_ago;
  const char *text;
} Case;

static void
assert_cases (char *(*format) (gint64 date, GDateTime *now),
              const Case *cases,
              gsize       n_cases)
{
  g_autoptr(GDateTime) now = new_now ();

  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree char *text = format (g_date_time_to_unix (now) - cases[i].seconds_ago, now);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_short (void)
{
  static const Case cases[] = {
    { 28 * 60, "14:32" },
    { 15 * 3600, "00:00" },
    { 15 * 3600 + 1, "Yesterday" },
    { 39 * 3600, "Yesterday" },
    { 39 * 3600 + 1, "Mon" },
    { 6 * 86400, "Thu" },
    { 7 * 86400, "28 Oct" },
    { 400 * 86400, "30 Sep 2025" },
    { -86400, "5 Nov" },
  };

  assert_cases (anser_date_format_short, cases, G_N_ELEMENTS (cases));
}

static void
test_long (void)
{
  static const Case cases[] = {
    { 28 * 60, "Today, 14:32" },
    { 86400, "Yesterday, 15:00" },
    { 3 * 86400, "Sun 1 Nov, 15:00" },
    { 400 * 86400, "Tue 30 Sep 2025, 15:00" },
  };

  assert_cases (anser_date_format_long, cases, G_N_ELEMENTS (cases));
}

static void
test_ago (void)
{
  static const Case cases[] = {
    { 5, "Checked just now" },
    { -5, "Checked just now" },
    { 60, "Checked a minute ago" },
    { 150, "Checked 2 minutes ago" },
    { 2 * 3600, "Checked at 13:00" },
    { 86400, "Checked on 3 Nov, 15:00" },
  };

  assert_cases (anser_date_format_ago, cases, G_N_ELEMENTS (cases));
}

/* What is given is how long ago: the future is less than nothing. */
static void
test_next (void)
{
  static const Case cases[] = {
    { -5 * 60, "Next check at 15:05" },
    { -20 * 3600, "Next check on Thu at 11:00" },
  };

  assert_cases (anser_date_format_next, cases, G_N_ELEMENTS (cases));
}

/* A letter without a date, and dates that no calendar has. */
static void
test_impossible (void)
{
  static const gint64 dates[] = { 0, G_MAXINT64, G_MININT64 };

  for (gsize i = 0; i < G_N_ELEMENTS (dates); i++)
    {
      g_autofree char *short_text = anser_date_format_short (dates[i], NULL);
      g_autofree char *long_text = anser_date_format_long (dates[i], NULL);
      g_autofree char *full_text = anser_date_format_full (dates[i]);

      g_assert_cmpstr (short_text, ==, "");
      g_assert_cmpstr (long_text, ==, "");
      g_assert_cmpstr (full_text, ==, "");
    }
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/date-format/short", test_short);
  g_test_add_func ("/date-format/long", test_long);
  g_test_add_func ("/date-format/ago", test_ago);
  g_test_add_func ("/date-format/next", test_next);
  g_test_add_func ("/date-format/impossible", test_impossible);

  return g_test_run ();
}
