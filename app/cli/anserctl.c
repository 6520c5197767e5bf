/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "command.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static int
version (int    argc,
         char **argv)
{
  g_print ("anserctl %s\n", ANSER_VERSION);
  return 0;
}

/* Larger pieces of memory go back to the system when they are freed. Otherwise glibc keeps what a long
 * list took, in holes that the next one does not fit into. */
#define LARGE (1024 * 1024)

static const CliCommand commands[] = {
  { "send", N_("Send a message, or messages that are ready in files"), cli_send },
  { "pop", N_("Look into a POP3 mailbox, or fetch from it"), cli_pop },
  { "eml", N_("Read a message file"), cli_eml },
  { "accounts", N_("Your accounts: list, add, test, remove"), cli_accounts },
  { "check", N_("Send what is waiting and get new mail, as the window does"), cli_check },
  { "doctor", N_("Find out what is the matter with a mail server"), cli_doctor },
  { "queue", N_("What waits to be sent"), cli_queue },
  { "rules", N_("What happens to messages by themselves"), cli_rules },
  { "search", N_("Find messages"), cli_search },
  { "store", N_("Look after your messages on this machine"), cli_store },
  { "--version", N_("Tell which Anser this is"), version },
  { NULL }
};

/* Has who reads what is printed read enough, as head does? */
static gboolean
is_left_alone (void)
{
  GPollFD output = { STDOUT_FILENO, 0, 0 };

  return g_poll (&output, 1, 0) > 0 && (output.revents & G_IO_ERR) != 0;
}

/* What was printed must have arrived, or scripts take a part for the whole. */
static int
flush_output (int status)
{
  g_autoptr(GError) error = NULL;

  if ((fflush (stdout) == 0 && !ferror (stdout)) || status == EX_IOERR)
    return status;
  cli_set_output_error (&error);
  if (!is_left_alone ())
    g_printerr ("%s: %s\n", g_get_prgname (), error->message);
  return status ? status : EX_IOERR;
}

/* Nothing is under way yet, so there is nothing to be ended in good order. */
static void
on_interrupt (int number)
{
  _exit (CLI_INTERRUPTED);
}

/* A closed standard stream must not become a file or a socket that is opened later: what is printed
 * would end up there. */
static void
guard_stream (int         fd,
              const char *path)
{
  if (fcntl (fd, F_GETFD) < 0 && open (path, O_RDWR) != fd)
    g_debug ("Descriptor %d stays closed", fd);
}

/* A link by the name of sendmail takes its place whole. */
static gboolean
is_called (const char *path,
           const char *name)
{
  g_autofree char *base = g_path_get_basename (path);

  return g_str_equal (base, name);
}

int
main (int    argc,
      char **argv)
{
  const char *localedir = g_getenv ("ANSER_LOCALEDIR");

  mallopt (M_MMAP_THRESHOLD, LARGE);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, localedir ? localedir : ANSER_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("anserctl");
  guard_stream (STDIN_FILENO, "/dev/null");
  guard_stream (STDOUT_FILENO, "/dev/full");
  guard_stream (STDERR_FILENO, "/dev/null");
  signal (SIGINT, on_interrupt);
  /* A closed pipe is no reason to leave anything half done. */
  signal (SIGPIPE, SIG_IGN);
  if (is_called (argv[0], "sendmail"))
    return flush_output (cli_sendmail (argc, argv));
  return flush_output (cli_dispatch ("anserctl", commands, argc, argv));
}
