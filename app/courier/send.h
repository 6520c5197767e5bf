/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/server.h"
#include "progress.h"
#include "session-lock.h"

G_BEGIN_DECLS

#define ANSER_TYPE_SEND (anser_send_get_type ())
G_DECLARE_FINAL_TYPE (AnserSend, anser_send, ANSER, SEND, GObject)

/**
 * AnserSend:
 *
 * Sends what is due in an account's outbox, run in the thread-default context: many letters over
 * one connection, each once at most; a connection that breaks under one letter is made anew for the
 * next.
 */
AnserSend    *anser_send_new           (AnserStore              *store,
                                        const char              *account,
                                        AnserSessionLock        *lock);

/* Where to send to (nullable), and why it cannot be done now (nullable). */
void          anser_send_set_server    (AnserSend               *self,
                                        const AnserServer       *server,
                                        const GError            *obstacle);

void          anser_send_set_report    (AnserSend               *self,
                                        AnserCourierReportFunc   report,
                                        gpointer                 user_data);

/* The error is the first trouble; letters after it may have been sent all the same. */
void          anser_send_run_async     (AnserSend               *self,
                                        GCancellable            *cancellable,
                                        GAsyncReadyCallback      callback,
                                        gpointer                 user_data);
gboolean      anser_send_run_finish    (AnserSend               *self,
                                        GAsyncResult            *result,
                                        GError                 **error);

/* After the run: whether there was anything to do; the letters sent (element-type gint64); when the
 * next letter is due, seconds since 1970, 0 for none; whether the server took the password. */
gboolean      anser_send_had_work      (AnserSend               *self);
GArray       *anser_send_get_sent      (AnserSend               *self);
gint64        anser_send_get_next_due  (AnserSend               *self);
gboolean      anser_send_was_let_in    (AnserSend               *self);

G_END_DECLS
