/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "config.h"

#include "rule-text.h"

#include "rule-words.h"

/* What would end the line becomes a space. */
static void
append_quoted (GString    *text,
               const char *value)
{
  g_string_append (text, " \"");
  for (; value != NULL && *value != '\0'; value++)
    {
      if (*value == '"' || *value == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, g_ascii_iscntrl (*value) ? ' ' : *value);
    }
  g_string_append_c (text, '"');
}

static void
append_number (GString                  *text,
               const AnserRuleCondition *condition)
{
  static const char * const units[] = { "", "K", "M", "G" };
  gint64 number = condition->number;
  guint unit = 0;

  if (condition->field == ANSER_RULE_AGE)
    {
      g_string_append_printf (text, " %" G_GINT64_FORMAT "d", number);
      return;
    }
  while (number > 0 && number % 1024 == 0 && unit + 1 < G_N_ELEMENTS (units))
    {
      number /= 1024;
      unit++;
    }
  g_string_append_printf (text, " %" G_GINT64_FORMAT "%s", number, units[unit]);
}

char *
anser_rule_text_of_condition (const AnserRuleCondition *condition)
{
  GString *text = g_string_new ("if ");

  if (condition->negated)
    g_string_append (text, "not ");
  g_string_append (text, anser_rule_field_get_word (condition->field));
  if (condition->field == ANSER_RULE_HEADER)
    append_quoted (text, condition->header);
  if (condition->field != ANSER_RULE_TO_ME)
    g_string_append_printf (text, " %s", anser_rule_test_get_word (condition->test));
  if (anser_rule_test_wants_value (condition->test))
    append_quoted (text, condition->value);
  else if (anser_rule_test_wants_number (condition->test))
    append_number (text, condition);
  return g_string_free (text, FALSE);
}

char *
anser_rule_text_of_action (const AnserRuleAction *action)
{
  GString *text = g_string_new (anser_rule_deed_get_word (action->deed));

  if (anser_rule_deed_wants_value (action->deed))
    append_quoted (text, action->value);
  return g_string_free (text, FALSE);
}

static void
append_line (GString *text,
             char    *line)
{
  g_string_append_printf (text, "  %s\n", line);
  g_free (line);
}

static void
append_rule (GString         *text,
             const AnserRule *rule)
{
  g_string_append (text, "rule");
  append_quoted (text, rule->name);
  g_string_append (text, rule->enabled ? "\n" : " disabled\n");
  for (guint i = 0; i < rule->accounts->len; i++)
    {
      g_string_append (text, i == 0 ? "  accounts" : "");
      append_quoted (text, rule->accounts->pdata[i]);
      g_string_append (text, i + 1 == rule->accounts->len ? "\n" : "");
    }
  if (rule->any)
    g_string_append (text, "  anyof\n");
  for (guint i = 0; i < rule->conditions->len; i++)
    append_line (text, anser_rule_text_of_condition (rule->conditions->pdata[i]));
  for (guint i = 0; i < rule->actions->len; i++)
    append_line (text, anser_rule_text_of_action (rule->actions->pdata[i]));
  if (rule->stop)
    g_string_append (text, "  stop\n");
}

char *
anser_rule_text_write (GPtrArray  *rules,
                       const char *rest)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rules->len; i++)
    {
      const AnserRule *rule = rules->pdata[i];

      if (rule->comment != NULL)
        g_string_append (text, rule->comment);
      else if (i > 0 && rule->source == NULL)
        g_string_append_c (text, '\n');
      if (rule->source != NULL)
        g_string_append (text, rule->source);
      else
        append_rule (text, rule);
    }
  if (rest != NULL)
    g_string_append (text, rest);
  return g_string_free (text, FALSE);
}
