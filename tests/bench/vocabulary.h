/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Vocabulary:
 *
 * Words of a language, the common ones first. They are drawn as a language draws them: the n-th
 * word comes up half as often as the word of rank n/2.
 */
typedef struct
{
  GPtrArray *words;
  double     spread;
} Vocabulary;

typedef struct { guint64 state; } Dice;

guint64     dice_roll               (Dice             *self);
/* 0 to @n - 1 */
unsigned    dice_below              (Dice             *self,
                                     unsigned          n);
double      dice_fraction           (Dice             *self);

Vocabulary *vocabulary_new_english  (void);
Vocabulary *vocabulary_new_chinese  (void);
void        vocabulary_free         (Vocabulary       *self);
const char *vocabulary_draw         (const Vocabulary *self,
                                     Dice             *dice);

G_END_DECLS
