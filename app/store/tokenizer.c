/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "tokenizer.h"

#include "fold.h"
#include "han-variants.h"

#include <string.h>

/* Longer words are numbers, keys and the like, of which nobody types more. */
#define WORD_MAX 64

#define INVALID ((gunichar) -1)

/* A character of a pair, folded, and where it stands. */
typedef struct
{
  gunichar c;
  gsize    start;
  gsize    end;
} Character;

typedef struct
{
  AnserTokenizeFlags  flags;
  AnserTokenFunc      func;
  gpointer            user_data;
  char                word[WORD_MAX + 6];
  gsize               word_length;
  gsize               word_start;
  gsize               word_end;
  Character           last;       /* of a stretch of pairs */
  unsigned            n_pairs;    /* characters of the stretch */
  Character           pending;    /* of a query: the last one of a stretch, if something follows */
} Tokenizer;

static int emit_pending (Tokenizer *self);

static int
emit (Tokenizer  *self,
      const char *token,
      gsize       length,
      gsize       start,
      gsize       end,
      gboolean    same_place)
{
  int result = self->pending.c != 0 ? emit_pending (self) : 0;

  return result == 0 ? self->func (token, length, start, end, same_place, self->user_data)
                     : result;
}

static int
end_word (Tokenizer *self)
{
  gsize length = self->word_length;

  self->word_length = 0;
  return length > 0 ? emit (self, self->word, length, self->word_start, self->word_end, FALSE) : 0;
}

static int
emit_pair (Tokenizer       *self,
           const Character *second)
{
  char pair[12];
  gsize length = g_unichar_to_utf8 (self->last.c, pair);

  length += g_unichar_to_utf8 (second->c, pair + length);
  return emit (self, pair, length, self->last.start, second->end, FALSE);
}

/* The pair in all its forms, at one place. */
static int
emit_pair_variants (Tokenizer       *self,
                    const Character *second)
{
  gunichar firsts[ANSER_HAN_VARIANTS_MAX], seconds[ANSER_HAN_VARIANTS_MAX];
  unsigned n_firsts = anser_han_get_variants (self->last.c, firsts);
  unsigned n_seconds = anser_han_get_variants (second->c, seconds);
  int result = 0;

  for (unsigned i = 0; i < n_firsts && result == 0; i++)
    for (unsigned j = 0; j < n_seconds && result == 0; j++)
      {
        char pair[12];
        gsize length = g_unichar_to_utf8 (firsts[i], pair);

        length += g_unichar_to_utf8 (seconds[j], pair + length);
        result = emit (self, pair, length, self->last.start, second->end, i + j > 0);
      }
  return result;
}

static int
emit_single (Tokenizer *self,
             Character  character)
{
  gunichar variants[ANSER_HAN_VARIANTS_MAX] = { character.c };
  unsigned n = self->flags & ANSER_TOKENIZE_VARIANTS
                 ? anser_han_get_variants (character.c, variants) : 1;
  int result = 0;

  for (unsigned i = 0; i < n && result == 0; i++)
    {
      char single[6];
      gsize length = g_unichar_to_utf8 (variants[i], single);

      result = emit (self, single, length, character.start, character.end, i > 0);
    }
  return result;
}

static int
emit_pending (Tokenizer *self)
{
  Character character = self->pending;

  self->pending.c = 0;
  return emit_single (self, character);
}

/* The last character has a place of its own: with it, the pairs 会议 and 议室 of "会议，议室" are no
 * neighbours, and not taken for 会议室. What is asked for may go on behind it; but if another word
 * follows, as in "会议GTK", it does not. */
static int
end_pairs (Tokenizer *self)
{
  unsigned n = self->n_pairs;

  self->n_pairs = 0;
  if (n > 1 && (self->flags & ANSER_TOKENIZE_QUERY))
    self->pending = self->last;
  else if (n > 0)
    return emit_single (self, self->last);
  return 0;
}

static int
add_to_pairs (Tokenizer *self,
              gunichar   c,
              gsize      start,
              gsize      end)
{
  Character now = { c, start, end };
  int result = end_word (self);

  if (result == 0 && self->n_pairs > 0)
    result = self->flags & ANSER_TOKENIZE_VARIANTS ? emit_pair_variants (self, &now)
                                                   : emit_pair (self, &now);
  self->last = now;
  self->n_pairs++;
  return result;
}

static int
add_to_word (Tokenizer *self,
             gunichar   c,
             gsize      start,
             gsize      end)
{
  int result = self->n_pairs > 0 ? end_pairs (self) : 0;

  if (self->word_length == 0)
    self->word_start = start;
  self->word_end = end;
  if (c < 0x80 && self->word_length < WORD_MAX)
    self->word[self->word_length++] = c;
  else if (self->word_length + g_unichar_to_utf8 (c, NULL) <= WORD_MAX)
    self->word_length += g_unichar_to_utf8 (c, self->word + self->word_length);
  return result;
}

static int
separate (Tokenizer *self)
{
  int result = self->n_pairs > 0 ? end_pairs (self) : 0;

  return result == 0 ? end_word (self) : result;
}

static int
add_alone (Tokenizer *self,
           gunichar   c,
           gsize      start,
           gsize      end)
{
  char token[6];
  int result = separate (self);

  return result == 0 ? emit (self, token, g_unichar_to_utf8 (c, token), start, end, FALSE) : result;
}

static int
add (Tokenizer          *self,
     AnserCharacterKind  kind,
     gunichar            c,
     gsize               start,
     gsize               end)
{
  switch (kind)
    {
    case ANSER_CHARACTER_WORD:
      return add_to_word (self, c, start, end);
    case ANSER_CHARACTER_PAIR:
      return add_to_pairs (self, c, start, end);
    case ANSER_CHARACTER_ALONE:
      return add_alone (self, c, start, end);
    case ANSER_CHARACTER_SEPARATOR:
      return separate (self);
    case ANSER_CHARACTER_IGNORED:
    default:
      return 0;
    }
}

/* What stands for several characters, such as ㈱: each by its own kind. */
static int
add_several (Tokenizer      *self,
             const gunichar *folded,
             unsigned        n,
             gsize           start,
             gsize           end)
{
  int result = 0;

  for (unsigned i = 0; i < n && result == 0; i++)
    {
      gunichar again[ANSER_FOLD_MAX];
      unsigned n_again;
      AnserCharacterKind kind = anser_fold_character (folded[i], again, &n_again);

      result = add (self, kind, folded[i], start, end);
    }
  return result;
}

/* The next character of valid UTF-8, or INVALID, which is one byte long. */
static gunichar
read_character (const guchar *at,
                const guchar *end,
                unsigned     *length)
{
  gunichar c;

  *length = 1;
  if (*at < 0x80)
    return *at;
  c = g_utf8_get_char_validated ((const char *) at, end - at);
  if (c == (gunichar) -1 || c == (gunichar) -2)
    return INVALID;
  *length = g_utf8_skip[*at];
  return c;
}

/* Han outside the rare ranges, three bytes each, without the way through GLib. */
static gunichar
read_quickly (const guchar *at,
              const guchar *end,
              unsigned     *length)
{
  if (*at >= 0xe4 && *at <= 0xe9 && end - at >= 3 && (at[1] & 0xc0) == 0x80 &&
      (at[2] & 0xc0) == 0x80)
    {
      *length = 3;
      return (at[0] & 0xf) << 12 | (at[1] & 0x3f) << 6 | (at[2] & 0x3f);
    }
  return read_character (at, end, length);
}

/* Joins marks to the character before them; returns the bytes that they take. */
static gsize
compose (gunichar     *c,
         const guchar *at,
         const guchar *end)
{
  const guchar *begin = at;

  while (at < end && *at >= 0xe1)
    {
      unsigned length;
      gunichar next = read_character (at, end, &length);
      gunichar composed = next != INVALID ? anser_fold_compose (*c, next) : 0;

      if (composed == 0)
        break;
      *c = composed;
      at += length;
    }
  return at - begin;
}

int
anser_tokenize (const char          *text,
                gsize                length,
                AnserTokenizeFlags   flags,
                AnserTokenFunc       func,
                gpointer             user_data)
{
  Tokenizer self = { .flags = flags, .func = func, .user_data = user_data };
  const guchar *begin = (const guchar *) text, *end = begin + length;
  int result = 0;

  for (const guchar *at = begin; at < end && result == 0; )
    {
      gunichar folded[ANSER_FOLD_MAX];
      gsize start = at - begin;
      unsigned n_bytes, n = 1;
      gunichar c = read_quickly (at, end, &n_bytes);
      AnserCharacterKind kind = ANSER_CHARACTER_SEPARATOR;

      folded[0] = ' ';
      if (c != INVALID)
        kind = anser_fold_character (c, folded, &n);
      at += n_bytes;
      if (kind == ANSER_CHARACTER_PAIR && n == 1 && (folded[0] < 0x4e00 || folded[0] > 0x9fff))
        at += compose (&folded[0], at, end);
      result = n == 1 ? add (&self, kind, folded[0], start, at - begin)
                      : add_several (&self, folded, n, start, at - begin);
    }
  return result == 0 ? separate (&self) : result;
}

gboolean
anser_tokenizer_is_of_pairs (const char *token)
{
  gunichar folded[ANSER_FOLD_MAX];
  unsigned n;

  return anser_fold_character (g_utf8_get_char (token), folded, &n) == ANSER_CHARACTER_PAIR;
}

/* FTS5's side */

typedef struct
{
  int  (*func) (void *, int, const char *, int, int, int);
  void  *context;
} Receiver;

static int
on_token (const char *token,
          gsize       length,
          gsize       start,
          gsize       end,
          gboolean    same_place,
          gpointer    user_data)
{
  const Receiver *receiver = user_data;

  return receiver->func (receiver->context, same_place ? FTS5_TOKEN_COLOCATED : 0, token, length,
                         start, end);
}

static int
create (void           *context,
        const char    **arguments,
        int             n,
        Fts5Tokenizer **tokenizer)
{
  *tokenizer = context;
  return SQLITE_OK;
}

static void
delete (Fts5Tokenizer *tokenizer)
{
}

static int
tokenize (Fts5Tokenizer  *tokenizer,
          void           *context,
          int             reason,
          const char     *text,
          int             length,
          int           (*func) (void *, int, const char *, int, int, int))
{
  Receiver receiver = { func, context };
  AnserTokenizeFlags flags = 0;

  if (reason & FTS5_TOKENIZE_QUERY)
    {
      flags |= ANSER_TOKENIZE_QUERY;
      if (length > 0 && text[0] == ANSER_TOKENIZER_VARIANTS_MARK)
        flags |= ANSER_TOKENIZE_VARIANTS;
    }
  return anser_tokenize (text, length, flags, on_token, &receiver);
}

/* FTS5 hands its table out through a pointer bound to a query. */
static fts5_api *
get_api (sqlite3 *connection)
{
  sqlite3_stmt *statement = NULL;
  fts5_api *api = NULL;

  if (sqlite3_prepare_v2 (connection, "SELECT fts5(?1)", -1, &statement, NULL) != SQLITE_OK)
    return NULL;
  sqlite3_bind_pointer (statement, 1, &api, "fts5_api_ptr", NULL);
  sqlite3_step (statement);
  sqlite3_finalize (statement);
  return api;
}

int
anser_tokenizer_register (sqlite3 *connection)
{
  static fts5_tokenizer functions = { create, delete, tokenize };
  static char nothing;
  fts5_api *api = get_api (connection);

  if (api == NULL)
    return SQLITE_ERROR;
  return api->xCreateTokenizer (api, "anser", &nothing, &functions, NULL);
}
