/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "index.h"
#include "store.h"

G_BEGIN_DECLS

/* Letters that the user threw away, by the digests of their uids: a table of state.db, so that the
 * server can be told (M4). A row lasts for 90 days. */

/* @place went to the trash or for good, or with FALSE came back. The write lock is held. */
gboolean    anser_erased_note (AnserStore        *store,
                               const AnserPlace  *place,
                               gboolean           erased,
                               GError           **error);

/* (transfer full): a set of digests, see anser_maildir_digest(). Blocking. */
GHashTable *anser_erased_load (AnserStore        *store,
                               const char        *account,
                               GError           **error);

G_END_DECLS
