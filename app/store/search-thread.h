/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-search.h"

G_BEGIN_DECLS

/**
 * AnserSearchThread:
 *
 * A thread that searches, one question at a time, with its own connection. A new question ends the
 * one before. What it finds comes in the main context that asked.
 */
typedef struct _AnserSearchThread AnserSearchThread;

/* @found: (element-type AnserFound): some more, in order, or NULL at the end; then @error may tell
 * why there are not all. */
typedef void (*AnserSearchThreadFunc) (GArray       *found,
                                       const GError *error,
                                       gpointer      user_data);

/* @store outlives it. */
AnserSearchThread *anser_search_thread_new  (AnserStore            *store,
                                             AnserSearchThreadFunc  func,
                                             gpointer               user_data);
/* After this @func is not called any more. */
void               anser_search_thread_free (AnserSearchThread     *self);

/* @query: (transfer full); @folders: (nullable) (element-type gint64) */
void               anser_search_thread_ask  (AnserSearchThread     *self,
                                             AnserQuery            *query,
                                             GArray                *folders,
                                             AnserSearchOrder       order,
                                             gboolean               variants);
/* Ends the question, whose answers come no more. */
void               anser_search_thread_stop (AnserSearchThread     *self);

G_END_DECLS
