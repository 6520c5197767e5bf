/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-rules"

#include "config.h"

#include "rules/rules-window-private.h"

#include "rules/rule-page.h"
#include "rules/rule-row.h"
#include "rules/trial-page.h"
#include "courier/rule-text.h"
#include "store/undo.h"

#include <glib/gi18n.h>

/* What is done to rules is a change to a copy of all of them, which is then saved: where it cannot
 * be, nothing has happened. */

static GPtrArray *
copy_rules (GPtrArray *rules)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_rule_free);

  for (guint i = 0; i < rules->len; i++)
    g_ptr_array_add (copy, anser_rule_copy (rules->pdata[i]));
  return copy;
}

static void
toast (AnserRulesWindow *self,
       const char       *text)
{
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (text));
}

static gboolean
save (AnserRulesWindow *self,
      GPtrArray        *rules,
      int               focus)
{
  g_autoptr(GError) error = NULL;
  gboolean saved = anser_rule_book_save (self->book, rules, &error);

  if (!saved)
    toast (self, error->message);
  anser_rules_window_fill (self, focus);
  return saved;
}

void
anser_rules_window_switch (AnserRulesWindow *self,
                           guint             position,
                           gboolean          on)
{
  g_autoptr(GPtrArray) rules = copy_rules (anser_rule_book_get_rules (self->book));

  if (position >= rules->len)
    return;
  anser_rule_text_set_enabled (rules->pdata[position], on);
  save (self, rules, (int) position);
}

void
anser_rules_window_move (AnserRulesWindow *self,
                         guint             from,
                         guint             to)
{
  g_autoptr(GPtrArray) rules = copy_rules (anser_rule_book_get_rules (self->book));
  gpointer rule;

  if (from >= rules->len || to >= rules->len || from == to)
    return;
  rule = g_ptr_array_steal_index (rules, from);
  g_ptr_array_insert (rules, (int) to, rule);
  save (self, rules, (int) to);
}

/* The position of @original: where it was, as it was, else by its name; -1 if it is gone. */
static int
find_rule (GPtrArray       *rules,
           const AnserRule *original)
{
  int by_name = -1;

  for (guint i = 0; original != NULL && i < rules->len; i++)
    {
      const AnserRule *rule = rules->pdata[i];

      if (g_strcmp0 (rule->source, original->source) == 0)
        return (int) i;
      if (by_name < 0 && g_str_equal (rule->name, original->name))
        by_name = (int) i;
    }
  return by_name;
}

static void
on_saved (AnserRulesWindow *self,
          AnserRulePage    *page)
{
  g_autoptr(GPtrArray) rules = copy_rules (anser_rule_book_get_rules (self->book));
  int position = find_rule (rules, anser_rule_page_get_original (page));

  if (position < 0)
    {
      position = (int) rules->len;
      g_ptr_array_add (rules, NULL);
    }
  else
    anser_rule_free (rules->pdata[position]);
  rules->pdata[position] = anser_rule_page_dup_rule (page);
  if (save (self, rules, position))
    anser_rules_window_go_back (self);
}

/* Removing, and the way back */

typedef struct
{
  AnserRulesWindow *window;         /* weak */
  AnserRule        *rule;
  guint             position;
} Removal;

static void
removal_free (gpointer  data,
              GClosure *closure)
{
  Removal *removal = data;

  g_clear_weak_pointer (&removal->window);
  anser_rule_free (removal->rule);
  g_free (removal);
}

static void
on_undo_removal (Removal *removal)
{
  g_autoptr(GPtrArray) rules = NULL;

  if (removal->window == NULL || removal->window->book == NULL)
    return;
  rules = copy_rules (anser_rule_book_get_rules (removal->window->book));
  g_ptr_array_insert (rules, (int) MIN (removal->position, rules->len),
                      anser_rule_copy (removal->rule));
  save (removal->window, rules, (int) removal->position);
}

static void
remove_rule (AnserRulesWindow *self,
             guint             position)
{
  g_autoptr(GPtrArray) rules = copy_rules (anser_rule_book_get_rules (self->book));
  AdwToast *note;
  Removal *removal;
  g_autofree char *text = NULL;

  if (position >= rules->len)
    return;
  removal = g_new0 (Removal, 1);
  removal->rule = g_ptr_array_steal_index (rules, position);
  removal->position = position;
  g_set_weak_pointer (&removal->window, self);
  /* Translators: %s is the name of a rule. */
  text = g_strdup_printf (_("The rule “%s” is removed"), removal->rule->name);
  if (!save (self, rules, (int) MIN (position, rules->len - 1)))
    {
      removal_free (removal, NULL);
      return;
    }
  note = adw_toast_new (text);
  adw_toast_set_button_label (note, _("_Undo"));
  g_signal_connect_data (note, "button-clicked", G_CALLBACK (on_undo_removal), removal,
                         removal_free, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, note);
}

static void
on_removed (AnserRulesWindow *self,
            AnserRulePage    *page)
{
  int position = find_rule (anser_rule_book_get_rules (self->book),
                            anser_rule_page_get_original (page));

  anser_rules_window_go_back (self);
  if (position >= 0)
    remove_rule (self, (guint) position);
}

/* Leaving a page */

static void
on_leave_answered (AdwMessageDialog *dialog,
                   const char       *response,
                   AnserRulesWindow *self)
{
  if (g_str_equal (response, "discard"))
    anser_rules_window_go_back (self);
  else if (g_str_equal (response, "save"))
    gtk_widget_activate_action (self->pages->pdata[self->pages->len - 1], "rule.save", NULL);
}

static void
ask_before_leaving (AnserRulesWindow *self)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Keep This Rule?"),
                                              _("What you changed is lost if you do not save it."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Go On Editing"),
                                    "discard", _("_Discard"), "save", _("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_leave_answered), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
anser_rules_window_leave (AnserRulesWindow *self)
{
  gpointer page = self->pages->len > 0 ? self->pages->pdata[self->pages->len - 1] : NULL;

  if (page == NULL)
    gtk_window_close (GTK_WINDOW (self));
  else if (ANSER_IS_RULE_PAGE (page) && anser_rule_page_is_changed (page))
    ask_before_leaving (self);
  else
    anser_rules_window_go_back (self);
}

/* Trying */

typedef struct
{
  AnserStore *store;
  AnserUndo  *undo;
} Applied;

static void
applied_free (gpointer  data,
              GClosure *closure)
{
  Applied *applied = data;

  g_object_unref (applied->store);
  anser_undo_unref (applied->undo);
  g_free (applied);
}

static void
on_undone (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(AdwToastOverlay) toasts = user_data;
  g_autoptr(GError) error = NULL;

  if (!anser_store_undo_finish (ANSER_STORE (source), result, &error))
    adw_toast_overlay_add_toast (toasts, adw_toast_new (error->message));
}

static void
on_undo_applied (AdwToast *note,
                 Applied  *applied)
{
  AdwToastOverlay *toasts = g_object_get_data (G_OBJECT (note), "toasts");

  anser_store_undo_async (applied->store, applied->undo, NULL, on_undone, g_object_ref (toasts));
}

static void
on_applied (AnserRulesWindow *self,
            guint             n,
            gpointer          undo)
{
  g_autofree char *text =
    g_strdup_printf (ngettext ("%u message changed", "%u messages changed", n), n);
  AdwToast *note = adw_toast_new (text);
  Applied *applied = g_new (Applied, 1);

  applied->store = g_object_ref (anser_post_office_get_store (self->office));
  applied->undo = anser_undo_ref (undo);
  adw_toast_set_button_label (note, _("_Undo"));
  adw_toast_set_timeout (note, 0);
  g_object_set_data (G_OBJECT (note), "toasts", self->toasts);
  g_signal_connect_data (note, "button-clicked", G_CALLBACK (on_undo_applied), applied,
                         applied_free, 0);
  adw_toast_overlay_add_toast (self->toasts, note);
}

static void
try_rules (AnserRulesWindow *self,
           GPtrArray        *rules,
           gboolean          always)
{
  GtkWidget *page = anser_trial_page_new (self->office, rules, always);

  g_signal_connect_object (page, "back", G_CALLBACK (anser_rules_window_leave), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "applied", G_CALLBACK (on_applied), self, G_CONNECT_SWAPPED);
  anser_rules_window_show_page (self, page);
}

static void
on_tried (AnserRulesWindow *self,
          AnserRulePage    *page)
{
  g_autoptr(GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_rule_free);

  g_ptr_array_add (rules, anser_rule_page_dup_rule (page));
  try_rules (self, rules, TRUE);
}

/* The pages of rules */

static void
show_rule (AnserRulesWindow *self,
           const AnserRule  *rule,
           gboolean          is_new)
{
  GtkWidget *page = anser_rule_page_new (self->office, rule, is_new);

  g_signal_connect_object (page, "saved", G_CALLBACK (on_saved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "back", G_CALLBACK (anser_rules_window_leave), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "removed", G_CALLBACK (on_removed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "tried", G_CALLBACK (on_tried), self, G_CONNECT_SWAPPED);
  anser_rules_window_show_page (self, page);
}

void
anser_rules_window_edit (AnserRulesWindow *self,
                         guint             position)
{
  GPtrArray *rules = anser_rule_book_get_rules (self->book);

  if (position < rules->len)
    show_rule (self, rules->pdata[position], FALSE);
}

void
anser_rules_window_add (AnserRulesWindow *self,
                        const AnserRule  *rule)
{
  g_return_if_fail (ANSER_IS_RULES_WINDOW (self));
  g_return_if_fail (rule != NULL);

  show_rule (self, rule, TRUE);
}

/* Actions */

static void
on_add (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  AnserRulesWindow *self = ANSER_RULES_WINDOW (widget);
  g_autoptr(AnserRule) rule = anser_rule_new ("");

  if (self->pages->len > 0)
    return;
  g_ptr_array_add (rule->conditions,
                   anser_rule_condition_new (ANSER_RULE_FROM, ANSER_RULE_CONTAINS));
  g_ptr_array_add (rule->actions, anser_rule_action_new (ANSER_RULE_FILEINTO, NULL));
  anser_rules_window_add (self, rule);
}

static void
on_run (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  AnserRulesWindow *self = ANSER_RULES_WINDOW (widget);

  if (self->pages->len == 0)
    try_rules (self, anser_rule_book_get_rules (self->book), FALSE);
}

static void
on_back (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  anser_rules_window_leave (ANSER_RULES_WINDOW (widget));
}

/* The position of the row that has the keys; -1 if none has. */
static int
get_focused (AnserRulesWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *row = focus != NULL && self->pages->len == 0
                     ? (ANSER_IS_RULE_ROW (focus)
                          ? focus : gtk_widget_get_ancestor (focus, ANSER_TYPE_RULE_ROW)) : NULL;

  return row != NULL ? gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) : -1;
}

static void
on_move (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  AnserRulesWindow *self = ANSER_RULES_WINDOW (widget);
  int position = get_focused (self);
  int to = position + g_variant_get_int32 (parameter);

  if (position >= 0 && to >= 0)
    anser_rules_window_move (self, (guint) position, (guint) to);
}

static void
on_remove (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  AnserRulesWindow *self = ANSER_RULES_WINDOW (widget);
  int position = get_focused (self);

  if (position >= 0)
    remove_rule (self, (guint) position);
}

void
anser_rules_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "rules.add", NULL, on_add);
  gtk_widget_class_install_action (widget_class, "rules.run", NULL, on_run);
  gtk_widget_class_install_action (widget_class, "rules.back", NULL, on_back);
  gtk_widget_class_install_action (widget_class, "rules.move", "i", on_move);
  gtk_widget_class_install_action (widget_class, "rules.remove", NULL, on_remove);
}
