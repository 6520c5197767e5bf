/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "command.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>

static int
version (int    argc,
         char **argv)
{
  g_print ("anserctl %s\n", ANSER_VERSION);
  return 0;
}

static const CliCommand commands[] = {
  { "send", N_("Send a message, or messages that are ready in files"), cli_send },
  { "pop", N_("Look into a POP3 mailbox, or fetch from it"), cli_pop },
  { "eml", N_("Read a message file"), cli_eml },
  { "accounts", N_("List your accounts"), cli_accounts },
  { "check", N_("Send what is waiting and get new mail, as the window does"), cli_check },
  { "doctor", N_("Find out what is the matter with a mail server"), cli_doctor },
  { "store", N_("Look after your messages on this machine"), cli_store },
  { "--version", N_("Tell which Anser this is"), version },
  { NULL }
};

/* What was printed must have arrived, or scripts take a part for the whole. */
static int
flush_output (int status)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;
  g_printerr ("%s: %s\n", g_get_prgname (),
              _("What is to be printed cannot be written. Look whether standard output is open, "
                "and whether there is room on the disk."));
  return status ? status : EX_IOERR;
}

int
main (int    argc,
      char **argv)
{
  const char *localedir = g_getenv ("ANSER_LOCALEDIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, localedir ? localedir : ANSER_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("anserctl");
  /* A closed pipe is told as any other output that fails. */
  signal (SIGPIPE, SIG_IGN);
  return flush_output (cli_dispatch ("anserctl", commands, argc, argv));
}
