/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine as another program would use it: this file is linked with libanser-engine, GIO and
 * GnuTLS only, so that a dependency on anything else fails to link. */

#include "engine/engine.h"

static void
test_clients (void)
{
  g_autoptr (AnserServer) server = anser_server_new ("localhost", 0, ANSER_SECURITY_TLS);
  g_autoptr (AnserPop3Client) pop3 = anser_pop3_client_new (server);
  g_autoptr (AnserSmtpClient) smtp = anser_smtp_client_new (server);

  g_assert_finalize_object (g_steal_pointer (&pop3));
  g_assert_finalize_object (g_steal_pointer (&smtp));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine-alone/clients", test_clients);
  return g_test_run ();
}
