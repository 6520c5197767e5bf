/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "sendmail-words.h"

#include "command.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a letter after "-" becomes; "" if it makes no difference here. */
typedef struct
{
  char        letter;
  gboolean    has_value;
  const char *option;
} Word;

static const Word known_words[] = {
  { 'f', TRUE, "--envelope-from" },
  { 'r', TRUE, "--envelope-from" },
  { 'F', TRUE, "--full-name" },
  { 'N', TRUE, "--dsn" },
  { 'R', TRUE, "--dsn-return" },
  { 'V', TRUE, "--envelope-id" },
  { 'v', FALSE, "--verbose" },
  { 'B', TRUE, "" },
  { 'C', TRUE, "" },
  { 'h', TRUE, "" },
  { 'L', TRUE, "" },
  { 'O', TRUE, "" },
  { 'p', TRUE, "" },
  { 'X', TRUE, "" },
  { 'm', FALSE, "" },
  { 'n', FALSE, "" },
  { 'U', FALSE, "" },
  { 'G', FALSE, "" },
};

/* Is the word after this one its value? Those long options that are flags have none. */
static gboolean
takes_next (const char *word)
{
  static const char * const flags[] = {
    "--dry-run", "--partial", "--trace", "--json", "--help", "--quiet", "--verbose",
    "--read-recipients", "--ignore-dots", NULL
  };

  return g_str_has_prefix (word, "--") && !strchr (word, '=') && !g_strv_contains (flags, word);
}

/* -t and -i, also together. */
static gboolean
is_switches (const char *word)
{
  return word[0] == '-' && word[1] != '\0' && strspn (word + 1, "ti") == strlen (word + 1);
}

/* "-oi", "-oem", "-bm", "-em": how the message ends, how errors are reported, that it is to be sent.
 * Here a message always ends with its file, and what went wrong is always said. */
static gboolean
is_usual (const char *word)
{
  return g_str_has_prefix (word, "-o") || g_str_equal (word, "-bm") ||
         (g_str_has_prefix (word, "-e") && strlen (word) == 3) || g_str_has_prefix (word, "-A") ||
         g_str_has_prefix (word, "-d");
}

static gboolean
is_other_work (const char *word)
{
  return g_str_has_prefix (word, "-q") || (g_str_has_prefix (word, "-b") && strlen (word) == 3);
}

static const Word *
find_word (const char *word)
{
  if (word[0] != '-' || word[1] == '\0')
    return NULL;
  for (unsigned i = 0; i < G_N_ELEMENTS (known_words); i++)
    if (known_words[i].letter == word[1] && (known_words[i].has_value || word[2] == '\0'))
      return &known_words[i];
  return NULL;
}

/* Adds what becomes of the word at @i; returns where the next one is. */
static int
translate (GStrvBuilder *words,
           const Word   *known,
           int           argc,
           char        **argv,
           int           i)
{
  const char *value = known->has_value && argv[i][2] ? argv[i] + 2 : NULL;
  g_autofree char *whole = NULL;

  if (known->has_value && !value && i + 1 < argc)
    value = argv[++i];
  if (known->has_value && value)
    whole = g_strconcat (known->option, "=", value, NULL);
  /* A value that is missing is for the parser to miss. */
  if (*known->option)
    g_strv_builder_add (words, whole ? whole : known->option);
  return i + 1;
}

static int
add_word (GStrvBuilder *words,
          int           argc,
          char        **argv,
          int           i)
{
  g_strv_builder_add (words, argv[i]);
  if (i + 1 < argc && takes_next (argv[i]))
    g_strv_builder_add (words, argv[++i]);
  return i + 1;
}

static gboolean
refuse (const char *word,
        GError    **error)
{
  g_set_error (error, CLI_ERROR, EX_USAGE,
               _("“%s” asks sendmail for other work than sending a message, which is all that is "
                 "done here. “anserctl queue” shows what waits in the outbox."), word);
  return FALSE;
}

static gboolean
read_words (GStrvBuilder *words,
            int           argc,
            char        **argv,
            gboolean     *is_sendmail,
            GError      **error)
{
  int i = 1;

  while (i < argc && !g_str_equal (argv[i], "--"))
    {
      const Word *known = find_word (argv[i]);

      if (known || is_switches (argv[i]) || is_usual (argv[i]))
        *is_sendmail = TRUE;
      if (known)
        i = translate (words, known, argc, argv, i);
      else if (is_usual (argv[i]))
        i++;
      else if (is_other_work (argv[i]))
        return refuse (argv[i], error);
      else
        i = add_word (words, argc, argv, i);
    }
  if (i < argc)
    *is_sendmail = TRUE;
  for (; i < argc; i++)
    g_strv_builder_add (words, argv[i]);
  return TRUE;
}

char **
cli_sendmail_words (int         argc,
                    char      **argv,
                    gboolean   *is_sendmail,
                    GError    **error)
{
  g_autoptr(GStrvBuilder) words = g_strv_builder_new ();

  g_strv_builder_add (words, argv[0]);
  return read_words (words, argc, argv, is_sendmail, error) ? g_strv_builder_end (words) : NULL;
}
