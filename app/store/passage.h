/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "query.h"
#include "store.h"

G_BEGIN_DECLS

/* Reads what is written in a letter around the first place that has what @query looks for in its
 * text: what the index does not keep. One letter after the other, in a thread of their own; one that
 * was cancelled before its turn costs nothing. */
void  anser_passage_find_async  (AnserStore           *store,
                                 gint64                letter,
                                 const AnserQuery     *query,
                                 gboolean              variants,
                                 GCancellable         *cancellable,
                                 GAsyncReadyCallback   callback,
                                 gpointer              user_data);
/* (transfer full) (nullable): a few lines in one; NULL without an error if there is no such place. */
char *anser_passage_find_finish (GAsyncResult         *result,
                                 GError              **error);

G_END_DECLS
