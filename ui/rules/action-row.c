/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-rules"

#include "config.h"

#include "rules/action-row.h"

#include "courier/rule-words.h"
#include "widgets/inner-button.h"

struct _AnserActionRow
{
  AdwPreferencesRow parent_instance;

  AnserFolderChoice *folders;
  gboolean     filling;         /* the lists are being filled: nobody chose */

  GtkDropDown *deed;
  GtkDropDown *folder;
  GtkEntry    *tag;
  GtkWidget   *remove;
};

G_DEFINE_FINAL_TYPE (AnserActionRow, anser_action_row, ADW_TYPE_PREFERENCES_ROW)

enum
{
  CHANGED,
  REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static AnserRuleDeed
get_deed (AnserActionRow *self)
{
  return (AnserRuleDeed) gtk_drop_down_get_selected (self->deed);
}

static void
emit_changed (AnserActionRow *self)
{
  if (!self->filling)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
show_entries (AnserActionRow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->folder), get_deed (self) == ANSER_RULE_FILEINTO);
  gtk_widget_set_visible (GTK_WIDGET (self->tag), get_deed (self) == ANSER_RULE_ADDTAG);
  gtk_widget_set_hexpand (self->remove, !anser_rule_deed_wants_value (get_deed (self)));
}

static void
on_deed_selected (AnserActionRow *self)
{
  if (self->filling)
    return;
  show_entries (self);
  emit_changed (self);
}

static void
on_remove (AnserActionRow *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

static void
fill_deeds (AnserActionRow *self)
{
  g_autoptr(GtkStringList) labels = gtk_string_list_new (NULL);

  for (AnserRuleDeed deed = 0; deed < ANSER_RULE_N_DEEDS; deed++)
    gtk_string_list_append (labels, anser_rule_deed_get_label (deed));
  gtk_drop_down_set_model (self->deed, G_LIST_MODEL (labels));
}

static void
show_action (AnserActionRow        *self,
             const AnserRuleAction *action)
{
  gboolean moves = action->deed == ANSER_RULE_FILEINTO;

  self->filling = TRUE;
  fill_deeds (self);
  gtk_drop_down_set_selected (self->deed, action->deed);
  gtk_drop_down_set_model (self->folder, anser_folder_choice_get_labels (self->folders));
  gtk_drop_down_set_selected (self->folder, anser_folder_choice_find (self->folders,
                                                                      moves ? action->value
                                                                            : NULL));
  if (!moves && action->value != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->tag), action->value);
  self->filling = FALSE;
  show_entries (self);
}

static gboolean
anser_action_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (ANSER_ACTION_ROW (widget)->deed));
}

static void
anser_action_row_finalize (GObject *object)
{
  g_clear_pointer (&ANSER_ACTION_ROW (object)->folders, anser_folder_choice_free);

  G_OBJECT_CLASS (anser_action_row_parent_class)->finalize (object);
}

static void
anser_action_row_class_init (AnserActionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = anser_action_row_finalize;
  widget_class->grab_focus = anser_action_row_grab_focus;

  signals[CHANGED] = g_signal_new ("changed", ANSER_TYPE_ACTION_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[REMOVED] = g_signal_new ("removed", ANSER_TYPE_ACTION_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ansermail/Anser/rules/action-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserActionRow, deed);
  gtk_widget_class_bind_template_child (widget_class, AnserActionRow, folder);
  gtk_widget_class_bind_template_child (widget_class, AnserActionRow, tag);
  gtk_widget_class_bind_template_child (widget_class, AnserActionRow, remove);
  gtk_widget_class_bind_template_callback (widget_class, on_deed_selected);
  gtk_widget_class_bind_template_callback (widget_class, emit_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
}

static void
anser_action_row_init (AnserActionRow *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  anser_inner_button_name (GTK_WIDGET (self->deed), NULL, NULL);
  anser_inner_button_name (GTK_WIDGET (self->folder), NULL, NULL);
  self->filling = FALSE;
}

GtkWidget *
anser_action_row_new (const AnserRuleAction *action,
                      AnserPostOffice       *office)
{
  AnserActionRow *self = g_object_new (ANSER_TYPE_ACTION_ROW, NULL);

  self->folders = anser_folder_choice_new (office);
  show_action (self, action);
  return GTK_WIDGET (self);
}

AnserRuleAction *
anser_action_row_dup_action (AnserActionRow *self)
{
  const char *value = NULL;

  g_return_val_if_fail (ANSER_IS_ACTION_ROW (self), NULL);

  if (get_deed (self) == ANSER_RULE_FILEINTO)
    value = anser_folder_choice_get_name (self->folders,
                                          gtk_drop_down_get_selected (self->folder));
  else if (get_deed (self) == ANSER_RULE_ADDTAG)
    value = gtk_editable_get_text (GTK_EDITABLE (self->tag));
  return anser_rule_action_new (get_deed (self), value);
}
