/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"
#include "work.h"

G_BEGIN_DECLS

/**
 * AnserDuplicate:
 * @group: letters with the same number are the same
 * @is_exact: all bytes are those of the one that is kept; else only Message-ID and body are, and the
 *   headers tell of different ways (Received, a list's marks)
 * @is_kept: one of each group
 *
 * A letter that is there several times.
 */
typedef struct
{
  gint64            letter;
  unsigned          group;
  gboolean          is_exact;
  gboolean          is_kept;
  char             *folder;
  char             *sender;
  char             *subject;
  gint64            date;
  gint64            size;
  AnserLetterFlags  flags;
} AnserDuplicate;

#define ANSER_TYPE_DUPLICATES (anser_duplicates_get_type ())
G_DECLARE_FINAL_TYPE (AnserDuplicates, anser_duplicates, ANSER, DUPLICATES, AnserWork)

/**
 * AnserDuplicates:
 *
 * Finds the letters that an account has more than once. What is in Trash, Junk, Drafts and Outbox
 * does not count, and a copy in Sent is none of what came back. Kept is one that came from the
 * server, so that nothing changes there; then the one that is starred, answered, read or older here.
 */
AnserDuplicates *anser_duplicates_new       (AnserStore           *store,
                                             const char           *account);
/* (element-type AnserDuplicate): group by group, the kept one first. When it has run. */
GPtrArray       *anser_duplicates_get_found (AnserDuplicates      *self);
/* The letters that are not kept: exact ones, or all. (element-type gint64) (transfer full) */
GArray          *anser_duplicates_dup_spare (AnserDuplicates      *self,
                                             gboolean              only_exact);

/* Moves letters to Trash without any server being told, now or later by this. Taken back by
 * anser_store_dup_undo(); finished by anser_store_move_finish(). */
void             anser_store_put_away_async (AnserStore           *self,
                                             const gint64         *letters,
                                             gsize                 n_letters,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);

G_END_DECLS
