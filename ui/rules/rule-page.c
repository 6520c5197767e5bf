/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-rules"

#include "config.h"

#include "rules/rule-page.h"

#include "rules/action-row.h"
#include "rules/condition-row.h"
#include "widgets/focus-children.h"
#include "widgets/notice-bar.h"

#include <glib/gi18n.h>

struct _AnserRulePage
{
  GtkWidget parent_instance;

  AnserPostOffice  *office;
  AnserRule        *rule;           /* as it was given */
  gboolean          is_new;
  gboolean          changed;
  GPtrArray        *account_rows;   /* of GtkCheckButton with the account's id */

  GtkWidget        *content;
  AdwWindowTitle   *title;
  GtkBox           *notices;
  AdwEntryRow      *name;
  AdwExpanderRow   *accounts;
  AdwComboRow      *match;
  GtkListBox       *conditions;
  GtkListBox       *actions;
  GtkSwitch        *stop;
  GtkWidget        *remove_group;
};

G_DEFINE_FINAL_TYPE (AnserRulePage, anser_rule_page, GTK_TYPE_WIDGET)

enum
{
  SAVED,
  BACK,
  REMOVED,
  TRIED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
clear_notices (AnserRulePage *self)
{
  GtkWidget *bar;

  while ((bar = gtk_widget_get_first_child (GTK_WIDGET (self->notices))) != NULL)
    gtk_box_remove (self->notices, bar);
}

static void
show_problem (AnserRulePage *self,
              const char    *sentence)
{
  clear_notices (self);
  gtk_box_append (self->notices, anser_notice_bar_new ("dialog-warning-symbolic", sentence));
}

static void
on_changed (AnserRulePage *self)
{
  self->changed = TRUE;
  clear_notices (self);
}

/* Accounts */

static void
update_accounts_subtitle (AnserRulePage *self)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  g_auto(GStrv) chosen = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->account_rows->len; i++)
    if (gtk_check_button_get_active (self->account_rows->pdata[i]))
      g_strv_builder_add (names, g_object_get_data (self->account_rows->pdata[i], "label"));
  chosen = g_strv_builder_end (names);
  text = *chosen != NULL ? g_strjoinv (", ", chosen) : g_strdup (_("All accounts"));
  adw_expander_row_set_subtitle (self->accounts, text);
}

static void
on_account_toggled (AnserRulePage *self)
{
  update_accounts_subtitle (self);
  on_changed (self);
}

static void
add_account_row (AnserRulePage *self,
                 AnserAccount  *account)
{
  const char *id = anser_account_get_id (account);
  const char *label = anser_account_get_label (account);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                               self->rule->accounts->len > 0 && anser_rule_is_for (self->rule, id));
  g_object_set_data_full (G_OBJECT (check), "account", g_strdup (id), g_free);
  g_object_set_data_full (G_OBJECT (check), "label", g_strdup (label), g_free);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_expander_row_add_row (self->accounts, row);
  g_ptr_array_add (self->account_rows, check);
  g_signal_connect_object (check, "toggled", G_CALLBACK (on_account_toggled), self,
                           G_CONNECT_SWAPPED);
}

static void
show_accounts (AnserRulePage *self)
{
  GListModel *accounts = G_LIST_MODEL (anser_post_office_get_accounts (self->office));
  guint n = g_list_model_get_n_items (accounts);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(AnserAccount) account = g_list_model_get_item (accounts, i);

      add_account_row (self, account);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->accounts), n > 1 || self->rule->accounts->len > 0);
  update_accounts_subtitle (self);
}

/* Of an account that is not here at present the rule keeps the name. */
static gboolean
is_shown (AnserRulePage *self,
          const char    *id)
{
  for (guint i = 0; i < self->account_rows->len; i++)
    if (g_strcmp0 (g_object_get_data (self->account_rows->pdata[i], "account"), id) == 0)
      return TRUE;
  return FALSE;
}

static void
read_accounts (AnserRulePage *self,
               AnserRule     *rule)
{
  for (guint i = 0; i < self->account_rows->len; i++)
    if (gtk_check_button_get_active (self->account_rows->pdata[i]))
      g_ptr_array_add (rule->accounts,
                       g_strdup (g_object_get_data (self->account_rows->pdata[i], "account")));
  for (guint i = 0; i < self->rule->accounts->len; i++)
    if (!is_shown (self, self->rule->accounts->pdata[i]))
      g_ptr_array_add (rule->accounts, g_strdup (self->rule->accounts->pdata[i]));
}

/* Conditions and actions */

static void
on_row_removed (GtkWidget     *row,
                AnserRulePage *self)
{
  GtkWidget *list = gtk_widget_get_parent (row);
  GtkWidget *next = gtk_widget_get_next_sibling (row);

  gtk_list_box_remove (GTK_LIST_BOX (list), row);
  if (next != NULL)
    gtk_widget_grab_focus (next);
  on_changed (self);
}

/* Before the last row of the list, which is the one that adds. */
static void
add_row (AnserRulePage *self,
         GtkListBox    *list,
         GtkWidget     *row)
{
  GtkWidget *last = gtk_widget_get_last_child (GTK_WIDGET (list));

  gtk_list_box_insert (list, row, gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (last)));
  g_signal_connect_object (row, "removed", G_CALLBACK (on_row_removed), self, 0);
  g_signal_connect_object (row, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
}

static void
on_add_condition (AnserRulePage *self)
{
  g_autoptr(AnserRuleCondition) condition =
    anser_rule_condition_new (ANSER_RULE_FROM, ANSER_RULE_CONTAINS);
  GtkWidget *row = anser_condition_row_new (condition);

  add_row (self, self->conditions, row);
  gtk_widget_grab_focus (row);
  on_changed (self);
}

static void
on_add_action (AnserRulePage *self)
{
  g_autoptr(AnserRuleAction) action = anser_rule_action_new (ANSER_RULE_FILEINTO, NULL);
  GtkWidget *row = anser_action_row_new (action, self->office);

  add_row (self, self->actions, row);
  gtk_widget_grab_focus (row);
  on_changed (self);
}

static void
read_rows (AnserRulePage *self,
           AnserRule     *rule)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->conditions)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (ANSER_IS_CONDITION_ROW (row))
      g_ptr_array_add (rule->conditions,
                       anser_condition_row_dup_condition (ANSER_CONDITION_ROW (row)));
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->actions)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (ANSER_IS_ACTION_ROW (row))
      g_ptr_array_add (rule->actions, anser_action_row_dup_action (ANSER_ACTION_ROW (row)));
}

static void
show_rule (AnserRulePage *self)
{
  const AnserRule *rule = self->rule;

  adw_window_title_set_title (self->title, self->is_new ? _("New Rule") : _("Rule"));
  gtk_editable_set_text (GTK_EDITABLE (self->name), rule->name);
  show_accounts (self);
  adw_combo_row_set_selected (self->match, rule->any ? 1 : 0);
  gtk_switch_set_active (self->stop, rule->stop);
  for (guint i = 0; i < rule->conditions->len; i++)
    add_row (self, self->conditions, anser_condition_row_new (rule->conditions->pdata[i]));
  for (guint i = 0; i < rule->actions->len; i++)
    add_row (self, self->actions, anser_action_row_new (rule->actions->pdata[i], self->office));
  gtk_widget_set_visible (self->remove_group, !self->is_new);
  self->changed = self->is_new;
  if (rule->problem != NULL)
    show_problem (self, rule->problem);
}

/* A rule is kept when it says who, what and where. */
static gboolean
check (AnserRulePage *self)
{
  g_autoptr(AnserRule) rule = anser_rule_page_dup_rule (self);
  g_autoptr(GError) error = NULL;

  if (anser_rule_check (rule, &error))
    return TRUE;
  show_problem (self, error->message);
  return FALSE;
}

static void
on_save (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  if (check (ANSER_RULE_PAGE (widget)))
    g_signal_emit (widget, signals[SAVED], 0);
}

static void
on_try (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  if (check (ANSER_RULE_PAGE (widget)))
    g_signal_emit (widget, signals[TRIED], 0);
}

static void
on_remove (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  g_signal_emit (widget, signals[REMOVED], 0);
}

static void
on_back (AnserRulePage *self)
{
  g_signal_emit (self, signals[BACK], 0);
}

static gboolean
anser_rule_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (ANSER_RULE_PAGE (widget)->name));
}

static void
anser_rule_page_dispose (GObject *object)
{
  AnserRulePage *self = ANSER_RULE_PAGE (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->office);

  G_OBJECT_CLASS (anser_rule_page_parent_class)->dispose (object);
}

static void
anser_rule_page_finalize (GObject *object)
{
  AnserRulePage *self = ANSER_RULE_PAGE (object);

  g_clear_pointer (&self->rule, anser_rule_free);
  g_ptr_array_unref (self->account_rows);

  G_OBJECT_CLASS (anser_rule_page_parent_class)->finalize (object);
}

static guint
add_signal (const char *name)
{
  return g_signal_new (name, ANSER_TYPE_RULE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 0);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AnserRulePage, content);
  gtk_widget_class_bind_template_child (widget_class, AnserRulePage, title);
  gtk_widget_class_bind_template_child (widget_class, AnserRulePage, notices);
  gtk_widget_class_bind_template_child (widget_class, AnserRulePage, name);
  gtk_widget_class_bind_template_child (widget_class, AnserRulePage, accounts);
  gtk_widget_class_bind_template_child (widget_class, AnserRulePage, match);
  gtk_widget_class_bind_template_child (widget_class, AnserRulePage, conditions);
  gtk_widget_class_bind_template_child (widget_class, AnserRulePage, actions);
  gtk_widget_class_bind_template_child (widget_class, AnserRulePage, stop);
  gtk_widget_class_bind_template_child (widget_class, AnserRulePage, remove_group);
}

static void
anser_rule_page_class_init (AnserRulePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = anser_rule_page_dispose;
  object_class->finalize = anser_rule_page_finalize;
  widget_class->grab_focus = anser_rule_page_grab_focus;
  widget_class->focus = anser_focus_children;

  signals[SAVED] = add_signal ("saved");
  signals[BACK] = add_signal ("back");
  signals[REMOVED] = add_signal ("removed");
  signals[TRIED] = add_signal ("tried");

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ansermail/Anser/rules/rule-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_add_condition);
  gtk_widget_class_bind_template_callback (widget_class, on_add_action);
  gtk_widget_class_install_action (widget_class, "rule.save", NULL, on_save);
  gtk_widget_class_install_action (widget_class, "rule.try", NULL, on_try);
  gtk_widget_class_install_action (widget_class, "rule.remove", NULL, on_remove);
}

static void
anser_rule_page_init (AnserRulePage *self)
{
  self->account_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
anser_rule_page_new (AnserPostOffice *office,
                     const AnserRule *rule,
                     gboolean         is_new)
{
  AnserRulePage *self;

  g_return_val_if_fail (ANSER_IS_POST_OFFICE (office), NULL);
  g_return_val_if_fail (rule != NULL, NULL);

  self = g_object_new (ANSER_TYPE_RULE_PAGE, NULL);
  self->office = g_object_ref (office);
  self->rule = anser_rule_copy (rule);
  self->is_new = is_new;
  show_rule (self);
  return GTK_WIDGET (self);
}

const AnserRule *
anser_rule_page_get_original (AnserRulePage *self)
{
  g_return_val_if_fail (ANSER_IS_RULE_PAGE (self), NULL);

  return self->is_new ? NULL : self->rule;
}

AnserRule *
anser_rule_page_dup_rule (AnserRulePage *self)
{
  g_autofree char *name = NULL;
  AnserRule *rule;

  g_return_val_if_fail (ANSER_IS_RULE_PAGE (self), NULL);

  name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
  rule = anser_rule_new (name);
  rule->enabled = self->rule->enabled;
  rule->comment = g_strdup (self->rule->comment);
  rule->any = adw_combo_row_get_selected (self->match) == 1;
  rule->stop = gtk_switch_get_active (self->stop);
  read_accounts (self, rule);
  read_rows (self, rule);
  return rule;
}

gboolean
anser_rule_page_is_changed (AnserRulePage *self)
{
  g_return_val_if_fail (ANSER_IS_RULE_PAGE (self), FALSE);

  return self->changed;
}
