/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "sendmail-words.h"

#include <string.h>

/* Is the word after this one its value? Those long options that are flags have none. */
static gboolean
takes_next (const char *word)
{
  static const char * const flags[] = {
    "--dry-run", "--partial", "--trace", "--json", "--help", NULL
  };

  return g_str_has_prefix (word, "--") && !strchr (word, '=') && !g_strv_contains (flags, word);
}

/* -t and -i, also together. */
static gboolean
is_switches (const char *word)
{
  return word[0] == '-' && word[1] != '\0' && strspn (word + 1, "ti") == strlen (word + 1);
}

/* "-oi", "-oem", "-bm": how the message ends, how errors are reported, that it is to be sent. Here
 * a message always ends with its file, and what went wrong is always said. */
static gboolean
is_usual (const char *word)
{
  return g_str_has_prefix (word, "-o") || g_str_equal (word, "-bm") || g_str_equal (word, "-em");
}

char **
cli_sendmail_words (int         argc,
                    char      **argv,
                    gboolean   *is_sendmail)
{
  g_autoptr(GStrvBuilder) words = g_strv_builder_new ();
  int i;

  *is_sendmail = FALSE;
  for (i = 0; i < argc && !g_str_equal (argv[i], "--"); i++)
    {
      const char *word = argv[i];
      g_autofree char *sender = NULL;

      if (i > 0 && (is_switches (word) || is_usual (word) || g_str_has_prefix (word, "-f")))
        *is_sendmail = TRUE;
      if (i > 0 && is_usual (word))
        continue;
      if (i > 0 && g_str_has_prefix (word, "-f") && word[2])
        word = sender = g_strconcat ("--envelope-from=", word + 2, NULL);
      g_strv_builder_add (words, word);
      if ((takes_next (word) || g_str_equal (word, "-f")) && i + 1 < argc)
        g_strv_builder_add (words, argv[++i]);
    }
  for (; i < argc; i++)
    {
      *is_sendmail = TRUE;
      g_strv_builder_add (words, argv[i]);
    }
  return g_strv_builder_end (words);
}
