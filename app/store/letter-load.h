/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "letter-query.h"

G_BEGIN_DECLS

/* Entries that a load of very many reads at once, and gives before it goes on in a thread. */
#define ANSER_LETTER_LOAD_HEAD 500

/**
 * AnserLetterLoad:
 *
 * Reads the entries of a list, all of them from one moment of the index. A short list is read when
 * the load begins; of a long one only its beginning, and a thread with its own connection goes on
 * from there while the window shows it.
 */
typedef struct _AnserLetterLoad AnserLetterLoad;

/* @order: (transfer full) (nullable): all entries; NULL if they could not be read. In the main
 * context of the thread that began the load. */
typedef void (*AnserLetterLoadFunc) (AnserLetterOrder *order,
                                     gpointer          user_data);

/* Reads what can be read at once. */
AnserLetterLoad       *anser_letter_load_begin     (AnserLetterQuery     *query,
                                                    GError              **error);
/* Frees it; if it goes on, it is no longer heard of. */
void                   anser_letter_load_end       (AnserLetterLoad      *self);

const AnserLetterPlan *anser_letter_load_get_plan  (AnserLetterLoad      *self);
/* (transfer full) (nullable): all entries, if all are there. */
AnserLetterOrder      *anser_letter_load_steal     (AnserLetterLoad      *self);
/* (transfer none): the beginning, until the load goes on. */
AnserLetterOrder      *anser_letter_load_get_head  (AnserLetterLoad      *self);
void                   anser_letter_load_go_on     (AnserLetterLoad      *self,
                                                    AnserLetterLoadFunc   func,
                                                    gpointer              user_data);

/* (transfer full) (element-type gint64): the ids of @n letters in the middle of a long list, while
 * it is loaded; 0 where there is none any more, or too far away. For plans that are covered by an
 * index. */
GArray                *anser_letter_load_peek      (AnserLetterQuery     *query,
                                                    const AnserLetterPlan *plan,
                                                    unsigned              offset,
                                                    unsigned              n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserLetterLoad, anser_letter_load_end)

G_END_DECLS
