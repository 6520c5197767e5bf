/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/server.h"
#include "progress.h"
#include "session-lock.h"

G_BEGIN_DECLS

#define ANSER_TYPE_RECEIVE (anser_receive_get_type ())
G_DECLARE_FINAL_TYPE (AnserReceive, anser_receive, ANSER, RECEIVE, GObject)

/**
 * AnserReceive:
 *
 * One receiving session, run in the thread-default context: what is unknown is fetched and stored,
 * then, unless it is to stay, deleted on the server.
 */
AnserReceive *anser_receive_new          (AnserStore              *store,
                                          const char              *account,
                                          const AnserServer       *server,
                                          gboolean                 leave_on_server,
                                          AnserSessionLock        *lock);
void          anser_receive_set_report   (AnserReceive            *self,
                                          AnserCourierReportFunc   report,
                                          gpointer                 user_data);

void          anser_receive_run_async    (AnserReceive            *self,
                                          GCancellable            *cancellable,
                                          GAsyncReadyCallback      callback,
                                          gpointer                 user_data);
gboolean      anser_receive_run_finish   (AnserReceive            *self,
                                          GAsyncResult            *result,
                                          GError                 **error);

/* After the run, also after one that failed: how many letters are new and on disk. */
unsigned      anser_receive_get_n_new    (AnserReceive            *self);
/* After a run that succeeded (nullable): a sentence on messages that did not come. */
const GError *anser_receive_get_notice   (AnserReceive            *self);

G_END_DECLS
