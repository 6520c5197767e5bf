/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/**
 * AnserWordsKeeper:
 *
 * A thread that puts in the words of letters that are listed but cannot be found yet: after an
 * update of Anser, or when a table of words is made anew. Of low concern: it takes the store's lock
 * for a moment at a time.
 */
typedef struct _AnserWordsKeeper AnserWordsKeeper;

/* NULL if there is nothing to do. @store outlives it. */
AnserWordsKeeper *anser_words_keeper_new  (AnserStore       *store);
/* Ends it within a few letters. */
void              anser_words_keeper_free (AnserWordsKeeper *self);

G_END_DECLS
