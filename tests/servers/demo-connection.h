/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "demo-options.h"

/**
 * DemoConnection:
 *
 * One client of the demonstration server: gives its lines to a protocol and writes the answers,
 * in pieces and with pauses as the options say.
 */
typedef struct _DemoConnection DemoConnection;

/**
 * DemoProtocol:
 * @greet: the client is there
 * @line: it sent a line; @line is without its end, may hold NULs, and is NUL-terminated;
 *   @bare: it ended with LF alone
 * @free: the connection is over
 *
 * What is spoken on a connection.
 */
typedef struct
{
  void           (*greet) (DemoConnection *connection,
                           gpointer        session);
  void           (*line)  (DemoConnection *connection,
                           gpointer        session,
                           char           *line,
                           gsize           length,
                           gboolean        bare);
  GDestroyNotify   free;
} DemoProtocol;

/* Lives until the client or demo_connection_close() ends it. @session is (transfer full). */
void demo_connection_start (GSocketConnection  *stream,
                            const DemoOptions  *options,
                            const DemoProtocol *protocol,
                            gpointer            session);

/* Says one line, CR LF is added. */
void demo_connection_say   (DemoConnection     *self,
                            const char         *format,
                            ...) G_GNUC_PRINTF (2, 3);
void demo_connection_send  (DemoConnection     *self,
                            const char         *data,
                            gsize               length);

/* Ends the connection once all that was said is written. */
void demo_connection_close (DemoConnection     *self);
