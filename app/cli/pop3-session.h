/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/pop3-client.h"
#include "server-options.h"

G_BEGIN_DECLS

/* A POP3 session for a command: connects and logs in, and says QUIT. NULL with an error. */
AnserPop3Client *cli_pop3_session_open  (CliServerOptions  *options,
                                         AnserServer       *server,
                                         GError           **error);
gboolean         cli_pop3_session_close (AnserPop3Client   *client,
                                         GError           **error);

G_END_DECLS
