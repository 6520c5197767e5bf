/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rules/rules-window.h"

#include "courier/rule-book.h"

G_BEGIN_DECLS

struct _AnserRulesWindow
{
  AdwApplicationWindow parent_instance;

  AnserPostOffice *office;      /* NULL when the profile could not be opened */
  AnserRuleBook   *book;
  GPtrArray       *pages;       /* of GtkWidget: those over the list, the last on top */
  GPtrArray       *leaving;     /* of GtkWidget: those that are sliding away */

  AdwToastOverlay *toasts;
  AdwLeaflet      *leaflet;
  GtkBox          *notices;
  GtkStack        *stack;
  GtkListBox      *list;
};

/* rules-window.c: pages. */
void       anser_rules_window_show_page (AnserRulesWindow *self,
                                         GtkWidget        *page);
void       anser_rules_window_go_back   (AnserRulesWindow *self);
/* The list is made again; the rule at @focus (-1: none) gets the keys. */
void       anser_rules_window_fill      (AnserRulesWindow *self,
                                         int               focus);

/* rules-window-actions.c: what is done to rules. */
void       anser_rules_window_install_actions (GtkWidgetClass *widget_class);
void       anser_rules_window_edit      (AnserRulesWindow *self,
                                         guint             position);
void       anser_rules_window_switch    (AnserRulesWindow *self,
                                         guint             position,
                                         gboolean          on);
void       anser_rules_window_move      (AnserRulesWindow *self,
                                         guint             from,
                                         guint             to);
/* Back from the page on top; asks first where something would be lost. */
void       anser_rules_window_leave     (AnserRulesWindow *self);

G_END_DECLS
