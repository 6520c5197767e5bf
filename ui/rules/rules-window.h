/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "application.h"
#include "courier/rule.h"

G_BEGIN_DECLS

#define ANSER_TYPE_RULES_WINDOW (anser_rules_window_get_type ())
G_DECLARE_FINAL_TYPE (AnserRulesWindow, anser_rules_window, ANSER, RULES_WINDOW,
                      AdwApplicationWindow)

/**
 * AnserRulesWindow:
 *
 * The rules: a list in their order, the page of each, and the page on which they are tried. Its pages
 * lie in a leaflet and slide over each other, so that it is the same on a phone.
 */
GtkWidget *anser_rules_window_new (AnserApplication *application);

/* Shows the page of a new rule that begins as @rule. */
void       anser_rules_window_add (AnserRulesWindow *self,
                                   const AnserRule  *rule);

G_END_DECLS
