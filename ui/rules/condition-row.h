/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "courier/rule.h"

G_BEGIN_DECLS

#define ANSER_TYPE_CONDITION_ROW (anser_condition_row_get_type ())
G_DECLARE_FINAL_TYPE (AnserConditionRow, anser_condition_row, ANSER, CONDITION_ROW,
                      AdwPreferencesRow)

/**
 * AnserConditionRow:
 *
 * One condition of a rule as it is edited: what of a message, how, and what for. Signals "changed"
 * and "removed" (its button was pressed).
 */
GtkWidget          *anser_condition_row_new           (const AnserRuleCondition *condition);
/* (transfer full): as it is now, complete or not. */
AnserRuleCondition *anser_condition_row_dup_condition (AnserConditionRow        *self);

G_END_DECLS
