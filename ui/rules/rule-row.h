/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "courier/rule.h"

G_BEGIN_DECLS

#define ANSER_TYPE_RULE_ROW (anser_rule_row_get_type ())
G_DECLARE_FINAL_TYPE (AnserRuleRow, anser_rule_row, ANSER, RULE_ROW, AdwActionRow)

/**
 * AnserRuleRow:
 *
 * A rule in the list of rules, with a switch and a handle by which it is dragged. Signals "switched"
 * (gboolean on) and "dropped" (int from): the rule at this position is to go where this one is.
 */
GtkWidget *anser_rule_row_new (const AnserRule *rule);

G_END_DECLS
