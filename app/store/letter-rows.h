/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "letter-data.h"
#include "letter-list.h"

G_BEGIN_DECLS

/**
 * AnserLetterRows:
 *
 * The rows of a list of letters: those that somebody holds, of which there is one for a letter, and
 * the data of the letters that were looked at last, which are read by the page.
 */
typedef struct _AnserLetterRows AnserLetterRows;

/* What the list knows of a place and of a letter. @read is called with the read lock held. */
typedef gint64           (*AnserLetterRowsGetId) (gpointer   list,
                                                  unsigned   position);
typedef AnserLetterData *(*AnserLetterRowsRead)  (gpointer   list,
                                                  gint64     letter,
                                                  GError   **error);

AnserLetterRows *anser_letter_rows_new         (AnserStore           *store,
                                                AnserLetterRowsGetId  get_id,
                                                AnserLetterRowsRead   read,
                                                gpointer              list);
void             anser_letter_rows_free        (AnserLetterRows      *self);
/* Letters that stand side by side are read at once: as many as this. */
#define ANSER_LETTER_ROWS_PAGE 100
/* (transfer full). @n_items: how many there are in the list */
AnserLetterRow  *anser_letter_rows_get         (AnserLetterRows      *self,
                                                unsigned              position,
                                                unsigned              n_items);
/* What somebody holds follows; what nobody holds is read again when it is asked for. */
void             anser_letter_rows_refresh     (AnserLetterRows      *self,
                                                gint64                letter);
void             anser_letter_rows_refresh_all (AnserLetterRows      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserLetterRows, anser_letter_rows_free)

G_END_DECLS
