/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "courier/post-office.h"
#include "courier/rule.h"

G_BEGIN_DECLS

#define ANSER_TYPE_RULE_PAGE (anser_rule_page_get_type ())
G_DECLARE_FINAL_TYPE (AnserRulePage, anser_rule_page, ANSER, RULE_PAGE, GtkWidget)

/**
 * AnserRulePage:
 *
 * One rule as it is edited. Signals: "saved" (it is complete and shall be kept), "back" (it shall not),
 * "removed" (it shall go), "tried" (it is complete and shall be tried on a folder).
 */

/* @is_new: it is not among the rules yet. */
GtkWidget       *anser_rule_page_new          (AnserPostOffice *office,
                                               const AnserRule *rule,
                                               gboolean         is_new);
/* The rule as the page was given it; %NULL if it is new. */
const AnserRule *anser_rule_page_get_original (AnserRulePage   *self);
/* (transfer full): the rule as it is now. */
AnserRule       *anser_rule_page_dup_rule     (AnserRulePage   *self);
/* Whether something would be lost by going back. */
gboolean         anser_rule_page_is_changed   (AnserRulePage   *self);

G_END_DECLS
