/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "command.h"
#include "courier/rule-book.h"
#include "courier/rule-words.h"
#include "rules-run.h"
#include "user-accounts.h"

#include <glib/gi18n-lib.h>

/* anserctl rules: what happens to messages by themselves. */

AnserRuleBook *
cli_rules_open (const char  *path,
                GError     **error)
{
  g_autofree char *root = g_build_filename (g_get_user_data_dir (), "anser", NULL);
  g_autoptr(AnserRuleBook) book = path ? anser_rule_book_new_for_path (path)
                                       : anser_rule_book_new (root);

  return anser_rule_book_load (book, error) ? g_steal_pointer (&book) : NULL;
}

/* list */

static void
add_strings (CliJson    *json,
             const char *name,
             GPtrArray  *strings)
{
  cli_json_open (json, name, '[');
  for (unsigned i = 0; i < strings->len; i++)
    cli_json_string (json, NULL, strings->pdata[i]);
  cli_json_close (json, '[');
}

static void
add_rule (CliJson         *json,
          const AnserRule *rule)
{
  cli_json_open (json, NULL, '{');
  cli_json_string (json, "name", rule->name);
  cli_json_boolean (json, "enabled", rule->enabled);
  add_strings (json, "accounts", rule->accounts);
  cli_json_string (json, "match", rule->any ? "anyof" : "allof");
  cli_json_open (json, "conditions", '[');
  for (unsigned i = 0; i < rule->conditions->len; i++)
    {
      g_autofree char *text = anser_rule_text_of_condition (rule->conditions->pdata[i]);

      cli_json_string (json, NULL, text);
    }
  cli_json_close (json, '[');
  cli_json_open (json, "actions", '[');
  for (unsigned i = 0; i < rule->actions->len; i++)
    {
      g_autofree char *text = anser_rule_text_of_action (rule->actions->pdata[i]);

      cli_json_string (json, NULL, text);
    }
  cli_json_close (json, '[');
  cli_json_boolean (json, "stop", rule->stop);
  cli_json_string (json, "problem", rule->problem);
  cli_json_close (json, '{');
}

static void
print_rule (const AnserRule *rule)
{
  g_autofree char *conditions = anser_rule_describe_conditions (rule);
  g_autofree char *actions = anser_rule_describe_actions (rule);

  g_print ("%s\t%s\n", rule->enabled ? _("on") : _("off"), rule->name);
  if (*conditions)
    g_print ("\t%s\n", conditions);
  if (*actions)
    g_print ("\t→ %s\n", actions);
  if (rule->problem)
    g_print ("\t%s\n", rule->problem);
}

static int
rules_list (int    argc,
            char **argv)
{
  gboolean in_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &in_json, N_("Answer in JSON"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("");
  g_autoptr(AnserRuleBook) book = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(CliJson) json = { NULL };
  GPtrArray *rules;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!cli_parse (context, 0, 0, &argc, &argv, &error) || !(book = cli_rules_open (NULL, &error)))
    return cli_fail (error);
  rules = anser_rule_book_get_rules (book);
  cli_json_init (&json);
  cli_json_open (&json, NULL, '[');
  for (unsigned i = 0; i < rules->len; i++)
    if (in_json)
      add_rule (&json, rules->pdata[i]);
    else
      print_rule (rules->pdata[i]);
  cli_json_close (&json, '[');
  if (in_json)
    cli_json_print (&json);
  else if (rules->len == 0)
    g_print (_("There are no rules. They are made in the window, or written into “%s”.\n"),
             anser_rule_book_get_path (book));
  return 0;
}

/* check */

static void
print_complaints (GPtrArray *complaints,
                  unsigned   n_rules,
                  gboolean   in_json)
{
  g_auto(CliJson) json = { NULL };

  cli_json_init (&json);
  cli_json_open (&json, NULL, '{');
  cli_json_number (&json, "rules", n_rules);
  cli_json_open (&json, "findings", '[');
  for (unsigned i = 0; i < complaints->len; i++)
    {
      const AnserRuleComplaint *complaint = complaints->pdata[i];

      if (!in_json)
        g_print ("%s\n", complaint->sentence);
      cli_json_open (&json, NULL, '{');
      cli_json_number (&json, "line", complaint->line);
      cli_json_string (&json, "reason", complaint->sentence);
      cli_json_close (&json, '{');
    }
  cli_json_close (&json, '[');
  cli_json_close (&json, '{');
  if (in_json)
    cli_json_print (&json);
  else if (complaints->len > 0)
    g_print ("%s\n", _("The rules in which these lines stand do nothing; all others work."));
  else
    g_print ("%s\n", _("All is well."));
}

static int
rules_check (int    argc,
             char **argv)
{
  gboolean in_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &in_json, N_("Answer in JSON"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("[FILE]"));
  g_autoptr(AnserRuleBook) book = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *complaints;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!cli_parse (context, 0, 1, &argc, &argv, &error))
    return cli_fail (error);
  if (argc > 1 && !g_file_test (argv[1], G_FILE_TEST_EXISTS))
    {
      g_set_error (&error, CLI_ERROR, EX_NOINPUT, _("There is no file “%s”."), argv[1]);
      return cli_fail (error);
    }
  book = cli_rules_open (argc > 1 ? argv[1] : NULL, &error);
  if (!book)
    return cli_fail (error);
  complaints = anser_rule_book_get_complaints (book);
  print_complaints (complaints, anser_rule_book_get_rules (book)->len, in_json);
  return complaints->len > 0 ? EX_DATAERR : 0;
}

int
cli_rules (int    argc,
           char **argv)
{
  static const CliCommand commands[] = {
    { "list", N_("Tell which rules there are"), rules_list },
    { "check", N_("Look for lines that cannot be understood"), rules_check },
    { "run", N_("Do what the rules say to messages that are here"), cli_rules_run },
    { NULL }
  };

  return cli_dispatch ("anserctl rules", commands, argc, argv);
}
