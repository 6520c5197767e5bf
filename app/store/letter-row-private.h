/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "letter-data.h"
#include "letter-list.h"

G_BEGIN_DECLS

AnserLetterRow *anser_letter_row_new    (AnserLetterData *data);
/* Shows newer data of the same letter, and notifies what differs. */
void            anser_letter_row_update (AnserLetterRow  *self,
                                         AnserLetterData *data);

G_END_DECLS
