/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "command.h"
#include "courier/post-office.h"
#include "user-accounts.h"

#include <glib/gi18n-lib.h>

/* anserctl store: the letters on this machine. */

static void
on_progress (unsigned done,
             gpointer user_data)
{
  cli_progress (g_dngettext (GETTEXT_PACKAGE, "%u message", "%u messages", done), done);
}

static int
store_rebuild (int    argc,
               char **argv)
{
  g_autoptr(GOptionContext) context = g_option_context_new ("");
  g_autoptr(AnserAccounts) accounts = NULL;
  g_autoptr(AnserSecrets) secrets = NULL;
  g_autoptr(AnserPostOffice) office = NULL;
  g_autoptr(GError) error = NULL;

  if (!cli_parse (context, 0, 0, &argc, &argv, &error))
    return cli_fail (error);
  accounts = cli_user_accounts_open (&error);
  if (!accounts)
    return cli_fail (error);
  secrets = anser_secrets_new_in_memory ();
  office = anser_post_office_new (NULL, accounts, secrets, &error);
  if (!office ||
      !anser_store_rebuild (anser_post_office_get_store (office), on_progress, NULL, &error))
    return cli_fail (error);
  cli_progress_end ();
  g_print ("%s\n", _("The list of messages was made again."));
  return 0;
}

int
cli_store (int    argc,
           char **argv)
{
  static const CliCommand commands[] = {
    { "rebuild", N_("Make the list of messages again from the message files"), store_rebuild },
    { NULL }
  };

  return cli_dispatch ("anserctl store", commands, argc, argv);
}
