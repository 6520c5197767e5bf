/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "command.h"
#include "message/letter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* anserctl eml: reads a letter in a file; "-" is the standard input. */

typedef int (*CliEmlFunc) (AnserLetter *letter);

static AnserLetter *
open_letter (const char  *path,
             GError     **error)
{
  g_autoptr(GBytes) bytes = NULL;

  if (!g_str_equal (path, "-"))
    return anser_letter_new_for_path (path, error);
  bytes = cli_read_input (error);
  return bytes ? anser_letter_new_for_bytes (bytes) : NULL;
}

static int
print_headers (AnserLetter *letter)
{
  const char **headers = anser_letter_get_headers (letter);

  for (unsigned i = 0; headers[i]; i++)
    g_print ("%s\n", headers[i]);
  return 0;
}

static int
print_parts (AnserLetter *letter)
{
  GPtrArray *parts = anser_letter_get_parts (letter);

  for (unsigned i = 0; i < parts->len; i++)
    {
      AnserPart *part = parts->pdata[i];

      g_print ("%u\t%s\t%" G_GINT64_FORMAT "\t%s\t%s\n", i + 1, anser_part_get_content_type (part),
               anser_part_get_size (part), anser_part_is_attachment (part) ? "attachment" : "-",
               anser_part_get_name (part));
    }
  return 0;
}

static void
print_with_end (const char *text)
{
  g_print ("%s%s", text, *text == '\0' || g_str_has_suffix (text, "\n") ? "" : "\n");
}

static int
print_text (AnserLetter *letter)
{
  print_with_end (anser_letter_get_text (letter));
  return 0;
}

static int
print_html (AnserLetter *letter)
{
  const char *html = anser_letter_get_html (letter);

  if (!html)
    {
      g_printerr ("%s: %s\n", g_get_prgname (), _("The message has no HTML part."));
      return EX_DATAERR;
    }
  print_with_end (html);
  return 0;
}

static int
print_notices (AnserLetter *letter)
{
  const char **notices = anser_letter_get_notices (letter);

  for (unsigned i = 0; notices[i]; i++)
    g_print ("%s\n", notices[i]);
  if (notices[0])
    return EX_DATAERR;
  g_print ("%s\n", _("The message is sound."));
  return 0;
}

static int
run (CliEmlFunc   func,
     int          argc,
     char       **argv)
{
  g_autoptr(GOptionContext) context = g_option_context_new (_("FILE"));
  g_autoptr(AnserLetter) letter = NULL;
  g_autoptr(GError) error = NULL;

  if (!cli_parse (context, 1, 1, &argc, &argv, &error))
    return cli_fail (error);
  letter = open_letter (argv[1], &error);
  return letter ? func (letter) : cli_fail (error);
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

/* "name.ext", or "name (2).ext" and so on where that is taken: nothing is overwritten. */
static GFile *
find_free_place (const char *folder,
                 const char *name)
{
  const char *dot = strrchr (name, '.');
  int stem = dot && dot != name ? (int) (dot - name) : (int) strlen (name);
  g_autofree char *first = g_build_filename (folder, name, NULL);
  GFile *file = g_file_new_for_path (first);

  for (unsigned i = 2; g_file_query_exists (file, NULL); i++)
    {
      g_autofree char *other = g_strdup_printf ("%.*s (%u)%s", stem, name, i, name + stem);
      g_autofree char *path = g_build_filename (folder, other, NULL);

      g_object_unref (file);
      file = g_file_new_for_path (path);
    }
  return file;
}

static gboolean
extract_part (AnserPart   *part,
              const char  *folder,
              GError     **error)
{
  g_autoptr(GFile) file = find_free_place (folder, anser_part_get_name (part));
  g_autoptr(GError) local = NULL;

  if (!anser_part_save (part, file, NULL, &local))
    {
      g_set_error (error, CLI_ERROR, EX_CANTCREAT, _("“%s” could not be written: %s"),
                   g_file_peek_path (file), local->message);
      return FALSE;
    }
  g_print ("%s\n", g_file_peek_path (file));
  return TRUE;
}

/* All attachments, or the parts that @numbers name, as "parts" counts them. */
static gboolean
extract (AnserLetter  *letter,
         const char   *folder,
         char        **numbers,
         GError      **error)
{
  GPtrArray *parts = anser_letter_get_parts (letter);

  for (unsigned i = 0; !numbers[0] && i < parts->len; i++)
    if (anser_part_is_attachment (parts->pdata[i]) &&
        !extract_part (parts->pdata[i], folder, error))
      return FALSE;
  for (unsigned i = 0; numbers[i]; i++)
    {
      guint64 number;

      if (!g_ascii_string_to_unsigned (numbers[i], 10, 1, parts->len, &number, NULL))
        {
          g_set_error (error, CLI_ERROR, EX_USAGE,
                       _("There is no part “%s”. “anserctl eml parts” lists them."), numbers[i]);
          return FALSE;
        }
      if (!extract_part (parts->pdata[number - 1], folder, error))
        return FALSE;
    }
  return TRUE;
}

static int
eml_extract (int    argc,
             char **argv)
{
  g_autofree char *folder = NULL;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &folder, N_("Where the files go"), N_("DIR") },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("FILE [PART…]"));
  g_autoptr(AnserLetter) letter = NULL;
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!cli_parse (context, 1, G_MAXINT - 1, &argc, &argv, &error))
    return cli_fail (error);
  letter = open_letter (argv[1], &error);
  if (!letter || !extract (letter, folder ? folder : ".", argv + 2, &error))
    return cli_fail (error);
  return 0;
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
    { "extract", N_("Write the attachments, or the parts named, to files"), eml_extract },
    { "check", N_("Tell what is damaged"), eml_check },
    { NULL }
  };

  return cli_dispatch ("anserctl eml", commands, argc, argv);
}
