/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "command.h"
#include "courier/post-office.h"
#include "user-accounts.h"

#include <glib/gi18n-lib.h>

/* anserctl check: what "Check mail" of the window does, on the same letters. */

static void
on_status (AnserCourier *courier)
{
  const char *status = anser_courier_get_status (courier);

  if (status && *status)
    cli_progress ("%s", status);
}

/* Nobody is there to ask, or it is the command that asks: the check fails with a sentence. */
static void
on_password_needed (AnserCourier  *courier,
                    AnserProtocol  protocol,
                    gpointer       user_data)
{
  AnserAccount *account = anser_courier_get_account (courier);
  gboolean *stopped = user_data;

  *stopped = TRUE;
  cli_progress_end ();
  g_printerr (_("The password for %s at %s is not known. Open Anser once and give it there."),
              anser_account_get_user (account, protocol),
              anser_account_get_host (account, protocol));
  g_printerr ("\n");
  anser_courier_stop (courier);
}

static int
check_account (AnserPostOffice *office,
               AnserAccount    *account)
{
  AnserCourier *courier = anser_post_office_get_courier (office, anser_account_get_id (account));
  g_autoptr(GError) error = NULL;
  g_auto(CliWait) wait = { NULL };
  gboolean stopped = FALSE;
  gulong on_needed;
  int n_new;

  g_signal_connect (courier, "notify::status", G_CALLBACK (on_status), NULL);
  on_needed = g_signal_connect (courier, "password-needed", G_CALLBACK (on_password_needed),
                                &stopped);
  anser_courier_check_async (courier, cli_cancellable (), cli_ready, &wait);
  n_new = anser_courier_check_finish (courier, cli_wait (&wait), &error);
  g_signal_handler_disconnect (courier, on_needed);
  cli_progress_end ();
  if (stopped)
    return EX_CONFIG;
  if (n_new < 0)
    {
      g_prefix_error (&error, "%s: ", anser_account_get_label (account));
      return cli_fail (error);
    }
  g_print (g_dngettext (GETTEXT_PACKAGE, "%s: %d new message\n", "%s: %d new messages\n", n_new),
           anser_account_get_label (account), n_new);
  return 0;
}

/* The status of the first account that did not go well. */
static int
check_all (AnserPostOffice *office,
           GListModel      *accounts)
{
  int first = 0;

  for (unsigned i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(AnserAccount) account = g_list_model_get_item (accounts, i);
      int status = check_account (office, account);

      if (first == 0)
        first = status;
      if (g_cancellable_is_cancelled (cli_cancellable ()))
        break;
    }
  return first;
}

int
cli_check (int    argc,
           char **argv)
{
  g_autoptr(GOptionContext) context = g_option_context_new (_("[ACCOUNT]"));
  g_autoptr(AnserAccounts) accounts = NULL;
  g_autoptr(AnserSecrets) secrets = NULL;
  g_autoptr(AnserPostOffice) office = NULL;
  g_autoptr(GError) error = NULL;
  AnserAccount *account = NULL;

  if (!cli_parse (context, 0, 1, &argc, &argv, &error))
    return cli_fail (error);
  accounts = cli_user_accounts_open (&error);
  if (accounts && argc > 1)
    account = cli_user_accounts_find (accounts, argv[1], &error);
  if (error)
    return cli_fail (error);
  secrets = anser_secrets_new ();
  office = anser_post_office_new (NULL, accounts, secrets, &error);
  if (!office)
    return cli_fail (error);
  return account ? check_account (office, account) : check_all (office, G_LIST_MODEL (accounts));
}
