/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a character is to the index. */
typedef enum
{
  ANSER_CHARACTER_SEPARATOR,    /* between words */
  ANSER_CHARACTER_IGNORED,      /* part of a word, but no difference: accents, joiners */
  ANSER_CHARACTER_WORD,         /* letters and digits, which make words */
  ANSER_CHARACTER_PAIR,         /* of a writing without spaces: indexed by overlapping pairs */
  ANSER_CHARACTER_ALONE,        /* a word by itself: emoji, currencies */
} AnserCharacterKind;

#define ANSER_FOLD_MAX 18

/* The kind of @c, and what is indexed in its place: lower case, without accents, of normal width.
 * Usually one character; @n of them. They are of the same kind as @c, or they are separators. */
AnserCharacterKind anser_fold_character (gunichar  c,
                                         gunichar  folded[ANSER_FOLD_MAX],
                                         unsigned *n);

/* A character that is one with the one before it: か and its voiced mark, Hangul in letters. 0 if
 * they are two. */
gunichar           anser_fold_compose   (gunichar  before,
                                         gunichar  c);

G_END_DECLS
