/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "config.h"

#include "rule-proposal.h"

#include "store/folder.h"

#include <string.h>

static void
add_condition (AnserRule      *rule,
               AnserRuleField  field,
               AnserRuleTest   test,
               const char     *value)
{
  AnserRuleCondition *condition = anser_rule_condition_new (field, test);

  condition->value = g_strdup (value);
  g_ptr_array_add (rule->conditions, condition);
}

/* "The list <list.example.org>" is "list.example.org" (RFC 2919), and called "The list". */
static AnserRule *
propose_for_list (const char *header)
{
  const char *begin = strrchr (header, '<');
  const char *end = begin != NULL ? strchr (begin, '>') : NULL;
  g_autofree char *id = end != NULL ? g_strndup (begin + 1, (gsize) (end - begin - 1))
                                    : g_strdup (header);
  g_autofree char *name = end != NULL ? g_strndup (header, (gsize) (begin - header)) : NULL;
  AnserRule *rule;

  g_strstrip (id);
  if (name != NULL)
    g_strstrip (g_strdelimit (name, "\"", ' '));
  rule = anser_rule_new (name != NULL && *name != '\0' ? name : id);
  add_condition (rule, ANSER_RULE_LIST_ID, ANSER_RULE_IS, id);
  return rule;
}

static AnserRule *
propose_for_sender (const AnserAddress *sender)
{
  AnserRule *rule = anser_rule_new (anser_address_get_label (sender));

  add_condition (rule, ANSER_RULE_FROM, ANSER_RULE_IS, sender->address);
  return rule;
}

static AnserRule *
propose_for_subject (const char *subject)
{
  AnserRule *rule = anser_rule_new (subject);

  add_condition (rule, ANSER_RULE_SUBJECT, ANSER_RULE_CONTAINS, subject);
  return rule;
}

AnserRule *
anser_rule_propose (AnserLetter *letter)
{
  g_autofree char *list = NULL;
  GPtrArray *from;
  AnserRule *rule;

  g_return_val_if_fail (ANSER_IS_LETTER (letter), NULL);

  list = anser_letter_dup_header (letter, "List-Id");
  from = anser_letter_get_from (letter);
  if (list != NULL && *g_strstrip (list) != '\0')
    rule = propose_for_list (list);
  else if (from->len > 0 && *((const AnserAddress *) from->pdata[0])->address != '\0')
    rule = propose_for_sender (from->pdata[0]);
  else
    rule = propose_for_subject (anser_letter_get_subject (letter));
  g_ptr_array_add (rule->actions,
                   anser_rule_action_new (ANSER_RULE_FILEINTO,
                                          anser_folder_role_get_name (ANSER_FOLDER_ARCHIVE)));
  return rule;
}
