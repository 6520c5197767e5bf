/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "courier/post-office.h"
#include "store/letter-list.h"
#include "store/query.h"

G_BEGIN_DECLS

#define ANSER_TYPE_READER (anser_reader_get_type ())
G_DECLARE_FINAL_TYPE (AnserReader, anser_reader, ANSER, READER, GtkWidget)

/**
 * AnserReader:
 *
 * One letter to read, or its whole conversation: the subject, and a card for each letter, oldest
 * first. The one that was chosen, the newest, and those that are unread are open. Open letters that
 * were in view for a moment are marked seen.
 *
 * Its buttons activate actions "letter.…" of the window it stands in. While one of several cards has
 * the focus, or one of its buttons was pressed, property "acting" (AnserLetterRow, nullable) has the
 * letter that these are about; otherwise they are about what is chosen in the list. Property
 * "letter" (AnserLetter, nullable) is the one that is answered; it notifies when it was read.
 * Property "conversations" (gboolean): whole conversations are shown.
 */
void            anser_reader_set_office (AnserReader     *self,
                                         AnserPostOffice *office);

/* NULL shows that no letter is chosen. */
void            anser_reader_show       (AnserReader     *self,
                                         AnserLetterRow  *row);

/* (transfer none) (nullable) */
AnserLetterRow *anser_reader_get_acting (AnserReader     *self);

/* Of the letter that is answered. (transfer none) (nullable) */
AnserLetterRow *anser_reader_get_row    (AnserReader     *self);

/* (transfer none) (nullable): NULL while it is being read, or folded. */
AnserLetter    *anser_reader_get_letter (AnserReader     *self);

/* Leaves what is read, or the one letter that is acted on, as unread as it is. */
void            anser_reader_keep_unread (AnserReader    *self);

/* Opens all letters of the conversation or, if all are open, folds them. */
void            anser_reader_toggle_all (AnserReader     *self);

/* To the next (1) or the one before (-1) of the conversation's letters. */
void            anser_reader_step       (AnserReader     *self,
                                         int              step);

/* The same to one that is unread. FALSE if there is none, or the reader is not to be seen. */
gboolean        anser_reader_step_unread (AnserReader    *self,
                                          int             step);

/* Marks in letters what is looked for; NULL marks nothing. */
void            anser_reader_highlight  (AnserReader      *self,
                                         const AnserQuery *query,
                                         gboolean          variants);

/* Puts the focus on the text, where keys scroll. */
void            anser_reader_focus      (AnserReader     *self);

G_END_DECLS
