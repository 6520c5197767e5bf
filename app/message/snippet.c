/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "snippet.h"

#include <string.h>

#define MOST_COLUMNS 160

/* "On Monday, Anna wrote:" before a quote: it ends with a colon. */
static gboolean
introduces_quote (const char *line,
                  gsize       length)
{
  const char *next = line + length;

  while (length > 0 && g_ascii_isspace (line[length - 1]))
    length--;
  if (length == 0)
    return FALSE;
  if (line[length - 1] != ':' && !(length >= 3 && memcmp (line + length - 3, "：", 3) == 0))
    return FALSE;

  next += strspn (next, "\r\n \t");
  return *next == '>';
}

/* The length of the "<https://…>" that HTML links become, which says little in a list. */
static gsize
link_length (const char *at)
{
  gsize length;

  if (!g_str_has_prefix (at, "<http") && !g_str_has_prefix (at, "<mailto:"))
    return 0;
  length = strcspn (at, "> \n");
  return at[length] == '>' ? length + 1 : 0;
}

/* Returns FALSE when there is room for no more. */
static gboolean
add_line (GString    *snippet,
          unsigned   *n_columns,
          const char *line,
          gsize       length)
{
  for (const char *at = line; at < line + length; at = g_utf8_next_char (at))
    {
      gsize n_link = link_length (at);
      gunichar c;

      if (n_link > 0 && snippet->len > 0 && snippet->str[snippet->len - 1] == ' ')
        g_string_truncate (snippet, snippet->len - 1);
      at += n_link;
      if (at >= line + length)
        break;
      c = g_utf8_get_char (at);
      if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        c = ' ';
      if (g_unichar_type (c) == G_UNICODE_FORMAT || (g_unichar_ismark (c) && snippet->len == 0))
        continue;
      if (c == ' ' && (snippet->len == 0 || snippet->str[snippet->len - 1] == ' '))
        continue;
      if (*n_columns >= MOST_COLUMNS)
        return FALSE;
      g_string_append_unichar (snippet, c);
      *n_columns += g_unichar_iswide (c) ? 2 : 1;
    }

  if (snippet->len > 0 && snippet->str[snippet->len - 1] != ' ' && *n_columns < MOST_COLUMNS)
    {
      g_string_append_c (snippet, ' ');
      (*n_columns)++;
    }
  return TRUE;
}

const char *
anser_snippet_find_signature (const char *text)
{
  const char *found = NULL;
  const char *at = text;

  g_return_val_if_fail (text != NULL, NULL);

  while (at != NULL)
    {
      if (g_str_has_prefix (at, "-- \n") || g_str_has_prefix (at, "-- \r\n"))
        found = at;
      at = strchr (at, '\n');
      if (at != NULL)
        at++;
    }
  return found;
}

char *
anser_snippet_make (const char *text)
{
  g_autoptr(GString) snippet = g_string_new (NULL);
  unsigned n_columns = 0;
  gboolean room = TRUE;

  g_return_val_if_fail (text != NULL, NULL);

  for (const char *line = text; room && *line != '\0';)
    {
      gsize length = strcspn (line, "\n");

      if (length >= 3 && strncmp (line, "-- ", 3) == 0 && (length == 3 || line[3] == '\r'))
        break;
      if (*line != '>' && !introduces_quote (line, length))
        room = add_line (snippet, &n_columns, line, length);
      line += length;
      if (*line == '\n')
        line++;
    }

  return g_strstrip (g_string_free (g_steal_pointer (&snippet), FALSE));
}
