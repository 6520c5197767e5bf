/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnserTraceFunc:
 * @line: one line of the conversation without its end, valid UTF-8: "S: +OK" or "C: PASS ****";
 *   secrets are replaced before it is called, and bodies are left out
 *
 * Is told the conversation as it happens.
 */
typedef void (*AnserTraceFunc) (const char *line,
                                gpointer    user_data);

/**
 * AnserProgressFunc:
 * @bytes: bytes of message content transferred since the connection began
 *
 * Called at most every 100 ms, and once at the end of a transfer.
 */
typedef void (*AnserProgressFunc) (gint64   bytes,
                                   gpointer user_data);

/**
 * AnserTiming:
 * @peer: (nullable): address and port of the server that was reached
 * @connecting: microseconds until it was reached, its name looked up too; -1 if it was not
 * @handshake: microseconds of the TLS handshake; -1 if there was none or it failed
 *
 * How a connection came about.
 */
typedef struct
{
  char   *peer;
  gint64  connecting;
  gint64  handshake;
} AnserTiming;

G_END_DECLS
