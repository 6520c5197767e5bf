/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "search-filter.h"
#include "search.h"

G_BEGIN_DECLS

/**
 * AnserSearchRun:
 * @heap: (element-type AnserFound): found, but something newer may come
 * @batch: (element-type AnserFound): to be handed over
 * @stopped: enough was found, or nobody wants more
 *
 * A search under way.
 */
typedef struct
{
  const AnserSearch *search;
  AnserDatabase     *index;
  AnserSearchFilter *filter;
  AnserSearchFunc    func;
  gpointer           user_data;
  GArray            *heap;
  GArray            *batch;
  unsigned           batch_size;
  unsigned           n_emitted;
  gboolean           stopped;
} AnserSearchRun;

/* The next letter in order; FALSE when no more are wanted. */
gboolean anser_search_run_emit       (AnserSearchRun    *self,
                                      AnserFound   entry);
/* Hands over what there is. */
gboolean anser_search_run_flush      (AnserSearchRun    *self);

/* FALSE without an error if there is no such letter. */
gboolean anser_search_run_read_row   (AnserSearchRun    *self,
                                      gint64             letter,
                                      AnserSearchRow    *row,
                                      GError           **error);

/* Letters by their dates, for what has no words to look for. */
gboolean anser_search_run_walk_dates (AnserSearchRun    *self,
                                      GError           **error);
/* Letters by how well the words fit. */
gboolean anser_search_run_rank       (AnserSearchRun    *self,
                                      GError           **error);

G_END_DECLS
