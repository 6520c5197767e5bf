/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "database.h"
#include "letter-info.h"

G_BEGIN_DECLS

/**
 * The words of letters, in index.db.
 *
 * They are in FTS5 tables "words_0", "words_1", …, one for each 65,536 row ids: a search for the
 * newest letters asks the newest tables first and seldom all, so it takes no longer among a million
 * letters than among so many; and what has become useless is made anew a piece at a time.
 *
 * The tables are contentless: the text is in the letter's file, and a copy would double the index.
 * To take a letter's words out again FTS5 wants to see them, so whoever erases a letter describes
 * it before. Where the file is already gone its words stay behind, which harms no search, for row
 * ids never come back; when there are too many of them in a table it is emptied and filled again.
 *
 * "unindexed" has the letters whose words are not in yet: a trigger puts every new row there, and
 * anser_words_put() takes it out. "reach" has the newest date among each 256 row ids, by which a
 * search knows when it has seen enough.
 */

#define ANSER_WORDS_SHARD_SHIFT 16
#define ANSER_WORDS_BLOCK_SHIFT 8

/* The columns of a table, in order. FTS5 names the column at each word, but for the first one, so
 * that is the one with the most. */
#define ANSER_WORDS_COLUMNS "body, subject, writers, recipients, cc, names, attached"

/* The words of a letter that has a row, unless they are there. In a transaction, after all that is
 * done to rows in it: a statement that sets off triggers has FTS5 write what it gathered, and each
 * letter would be a piece of its own. */
gboolean anser_words_put           (AnserDatabase          *index,
                                    gint64                  letter,
                                    const AnserLetterInfo  *info,
                                    GError                **error);

/* Takes the words of a letter out, before its row goes; @info is the letter as it was described
 * when they were put in. If that is not so they stay behind. In a transaction. */
gboolean anser_words_remove        (AnserDatabase          *index,
                                    gint64                  letter,
                                    const AnserLetterInfo  *info,
                                    GError                **error);

/* All words away; they are to be put in again. In a transaction. */
gboolean anser_words_clear         (AnserDatabase          *index,
                                    GError                **error);

/* Empties tables of which more than a quarter has been left behind. In a transaction. */
gboolean anser_words_drop_dead     (AnserDatabase          *index,
                                    GError                **error);

/* How many letters are still to be put in. */
gint64   anser_words_count_missing (AnserDatabase          *index);

/* Up to @n letters that are still to be put in, the newest first. (transfer full) (element-type
 * gint64) */
GArray  *anser_words_get_missing   (AnserDatabase          *index,
                                    unsigned                n,
                                    GError                **error);
/* A letter that cannot be read is given up. */
gboolean anser_words_give_up       (AnserDatabase          *index,
                                    gint64                  letter,
                                    GError                **error);

G_END_DECLS
