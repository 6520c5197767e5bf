/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "courier/rule.h"
#include "rules/folder-choice.h"

G_BEGIN_DECLS

#define ANSER_TYPE_ACTION_ROW (anser_action_row_get_type ())
G_DECLARE_FINAL_TYPE (AnserActionRow, anser_action_row, ANSER, ACTION_ROW, AdwPreferencesRow)

/**
 * AnserActionRow:
 *
 * One action of a rule as it is edited: what happens, and to which folder or with which tag. Signals
 * "changed" and "removed" (its button was pressed).
 */
GtkWidget       *anser_action_row_new        (const AnserRuleAction *action,
                                              AnserPostOffice       *office);
/* (transfer full): as it is now, complete or not. */
AnserRuleAction *anser_action_row_dup_action (AnserActionRow        *self);

G_END_DECLS
