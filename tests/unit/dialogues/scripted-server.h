/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dialogue.h"

/* Serves a dialogue once, to whoever connects to a port of the loopback interface, in a thread of
 * its own. */

typedef struct _ScriptedServer ScriptedServer;

/* How it departs from the dialogue itself: after @n_bytes of its own (-1: never) it closes, resets
 * or stalls. */
typedef struct
{
  guint16          port;
  gsize            cut;
  GTlsCertificate *certificate;
  gint64           n_bytes;
  StepKind         ending;
} ServerManners;

/* Port 0 takes a free one; cut is the number of bytes it sends at once, 0 for all; @context is
 * woken up when it is done. */
ScriptedServer *scripted_server_new      (const Dialogue      *dialogue,
                                          const ServerManners *manners,
                                          GMainContext        *context,
                                          GError             **error);
guint16         scripted_server_get_port (ScriptedServer   *self);
gboolean        scripted_server_is_done  (ScriptedServer   *self);

/* Waits for its end and frees it. NULL if the client kept to the dialogue, else what it did. */
char           *scripted_server_finish   (ScriptedServer   *self);
