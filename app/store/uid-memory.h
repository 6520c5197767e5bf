/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"
#include "uid-record.h"

G_BEGIN_DECLS

/* Which messages of a server were already received: a table of state.db. Blocking, any thread. What
 * follows from it is not decided here, see courier/memory.h. */

/* All that is remembered of @account. (transfer full) (element-type AnserUidRecord) */
GPtrArray *anser_uid_memory_load   (AnserStore  *store,
                                    const char  *account,
                                    GError     **error);

/* Saves, renames or removes @records as their fields say, all or none; durable when it returns. */
gboolean   anser_uid_memory_save   (AnserStore  *store,
                                    const char  *account,
                                    GPtrArray   *records,
                                    GError     **error);

/* What is known to be wrong with the account's receiving server, in words; "" for nothing. */
char      *anser_uid_memory_dup_quirks (AnserStore  *store,
                                        const char  *account,
                                        GError     **error);
gboolean   anser_uid_memory_set_quirks (AnserStore  *store,
                                        const char  *account,
                                        const char  *quirks,
                                        GError     **error);

/* The same of the store in the folder @root, which need not be opened for it; "" where there is no
 * such store. */
char      *anser_uid_memory_peek_quirks (const char  *root,
                                         const char  *account);

/* Before this time, seconds since 1970, the account's server allows no login, because it limits
 * them (M9); 0 if it does not, -1 with an error. */
gint64     anser_uid_memory_get_not_before (AnserStore  *store,
                                            const char  *account,
                                            GError     **error);
gboolean   anser_uid_memory_set_not_before (AnserStore  *store,
                                            const char  *account,
                                            gint64       not_before,
                                            GError     **error);

/* A uid that state.db does not know, but the name of one of the account's letters does: after a
 * lost state.db. @received_at is 0 if no letter does. */
gboolean   anser_uid_memory_recall (AnserStore  *store,
                                    const char  *account,
                                    const char  *uid,
                                    gint64      *received_at,
                                    GError     **error);

G_END_DECLS
