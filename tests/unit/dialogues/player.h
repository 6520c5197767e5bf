/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scripted-server.h"
#include "session.h"

/* Both return NULL when the client kept to the dialogue and everything came out as it says, else a
 * text that shows where not. @cut is the number of bytes that arrive at once, 0 for all. */

char *play_to_machine   (const Dialogue  *dialogue,
                         gsize            cut);
char *play_over_socket  (const Dialogue  *dialogue,
                         gsize            cut,
                         GTlsCertificate *certificate,
                         const char      *ca_file);

/* The parts of the second, for tests that add something to it. */
typedef struct
{
  GMainContext   *context;
  GSource        *deadline;
  gboolean        late;
  ScriptedServer *server;
  Session        *session;
} Play;

/* Makes its main context the thread's until it ends. */
Play    *play_begin     (const Dialogue      *dialogue,
                         const ServerManners *manners,
                         const char          *ca_file);
/* Runs the client until all is done that was asked for. */
void     play_run       (Play                *self);
/* Lets go of the client, which has to hang up and to be freed; FALSE if it is not. */
gboolean play_release   (Play                *self);
/* Frees all of it; what scripted_server_finish() says. */
char    *play_end       (Play                *self);
