/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "arrivals-sink.h"
#include "arrivals.h"
#include "command.h"
#include "fetch-plan.h"
#include "pop3-session.h"

#include <glib/gi18n-lib.h>

/* anserctl pop fetch: gets what is new into a Maildir.
 *
 * C: UIDL   C: RETR, those that are new; each batch durable in the Maildir   C: DELE   C: QUIT */

typedef struct
{
  CliServerOptions  server;
  char             *maildir;
  char             *uid_file;
  gboolean          keep;
  gboolean          delete;
  unsigned          n_fetched;
  unsigned          n_known;
  unsigned          n_deleted;
  unsigned          n_refused;
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
parse (CliFetch   *self,
       int         argc,
       char      **argv,
       GError    **error)
{
  const GOptionEntry entries[] = {
    { "maildir", 0, 0, G_OPTION_ARG_FILENAME, &self->maildir, N_("Where messages go"), N_("DIR") },
    { "state", 0, 0, G_OPTION_ARG_FILENAME, &self->uid_file,
      N_("Where the ids of fetched messages are kept; usually in DIR"), N_("FILE") },
    { "keep", 0, 0, G_OPTION_ARG_NONE, &self->keep,
      N_("Leave all messages on the server (this is usual)"), NULL },
    { "delete", 0, 0, G_OPTION_ARG_NONE, &self->delete,
      N_("Delete on the server what is safe in the Maildir, also from earlier fetches"), NULL },
    { "no-pipelining", 0, 0, G_OPTION_ARG_NONE, &self->server.lock_step,
      N_("Wait for each answer before the next command"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("");

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  cli_server_options_add (&self->server, context);
  if (!cli_parse (context, 0, 0, &argc, &argv, error))
    return FALSE;
  if (!self->maildir)
    {
      g_set_error_literal (error, CLI_ERROR, EX_USAGE,
                           _("Say where the messages go: with --maildir."));
      return FALSE;
    }
  if (self->keep && self->delete)
    {
      g_set_error_literal (error, CLI_ERROR, EX_USAGE,
                           _("--keep and --delete contradict each other."));
      return FALSE;
    }
  return TRUE;
}

/* What came whole is kept, also when the rest did not. */
static gboolean
get_wanted (CliFetch         *self,
            AnserPop3Client  *client,
            CliFetchPlan     *plan,
            AnserArrivals    *arrivals,
            GError          **error)
{
  g_autoptr(CliArrivalsSink) sink = cli_arrivals_sink_new (arrivals, plan);
  g_autoptr(GArray) refused = NULL;
  g_autoptr(GError) local = NULL;
  g_auto(CliWait) wait = { NULL };
  gboolean fetched;
  gboolean committed;

  if (plan->wanted->len == 0)
    return anser_arrivals_commit (arrivals, error);
  anser_pop3_client_fetch_async (client, (const unsigned *) plan->wanted->data, plan->wanted->len,
                                 ANSER_SINK (sink), cli_cancellable (), cli_ready, &wait);
  fetched = anser_pop3_client_fetch_finish (client, cli_wait (&wait), &refused, error);
  committed = anser_arrivals_commit (arrivals, &local);
  if (fetched && !committed)
    g_propagate_error (error, g_steal_pointer (&local));
  self->n_refused = refused ? refused->len : 0;
  if (committed)
    self->n_fetched = cli_arrivals_sink_get_n_ended (sink);
  return fetched && committed;
}

typedef struct
{
  AnserPop3Client *client;
  unsigned         n_waiting;
  unsigned         n_deleted;
  GError          *error;
} CliDeletion;

static void
on_deleted (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  CliDeletion *deletion = user_data;
  g_autoptr(GError) error = NULL;

  deletion->n_waiting--;
  if (anser_pop3_client_dele_finish (deletion->client, result, &error))
    deletion->n_deleted++;
  else if (!deletion->error)
    deletion->error = g_steal_pointer (&error);
}

/* All that is in the Maildir; DELE of all of them go out together. */
static gboolean
delete_arrived (CliFetch         *self,
                AnserPop3Client  *client,
                CliFetchPlan     *plan,
                AnserArrivals    *arrivals,
                GError          **error)
{
  CliDeletion deletion = { .client = client };

  for (unsigned i = 0; i < plan->uids->len; i++)
    {
      if (!anser_arrivals_has (arrivals, plan->uids->pdata[i]))
        continue;
      deletion.n_waiting++;
      anser_pop3_client_dele_async (client, g_array_index (plan->numbers, guint, i),
                                    cli_cancellable (), on_deleted, &deletion);
    }
  while (deletion.n_waiting > 0)
    g_main_context_iteration (NULL, TRUE);
  self->n_deleted = deletion.n_deleted;
  if (deletion.error)
    g_propagate_error (error, deletion.error);
  return !deletion.error;
}

static gboolean
fetch_in_session (CliFetch         *self,
                  AnserPop3Client  *client,
                  AnserArrivals    *arrivals,
                  GError          **error)
{
  g_autoptr(CliFetchPlan) plan = cli_fetch_plan_new (client, arrivals, error);

  if (!plan)
    return FALSE;
  self->n_known = plan->numbers->len - plan->wanted->len;
  if (!get_wanted (self, client, plan, arrivals, error))
    return FALSE;
  if (self->delete && !delete_arrived (self, client, plan, arrivals, error))
    return FALSE;
  if (!cli_pop3_session_close (client, error))
    return FALSE;
  return anser_arrivals_keep_only (arrivals, plan->uids, error);
}

static gboolean
fetch (CliFetch  *self,
       GError   **error)
{
  g_autoptr(AnserServer) server = NULL;
  g_autoptr(AnserArrivals) arrivals = NULL;
  g_autoptr(AnserPop3Client) client = NULL;
  g_autofree char *mailbox = NULL;

  server = cli_server_options_resolve (&self->server, ANSER_PROTOCOL_POP3, error);
  if (!server)
    return FALSE;
  mailbox = g_strdup_printf ("%s@%s", server->user ? server->user : "", server->host);
  arrivals = anser_arrivals_open (self->maildir, mailbox, self->uid_file, error);
  client = arrivals ? cli_pop3_session_open (&self->server, server, error) : NULL;
  if (!client)
    return FALSE;
  return fetch_in_session (self, client, arrivals, error);
}

static void
report (CliFetch *self)
{
  cli_progress_end ();
  if (self->server.json)
    {
      g_print ("{\"fetched\": %u, \"known\": %u, \"deleted\": %u, \"refused\": %u}\n",
               self->n_fetched, self->n_known, self->n_deleted, self->n_refused);
      return;
    }
  g_print (g_dngettext (GETTEXT_PACKAGE, "%u new message\n", "%u new messages\n", self->n_fetched),
           self->n_fetched);
  if (self->n_deleted > 0)
    g_print (g_dngettext (GETTEXT_PACKAGE, "%u message deleted on the server\n",
                          "%u messages deleted on the server\n", self->n_deleted), self->n_deleted);
}

int
cli_pop_fetch (int    argc,
               char **argv)
{
  g_auto(CliFetch) self = { 0 };
  g_autoptr(GError) error = NULL;

  if (!parse (&self, argc, argv, &error))
    return cli_fail (error);
  if (!fetch (&self, &error))
    {
      if (self.n_fetched > 0)
        report (&self);
      return cli_fail (error);
    }
  report (&self);
  if (self.n_refused == 0)
    return 0;
  g_printerr (g_dngettext (GETTEXT_PACKAGE,
                           "The server did not give out %u message. The next fetch asks again.\n",
                           "The server did not give out %u messages. The next fetch asks again.\n",
                           self.n_refused), self.n_refused);
  return EX_TEMPFAIL;
}
