/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-widgets"

#include "config.h"

#include "widgets/date-format.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

static AnserDateStyle date_style;

void
anser_date_format_set_style (AnserDateStyle style)
{
  date_style = style;
}

/* Midnights between two moments, by the calendar of @later's time zone. */
static int
days_between (GDateTime *earlier,
              GDateTime *later)
{
  GDate first;
  GDate second;
  int day;
  int month;
  int year;

  g_date_clear (&first, 1);
  g_date_clear (&second, 1);
  g_date_time_get_ymd (earlier, &year, &month, &day);
  g_date_set_dmy (&first, day, month, year);
  g_date_time_get_ymd (later, &year, &month, &day);
  g_date_set_dmy (&second, day, month, year);

  return g_date_days_between (&first, &second);
}

static GDateTime *
present (GDateTime *now)
{
  return now != NULL ? g_date_time_ref (now) : g_date_time_new_now_local ();
}

/* (nullable): NULL for a date that is not known or that no calendar has. */
static GDateTime *
moment (gint64     date,
        GDateTime *now)
{
  g_autoptr(GDateTime) utc = NULL;

  if (date == 0)
    return NULL;

  utc = g_date_time_new_from_unix_utc (date);
  return utc != NULL ? g_date_time_to_timezone (utc, g_date_time_get_timezone (now)) : NULL;
}

/* Names of days and months are those of LC_TIME. A sentence in another language is not put around
 * them: "周Thu" is nobody's. */
static char *
format_named (GDateTime  *then,
              const char *translated,
              const char *plain)
{
  const char *language = g_get_language_names ()[0];
  const char *locale = setlocale (LC_TIME, NULL);

  return g_date_time_format (then, locale != NULL && strncmp (language, locale, 2) == 0 ? translated
                                                                                       : plain);
}

char *
anser_date_format_short (gint64     date,
                         GDateTime *now)
{
  g_autoptr(GDateTime) today = present (now);
  g_autoptr(GDateTime) then = moment (date, today);
  int days;

  if (then == NULL)
    return g_strdup ("");

  if (date_style == ANSER_DATE_EXACT)
    /* Translators: a day and its time, exactly, as short as can be: "2024-11-03 14:32". */
    return g_date_time_format (then, C_("exact date", "%Y-%m-%d %H:%M"));

  days = days_between (then, today);
  if (days == 0)
    /* Translators: the time of today in a list of messages, see man strftime. */
    return g_date_time_format (then, C_("short date", "%H:%M"));
  if (days == 1)
    return g_strdup (_("Yesterday"));
  if (days > 1 && days < 7)
    /* Translators: a day of the last week in a list of messages: "Mon". */
    return format_named (then, C_("short date", "%a"), "%a");
  if (g_date_time_get_year (then) == g_date_time_get_year (today))
    /* xgettext:no-c-format */
    /* Translators: a day of this year in a list of messages: "3 Nov". */
    return format_named (then, C_("short date", "%-d %b"), "%-d %b");

  /* Translators: a day of another year in a list of messages: "3 Nov 2024". */
  return format_named (then, C_("short date", "%-d %b %Y"), "%-d %b %Y");
}

char *
anser_date_format_long (gint64     date,
                        GDateTime *now)
{
  g_autoptr(GDateTime) today = present (now);
  g_autoptr(GDateTime) then = moment (date, today);
  int days;

  if (then == NULL)
    return g_strdup ("");

  if (date_style == ANSER_DATE_EXACT)
    return g_date_time_format (then, C_("exact date", "%Y-%m-%d %H:%M"));

  days = days_between (then, today);
  if (days == 0)
    /* Translators: the date above a message, see man strftime. */
    return g_date_time_format (then, C_("long date", "Today, %H:%M"));
  if (days == 1)
    return g_date_time_format (then, C_("long date", "Yesterday, %H:%M"));
  if (g_date_time_get_year (then) == g_date_time_get_year (today))
    /* Translators: "Mon 3 Nov, 14:32" */
    return format_named (then, C_("long date", "%a %-d %b, %H:%M"), "%a %-d %b, %H:%M");

  /* Translators: "Mon 3 Nov 2024, 14:32" */
  return format_named (then, C_("long date", "%a %-d %b %Y, %H:%M"), "%a %-d %b %Y, %H:%M");
}

char *
anser_date_format_full (gint64 date)
{
  g_autoptr(GDateTime) today = g_date_time_new_now_local ();
  g_autoptr(GDateTime) then = moment (date, today);

  if (then == NULL)
    return g_strdup ("");

  /* Translators: a date with everything: "Monday, 3 November 2024, 14:32:05 CET" */
  return format_named (then, C_("full date", "%A, %-d %B %Y, %H:%M:%S %Z"),
                       "%A, %-d %B %Y, %H:%M:%S %Z");
}

char *
anser_date_format_ago (gint64     date,
                       GDateTime *now)
{
  g_autoptr(GDateTime) today = present (now);
  g_autoptr(GDateTime) then = moment (date, today);
  gint64 minutes;

  if (then == NULL)
    return g_strdup ("");

  minutes = g_date_time_difference (today, then) / G_TIME_SPAN_MINUTE;
  if (minutes < 1)
    return g_strdup (_("Checked just now"));
  if (minutes < 60)
    return g_strdup_printf (ngettext ("Checked a minute ago", "Checked %d minutes ago",
                                      (gulong) minutes),
                            (int) minutes);
  if (days_between (then, today) == 0)
    /* Translators: when mail was last checked today, see man strftime. */
    return g_date_time_format (then, C_("checked", "Checked at %H:%M"));

  /* Translators: when mail was last checked, on another day. */
  return g_date_time_format (then, C_("checked", "Checked on %-d %b, %H:%M"));
}

char *
anser_date_format_next (gint64     date,
                        GDateTime *now)
{
  g_autoptr(GDateTime) today = present (now);
  g_autoptr(GDateTime) then = moment (date, today);

  if (then == NULL)
    return g_strdup ("");
  if (days_between (then, today) == 0)
    /* Translators: when mail is checked next, today, see man strftime. */
    return g_date_time_format (then, C_("checked", "Next check at %H:%M"));

  /* Translators: when mail is checked next, on another day of the week. */
  return g_date_time_format (then, C_("checked", "Next check on %a at %H:%M"));
}
