/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "machine.h"
#include "server.h"
#include "trace.h"

G_BEGIN_DECLS

#define ANSER_TYPE_WIRE (anser_wire_get_type ())
G_DECLARE_FINAL_TYPE (AnserWire, anser_wire, ANSER, WIRE, GObject)

/**
 * AnserWire:
 *
 * Drives an AnserMachine over a connection to a server: resolving, connecting, TLS, reading,
 * writing, silence, cancelling. All stream callbacks of the engine are here. It runs in the
 * thread-default context of anser_wire_start(), and calls back (by way of its machine) from there.
 */
AnserWire      *anser_wire_new          (AnserMachine        *machine,
                                         const AnserServer   *server,
                                         guint16              port);

void            anser_wire_set_progress (AnserWire           *self,
                                         AnserProgressFunc    func,
                                         gpointer             user_data);

/* Milliseconds of silence at any stage that end the session; 0 is each stage's own limit. */
void            anser_wire_set_timeout  (AnserWire           *self,
                                         unsigned             milliseconds);

/* Connects, once, and lets the machine speak. */
void            anser_wire_start        (AnserWire           *self);

/* The machine was given something to do. */
void            anser_wire_kick         (AnserWire           *self);

/* The machine has said its last word, and nobody waits for the answer any more: the connection is
 * closed with a farewell. */
void            anser_wire_leave        (AnserWire           *self);

/* Ends everything with @error, whatever happened to the connection before. */
void            anser_wire_fail         (AnserWire           *self,
                                         const GError        *error);

/* Nobody is interested any more: nothing is called back from here on. */
void            anser_wire_abandon      (AnserWire           *self);

/* (nullable): the handshake's result. */
GTlsConnection *anser_wire_get_tls      (AnserWire           *self);

/* How the connection came about; (transfer none), and it changes until the session is open. */
const AnserTiming *anser_wire_get_timing (AnserWire          *self);

/* A task of @source_object; cancelling it ends the session. */
GTask          *anser_wire_task_new     (AnserWire           *self,
                                         gpointer             source_object,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);

G_END_DECLS
