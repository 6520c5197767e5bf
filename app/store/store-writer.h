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

/* @func is called in the thread and completes @task (transfer full). */
void              anser_store_writer_push (AnserStoreWriter *self,
                                           GTask            *task,
                                           GTaskThreadFunc   func);

G_END_DECLS
