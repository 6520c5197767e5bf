/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "command.h"
#include "store-commands.h"
#include "store/verify.h"
#include "user-accounts.h"

#include <glib/gi18n-lib.h>

/* anserctl store: the letters on this machine. */

static void
on_progress (unsigned done,
             gpointer user_data)
{
  cli_progress (g_dngettext (GETTEXT_PACKAGE, "%u message", "%u messages", done), done);
}

static gboolean
rebuild (GError **error)
{
  g_autoptr(AnserStore) store = cli_user_store_open_anew (on_progress, error);

  cli_progress_end ();
  return store != NULL;
}

static int
store_rebuild (int    argc,
               char **argv)
{
  gboolean in_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &in_json, N_("Answer in JSON"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("");
  g_auto(CliJson) json = { NULL };
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!cli_parse (context, 0, 0, &argc, &argv, &error) || !rebuild (&error))
    return cli_fail (error);
  if (!in_json)
    {
      g_print ("%s\n", _("The list of messages was made again."));
      return 0;
    }
  cli_json_init (&json);
  cli_json_open (&json, NULL, '{');
  cli_json_boolean (&json, "rebuilt", TRUE);
  cli_json_close (&json, '{');
  cli_json_print (&json);
  return 0;
}

/* verify */

static const char *
get_kind (AnserFindingKind kind)
{
  static const char *const kinds[] = {
    "no-database", "database", "not-listed", "no-file", "name", "size", "changed", "unreadable",
    "not-in-outbox", "count"
  };

  return kinds[kind];
}

static const char *
describe (AnserFindingKind kind)
{
  static const char *const sentences[] = {
    N_("This list of messages cannot be read."),
    N_("This list of messages is damaged."),
    N_("This message is not in the list."),
    N_("This message is in the list, but its file is gone."),
    N_("This message has other flags than the list says."),
    N_("This message has another size than the list says."),
    N_("This message was written anew since it came into the list."),
    N_("This cannot be read."),
    N_("This message is to be sent, but does not lie in the outbox."),
    N_("The numbers of messages that the list says of this folder are wrong."),
  };

  return _(sentences[kind]);
}

static void
print_json (GPtrArray *findings,
            unsigned   n_letters,
            gboolean   repaired)
{
  g_auto(CliJson) json = { NULL };

  cli_json_init (&json);
  cli_json_open (&json, NULL, '{');
  cli_json_number (&json, "messages", n_letters);
  cli_json_boolean (&json, "repaired", repaired);
  cli_json_open (&json, "findings", '[');
  for (unsigned i = 0; i < findings->len; i++)
    {
      const AnserFinding *finding = findings->pdata[i];

      cli_json_open (&json, NULL, '{');
      cli_json_string (&json, "kind", get_kind (finding->kind));
      cli_json_string (&json, "path", finding->path);
      cli_json_string (&json, "reason", finding->reason);
      cli_json_close (&json, '{');
    }
  cli_json_close (&json, '[');
  cli_json_close (&json, '{');
  cli_json_print (&json);
}

static void
print_text (GPtrArray *findings,
            unsigned   n_letters)
{
  for (unsigned i = 0; i < findings->len; i++)
    {
      const AnserFinding *finding = findings->pdata[i];
      g_autofree char *name = g_filename_display_name (finding->path);

      g_print ("%s\n    %s\n", name, describe (finding->kind));
      if (finding->reason)
        g_print ("    %s\n", finding->reason);
    }
  g_print (ngettext ("%u message looked at", "%u messages looked at", n_letters), n_letters);
  g_print ("\n%s\n", findings->len > 0
                       ? _("“anserctl store verify --repair” puts the list in order; it changes no "
                           "message.") : _("All is well."));
}

static int
verify (const char *root,
        gboolean    repair,
        gboolean    in_json)
{
  unsigned n_letters;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) findings = anser_store_verify (root, &n_letters, &error);
  gboolean repaired = FALSE;

  if (findings && repair && findings->len > 0)
    {
      repaired = rebuild (&error);
      g_clear_pointer (&findings, g_ptr_array_unref);
      if (repaired)
        findings = anser_store_verify (root, &n_letters, &error);
    }
  if (!findings)
    return cli_fail (error);
  if (in_json)
    print_json (findings, n_letters, repaired);
  else
    print_text (findings, n_letters);
  return findings->len > 0 ? EX_DATAERR : 0;
}

static int
store_verify (int    argc,
              char **argv)
{
  g_autofree char *root = g_build_filename (g_get_user_data_dir (), "anser", NULL);
  gboolean repair = FALSE;
  gboolean in_json = FALSE;
  const GOptionEntry entries[] = {
    { "repair", 0, 0, G_OPTION_ARG_NONE, &repair, N_("Put the list in order"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &in_json, N_("Answer in JSON"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("");
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!cli_parse (context, 0, 0, &argc, &argv, &error))
    return cli_fail (error);
  return verify (root, repair, in_json);
}

int
cli_store (int    argc,
           char **argv)
{
  static const CliCommand commands[] = {
    { "verify", N_("Compare the message files with the list of messages"), store_verify },
    { "rebuild", N_("Make the list of messages again from the message files"), store_rebuild },
    { "import", N_("Get messages that another program kept"), cli_store_import },
    { "export", N_("Give messages to other programs"), cli_store_export },
    { "duplicates", N_("Find messages that are there more than once"), cli_store_duplicates },
    { "backup", N_("Put all messages and accounts into one file"), cli_store_backup },
    { "restore", N_("Get messages and accounts out of a backup"), cli_store_restore },
    { NULL }
  };

  return cli_dispatch ("anserctl store", commands, argc, argv);
}
