/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "sort-key.h"

#include "fold.h"

#include <string.h>

/* No more of a name without end than a key can need. */
#define MOST_CHARACTERS (4 * ANSER_SORT_KEY_LENGTH)

static void
append_character (GString  *key,
                  gunichar  c)
{
  gunichar folded[ANSER_FOLD_MAX];
  unsigned n = 0;

  switch (anser_fold_character (c, folded, &n))
    {
    case ANSER_CHARACTER_IGNORED:
      break;

    case ANSER_CHARACTER_SEPARATOR:
      /* What stands before the first letter counts nothing: quotes, brackets. */
      if (key->len > 0 && key->str[key->len - 1] != ' ')
        g_string_append_c (key, ' ');
      break;

    default:
      for (unsigned i = 0; i < n; i++)
        g_string_append_unichar (key, folded[i]);
      break;
    }
}

/* Whole characters only. */
static void
cut (GString *key)
{
  gsize length = ANSER_SORT_KEY_LENGTH;

  if (key->len <= length)
    return;
  while (length > 0 && ((guchar) key->str[length] & 0xc0) == 0x80)
    length--;
  g_string_truncate (key, length);
}

char *
anser_sort_key (const char *text)
{
  GString *key = g_string_sized_new (ANSER_SORT_KEY_LENGTH * 2);
  unsigned n = 0;

  for (const char *c = text != NULL ? text : "";
       *c != '\0' && n < MOST_CHARACTERS && key->len < ANSER_SORT_KEY_LENGTH;
       c = g_utf8_next_char (c), n++)
    append_character (key, g_utf8_get_char (c));
  cut (key);
  return g_string_free (key, FALSE);
}
