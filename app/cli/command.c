/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "command.h"

#include "engine/errors.h"

#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define EXIT_INTERRUPTED 130
#define PROGRESS_INTERVAL (100 * G_TIME_SPAN_MILLISECOND)

G_DEFINE_QUARK (cli-error-quark, cli_error)

static gint64 last_progress;

static void
print_help (const char       *title,
            const CliCommand *commands)
{
  g_print (_("Usage: %s COMMAND …"), title);
  g_print ("\n\n");
  for (unsigned i = 0; commands[i].name; i++)
    g_print ("  %-10s %s\n", commands[i].name, _(commands[i].summary));
  g_print ("\n");
  g_print (_("“%s COMMAND --help” tells the rest."), title);
  g_print ("\n");
}

int
cli_dispatch (const char        *title,
              const CliCommand  *commands,
              int                argc,
              char             **argv)
{
  if (argc > 1 && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")))
    {
      print_help (title, commands);
      return 0;
    }
  for (unsigned i = 0; argc > 1 && commands[i].name; i++)
    {
      if (g_str_equal (argv[1], commands[i].name))
        {
          g_autofree char *name = g_strdup_printf ("%s %s", title, argv[1]);

          g_set_prgname (name);
          return commands[i].run (argc - 1, argv + 1);
        }
    }
  if (argc > 1)
    g_printerr (_("“%s” has no command “%s”. “%s --help” lists them."), title, argv[1], title);
  else
    g_printerr (_("“%s --help” lists the commands."), title);
  g_printerr ("\n");
  return EX_USAGE;
}

static int
status_of_anser_error (int code)
{
  switch ((AnserError) code)
    {
    case ANSER_ERROR_PROTOCOL:
      return EX_PROTOCOL;
    case ANSER_ERROR_PASSWORD_REFUSED:
      return EX_NOPERM;
    case ANSER_ERROR_CLOSED:
    case ANSER_ERROR_TIMED_OUT:
    case ANSER_ERROR_TRY_LATER:
    case ANSER_ERROR_MAILBOX_IN_USE:
      return EX_TEMPFAIL;
    case ANSER_ERROR_INVALID_INPUT:
      return EX_DATAERR;
    case ANSER_ERROR_NOT_SURE_IF_SENT:
      /* Not EX_TEMPFAIL, which would have it sent again. */
      return EX_IOERR;
    case ANSER_ERROR_NO_MECHANISM:
    case ANSER_ERROR_CERTIFICATE:
    case ANSER_ERROR_TLS_MISSING:
    case ANSER_ERROR_REFUSED:
    case ANSER_ERROR_TOO_LARGE:
    case ANSER_ERROR_UNSUPPORTED:
    case ANSER_ERROR_RECIPIENTS_REFUSED:
    default:
      return EX_UNAVAILABLE;
    }
}

static int
status_of_io_error (int code)
{
  switch (code)
    {
    case G_IO_ERROR_CANCELLED:
      return EXIT_INTERRUPTED;
    case G_IO_ERROR_NOT_FOUND:
    case G_IO_ERROR_IS_DIRECTORY:
    case G_IO_ERROR_NOT_REGULAR_FILE:
      return EX_NOINPUT;
    case G_IO_ERROR_NO_SPACE:
    case G_IO_ERROR_READ_ONLY:
    case G_IO_ERROR_PERMISSION_DENIED:
      return EX_CANTCREAT;
    case G_IO_ERROR_HOST_NOT_FOUND:
      return EX_NOHOST;
    case G_IO_ERROR_CONNECTION_REFUSED:
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
      return EX_UNAVAILABLE;
    case G_IO_ERROR_BUSY:
    case G_IO_ERROR_TIMED_OUT:
    case G_IO_ERROR_CONNECTION_CLOSED:
      return EX_TEMPFAIL;
    case G_IO_ERROR_INVALID_ARGUMENT:
    case G_IO_ERROR_INVALID_DATA:
      return EX_DATAERR;
    default:
      return EX_IOERR;
    }
}

static int
status_of (const GError *error)
{
  if (error->domain == CLI_ERROR)
    return error->code;
  if (error->domain == ANSER_ERROR)
    return status_of_anser_error (error->code);
  if (error->domain == G_IO_ERROR)
    return status_of_io_error (error->code);
  if (error->domain == G_RESOLVER_ERROR)
    return EX_NOHOST;
  if (error->domain == G_TLS_ERROR)
    return EX_UNAVAILABLE;
  if (error->domain == G_OPTION_ERROR)
    return EX_USAGE;
  return g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? EX_NOINPUT : EX_IOERR;
}

int
cli_fail (const GError *error)
{
  cli_progress_end ();
  g_printerr ("%s: %s\n", g_get_prgname (), error->message);
  return status_of (error);
}

gboolean
cli_parse (GOptionContext   *context,
           int               least,
           int               most,
           int              *argc,
           char           ***argv,
           GError          **error)
{
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  /* "--" stays in front when it ended the options. */
  if (*argc > 1 && g_str_equal ((*argv)[1], "--"))
    {
      (*argv)[1] = (*argv)[0];
      *argv += 1;
      *argc -= 1;
    }
  if (*argc - 1 < least || *argc - 1 > most)
    {
      g_set_error (error, CLI_ERROR, EX_USAGE,
                   *argc - 1 < least
                     ? _("Something is missing here. “%s --help” tells what.")
                     : _("That is more than fits here. “%s --help” tells what does."),
                   g_get_prgname ());
      return FALSE;
    }
  return TRUE;
}

static gboolean
on_interrupt (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_CONTINUE;
}

GCancellable *
cli_cancellable (void)
{
  static GCancellable *cancellable;

  if (!cancellable)
    {
      cancellable = g_cancellable_new ();
      g_unix_signal_add (SIGINT, on_interrupt, cancellable);
      g_unix_signal_add (SIGTERM, on_interrupt, cancellable);
    }
  return cancellable;
}

void
cli_ready (GObject      *source,
           GAsyncResult *result,
           gpointer      wait)
{
  CliWait *self = wait;

  self->result = g_object_ref (result);
}

GAsyncResult *
cli_wait (CliWait *self)
{
  while (!self->result)
    g_main_context_iteration (NULL, TRUE);
  return self->result;
}

void
cli_wait_clear (CliWait *self)
{
  g_clear_object (&self->result);
}

GBytes *
cli_read_input (GError **error)
{
  g_autoptr(GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr(GOutputStream) bytes = g_memory_output_stream_new_resizable ();

  if (g_output_stream_splice (bytes, input, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, error) < 0)
    return NULL;
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (bytes));
}

char *
cli_json (const char *text)
{
  GString *out = g_string_new ("\"");

  for (; *text; text++)
    {
      unsigned char c = *text;

      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", c);
      else if (c < 0x20 || c == 0x7f)
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_c (out, c);
    }
  g_string_append_c (out, '"');
  return g_string_free (out, FALSE);
}

void
cli_progress (const char *format,
              ...)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree char *line = NULL;
  va_list arguments;

  if (!isatty (STDERR_FILENO) || now - last_progress < PROGRESS_INTERVAL)
    return;
  last_progress = now;
  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("\r\033[K%s", line);
}

void
cli_progress_end (void)
{
  if (last_progress == 0)
    return;
  last_progress = 0;
  g_printerr ("\r\033[K");
}
