/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#define INTERVAL    (100 * G_TIME_SPAN_MILLISECOND)
#define BAR_COLUMNS 20
#define BAR_COSTS   (BAR_COLUMNS + 9)   /* "[####    ]  45 %  " */

static gint64   shown_at;
static gboolean silent;

gboolean
cli_progress_is_shown (void)
{
  static int terminal = -1;

  if (terminal < 0)
    terminal = isatty (STDERR_FILENO);
  return terminal && !silent;
}

static gboolean
is_due (void)
{
  gint64 now = g_get_monotonic_time ();

  if (!cli_progress_is_shown () || now - shown_at < INTERVAL)
    return FALSE;
  shown_at = now;
  return TRUE;
}

static unsigned
count_columns (void)
{
  struct winsize size;

  return ioctl (STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/* A line that wraps could not be written over. CJK characters take two columns. */
static char *
cut (const char *line,
     unsigned    columns)
{
  const char *at = line;

  for (unsigned used = 0; *at; at = g_utf8_next_char (at))
    {
      used += g_unichar_iswide (g_utf8_get_char (at)) ? 2 : 1;
      if (used > columns)
        break;
    }
  return g_strndup (line, at - line);
}

static void
show (const char *line)
{
  g_autofree char *valid = g_utf8_make_valid (line, -1);
  g_autofree char *fitting = cut (valid, count_columns () - 1);

  g_printerr ("\r\033[K%s", fitting);
}

void
cli_progress (const char *format,
              ...)
{
  g_autofree char *line = NULL;
  va_list arguments;

  if (!is_due ())
    return;
  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  show (line);
}

void
cli_progress_bar (double      fraction,
                  const char *sentence)
{
  g_autofree char *line = NULL;
  char bar[BAR_COLUMNS + 1] = "";
  int filled = (int) (CLAMP (fraction, 0, 1) * BAR_COLUMNS);

  if (!is_due ())
    return;
  for (int i = 0; i < BAR_COLUMNS; i++)
    bar[i] = i < filled ? '#' : ' ';
  if (fraction >= 0 && count_columns () > 2 * BAR_COSTS)
    line = g_strdup_printf ("[%s] %3d %%  %s", bar, (int) (CLAMP (fraction, 0, 1) * 100), sentence);
  show (line ? line : sentence);
}

void
cli_progress_end (void)
{
  if (shown_at == 0)
    return;
  shown_at = 0;
  g_printerr ("\r\033[K");
}

void
cli_progress_silence (void)
{
  silent = TRUE;
}
