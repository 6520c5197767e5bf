/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "queue.h"

#include "account-login.h"
#include "command.h"
#include "courier/account-server.h"
#include "courier/due.h"
#include "courier/send.h"
#include "user-accounts.h"

#include <glib/gi18n-lib.h>

/* anserctl queue run: sends what waits in the outbox, without receiving. */

typedef struct
{
  AnserStore *store;
  gint64      letter;           /* also this one, although it is held; 0 for none */
  gboolean    partial;
  gboolean    in_json;
  GArray     *sent;             /* (element-type gint64) */
} CliQueueRun;

static void
cli_queue_run_clear (CliQueueRun *self)
{
  g_clear_object (&self->store);
  g_clear_pointer (&self->sent, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliQueueRun, cli_queue_run_clear)

/* A letter that failed before need not wait any longer; one that was put off by its writer does,
 * unless it is the one named. What is not sure, or was refused, goes again only when named. */
static gboolean
is_to_go_now (CliQueueRun           *self,
              const AnserOutboxItem *item)
{
  if (item->letter == self->letter)
    return item->state != ANSER_OUTBOX_SENDING && item->state != ANSER_OUTBOX_SENT;
  return item->state == ANSER_OUTBOX_QUEUED && item->attempts > 0 && item->not_before > 0;
}

static gboolean
hurry (CliQueueRun  *self,
       const char   *account,
       GError      **error)
{
  g_autoptr(AnserAccountLock) lock = anser_store_lock_account (self->store, account, error);
  g_autoptr(GPtrArray) items = lock ? anser_outbox_list (self->store, account, error) : NULL;

  for (unsigned i = 0; items && i < items->len; i++)
    {
      AnserOutboxItem *item = items->pdata[i];

      if (!is_to_go_now (self, item))
        continue;
      item->state = ANSER_OUTBOX_QUEUED;
      item->not_before = 0;
      if (item->letter == self->letter && self->partial)
        item->partial = TRUE;
      if (!anser_outbox_update (self->store, item, error))
        return FALSE;
    }
  return items != NULL;
}

static void
on_report (const AnserCourierProgress *progress,
           gpointer                    user_data)
{
  g_autofree char *sentence =
    anser_courier_progress_to_string (progress, user_data, g_get_monotonic_time ());

  cli_progress_bar (anser_courier_progress_get_fraction (progress), sentence);
}

static gboolean
send_due (CliQueueRun   *self,
          AnserAccount  *account,
          AnserServer   *server,
          GError       **error)
{
  g_autoptr(AnserSessionLock) lock = anser_session_lock_new (self->store,
                                                             anser_account_get_id (account));
  g_autoptr(AnserSend) send = anser_send_new (self->store, anser_account_get_id (account), lock);
  g_auto(CliWait) wait = { NULL };
  gboolean sent;

  anser_send_set_server (send, server, NULL);
  anser_send_set_report (send, on_report, server->host);
  anser_send_run_async (send, cli_cancellable (), cli_ready, &wait);
  sent = anser_send_run_finish (send, cli_wait (&wait), error);
  if (anser_send_get_sent (send))
    g_array_append_vals (self->sent, anser_send_get_sent (send)->data,
                         anser_send_get_sent (send)->len);
  return sent;
}

static gboolean
has_due (CliQueueRun  *self,
         const char   *account,
         gboolean     *due,
         GError      **error)
{
  g_autoptr(GPtrArray) items = anser_due_list (self->store, account,
                                               g_get_real_time () / G_USEC_PER_SEC, error);

  *due = items && items->len > 0;
  return items != NULL;
}

static gboolean
run_account (CliQueueRun   *self,
             AnserAccount  *account,
             GError       **error)
{
  const char *id = anser_account_get_id (account);
  CliPasswordSources sources = { .fd = -1 };
  g_autoptr(AnserSecrets) secrets = NULL;
  g_autoptr(AnserServer) server = NULL;
  g_autoptr(GError) local = NULL;
  char *password;
  gboolean due;

  if (!hurry (self, id, error) || !has_due (self, id, &due, error))
    return FALSE;
  if (!due)
    return TRUE;
  secrets = anser_secrets_new ();
  password = cli_account_find_password (account, ANSER_PROTOCOL_SMTP, &sources, secrets, &local);
  if (!local)
    server = anser_account_server_new (account, ANSER_PROTOCOL_SMTP, password);
  anser_secrets_password_free (password);
  if (!local && !server)
    g_set_error (&local, CLI_ERROR, EX_CONFIG, _("The account %s has no server for sending."),
                 anser_account_get_address (account));
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  cli_use_server (server->host);
  return send_due (self, account, server, error);
}

/* What is left, with the reasons. Returns the exit status that fits it. */
static int
print_left (CliQueueRun *self,
            GListModel  *accounts,
            CliJson     *json)
{
  int status = 0;

  for (unsigned i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(AnserAccount) account = g_list_model_get_item (accounts, i);
      g_autoptr(GPtrArray) items = anser_outbox_list (self->store, anser_account_get_id (account),
                                                      NULL);

      for (unsigned j = 0; items && j < items->len; j++)
        {
          AnserOutboxItem *item = items->pdata[j];

          if (self->in_json)
            cli_queue_add_item (json, self->store, item);
          else
            cli_queue_print_item (self->store, item);
          if (item->state == ANSER_OUTBOX_HELD || item->state == ANSER_OUTBOX_NOT_SURE)
            status = EX_UNAVAILABLE;
          else if (item->attempts > 0 && status == 0)
            status = EX_TEMPFAIL;
        }
    }
  return status;
}

static int
report (CliQueueRun  *self,
        GListModel   *accounts,
        const GError *error)
{
  g_auto(CliJson) json = { NULL };
  int status;

  cli_progress_end ();
  cli_json_init (&json);
  cli_json_open (&json, NULL, '{');
  cli_json_open (&json, "sent", '[');
  for (unsigned i = 0; i < self->sent->len; i++)
    cli_json_number (&json, NULL, g_array_index (self->sent, gint64, i));
  cli_json_close (&json, '[');
  if (!self->in_json)
    g_print (ngettext ("%u message sent\n", "%u messages sent\n", self->sent->len), self->sent->len);
  cli_json_open (&json, "left", '[');
  status = print_left (self, accounts, &json);
  cli_json_close (&json, '[');
  if (error)
    cli_json_error (&json, error);
  cli_json_close (&json, '{');
  if (self->in_json)
    cli_json_print (&json);
  cli_use_json (FALSE);
  return error ? cli_fail (error) : status;
}

/* One account's trouble does not hold up another. The error is the first. */
static void
run_all (CliQueueRun  *self,
         GListModel   *accounts,
         GError      **error)
{
  for (unsigned i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(AnserAccount) account = g_list_model_get_item (accounts, i);
      g_autoptr(GError) local = NULL;

      if (!run_account (self, account, &local) && error && !*error)
        g_propagate_error (error, g_steal_pointer (&local));
      if (g_cancellable_is_cancelled (cli_cancellable ()))
        break;
    }
}

static int
run (CliQueueRun *self,
     const char  *word)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserAccounts) accounts = cli_user_accounts_open (&error);

  self->store = accounts ? cli_user_store_open (&error) : NULL;
  if (!self->store || (word && !cli_queue_find (self->store, word, &self->letter, &error)))
    return cli_fail (error);
  self->sent = g_array_new (FALSE, FALSE, sizeof (gint64));
  run_all (self, G_LIST_MODEL (accounts), &error);
  return report (self, G_LIST_MODEL (accounts), error);
}

int
cli_queue_run (int    argc,
               char **argv)
{
  g_auto(CliQueueRun) self = { NULL };
  const GOptionEntry entries[] = {
    { "partial", 0, 0, G_OPTION_ARG_NONE, &self.partial,
      N_("Send message ID to those the server accepts when it refuses others"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self.in_json, N_("Answer in JSON"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("[ID]");
  g_autoptr(GError) error = NULL;

  g_option_context_set_summary (context,
                                _("Sends what is due, what failed before and waits for its next "
                                  "attempt, and message ID, even if it is held or not sure."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!cli_parse (context, 0, 1, &argc, &argv, &error))
    return cli_fail (error);
  return run (&self, argc > 1 ? argv[1] : NULL);
}
