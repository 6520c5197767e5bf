/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "doctor-print.h"

#include "json.h"

#include <string.h>
#include <unistd.h>

/* A label that is longer pushes its text to the right. */
#define MAX_COLUMN 24

static const struct
{
  const char *name;
  const char *sign;
  const char *ascii_sign;
  const char *colour;
} levels[] = {
  [ANSER_DOCTOR_OK] = { "ok", "✓", "+", "\033[32m" },
  [ANSER_DOCTOR_NOTE] = { "note", "•", "*", "\033[33m" },
  [ANSER_DOCTOR_PROBLEM] = { "problem", "✗", "!", "\033[1;31m" },
};

static gboolean
use_colours (void)
{
  return isatty (STDOUT_FILENO) && !g_getenv ("NO_COLOR") &&
         g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
}

/* Columns on a terminal: letters of East Asia take two. */
static unsigned
width_of (const char *text)
{
  unsigned width = 0;

  for (; *text; text = g_utf8_next_char (text))
    {
      gunichar letter = g_utf8_get_char (text);

      width += g_unichar_iszerowidth (letter) ? 0 : g_unichar_iswide (letter) ? 2 : 1;
    }
  return width;
}

static unsigned
column_of (const AnserDoctorSection *section)
{
  unsigned column = 0;

  for (unsigned i = 0; i < section->lines->len; i++)
    {
      const AnserDoctorLine *line = g_ptr_array_index (section->lines, i);
      unsigned width = width_of (line->label);

      if (width <= MAX_COLUMN)
        column = MAX (column, width);
    }
  return column;
}

static void
print_line (const AnserDoctorLine *line,
            unsigned               column)
{
  gboolean colours = use_colours ();
  gboolean utf8 = g_get_charset (NULL);
  g_autofree char *delay = line->delay >= 0 ? anser_doctor_report_describe_delay (line->delay) : NULL;
  unsigned width = width_of (line->label);

  g_print ("  %s%s%s ", colours ? levels[line->level].colour : "",
           utf8 ? levels[line->level].sign : levels[line->level].ascii_sign,
           colours ? "\033[0m" : "");
  if (width > 0)
    g_print ("%s%*s  ", line->label, width < column ? (int) (column - width) : 0, "");
  if (!*line->text)
    g_print ("%s\n", delay ? delay : "");
  else if (delay)
    g_print ("%s (%s)\n", line->text, delay);
  else
    g_print ("%s\n", line->text);
}

void
cli_doctor_print (const AnserDoctorReport *report,
                  gboolean                 is_first)
{
  gboolean colours = use_colours ();

  g_print ("%s%s%s%s\n", is_first ? "" : "\n", colours ? "\033[1m" : "", report->server,
           colours ? "\033[0m" : "");
  for (unsigned i = 0; i < report->sections->len; i++)
    {
      const AnserDoctorSection *section = g_ptr_array_index (report->sections, i);
      unsigned column = column_of (section);

      g_print ("\n%s%s%s\n", colours ? "\033[1m" : "", section->title, colours ? "\033[0m" : "");
      for (unsigned k = 0; k < section->lines->len; k++)
        print_line (g_ptr_array_index (section->lines, k), column);
    }
}

static void
add_line (CliJson               *json,
          const AnserDoctorLine *line)
{
  cli_json_open (json, NULL, '{');
  cli_json_string (json, "key", line->key);
  cli_json_string (json, "level", levels[line->level].name);
  if (*line->label)
    cli_json_string (json, "label", line->label);
  cli_json_string (json, "text", line->text);
  if (line->delay >= 0)
    cli_json_number (json, "ms", line->delay / G_TIME_SPAN_MILLISECOND);
  cli_json_close (json, '{');
}

static void
add_report (CliJson                 *json,
            const AnserDoctorReport *report)
{
  cli_json_open (json, NULL, '{');
  cli_json_string (json, "server", report->server);
  cli_json_boolean (json, "ok", report->problem == NULL);
  cli_json_open (json, "sections", '[');
  for (unsigned i = 0; i < report->sections->len; i++)
    {
      const AnserDoctorSection *section = g_ptr_array_index (report->sections, i);

      cli_json_open (json, NULL, '{');
      cli_json_string (json, "key", section->key);
      cli_json_string (json, "title", section->title);
      cli_json_open (json, "lines", '[');
      for (unsigned k = 0; k < section->lines->len; k++)
        add_line (json, g_ptr_array_index (section->lines, k));
      cli_json_close (json, '[');
      cli_json_close (json, '{');
    }
  cli_json_close (json, '[');
  cli_json_close (json, '{');
}

void
cli_doctor_print_json (const GPtrArray *reports)
{
  g_auto(CliJson) json = { NULL };

  cli_json_init (&json);
  cli_json_open (&json, NULL, '{');
  cli_json_open (&json, "servers", '[');
  for (unsigned i = 0; i < reports->len; i++)
    add_report (&json, g_ptr_array_index (reports, i));
  cli_json_close (&json, '[');
  cli_json_close (&json, '{');
  cli_json_print (&json);
}
