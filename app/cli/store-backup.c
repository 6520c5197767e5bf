/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "store-commands.h"

#include "accounts/accounts-text.h"
#include "command.h"
#include "store/backup.h"
#include "store/restore.h"
#include "user-accounts.h"

#include <glib/gi18n-lib.h>

/* anserctl store backup, restore: all messages and accounts in one file. */

static void
print_counts (const char *first,
              unsigned    n_first,
              const char *second,
              unsigned    n_second)
{
  g_auto(CliJson) json = { NULL };

  cli_json_init (&json);
  cli_json_open (&json, NULL, '{');
  cli_json_number (&json, first, n_first);
  if (second)
    cli_json_number (&json, second, n_second);
  cli_json_close (&json, '{');
  cli_json_print (&json);
}

int
cli_store_backup (int    argc,
                  char **argv)
{
  gboolean in_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &in_json, N_("Answer in JSON"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("FILE"));
  g_autoptr(AnserAccounts) accounts = NULL;
  g_autoptr(AnserStore) store = NULL;
  g_autoptr(AnserBackup) backup = NULL;
  g_autofree char *settings = NULL;
  g_autoptr(GError) error = NULL;
  unsigned n;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!cli_parse (context, 1, 1, &argc, &argv, &error) ||
      !(accounts = cli_user_accounts_open (&error)) || !(store = cli_user_store_open (&error)))
    return cli_fail (error);
  settings = anser_accounts_dup_text (accounts);
  backup = anser_backup_new (store, argv[1], settings);
  if (!cli_store_run (ANSER_WORK (backup), &error))
    return cli_fail (error);
  n = anser_backup_get_n_letters (backup);
  if (in_json)
    print_counts ("messages", n, NULL, 0);
  else
    {
      g_print (g_dngettext (GETTEXT_PACKAGE, "%u message is in the backup",
                            "%u messages are in the backup", n), n);
      g_print ("\n");
    }
  return 0;
}

static void
print_restored (AnserRestore *restore,
                unsigned      n_accounts)
{
  unsigned n = anser_restore_get_n_restored (restore);

  g_print (g_dngettext (GETTEXT_PACKAGE, "%u message restored", "%u messages restored", n), n);
  g_print ("\n");
  n = anser_restore_get_n_known (restore);
  if (n > 0)
    {
      g_print (g_dngettext (GETTEXT_PACKAGE, "%u message was there already",
                            "%u messages were there already", n), n);
      g_print ("\n");
    }
  if (n_accounts > 0)
    {
      g_print (g_dngettext (GETTEXT_PACKAGE, "%u account added; Anser will ask for its password",
                            "%u accounts added; Anser will ask for their passwords", n_accounts),
               n_accounts);
      g_print ("\n");
    }
}

/* What the library cannot know: the option. */
static int
fail_restore (GError *error)
{
  g_autoptr(GError) hint = NULL;

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_EMPTY))
    return cli_fail (error);
  hint = g_error_new (CLI_ERROR, EX_CANTCREAT, _("%s Use --merge."), error->message);
  return cli_fail (hint);
}

int
cli_store_restore (int    argc,
                   char **argv)
{
  gboolean in_json = FALSE, merge = FALSE;
  const GOptionEntry entries[] = {
    { "merge", 0, 0, G_OPTION_ARG_NONE, &merge, N_("Add to the messages that are there"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &in_json, N_("Answer in JSON"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("FILE"));
  g_autoptr(AnserAccounts) accounts = NULL;
  g_autoptr(AnserStore) store = NULL;
  g_autoptr(AnserRestore) restore = NULL;
  g_autoptr(GError) error = NULL;
  const char *settings;
  unsigned n;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!cli_parse (context, 1, 1, &argc, &argv, &error) ||
      !(accounts = cli_user_accounts_open (&error)) || !(store = cli_user_store_open (&error)))
    return cli_fail (error);
  restore = anser_restore_new (store, argv[1], merge);
  if (!cli_store_run (ANSER_WORK (restore), &error))
    return fail_restore (error);
  settings = anser_restore_get_settings (restore);
  n = settings ? anser_accounts_add_text (accounts, settings) : 0;
  if (in_json)
    print_counts ("restored", anser_restore_get_n_restored (restore),
                  "known", anser_restore_get_n_known (restore));
  else
    print_restored (restore, n);
  return 0;
}
