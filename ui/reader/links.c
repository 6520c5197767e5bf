/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-reader"

#include "config.h"

#include "reader/links.h"

#include <string.h>

/* A web address stops at white space, at what quotes it, and at anything that is written in a
 * script which sets no spaces around an address, above all Chinese. */
#define ADDRESS \
  "(?:https?://|www\\.)[!#-;=?-Z\\[\\]_a-z~%]+" \
  "|(?:mailto:)?[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?" \
  "(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"

static gboolean
closes_nothing (const char *text,
                gsize       start,
                gsize       end,
                char        opening,
                char        closing)
{
  int open = 0;

  for (gsize i = start; i < end; i++)
    {
      if (text[i] == opening)
        open++;
      else if (text[i] == closing)
        open--;
    }

  return open < 0;
}

/* "(see https://anser.example/a_(b)), please." ends before "), please.". */
static gsize
trim_end (const char *text,
          gsize       start,
          gsize       end)
{
  while (end > start)
    {
      char last = text[end - 1];

      if (strchr (".,;:!?'*_", last) != NULL ||
          (last == ')' && closes_nothing (text, start, end, '(', ')')) ||
          (last == ']' && closes_nothing (text, start, end, '[', ']')))
        end--;
      else
        break;
    }

  return end;
}

static char *
make_uri (const char *text,
          gsize       start,
          gsize       end)
{
  g_autofree char *address = g_strndup (text + start, end - start);

  if (g_str_has_prefix (address, "http://") || g_str_has_prefix (address, "https://") ||
      g_str_has_prefix (address, "mailto:"))
    return g_steal_pointer (&address);
  if (g_str_has_prefix (address, "www."))
    return g_strconcat ("https://", address, NULL);

  return g_strconcat ("mailto:", address, NULL);
}

void
anser_links_find (const char    *text,
                  AnserLinkFunc  function,
                  gpointer       user_data)
{
  static GRegex *regex;
  g_autoptr(GMatchInfo) match = NULL;

  g_return_if_fail (text != NULL);
  g_return_if_fail (function != NULL);

  if (g_once_init_enter (&regex))
    g_once_init_leave (&regex, g_regex_new (ADDRESS, G_REGEX_OPTIMIZE, 0, NULL));

  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    {
      g_autofree char *uri = NULL;
      int start;
      int end;

      g_match_info_fetch_pos (match, 0, &start, &end);
      end = trim_end (text, start, end);
      uri = make_uri (text, start, end);
      if (strlen (uri) > strlen ("https://"))
        function (start, end, uri, user_data);
    }
}
