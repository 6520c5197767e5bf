/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * AnserTokenizer:
 *
 * Cuts text into what the index of words holds. Words are lower-cased, without accents, of normal
 * width, and cut at 64 bytes; "kafé" and "Ｋａｆｅ" are "kafe". Writings without spaces, as Chinese, are
 * cut into overlapping pairs, 会议室 into 会议, 议室 and the last character 室: so every stretch of
 * two characters or more is a phrase of pairs, and a single character the beginning of a pair or
 * such a last one. Nothing is missed and nothing found that is not there.
 *
 * Whatever the index was made with must be what asks it: who changes what comes out here makes a
 * migration that empties the table of words.
 */
typedef enum
{
  ANSER_TOKENIZE_QUERY    = 1 << 0,   /* without the last single character, if nothing follows */
  ANSER_TOKENIZE_VARIANTS = 1 << 1,   /* with other ways to write it, traditional or simplified */
} AnserTokenizeFlags;

/**
 * AnserTokenFunc:
 * @token: not terminated
 * @start: where it stands in the text, in bytes
 * @same_place: it is another form of the token before
 *
 * Returns 0 to go on; anything else ends the work and is returned.
 */
typedef int (*AnserTokenFunc) (const char *token,
                               gsize       length,
                               gsize       start,
                               gsize       end,
                               gboolean    same_place,
                               gpointer    user_data);

/* @text need be neither terminated nor valid UTF-8. */
int      anser_tokenize           (const char          *text,
                                   gsize                length,
                                   AnserTokenizeFlags   flags,
                                   AnserTokenFunc       func,
                                   gpointer             user_data);

/* Whether a token is of a writing that is cut into pairs. */
gboolean anser_tokenizer_is_of_pairs (const char       *token);

/* A phrase of a query that begins with this is asked for in all variants. */
#define ANSER_TOKENIZER_VARIANTS_MARK '\001'

/* Makes "tokenize = 'anser'" known to the FTS5 of @connection. Returns an SQLite code. */
int      anser_tokenizer_register (sqlite3             *connection);

G_END_DECLS
