/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "command.h"
#include "courier/doctor.h"
#include "doctor-print.h"
#include "server-options.h"
#include "user-accounts.h"

#include <glib/gi18n-lib.h>

/* anserctl doctor: what is the matter with a server, or with both servers of an account. */

typedef struct
{
  CliServerOptions  options;
  int               timeout;            /* seconds */
  char             *address;            /* nullable: of the account */
  GPtrArray        *reports;
  GError           *problem;            /* nullable: the first */
} Doctor;

static void
doctor_clear (Doctor *self)
{
  cli_server_options_clear (&self->options);
  g_free (self->address);
  g_clear_pointer (&self->reports, g_ptr_array_unref);
  g_clear_error (&self->problem);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Doctor, doctor_clear)

/* Whether @server is the receiving server of @account, and its user, where one is named. */
static gboolean
is_server_of (const AnserServer *server,
              AnserAccount      *account)
{
  const char *host = anser_account_get_host (account, ANSER_PROTOCOL_POP3);
  const char *user = anser_account_get_user (account, ANSER_PROTOCOL_POP3);
  unsigned port = anser_account_get_port (account, ANSER_PROTOCOL_POP3);

  return g_ascii_strcasecmp (host, server->host) == 0 &&
         (port == 0 || server->port == 0 || port == server->port) &&
         (!server->user || g_str_equal (user, server->user));
}

/* What was learnt from it in an account is known here, too. */
static void
recall_quirks (AnserServer *server)
{
  g_autoptr(AnserAccounts) accounts = cli_user_accounts_open (NULL);

  for (guint i = 0; accounts && i < g_list_model_get_n_items (G_LIST_MODEL (accounts)); i++)
    {
      g_autoptr(AnserAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), i);
      g_autofree char *words = NULL;

      if (!is_server_of (server, account))
        continue;
      words = cli_user_store_peek_quirks (account);
      server->quirks = (AnserServerQuirks) (server->quirks |
                                            anser_server_quirks_from_string (words));
    }
}

/* FALSE only when it was interrupted. */
static gboolean
examine (Doctor         *self,
         AnserServer    *server,
         AnserProtocol   protocol,
         GError        **error)
{
  g_auto(CliWait) wait = { NULL };
  AnserDoctorReport *report;

  if (protocol == ANSER_PROTOCOL_POP3)
    recall_quirks (server);
  cli_progress (_("Looking at %s…"), server->host);
  anser_doctor_examine_async (server, protocol, self->address ? self->address : server->user,
                              (unsigned) self->timeout * 1000,
                              cli_server_options_get_trace (&self->options), NULL,
                              cli_cancellable (), cli_ready, &wait);
  report = anser_doctor_examine_finish (cli_wait (&wait), error);
  cli_progress_end ();
  if (!report)
    return FALSE;
  g_ptr_array_add (self->reports, report);
  if (report->problem && !self->problem)
    self->problem = g_error_copy (report->problem);
  if (!self->options.json)
    cli_doctor_print (report, self->reports->len == 1);
  return TRUE;
}

static gboolean
examine_url (Doctor  *self,
             GError **error)
{
  g_autoptr(AnserServer) named = NULL;
  g_autoptr(AnserServer) server = NULL;
  const char *scheme;
  AnserProtocol protocol;

  named = anser_server_new_for_url (self->options.url, &scheme, error);
  if (!named)
    return FALSE;
  protocol = g_str_equal (scheme, "pop3") ? ANSER_PROTOCOL_POP3 : ANSER_PROTOCOL_SMTP;
  server = cli_server_options_resolve (&self->options, protocol, error);
  return server && examine (self, server, protocol, error);
}

/* An account may have only one of the two; the name of the other is empty then. */
static gboolean
examine_account (Doctor  *self,
                 GError **error)
{
  g_autoptr(AnserAccounts) accounts = cli_user_accounts_open (error);
  AnserAccount *account = NULL;

  if (accounts)
    account = cli_user_accounts_find (accounts, self->options.account, error);
  if (!account)
    return FALSE;
  self->address = g_strdup (anser_account_get_address (account));
  for (AnserProtocol protocol = ANSER_PROTOCOL_POP3; protocol <= ANSER_PROTOCOL_SMTP; protocol++)
    {
      g_autoptr(AnserServer) server = NULL;

      if (!*anser_account_get_host (account, protocol))
        continue;
      server = cli_server_options_resolve (&self->options, protocol, error);
      if (!server || !examine (self, server, protocol, error))
        return FALSE;
    }
  if (self->reports->len > 0)
    return TRUE;
  g_set_error (error, CLI_ERROR, EX_CONFIG,
               _("The account “%s” names no server yet. Fill in the receiving and the sending "
                 "server in the accounts window."), self->options.account);
  return FALSE;
}

/* Whom, by an argument or by the options of all commands. */
static gboolean
take_argument (Doctor      *self,
               const char  *argument,
               GError     **error)
{
  char **place = argument && g_strstr_len (argument, -1, "://") ? &self->options.url
                                                                : &self->options.account;

  if (argument && (self->options.url || self->options.account))
    {
      g_set_error_literal (error, CLI_ERROR, EX_USAGE,
                           _("Name one server or one account, once."));
      return FALSE;
    }
  if (argument)
    *place = g_strdup (argument);
  if (!self->options.url == !self->options.account)
    {
      g_set_error_literal (error, CLI_ERROR, EX_USAGE,
                           _("Say whom to look at: a server, such as pop3s://user@host, or one of "
                             "your accounts."));
      return FALSE;
    }
  return TRUE;
}

int
cli_doctor (int    argc,
            char **argv)
{
  g_auto(Doctor) self = { 0 };
  const GOptionEntry entries[] = {
    { "timeout", 0, 0, G_OPTION_ARG_INT, &self.timeout,
      N_("How long the server may be silent; 30 by default"), N_("SECONDS") },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("URL|ACCOUNT"));
  g_autoptr(GError) error = NULL;
  gboolean done;

  cli_server_options_add (&self.options, context);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_summary (context,
                                _("Looks at a server, or at both servers of an account, as a mail "
                                  "program would, and tells what is wrong and what Anser does "
                                  "there. It changes nothing."));
  self.options.password_is_optional = TRUE;
  self.reports = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_doctor_report_unref);
  if (!cli_parse (context, 0, 1, &argc, &argv, &error))
    return cli_fail (error);
  if (!take_argument (&self, argc > 1 ? argv[1] : NULL, &error))
    return cli_fail (error);
  if (self.timeout < 0 || self.timeout > 3600)
    {
      g_set_error_literal (&error, CLI_ERROR, EX_USAGE,
                           _("--timeout takes 1 to 3600 seconds."));
      return cli_fail (error);
    }

  done = self.options.url ? examine_url (&self, &error) : examine_account (&self, &error);
  if (self.options.json && self.reports->len > 0)
    cli_doctor_print_json (self.reports);
  if (!done)
    return cli_fail (error);
  return self.problem ? cli_fail (self.problem) : 0;
}
