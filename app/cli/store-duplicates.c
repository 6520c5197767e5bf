/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "store-commands.h"

#include "command.h"
#include "store/duplicates.h"
#include "user-accounts.h"

#include <glib/gi18n-lib.h>

/* anserctl store duplicates: messages that are there more than once. */

static void
print_json (GPtrArray *found,
            unsigned   n_moved)
{
  g_auto(CliJson) json = { NULL };

  cli_json_init (&json);
  cli_json_open (&json, NULL, '{');
  cli_json_number (&json, "moved", n_moved);
  cli_json_open (&json, "messages", '[');
  for (unsigned i = 0; i < found->len; i++)
    {
      const AnserDuplicate *duplicate = found->pdata[i];

      cli_json_open (&json, NULL, '{');
      cli_json_number (&json, "group", duplicate->group + 1);
      cli_json_string (&json, "kind", duplicate->is_exact ? "exact" : "likely");
      cli_json_boolean (&json, "kept", duplicate->is_kept);
      cli_json_string (&json, "folder", duplicate->folder);
      cli_json_string (&json, "sender", duplicate->sender);
      cli_json_string (&json, "subject", duplicate->subject);
      cli_json_number (&json, "date", duplicate->date);
      cli_json_number (&json, "bytes", duplicate->size);
      cli_json_close (&json, '{');
    }
  cli_json_close (&json, '[');
  cli_json_close (&json, '{');
  cli_json_print (&json);
}

/* One group after the other: what is kept, and what is spare below it. */
static void
print_text (GPtrArray *found,
            unsigned   n_spare,
            unsigned   n_moved)
{
  for (unsigned i = 0; i < found->len; i++)
    {
      const AnserDuplicate *duplicate = found->pdata[i];
      const char *what = duplicate->is_kept    ? _("keep")
                         : duplicate->is_exact ? _("same") : _("likely the same");

      g_print ("%s%s\t%s\t%s\t%s\n", duplicate->is_kept ? "" : "    ", what,
               duplicate->folder ? duplicate->folder : "",
               duplicate->sender ? duplicate->sender : "",
               duplicate->subject ? duplicate->subject : "");
    }
  if (n_moved > 0)
    g_print (g_dngettext (GETTEXT_PACKAGE, "%u message moved to Trash", "%u messages moved to Trash",
                          n_moved), n_moved);
  else
    g_print (g_dngettext (GETTEXT_PACKAGE, "%u message is there more than once",
                          "%u messages are there more than once", n_spare), n_spare);
  g_print ("\n");
}

static gboolean
put_away (AnserStore  *store,
          GArray      *letters,
          GError     **error)
{
  g_auto(CliWait) wait = { NULL };

  anser_store_put_away_async (store, (const gint64 *) letters->data, letters->len,
                              cli_cancellable (), cli_ready, &wait);
  return anser_store_move_finish (store, cli_wait (&wait), error);
}

int
cli_store_duplicates (int    argc,
                      char **argv)
{
  g_autofree char *name = NULL;
  g_autofree char *account = NULL;
  gboolean move = FALSE, likely = FALSE, in_json = FALSE;
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &name, N_("The account whose they are"),
      N_("ACCOUNT") },
    { "move", 0, 0, G_OPTION_ARG_NONE, &move, N_("Move all but one to Trash"), NULL },
    { "likely", 0, 0, G_OPTION_ARG_NONE, &likely, N_("Also those whose headers differ"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &in_json, N_("Answer in JSON"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("");
  g_autoptr(AnserStore) store = NULL;
  g_autoptr(AnserDuplicates) duplicates = NULL;
  g_autoptr(GArray) spare = NULL;
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!cli_parse (context, 0, 0, &argc, &argv, &error) ||
      !(account = cli_store_find_account (name, &error)) || !(store = cli_user_store_open (&error)))
    return cli_fail (error);
  duplicates = anser_duplicates_new (store, account);
  if (!cli_store_run (ANSER_WORK (duplicates), &error))
    return cli_fail (error);
  spare = anser_duplicates_dup_spare (duplicates, move && !likely);
  if (move && spare->len > 0 && !put_away (store, spare, &error))
    return cli_fail (error);
  if (in_json)
    print_json (anser_duplicates_get_found (duplicates), move ? spare->len : 0);
  else
    print_text (anser_duplicates_get_found (duplicates), spare->len, move ? spare->len : 0);
  return 0;
}
