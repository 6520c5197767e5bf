/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-reader"

#include "config.h"

#include "reader/links.h"

#include <string.h>

/* RFC 5321 section 4.5.3.1: longer ones are no addresses, and the way back from an @ is bounded. */
#define LONGEST_LOCAL_PART 64
#define LONGEST_DOMAIN 255

#define LONGEST_WEB_ADDRESS 4096

/* Only ASCII: a web address stops at white space, at what quotes it, and at any script which sets
 * no spaces around an address, above all Chinese. */
static gboolean
is_web_char (char c)
{
  return c > ' ' && c < 0x7f && strchr ("\"<>\\^`{|}", c) == NULL;
}

static gboolean
is_local_char (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr (".!#$%&'*+/=?^_{|}~-", c) != NULL);
}

static gboolean
is_domain_char (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '.';
}

/* How many more brackets are opened than closed. */
static int
balance (const char *text,
         gsize       start,
         gsize       end,
         char        opening,
         char        closing)
{
  int open = 0;

  for (gsize i = start; i < end; i++)
    open += (text[i] == opening) - (text[i] == closing);

  return open;
}

/* "(see https://anser.example/a_(b)), please." ends before "), please.". */
static gsize
trim_end (const char *text,
          gsize       start,
          gsize       end)
{
  int round = balance (text, start, end, '(', ')');
  int square = balance (text, start, end, '[', ']');

  for (; end > start; end--)
    {
      char last = text[end - 1];

      if (last == ')' && round < 0)
        round++;
      else if (last == ']' && square < 0)
        square++;
      else if (strchr (".,;:!?'*_", last) == NULL)
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

static void
report (const char    *text,
        gsize          start,
        gsize          end,
        AnserLinkFunc  function,
        gpointer       user_data)
{
  g_autofree char *uri = make_uri (text, start, end);

  function (start, end, uri, user_data);
}

/* The end of a web address that begins at @start; @start if none does. */
static gsize
web_end (const char *text,
         gsize       start)
{
  static const char * const beginnings[] = { "https://", "http://", "www." };

  if (start > 0 && g_ascii_isalnum (text[start - 1]))
    return start;

  for (gsize i = 0; i < G_N_ELEMENTS (beginnings); i++)
    {
      gsize least = start + strlen (beginnings[i]);
      gsize end = least;

      if (!g_str_has_prefix (text + start, beginnings[i]))
        continue;

      while (is_web_char (text[end]) && end - start < LONGEST_WEB_ADDRESS)
        end++;
      end = trim_end (text, start, end);

      return end > least ? end : start;
    }

  return start;
}

/* Finds the mail address around the @ at @at, which does not reach back before @least. */
static gboolean
mail_bounds (const char *text,
             gsize       least,
             gsize       at,
             gsize      *start,
             gsize      *end)
{
  gsize first = at;
  gsize last = at + 1;

  while (first > least && at - first <= LONGEST_LOCAL_PART && is_local_char (text[first - 1]))
    first--;
  while (last - at <= LONGEST_DOMAIN && is_domain_char (text[last]))
    last++;
  while (text[last - 1] == '.' || text[last - 1] == '-')
    last--;

  if (first == at || at - first > LONGEST_LOCAL_PART || last - at > LONGEST_DOMAIN ||
      last <= at + 1 || !g_ascii_isalnum (text[at + 1]) ||
      memchr (text + at, '.', last - at) == NULL)
    return FALSE;

  if (first >= least + strlen ("mailto:") &&
      g_str_has_prefix (text + first - strlen ("mailto:"), "mailto:"))
    first -= strlen ("mailto:");
  *start = first;
  *end = last;

  return TRUE;
}

/* Goes through the text once, whatever is in it. */
void
anser_links_find (const char    *text,
                  AnserLinkFunc  function,
                  gpointer       user_data)
{
  gsize done = 0;

  g_return_if_fail (text != NULL);
  g_return_if_fail (function != NULL);

  for (gsize i = 0; text[i] != '\0'; i++)
    {
      gsize start = i;
      gsize end = i;

      if (text[i] == 'h' || text[i] == 'w')
        end = web_end (text, i);
      else if (text[i] != '@' || !mail_bounds (text, done, i, &start, &end))
        continue;

      if (end == start)
        continue;

      report (text, start, end, function, user_data);
      done = end;
      i = end - 1;
    }
}
