/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Dates as people say them, by the user's locale and time zone. @date is in seconds since 1970 UTC;
 * @now (nullable) is the present for tests. All are (transfer full); "" for a date of 0. */

typedef enum
{
  ANSER_DATE_SPOKEN,
  ANSER_DATE_EXACT,     /* day and time, for all but anser_date_format_next() and ago() */
} AnserDateStyle;

/* From now on, in the whole program. What shows dates already shows them anew itself. */
void  anser_date_format_set_style (AnserDateStyle style);

/* For a list row: "14:32" today, "Yesterday", "Mon" in the last six days, "3 Nov" this year,
 * "3 Nov 2024" before. */
char *anser_date_format_short (gint64     date,
                               GDateTime *now);

/* For a letter's head: "Yesterday, 14:32", "Mon 3 Nov 2024, 14:32". */
char *anser_date_format_long  (gint64     date,
                               GDateTime *now);

/* With everything: weekday, date, time, time zone. */
char *anser_date_format_full  (gint64     date);

/* When mail is checked next: "Next check at 14:32", "Next check on Mon at 14:32". */
char *anser_date_format_next  (gint64     date,
                               GDateTime *now);

/* When mail was last checked: "Checked just now", "Checked 2 minutes ago", "Checked at 14:32". */
char *anser_date_format_ago   (gint64     date,
                               GDateTime *now);

G_END_DECLS
