/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "letter-info.h"

G_BEGIN_DECLS

/**
 * AnserQuery:
 *
 * What somebody looks for, as it was typed:
 *
 *     invoice                  a word, or the beginning of one; Chinese text anywhere
 *     "board meeting"          exactly these words in this order
 *     from: to: cc: subject: filename: body:      in that part only; subject:"two words"
 *     is:unread read starred replied forwarded draft
 *     has:attachment
 *     before: after: date:     2024, 2024-05, 2024-05-03, today, yesterday, 7d, 2w, 3m, 1y
 *     size:>1M  size:<500k
 *     in:FOLDER  tag:NAME
 *     -word  -is:unread        not that
 *     a OR b  (a b) OR c       either; OR binds closer than the blank between two words
 *
 * What is no operator is a word, so that "Re: 12:30" is found; what is half typed, as "from:", says
 * nothing yet.
 */
typedef enum
{
  ANSER_QUERY_ALL,      /* of @children; none: every letter */
  ANSER_QUERY_ANY,
  ANSER_QUERY_NOT,      /* the one child */
  ANSER_QUERY_WORDS,    /* @text in @column */
  ANSER_QUERY_FLAGS,    /* @set set and @clear clear */
  ANSER_QUERY_DATE,     /* @least <= date < @most */
  ANSER_QUERY_SIZE,     /* @least <= size <= @most */
  ANSER_QUERY_FOLDER,   /* @text: name or role */
  ANSER_QUERY_TAG,      /* @text */
} AnserQueryKind;

typedef enum
{
  ANSER_QUERY_ANYWHERE,
  ANSER_QUERY_SUBJECT,
  ANSER_QUERY_FROM,
  ANSER_QUERY_TO,
  ANSER_QUERY_CC,
  ANSER_QUERY_BODY,
  ANSER_QUERY_FILE_NAME,
} AnserQueryColumn;

/**
 * AnserQueryNode:
 * @exact: it was in quotes
 * @start, @end: where it was typed, in bytes
 */
typedef struct
{
  AnserQueryKind    kind;
  GPtrArray        *children;     /* (element-type AnserQueryNode) */
  char             *text;
  AnserQueryColumn  column;
  gboolean          exact;
  AnserLetterFlags  set;
  AnserLetterFlags  clear;
  gint64            least;
  gint64            most;
  gsize             start;
  gsize             end;
} AnserQueryNode;

typedef struct
{
  gatomicrefcount  references;
  AnserQueryNode  *root;
} AnserQuery;

/* @now: seconds since 1970, for "7d" and "yesterday"; 0 for the present. Error:
 * G_IO_ERROR_INVALID_ARGUMENT, a sentence that says how to write it. */
AnserQuery     *anser_query_parse          (const char            *text,
                                            gint64                 now,
                                            GError               **error);
AnserQuery     *anser_query_ref            (AnserQuery            *self);
void            anser_query_unref          (AnserQuery            *self);
/* It says nothing: there is no word and no operator in it. */
gboolean        anser_query_is_empty       (const AnserQuery      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserQuery, anser_query_unref)

/* Parts @text into its operators, as they were typed, and the rest. With @finished only operators
 * behind which something follows, for the last may still be typed. */
void            anser_query_split          (const char            *text,
                                            gboolean               finished,
                                            char                ***operators,
                                            char                 **rest);

/**
 * AnserQueryHit:
 *
 * A stretch of a text, in bytes, that is what is looked for.
 */
typedef struct
{
  gsize start;
  gsize end;
} AnserQueryHit;

/* What to show highlighted in @text, which stands in @column of a letter, or ANSER_QUERY_ANYWHERE.
 * (transfer full) (element-type AnserQueryHit), in order, not overlapping. */
GArray         *anser_query_find_hits      (const AnserQuery      *self,
                                            const char            *text,
                                            AnserQueryColumn       column,
                                            gboolean               variants);

/* A node and its text as a tree, for tests: (all invoice (not from:anna)). */
char           *anser_query_to_string      (const AnserQuery      *self);

G_END_DECLS
