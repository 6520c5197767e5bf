/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "eml.h"

#include "command.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* anserctl eml extract: writes attachments, or the parts named, to files. */

typedef struct
{
  char     *folder;
  gboolean  in_json;
  CliJson   json;
} CliExtract;

static void
cli_extract_clear (CliExtract *self)
{
  g_free (self->folder);
  cli_json_clear (&self->json);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliExtract, cli_extract_clear)

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

static void
report (CliExtract *self,
        unsigned    number,
        AnserPart  *part,
        GFile      *file)
{
  if (!self->in_json)
    {
      g_print ("%s\n", g_file_peek_path (file));
      return;
    }
  cli_json_open (&self->json, NULL, '{');
  cli_json_number (&self->json, "part", number);
  cli_json_string (&self->json, "file", g_file_peek_path (file));
  cli_json_number (&self->json, "bytes", anser_part_get_size (part));
  cli_json_close (&self->json, '{');
}

/* @number: from 1 */
static gboolean
extract_part (CliExtract   *self,
              AnserLetter  *letter,
              unsigned      number,
              GError      **error)
{
  AnserPart *part = anser_letter_get_parts (letter)->pdata[number - 1];
  g_autoptr(GFile) file = find_free_place (self->folder ? self->folder : ".",
                                           anser_part_get_name (part));
  g_autoptr(GError) local = NULL;

  if (!anser_part_save (part, file, NULL, &local))
    {
      g_set_error (error, CLI_ERROR, EX_CANTCREAT, _("“%s” could not be written: %s"),
                   g_file_peek_path (file), local->message);
      return FALSE;
    }
  report (self, number, part, file);
  return TRUE;
}

static gboolean
extract_attachments (CliExtract   *self,
                     AnserLetter  *letter,
                     GError      **error)
{
  GPtrArray *parts = anser_letter_get_parts (letter);

  for (unsigned i = 0; i < parts->len; i++)
    if (anser_part_is_attachment (parts->pdata[i]) && !extract_part (self, letter, i + 1, error))
      return FALSE;
  return TRUE;
}

/* @words: numbers as "parts" counts. */
static gboolean
extract_named (CliExtract   *self,
               AnserLetter  *letter,
               char        **words,
               GError      **error)
{
  for (unsigned i = 0; words[i]; i++)
    {
      guint64 number;

      if (!g_ascii_string_to_unsigned (words[i], 10, 1, anser_letter_get_parts (letter)->len,
                                       &number, NULL))
        {
          g_set_error (error, CLI_ERROR, EX_USAGE,
                       _("There is no part “%s”. “anserctl eml parts” lists them."), words[i]);
          return FALSE;
        }
      if (!extract_part (self, letter, (unsigned) number, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
run (CliExtract   *self,
     AnserLetter  *letter,
     char        **words,
     GError      **error)
{
  gboolean done;

  cli_json_init (&self->json);
  cli_json_open (&self->json, NULL, '[');
  done = words[0] ? extract_named (self, letter, words, error)
                  : extract_attachments (self, letter, error);
  cli_json_close (&self->json, '[');
  /* Also what was written before something failed. */
  if (self->in_json)
    cli_json_print (&self->json);
  return done;
}

int
cli_eml_extract (int    argc,
                 char **argv)
{
  g_auto(CliExtract) self = { 0 };
  int number = 0;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self.folder, N_("Where the files go"), N_("DIR") },
    { "message", 0, 0, G_OPTION_ARG_INT, &number, N_("FILE is an mbox: its message N"), "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self.in_json, N_("Answer in JSON"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("FILE [PART…]"));
  g_autoptr(AnserLetter) letter = NULL;
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!cli_parse (context, 1, G_MAXINT - 1, &argc, &argv, &error))
    return cli_fail (error);
  letter = cli_eml_open (argv[1], number, &error);
  if (!letter || !run (&self, letter, argv + 2, &error))
    return cli_fail (error);
  return 0;
}
