/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo-dates.h"

#include <stdio.h>
#include <string.h>

static int
month_number (const char *name)
{
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const char *found = strstr (months, name);

  return found ? (int) (found - months) / 3 + 1 : 0;
}

/* Reads "Tue, 03 Nov 2026 09:12:44 +0800". */
static GDateTime *
parse (const char *text)
{
  g_autoptr(GTimeZone) zone = NULL;
  char month[4];
  char offset[6];
  int day, year, hour, minute, second;

  if (sscanf (text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d %5[+0-9-]", &day, month, &year,
              &hour, &minute, &second, offset) != 7)
    return NULL;
  zone = g_time_zone_new_identifier (offset);
  if (!zone || month_number (month) == 0)
    return NULL;
  return g_date_time_new (zone, year, month_number (month), day, hour, minute, second);
}

/* The value of the Date field that begins at @line, or NULL. */
static GDateTime *
parse_field (const char *line)
{
  return g_str_has_prefix (line, "Date: ") ? parse (line + strlen ("Date: ")) : NULL;
}

static const char *
next_line (const char *line)
{
  const char *end = strchr (line, '\n');

  return end ? end + 1 : line + strlen (line);
}

static GTimeSpan
shift_for (GDateTime *date,
           GDateTime *newest,
           GTimeSpan  shift)
{
  if (g_date_time_difference (newest, date) < G_TIME_SPAN_DAY)
    return shift;
  /* Downwards, so that no letter overtakes a newer one. */
  return (shift - (shift % G_TIME_SPAN_DAY + G_TIME_SPAN_DAY) % G_TIME_SPAN_DAY);
}

GDateTime *
demo_dates_read (const char *letter)
{
  for (const char *line = letter; *line != '\n' && *line != '\0'; line = next_line (line))
    {
      GDateTime *date = parse_field (line);

      if (date)
        return date;
    }
  return NULL;
}

char *
demo_dates_shift (const char *letter,
                  GDateTime  *newest,
                  GTimeSpan   shift)
{
  GString *out = g_string_new (NULL);

  for (const char *line = letter; *line != '\0'; line = next_line (line))
    {
      g_autoptr(GDateTime) date = parse_field (line);

      if (date)
        {
          g_autoptr(GDateTime) moved =
            g_date_time_add (date, shift_for (date, newest, shift));
          g_autofree char *text = demo_dates_write (moved);

          g_string_append_printf (out, "Date: %s\n", text);
        }
      else
        {
          g_string_append_len (out, line, next_line (line) - line);
        }
    }
  return g_string_free (out, FALSE);
}

char *
demo_dates_write (GDateTime *date)
{
  return g_date_time_format (date, "%a, %d %b %Y %H:%M:%S %z");
}
