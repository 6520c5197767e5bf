/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "account-login.h"

#include "command.h"
#include "courier/account-server.h"
#include "courier/courier.h"

#include <glib/gi18n-lib.h>

char *
cli_account_find_password (AnserAccount              *account,
                           AnserProtocol              protocol,
                           const CliPasswordSources  *sources,
                           AnserSecrets              *secrets,
                           GError                   **error)
{
  char *password = NULL;

  if (!anser_account_needs_password (account, protocol))
    return NULL;
  if (!cli_password_read (sources, &password, error) || password)
    return password;
  if (secrets)
    {
      g_autoptr(GError) local = NULL;

      password = anser_secrets_lookup_sync (secrets, account, protocol, NULL, &local);
      if (local)
        g_debug ("The keyring gave no password: %s", local->message);
    }
  return password ? password : cli_password_ask (anser_account_get_user (account, protocol),
                                                 anser_account_get_host (account, protocol), error);
}

gboolean
cli_account_keep_password (AnserAccount   *account,
                           AnserProtocol   protocol,
                           AnserSecrets   *secrets,
                           const char     *password,
                           GError        **error)
{
  g_auto(CliWait) wait = { NULL };

  anser_secrets_store_async (secrets, account, protocol, password, NULL, cli_ready, &wait);
  return anser_secrets_store_finish (secrets, cli_wait (&wait), error);
}

typedef struct
{
  CliJson  json;
  gboolean in_json;
} Steps;

static void
on_step (const char   *step,
         const GError *error,
         gpointer      user_data)
{
  Steps *self = user_data;

  if (!self->in_json)
    {
      g_print ("%s: %s\n", step, error ? _("no") : _("yes"));
      return;
    }
  cli_json_open (&self->json, NULL, '{');
  cli_json_string (&self->json, "step", step);
  cli_json_boolean (&self->json, "ok", !error);
  cli_json_close (&self->json, '{');
}

static void
end_object (CliJson      *json,
            AnserAccount *account,
            const GError *error)
{
  cli_json_close (json, '[');
  cli_json_string (json, "account", anser_account_get_address (account));
  cli_json_boolean (json, "ok", !error);
  if (error)
    cli_json_error (json, error);
  cli_json_close (json, '{');
  cli_json_print (json);
  cli_use_json (!error);
}

gboolean
cli_account_test (AnserAccount  *account,
                  const char    *pop3_password,
                  const char    *smtp_password,
                  gboolean       in_json,
                  GError       **error)
{
  Steps steps = { .in_json = in_json };
  g_auto(CliWait) wait = { NULL };
  g_autoptr(GError) local = NULL;
  gboolean passed;

  cli_json_init (&steps.json);
  cli_json_open (&steps.json, NULL, '{');
  cli_json_open (&steps.json, "steps", '[');
  cli_use_server (anser_account_get_host (account, ANSER_PROTOCOL_POP3));
  anser_courier_test_async (account, pop3_password, smtp_password, on_step, &steps,
                            cli_cancellable (), cli_ready, &wait);
  passed = anser_courier_test_finish (cli_wait (&wait), &local);
  if (in_json)
    end_object (&steps.json, account, local);
  cli_json_clear (&steps.json);
  if (!passed)
    g_propagate_error (error, g_steal_pointer (&local));
  return passed;
}
