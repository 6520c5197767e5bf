/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "address-list.h"

#include "address.h"
#include "header-text.h"

#include <string.h>

/* More mailboxes than any letter has; a hostile one shall not fill the memory. */
#define MAILBOXES_MAX 5000
/* How far the end of a quoted string or comment is looked for. */
#define TOKEN_MAX     1000

/* The length of the quoted string that @at begins with; a lone quote is an ordinary character. */
static gsize
quoted_length (const char *at)
{
  const char *to = at + 1;

  while (*to != '\0' && *to != '"' && to < at + TOKEN_MAX)
    to += to[0] == '\\' && to[1] != '\0' ? 2 : 1;
  return *to == '"' ? to + 1 - at : 1;
}

/* The same for a comment, which may hold others. */
static gsize
comment_length (const char *at)
{
  const char *to = at;
  unsigned depth = 0;

  for (; *to != '\0' && to < at + TOKEN_MAX; to++)
    {
      if (to[0] == '\\' && to[1] != '\0')
        to++;
      else if (*to == '(')
        depth++;
      else if (*to == ')' && --depth == 0)
        return to + 1 - at;
    }
  return 1;
}

/* The same for a pair of brackets, if it is closed before the next one opens. */
static gsize
bracket_length (const char *at,
                const char *brackets)
{
  gsize length = strcspn (at + 1, brackets) + 1;

  return at[length] == brackets[1] ? length + 1 : 1;
}

/* What belongs together and holds no separator, beginning at @at. */
static gsize
token_length (const char *at)
{
  gsize length = anser_header_text_word_length (at);

  if (length > 0)
    return length;
  switch (*at)
    {
    case '"':
      return quoted_length (at);
    case '(':
      return comment_length (at);
    case '<':
      return bracket_length (at, "<>");
    case '[':
      return bracket_length (at, "[]");
    default:
      return g_utf8_next_char (at) - at;
    }
}

static gsize
separator_length (const char *at,
                  gboolean    typed)
{
  static const char *const chinese[] = { "，", "；", "、" };

  if (*at == ',' || *at == ';')
    return 1;
  if (!typed)
    return 0;
  if (*at == '\n' || *at == '\r')
    return 1;

  for (gsize i = 0; i < G_N_ELEMENTS (chinese); i++)
    {
      if (g_str_has_prefix (at, chinese[i]))
        return strlen (chinese[i]);
    }
  return 0;
}

static void
add_piece (GPtrArray *pieces,
           GString   *piece)
{
  g_autofree char *text = g_strstrip (g_strdup (piece->str));

  if (text[0] != '\0')
    g_ptr_array_add (pieces, g_steal_pointer (&text));
  g_string_truncate (piece, 0);
}

GPtrArray *
anser_address_list_split (const char *text,
                          gboolean    typed)
{
  GPtrArray *pieces = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GString) piece = g_string_new (NULL);
  const char *at = text;

  g_return_val_if_fail (text != NULL, pieces);

  while (*at != '\0' && pieces->len < MAILBOXES_MAX)
    {
      gsize length = separator_length (at, typed);

      if (length > 0)
        {
          add_piece (pieces, piece);
        }
      else if (*at == ':')
        {
          /* "Friends: a@example.org, b@example.org;", or "mailto:". */
          length = 1;
          g_string_truncate (piece, 0);
        }
      else
        {
          length = token_length (at);
          g_string_append_len (piece, at, length);
        }
      at += length;
    }

  add_piece (pieces, piece);
  return pieces;
}

/* Takes the comments out of @text; the last one may be a name, as it was written before 1982. */
static char *
without_comments (const char *text,
                  char      **comment)
{
  g_autoptr(GString) rest = g_string_new (NULL);

  for (const char *at = text; *at != '\0';)
    {
      gsize length = token_length (at);

      if (*at == '(' && length > 1)
        {
          g_free (*comment);
          *comment = g_strndup (at + 1, length - 2);
          g_string_append_c (rest, ' ');
        }
      else
        {
          g_string_append_len (rest, at, length);
        }
      at += length;
    }

  return g_strstrip (g_string_free (g_steal_pointer (&rest), FALSE));
}

/* Quoted strings opened, runs of space made one. */
static char *
unquote (const char *phrase)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (const char *at = phrase; *at != '\0'; at++)
    {
      if (*at == '"')
        continue;
      if (at[0] == '\\' && at[1] != '\0')
        at++;
      if (*at == ' ' && (text->len == 0 || text->str[text->len - 1] == ' '))
        continue;
      g_string_append_c (text, *at);
    }

  return g_strstrip (g_string_free (g_steal_pointer (&text), FALSE));
}

static const char *
find_angle (const char *text)
{
  for (const char *at = text; *at != '\0';)
    {
      if (*at == '<')
        return at;
      at += token_length (at);
    }
  return NULL;
}

/* "<@relay,@other:john@example.org>": the route (RFC 822) is history. */
static char *
angle_content (const char *angle)
{
  gsize length = strcspn (angle + 1, ">");
  g_autofree char *address = g_strstrip (g_strndup (angle + 1, length));
  const char *colon = strrchr (address, ':');

  if (address[0] == '@' && colon != NULL)
    return g_strdup (colon + 1);
  if (g_ascii_strncasecmp (address, "mailto:", 7) == 0)
    return g_strdup (address + 7);
  return g_steal_pointer (&address);
}

/* Without angle brackets: the last word with an @ is the address, and before it stands the name. */
static void
part_bare (const char *text,
           char      **name,
           char      **address)
{
  const char *word = text;

  for (const char *at = text; *at != '\0'; at += token_length (at))
    {
      if (at[0] == ' ' && at[1] != '\0')
        word = at + 1;
    }

  if (word > text && strchr (word, '@') != NULL)
    {
      g_autofree char *phrase = g_strndup (text, word - text);

      *name = unquote (phrase);
      *address = g_strdup (word);
    }
  else if (word > text)
    {
      *name = unquote (text);
      *address = g_strdup ("");
    }
  else
    {
      *address = g_strdup (text);
    }
}

void
anser_address_list_part (const char *piece,
                         char      **name,
                         char      **address)
{
  g_autofree char *comment = NULL;
  g_autofree char *text = NULL;
  const char *angle;

  g_return_if_fail (piece != NULL && name != NULL && address != NULL);

  *name = NULL;
  *address = NULL;
  angle = find_angle (piece);
  if (angle != NULL)
    {
      g_autofree char *phrase = g_strndup (piece, angle - piece);
      const char *after = strchr (angle, '>');

      *address = angle_content (angle);
      text = without_comments (phrase, &comment);
      *name = unquote (text);
      if ((*name)[0] == '\0' && after != NULL)
        g_free (without_comments (after + 1, &comment));
    }
  else
    {
      text = without_comments (piece, &comment);
      part_bare (text, name, address);
    }

  if (comment != NULL && (*name == NULL || (*name)[0] == '\0'))
    {
      g_free (*name);
      *name = unquote (comment);
    }
  if (*name != NULL && (*name)[0] == '\0')
    g_clear_pointer (name, g_free);
}

GPtrArray *
anser_address_list_read (const char *raw)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_address_free);
  g_autoptr(GPtrArray) pieces = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (raw != NULL, addresses);

  text = anser_header_text_unfold (raw);
  pieces = anser_address_list_split (text, FALSE);
  for (guint i = 0; i < pieces->len; i++)
    {
      g_autofree char *name = NULL;
      g_autofree char *decoded = NULL;
      g_autofree char *address = NULL;
      g_autofree char *readable = NULL;

      anser_address_list_part (g_ptr_array_index (pieces, i), &name, &address);
      readable = anser_header_text_decode (address);
      if (name != NULL)
        decoded = anser_header_text_decode (name);
      if (readable[0] != '\0' || decoded != NULL)
        g_ptr_array_add (addresses, anser_address_new (decoded, readable));
    }

  return addresses;
}
