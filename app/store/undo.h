/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/**
 * AnserUndo:
 *
 * What takes back one piece of work of the store exactly: letters go to where each of them was, and
 * get the flags that they had. Counted references; any thread. It lasts as long as the index.
 */
typedef struct _AnserUndo AnserUndo;

/* Of nothing yet: for those who are given one to fill. */
AnserUndo *anser_undo_new            (void);
AnserUndo *anser_undo_ref            (AnserUndo            *self);
void       anser_undo_unref          (AnserUndo            *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserUndo, anser_undo_unref)

/* Nothing was changed, so there is nothing to take back. */
gboolean   anser_undo_is_empty       (AnserUndo            *self);
/* How many letters it is about. */
gsize      anser_undo_get_n_letters  (AnserUndo            *self);

/* (transfer full) (nullable): what takes back that which @result, of a function of the store that
 * changes something, tells of; after a failure, what had been done until then. NULL when there is
 * nothing to take back. Once the work is finished. */
AnserUndo *anser_store_dup_undo      (AnserStore           *self,
                                      GAsyncResult         *result);

void       anser_store_undo_async    (AnserStore           *self,
                                      AnserUndo            *undo,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
gboolean   anser_store_undo_finish   (AnserStore           *self,
                                      GAsyncResult         *result,
                                      GError              **error);

G_END_DECLS
