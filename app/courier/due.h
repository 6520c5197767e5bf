/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/outbox.h"

G_BEGIN_DECLS

/* Which letters of an outbox are due. @now: seconds since 1970. */

gboolean   anser_due_is_now    (const AnserOutboxItem  *item,
                                gint64                  now);

/* (transfer full) (element-type AnserOutboxItem): in the order in which they are to be sent. */
GPtrArray *anser_due_list      (AnserStore             *store,
                                const char             *account,
                                gint64                  now,
                                GError                **error);

/* When the next letter after @now is due; 0 for none. */
gint64     anser_due_find_next (AnserStore             *store,
                                const char             *account,
                                gint64                  now);

G_END_DECLS
