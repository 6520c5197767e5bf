/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sort-key.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnserLetterSort:
 *
 * What letters are in order by: the newest first, the largest first, names from A to Z. What is
 * equal is newest first, then the row that came last.
 */
typedef enum
{
  ANSER_LETTER_SORT_DATE,
  ANSER_LETTER_SORT_SENDER,
  ANSER_LETTER_SORT_SUBJECT,
  ANSER_LETTER_SORT_SIZE,
} AnserLetterSort;

/**
 * AnserLetterEntry:
 * @number: the size in lists by size, else the date
 * @key: anser_sort_key(), filled up with zeros, in lists by sender or subject
 *
 * A letter's place in the order of a list.
 */
typedef struct
{
  gint64 id;
  gint64 number;
  char   key[ANSER_SORT_KEY_LENGTH];
} AnserLetterEntry;

/**
 * AnserLetterOrder:
 *
 * Entries in order, a million of them in 16 MB (by name: 40 MB), in small pieces: one that comes or
 * goes anywhere moves no more than a piece. Used by one thread at a time.
 */
typedef struct _AnserLetterOrder AnserLetterOrder;

AnserLetterOrder *anser_letter_order_new         (AnserLetterSort          sort,
                                                  gboolean                 reversed);
void              anser_letter_order_free        (AnserLetterOrder        *self);

/* Negative if @a comes before @b. */
int               anser_letter_order_compare     (const AnserLetterOrder  *self,
                                                  const AnserLetterEntry  *a,
                                                  const AnserLetterEntry  *b);

unsigned          anser_letter_order_get_length  (const AnserLetterOrder  *self);
gint64            anser_letter_order_get_id      (AnserLetterOrder        *self,
                                                  unsigned                 position);
/* G_MAXUINT if it is not there. Looks at all: for a letter whose place is not known. */
unsigned          anser_letter_order_find_id     (AnserLetterOrder        *self,
                                                  gint64                   id);
/* The position of the first entry that does not come before @entry. */
unsigned          anser_letter_order_lower_bound (AnserLetterOrder        *self,
                                                  const AnserLetterEntry  *entry);
gboolean          anser_letter_order_holds       (AnserLetterOrder        *self,
                                                  const AnserLetterEntry  *entry);

/* @entry comes after all that are there. */
void              anser_letter_order_append      (AnserLetterOrder        *self,
                                                  const AnserLetterEntry  *entry);
/* Neighbours, in order, which belong there. */
void              anser_letter_order_insert      (AnserLetterOrder        *self,
                                                  unsigned                 position,
                                                  const AnserLetterEntry  *entries,
                                                  unsigned                 n);
void              anser_letter_order_remove      (AnserLetterOrder        *self,
                                                  unsigned                 position,
                                                  unsigned                 n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserLetterOrder, anser_letter_order_free)

G_END_DECLS
