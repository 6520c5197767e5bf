/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rule-letter.h"
#include "store/letter-info.h"

G_BEGIN_DECLS

/**
 * AnserRuleMatcher:
 *
 * The rules that are for one account, ready to look at letters: patterns compiled, texts folded.
 * Rules that are switched off, or that have a problem, are left out. Used from one thread at a time.
 */
typedef struct _AnserRuleMatcher AnserRuleMatcher;

/* Whether @address is one that was written to. */
typedef gboolean (*AnserRuleKnownFunc) (const char *address,
                                        gpointer    user_data);

/**
 * AnserRuleOutcome:
 * @rules: (element-type AnserRule): those that took the letter, in order; they are the matcher's
 * @move: (nullable): the action that says where it goes; the first rule that says so decides
 * @tags: (element-type utf8): to be added, each once
 * @set: flags to be set
 */
typedef struct
{
  GPtrArray             *rules;
  const AnserRuleAction *move;
  GPtrArray             *tags;
  AnserLetterFlags       set;
} AnserRuleOutcome;

void              anser_rule_outcome_free   (AnserRuleOutcome         *self);
/* Nothing is to be done. */
gboolean          anser_rule_outcome_is_empty (const AnserRuleOutcome *self);

/* @rules: (element-type AnserRule): copied. @addresses (nullable): those of the account's owner.
 * @always: also those that are switched off, for trying one. */
AnserRuleMatcher *anser_rule_matcher_new    (GPtrArray                *rules,
                                             const char               *account,
                                             const char * const       *addresses,
                                             gboolean                  always);
void              anser_rule_matcher_free   (AnserRuleMatcher         *self);
gboolean          anser_rule_matcher_is_empty (AnserRuleMatcher       *self);
/* Whether a rule asks who was written to. */
gboolean          anser_rule_matcher_wants_known (AnserRuleMatcher    *self);
void              anser_rule_matcher_set_known (AnserRuleMatcher      *self,
                                             AnserRuleKnownFunc        known,
                                             gpointer                  user_data);

/* What is to happen to @letter. @now: seconds since 1970. */
AnserRuleOutcome *anser_rule_matcher_look   (AnserRuleMatcher         *self,
                                             AnserRuleLetter          *letter,
                                             gint64                    now);

/* Whether a rule says what is received at all (B8). */
gboolean          anser_rule_matcher_comes_first (AnserRuleMatcher    *self);
/* What is to happen to a message on the server: what @rule does first; NULL for receiving it as
 * usual. FALSE if that cannot be told by what is here of @letter. */
gboolean          anser_rule_matcher_judge  (AnserRuleMatcher         *self,
                                             AnserRuleLetter          *letter,
                                             gint64                    now,
                                             const AnserRule         **rule);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserRuleOutcome, anser_rule_outcome_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserRuleMatcher, anser_rule_matcher_free)

G_END_DECLS
