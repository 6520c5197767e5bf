/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "command.h"
#include "courier/post-office.h"
#include "password.h"
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

typedef struct
{
  AnserPostOffice *office;
  AnserCourier    *courier;
  AnserAccount    *account;
  gboolean         needed[2];           /* by AnserProtocol: the servers want a password */
  gboolean         given[2];
} CliCheck;

static void
on_password_needed (AnserCourier  *courier,
                    AnserProtocol  protocol,
                    CliCheck      *self)
{
  self->needed[protocol] = TRUE;
}

static void
give (CliCheck      *self,
      AnserProtocol  protocol,
      const char    *password)
{
  AnserSecrets *secrets = anser_post_office_get_secrets (self->office);
  g_autoptr(GError) error = NULL;
  g_auto(CliWait) wait = { NULL };

  anser_secrets_store_async (secrets, self->account, protocol, password, NULL, cli_ready, &wait);
  if (!anser_secrets_store_finish (secrets, cli_wait (&wait), &error))
    g_debug ("The password could not be remembered: %s", error->message);
  self->given[protocol] = TRUE;
}

/* Asks for what was found to be missing, once; FALSE if there is nothing more to ask for. */
static gboolean
ask (CliCheck  *self,
     GError   **error)
{
  gboolean asked = FALSE;

  for (AnserProtocol protocol = ANSER_PROTOCOL_POP3; protocol <= ANSER_PROTOCOL_SMTP; protocol++)
    {
      g_autoptr(GError) local = NULL;
      char *password;

      if (!self->needed[protocol] || self->given[protocol])
        continue;
      password = cli_password_ask (anser_account_get_user (self->account, protocol),
                                   anser_account_get_host (self->account, protocol), &local);
      if (!password)
        {
          g_clear_error (error);
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      give (self, protocol, password);
      anser_courier_give_password (self->courier, protocol, password);
      anser_secrets_password_free (password);
      asked = TRUE;
    }
  return asked;
}

/* Adds the messages that came to @n_new. A message that could not be sent, or that the server would
 * not hand over, fails no check for the window, which shows it beside the new ones; here it is all
 * that a script can see. */
static gboolean
check_once (CliCheck  *self,
            unsigned  *n_new,
            GError   **error)
{
  g_auto(CliWait) wait = { NULL };
  const GError *problem;
  int n;

  anser_courier_check_async (self->courier, cli_cancellable (), cli_ready, &wait);
  n = anser_courier_check_finish (self->courier, cli_wait (&wait), error);
  if (n < 0)
    return FALSE;
  *n_new += (unsigned) n;
  problem = anser_courier_get_problem (self->courier);
  if (problem)
    g_propagate_error (error, g_error_copy (problem));
  return !problem;
}

/* @error (nullable). In JSON: "account", "address", "new", and "error". */
static void
report (AnserAccount *account,
        unsigned      n_new,
        gboolean      in_json,
        const GError *error)
{
  g_auto(CliJson) json = { NULL };

  if (!in_json && (!error || n_new > 0))
    g_print (ngettext ("%s: %u new message\n", "%s: %u new messages\n", n_new),
             anser_account_get_label (account), n_new);
  if (!in_json)
    return;
  cli_json_init (&json);
  cli_json_open (&json, NULL, '{');
  cli_json_string (&json, "account", anser_account_get_id (account));
  cli_json_string (&json, "address", anser_account_get_address (account));
  cli_json_number (&json, "new", n_new);
  if (error)
    cli_json_error (&json, error);
  cli_json_close (&json, '{');
  cli_json_print (&json);
  cli_use_json (FALSE);
}

static int
check_account (AnserPostOffice *office,
               AnserAccount    *account,
               gboolean         in_json)
{
  CliCheck self = { office, anser_post_office_get_courier (office, anser_account_get_id (account)),
                    account };
  const char *password = g_getenv ("ANSER_PASSWORD");
  g_autoptr(GError) error = NULL;
  unsigned n_new = 0;
  gboolean done;

  for (AnserProtocol protocol = ANSER_PROTOCOL_POP3;
       password && protocol <= ANSER_PROTOCOL_SMTP; protocol++)
    give (&self, protocol, password);
  g_signal_connect (self.courier, "notify::status", G_CALLBACK (on_status), NULL);
  g_signal_connect (self.courier, "password-needed", G_CALLBACK (on_password_needed), &self);
  while (!(done = check_once (&self, &n_new, &error)) && ask (&self, &error))
    g_clear_error (&error);
  g_signal_handlers_disconnect_by_data (self.courier, &self);
  cli_progress_end ();
  if (!done)
    g_prefix_error (&error, "%s: ", anser_account_get_label (account));
  report (account, n_new, in_json, error);
  return done ? 0 : cli_fail (error);
}

/* The status of the first account that did not go well. */
static int
check_all (AnserPostOffice *office,
           GListModel      *accounts,
           gboolean         in_json)
{
  int first = 0;

  for (unsigned i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(AnserAccount) account = g_list_model_get_item (accounts, i);
      int status = check_account (office, account, in_json);

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
  gboolean in_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &in_json, N_("Answer in JSON"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("[ACCOUNT]"));
  g_autoptr(AnserAccounts) accounts = NULL;
  g_autoptr(AnserSecrets) secrets = NULL;
  g_autoptr(AnserPostOffice) office = NULL;
  g_autoptr(GError) error = NULL;
  AnserAccount *account = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!cli_parse (context, 0, 1, &argc, &argv, &error))
    return cli_fail (error);
  accounts = cli_user_accounts_open (&error);
  if (accounts && argc > 1)
    account = cli_user_accounts_find (accounts, argv[1], &error);
  if (error)
    return cli_fail (error);
  /* A password given for this once is not to stay in the keyring. */
  secrets = g_getenv ("ANSER_PASSWORD") ? anser_secrets_new_in_memory () : anser_secrets_new ();
  office = anser_post_office_new (NULL, accounts, secrets, &error);
  if (!office)
    return cli_fail (error);
  return account ? check_account (office, account, in_json)
                 : check_all (office, G_LIST_MODEL (accounts), in_json);
}
