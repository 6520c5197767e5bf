/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "rules-run.h"

#include "command.h"
#include "courier/rule-owner.h"
#include "courier/rule-plan.h"
#include "courier/rule-words.h"
#include "user-accounts.h"

#include <glib/gi18n-lib.h>

/* anserctl rules run: over a folder of one account, or of all. */

typedef struct
{
  char           *account;
  char           *folder;
  gboolean        dry_run;
  gboolean        in_json;

  AnserAccounts  *accounts;
  AnserStore     *store;
  AnserRuleBook  *book;
  GPtrArray      *rules;            /* (element-type AnserRule): those to be run */
  gboolean        always;           /* they were named: also if they are switched off */
} CliRun;

static void
cli_run_clear (CliRun *self)
{
  g_free (self->account);
  g_free (self->folder);
  g_clear_object (&self->store);
  g_clear_object (&self->book);
  g_clear_object (&self->accounts);
  g_clear_pointer (&self->rules, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliRun, cli_run_clear)

static gboolean
add_named (CliRun      *self,
           const char  *name,
           GError     **error)
{
  GPtrArray *all = anser_rule_book_get_rules (self->book);
  gboolean found = FALSE;

  for (unsigned i = 0; i < all->len; i++)
    {
      AnserRule *rule = all->pdata[i];

      if (!g_str_equal (rule->name, name))
        continue;
      found = TRUE;
      g_ptr_array_add (self->rules, rule);
      if (!rule->problem)
        continue;
      g_set_error_literal (error, CLI_ERROR, EX_DATAERR, rule->problem);
      return FALSE;
    }
  if (!found)
    g_set_error (error, CLI_ERROR, EX_DATAERR,
                 _("There is no rule “%s”. “anserctl rules list” shows yours."), name);
  return found;
}

/* Those with these names, else all. */
static gboolean
choose_rules (CliRun  *self,
              char   **names,
              GError **error)
{
  GPtrArray *all = anser_rule_book_get_rules (self->book);

  self->rules = g_ptr_array_new ();
  self->always = *names != NULL;
  for (; *names; names++)
    if (!add_named (self, *names, error))
      return FALSE;
  for (unsigned i = 0; !self->always && i < all->len; i++)
    g_ptr_array_add (self->rules, all->pdata[i]);
  return TRUE;
}

/* By its name on disk, whatever the case. */
static AnserFolder *
find_folder (CliRun       *self,
             AnserAccount *account)
{
  g_autoptr(GListModel) folders =
    anser_store_get_folders (self->store, anser_account_get_id (account));
  g_autofree char *wanted = g_utf8_casefold (self->folder ? self->folder : "Inbox", -1);

  for (unsigned i = 0; i < g_list_model_get_n_items (folders); i++)
    {
      g_autoptr(AnserFolder) folder = g_list_model_get_item (folders, i);
      g_autofree char *name = g_utf8_casefold (anser_folder_get_name (folder), -1);

      if (g_str_equal (name, wanted))
        return g_steal_pointer (&folder);
    }
  return NULL;
}

/* What is told */

static void
add_strings (CliJson    *json,
             const char *name,
             char      **strings)
{
  cli_json_open (json, name, '[');
  for (; strings && *strings; strings++)
    cli_json_string (json, NULL, *strings);
  cli_json_close (json, '[');
}

static void
add_item (CliJson                 *json,
          const AnserRulePlanItem *item)
{
  cli_json_open (json, NULL, '{');
  cli_json_number (json, "id", item->letter);
  cli_json_string (json, "sender", item->sender);
  cli_json_string (json, "subject", item->subject);
  add_strings (json, "rules", item->rules);
  cli_json_string (json, "folder", item->folder);
  add_strings (json, "tags", item->tags);
  cli_json_boolean (json, "seen", (item->set & ANSER_LETTER_SEEN) != 0);
  cli_json_boolean (json, "flagged", (item->set & ANSER_LETTER_FLAGGED) != 0);
  cli_json_string (json, "first", item->first ? anser_rule_deed_get_word (item->first->deed)
                                              : NULL);
  cli_json_close (json, '{');
}

static void
print_item (const AnserRulePlanItem *item)
{
  g_autofree char *what = anser_rule_plan_item_describe (item);

  g_print ("%s\t%s\n\t%s\n", item->sender, item->subject, what);
}

static void
report_json (CliRun        *self,
             AnserAccount  *account,
             AnserFolder   *folder,
             AnserRulePlan *plan)
{
  GPtrArray *items = anser_rule_plan_get_items (plan);
  GPtrArray *absent = anser_rule_plan_get_absent (plan);
  g_auto(CliJson) json = { NULL };

  cli_json_init (&json);
  cli_json_open (&json, NULL, '{');
  cli_json_string (&json, "account", anser_account_get_id (account));
  cli_json_string (&json, "folder", anser_folder_get_name (folder));
  cli_json_number (&json, "messages", anser_rule_plan_get_n_looked (plan));
  cli_json_boolean (&json, "done", !self->dry_run);
  cli_json_open (&json, "changes", '[');
  for (unsigned i = 0; i < items->len; i++)
    add_item (&json, items->pdata[i]);
  cli_json_close (&json, '[');
  cli_json_open (&json, "absent", '[');
  for (unsigned i = 0; i < absent->len; i++)
    add_item (&json, absent->pdata[i]);
  cli_json_close (&json, '[');
  cli_json_close (&json, '{');
  cli_json_print (&json);
}

static void
report (CliRun        *self,
        AnserAccount  *account,
        AnserFolder   *folder,
        AnserRulePlan *plan)
{
  GPtrArray *items = anser_rule_plan_get_items (plan);
  GPtrArray *absent = anser_rule_plan_get_absent (plan);

  if (self->in_json)
    {
      report_json (self, account, folder, plan);
      return;
    }
  for (unsigned i = 0; i < items->len; i++)
    print_item (items->pdata[i]);
  for (unsigned i = 0; self->dry_run && i < absent->len; i++)
    print_item (absent->pdata[i]);
  g_print (self->dry_run ? ngettext ("%s, %s: %u message would change.\n",
                                     "%s, %s: %u messages would change.\n", items->len)
                         : ngettext ("%s, %s: %u message changed.\n",
                                     "%s, %s: %u messages changed.\n", items->len),
           anser_account_get_label (account), anser_folder_get_name (folder), items->len);
  if (self->dry_run && absent->len > 0)
    g_print (g_dngettext (GETTEXT_PACKAGE, "%u message would not have come whole.\n",
                          "%u messages would not have come whole.\n", absent->len), absent->len);
}

static void
on_progress (unsigned done,
             unsigned total,
             gpointer user_data)
{
  cli_progress (_("%u of %u messages"), done, total);
}

static gboolean
look (AnserRulePlan  *plan,
      AnserFolder    *folder,
      GError        **error)
{
  g_auto(CliWait) wait = { NULL };

  anser_rule_plan_look_async (plan, folder, on_progress, NULL, cli_cancellable (), cli_ready,
                              &wait);
  return anser_rule_plan_look_finish (plan, cli_wait (&wait), error);
}

static gboolean
apply (AnserRulePlan  *plan,
       GError        **error)
{
  g_auto(CliWait) wait = { NULL };

  anser_rule_plan_apply_async (plan, on_progress, NULL, cli_cancellable (), cli_ready, &wait);
  return anser_rule_plan_apply_finish (plan, cli_wait (&wait), error);
}

static gboolean
run_account (CliRun        *self,
             AnserAccount  *account,
             GError       **error)
{
  const char *id = anser_account_get_id (account);
  g_auto(GStrv) addresses = anser_rule_owner_addresses (account);
  g_autoptr(AnserFolder) folder = find_folder (self, account);
  g_autoptr(AnserRulePlan) plan = NULL;
  AnserRuleMatcher *matcher;
  gboolean done;

  if (!folder)
    {
      g_set_error (error, CLI_ERROR, EX_DATAERR, _("There is no folder “%s” in %s."), self->folder,
                   anser_account_get_label (account));
      return FALSE;
    }
  matcher = anser_rule_matcher_new (self->rules, id, (const char *const *) addresses,
                                    self->always);
  plan = anser_rule_plan_new (self->store, id, matcher, NULL);
  done = look (plan, folder, error) && (self->dry_run || apply (plan, error));
  cli_progress_end ();
  if (done)
    report (self, account, folder, plan);
  return done;
}

static gboolean
run (CliRun  *self,
     GError **error)
{
  AnserAccount *only = NULL;

  if (self->account && !(only = cli_user_accounts_find (self->accounts, self->account, error)))
    return FALSE;
  for (unsigned i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr(AnserAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (only && only != account)
        continue;
      if (!anser_store_add_account (self->store, anser_account_get_id (account), error) ||
          !run_account (self, account, error))
        return FALSE;
    }
  return TRUE;
}

int
cli_rules_run (int    argc,
               char **argv)
{
  g_auto(CliRun) self = { NULL };
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &self.account, N_("Only in this account"),
      N_("ACCOUNT") },
    { "folder", 0, 0, G_OPTION_ARG_STRING, &self.folder,
      N_("The folder to look at (without it the inbox)"), N_("NAME") },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &self.dry_run,
      N_("Only tell what would happen to which message"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self.in_json, N_("Answer in JSON"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("[RULE…]"));
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (cli_parse (context, 0, 1000, &argc, &argv, &error) &&
      (self.book = cli_rules_open (NULL, &error)) && choose_rules (&self, argv + 1, &error) &&
      (self.accounts = cli_user_accounts_open (&error)) &&
      (self.store = cli_user_store_open (&error)) && run (&self, &error))
    return 0;
  return cli_fail (error);
}
