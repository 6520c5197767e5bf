/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "pop3-session.h"

#include "command.h"

AnserPop3Client *
cli_pop3_session_open (CliServerOptions  *options,
                       AnserServer       *server,
                       GError           **error)
{
  g_autoptr(AnserPop3Client) client = anser_pop3_client_new (server);
  g_auto(CliWait) wait = { NULL };

  anser_pop3_client_set_trace (client, cli_server_options_get_trace (options), NULL);
  if (options->lock_step)
    anser_pop3_client_set_window (client, 1);
  anser_pop3_client_connect_async (client, cli_cancellable (), cli_ready, &wait);
  if (!anser_pop3_client_connect_finish (client, cli_wait (&wait), error))
    return NULL;
  return g_steal_pointer (&client);
}

gboolean
cli_pop3_session_close (AnserPop3Client  *client,
                        GError          **error)
{
  g_auto(CliWait) wait = { NULL };

  anser_pop3_client_quit_async (client, cli_cancellable (), cli_ready, &wait);
  return anser_pop3_client_quit_finish (client, cli_wait (&wait), error);
}
