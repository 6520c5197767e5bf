/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/letter-info.h"

G_BEGIN_DECLS

/**
 * LetterMaker:
 *
 * Makes up letters, oldest first: half of them English, half Chinese or mixed, a third of them
 * answers in conversations, some to mailing lists, some with attachments. The same seed gives the
 * same letters everywhere.
 */
typedef struct _LetterMaker LetterMaker;

typedef struct
{
  AnserLetterInfo *info;    /* as the index keeps it; the flags are those of the file, too */
  const char      *base;    /* of the file's name */
  const char      *text;    /* of the body, NULL unless it was wanted */
  gsize            text_length;
} MadeLetter;

LetterMaker      *letter_maker_new      (guint64           seed,
                                         unsigned          n_letters);
void              letter_maker_free     (LetterMaker      *self);
/* The next letter; valid until the one after it is made. */
const MadeLetter *letter_maker_next     (LetterMaker      *self,
                                         gboolean          with_text);
/* The last letter as it lies on disk; wants its text. (transfer none) */
const GString    *letter_maker_write    (LetterMaker      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LetterMaker, letter_maker_free)

G_END_DECLS
