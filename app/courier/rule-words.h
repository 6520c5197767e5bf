/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rule.h"

G_BEGIN_DECLS

/* The words for fields, tests and deeds: those of the file, and those that people see. */

const char *anser_rule_field_get_word  (AnserRuleField  field);
const char *anser_rule_test_get_word   (AnserRuleTest   test);
/* With its flag: "addflag seen". */
const char *anser_rule_deed_get_word   (AnserRuleDeed   deed);

gboolean    anser_rule_field_from_word (const char     *word,
                                        AnserRuleField *field);
gboolean    anser_rule_test_from_word  (const char     *word,
                                        AnserRuleTest  *test);

/* "Sender", "contains", "does not contain", "Move to": translated. */
const char *anser_rule_field_get_label (AnserRuleField  field);
const char *anser_rule_test_get_label  (AnserRuleField  field,
                                        AnserRuleTest   test,
                                        gboolean        negated);
const char *anser_rule_deed_get_label  (AnserRuleDeed   deed);

/* A line for people: "Sender contains “anna”", "Move to “Lists”". */
char       *anser_rule_condition_describe (const AnserRuleCondition *self);
char       *anser_rule_action_describe    (const AnserRuleAction    *self);
/* All its actions, in one line. */
char       *anser_rule_describe_actions   (const AnserRule          *self);
/* All its conditions, in one line. */
char       *anser_rule_describe_conditions (const AnserRule         *self);

G_END_DECLS
