/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-rules"

#include "config.h"

#include "rules/rules-window.h"

#include "rules/rule-page.h"
#include "rules/rule-row.h"
#include "rules/rules-window-private.h"
#include "widgets/notice-bar.h"

#include <glib/gi18n.h>

/* Broken lines that are told at the top; the list has a mark at each of their rules. */
#define N_NOTICES 3

G_DEFINE_FINAL_TYPE (AnserRulesWindow, anser_rules_window, ADW_TYPE_APPLICATION_WINDOW)

/* Pages */

/* The pages that slid away go when they are out of sight. */
static void
on_transition (AnserRulesWindow *self)
{
  if (self->leaving == NULL || adw_leaflet_get_child_transition_running (self->leaflet))
    return;
  for (guint i = 0; i < self->leaving->len; i++)
    adw_leaflet_remove (self->leaflet, self->leaving->pdata[i]);
  g_ptr_array_set_size (self->leaving, 0);
}

void
anser_rules_window_show_page (AnserRulesWindow *self,
                              GtkWidget        *page)
{
  g_ptr_array_add (self->pages, page);
  adw_leaflet_append (self->leaflet, page);
  adw_leaflet_set_visible_child (self->leaflet, page);
  gtk_widget_grab_focus (page);
}

void
anser_rules_window_go_back (AnserRulesWindow *self)
{
  g_return_if_fail (self->pages->len > 0);

  g_ptr_array_add (self->leaving, g_ptr_array_steal_index (self->pages, self->pages->len - 1));
  if (self->pages->len > 0)
    adw_leaflet_set_visible_child (self->leaflet, self->pages->pdata[self->pages->len - 1]);
  else
    adw_leaflet_set_visible_child_name (self->leaflet, "list");
  on_transition (self);
}

/* The list */

static int
get_index (GtkWidget *row)
{
  return gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
}

static void
on_row_switched (GtkWidget        *row,
                 gboolean          on,
                 AnserRulesWindow *self)
{
  anser_rules_window_switch (self, (guint) get_index (row), on);
}

static void
on_row_dropped (GtkWidget        *row,
                int               from,
                AnserRulesWindow *self)
{
  anser_rules_window_move (self, (guint) from, (guint) get_index (row));
}

static void
on_row_activated (AnserRulesWindow *self,
                  GtkListBoxRow    *row)
{
  anser_rules_window_edit (self, (guint) gtk_list_box_row_get_index (row));
}

static void
add_row (AnserRulesWindow *self,
         const AnserRule  *rule)
{
  GtkWidget *row = anser_rule_row_new (rule);

  gtk_list_box_append (self->list, row);
  g_signal_connect_object (row, "switched", G_CALLBACK (on_row_switched), self, 0);
  g_signal_connect_object (row, "dropped", G_CALLBACK (on_row_dropped), self, 0);
}

static void
fill_notices (AnserRulesWindow *self)
{
  GPtrArray *complaints = anser_rule_book_get_complaints (self->book);
  GtkWidget *bar;

  while ((bar = gtk_widget_get_first_child (GTK_WIDGET (self->notices))) != NULL)
    gtk_box_remove (self->notices, bar);
  for (guint i = 0; i < MIN (complaints->len, N_NOTICES); i++)
    {
      const AnserRuleComplaint *complaint = complaints->pdata[i];

      gtk_box_append (self->notices,
                      anser_notice_bar_new ("dialog-warning-symbolic", complaint->sentence));
    }
}

void
anser_rules_window_fill (AnserRulesWindow *self,
                         int               focus)
{
  GPtrArray *rules = anser_rule_book_get_rules (self->book);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < rules->len; i++)
    add_row (self, rules->pdata[i]);
  gtk_stack_set_visible_child_name (self->stack, rules->len > 0 ? "rules" : "empty");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "rules.run", rules->len > 0);
  fill_notices (self);
  if (focus >= 0 && gtk_list_box_get_row_at_index (self->list, focus) != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, focus)));
}

static void
on_book_changed (AnserRulesWindow *self)
{
  anser_rules_window_fill (self, -1);
}

static void
set_office (AnserRulesWindow *self,
            AnserPostOffice  *office)
{
  g_autoptr(GError) error = NULL;

  self->office = g_object_ref (office);
  self->book =
    anser_rule_book_new (anser_store_get_root (anser_post_office_get_store (office)));
  if (!anser_rule_book_load (self->book, &error))
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (error->message));
  anser_rule_book_watch (self->book);
  g_signal_connect_object (self->book, "changed", G_CALLBACK (on_book_changed), self,
                           G_CONNECT_SWAPPED);
  anser_rules_window_fill (self, -1);
}

static gboolean
anser_rules_window_close_request (GtkWindow *window)
{
  AnserRulesWindow *self = ANSER_RULES_WINDOW (window);
  guint n = self->pages->len;
  gpointer page = n > 0 ? self->pages->pdata[n - 1] : NULL;

  if (page != NULL && ANSER_IS_RULE_PAGE (page) && anser_rule_page_is_changed (page))
    {
      anser_rules_window_leave (self);
      return GDK_EVENT_STOP;
    }
  return GTK_WINDOW_CLASS (anser_rules_window_parent_class)->close_request (window);
}

static void
anser_rules_window_dispose (GObject *object)
{
  AnserRulesWindow *self = ANSER_RULES_WINDOW (object);

  g_clear_pointer (&self->pages, g_ptr_array_unref);
  g_clear_pointer (&self->leaving, g_ptr_array_unref);
  g_clear_object (&self->book);
  g_clear_object (&self->office);

  G_OBJECT_CLASS (anser_rules_window_parent_class)->dispose (object);
}

static void
anser_rules_window_class_init (AnserRulesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anser_rules_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = anser_rules_window_close_request;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ansermail/Anser/rules/rules-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserRulesWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, AnserRulesWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, AnserRulesWindow, notices);
  gtk_widget_class_bind_template_child (widget_class, AnserRulesWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, AnserRulesWindow, list);
  gtk_widget_class_bind_template_callback (widget_class, on_transition);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  anser_rules_window_install_actions (widget_class);
}

static void
anser_rules_window_init (AnserRulesWindow *self)
{
  self->pages = g_ptr_array_new ();
  self->leaving = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
anser_rules_window_new (AnserApplication *application)
{
  AnserRulesWindow *self;

  g_return_val_if_fail (ANSER_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (anser_application_get_office (application) != NULL, NULL);

  self = g_object_new (ANSER_TYPE_RULES_WINDOW, "application", application, NULL);
  set_office (self, anser_application_get_office (application));
  return GTK_WIDGET (self);
}
