/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-rules"

#include "config.h"

#include "rules/rule-row.h"

#include "courier/rule-words.h"

#include <glib/gi18n.h>

struct _AnserRuleRow
{
  AdwActionRow parent_instance;

  GtkSwitch *enabled;
};

G_DEFINE_FINAL_TYPE (AnserRuleRow, anser_rule_row, ADW_TYPE_ACTION_ROW)

enum
{
  SWITCHED,
  DROPPED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_switched (AnserRuleRow *self)
{
  g_signal_emit (self, signals[SWITCHED], 0, gtk_switch_get_active (self->enabled));
}

/* Dragging */

static GdkContentProvider *
on_prepare (GtkDragSource *source,
            double         x,
            double         y,
            GtkWidget     *row)
{
  return gdk_content_provider_new_typed (ANSER_TYPE_RULE_ROW, row);
}

static void
on_drag_begin (GtkDragSource *source,
               GdkDrag       *drag,
               GtkWidget     *row)
{
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (row);

  gtk_drag_source_set_icon (source, paintable, 12, 12);
}

static gboolean
on_drop (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         GtkWidget     *row)
{
  GtkWidget *dragged = g_value_get_object (value);

  /* A rule of another window's list is none of this. */
  if (dragged == row || gtk_widget_get_parent (dragged) != gtk_widget_get_parent (row))
    return FALSE;

  g_signal_emit (row, signals[DROPPED], 0,
                 gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (dragged)));
  return TRUE;
}

static void
add_dragging (AnserRuleRow *self,
              GtkWidget    *handle)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (ANSER_TYPE_RULE_ROW, GDK_ACTION_MOVE);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (on_prepare), self, 0);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (on_drag_begin), self, 0);
  gtk_widget_add_controller (handle, GTK_EVENT_CONTROLLER (source));
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static GtkWidget *
add_handle (AnserRuleRow *self)
{
  GtkWidget *handle = gtk_image_new_from_icon_name ("list-drag-handle-symbolic");

  gtk_widget_add_css_class (handle, "dim-label");
  gtk_widget_set_cursor_from_name (handle, "grab");
  gtk_widget_set_tooltip_text (handle, _("Drag to another place (Alt+Up, Alt+Down)"));
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), handle);
  return handle;
}

static void
add_warning (AnserRuleRow *self,
             const char   *problem)
{
  GtkWidget *warning = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  gtk_widget_add_css_class (warning, "warning");
  gtk_widget_set_tooltip_text (warning, problem);
  gtk_accessible_update_property (GTK_ACCESSIBLE (warning), GTK_ACCESSIBLE_PROPERTY_LABEL, problem,
                                  -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), warning);
}

static void
anser_rule_row_class_init (AnserRuleRowClass *klass)
{
  signals[SWITCHED] = g_signal_new ("switched", ANSER_TYPE_RULE_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[DROPPED] = g_signal_new ("dropped", ANSER_TYPE_RULE_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
anser_rule_row_init (AnserRuleRow *self)
{
  add_dragging (self, add_handle (self));
}

/* What it does, or what keeps it from doing anything. */
static char *
describe (const AnserRule *rule)
{
  g_autofree char *conditions = anser_rule_describe_conditions (rule);
  g_autofree char *actions = anser_rule_describe_actions (rule);

  if (rule->problem != NULL)
    return g_strdup (rule->problem);
  /* Translators: the conditions of a rule, and its actions. */
  return g_strdup_printf (C_("rule", "%s → %s"), conditions, actions);
}

GtkWidget *
anser_rule_row_new (const AnserRule *rule)
{
  AnserRuleRow *self = g_object_new (ANSER_TYPE_RULE_ROW, "use-markup", FALSE, "activatable", TRUE,
                                     NULL);
  g_autofree char *subtitle = describe (rule);
  /* Translators: a switch; %s is the name of a rule. */
  g_autofree char *label = g_strdup_printf (_("Use the rule “%s”"), rule->name);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), rule->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  if (rule->problem != NULL)
    add_warning (self, rule->problem);
  self->enabled = GTK_SWITCH (gtk_switch_new ());
  gtk_switch_set_active (self->enabled, rule->enabled);
  gtk_widget_set_valign (GTK_WIDGET (self->enabled), GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->enabled), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->enabled));
  g_signal_connect_object (self->enabled, "notify::active", G_CALLBACK (on_switched), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
