/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "database.h"
#include "query.h"

G_BEGIN_DECLS

/**
 * AnserFound:
 *
 * A letter that was found, and its date.
 */
typedef struct
{
  gint64 id;
  gint64 date;
} AnserFound;

/* Newest first; of letters of the same moment, the row that came last. */
int      anser_found_compare (gconstpointer a,
                              gconstpointer b);

typedef enum
{
  ANSER_SEARCH_BY_DATE,         /* newest first */
  ANSER_SEARCH_BY_RELEVANCE,    /* at most 1,000 letters */
} AnserSearchOrder;

/**
 * AnserSearch:
 * @account: (nullable): only letters of this account
 * @folders: (nullable) (element-type gint64): only letters in these
 * @order: how they come
 * @variants: traditional and simplified Chinese characters are the same
 * @limit: how many are wanted; 0 for all
 *
 * A question to the index.
 */
typedef struct
{
  const AnserQuery *query;
  const char       *account;
  GArray           *folders;
  AnserSearchOrder  order;
  gboolean          variants;
  unsigned          limit;
} AnserSearch;

/* Called with letters in their final order, a few at first and then more at a time. FALSE ends the
 * search, without an error. */
typedef gboolean (*AnserSearchFunc) (const AnserFound *entries,
                                     unsigned                n,
                                     gpointer                user_data);

/* Searches in the calling thread. @index is a connection for reading that nobody else uses
 * meanwhile. Errors: G_IO_ERROR_CANCELLED; G_IO_ERROR_NOT_FOUND, a sentence, for a folder that is
 * not there. */
gboolean anser_search_run (const AnserSearch   *self,
                           AnserDatabase       *index,
                           AnserSearchFunc      func,
                           gpointer             user_data,
                           GCancellable        *cancellable,
                           GError             **error);

G_END_DECLS
