/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "command.h"
#include "user-accounts.h"

#include <glib/gi18n-lib.h>

/* anserctl accounts: the accounts that the windows show. */

static void
print_account (AnserAccount *account)
{
  g_print ("%s\t%s\t%s\t%s\n", anser_account_get_id (account), anser_account_get_address (account),
           anser_account_get_host (account, ANSER_PROTOCOL_POP3),
           anser_account_get_host (account, ANSER_PROTOCOL_SMTP));
}

static void
add_account (CliJson      *json,
             AnserAccount *account)
{
  cli_json_open (json, NULL, '{');
  cli_json_string (json, "id", anser_account_get_id (account));
  cli_json_string (json, "address", anser_account_get_address (account));
  cli_json_string (json, "label", anser_account_get_label (account));
  cli_json_string (json, "pop3", anser_account_get_host (account, ANSER_PROTOCOL_POP3));
  cli_json_string (json, "smtp", anser_account_get_host (account, ANSER_PROTOCOL_SMTP));
  cli_json_close (json, '{');
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

      add_account (&json, account);
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

int
cli_accounts (int    argc,
              char **argv)
{
  static const CliCommand commands[] = {
    { "list", N_("Id, address and servers of each account"), accounts_list },
    { NULL }
  };

  return cli_dispatch ("anserctl accounts", commands, argc, argv);
}
