/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "message/letter.h"

G_BEGIN_DECLS

#define ANSER_TYPE_READER_HEADER (anser_reader_header_get_type ())
G_DECLARE_FINAL_TYPE (AnserReaderHeader, anser_reader_header, ANSER, READER_HEADER, GtkWidget)

/**
 * AnserReaderHeader:
 *
 * The head of a letter's card: who it is from, whom it went to ("to you and 3 others", which
 * unfolds), when, and its star. Signal "clicked": somewhere in it where there is no button.
 */

/* @own: (element-type AnserAddress): the user's addresses, which are "you". */
void anser_reader_header_set_letter  (AnserReaderHeader *self,
                                      AnserLetter       *letter,
                                      GPtrArray         *own);
void anser_reader_header_set_starred (AnserReaderHeader *self,
                                      gboolean           starred);

/* Of a letter that is in no folder. */
void anser_reader_header_hide_star   (AnserReaderHeader *self);

/* A menu of what can be done with this letter alone. */
void anser_reader_header_set_menu    (AnserReaderHeader *self,
                                      GMenuModel        *menu);

G_END_DECLS
