/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "server-options.h"

#include "accounts/secrets.h"
#include "command.h"
#include "message/address.h"
#include "password.h"
#include "user-accounts.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

void
cli_server_options_add (CliServerOptions *self,
                        GOptionContext   *context)
{
  const GOptionEntry entries[] = {
    { "server", 0, 0, G_OPTION_ARG_STRING, &self->url,
      N_("pop3:, pop3s:, smtp: or smtps: with //USER@HOST:PORT; the s form is TLS from the start, "
         "the plain form demands STARTTLS"), N_("URL") },
    { "account", 0, 0, G_OPTION_ARG_STRING, &self->account,
      N_("Server of one of your accounts, by id or address"), N_("ACCOUNT") },
    { "tls", 0, 0, G_OPTION_ARG_STRING, &self->tls,
      N_("“none” sends everything readable by others on the way, the password too"), "none" },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &self->ca_file,
      N_("Authorities to trust instead of the system's"), N_("FILE") },
    { "pin", 0, 0, G_OPTION_ARG_STRING, &self->pin,
      N_("The only certificate to accept"), "sha256:HEX" },
    { "auth", 0, 0, G_OPTION_ARG_STRING, &self->mechanism,
      N_("Way of authentication; “none” for none"), N_("MECHANISM") },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &self->password_file,
      N_("The password is the first line of FILE"), N_("FILE") },
    { "password-fd", 0, 0, G_OPTION_ARG_INT, &self->password_fd,
      N_("… of file descriptor N"), "N" },
    { "password-command", 0, 0, G_OPTION_ARG_STRING, &self->password_command,
      N_("… of what COMMAND prints"), N_("COMMAND") },
    { "trace", 0, 0, G_OPTION_ARG_NONE, &self->trace,
      N_("Print the conversation with the server, without secrets"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, N_("Answer in JSON"), NULL },
    { NULL }
  };

  self->password_fd = -1;
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

void
cli_server_options_clear (CliServerOptions *self)
{
  g_free (self->url);
  g_free (self->account);
  g_free (self->tls);
  g_free (self->ca_file);
  g_free (self->pin);
  g_free (self->mechanism);
  g_free (self->password_file);
  g_free (self->password_command);
  g_clear_pointer (&self->password, anser_secrets_password_free);
}

static AnserServer *
server_for_url (CliServerOptions  *self,
                AnserProtocol      protocol,
                GError           **error)
{
  const char *wanted = protocol == ANSER_PROTOCOL_POP3 ? "pop3" : "smtp";
  const char *scheme;
  g_autoptr(GError) local = NULL;
  g_autoptr(AnserServer) server = anser_server_new_for_url (self->url, &scheme, &local);

  if (!server)
    {
      g_set_error (error, CLI_ERROR, EX_USAGE, "--server: %s", local->message);
      return NULL;
    }
  if (!g_str_equal (scheme, wanted))
    {
      g_set_error (error, CLI_ERROR, EX_USAGE,
                   _("This needs a server that begins with %s:// or %ss://."), wanted, wanted);
      return NULL;
    }
  return g_steal_pointer (&server);
}

static char *
dup_if_set (const char *text)
{
  return text && *text ? g_strdup (text) : NULL;
}

static AnserServer *
server_for_account (AnserAccount  *account,
                    AnserProtocol  protocol)
{
  /* AnserConnectionSecurity and AnserSecurity have the same members. */
  AnserServer *server =
    anser_server_new (anser_account_get_host (account, protocol),
                      anser_account_get_port (account, protocol),
                      (AnserSecurity) anser_account_get_security (account, protocol));

  server->user = dup_if_set (anser_account_get_user (account, protocol));
  server->mechanism = dup_if_set (anser_account_get_mechanism (account, protocol));
  server->ca_file = dup_if_set (anser_account_get_ca_file (account));
  server->pin = dup_if_set (anser_account_get_pin (account, protocol));
  return server;
}

static void
replace (char       **place,
         const char  *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

static gboolean
apply (CliServerOptions  *self,
       AnserServer       *server,
       GError           **error)
{
  if (self->tls && g_str_equal (self->tls, "none"))
    {
      server->security = ANSER_SECURITY_NONE;
    }
  else if (self->tls)
    {
      g_set_error (error, CLI_ERROR, EX_USAGE, _("--tls knows only “none”, not “%s”."), self->tls);
      return FALSE;
    }
  if (self->ca_file)
    replace (&server->ca_file, self->ca_file);
  if (self->pin)
    replace (&server->pin, self->pin);
  if (self->mechanism)
    replace (&server->mechanism, self->mechanism);
  return TRUE;
}

/* The keyring knows the passwords of accounts. */
static char *
look_up (AnserAccount  *account,
         AnserProtocol  protocol)
{
  g_autoptr(AnserSecrets) secrets = anser_secrets_new ();
  g_autoptr(GError) local = NULL;
  char *known = anser_secrets_lookup_sync (secrets, account, protocol, NULL, &local);

  if (local)
    g_debug ("The keyring gave no password: %s", local->message);
  return known;
}

static gboolean
find_password (CliServerOptions  *self,
               AnserAccount      *account,
               AnserProtocol      protocol,
               AnserServer       *server,
               GError           **error)
{
  CliPasswordSources sources = { self->password_file, self->password_command, self->password_fd };

  if (!server->user || g_strcmp0 (server->mechanism, "none") == 0)
    return TRUE;
  /* Both servers of an account get what can be read only once. */
  if (!self->password && !cli_password_read (&sources, &self->password, error))
    return FALSE;
  server->password = g_strdup (self->password);
  if (!server->password && account)
    server->password = look_up (account, protocol);
  if (!server->password && self->password_is_optional && !isatty (STDIN_FILENO))
    return TRUE;
  if (!server->password)
    server->password = cli_password_ask (server->user, server->host, error);
  /* Return alone means: without. */
  if (server->password && !*server->password && self->password_is_optional)
    g_clear_pointer (&server->password, anser_secrets_password_free);
  return server->password || self->password_is_optional;
}

AnserServer *
cli_server_options_resolve (CliServerOptions  *self,
                            AnserProtocol      protocol,
                            GError           **error)
{
  g_autoptr(AnserServer) server = NULL;
  g_autoptr(AnserAccounts) accounts = NULL;
  AnserAccount *account = NULL;

  if (!self->url == !self->account)
    {
      g_set_error_literal (error, CLI_ERROR, EX_USAGE,
                           _("Say which server it is: with --server or with --account."));
      return NULL;
    }
  if (self->account)
    {
      accounts = cli_user_accounts_open (error);
      account = accounts ? cli_user_accounts_find (accounts, self->account, error) : NULL;
      if (!account)
        return NULL;
    }
  server = account ? server_for_account (account, protocol)
                   : server_for_url (self, protocol, error);
  if (!server || !apply (self, server, error) ||
      !find_password (self, account, protocol, server, error))
    return NULL;
  if (self->keep_unfinished)
    server->quirks = (AnserServerQuirks) (server->quirks | ANSER_QUIRK_KEEP_UNFINISHED);
  /* From here on Ctrl+C ends things in good order. */
  cli_cancellable ();
  cli_use_server (server->host);
  return g_steal_pointer (&server);
}

static char *
find_address_of_account (const char *name)
{
  g_autoptr(AnserAccounts) accounts = cli_user_accounts_open (NULL);
  AnserAccount *account = accounts ? anser_accounts_find (accounts, name) : NULL;
  g_autoptr(AnserAddress) address = NULL;

  if (!account)
    return NULL;
  address = anser_address_new (anser_account_get_name (account),
                               anser_account_get_address (account));
  return anser_address_to_string (address);
}

char *
cli_server_options_find_address (CliServerOptions *self)
{
  g_autoptr(AnserServer) server = NULL;
  const char *scheme;

  if (self->account)
    return find_address_of_account (self->account);
  server = self->url ? anser_server_new_for_url (self->url, &scheme, NULL) : NULL;
  return server && server->user && strchr (server->user, '@') ? g_strdup (server->user) : NULL;
}

void
cli_server_options_choose_account (CliServerOptions *self,
                                   const char       *sender,
                                   gboolean          any)
{
  g_autoptr(AnserAccounts) accounts = NULL;
  g_autoptr(AnserAccount) first = NULL;
  AnserAccount *account = NULL;

  if (self->url || self->account)
    return;
  accounts = cli_user_accounts_open (NULL);
  account = accounts && *sender ? anser_accounts_find (accounts, sender) : NULL;
  if (accounts && !account && any)
    account = first = g_list_model_get_item (G_LIST_MODEL (accounts), 0);
  if (account)
    self->account = g_strdup (anser_account_get_id (account));
}

static void
print_trace (const char *line,
             gpointer    user_data)
{
  g_printerr ("%s\n", line);
}

AnserTraceFunc
cli_server_options_get_trace (CliServerOptions *self)
{
  return self->trace ? print_trace : NULL;
}
