/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* When letters were put into Trash or Junk is a table of state.db, by the names of their files; what
 * another program put there, or what state.db has lost, counts from when it is first seen. */

/* Erases what has been in Trash for @trash_days, and in Junk for @junk_days, or in folders there; 0
 * for never. Counts as thrown away by the user. Returns how many letters, -1 with an error.
 * Blocking. */
gssize   anser_store_expire        (AnserStore           *self,
                                    const char           *account,
                                    unsigned              trash_days,
                                    unsigned              junk_days,
                                    GError              **error);
void     anser_store_expire_async  (AnserStore           *self,
                                    const char           *account,
                                    unsigned              trash_days,
                                    unsigned              junk_days,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
gssize   anser_store_expire_finish (AnserStore           *self,
                                    GAsyncResult         *result,
                                    GError              **error);

/* For those who move letters, with the write lock and a transaction of state.db: the letter is in
 * Trash or Junk from now on, or no longer. */
gboolean anser_shelf_life_note     (AnserStore           *store,
                                    const char           *account,
                                    const char           *name,
                                    gboolean              put_away,
                                    GError              **error);

G_END_DECLS
