/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"
#include "uid-record.h"

G_BEGIN_DECLS

/* Letters of which only the header was received (M5): a table of state.db, by the names of their
 * files. When the whole message comes, the row is marked in the transaction that remembers it, then
 * the file of the header goes, then the row: after a crash the next opening goes on. A file alone
 * does not tell whether it is a header or a message, nor which of two messages that had the same
 * uid. Therefore each is announced here before it is in its folder, and what was announced and is
 * there, but not remembered, is remembered before the next session. */

/* What a header alone goes by in the name of its file, in the place of its uid: without state.db
 * nobody may take it for the message, and have that deleted. (transfer full) */
char     *anser_partial_dup_identity (const char *uid);

/* Octets of the whole message by LIST; 0 for a letter that is whole. @wanted (out) (optional):
 * somebody asked for it. Blocking; -1 with an error. */
gint64    anser_partial_get_size (AnserStore  *store,
                                  gint64       letter,
                                  gboolean    *wanted,
                                  GError     **error);

/* The next check fetches the whole message. Blocking. */
gboolean  anser_partial_want     (AnserStore  *store,
                                  gint64       letter,
                                  GError     **error);

/* For deliveries, before @name is in its folder: it is a header alone, or what replaces one. */
gboolean  anser_partial_announce (AnserStore           *store,
                                  const char           *account,
                                  const char           *name,
                                  const char           *uid,
                                  const AnserUidRecord *record,
                                  GError              **error);
/* For deliveries, within their transaction: @name is a header alone; the whole of @uid is here. */
gboolean  anser_partial_add      (AnserStore  *store,
                                  const char  *account,
                                  const char  *name,
                                  const char  *uid,
                                  gint64       size,
                                  GError     **error);
gboolean  anser_partial_complete (AnserStore  *store,
                                  const char  *account,
                                  const char  *uid,
                                  GError     **error);

/* Remembers what a crash kept from it. Nobody else delivers to @account. Blocking. */
gboolean  anser_partial_recover  (AnserStore  *store,
                                  const char  *account,
                                  GError     **error);

/* Removes the headers whose whole messages are here. The lock is free. */
gboolean  anser_partial_sweep    (AnserStore  *store,
                                  GError     **error);

G_END_DECLS
