/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "subject.h"

#include <string.h>

/* A list's name in brackets is no longer than this. */
#define MOST_TAG 40

/* What mail programs of the world write before a colon. */
static const char * const marks[] = {
  "re", "fwd", "fw", "aw", "wg", "sv", "vs", "vb", "vl", "antw", "doorst", "odp", "pd", "ynt", "ilt",
  "rif", "res", "enc", "rv", "tr", "ref", "ha", "továbbítás", "回复", "回覆", "答复", "答覆", "转发", "轉發", "转寄", "轉寄",
  "自动回复", "自動回覆", "返信", "転送", "回信", "회신", "전달",
};

static const char *
skip_space (const char *text)
{
  while (g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return text;
}

/* "[2]", "(2)" or "^2" after a mark. */
static const char *
skip_count (const char *text)
{
  const char *digits = text + 1;
  gsize n;

  if (*text == '\0' || strchr ("[(^", *text) == NULL)
    return text;
  n = strspn (digits, "0123456789");
  if (n == 0 || n > 4)
    return text;
  if (*text == '^')
    return digits + n;
  return digits[n] == (*text == '[' ? ']' : ')') ? digits + n + 1 : text;
}

static const char *
skip_colon (const char *text)
{
  text = skip_space (text);
  if (*text == ':')
    return text + 1;
  return g_str_has_prefix (text, "：") ? text + strlen ("：") : NULL;
}

static gsize
match (const char *text,
       const char *mark)
{
  gsize length = strlen (mark);

  if (g_str_is_ascii (mark))
    return g_ascii_strncasecmp (text, mark, length) == 0 ? length : 0;
  return strncmp (text, mark, length) == 0 ? length : 0;
}

/* NULL if there is no mark here. */
static const char *
skip_mark (const char *text)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      gsize length = match (text, marks[i]);
      const char *end = length > 0 ? skip_colon (skip_count (skip_space (text + length))) : NULL;

      if (end != NULL)
        return end;
    }
  return NULL;
}

/* NULL if there is no list's name here. */
static const char *
skip_tag (const char *text)
{
  gsize length = *text == '[' ? strcspn (text + 1, "[]") : 0;

  return length > 0 && length <= MOST_TAG && text[length + 1] == ']' ? text + length + 2 : NULL;
}

const char *
anser_subject_skip_marks (const char *subject,
                          gboolean   *is_answer)
{
  const char *rest = skip_space (subject);
  gboolean marked = FALSE;

  while (TRUE)
    {
      const char *mark = skip_mark (rest);
      const char *next = mark != NULL ? mark : skip_tag (rest);

      if (next == NULL)
        break;
      marked |= mark != NULL;
      rest = skip_space (next);
    }
  if (is_answer != NULL)
    *is_answer = marked;
  return *rest != '\0' ? rest : subject;
}
