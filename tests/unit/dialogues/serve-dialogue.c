/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "certificates.h"
#include "scripted-server.h"

#include <stdlib.h>

/* tests/play: serves one dialogue to any program. */

static int port;
static int cut;

static const GOptionEntry entries[] = {
  { "port", 'p', 0, G_OPTION_ARG_INT, &port, "Port to listen at; a free one by default", "N" },
  { "cut", 'c', 0, G_OPTION_ARG_INT, &cut, "Bytes to send at once; all by default", "N" },
  { NULL },
};

static void
announce (const Dialogue *dialogue,
          unsigned        at_port,
          const char     *ca_file)
{
  static const char *const securities[] = { "no encryption", "STARTTLS", "TLS" };

  g_print ("%s: %s at 127.0.0.1:%u, %s", dialogue->name,
           dialogue->protocol == DIALOGUE_POP3 ? "POP3" : "SMTP", at_port,
           securities[dialogue->server->security]);
  if (dialogue->server->user != NULL)
    g_print (", user %s, password %s", dialogue->server->user, dialogue->server->password);
  if (dialogue->server->security != ANSER_SECURITY_NONE)
    g_print (", authority %s", ca_file);
  g_print ("\n");
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GOptionContext) context = g_option_context_new ("FILE");
  g_autoptr(GError) error = NULL;
  g_autoptr(Dialogue) dialogue = NULL;
  g_autoptr(Certificates) certificates = NULL;
  g_autofree char *departure = NULL;
  ServerManners manners = { .n_bytes = -1 };
  ScriptedServer *server;

  g_option_context_set_summary (context,
                                "Serves one dialogue file to one client, and shows where the "
                                "client departs from it.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2 || port < 0 ||
      port > G_MAXUINT16 || cut < 0)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "usage: play FILE [--port N] [--cut N]");
      return 64;
    }

  dialogue = dialogue_load (argv[1], &error);
  if (dialogue == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 66;
    }

  certificates = certificates_new ();
  manners.port = (guint16) port;
  manners.cut = (gsize) cut;
  manners.certificate = certificates->certificates[CERTIFICATE_GOOD];
  server = scripted_server_new (dialogue, &manners, NULL, &error);
  if (server == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 71;
    }

  announce (dialogue, scripted_server_get_port (server), certificates->ca_file);
  departure = scripted_server_finish (server);
  g_print ("%s", departure != NULL ? departure : "The client kept to the dialogue.\n");

  return departure != NULL ? EXIT_FAILURE : EXIT_SUCCESS;
}
