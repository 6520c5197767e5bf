/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "eml.h"

#include "command.h"
#include "mbox.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* anserctl eml: reads a letter in a file; "-" is the standard input. */

typedef int (*CliEmlFunc) (AnserLetter *letter,
                           CliJson     *json);

static GBytes *
read_file (const char  *path,
           GError     **error)
{
  g_autoptr(GMappedFile) file = NULL;
  g_autoptr(GError) local = NULL;

  if (g_str_equal (path, "-"))
    return cli_read_input (error);
  file = g_mapped_file_new (path, FALSE, &local);
  if (file)
    return g_mapped_file_get_bytes (file);
  g_set_error_literal (error, CLI_ERROR, EX_NOINPUT, local->message);
  return NULL;
}

static AnserLetter *
open_in_mbox (const char  *path,
              int          number,
              GError     **error)
{
  g_autoptr(GBytes) mbox = read_file (path, error);
  g_autoptr(GBytes) bytes = NULL;
  unsigned count;

  if (!mbox)
    return NULL;
  bytes = cli_mbox_get (mbox, (unsigned) MAX (number, 0), &count);
  if (bytes)
    return anser_letter_new_for_bytes (bytes);
  g_set_error (error, CLI_ERROR, EX_NOINPUT,
               ngettext ("There is no message %d: the file holds %u message.",
                         "There is no message %d: the file holds %u messages.", count),
               number, count);
  return NULL;
}

AnserLetter *
cli_eml_open (const char  *path,
              int          number,
              GError     **error)
{
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) local = NULL;
  AnserLetter *letter;

  if (number != 0)
    return open_in_mbox (path, number, error);
  if (g_str_equal (path, "-"))
    {
      bytes = cli_read_input (error);
      return bytes ? anser_letter_new_for_bytes (bytes) : NULL;
    }
  letter = anser_letter_new_for_path (path, &local);
  if (!letter)
    g_set_error_literal (error, CLI_ERROR, EX_NOINPUT, local->message);
  return letter;
}

/* Whoever wrote the letter must not steer the reader's terminal: control characters are replaced
 * there. Into a file or a pipe goes what the letter says. */
static void
print_safely (const char *text)
{
  g_autoptr(GString) safe = NULL;

  if (!isatty (STDOUT_FILENO))
    {
      g_print ("%s", text);
      return;
    }
  safe = g_string_new (NULL);
  for (const char *at = text; *at; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (safe, g_unichar_iscntrl (c) && c != '\n' && c != '\t' ? 0xfffd : c);
    }
  g_print ("%s", safe->str);
}

static void
add_header (CliJson    *json,
            const char *line)
{
  g_auto(GStrv) halves = g_strsplit (line, ":", 2);

  cli_json_open (json, NULL, '{');
  cli_json_string (json, "name", halves[0]);
  cli_json_string (json, "value", halves[0] && halves[1] ? g_strstrip (halves[1]) : "");
  cli_json_close (json, '{');
}

static int
print_headers (AnserLetter *letter,
               CliJson     *json)
{
  const char **headers = anser_letter_get_headers (letter);

  if (json)
    cli_json_open (json, NULL, '[');
  for (unsigned i = 0; headers[i]; i++)
    {
      if (json)
        {
          add_header (json, headers[i]);
          continue;
        }
      print_safely (headers[i]);
      g_print ("\n");
    }
  if (json)
    cli_json_close (json, '[');
  return 0;
}

static void
add_part (CliJson   *json,
          unsigned   number,
          AnserPart *part)
{
  cli_json_open (json, NULL, '{');
  cli_json_number (json, "part", number);
  cli_json_string (json, "type", anser_part_get_content_type (part));
  cli_json_number (json, "bytes", anser_part_get_size (part));
  cli_json_boolean (json, "attachment", anser_part_is_attachment (part));
  cli_json_string (json, "name", anser_part_get_name (part));
  cli_json_string (json, "content_id", anser_part_get_content_id (part));
  cli_json_close (json, '{');
}

static void
print_part (unsigned   number,
            AnserPart *part)
{
  g_autofree char *size = g_strdup_printf ("%" G_GINT64_FORMAT, anser_part_get_size (part));
  g_autofree char *line = NULL;

  line = g_strdup_printf ("%u\t%s\t%s\t%s\t%s\n", number, anser_part_get_content_type (part), size,
                          anser_part_is_attachment (part) ? "attachment" : "-",
                          anser_part_get_name (part));
  print_safely (line);
}

static int
print_parts (AnserLetter *letter,
             CliJson     *json)
{
  GPtrArray *parts = anser_letter_get_parts (letter);

  if (json)
    cli_json_open (json, NULL, '[');
  for (unsigned i = 0; i < parts->len; i++)
    {
      if (json)
        add_part (json, i + 1, parts->pdata[i]);
      else
        print_part (i + 1, parts->pdata[i]);
    }
  if (json)
    cli_json_close (json, '[');
  return 0;
}

static void
print_content (CliJson    *json,
               const char *name,
               const char *text)
{
  if (json)
    {
      cli_json_open (json, NULL, '{');
      cli_json_string (json, name, text);
      cli_json_close (json, '{');
      return;
    }
  print_safely (text);
  if (*text && !g_str_has_suffix (text, "\n"))
    g_print ("\n");
}

static int
print_text (AnserLetter *letter,
            CliJson     *json)
{
  print_content (json, "text", anser_letter_get_text (letter));
  return 0;
}

static int
print_html (AnserLetter *letter,
            CliJson     *json)
{
  const char *html = anser_letter_get_html (letter);
  g_autoptr(GError) error = NULL;

  if (!html)
    {
      g_set_error_literal (&error, CLI_ERROR, EX_DATAERR, _("The message has no HTML part."));
      return cli_fail (error);
    }
  print_content (json, "html", html);
  return 0;
}

static void
add_notices (CliJson     *json,
             const char **notices)
{
  cli_json_open (json, NULL, '{');
  cli_json_boolean (json, "sound", !notices[0]);
  cli_json_open (json, "notices", '[');
  for (unsigned i = 0; notices[i]; i++)
    cli_json_string (json, NULL, notices[i]);
  cli_json_close (json, '[');
  cli_json_close (json, '{');
}

static int
print_notices (AnserLetter *letter,
               CliJson     *json)
{
  const char **notices = anser_letter_get_notices (letter);

  if (json)
    add_notices (json, notices);
  for (unsigned i = 0; !json && notices[i]; i++)
    g_print ("%s\n", notices[i]);
  if (!json && !notices[0])
    g_print ("%s\n", _("The message is sound."));
  return notices[0] ? EX_DATAERR : 0;
}

static int
run (CliEmlFunc   func,
     int          argc,
     char       **argv)
{
  gboolean in_json = FALSE;
  int number = 0;
  const GOptionEntry entries[] = {
    { "message", 0, 0, G_OPTION_ARG_INT, &number, N_("FILE is an mbox: its message N"), "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &in_json, N_("Answer in JSON"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("FILE"));
  g_autoptr(AnserLetter) letter = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(CliJson) json = { NULL };
  int status;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!cli_parse (context, 1, 1, &argc, &argv, &error))
    return cli_fail (error);
  letter = cli_eml_open (argv[1], number, &error);
  if (!letter)
    return cli_fail (error);
  cli_json_init (&json);
  status = func (letter, in_json ? &json : NULL);
  if (json.text->len > 0)
    cli_json_print (&json);
  return status;
}

static int
eml_headers (int    argc,
             char **argv)
{
  return run (print_headers, argc, argv);
}

static int
eml_parts (int    argc,
           char **argv)
{
  return run (print_parts, argc, argv);
}

static int
eml_text (int    argc,
          char **argv)
{
  return run (print_text, argc, argv);
}

static int
eml_html (int    argc,
          char **argv)
{
  return run (print_html, argc, argv);
}

static int
eml_check (int    argc,
           char **argv)
{
  return run (print_notices, argc, argv);
}

int
cli_eml (int    argc,
         char **argv)
{
  static const CliCommand commands[] = {
    { "headers", N_("Print the header, decoded"), eml_headers },
    { "parts", N_("List the parts: number, type, bytes, kind, name"), eml_parts },
    { "text", N_("Print the text to read"), eml_text },
    { "html", N_("Print the HTML part"), eml_html },
    { "extract", N_("Write the attachments, or the parts named, to files"), cli_eml_extract },
    { "check", N_("Tell what is damaged"), eml_check },
    { NULL }
  };

  return cli_dispatch ("anserctl eml", commands, argc, argv);
}
