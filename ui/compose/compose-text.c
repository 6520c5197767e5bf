/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-compose"

#include "config.h"

#include "compose/compose-text.h"

#include <string.h>

/* Not translated: a person may write in any language, whatever the windows speak. */
static const char * const promising_words[] = {
  "attach",
  "附件",
  "附上",
  "见附",
  "随附",
  "请查收附",
  "附檔",
  "隨附",
  "添付",
  "вложен",
  "прикреп",
  "прилагаю",
  "прилагаем",
  "прилагается",
  "anbei",
  "anhang",
  "angehängt",
  "beigefügt",
  "ci-joint",
  "pièce jointe",
  "pièces jointes",
  "adjunt",
  "anex",
};

static gboolean
mentions (const char *text,
          const char *word)
{
  const char *found = text;

  while ((found = strstr (found, word)) != NULL)
    {
      gunichar before = found > text ? g_utf8_get_char (g_utf8_prev_char (found)) : ' ';

      /* "unattached" promises nothing; Chinese and Japanese have no spaces between words. */
      if (!g_ascii_isalpha (*word) || !g_unichar_isalpha (before) ||
          g_unichar_iswide (before))
        return TRUE;

      found += strlen (word);
    }

  return FALSE;
}

static gboolean
line_promises (const char *line)
{
  g_autofree char *folded = g_utf8_strdown (line, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (promising_words); i++)
    if (mentions (folded, promising_words[i]))
      return TRUE;

  return FALSE;
}

/* What is below is forwarded: somebody else's words. */
static gboolean
begins_forwarded (const char *line)
{
  return g_str_has_prefix (line, "-----");
}

/**
 * anser_compose_text_signature:
 * @signature: (nullable): the lines of the signature
 *
 * Returns: (transfer full): a line end, the separator and the signature; "" if it is empty
 */
char *
anser_compose_text_signature (const char *signature)
{
  g_autofree char *lines = g_strdup (signature != NULL ? signature : "");

  g_strchomp (lines);
  if (*lines == '\0')
    return g_strdup ("");

  return g_strconcat ("\n\n-- \n", lines, NULL);
}

/**
 * anser_compose_text_begin:
 * @text: (nullable): what the draft holds already, the quote of an answer
 * @signature: (nullable): the lines of the signature
 * @below: one writes below the quote, as some lists ask
 * @caret: (out): where one writes, in characters
 *
 * Returns: (transfer full): the text in which one writes
 */
char *
anser_compose_text_begin (const char *text,
                          const char *signature,
                          gboolean    below,
                          int        *caret)
{
  g_autofree char *end = anser_compose_text_signature (signature);
  g_autofree char *quote = g_strdup (text != NULL ? text : "");

  *caret = 0;
  g_strchomp (quote);
  if (*quote == '\0')
    return g_steal_pointer (&end);
  if (!below)
    return g_strconcat ("\n\n", quote + strspn (quote, "\n"), end, NULL);

  *caret = g_utf8_strlen (quote + strspn (quote, "\n"), -1) + 2;
  return g_strconcat (quote + strspn (quote, "\n"), "\n\n", end, NULL);
}

/**
 * anser_compose_text_promises_attachment:
 * @subject: (nullable): the subject
 * @text: the letter
 *
 * An answer's subject is its first writer's, so it counts only where nothing is quoted.
 */
gboolean
anser_compose_text_promises_attachment (const char *subject,
                                        const char *text)
{
  g_auto (GStrv) lines = NULL;
  gboolean quotes = FALSE;

  g_return_val_if_fail (text != NULL, FALSE);

  lines = g_strsplit (text, "\n", -1);
  for (unsigned i = 0; lines[i] != NULL && strcmp (lines[i], "-- ") != 0; i++)
    {
      if (begins_forwarded (lines[i]))
        return FALSE;
      if (*lines[i] == '>')
        quotes = TRUE;
      else if (line_promises (lines[i]))
        return TRUE;
    }

  return !quotes && subject != NULL && line_promises (subject);
}
