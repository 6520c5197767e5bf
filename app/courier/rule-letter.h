/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "message/letter.h"
#include "rule.h"
#include "store/letter-facts.h"

G_BEGIN_DECLS

/**
 * AnserRuleLetter:
 *
 * A letter as rules look at it: the texts of what a condition may ask for, made when first asked for
 * and kept, since many conditions ask for the same. However large or odd the letter is, looking at
 * it costs no more than the bounds in rule-letter.c allow.
 */
typedef struct _AnserRuleLetter AnserRuleLetter;

/* A letter of the store: its file is read only for what the index does not know, and no further than
 * that asks. NULL if there is none. */
AnserRuleLetter *anser_rule_letter_new_stored (AnserStore  *store,
                                               gint64       letter);
/* @size: bytes of the whole message, which need not be here: then @is_whole is FALSE, and nothing
 * can be said of text and attachments. Without @letter (nullable) nothing else can be either. */
AnserRuleLetter *anser_rule_letter_new  (AnserLetter     *letter,
                                         gint64           size,
                                         gboolean         is_whole);
void             anser_rule_letter_free (AnserRuleLetter *self);

/* Whether more is known than its size. */
gboolean         anser_rule_letter_has_header (AnserRuleLetter *self);
/* What was asked for since it was made could not be read: no answer counts. */
gboolean         anser_rule_letter_is_unreadable (AnserRuleLetter *self);
gint64           anser_rule_letter_get_size   (AnserRuleLetter *self);
gboolean         anser_rule_letter_is_whole   (AnserRuleLetter *self);
/* Seconds since 1970; 0 if it does not tell. */
gint64           anser_rule_letter_get_date   (AnserRuleLetter *self);
gboolean         anser_rule_letter_has_attachments (AnserRuleLetter *self);
/* For people: who it is from, and its subject (nullable). */
char            *anser_rule_letter_dup_sender (AnserRuleLetter *self);
char            *anser_rule_letter_dup_subject (AnserRuleLetter *self);
/* Of one that is stored: what the index tells of it. */
const AnserLetterFacts *
                 anser_rule_letter_get_facts  (AnserRuleLetter *self);

/* (transfer none) (element-type utf8): each of them is an answer for @condition; as they stand, or
 * folded by anser_rule_fold(). */
GPtrArray       *anser_rule_letter_get_texts  (AnserRuleLetter          *self,
                                               const AnserRuleCondition *condition,
                                               gboolean                  folded);
/* Of address fields: (transfer full) (element-type AnserAddress): borrowed addresses. */
GPtrArray       *anser_rule_letter_get_addresses (AnserRuleLetter *self,
                                                  AnserRuleField   field);

/* The time until which patterns may be tried on it, monotonic microseconds: begins when first asked. */
gint64           anser_rule_letter_get_patience (AnserRuleLetter *self);

/* @text for comparing: case, width and composition gone, white space one blank, and none between
 * Chinese or Japanese characters, where lines are broken anywhere. */
char            *anser_rule_fold              (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserRuleLetter, anser_rule_letter_free)

G_END_DECLS
