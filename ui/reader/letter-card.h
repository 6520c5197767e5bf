/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "courier/post-office.h"
#include "store/letter-list.h"
#include "store/query.h"

G_BEGIN_DECLS

#define ANSER_TYPE_LETTER_CARD (anser_letter_card_get_type ())
G_DECLARE_FINAL_TYPE (AnserLetterCard, anser_letter_card, ANSER, LETTER_CARD, GtkWidget)

/**
 * AnserLetterCard:
 *
 * A letter of a conversation: folded, a line with sender, beginning and date; open, the letter,
 * which is read only then.
 *
 * Property "open" (gboolean), property "letter" (AnserLetter, nullable, read-only): what has been
 * read. Signal "act" (char *action): one of the actions "letter.…" is asked for in it, which is to
 * be about this letter.
 */

/* @folds: there are others, so that it can be folded, and has a menu of its own. @opened: see
 * anser_letter_page_new_opened(). */
GtkWidget      *anser_letter_card_new        (AnserPostOffice  *office,
                                              AnserLetterRow   *row,
                                              gboolean          folds,
                                              GPtrArray        *opened);
AnserLetterRow *anser_letter_card_get_row    (AnserLetterCard  *self);
AnserLetter    *anser_letter_card_get_letter (AnserLetterCard  *self);   /* (nullable) */

void            anser_letter_card_set_open   (AnserLetterCard  *self,
                                              gboolean          open);
/* Opens it with what has been read already. */
void            anser_letter_card_open       (AnserLetterCard  *self,
                                              AnserLetter      *letter);

/* Marks what is looked for; NULL marks nothing. */
void            anser_letter_card_highlight  (AnserLetterCard  *self,
                                              const AnserQuery *query,
                                              gboolean          variants);

G_END_DECLS
