/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "query-private.h"

#include "tokenizer.h"

#include <string.h>

/* Where in a text the words of a query stand: both are cut as the index cuts them, and the tokens
 * of each phrase looked for in the row of those of the text. */

typedef struct
{
  char     *text;
  gsize     start;
  gsize     end;
  unsigned  place;      /* tokens of the same place are other forms of one */
} Token;

static void
token_clear (gpointer data)
{
  g_free (((Token *) data)->text);
}

static int
add_token (const char *text,
           gsize       length,
           gsize       start,
           gsize       end,
           gboolean    same_place,
           gpointer    user_data)
{
  GArray *tokens = user_data;
  Token token = { g_strndup (text, length), start, end, 0 };

  if (tokens->len > 0)
    token.place = g_array_index (tokens, Token, tokens->len - 1).place + !same_place;
  g_array_append_val (tokens, token);
  return 0;
}

static GArray *
cut (const char         *text,
     AnserTokenizeFlags  flags)
{
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (Token));

  g_array_set_clear_func (tokens, token_clear);
  anser_tokenize (text, strlen (text), flags, add_token, tokens);
  return tokens;
}

/* Whether a token of the text may stand for one of the forms at @place of the phrase. */
static gboolean
stands_for (const Token *token,
            GArray      *phrase,
            unsigned     place,
            gboolean     may_go_on)
{
  for (unsigned i = 0; i < phrase->len; i++)
    {
      const Token *form = &g_array_index (phrase, Token, i);

      if (form->place == place && (may_go_on ? g_str_has_prefix (token->text, form->text)
                                             : g_str_equal (token->text, form->text)))
        return TRUE;
    }
  return FALSE;
}

/* The end of the last of those tokens at @place that may stand for the phrase's @nth, the first of
 * them being @i; 0 if none. */
static gsize
match_place (GArray   *tokens,
             unsigned  i,
             unsigned  place,
             GArray   *phrase,
             unsigned  nth,
             gboolean  may_go_on)
{
  for (; i < tokens->len && g_array_index (tokens, Token, i).place <= place; i++)
    {
      const Token *token = &g_array_index (tokens, Token, i);

      if (token->place == place && stands_for (token, phrase, nth, may_go_on))
        return token->end;
    }
  return 0;
}

/* The end of the phrase that begins with token @i of the text; 0 if it does not. */
static gsize
match (GArray   *tokens,
       unsigned  i,
       GArray   *phrase,
       gboolean  may_go_on)
{
  const Token *first = &g_array_index (tokens, Token, i);
  unsigned last = g_array_index (phrase, Token, phrase->len - 1).place;
  gsize end = stands_for (first, phrase, 0, may_go_on && last == 0) ? first->end : 0;

  for (unsigned nth = 1; nth <= last && end != 0; nth++)
    end = match_place (tokens, i, first->place + nth, phrase, nth, may_go_on && nth == last);
  return end;
}

/* A single character is found as the beginning of a pair, but only it is meant. */
static gsize
get_end (const char *text,
         gsize       start,
         gsize       end,
         GArray     *phrase)
{
  const char *asked = g_array_index (phrase, Token, 0).text;

  if (g_array_index (phrase, Token, phrase->len - 1).place == 0 &&
      g_utf8_strlen (asked, -1) == 1 && anser_tokenizer_is_of_pairs (asked))
    return g_utf8_next_char (text + start) - text;
  return end;
}

static void
find_phrase (GArray     *hits,
             const char *text,
             GArray     *tokens,
             GArray     *phrase,
             gboolean    may_go_on)
{
  for (unsigned i = 0; i < tokens->len; i++)
    {
      gsize end = match (tokens, i, phrase, may_go_on);
      AnserQueryHit hit = { .start = g_array_index (tokens, Token, i).start };

      if (end == 0)
        continue;
      hit.end = get_end (text, hit.start, end, phrase);
      g_array_append_val (hits, hit);
    }
}

gboolean
anser_query_goes_on (const char *text,
                     gboolean    exact)
{
  g_autoptr (GArray) tokens = cut (text, ANSER_TOKENIZE_QUERY);
  const Token *last;
  const char *behind;

  if (tokens->len == 0)
    return FALSE;
  last = &g_array_index (tokens, Token, tokens->len - 1);
  /* Pairs are whole; one character of them is the beginning of many. */
  if (anser_tokenizer_is_of_pairs (last->text))
    return g_utf8_strlen (last->text, -1) == 1;
  /* A sign behind a word, as in "C++", says that nothing of it is missing. */
  behind = text + last->end;
  return !exact && (*behind == '\0' || g_str_equal (behind, "*"));
}

static void
find_in_node (GArray               *hits,
              const AnserQueryNode *node,
              const char           *text,
              GArray               *tokens,
              AnserQueryColumn      column,
              AnserTokenizeFlags    flags)
{
  if (node->kind == ANSER_QUERY_NOT)
    return;
  if (node->kind == ANSER_QUERY_WORDS &&
      (node->column == ANSER_QUERY_ANYWHERE || column == ANSER_QUERY_ANYWHERE ||
       node->column == column))
    {
      g_autoptr (GArray) phrase = cut (node->text, flags | ANSER_TOKENIZE_QUERY);

      if (phrase->len > 0)
        find_phrase (hits, text, tokens, phrase, anser_query_goes_on (node->text, node->exact));
    }
  for (unsigned i = 0; i < node->children->len; i++)
    find_in_node (hits, node->children->pdata[i], text, tokens, column, flags);
}

static int
compare_hits (gconstpointer a,
              gconstpointer b)
{
  const AnserQueryHit *first = a, *second = b;

  return first->start < second->start ? -1 : first->start > second->start;
}

/* What touches or overlaps becomes one. */
static void
join (GArray *hits)
{
  unsigned n = 0;

  g_array_sort (hits, compare_hits);
  for (unsigned i = 0; i < hits->len; i++)
    {
      AnserQueryHit hit = g_array_index (hits, AnserQueryHit, i);
      AnserQueryHit *last = n > 0 ? &g_array_index (hits, AnserQueryHit, n - 1) : NULL;

      if (last != NULL && hit.start <= last->end)
        last->end = MAX (last->end, hit.end);
      else
        g_array_index (hits, AnserQueryHit, n++) = hit;
    }
  g_array_set_size (hits, n);
}

GArray *
anser_query_find_hits (const AnserQuery *self,
                       const char       *text,
                       AnserQueryColumn  column,
                       gboolean          variants)
{
  GArray *hits = g_array_new (FALSE, FALSE, sizeof (AnserQueryHit));
  g_autoptr (GArray) tokens = NULL;

  g_return_val_if_fail (self != NULL && text != NULL, hits);

  tokens = cut (text, 0);
  find_in_node (hits, self->root, text, tokens, column, variants ? ANSER_TOKENIZE_VARIANTS : 0);
  join (hits);
  return hits;
}
