/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <unistd.h>

#include "demo-mailbox.h"
#include "demo-options.h"
#include "demo-pop3.h"
#include "demo-smtp.h"

/* A POP3 and SMTP server on loopback with one mailbox, for the demonstration and for tests: what is
 * sent by SMTP, to whomever, arrives in it. It can be told to misbehave. It says "pop3 PORT" and
 * "smtp PORT" on its standard output and ends when its standard input does. */

typedef struct
{
  DemoOptions  options;
  DemoMailbox *mailbox;
  GMainLoop   *loop;
} DemoServer;

static gboolean
on_pop3 (GSocketService    *service,
         GSocketConnection *stream,
         GObject           *source,
         gpointer           user_data)
{
  DemoServer *self = user_data;

  demo_pop3_serve (stream, &self->options, self->mailbox);
  return TRUE;
}

static gboolean
on_smtp (GSocketService    *service,
         GSocketConnection *stream,
         GObject           *source,
         gpointer           user_data)
{
  DemoServer *self = user_data;

  demo_smtp_serve (stream, &self->options, self->mailbox);
  return TRUE;
}

/* Listens on @port of 127.0.0.1 and says where. */
static GSocketService *
listen_on (const char  *name,
           int          port,
           GCallback    on_incoming,
           gpointer     user_data,
           GError     **error)
{
  g_autoptr(GSocketService) service = g_socket_service_new ();
  g_autoptr(GSocketAddress) wanted = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr(GSocketAddress) got = NULL;

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), wanted, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &got, error))
    return NULL;
  g_signal_connect (service, "incoming", on_incoming, user_data);
  printf ("%s %u\n", name, g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got)));
  fflush (stdout);
  return g_steal_pointer (&service);
}

static gboolean
on_signal (gpointer user_data)
{
  DemoServer *self = user_data;

  g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

/* The parent is gone when the pipe to it has an end. */
static gboolean
on_input (int          fd,
          GIOCondition condition,
          gpointer     user_data)
{
  DemoServer *self = user_data;
  char ignored[256];

  if (read (fd, ignored, sizeof ignored) > 0)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static gboolean
parse_options (DemoOptions   *options,
               int           *argc,
               char        ***argv,
               GError       **error)
{
  const GOptionEntry entries[] = {
    { "letters", 0, 0, G_OPTION_ARG_FILENAME, &options->letters,
      "Folder of the letters the mailbox begins with", "DIR" },
    { "pop3-port", 0, 0, G_OPTION_ARG_INT, &options->pop3_port, "Port for POP3", "N" },
    { "smtp-port", 0, 0, G_OPTION_ARG_INT, &options->smtp_port, "Port for SMTP", "N" },
    { "user", 0, 0, G_OPTION_ARG_STRING, &options->user, "Who may log in", "USER" },
    { "password", 0, 0, G_OPTION_ARG_STRING, &options->password, "With what", "PASSWORD" },
    { "chunk", 0, 0, G_OPTION_ARG_INT, &options->chunk, "Write at most N bytes at a time", "N" },
    { "delay", 0, 0, G_OPTION_ARG_INT, &options->delay, "Wait before answering", "MS" },
    { "refuse-recipient", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->refused,
      "Take no letter for this address", "ADDRESS" },
    { "close-after-letter", 0, 0, G_OPTION_ARG_INT, &options->close_after_letter,
      "Close in the middle of the letter after the Nth of a session", "N" },
    { "wrong-password", 0, 0, G_OPTION_ARG_NONE, &options->wrong_password,
      "Take no password for right", NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("- a mailbox to try things on");

  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, argc, argv, error);
}

static gboolean
serve (DemoServer  *self,
       GError     **error)
{
  g_autoptr(GSocketService) pop3 = NULL;
  g_autoptr(GSocketService) smtp = NULL;

  pop3 = listen_on ("pop3", self->options.pop3_port, G_CALLBACK (on_pop3), self, error);
  if (!pop3)
    return FALSE;
  smtp = listen_on ("smtp", self->options.smtp_port, G_CALLBACK (on_smtp), self, error);
  if (!smtp)
    return FALSE;
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, on_input, self);
  g_unix_signal_add (SIGTERM, on_signal, self);
  g_unix_signal_add (SIGINT, on_signal, self);
  g_main_loop_run (self->loop);
  return TRUE;
}

int
main (int    argc,
      char **argv)
{
  DemoServer self = { 0 };
  g_autoptr(GError) error = NULL;
  gboolean served = FALSE;

  self.options.letters = g_strdup (DEMO_LETTERS);
  self.options.user = g_strdup ("demo@anser.example");
  self.options.password = g_strdup ("demo");
  self.options.close_after_letter = -1;
  self.loop = g_main_loop_new (NULL, FALSE);
  if (parse_options (&self.options, &argc, &argv, &error))
    self.mailbox = demo_mailbox_new (self.options.letters, &error);
  if (self.mailbox)
    served = serve (&self, &error);
  if (!served)
    g_printerr ("anser-demo-server: %s\n", error->message);
  g_clear_pointer (&self.mailbox, demo_mailbox_free);
  g_main_loop_unref (self.loop);
  g_strfreev (self.options.refused);
  g_free (self.options.letters);
  g_free (self.options.user);
  g_free (self.options.password);
  return served ? 0 : 1;
}
