/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "mbox-parser.h"

#include <stdio.h>
#include <string.h>

/* The line before a letter: "From anna@example.org Thu Nov 12 10:00:00 2026", with a zone before or
 * behind the year in some programs' files, without seconds in others'. The address may have spaces. */

static int
read_month (const char *word)
{
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const char *at = strlen (word) == 3 ? strstr (months, word) : NULL;

  return at != NULL && (at - months) % 3 == 0 ? (int) (at - months) / 3 + 1 : 0;
}

static gboolean
is_weekday (const char *word)
{
  static const char days[] = "MonTueWedThuFriSatSun";
  const char *at = strlen (word) == 3 ? strstr (days, word) : NULL;

  return at != NULL && (at - days) % 3 == 0;
}

static gboolean
read_clock (const char *word,
            int        *hour,
            int        *minute,
            int        *second)
{
  *second = 0;
  return sscanf (word, "%2d:%2d:%2d", hour, minute, second) >= 2;
}

static int
read_year (const char *word)
{
  guint64 year;

  return strlen (word) == 4 && g_ascii_string_to_unsigned (word, 10, 1900, 9999, &year, NULL)
           ? (int) year : 0;
}

/* A zone is "+0800", or a name of letters; names other than UTC's are not understood. */
static gboolean
is_zone (const char *word)
{
  gsize length = strlen (word);

  if ((word[0] == '+' || word[0] == '-') && length == 5)
    return strspn (word + 1, "0123456789") == 4;
  return length >= 1 && length <= 5 && strspn (word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == length;
}

static GTimeZone *
get_zone (const char *word)
{
  GTimeZone *zone = word != NULL && (word[0] == '+' || word[0] == '-')
                      ? g_time_zone_new_identifier (word) : NULL;

  return zone != NULL ? zone : g_time_zone_new_utc ();
}

/* @words begins with the day of the week. */
static gint64
read_date (char **words)
{
  unsigned n = g_strv_length (words);
  const char *zone_word = NULL;
  int hour, minute, second, month, year;
  guint64 day;
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (GDateTime) date = NULL;

  if (n < 5 || !is_weekday (words[0]) || (month = read_month (words[1])) == 0 ||
      !g_ascii_string_to_unsigned (words[2], 10, 1, 31, &day, NULL) ||
      !read_clock (words[3], &hour, &minute, &second))
    return 0;
  year = read_year (words[4]);
  if (year == 0 && n >= 6 && is_zone (words[4]))
    {
      zone_word = words[4];
      year = read_year (words[5]);
    }
  else if (n >= 6 && is_zone (words[5]))
    zone_word = words[5];
  if (year == 0)
    return 0;
  zone = get_zone (zone_word);
  date = g_date_time_new (zone, year, month, (int) day, hour, minute, second);
  return date != NULL ? g_date_time_to_unix (date) : 0;
}

static gboolean
has_time (GPtrArray *words)
{
  int hour, minute, second;

  for (unsigned i = 1; i + 1 < words->len; i++)
    if (read_clock (words->pdata[i], &hour, &minute, &second))
      return TRUE;
  return FALSE;
}

gboolean
anser_mbox_is_from_line (const char *line,
                         gint64     *date)
{
  g_auto (GStrv) all = NULL;
  g_autoptr (GPtrArray) words = NULL;

  *date = 0;
  if (!g_str_has_prefix (line, "From "))
    return FALSE;
  all = g_strsplit (line, " ", 64);
  words = g_ptr_array_new ();
  for (char **word = all; *word != NULL; word++)
    if (**word != '\0')
      g_ptr_array_add (words, *word);
  g_ptr_array_add (words, NULL);
  for (unsigned i = 1; i + 1 < words->len && *date == 0; i++)
    if (is_weekday (words->pdata[i]))
      *date = read_date ((char **) words->pdata + i);
  return *date != 0 || words->len <= 3 || has_time (words);
}
