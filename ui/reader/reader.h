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
 * One letter to read: subject, card with header, notices, text and attached files. Its buttons
 * activate actions "letter.…" of the window it stands in. Property "letter" (AnserLetter,
 * nullable) notifies when a letter was opened. A letter that was open for a moment is marked seen.
 */
void            anser_reader_set_office (AnserReader     *self,
                                         AnserPostOffice *office);

/* NULL shows that no letter is chosen. */
void            anser_reader_show       (AnserReader     *self,
                                         AnserLetterRow  *row);
AnserLetterRow *anser_reader_get_row    (AnserReader     *self);

/* (transfer none) (nullable): NULL while it is being read. */
AnserLetter    *anser_reader_get_letter (AnserReader     *self);

/* Leaves the letter as unread as it is. */
void            anser_reader_keep_unread (AnserReader    *self);

/* Marks in letters what is looked for; NULL marks nothing. */
void            anser_reader_highlight  (AnserReader      *self,
                                         const AnserQuery *query,
                                         gboolean          variants);

/* Puts the focus on the text, where keys scroll. */
void            anser_reader_focus      (AnserReader     *self);

G_END_DECLS
