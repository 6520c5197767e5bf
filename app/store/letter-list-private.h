/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "letter-list.h"
#include "letter-load.h"
#include "letter-rows.h"

G_BEGIN_DECLS

/**
 * AnserLetterList:
 * @order: what is in it; NULL while a long list is loaded
 * @n_items: how many the model says there are
 * @early: page -> (element-type gint64): the ids that were asked for while it is loaded
 * @version: of the index, to which @order is true
 * @behind: something changed while it was loaded
 * @pending: (nullable): changes that it is still to be told of
 */
struct _AnserLetterList
{
  GObject           parent_instance;
  AnserStore       *store;
  AnserLetterQuery *query;
  char             *filter;
  AnserLetterSort   sort;
  gboolean          reversed;
  AnserLetterShow   show;
  gint64            kept;
  AnserLetterOrder *order;
  unsigned          n_items;
  AnserLetterLoad  *load;
  AnserLetterPlan   plan;
  GHashTable       *early;
  gint64            version;
  gboolean          behind;
  AnserLetterChanges *pending;
  GSource          *pending_source;
  AnserLetterRows  *rows;
};

/* letter-list-letters.c: what a row shows of a letter, or of its conversation. The read lock is
 * held. */
AnserLetterData *anser_letter_list_read_data (gpointer   list,
                                              gint64     letter,
                                              GError   **error);

/* letter-list-follow.c: brings the list up to the index, and says what changed. */
void anser_letter_list_follow      (AnserLetterList        *self);
void anser_letter_list_drop_pending (AnserLetterList       *self);
/* Takes @order (transfer full) in place of what is there. */
void anser_letter_list_replace_all (AnserLetterList        *self,
                                    AnserLetterOrder       *order);
void anser_letter_list_drop_entry  (AnserLetterList        *self,
                                    const AnserLetterEntry *entry);

G_END_DECLS
