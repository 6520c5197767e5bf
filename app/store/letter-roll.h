/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/**
 * AnserLetterRoll:
 *
 * The letters of a folder one after the other, in the order in which they came to it, for whoever
 * wants to look at each of them. Read by pieces, so that the window never waits for it; what comes
 * meanwhile comes last. Blocking; from one thread.
 */
typedef struct _AnserLetterRoll AnserLetterRoll;

AnserLetterRoll *anser_letter_roll_new     (AnserStore       *store,
                                            AnserFolder      *folder);
void             anser_letter_roll_free    (AnserLetterRoll  *self);

/* Begins behind this letter. */
void             anser_letter_roll_skip_to (AnserLetterRoll  *self,
                                            gint64            letter);
/* The next one's id; 0 at the end, or with an error. */
gint64           anser_letter_roll_next    (AnserLetterRoll  *self,
                                            GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserLetterRoll, anser_letter_roll_free)

G_END_DECLS
