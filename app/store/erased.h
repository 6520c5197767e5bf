/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "index.h"
#include "store.h"

G_BEGIN_DECLS

/* Letters that the user threw away or moved out of the inbox, by the digests of their uids: a table
 * of state.db, so that the server can be told (M4). A row lasts for 90 days. */

/**
 * AnserWhereabouts:
 * @ANSER_IN_INBOX: where it came to, or back there
 * @ANSER_MOVED: in another folder
 * @ANSER_ERASED: in the trash, or gone for good
 *
 * Where the user put a letter.
 */
typedef enum
{
  ANSER_IN_INBOX,
  ANSER_MOVED,
  ANSER_ERASED,
} AnserWhereabouts;

/* The letter with the file @name of @account. The write lock is held. */
gboolean    anser_erased_note (AnserStore        *store,
                               const char        *account,
                               const char        *name,
                               AnserWhereabouts   where,
                               GError           **error);

/* (transfer full): digests, see anser_maildir_digest(), to AnserWhereabouts. Blocking. */
GHashTable *anser_erased_load (AnserStore        *store,
                               const char        *account,
                               GError           **error);

G_END_DECLS
