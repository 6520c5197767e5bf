/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rule-matcher.h"
#include "rule-plan-item.h"
#include "store/store.h"
#include "store/undo.h"

G_BEGIN_DECLS

#define ANSER_TYPE_RULE_PLAN (anser_rule_plan_get_type ())
G_DECLARE_FINAL_TYPE (AnserRulePlan, anser_rule_plan, ANSER, RULE_PLAN, GObject)

/**
 * AnserRulePlan:
 *
 * What rules want to do to letters of one account: first looked up, which changes nothing, then
 * done. Blocking functions from any thread but the window's, one at a time; those with _async use a
 * thread of their own and answer in the caller's context.
 */

/* @known_accounts: (nullable): ids of the accounts whose Sent folders tell who is known; else
 * @account's own. @matcher: (transfer full) */
AnserRulePlan *anser_rule_plan_new          (AnserStore           *store,
                                             const char           *account,
                                             AnserRuleMatcher     *matcher,
                                             const char * const   *known_accounts);

/* (transfer none) (element-type AnserRulePlanItem): only letters that would change. Not while it is
 * being made. */
GPtrArray     *anser_rule_plan_get_items    (AnserRulePlan        *self);
/* The same: letters that would not be here, or not whole, if the rules had been asked before they
 * came (B8). Nothing is done to them. */
GPtrArray     *anser_rule_plan_get_absent   (AnserRulePlan        *self);
/* How many letters were looked at. */
unsigned       anser_rule_plan_get_n_looked (AnserRulePlan        *self);

/* What rules say about a letter that is not here yet, as anser_rule_matcher_judge(). */
gboolean       anser_rule_plan_judge        (AnserRulePlan          *self,
                                             AnserRuleLetter        *letter,
                                             const AnserRule       **rule);

/* Looks at one letter. A letter that is gone, or cannot be read, is left alone. */
void           anser_rule_plan_look_at      (AnserRulePlan        *self,
                                             gint64                letter);
/* Takes the items out again. */
void           anser_rule_plan_clear        (AnserRulePlan        *self);

/* Called now and then, in the caller's context if it is asynchronous. */
typedef void (*AnserRulePlanFunc) (unsigned done,
                                   unsigned total,
                                   gpointer user_data);

/* Looks at all letters of @folder. */
gboolean       anser_rule_plan_look         (AnserRulePlan        *self,
                                             AnserFolder          *folder,
                                             AnserRulePlanFunc     progress,
                                             gpointer              user_data,
                                             GCancellable         *cancellable,
                                             GError              **error);
/* Does what the items say. What was done before a failure, or a cancel, stays done. */
gboolean       anser_rule_plan_apply        (AnserRulePlan        *self,
                                             AnserRulePlanFunc     progress,
                                             gpointer              user_data,
                                             GCancellable         *cancellable,
                                             GError              **error);
/* (transfer full) (nullable): what takes it all back. */
AnserUndo     *anser_rule_plan_dup_undo     (AnserRulePlan        *self);

void           anser_rule_plan_look_async   (AnserRulePlan        *self,
                                             AnserFolder          *folder,
                                             AnserRulePlanFunc     progress,
                                             gpointer              progress_data,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean       anser_rule_plan_look_finish  (AnserRulePlan        *self,
                                             GAsyncResult         *result,
                                             GError              **error);
void           anser_rule_plan_apply_async  (AnserRulePlan        *self,
                                             AnserRulePlanFunc     progress,
                                             gpointer              progress_data,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean       anser_rule_plan_apply_finish (AnserRulePlan        *self,
                                             GAsyncResult         *result,
                                             GError              **error);

G_END_DECLS
