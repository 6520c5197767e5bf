/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "command.h"

#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

static void
print_help (const char       *title,
            const CliCommand *commands)
{
  g_print (_("Usage: %s COMMAND …"), title);
  g_print ("\n\n");
  for (unsigned i = 0; commands[i].name; i++)
    g_print ("  %-12s %s\n", commands[i].name, _(commands[i].summary));
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

gboolean
cli_parse (GOptionContext   *context,
           int               least,
           int               most,
           int              *argc,
           char           ***argv,
           GError          **error)
{
  /* What is wrong with the options is told in JSON too. */
  cli_use_json (g_strv_contains ((const char *const *) *argv, "--json"));
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
