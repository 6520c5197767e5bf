/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-rules"

#include "config.h"

#include "rules/condition-row.h"

#include "courier/rule-words.h"
#include "widgets/inner-button.h"

#include <glib/gi18n.h>

/* A test, as it is or negated: a line of the second list. */
typedef struct
{
  AnserRuleTest test;
  gboolean      negated;
} Choice;

struct _AnserConditionRow
{
  AdwPreferencesRow parent_instance;

  GArray      *choices;         /* of Choice: those of the second list */
  gboolean     filling;         /* the lists are being filled: nobody chose */

  GtkDropDown *field;
  GtkDropDown *test;
  GtkEntry    *header;
  GtkEntry    *value;
  GtkBox      *number_box;
  GtkSpinButton *number;
  GtkDropDown *unit;
  GtkLabel    *days;
};

G_DEFINE_FINAL_TYPE (AnserConditionRow, anser_condition_row, ADW_TYPE_PREFERENCES_ROW)

enum
{
  CHANGED,
  REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Units of the list for sizes: KB, MB, GB. */
#define UNIT_SHIFT(unit) (10 * ((int) (unit) + 1))

static AnserRuleField
get_field (AnserConditionRow *self)
{
  return (AnserRuleField) gtk_drop_down_get_selected (self->field);
}

static Choice
get_choice (AnserConditionRow *self)
{
  guint position = gtk_drop_down_get_selected (self->test);

  return position < self->choices->len ? g_array_index (self->choices, Choice, position)
                                       : (Choice) { 0, FALSE };
}

static void
fill_fields (AnserConditionRow *self)
{
  g_autoptr(GtkStringList) labels = gtk_string_list_new (NULL);

  for (AnserRuleField field = 0; field < ANSER_RULE_N_FIELDS; field++)
    gtk_string_list_append (labels, anser_rule_field_get_label (field));
  gtk_drop_down_set_model (self->field, G_LIST_MODEL (labels));
}

static void
add_choice (AnserConditionRow *self,
            GtkStringList     *labels,
            AnserRuleTest      test,
            gboolean           negated)
{
  const Choice choice = { test, negated };

  gtk_string_list_append (labels,
                          anser_rule_test_get_label (get_field (self), test, negated));
  g_array_append_val (self->choices, choice);
}

/* What a field cannot be tested by is not offered. */
static void
fill_tests (AnserConditionRow *self)
{
  g_autoptr(GtkStringList) labels = gtk_string_list_new (NULL);

  g_array_set_size (self->choices, 0);
  for (AnserRuleTest test = 0; test < ANSER_RULE_N_TESTS; test++)
    if (anser_rule_field_takes (get_field (self), test))
      {
        add_choice (self, labels, test, FALSE);
        add_choice (self, labels, test, TRUE);
      }
  gtk_drop_down_set_model (self->test, G_LIST_MODEL (labels));
}

static void
select_test (AnserConditionRow *self,
             AnserRuleTest      test,
             gboolean           negated)
{
  for (guint i = 0; i < self->choices->len; i++)
    {
      const Choice *choice = &g_array_index (self->choices, Choice, i);

      if (choice->test == test && choice->negated == negated)
        gtk_drop_down_set_selected (self->test, i);
    }
}

static void
show_entries (AnserConditionRow *self)
{
  AnserRuleField field = get_field (self);
  AnserRuleTest test = get_choice (self).test;
  gboolean number = anser_rule_test_wants_number (test);

  gtk_widget_set_visible (GTK_WIDGET (self->header), field == ANSER_RULE_HEADER);
  gtk_widget_set_visible (GTK_WIDGET (self->value), anser_rule_test_wants_value (test));
  gtk_widget_set_visible (GTK_WIDGET (self->number_box), number);
  gtk_widget_set_visible (GTK_WIDGET (self->unit), number && field == ANSER_RULE_SIZE);
  gtk_widget_set_visible (GTK_WIDGET (self->days), number && field == ANSER_RULE_AGE);
}

static void
emit_changed (AnserConditionRow *self)
{
  if (!self->filling)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_field_selected (AnserConditionRow *self)
{
  Choice before;

  if (self->filling)
    return;
  before = get_choice (self);
  self->filling = TRUE;
  fill_tests (self);
  select_test (self, before.test, before.negated);
  self->filling = FALSE;
  show_entries (self);
  emit_changed (self);
}

static void
on_test_selected (AnserConditionRow *self)
{
  if (self->filling)
    return;
  show_entries (self);
  emit_changed (self);
}

static void
on_remove (AnserConditionRow *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

/* The largest unit in which it is a whole number, KB at least. */
static void
show_number (AnserConditionRow        *self,
             const AnserRuleCondition *condition)
{
  gint64 number = condition->number;
  guint unit = 0;

  if (condition->field == ANSER_RULE_AGE)
    {
      gtk_spin_button_set_value (self->number, (double) number);
      return;
    }
  number = (number + 1023) / 1024;
  while (unit < 2 && number > 0 && number % 1024 == 0)
    {
      number /= 1024;
      unit++;
    }
  gtk_drop_down_set_selected (self->unit, unit);
  gtk_spin_button_set_value (self->number, (double) number);
}

static gint64
read_number (AnserConditionRow *self)
{
  gint64 number = gtk_spin_button_get_value_as_int (self->number);

  return get_field (self) == ANSER_RULE_SIZE
           ? number << UNIT_SHIFT (gtk_drop_down_get_selected (self->unit)) : number;
}

static void
show_condition (AnserConditionRow        *self,
                const AnserRuleCondition *condition)
{
  self->filling = TRUE;
  fill_fields (self);
  gtk_drop_down_set_selected (self->field, condition->field);
  fill_tests (self);
  select_test (self, condition->test, condition->negated);
  if (condition->header != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->header), condition->header);
  if (condition->value != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->value), condition->value);
  show_number (self, condition);
  self->filling = FALSE;
  show_entries (self);
}

static gboolean
anser_condition_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (ANSER_CONDITION_ROW (widget)->field));
}

static void
anser_condition_row_finalize (GObject *object)
{
  g_array_unref (ANSER_CONDITION_ROW (object)->choices);

  G_OBJECT_CLASS (anser_condition_row_parent_class)->finalize (object);
}

static void
anser_condition_row_class_init (AnserConditionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = anser_condition_row_finalize;
  widget_class->grab_focus = anser_condition_row_grab_focus;

  signals[CHANGED] = g_signal_new ("changed", ANSER_TYPE_CONDITION_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[REMOVED] = g_signal_new ("removed", ANSER_TYPE_CONDITION_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/rules/condition-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserConditionRow, field);
  gtk_widget_class_bind_template_child (widget_class, AnserConditionRow, test);
  gtk_widget_class_bind_template_child (widget_class, AnserConditionRow, header);
  gtk_widget_class_bind_template_child (widget_class, AnserConditionRow, value);
  gtk_widget_class_bind_template_child (widget_class, AnserConditionRow, number_box);
  gtk_widget_class_bind_template_child (widget_class, AnserConditionRow, number);
  gtk_widget_class_bind_template_child (widget_class, AnserConditionRow, unit);
  gtk_widget_class_bind_template_child (widget_class, AnserConditionRow, days);
  gtk_widget_class_bind_template_callback (widget_class, on_field_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_test_selected);
  gtk_widget_class_bind_template_callback (widget_class, emit_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
}

static void
anser_condition_row_init (AnserConditionRow *self)
{
  self->choices = g_array_new (FALSE, FALSE, sizeof (Choice));
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  anser_inner_button_name (GTK_WIDGET (self->field), NULL, NULL);
  anser_inner_button_name (GTK_WIDGET (self->test), NULL, NULL);
  anser_inner_button_name (GTK_WIDGET (self->unit), NULL, NULL);
  self->filling = FALSE;
}

GtkWidget *
anser_condition_row_new (const AnserRuleCondition *condition)
{
  AnserConditionRow *self = g_object_new (ANSER_TYPE_CONDITION_ROW, NULL);

  show_condition (self, condition);
  return GTK_WIDGET (self);
}

AnserRuleCondition *
anser_condition_row_dup_condition (AnserConditionRow *self)
{
  AnserRuleCondition *condition;
  Choice choice;

  g_return_val_if_fail (ANSER_IS_CONDITION_ROW (self), NULL);

  choice = get_choice (self);
  condition = anser_rule_condition_new (get_field (self), choice.test);
  condition->negated = choice.negated;
  if (condition->field == ANSER_RULE_HEADER)
    condition->header = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->header)));
  if (anser_rule_test_wants_value (choice.test))
    condition->value = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->value)));
  if (anser_rule_test_wants_number (choice.test))
    condition->number = read_number (self);
  return condition;
}
