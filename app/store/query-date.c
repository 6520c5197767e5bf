/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "query-private.h"

#include <string.h>

/* What is written of a time, in local time: 2024, 2024-05, 2024-05-03 (or with / and .), today,
 * yesterday, 7d. */

static gint64
to_seconds (GDateTime *time)
{
  return time != NULL ? g_date_time_to_unix (time) : 0;
}

/* Up to three numbers with the same sign between them. Returns how many, 0 if it is not that. */
static int
read_numbers (const char *text,
              int         numbers[3])
{
  char separator = '\0';
  int n = 0;

  while (TRUE)
    {
      char *end = NULL;

      if (!g_ascii_isdigit (*text) || n == 3)
        return 0;
      numbers[n++] = MIN (g_ascii_strtoull (text, &end, 10), G_MAXINT16);
      if (*end == '\0')
        return n;
      if (strchr ("-/.", *end) == NULL || (separator != '\0' && *end != separator))
        return 0;
      separator = *end;
      text = end + 1;
    }
}

static gboolean
read_calendar (const char *text,
               gint64     *start,
               gint64     *end)
{
  int numbers[3] = { 0, 1, 1 };
  int n = read_numbers (text, numbers);
  g_autoptr (GDateTime) first = NULL;
  g_autoptr (GDateTime) next = NULL;

  if (n == 0 || numbers[0] < 1900 || numbers[0] > 9998)
    return FALSE;
  first = g_date_time_new_local (numbers[0], numbers[1], numbers[2], 0, 0, 0);
  if (first == NULL)
    return FALSE;
  next = n == 1 ? g_date_time_add_years (first, 1)
                : n == 2 ? g_date_time_add_months (first, 1) : g_date_time_add_days (first, 1);
  *start = to_seconds (first);
  *end = to_seconds (next);
  return TRUE;
}

/* Midnight @days before today. */
static gint64
get_midnight (gint64 now,
              int    days)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (now);
  g_autoptr (GDateTime) day = g_date_time_add_days (time, -days);
  g_autoptr (GDateTime) midnight =
    g_date_time_new_local (g_date_time_get_year (day), g_date_time_get_month (day),
                           g_date_time_get_day_of_month (day), 0, 0, 0);

  return to_seconds (midnight);
}

static gboolean
read_day (const char *text,
          gint64      now,
          gint64     *start,
          gint64     *end)
{
  int days;

  if (g_ascii_strcasecmp (text, "today") == 0 || g_str_equal (text, "今天"))
    days = 0;
  else if (g_ascii_strcasecmp (text, "yesterday") == 0 || g_str_equal (text, "昨天"))
    days = 1;
  else
    return FALSE;
  *start = get_midnight (now, days);
  *end = get_midnight (now, days - 1);
  return TRUE;
}

/* So long ago: 7d is the moment seven days ago, and the time since. */
static gboolean
read_span (const char *text,
           gint64      now,
           gint64     *start,
           gint64     *end)
{
  char *unit = NULL;
  int n = -(int) MIN (g_ascii_strtoull (text, &unit, 10), 9999);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (now);
  g_autoptr (GDateTime) then = NULL;

  if (!g_ascii_isdigit (text[0]) || unit[0] == '\0' || unit[1] != '\0')
    return FALSE;
  switch (g_ascii_tolower (unit[0]))
    {
    case 'h':
      then = g_date_time_add_hours (time, n);
      break;
    case 'd':
      then = g_date_time_add_days (time, n);
      break;
    case 'w':
      then = g_date_time_add_weeks (time, n);
      break;
    case 'm':
      then = g_date_time_add_months (time, n);
      break;
    case 'y':
      then = g_date_time_add_years (time, MAX (n, -1000));
      break;
    default:
      return FALSE;
    }
  *start = to_seconds (then);
  *end = G_MAXINT64;
  return then != NULL;
}

gboolean
anser_query_read_date (const char *text,
                       gint64      now,
                       gint64     *start,
                       gint64     *end)
{
  return read_calendar (text, start, end) || read_day (text, now, start, end) ||
         read_span (text, now, start, end);
}
