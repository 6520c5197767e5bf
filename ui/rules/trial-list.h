/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "courier/rule-plan.h"

G_BEGIN_DECLS

#define ANSER_TYPE_TRIAL_ITEM (anser_trial_item_get_type ())
G_DECLARE_FINAL_TYPE (AnserTrialItem, anser_trial_item, ANSER, TRIAL_ITEM, GObject)

#define ANSER_TYPE_TRIAL_LIST (anser_trial_list_get_type ())
G_DECLARE_FINAL_TYPE (AnserTrialList, anser_trial_list, ANSER, TRIAL_LIST, GObject)

/**
 * AnserTrialList:
 *
 * A GListModel of what a plan would do, what came last first; an AnserTrialItem for each letter, which
 * lives only as long as somebody holds it.
 */
AnserTrialList          *anser_trial_list_new      (void);
/* @plan: (nullable): one that is made; %NULL for an empty list. */
void                     anser_trial_list_set_plan (AnserTrialList *self,
                                                    AnserRulePlan  *plan);

const AnserRulePlanItem *anser_trial_item_get      (AnserTrialItem *self);

G_END_DECLS
