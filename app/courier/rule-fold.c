/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "config.h"

#include "rule-letter.h"

/* A blank where there was white space, unless wide characters stand at both sides. */
static char *
squeeze (const char *text)
{
  GString *result = g_string_sized_new (strlen (text));
  gunichar before = 0;
  gboolean gap = FALSE;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (g_unichar_isspace (c))
        {
          gap = TRUE;
          continue;
        }
      if (gap && before != 0 && !(g_unichar_iswide (before) && g_unichar_iswide (c)))
        g_string_append_c (result, ' ');
      g_string_append_unichar (result, c);
      before = c;
      gap = FALSE;
    }
  return g_string_free (result, FALSE);
}

char *
anser_rule_fold (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_autofree char *composed = g_utf8_normalize (folded, -1, G_NORMALIZE_ALL_COMPOSE);

  return squeeze (composed != NULL ? composed : folded);
}
