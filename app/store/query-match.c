/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "query-private.h"

#include "tokenizer.h"

#include <string.h>

/* A query in FTS5's language. Whatever was typed stands in quotes there, so that no sign of it is
 * one of FTS5's. */

static const char *
get_columns (AnserQueryColumn column)
{
  switch (column)
    {
    case ANSER_QUERY_SUBJECT:
      return "{subject} : ";
    case ANSER_QUERY_FROM:
      return "{writers} : ";
    case ANSER_QUERY_TO:
      return "{recipients} : ";
    case ANSER_QUERY_CC:
      return "{cc} : ";
    case ANSER_QUERY_BODY:
      return "{body attached} : ";
    case ANSER_QUERY_FILE_NAME:
      return "{names} : ";
    case ANSER_QUERY_ANYWHERE:
    default:
      return "";
    }
}

static int
on_token (const char *token,
          gsize       length,
          gsize       start,
          gsize       end,
          gboolean    same_place,
          gpointer    user_data)
{
  return 1;
}

gboolean
anser_query_has_words (const char *text)
{
  return anser_tokenize (text, strlen (text), ANSER_TOKENIZE_QUERY, on_token, NULL) != 0;
}

static gboolean
is_negation (const AnserQueryNode *node)
{
  return node->kind == ANSER_QUERY_NOT && anser_query_is_match (node->children->pdata[0]);
}

gboolean
anser_query_is_match (const AnserQueryNode *node)
{
  gboolean some = FALSE;

  if (node->kind == ANSER_QUERY_WORDS)
    return TRUE;
  if (node->kind != ANSER_QUERY_ALL && node->kind != ANSER_QUERY_ANY)
    return FALSE;
  for (unsigned i = 0; i < node->children->len; i++)
    {
      const AnserQueryNode *child = node->children->pdata[i];

      if (anser_query_is_match (child))
        some = TRUE;
      else if (node->kind == ANSER_QUERY_ANY || !is_negation (child))
        return FALSE;
    }
  return some;
}

static void append_match (GString              *match,
                          const AnserQueryNode *node,
                          gboolean              variants);

static void
append_phrase (GString              *match,
               const AnserQueryNode *node,
               gboolean              variants)
{
  g_string_append (match, get_columns (node->column));
  g_string_append_c (match, '"');
  if (variants)
    g_string_append_c (match, ANSER_TOKENIZER_VARIANTS_MARK);
  for (const char *c = node->text; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (match, '"');
      g_string_append_c (match, *c);
    }
  g_string_append_c (match, '"');
  if (anser_query_goes_on (node->text, node->exact))
    g_string_append (match, " *");
}

/* The children that are negations, or those that are not, with @joint between them. */
static void
append_children (GString              *match,
                 const AnserQueryNode *node,
                 gboolean              negations,
                 const char           *joint,
                 gboolean              variants)
{
  gboolean first = TRUE;

  g_string_append_c (match, '(');
  for (unsigned i = 0; i < node->children->len; i++)
    {
      const AnserQueryNode *child = node->children->pdata[i];

      if ((child->kind == ANSER_QUERY_NOT) != negations)
        continue;
      if (!first)
        g_string_append (match, joint);
      first = FALSE;
      append_match (match, negations ? child->children->pdata[0] : child, variants);
    }
  g_string_append_c (match, ')');
}

static gboolean
has_negation (const AnserQueryNode *node)
{
  for (unsigned i = 0; i < node->children->len; i++)
    if (((const AnserQueryNode *) node->children->pdata[i])->kind == ANSER_QUERY_NOT)
      return TRUE;
  return FALSE;
}

static void
append_match (GString              *match,
              const AnserQueryNode *node,
              gboolean              variants)
{
  if (node->kind == ANSER_QUERY_WORDS)
    append_phrase (match, node, variants);
  else if (node->kind == ANSER_QUERY_ANY)
    append_children (match, node, FALSE, " OR ", variants);
  else if (!has_negation (node))
    append_children (match, node, FALSE, " AND ", variants);
  else
    {
      g_string_append_c (match, '(');
      append_children (match, node, FALSE, " AND ", variants);
      g_string_append (match, " NOT ");
      append_children (match, node, TRUE, " OR ", variants);
      g_string_append_c (match, ')');
    }
}

char *
anser_query_to_match (const AnserQueryNode *node,
                      gboolean              variants)
{
  GString *match = g_string_new (NULL);

  g_assert (anser_query_is_match (node));

  append_match (match, node, variants);
  return g_string_free (match, FALSE);
}
