/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "letter.h"

G_BEGIN_DECLS

/* What is written in the attachments of a letter, for finding it: text, HTML as text, and attached
 * letters with their own text and attachments. At most about @limit bytes of UTF-8; "" if there is
 * nothing to read. */
char *anser_letter_dup_attached_text (AnserLetter *self,
                                      gsize        limit);

G_END_DECLS
