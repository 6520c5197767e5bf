/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "command.h"
#include "engine/pop3-reply.h"
#include "fetch-place.h"
#include "json.h"
#include "progress.h"
#include "server-options.h"
#include "user-accounts.h"

#include <glib/gi18n-lib.h>

/* anserctl pop fetch: gets what is new into a Maildir, or with --account alone into the store of the
 * windows. The session is courier/receive.h's. */

typedef struct
{
  CliServerOptions           server;
  char                      *maildir;
  char                      *uid_file;
  gboolean                   keep;
  gboolean                   delete;
  int                        delete_after;
  gint64                     max_size;
  gboolean                   headers_only;
  AnserReceivePolicy         policy;
  const AnserReceiveResult  *result;    /* of the session, once it has run */
} CliFetch;

static void
cli_fetch_clear (CliFetch *self)
{
  cli_server_options_clear (&self->server);
  g_free (self->maildir);
  g_free (self->uid_file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliFetch, cli_fetch_clear)

static gboolean
check_options (CliFetch  *self,
               GError   **error)
{
  if (!self->maildir && (!self->server.account || self->uid_file))
    g_set_error_literal (error, CLI_ERROR, EX_USAGE,
                         _("Say where the messages go: with --maildir."));
  else if (self->keep + self->delete + (self->delete_after >= 0) > 1)
    g_set_error_literal (error, CLI_ERROR, EX_USAGE,
                         _("--keep, --delete and --delete-after contradict each other."));
  else if (self->max_size < 0)
    g_set_error_literal (error, CLI_ERROR, EX_USAGE,
                         _("Say a number of bytes with --max-size."));
  else
    return TRUE;
  return FALSE;
}

static gboolean
parse (CliFetch   *self,
       int         argc,
       char      **argv,
       GError    **error)
{
  const GOptionEntry entries[] = {
    { "maildir", 0, 0, G_OPTION_ARG_FILENAME, &self->maildir,
      N_("Where messages go; without it, into the inbox of --account"), N_("DIR") },
    { "state", 0, 0, G_OPTION_ARG_FILENAME, &self->uid_file,
      N_("Where the ids of fetched messages are kept; usually in DIR"), N_("FILE") },
    { "keep", 0, 0, G_OPTION_ARG_NONE, &self->keep,
      N_("Leave all messages on the server (this is usual)"), NULL },
    { "delete", 0, 0, G_OPTION_ARG_NONE, &self->delete,
      N_("Delete on the server what is safe in the Maildir, also from earlier fetches"), NULL },
    { "delete-after", 0, 0, G_OPTION_ARG_INT, &self->delete_after,
      N_("The same, but only what was fetched so many days ago"), N_("DAYS") },
    { "max-size", 0, 0, G_OPTION_ARG_INT64, &self->max_size,
      N_("Leave larger messages on the server, and say which"), N_("BYTES") },
    { "headers-only", 0, 0, G_OPTION_ARG_NONE, &self->headers_only,
      N_("Get the headers only; larger messages with --max-size"), NULL },
    { "keep-unfinished", 0, 0, G_OPTION_ARG_NONE, &self->server.keep_unfinished,
      N_("Keep messages whose end the server does not tell, if they are long enough"), NULL },
    { "no-pipelining", 0, 0, G_OPTION_ARG_NONE, &self->server.lock_step,
      N_("Wait for each answer before the next command"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("");

  self->delete_after = -1;
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  cli_server_options_add (&self->server, context);
  return cli_parse (context, 0, 0, &argc, &argv, error) && check_options (self, error);
}

/* What the command line does not say is as the account has it, where its own store is filled. */
static void
choose_policy (CliFetch     *self,
               AnserAccount *account)
{
  AnserReceivePolicy *policy = &self->policy;

  policy->keep_when_stopped = TRUE;
  policy->complete = !account;
  policy->leave_on_server = account ? anser_account_get_leave_on_server (account) : TRUE;
  policy->follow_deletion = account && anser_account_get_follow_deletion (account) && !self->keep;
  policy->follow_moves = account && anser_account_get_follow_moves (account) && !self->keep;
  policy->leave_days = account ? anser_account_get_leave_days (account) : 0;
  if (self->keep || self->delete || self->delete_after >= 0)
    {
      policy->leave_on_server = !self->delete && self->delete_after != 0;
      policy->leave_days = MAX (self->delete_after, 0);
    }
  policy->max_size = self->max_size;
  policy->headers_only = self->headers_only && self->max_size == 0;
  policy->preview = self->headers_only;
  if (account && self->max_size == 0 && !self->headers_only)
    {
      policy->max_size = anser_account_get_max_size (account);
      policy->headers_only = anser_account_get_headers_only (account);
      policy->preview = TRUE;
    }
}

static gboolean
open_place (CliFetch           *self,
            const AnserServer  *server,
            CliFetchPlace      *place,
            GError            **error)
{
  g_autoptr(AnserAccounts) accounts = NULL;
  AnserAccount *account;

  if (self->maildir)
    {
      g_autofree char *mailbox = g_strdup_printf ("%s@%s", server->user ? server->user : "",
                                                  server->host);

      choose_policy (self, NULL);
      return cli_fetch_place_open_maildir (place, self->maildir, mailbox, self->uid_file, error);
    }
  accounts = cli_user_accounts_open (error);
  account = accounts ? cli_user_accounts_find (accounts, self->server.account, error) : NULL;
  if (!account)
    return FALSE;
  choose_policy (self, account);
  return cli_fetch_place_open_store (place, account, error);
}

static void
on_progress (const AnserCourierProgress *progress,
             gpointer                    user_data)
{
  const AnserServer *server = user_data;
  g_autofree char *sentence =
    anser_courier_progress_to_string (progress, server->host, g_get_monotonic_time ());

  cli_progress_bar (anser_courier_progress_get_fraction (progress), sentence);
}

static void
print_json (CliFetch *self)
{
  g_auto(CliJson) json = { NULL };
  AnserPop3Items *skipped = self->result->skipped;

  cli_json_init (&json);
  cli_json_open (&json, NULL, '{');
  cli_json_number (&json, "fetched", self->result->n_new);
  cli_json_number (&json, "known", self->result->n_known);
  cli_json_number (&json, "deleted", self->result->n_deleted);
  cli_json_number (&json, "refused", self->result->n_refused);
  cli_json_number (&json, "headers", self->result->n_headers);
  cli_json_number (&json, "left", self->result->n_left);
  cli_json_open (&json, "skipped", '[');
  for (unsigned i = 0; skipped && i < anser_pop3_items_get_length (skipped); i++)
    {
      AnserPop3Item item = anser_pop3_items_get (skipped, i);

      cli_json_open (&json, NULL, '{');
      cli_json_number (&json, "number", item.number);
      if (item.uid)
        cli_json_string (&json, "uid", item.uid);
      cli_json_number (&json, "bytes", item.size);
      cli_json_close (&json, '{');
    }
  cli_json_close (&json, '[');
  cli_json_close (&json, '{');
  cli_json_print (&json);
}

static void
print_skipped (AnserPop3Items *skipped)
{
  for (unsigned i = 0; skipped && i < anser_pop3_items_get_length (skipped); i++)
    {
      AnserPop3Item item = anser_pop3_items_get (skipped, i);
      g_autofree char *size = g_format_size (item.size);

      g_print (_("Message %u of %s was left on the server. To get it, allow a larger --max-size.\n"),
               item.number, size);
    }
}

static void
report (CliFetch *self)
{
  const AnserReceiveResult *result = self->result;

  cli_progress_end ();
  if (self->server.json)
    {
      print_json (self);
      return;
    }
  g_print (g_dngettext (GETTEXT_PACKAGE, "%u new message\n", "%u new messages\n", result->n_new),
           result->n_new);
  if (result->n_headers > 0)
    g_print (g_dngettext (GETTEXT_PACKAGE, "of %u of them only the header\n",
                          "of %u of them only the headers\n", result->n_headers),
             result->n_headers);
  print_skipped (result->skipped);
  if (result->n_left > 0)
    g_print (g_dngettext (GETTEXT_PACKAGE, "%u message left on the server by your rules\n",
                          "%u messages left on the server by your rules\n", result->n_left),
             result->n_left);
  if (result->n_deleted > 0)
    g_print (g_dngettext (GETTEXT_PACKAGE, "%u message deleted on the server\n",
                          "%u messages deleted on the server\n", result->n_deleted),
             result->n_deleted);
}

/* What is here and the server did not hand over is told beside what came. */
static int
end (CliFetch     *self,
     AnserReceive *session,
     GAsyncResult *result)
{
  g_autoptr(GError) error = NULL;
  const GError *notice;

  self->result = anser_receive_get_result (session);
  if (!anser_receive_run_finish (session, result, &error))
    {
      cli_progress_end ();
      if (self->result->n_new > 0 && !self->server.json)
        report (self);
      return cli_fail (error);
    }
  report (self);
  notice = anser_receive_get_notice (session);
  if (!notice)
    return 0;
  g_printerr ("%s\n", notice->message);
  return EX_TEMPFAIL;
}

static int
fetch (CliFetch           *self,
       const AnserServer  *server,
       CliFetchPlace      *place)
{
  g_autoptr(AnserReceive) session = anser_receive_new (place->depot, server, &self->policy);
  g_auto(CliWait) wait = { NULL };

  anser_receive_set_lock (session, place->lock);
  anser_receive_set_lock_step (session, self->server.lock_step);
  anser_receive_set_trace (session, cli_server_options_get_trace (&self->server), NULL);
  anser_receive_set_report (session, on_progress, (gpointer) server);
  anser_receive_run_async (session, cli_cancellable (), cli_ready, &wait);
  return end (self, session, cli_wait (&wait));
}

int
cli_pop_fetch (int    argc,
               char **argv)
{
  g_auto(CliFetch) self = { 0 };
  g_auto(CliFetchPlace) place = { 0 };
  g_autoptr(AnserServer) server = NULL;
  g_autoptr(GError) error = NULL;

  if (!parse (&self, argc, argv, &error))
    return cli_fail (error);
  server = cli_server_options_resolve (&self.server, ANSER_PROTOCOL_POP3, &error);
  if (!server || !open_place (&self, server, &place, &error))
    return cli_fail (error);
  return fetch (&self, server, &place);
}
