/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "letter-info.h"

G_BEGIN_DECLS

/**
 * AnserLetterMarks:
 *
 * The flags that mail programs wrote into the header of a letter, since an mbox has no other place
 * for them: Status and X-Status (mutt, elm, Dovecot), X-Mozilla-Status (Thunderbird), X-Evolution,
 * X-Gmail-Labels (Google's export). Fed with the bytes of the letter, cut anywhere.
 */
typedef struct
{
  AnserLetterFlags  flags;
  gboolean          is_marked;   /* there was one of these fields */
  gboolean          is_gone;     /* the program had thrown the letter away */

  /*< private >*/
  gboolean          is_over;     /* the body has begun */
  gboolean          cut;         /* the line is longer than what is kept of it */
  unsigned          used;
  char              line[512];
} AnserLetterMarks;

void anser_letter_marks_begin (AnserLetterMarks  *self);
void anser_letter_marks_feed  (AnserLetterMarks  *self,
                               const char        *data,
                               gsize              length);

/* The fields that say the same to other programs: "Status: RO\nX-Status: F\n". */
char *anser_letter_marks_dup_fields (AnserLetterFlags flags);

G_END_DECLS
