/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "header-params.h"

#include "charset.h"
#include "header-text.h"

#include <string.h>

#define PIECES_MAX 200

/* A value that comes in pieces (RFC 2231): each with its number, percent-encoded or not. */
typedef struct
{
  unsigned number;
  gboolean encoded;
  char    *value;
} Piece;

static void
piece_free (Piece *self)
{
  g_free (self->value);
  g_free (self);
}

static int
compare_pieces (gconstpointer a,
                gconstpointer b)
{
  const Piece *first = *(Piece *const *) a;
  const Piece *second = *(Piece *const *) b;

  return first->number < second->number ? -1 : first->number > second->number;
}

/* A quoted value ends at its quote. Encoded-words may hold quotes or semicolons. */
static const char *
read_quoted (const char *at,
             GString    *value)
{
  while (*at != '\0' && *at != '"')
    {
      gsize length = anser_header_text_word_length (at);

      if (length == 0)
        {
          /* Windows paths come with single backslashes. */
          if (at[0] == '\\' && (at[1] == '"' || at[1] == '\\'))
            at++;
          length = *at != '\0' ? 1 : 0;
        }
      g_string_append_len (value, at, length);
      at += length;
    }
  return *at == '"' ? at + 1 : at;
}

/* A bare value ends at the semicolon; it should have no spaces, but file names do. */
static const char *
read_bare (const char *at,
           GString    *value)
{
  while (*at != '\0' && *at != ';')
    {
      gsize length = MAX (anser_header_text_word_length (at), 1);

      g_string_append_len (value, at, length);
      at += length;
    }
  while (value->len > 0 && value->str[value->len - 1] == ' ')
    g_string_truncate (value, value->len - 1);
  return at;
}

/* Whether @key is @name, "name*", "name*3" or "name*3*". */
static gboolean
match_key (const char *key,
           gsize       length,
           const char *name,
           Piece      *piece)
{
  gsize n_name = strlen (name);
  const char *rest = key + n_name;
  const char *end = key + length;

  if (length < n_name || g_ascii_strncasecmp (key, name, n_name) != 0)
    return FALSE;

  piece->number = 0;
  piece->encoded = length > n_name && end[-1] == '*';
  if (rest == end)
    return TRUE;
  if (*rest != '*')
    return FALSE;

  for (rest++; rest < end && g_ascii_isdigit (*rest); rest++)
    piece->number = MIN (piece->number * 10 + (unsigned) (*rest - '0'), 100000);
  return rest == end || (rest == end - 1 && piece->encoded);
}

/* Which of the three forms a key has: plain, "name*", or numbered. */
typedef enum
{
  FORM_PLAIN,
  FORM_EXTENDED,
  FORM_NUMBERED,
} Form;

static Form
key_form (const char *key,
          gsize       length)
{
  const char *star = memchr (key, '*', length);

  if (star == NULL)
    return FORM_PLAIN;
  return star == key + length - 1 ? FORM_EXTENDED : FORM_NUMBERED;
}

static void
add_piece (GPtrArray   *pieces,
           const Piece *piece,
           const char  *value)
{
  Piece *copy;

  for (guint i = 0; i < pieces->len; i++)
    {
      const Piece *other = g_ptr_array_index (pieces, i);

      if (other->number == piece->number)
        return;
    }
  if (pieces->len >= PIECES_MAX)
    return;

  copy = g_new0 (Piece, 1);
  *copy = *piece;
  copy->value = g_strdup (value);
  g_ptr_array_add (pieces, copy);
}

/* Sorts what @text says about @name into one list for each form. */
static void
collect (const char *text,
         const char *name,
         GPtrArray  *forms[3])
{
  const char *at = strchr (text, ';');

  while (at != NULL && *at != '\0')
    {
      g_autoptr(GString) value = g_string_new (NULL);
      const char *key;
      gsize length;
      Piece piece = { 0 };

      at += strspn (at, "; ");
      key = at;
      at += strcspn (at, "=;");
      length = at - key;
      while (length > 0 && key[length - 1] == ' ')
        length--;
      if (*at != '=')
        continue;

      at++;
      at += strspn (at, " ");
      at = *at == '"' ? read_quoted (at + 1, value) : read_bare (at, value);
      if (match_key (key, length, name, &piece))
        add_piece (forms[key_form (key, length)], &piece, value->str);
      at += strcspn (at, ";");
    }
}

static void
append_unescaped (GByteArray *bytes,
                  const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    {
      guint8 byte = *at;

      if (at[0] == '%' && g_ascii_isxdigit (at[1]) && g_ascii_isxdigit (at[2]))
        {
          byte = g_ascii_xdigit_value (at[1]) << 4 | g_ascii_xdigit_value (at[2]);
          at += 2;
        }
      g_byte_array_append (bytes, &byte, 1);
    }
}

/* charset'language'text: returns the text. */
static const char *
take_charset (const char *value,
              char      **charset)
{
  const char *first = strchr (value, '\'');
  const char *second = first != NULL ? strchr (first + 1, '\'') : NULL;

  if (second == NULL)
    return value;

  *charset = g_strndup (value, first - value);
  return second + 1;
}

/* The pieces are joined before they are converted: a cut may fall inside a character. */
static char *
join (GPtrArray *pieces)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autofree char *charset = NULL;
  g_autofree char *text = NULL;

  g_ptr_array_sort (pieces, compare_pieces);
  for (guint i = 0; i < pieces->len; i++)
    {
      const Piece *piece = g_ptr_array_index (pieces, i);
      const char *value = piece->value;

      if (i == 0 && piece->encoded)
        value = take_charset (value, &charset);
      if (piece->encoded)
        append_unescaped (bytes, value);
      else
        g_byte_array_append (bytes, (const guint8 *) value, strlen (value));
    }

  text = anser_charset_to_utf8 (charset, (const char *) bytes->data, bytes->len, NULL);
  return anser_header_text_decode (text);
}

/* "a.pdf" as "UTF-8''a%2Epdf" without the star is seen as well; encoded-words are the usual. */
static char *
decode_plain (const char *value)
{
  if (g_ascii_strncasecmp (value, "utf-8''", 7) == 0)
    {
      g_autoptr(GByteArray) bytes = g_byte_array_new ();

      append_unescaped (bytes, value + 7);
      return anser_charset_to_utf8 ("utf-8", (const char *) bytes->data, bytes->len, NULL);
    }
  return anser_header_text_decode (value);
}

char *
anser_header_params_get (const char *raw,
                         const char *name)
{
  GPtrArray *forms[3];
  g_autofree char *text = NULL;
  char *value = NULL;

  g_return_val_if_fail (raw != NULL && name != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    forms[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) piece_free);

  text = anser_header_text_unfold (raw);
  collect (text, name, forms);
  if (forms[FORM_EXTENDED]->len > 0)
    value = join (forms[FORM_EXTENDED]);
  else if (forms[FORM_NUMBERED]->len > 0)
    value = join (forms[FORM_NUMBERED]);
  else if (forms[FORM_PLAIN]->len > 0)
    value = decode_plain (((Piece *) g_ptr_array_index (forms[FORM_PLAIN], 0))->value);

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    g_ptr_array_unref (forms[i]);
  return value;
}
