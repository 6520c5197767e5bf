/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "accounts.h"

#include "account-login.h"
#include "command.h"
#include "user-accounts.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

/* anserctl accounts: the accounts that the windows show. */

static void
print_account (AnserAccount *account)
{
  g_print ("%s\t%s\t%s\t%s\n", anser_account_get_id (account), anser_account_get_address (account),
           anser_account_get_host (account, ANSER_PROTOCOL_POP3),
           anser_account_get_host (account, ANSER_PROTOCOL_SMTP));
}

void
cli_account_open_object (CliJson      *json,
                         AnserAccount *account)
{
  cli_json_open (json, NULL, '{');
  cli_json_string (json, "id", anser_account_get_id (account));
  cli_json_string (json, "address", anser_account_get_address (account));
  cli_json_string (json, "name", anser_account_get_name (account));
  cli_json_string (json, "label", anser_account_get_label (account));
  cli_json_string (json, "pop3", anser_account_get_host (account, ANSER_PROTOCOL_POP3));
  cli_json_string (json, "smtp", anser_account_get_host (account, ANSER_PROTOCOL_SMTP));
}

static void
print_accounts (GListModel *accounts,
                gboolean    in_json)
{
  g_auto(CliJson) json = { NULL };

  cli_json_init (&json);
  cli_json_open (&json, NULL, '[');
  for (unsigned i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(AnserAccount) account = g_list_model_get_item (accounts, i);

      cli_account_open_object (&json, account);
      cli_json_close (&json, '{');
      if (!in_json)
        print_account (account);
    }
  cli_json_close (&json, '[');
  if (in_json)
    cli_json_print (&json);
}

static int
accounts_list (int    argc,
               char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Answer in JSON"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("");
  g_autoptr(AnserAccounts) accounts = NULL;
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!cli_parse (context, 0, 0, &argc, &argv, &error))
    return cli_fail (error);
  accounts = cli_user_accounts_open (&error);
  if (!accounts)
    return cli_fail (error);
  print_accounts (G_LIST_MODEL (accounts), json);
  return 0;
}

/* test */

static gboolean
test_account (const char                *name,
              const CliPasswordSources  *sources,
              gboolean                   in_json,
              GError                   **error)
{
  g_autoptr(AnserAccounts) accounts = cli_user_accounts_open (error);
  AnserAccount *account = accounts ? cli_user_accounts_find (accounts, name, error) : NULL;
  g_autoptr(AnserSecrets) secrets = NULL;
  g_autoptr(GError) local = NULL;
  gboolean has_source = cli_password_has_source (sources);
  char *passwords[2] = { NULL, NULL };
  gboolean passed;

  if (!account)
    return FALSE;
  secrets = anser_secrets_new ();
  passwords[ANSER_PROTOCOL_POP3] = cli_account_find_password (account, ANSER_PROTOCOL_POP3, sources,
                                                              secrets, &local);
  /* A source can be read once; it is for both servers then. */
  if (passwords[ANSER_PROTOCOL_POP3] && (has_source || anser_account_get_same_password (account)))
    passwords[ANSER_PROTOCOL_SMTP] = g_strdup (passwords[ANSER_PROTOCOL_POP3]);
  else if (!local)
    passwords[ANSER_PROTOCOL_SMTP] = cli_account_find_password (account, ANSER_PROTOCOL_SMTP, sources,
                                                                secrets, &local);
  passed = !local && cli_account_test (account, passwords[ANSER_PROTOCOL_POP3],
                                       passwords[ANSER_PROTOCOL_SMTP], in_json, &local);
  anser_secrets_password_free (passwords[ANSER_PROTOCOL_POP3]);
  anser_secrets_password_free (passwords[ANSER_PROTOCOL_SMTP]);
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  return passed;
}

int
cli_account_test_login (int    argc,
                        char **argv)
{
  gboolean in_json = FALSE;
  g_autofree char *file = NULL;
  g_autofree char *command = NULL;
  int fd = -1;
  const GOptionEntry entries[] = {
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &file,
      N_("The password is the first line of FILE"), N_("FILE") },
    { "password-fd", 0, 0, G_OPTION_ARG_INT, &fd, N_("… of file descriptor N"), "N" },
    { "password-command", 0, 0, G_OPTION_ARG_STRING, &command, N_("… of what COMMAND prints"),
      N_("COMMAND") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &in_json, N_("Answer in JSON"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("ACCOUNT"));
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!cli_parse (context, 1, 1, &argc, &argv, &error) ||
      !test_account (argv[1], &(CliPasswordSources) { file, command, fd }, in_json, &error))
    return cli_fail (error);
  return 0;
}

/* remove */

static gboolean
ask (AnserAccount  *account,
     GError       **error)
{
  char answer[16];

  if (!isatty (STDIN_FILENO))
    {
      g_set_error_literal (error, CLI_ERROR, EX_USAGE,
                           _("Say --yes to remove the account: there is nobody to ask."));
      return FALSE;
    }
  g_printerr (_("Remove the account %s from this machine? [y/N] "),
              anser_account_get_address (account));
  if (fgets (answer, sizeof answer, stdin) && g_ascii_tolower (answer[0]) == 'y')
    return TRUE;
  g_set_error_literal (error, CLI_ERROR, CLI_INTERRUPTED, _("Nothing was removed."));
  return FALSE;
}

/* Passwords, messages, settings: what fails leaves an account that can be removed once more. */
static gboolean
remove_account (AnserStore     *store,
                AnserAccounts  *accounts,
                AnserAccount   *account,
                GError        **error)
{
  g_autoptr(AnserSecrets) secrets = anser_secrets_new ();
  g_autoptr(AnserAccountLock) lock = NULL;

  lock = anser_store_lock_account (store, anser_account_get_id (account), error);
  if (!lock || !cli_account_keep_password (account, ANSER_PROTOCOL_POP3, secrets, NULL, error))
    return FALSE;
  /* Both passwords, whichever is in use. */
  g_object_set (account, "same-password", FALSE, NULL);
  if (!cli_account_keep_password (account, ANSER_PROTOCOL_SMTP, secrets, NULL, error) ||
      !anser_store_remove_account (store, anser_account_get_id (account), error))
    return FALSE;
  anser_accounts_remove (accounts, account);
  g_settings_sync ();
  return TRUE;
}

static void
report_removed (const char *id,
                const char *folder,
                gboolean    in_json)
{
  g_auto(CliJson) json = { NULL };

  if (!in_json)
    {
      g_print (_("The account was removed. Its messages are still in the folder “%s”; delete that "
                 "if you do not want them. Nothing was changed on the server."), folder);
      g_print ("\n");
      return;
    }
  cli_json_init (&json);
  cli_json_open (&json, NULL, '{');
  cli_json_string (&json, "removed", id);
  cli_json_string (&json, "messages", folder);
  cli_json_close (&json, '{');
  cli_json_print (&json);
}

static gboolean
find_and_remove (const char  *name,
                 gboolean     yes,
                 gboolean     in_json,
                 GError     **error)
{
  g_autoptr(AnserAccounts) accounts = cli_user_accounts_open (error);
  AnserAccount *found = accounts ? cli_user_accounts_find (accounts, name, error) : NULL;
  g_autoptr(AnserAccount) account = found ? g_object_ref (found) : NULL;
  g_autoptr(AnserStore) store = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *id = NULL;

  if (!account || (!yes && !ask (account, error)))
    return FALSE;
  store = cli_user_store_open (error);
  if (!store)
    return FALSE;
  id = g_strdup (anser_account_get_id (account));
  folder = g_build_filename (anser_store_get_root (store), "removed", NULL);
  if (!remove_account (store, accounts, account, error))
    return FALSE;
  report_removed (id, folder, in_json);
  return TRUE;
}

int
cli_account_remove (int    argc,
                    char **argv)
{
  gboolean yes = FALSE;
  gboolean in_json = FALSE;
  const GOptionEntry entries[] = {
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, N_("Do not ask"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &in_json, N_("Answer in JSON"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("ACCOUNT"));
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!cli_parse (context, 1, 1, &argc, &argv, &error) ||
      !find_and_remove (argv[1], yes, in_json, &error))
    return cli_fail (error);
  return 0;
}

int
cli_accounts (int    argc,
              char **argv)
{
  static const CliCommand commands[] = {
    { "list", N_("Id, address and servers of each account"), accounts_list },
    { "add", N_("Add an account: the address tells the servers of known providers"),
      cli_account_add },
    { "test", N_("Log in to both servers of an account"), cli_account_test_login },
    { "remove", N_("Forget an account; its messages stay on the disk"), cli_account_remove },
    { NULL }
  };

  return cli_dispatch ("anserctl accounts", commands, argc, argv);
}
