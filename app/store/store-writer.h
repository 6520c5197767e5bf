/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AnserStoreWriter:
 *
 * The one thread in which the store's asynchronous work is done, in the order in which it was asked
 * for.
 */
typedef struct _AnserStoreWriter AnserStoreWriter;

AnserStoreWriter *anser_store_writer_new  (void);
/* Does what is queued, then ends the thread. */
void              anser_store_writer_free (AnserStoreWriter *self);

/* Called in the thread. What it returns is what g_task_propagate_int() gives; with an error -1. */
typedef gssize (*AnserStoreJobFunc) (gpointer       source_object,
                                     gpointer       task_data,
                                     GCancellable  *cancellable,
                                     GError       **error);

/* @task (transfer full) is completed, and let go, in its own context: the thread never holds the
 * last reference to anything. */
void              anser_store_writer_push (AnserStoreWriter  *self,
                                           GTask             *task,
                                           AnserStoreJobFunc  func);

G_END_DECLS
