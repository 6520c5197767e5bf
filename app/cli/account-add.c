/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "accounts.h"

#include "account-login.h"
#include "accounts/providers.h"
#include "command.h"
#include "engine/server.h"
#include "message/address.h"
#include "user-accounts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* anserctl accounts add: address and password are enough where the provider is known. */

typedef struct
{
  CliPasswordSources  sources;
  char               *password_file;
  char               *password_command;
  char               *name;
  char               *label;
  char               *pop3;
  char               *smtp;
  char               *tls;
  char               *ca_file;
  gboolean            delete;
  int                 interval;
  gboolean            no_test;
  gboolean            in_json;
} CliAccountAdd;

static void
cli_account_add_clear (CliAccountAdd *self)
{
  char *words[] = { self->password_file, self->password_command, self->name, self->label, self->pop3,
                    self->smtp, self->tls, self->ca_file };

  for (unsigned i = 0; i < G_N_ELEMENTS (words); i++)
    g_free (words[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliAccountAdd, cli_account_add_clear)

static gboolean
parse (CliAccountAdd   *self,
       int             *argc,
       char          ***argv,
       GError         **error)
{
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &self->name, N_("Your name, as recipients see it"),
      N_("TEXT") },
    { "label", 0, 0, G_OPTION_ARG_STRING, &self->label, N_("What the account is called here"),
      N_("TEXT") },
    { "pop3", 0, 0, G_OPTION_ARG_STRING, &self->pop3,
      N_("Receiving server, if not the provider's usual one: pop3: or pop3s: with "
         "//USER@HOST:PORT"), N_("URL") },
    { "smtp", 0, 0, G_OPTION_ARG_STRING, &self->smtp,
      N_("Sending server: smtp: or smtps: with //USER@HOST:PORT"), N_("URL") },
    { "tls", 0, 0, G_OPTION_ARG_STRING, &self->tls,
      N_("“none” sends everything readable by others on the way, the password too"), "none" },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &self->ca_file,
      N_("Authorities to trust instead of the system's"), N_("FILE") },
    { "delete-on-server", 0, 0, G_OPTION_ARG_NONE, &self->delete,
      N_("Delete on the server what was fetched"), NULL },
    { "interval", 0, 0, G_OPTION_ARG_INT, &self->interval,
      N_("Minutes between two checks; 0 for none"), "N" },
    { "no-test", 0, 0, G_OPTION_ARG_NONE, &self->no_test,
      N_("Add it without logging in to its servers first"), NULL },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &self->password_file,
      N_("The password is the first line of FILE"), N_("FILE") },
    { "password-fd", 0, 0, G_OPTION_ARG_INT, &self->sources.fd, N_("… of file descriptor N"), "N" },
    { "password-command", 0, 0, G_OPTION_ARG_STRING, &self->password_command,
      N_("… of what COMMAND prints"), N_("COMMAND") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->in_json, N_("Answer in JSON"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("ADDRESS"));

  self->sources.fd = -1;
  self->interval = -1;
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!cli_parse (context, 1, 1, argc, argv, error))
    return FALSE;
  self->sources.file = self->password_file;
  self->sources.command = self->password_command;
  if (!self->tls || g_str_equal (self->tls, "none"))
    return TRUE;
  g_set_error (error, CLI_ERROR, EX_USAGE, _("--tls knows only “none”, not “%s”."), self->tls);
  return FALSE;
}

static gboolean
set_server (AnserAccount   *account,
            AnserProtocol   protocol,
            const char     *url,
            gboolean        plain,
            GError        **error)
{
  const char *wanted = protocol == ANSER_PROTOCOL_POP3 ? "pop3" : "smtp";
  const char *names[] = { "host", "port", "security", "user" };
  char properties[G_N_ELEMENTS (names)][32];
  const char *scheme;
  g_autoptr(AnserServer) server = anser_server_new_for_url (url, &scheme, error);

  if (server && !g_str_equal (scheme, wanted))
    {
      g_set_error (error, CLI_ERROR, EX_USAGE,
                   _("This needs a server that begins with %s:// or %ss://."), wanted, wanted);
      return FALSE;
    }
  if (!server)
    {
      g_prefix_error (error, "--%s: ", wanted);
      return FALSE;
    }
  for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
    g_snprintf (properties[i], sizeof properties[i], "%s-%s", wanted, names[i]);
  /* AnserConnectionSecurity and AnserSecurity have the same members. */
  g_object_set (account, properties[0], server->host, properties[1], server->port, properties[2],
                plain ? ANSER_CONNECTION_NONE : (AnserConnectionSecurity) server->security, NULL);
  if (server->user)
    g_object_set (account, properties[3], server->user, NULL);
  return TRUE;
}

static gboolean
set_address (AnserAccount  *account,
             const char    *word,
             GError       **error)
{
  g_autoptr(GPtrArray) addresses = anser_addresses_parse (word, error);
  const AnserAddress *address;

  if (!addresses)
    return FALSE;
  if (addresses->len != 1)
    {
      g_set_error (error, CLI_ERROR, EX_USAGE, _("“%s” is not one address."), word);
      return FALSE;
    }
  address = addresses->pdata[0];
  g_object_set (account, "address", address->address, NULL);
  if (address->name)
    g_object_set (account, "name", address->name, NULL);
  return TRUE;
}

/* @provider and @hint (out) (nullable) */
static AnserAccount *
make_account (CliAccountAdd  *self,
              const char     *word,
              const char    **provider,
              const char    **hint,
              GError        **error)
{
  g_autoptr(AnserAccount) account = anser_account_new_unsaved ();

  if (!set_address (account, word, error))
    return NULL;
  *provider = anser_providers_fill (account, hint);
  if ((self->pop3 &&
       !set_server (account, ANSER_PROTOCOL_POP3, self->pop3, self->tls != NULL, error)) ||
      (self->smtp &&
       !set_server (account, ANSER_PROTOCOL_SMTP, self->smtp, self->tls != NULL, error)))
    return NULL;
  if (self->name)
    g_object_set (account, "name", self->name, NULL);
  if (self->label)
    g_object_set (account, "label", self->label, NULL);
  if (self->ca_file)
    g_object_set (account, "ca-file", self->ca_file, NULL);
  if (self->delete)
    g_object_set (account, "leave-on-server", FALSE, NULL);
  if (self->interval >= 0)
    g_object_set (account, "check-interval", (unsigned) self->interval, NULL);
  return g_steal_pointer (&account);
}

static void
report (CliAccountAdd *self,
        AnserAccount  *account,
        const char    *provider,
        const char    *hint,
        AnserSecrets  *secrets)
{
  g_auto(CliJson) json = { NULL };

  if (anser_secrets_get_problem (secrets))
    g_printerr ("%s\n", anser_secrets_get_problem (secrets));
  if (!self->in_json)
    {
      g_print (_("The account %s was added. Its id is %s."), anser_account_get_address (account),
               anser_account_get_id (account));
      g_print ("\n");
      return;
    }
  cli_json_init (&json);
  cli_account_open_object (&json, account);
  cli_json_string (&json, "provider", provider);
  cli_json_string (&json, "hint", hint);
  cli_json_boolean (&json, "password_kept", anser_secrets_is_persistent (secrets));
  cli_json_close (&json, '{');
  cli_json_print (&json);
}

/* The test comes first: an account that does not work is not added. */
static gboolean
test (CliAccountAdd  *self,
      AnserAccount   *account,
      const char     *password,
      const char     *hint,
      GError        **error)
{
  if (self->no_test || cli_account_test (account, password, password, self->in_json, error))
    return TRUE;
  if (hint)
    g_printerr ("%s\n", hint);
  return FALSE;
}

static gboolean
add (CliAccountAdd  *self,
     const char     *word,
     GError        **error)
{
  g_autoptr(AnserAccounts) accounts = cli_user_accounts_open (error);
  const char *provider = NULL;
  const char *hint = NULL;
  g_autoptr(AnserAccount) unsaved = NULL;
  g_autoptr(AnserSecrets) secrets = NULL;
  g_autoptr(GError) local = NULL;
  AnserAccount *account;
  char *password = NULL;

  if (accounts)
    unsaved = make_account (self, word, &provider, &hint, error);
  if (!unsaved || !cli_user_accounts_check_new (accounts, unsaved, error))
    return FALSE;
  password = cli_account_find_password (unsaved, ANSER_PROTOCOL_POP3, &self->sources, NULL, &local);
  if (local || !test (self, unsaved, password, hint, &local))
    {
      anser_secrets_password_free (password);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  account = anser_accounts_add (accounts, unsaved);
  g_settings_sync ();
  secrets = anser_secrets_new ();
  if (password && !cli_account_keep_password (account, ANSER_PROTOCOL_POP3, secrets, password, &local))
    g_printerr ("%s\n", local->message);
  anser_secrets_password_free (password);
  report (self, account, provider, hint, secrets);
  return TRUE;
}

int
cli_account_add (int    argc,
                 char **argv)
{
  g_auto(CliAccountAdd) self = { .sources.fd = -1 };
  g_autoptr(GError) error = NULL;

  if (!parse (&self, &argc, &argv, &error) || !add (&self, argv[1], &error))
    return cli_fail (error);
  return 0;
}
