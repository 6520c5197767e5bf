/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A thread with a main context of its own, and messages between contexts. */
typedef struct _AnserCourierThread AnserCourierThread;

typedef void (*AnserMessageFunc) (gpointer data);

AnserCourierThread *anser_courier_thread_new         (const char         *name);

/* Waits for what the thread is doing right now; the sessions there must have ended. */
void                anser_courier_thread_free        (AnserCourierThread *self);

GMainContext       *anser_courier_thread_get_context (AnserCourierThread *self);

/* Calls @func in @context, later, in the order of the calls. */
void                anser_courier_tell               (GMainContext       *context,
                                                      AnserMessageFunc    func,
                                                      gpointer            data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserCourierThread, anser_courier_thread_free)

G_END_DECLS
