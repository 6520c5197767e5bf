/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* Which letters of a server were already received, by their UIDs: table of state.db. Blocking, any
 * thread. A UID is forgotten only after it was missing from 3 listings and for 30 days (B3). */

/**
 * AnserUidState:
 * @ANSER_UID_UNKNOWN: never received
 * @ANSER_UID_RECEIVED: received and kept on the server
 * @ANSER_UID_DELETE_WANTED: to be deleted on the server; not yet seen to be gone (P14)
 */
typedef enum
{
  ANSER_UID_UNKNOWN,
  ANSER_UID_RECEIVED,
  ANSER_UID_DELETE_WANTED,
} AnserUidState;

/* Compares a whole listing with the memory in one go and records what is gone. @uids and the
 * result run side by side: (transfer full) (element-type AnserUidRecord). */
typedef struct
{
  AnserUidState state;
  gint64        received_at;   /* seconds since 1970 UTC, the time of download (M4) */
} AnserUidRecord;

GArray   *anser_uid_memory_match       (AnserStore         *store,
                                        const char         *account,
                                        const char * const *uids,
                                        gsize               n_uids,
                                        GError            **error);

/* Records that deletion is wanted; before DELE goes out. */
gboolean  anser_uid_memory_want_delete (AnserStore         *store,
                                        const char         *account,
                                        const char * const *uids,
                                        gsize               n_uids,
                                        GError            **error);

G_END_DECLS
