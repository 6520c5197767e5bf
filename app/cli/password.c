/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "password.h"

#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define LENGTH_LIMIT 16384

static volatile sig_atomic_t interrupted;

/* Reads up to the first line end. */
static char *
read_line (int      fd,
           GError **error)
{
  g_autoptr(GString) line = g_string_new (NULL);
  char c;
  ssize_t n;

  while (line->len < LENGTH_LIMIT && (n = read (fd, &c, 1)) != 0)
    {
      if (n < 0 && errno == EINTR && interrupted)
        {
          g_set_error_literal (error, CLI_ERROR, CLI_INTERRUPTED, _("No password was given."));
          return NULL;
        }
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          g_set_error (error, CLI_ERROR, EX_NOINPUT, _("The password could not be read: %s."),
                       g_strerror (errno));
          return NULL;
        }
      if (c == '\n')
        break;
      g_string_append_c (line, c);
    }
  if (line->len > 0 && line->str[line->len - 1] == '\r')
    g_string_truncate (line, line->len - 1);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static char *
read_file (const char  *path,
           GError     **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  char *line;

  if (fd < 0)
    {
      g_set_error (error, CLI_ERROR, EX_NOINPUT,
                   _("The password file “%s” could not be opened: %s."), path, g_strerror (errno));
      return NULL;
    }
  line = read_line (fd, error);
  close (fd);
  return line;
}

static char *
run_command (const char  *command,
             GError     **error)
{
  const char *argv[] = { "/bin/sh", "-c", command, NULL };
  g_autofree char *output = NULL;
  g_autoptr(GError) local = NULL;
  int status;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, &output,
                     NULL, &status, &local) ||
      !g_spawn_check_wait_status (status, &local))
    {
      g_set_error (error, CLI_ERROR, EX_CONFIG, _("The command for the password did not work: %s"),
                   local->message);
      return NULL;
    }
  output[strcspn (output, "\r\n")] = '\0';
  return g_steal_pointer (&output);
}

gboolean
cli_password_read (const CliPasswordSources  *sources,
                   char                     **password,
                   GError                   **error)
{
  if (sources->file)
    *password = read_file (sources->file, error);
  else if (sources->fd >= 0)
    *password = read_line (sources->fd, error);
  else if (sources->command)
    *password = run_command (sources->command, error);
  else
    {
      *password = g_strdup (g_getenv ("ANSER_PASSWORD"));
      g_unsetenv ("ANSER_PASSWORD");
      return TRUE;
    }
  return *password != NULL;
}

gboolean
cli_password_has_source (const CliPasswordSources *sources)
{
  return sources->file || sources->command || sources->fd >= 0 || g_getenv ("ANSER_PASSWORD");
}

static void
on_interrupt (int number)
{
  interrupted = TRUE;
}

/* Reads a line that is not shown; whatever happens, the terminal shows what is typed afterwards. */
static char *
read_hidden (int                    fd,
             const struct termios  *shown,
             GError               **error)
{
  struct sigaction catch = { .sa_handler = on_interrupt };      /* without SA_RESTART */
  struct sigaction before;
  struct termios hidden = *shown;
  char *line;

  hidden.c_lflag &= ~ECHO;
  interrupted = FALSE;
  sigaction (SIGINT, &catch, &before);
  tcsetattr (fd, TCSAFLUSH, &hidden);
  line = read_line (fd, error);
  tcsetattr (fd, TCSAFLUSH, shown);
  sigaction (SIGINT, &before, NULL);
  return line;
}

char *
cli_password_ask (const char  *user,
                  const char  *host,
                  GError     **error)
{
  g_autofree char *question = g_strdup_printf (_("Password for %s at %s: "), user, host);
  int fd = open ("/dev/tty", O_RDWR | O_CLOEXEC);
  struct termios shown;
  char *password;

  if (fd < 0 || tcgetattr (fd, &shown) < 0)
    {
      g_set_error (error, CLI_ERROR, EX_CONFIG,
                   _("The password for %s at %s is not known. Give it with --password-file, "
                     "--password-fd, --password-command or in the variable ANSER_PASSWORD."),
                   user, host);
      if (fd >= 0)
        close (fd);
      return NULL;
    }
  if (write (fd, question, strlen (question)) < 0)
    g_debug ("The terminal does not listen");
  password = read_hidden (fd, &shown, error);
  if (write (fd, "\n", 1) < 0)
    g_debug ("The terminal does not listen");
  close (fd);
  return password;
}
