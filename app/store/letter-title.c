/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "letter-title.h"

#include <string.h>

/* In bytes; a Chinese character has three. */
#define SUBJECT_LIMIT 120

static gboolean
is_allowed (gunichar c)
{
  return !g_unichar_iscntrl (c) && (c >= 128 || strchr ("/\\:*?\"<>|", (int) c) == NULL) &&
         g_unichar_type (c) != G_UNICODE_FORMAT && c != 0x2028 && c != 0x2029;
}

static void
append_subject (GString    *title,
                const char *subject)
{
  gsize start = title->len;

  for (const char *c = subject; *c != '\0'; c = g_utf8_next_char (c))
    {
      if (title->len - start + (g_utf8_next_char (c) - c) > SUBJECT_LIMIT)
        break;
      if (is_allowed (g_utf8_get_char (c)))
        g_string_append_unichar (title, g_utf8_get_char (c));
      else
        g_string_append_c (title, ' ');
    }
}

char *
anser_letter_title_new (gint64      date,
                        const char *subject)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_local (date);
  g_autofree char *time = when != NULL ? g_date_time_format (when, "%Y-%m-%d %H.%M.%S") : NULL;
  g_autofree char *valid = g_utf8_make_valid (subject != NULL ? subject : "", -1);
  GString *title = g_string_new (time != NULL ? time : "0000-00-00 00.00.00");

  g_string_append_c (title, ' ');
  append_subject (title, valid);
  /* Windows wants neither at the end. */
  while (title->len > 0 && strchr (" .", title->str[title->len - 1]) != NULL)
    g_string_truncate (title, title->len - 1);
  return g_string_free (title, FALSE);
}
