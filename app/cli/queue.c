/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "queue.h"

#include "command.h"
#include "message/letter.h"
#include "store/receipts.h"
#include "user-accounts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* anserctl queue: the outbox, which windows and commands share. */

#define RECEIPTS 20

static char *
dup_subject (AnserStore *store,
             gint64      letter)
{
  g_autofree char *path = letter ? anser_store_dup_path (store, letter, NULL) : NULL;
  g_autoptr(AnserLetter) read = path ? anser_letter_new_for_path (path, NULL) : NULL;

  return g_strdup (read ? anser_letter_get_subject (read) : "");
}

static void
add_recipients (CliJson   *json,
                GPtrArray *recipients)
{
  cli_json_open (json, "recipients", '[');
  for (unsigned i = 0; i < recipients->len; i++)
    cli_json_string (json, NULL, recipients->pdata[i]);
  cli_json_close (json, '[');
}

void
cli_queue_add_item (CliJson               *json,
                    AnserStore            *store,
                    const AnserOutboxItem *item)
{
  static const char *const states[] = { "queued", "sending", "not-sure", "held", "sent" };
  g_autofree char *subject = dup_subject (store, item->letter);

  cli_json_open (json, NULL, '{');
  cli_json_number (json, "id", item->letter);
  cli_json_string (json, "account", item->account);
  cli_json_string (json, "subject", subject);
  cli_json_string (json, "sender", item->sender);
  add_recipients (json, item->recipients);
  cli_json_string (json, "state", states[item->state]);
  cli_json_number (json, "next_attempt", item->not_before);
  cli_json_number (json, "attempts", item->attempts);
  cli_json_string (json, "problem", item->problem);
  cli_json_close (json, '{');
}

static char *
format_time (gint64 seconds)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (seconds);

  return time ? g_date_time_format (time, "%Y-%m-%d %H:%M") : g_strdup ("");
}

static char *
describe_state (const AnserOutboxItem *item)
{
  g_autofree char *time = format_time (item->not_before);

  switch (item->state)
    {
    case ANSER_OUTBOX_SENDING:
      return g_strdup (_("is being sent"));
    case ANSER_OUTBOX_NOT_SURE:
      return g_strdup (_("not sure whether it was sent"));
    case ANSER_OUTBOX_HELD:
      return g_strdup (_("held"));
    case ANSER_OUTBOX_SENT:
      return g_strdup (_("sent"));
    case ANSER_OUTBOX_QUEUED:
    default:
      return item->not_before * G_USEC_PER_SEC > g_get_real_time ()
               ? g_strdup_printf (_("waits until %s"), time) : g_strdup (_("waits"));
    }
}

void
cli_queue_print_item (AnserStore            *store,
                      const AnserOutboxItem *item)
{
  g_autofree char *subject = dup_subject (store, item->letter);
  g_autofree char *state = describe_state (item);
  g_auto(GStrv) lines = g_strsplit (item->problem ? item->problem : "", "\n", -1);

  g_print ("%" G_GINT64_FORMAT "\t%s\t%s\t%s\n", item->letter, item->account, state, subject);
  for (unsigned i = 0; i < item->recipients->len; i++)
    g_print ("\t%s\n", (char *) item->recipients->pdata[i]);
  for (unsigned i = 0; lines[i]; i++)
    if (*lines[i])
      g_print ("\t%s\n", lines[i]);
}

static void
add_receipt (CliJson            *json,
             AnserStore         *store,
             const char         *account,
             const AnserReceipt *receipt)
{
  g_autofree char *subject = dup_subject (store, receipt->letter);

  cli_json_open (json, NULL, '{');
  cli_json_string (json, "account", account);
  cli_json_string (json, "subject", subject);
  cli_json_number (json, "sent_at", receipt->taken_at);
  cli_json_number (json, "recipients", receipt->recipients);
  cli_json_string (json, "receipt", receipt->words);
  cli_json_close (json, '{');
}

static void
print_receipt (AnserStore         *store,
               const char         *account,
               const AnserReceipt *receipt)
{
  g_autofree char *subject = dup_subject (store, receipt->letter);
  g_autofree char *time = format_time (receipt->taken_at);

  g_print ("%s\t%s\t%s\n\t%s\n", time, account, subject, receipt->words);
}

typedef struct
{
  AnserStore *store;
  CliJson    *json;             /* NULL for text */
  gboolean    sent;             /* what was sent, instead of what waits */
} CliListing;

static gboolean
list_account (CliListing  *self,
              const char  *account,
              GError     **error)
{
  g_autoptr(GPtrArray) rows = self->sent
                                ? anser_receipts_list_recent (self->store, account, RECEIPTS, error)
                                : anser_outbox_list (self->store, account, error);

  for (unsigned i = 0; rows && i < rows->len; i++)
    {
      if (self->sent && self->json)
        add_receipt (self->json, self->store, account, rows->pdata[i]);
      else if (self->sent)
        print_receipt (self->store, account, rows->pdata[i]);
      else if (self->json)
        cli_queue_add_item (self->json, self->store, rows->pdata[i]);
      else
        cli_queue_print_item (self->store, rows->pdata[i]);
    }
  return rows != NULL;
}

static gboolean
list_all (CliListing  *self,
          GError     **error)
{
  g_autoptr(AnserAccounts) accounts = cli_user_accounts_open (error);
  g_autoptr(AnserStore) store = accounts ? cli_user_store_open (error) : NULL;

  if (!store)
    return FALSE;
  self->store = store;
  if (self->json)
    cli_json_open (self->json, NULL, '[');
  for (unsigned i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (accounts)); i++)
    {
      g_autoptr(AnserAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), i);

      if (!list_account (self, anser_account_get_id (account), error))
        return FALSE;
    }
  if (self->json)
    {
      cli_json_close (self->json, '[');
      cli_json_print (self->json);
    }
  return TRUE;
}

static int
queue_list (int    argc,
            char **argv)
{
  CliListing self = { NULL };
  gboolean in_json = FALSE;
  const GOptionEntry entries[] = {
    { "sent", 0, 0, G_OPTION_ARG_NONE, &self.sent,
      N_("What was sent lately, with the servers' receipts"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &in_json, N_("Answer in JSON"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("");
  g_auto(CliJson) json = { NULL };
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!cli_parse (context, 0, 0, &argc, &argv, &error))
    return cli_fail (error);
  cli_json_init (&json);
  self.json = in_json ? &json : NULL;
  return list_all (&self, &error) ? 0 : cli_fail (error);
}

/* cancel */

static gboolean
cancel (const char  *word,
        gboolean     in_json,
        GError     **error)
{
  g_autoptr(AnserStore) store = cli_user_store_open (error);
  gint64 letter;
  g_auto(CliJson) json = { NULL };

  if (!store || !cli_queue_find (store, word, &letter, error) ||
      !anser_outbox_take_back (store, letter, error))
    return FALSE;
  if (!in_json)
    {
      g_print ("%s\n", _("The message is in Drafts again and will not be sent."));
      return TRUE;
    }
  cli_json_init (&json);
  cli_json_open (&json, NULL, '{');
  cli_json_number (&json, "cancelled", letter);
  cli_json_close (&json, '{');
  cli_json_print (&json);
  return TRUE;
}

gboolean
cli_queue_find (AnserStore  *store,
                const char  *word,
                gint64      *letter,
                GError     **error)
{
  g_autoptr(AnserOutboxItem) item = NULL;
  guint64 number;

  if (!g_ascii_string_to_unsigned (word, 10, 1, G_MAXINT64, &number, NULL))
    {
      g_set_error (error, CLI_ERROR, EX_USAGE, _("“%s” is not a number that fits here."), word);
      return FALSE;
    }
  *letter = (gint64) number;
  item = anser_outbox_get (store, *letter, NULL);
  if (!item)
    g_set_error (error, CLI_ERROR, EX_NOINPUT,
                 _("There is no message %s in the outbox. “anserctl queue list” shows them."), word);
  return item != NULL;
}

static int
queue_cancel (int    argc,
              char **argv)
{
  gboolean in_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &in_json, N_("Answer in JSON"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("ID");
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!cli_parse (context, 1, 1, &argc, &argv, &error) || !cancel (argv[1], in_json, &error))
    return cli_fail (error);
  return 0;
}

int
cli_queue (int    argc,
           char **argv)
{
  static const CliCommand commands[] = {
    { "list", N_("What waits in the outbox, and why"), queue_list },
    { "run", N_("Send what waits now"), cli_queue_run },
    { "cancel", N_("Take a message back to Drafts"), queue_cancel },
    { NULL }
  };

  return cli_dispatch ("anserctl queue", commands, argc, argv);
}
