/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/letter-list.h"

G_BEGIN_DECLS

/* What a row of the list calls a letter. */

/* Whom it is from; whom it goes to, if one wrote it. (transfer full) */
char       *anser_letter_row_name_dup_correspondent (AnserLetterRow *row);

const char *anser_letter_row_name_get_subject       (AnserLetterRow *row);

/* All that the row shows, as one sentence for the screen reader. (transfer full) */
char       *anser_letter_row_name_make              (AnserLetterRow *row);

G_END_DECLS
