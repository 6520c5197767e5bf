/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "letter-private.h"

#include "header-text.h"

#include <string.h>

#define DAY      ((gint64) 24 * 60 * 60)
/* 1980-01-01: a clock that was never set; no letter is older. */
#define EARLIEST ((gint64) 315532800)

static gint64
parse_date (const char *text)
{
  g_autoptr(GDateTime) date = g_mime_utils_header_decode_date (text);
  gint64 seconds = date != NULL ? g_date_time_to_unix (date) : 0;

  return seconds >= EARLIEST ? seconds : 0;
}

/* "from a by b with SMTP id c; Tue, 3 Nov 2026 10:00:00 +0800" */
static gint64
parse_received (const char *received)
{
  const char *semicolon = strrchr (received, ';');

  return semicolon != NULL ? parse_date (semicolon + 1) : 0;
}

/* The sender's clock is believed within a day after and a year before the letter was delivered. */
static gboolean
is_possible (gint64 date,
             gint64 received)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  if (date == 0)
    return FALSE;
  if (received == 0)
    return date <= now + DAY;
  return date <= received + DAY && date >= received - 366 * DAY;
}

gint64
anser_letter_choose_date (const char *date,
                          const char *received)
{
  g_autofree char *date_text = anser_header_text_unfold (date != NULL ? date : "");
  g_autofree char *received_text = anser_header_text_unfold (received != NULL ? received : "");
  gint64 sent = parse_date (date_text);
  gint64 delivered = parse_received (received_text);

  if (is_possible (sent, delivered))
    return sent;
  return delivered;
}
