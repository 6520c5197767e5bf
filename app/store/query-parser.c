/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "query-private.h"

#include <string.h>

/* query  := either*                  all of them
 * either := single ("OR" single)*
 * single := "-" single | "NOT" single | "(" query ")" | operator ":" value | word | "words"
 *
 * Whatever is typed is a query, if possible: brackets and quotes may be open, an OR without one
 * side is none. Parentheses within each other are bounded. */
#define DEPTH_MAX 20

typedef enum
{
  TOKEN_END,
  TOKEN_WORD,
  TOKEN_OPEN,
  TOKEN_CLOSE,
  TOKEN_MINUS,
  TOKEN_OR,
  TOKEN_NOT,
  TOKEN_AND,
} TokenKind;

typedef struct
{
  TokenKind  kind;
  char      *name;        /* of an operator, in lower case, or NULL */
  char      *value;
  gboolean   exact;
  gboolean   opens;       /* an operator before a bracket: from:(a OR b) */
  gsize      start;
  gsize      end;
} Token;

typedef struct
{
  const char  *text;
  const char  *at;
  gint64       now;
  Token        token;     /* the one to look at */
  const char  *column;    /* of the operator before the brackets that are open */
  unsigned     depth;
  GError     **error;
  gboolean     failed;
} Parser;

/* lexing */

static gboolean
is_blank (const char *at)
{
  return *at != '\0' && g_unichar_isspace (g_utf8_get_char (at));
}

static const char *
skip_blanks (const char *at)
{
  while (is_blank (at))
    at = g_utf8_next_char (at);
  return at;
}

/* The length of the quote at @at, "…" or “…”, and what ends it. 0 if there is none. */
static gsize
get_quote (const char  *at,
           const char **end)
{
  *end = *at == '"' ? "\"" : "”";
  return *at == '"' ? 1 : g_str_has_prefix (at, "“") ? strlen ("“") : 0;
}

/* What is in the quotes that open at @at; to the end if nothing closes them. */
static char *
read_quoted (const char **at)
{
  const char *closing;
  const char *begin = *at + get_quote (*at, &closing);
  const char *end = strstr (begin, closing);

  *at = end != NULL ? end + strlen (closing) : begin + strlen (begin);
  return end != NULL ? g_strndup (begin, end - begin) : g_strdup (begin);
}

/* A word ends at a blank, and at a bracket that was opened before. */
static char *
read_word (const char **at,
           gboolean     in_brackets)
{
  const char *begin = *at;

  while (**at != '\0' && !is_blank (*at) && !(in_brackets && **at == ')'))
    *at = g_utf8_next_char (*at);
  return g_strndup (begin, *at - begin);
}

/* The name of the operator at *@at, and *@at behind its colon, which may be the Chinese one. */
static char *
read_name (const char **at)
{
  gsize length = 0;
  gsize colon;

  while (g_ascii_isalpha ((*at)[length]))
    length++;
  colon = (*at)[length] == ':' ? 1 : g_str_has_prefix (*at + length, "：") ? strlen ("：") : 0;
  if (length == 0 || colon == 0 || !anser_query_is_operator (*at, length))
    return NULL;
  *at += length + colon;
  return g_ascii_strdown (*at - length - colon, length);
}

static gboolean
take_sign (Token       *token,
           const char **at,
           gboolean     in_brackets)
{
  if (**at == '(')
    token->kind = TOKEN_OPEN;
  else if (**at == ')' && in_brackets)
    token->kind = TOKEN_CLOSE;
  /* With a blank or another behind it, it is a dash. */
  else if (**at == '-' && (*at)[1] != '\0' && (*at)[1] != '-' && !is_blank (*at + 1))
    token->kind = TOKEN_MINUS;
  else
    return FALSE;
  ++*at;
  return TRUE;
}

static void
take_word (Token       *token,
           const char **at,
           gboolean     in_brackets)
{
  const char *closing;

  token->kind = TOKEN_WORD;
  token->name = read_name (at);
  token->opens = token->name != NULL && **at == '(';
  if (token->opens)
    ++*at;
  else if (get_quote (*at, &closing) > 0)
    {
      token->exact = TRUE;
      token->value = read_quoted (at);
    }
  else
    token->value = read_word (at, in_brackets);
  if (token->name != NULL || token->exact)
    return;
  if (g_str_equal (token->value, "OR") || g_str_equal (token->value, "|"))
    token->kind = TOKEN_OR;
  else if (g_str_equal (token->value, "NOT"))
    token->kind = TOKEN_NOT;
  else if (g_str_equal (token->value, "AND"))
    token->kind = TOKEN_AND;
}

static void
token_clear (Token *token)
{
  g_free (token->name);
  g_free (token->value);
  *token = (Token) { 0 };
}

static void
advance (Parser *self)
{
  Token *token = &self->token;

  token_clear (token);
  self->at = skip_blanks (self->at);
  token->start = self->at - self->text;
  if (*self->at != '\0' && !take_sign (token, &self->at, self->depth > 0))
    take_word (token, &self->at, self->depth > 0);
  token->end = self->at - self->text;
}

/* parsing */

static AnserQueryNode *parse_all (Parser *self);

/* A node with one child is that child. */
static AnserQueryNode *
simplify (AnserQueryNode *node)
{
  AnserQueryNode *child;

  if (node->children->len != 1 || node->kind == ANSER_QUERY_NOT)
    return node;
  child = g_ptr_array_steal_index (node->children, 0);
  anser_query_node_free (node);
  return child;
}

static gboolean
says_nothing (const AnserQueryNode *node)
{
  return node == NULL || (node->kind == ANSER_QUERY_ALL && node->children->len == 0);
}

/* NULL for what says nothing yet, such as "from:". */
static AnserQueryNode *
parse_word (Parser *self)
{
  Token *token = &self->token;
  const char *name = token->name != NULL ? token->name : self->column;
  AnserQueryNode *node;

  if (token->value == NULL || *skip_blanks (token->value) == '\0')
    return NULL;
  if (name == NULL && !anser_query_has_words (token->value))
    return NULL;
  if (name != NULL)
    {
      node = anser_query_read_operator (name, token->value, token->exact, self->now,
                                        self->failed ? NULL : self->error);
      self->failed = self->failed || node == NULL;
    }
  else
    {
      node = anser_query_node_new (ANSER_QUERY_WORDS);
      node->text = g_strdup (token->value);
      node->exact = token->exact;
    }
  if (node != NULL && node->kind == ANSER_QUERY_WORDS && !anser_query_has_words (node->text))
    g_clear_pointer (&node, anser_query_node_free);
  if (node != NULL)
    {
      node->start = token->start;
      node->end = token->end;
    }
  return node;
}

/* Behind "(" or "from:(". */
static AnserQueryNode *
parse_brackets (Parser *self)
{
  const char *column = self->column;
  g_autofree char *name = g_steal_pointer (&self->token.name);
  AnserQueryNode *node = NULL;

  if (self->depth >= DEPTH_MAX)
    {
      /* Nobody means this. */
      self->at += strlen (self->at);
      advance (self);
      return NULL;
    }
  self->depth++;
  if (name != NULL)
    self->column = name;
  advance (self);
  node = parse_all (self);
  self->depth--;
  self->column = column;
  if (self->token.kind == TOKEN_CLOSE)
    advance (self);
  return node;
}

static AnserQueryNode *
negate (AnserQueryNode *node)
{
  AnserQueryNode *negation;

  if (says_nothing (node))
    return node;
  negation = anser_query_node_new (ANSER_QUERY_NOT);
  g_ptr_array_add (negation->children, node);
  return negation;
}

static AnserQueryNode *
parse_single (Parser *self)
{
  gboolean negative = FALSE;
  AnserQueryNode *node = NULL;

  while (self->token.kind == TOKEN_MINUS || self->token.kind == TOKEN_NOT)
    {
      negative = !negative;
      advance (self);
    }
  if (self->token.kind == TOKEN_OPEN || self->token.opens)
    node = parse_brackets (self);
  else if (self->token.kind == TOKEN_WORD)
    {
      node = parse_word (self);
      advance (self);
    }
  return negative ? negate (node) : node;
}

static void
add (AnserQueryNode *parent,
     AnserQueryNode *node)
{
  if (says_nothing (node))
    anser_query_node_free (node);
  else
    g_ptr_array_add (parent->children, node);
}

static AnserQueryNode *
parse_either (Parser *self)
{
  AnserQueryNode *node = anser_query_node_new (ANSER_QUERY_ANY);

  add (node, parse_single (self));
  while (self->token.kind == TOKEN_OR)
    {
      advance (self);
      add (node, parse_single (self));
    }
  if (node->children->len > 0)
    return simplify (node);
  anser_query_node_free (node);
  return NULL;
}

static AnserQueryNode *
parse_all (Parser *self)
{
  AnserQueryNode *node = anser_query_node_new (ANSER_QUERY_ALL);

  while (self->token.kind != TOKEN_END)
    {
      if (self->token.kind == TOKEN_CLOSE && self->depth > 0)
        break;
      if (self->token.kind == TOKEN_AND || self->token.kind == TOKEN_CLOSE)
        advance (self);
      else
        add (node, parse_either (self));
    }
  return simplify (node);
}

AnserQuery *
anser_query_parse (const char  *text,
                   gint64       now,
                   GError     **error)
{
  g_autofree char *valid = NULL;
  g_autoptr (AnserQuery) self = g_new0 (AnserQuery, 1);
  Parser parser = { .error = error };

  g_return_val_if_fail (text != NULL, NULL);

  g_atomic_ref_count_init (&self->references);
  valid = g_utf8_make_valid (text, -1);
  parser.text = parser.at = valid;
  parser.now = now != 0 ? now : g_get_real_time () / G_USEC_PER_SEC;
  advance (&parser);
  self->root = parse_all (&parser);
  token_clear (&parser.token);
  return parser.failed ? NULL : g_steal_pointer (&self);
}

void
anser_query_split (const char   *text,
                   gboolean      finished,
                   char       ***operators,
                   char        **rest)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GStrvBuilder) found = g_strv_builder_new ();
  GString *others = g_string_new (NULL);
  const char *at = valid;

  /* What is joined by brackets or OR stays together. */
  if (strchr (valid, '(') != NULL || strstr (valid, " OR ") != NULL)
    {
      g_string_append (others, valid);
      at += strlen (at);
    }
  while (*at != '\0')
    {
      const char *begin = at;
      Token token = { 0 };

      if (is_blank (at) || (*at == '-' && (is_blank (at + 1) || at[1] == '-')))
        {
          at = g_utf8_next_char (at);
          g_string_append_len (others, begin, at - begin);
          continue;
        }
      if (*at == '-')
        at++;
      take_word (&token, &at, FALSE);
      if (token.name != NULL && !token.opens && token.value != NULL && token.value[0] != '\0' &&
          (!finished || *at != '\0'))
        {
          g_autofree char *operator = g_strndup (begin, at - begin);

          g_strv_builder_add (found, operator);
          /* The blank behind it goes with it. */
          at = skip_blanks (at);
        }
      else
        g_string_append_len (others, begin, at - begin);
      token_clear (&token);
    }
  *operators = g_strv_builder_end (found);
  *rest = g_string_free (others, FALSE);
}
