/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rule-letter.h"

G_BEGIN_DECLS

/**
 * AnserRulePlanItem:
 * @letter: its row
 * @sender: who it is from, as a row shows it
 * @rules: names of the rules that took it, in order
 * @folder: (nullable): name on disk of the folder to which it goes
 * @tags: (nullable): that it gets
 * @set: flags that it gets
 * @first: (nullable): what would have been done on the server before it came; it is the rule's
 *
 * What would become different about one letter.
 */
typedef struct
{
  gint64            letter;
  char             *sender;
  char             *subject;
  GStrv             rules;
  char             *folder;
  GStrv             tags;
  AnserLetterFlags  set;
  const AnserRuleAction *first;
} AnserRulePlanItem;

/* With the sender and the subject of @rule_letter. */
AnserRulePlanItem *
      anser_rule_plan_item_new      (gint64                   letter,
                                     AnserRuleLetter         *rule_letter);
void  anser_rule_plan_item_free     (AnserRulePlanItem       *self);
/* "→ Move to “Lists”, Mark as read (Newsletters)": what would happen and which rules want it,
 * translated. */
char *anser_rule_plan_item_describe (const AnserRulePlanItem *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserRulePlanItem, anser_rule_plan_item_free)

G_END_DECLS
