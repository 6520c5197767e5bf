/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "depot.h"
#include "store/store.h"

G_BEGIN_DECLS

/**
 * AnserRuleClerk:
 *
 * Does to the letters that come to an account what the user's rules say. The letters are durable and
 * indexed before, and written down as waiting (store/newcomers.h) until it is done, so that a kill at
 * any moment leaves a letter in the inbox with its rules still to come, or where they sent it. Used
 * in the session's thread; blocking. What goes wrong is said in the log: a letter that stays in the
 * inbox is no failure of the session.
 */
typedef struct _AnserRuleClerk AnserRuleClerk;

/* @addresses: of the account's owner, ended by NULL. */
AnserRuleClerk *anser_rule_clerk_new      (AnserStore          *store,
                                           const char          *account,
                                           const char * const  *addresses);
void            anser_rule_clerk_free     (AnserRuleClerk      *self);

/* Reads the rules. Whether there are any for this account: then what comes is to be written down. */
gboolean        anser_rule_clerk_prepare  (AnserRuleClerk      *self);
/* What the rules say about a message that is not here (B8), see depot.h; once prepared. */
gboolean        anser_rule_clerk_judge    (AnserRuleClerk      *self,
                                           GBytes              *header,
                                           gint64               size,
                                           AnserVerdict        *verdict);
gint64          anser_rule_clerk_get_judged_since (AnserRuleClerk *self);
/* Looks at all that waits. */
void            anser_rule_clerk_work     (AnserRuleClerk      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserRuleClerk, anser_rule_clerk_free)

G_END_DECLS
