/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rule.h"

G_BEGIN_DECLS

/* Rules as text, one statement a line, with the words of Sieve (RFC 5228) where Sieve has them:
 *
 *   # Everything after a # is for people.
 *   rule "Newsletters"
 *     accounts "work"
 *     anyof
 *     if list-id contains "gnome.org"
 *     if header "X-Mailer" regex "^Mailman"
 *     if not from known
 *     if size over 10M
 *     if age over 30d
 *     if to-me
 *     fileinto "Lists/GNOME"
 *     addtag "list"
 *     addflag seen
 *     stop
 *   rule "Too large on the road"
 *     if size over 5M
 *     headers-only
 *   rule "Old habits" disabled
 *     …
 *
 * A rule ends where the next begins. "allof" is what holds without "anyof". In a text between quotes
 * \" and \\ stand for " and \. A line that cannot be understood gets a sentence, takes its rule out
 * of action (half a rule might do harm) and leaves all others alone; written back it stays as it was.
 */

/**
 * AnserRuleComplaint:
 * @line: from 1
 * @rule: position of the rule in which it stands, -1 for none
 * @sentence: what is wrong, with the number of the line
 */
typedef struct
{
  unsigned  line;
  int       rule;
  char     *sentence;
} AnserRuleComplaint;

void       anser_rule_complaint_free (AnserRuleComplaint *self);

/* (transfer full) (element-type AnserRule). Never fails; what is not UTF-8 is replaced.
 * @complaints: (out) (transfer full) (optional) (element-type AnserRuleComplaint)
 * @rest: (out) (optional): the lines after the last rule's own, which belong to none. */
GPtrArray *anser_rule_text_parse     (const char         *text,
                                      GPtrArray         **complaints,
                                      char              **rest);

/* A rule that was not changed is written as it was read. @rest (nullable). */
char      *anser_rule_text_write     (GPtrArray          *rules,
                                      const char         *rest);

/* Switches @rule on or off, and in its source no more than that. */
void       anser_rule_text_set_enabled (AnserRule           *rule,
                                      gboolean             enabled);

/* One condition and one action as they stand in the file. */
char      *anser_rule_text_of_condition (const AnserRuleCondition *condition);
char      *anser_rule_text_of_action    (const AnserRuleAction    *action);

G_END_DECLS
