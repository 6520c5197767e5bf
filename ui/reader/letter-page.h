/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "courier/post-office.h"
#include "reader/reader-header.h"
#include "store/letter-list.h"
#include "store/query.h"

G_BEGIN_DECLS

#define ANSER_TYPE_LETTER_PAGE (anser_letter_page_get_type ())
G_DECLARE_FINAL_TYPE (AnserLetterPage, anser_letter_page, ANSER, LETTER_PAGE, GtkWidget)

/**
 * AnserLetterPage:
 *
 * A letter that is open: header, notices, text and attached files. Its buttons activate actions
 * "letter.…" of what it stands in.
 */

/* @office, @row: (nullable): NULL for a letter that is in no folder. @opened: from
 * anser_letter_page_new_opened(). */
GtkWidget         *anser_letter_page_new        (AnserPostOffice  *office,
                                                 AnserLetterRow   *row,
                                                 AnserLetter      *letter,
                                                 GPtrArray        *opened);

/* (transfer full): where pages note the copies of files that other programs have open. They are
 * removed with the last reference to it. */
GPtrArray         *anser_letter_page_new_opened (void);

AnserLetter       *anser_letter_page_get_letter (AnserLetterPage  *self);
AnserReaderHeader *anser_letter_page_get_header (AnserLetterPage  *self);

/* Marks in the text what is looked for; NULL marks nothing. */
void               anser_letter_page_highlight  (AnserLetterPage  *self,
                                                 const AnserQuery *query,
                                                 gboolean          variants);

/* Puts the focus on the text, where keys scroll. */
gboolean           anser_letter_page_focus      (AnserLetterPage  *self);

G_END_DECLS
