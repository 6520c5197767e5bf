/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-accounts"

#include "config.h"

#include "accounts/accounts-window.h"

#include "accounts/account-page.h"
#include "accounts/account-row.h"
#include "accounts/new-account-page.h"
#include "widgets/notice-bar.h"

#include <glib/gi18n.h>

struct _AnserAccountsWindow
{
  AdwApplicationWindow parent_instance;

  AnserPostOffice     *office;       /* NULL when the profile could not be opened */
  GtkWidget           *page;         /* the page over the list, or NULL */

  AdwToastOverlay     *toasts;
  AdwLeaflet          *leaflet;
  GtkBox              *notices;
  GtkStack            *stack;
  GtkListBox          *list;
};

G_DEFINE_FINAL_TYPE (AnserAccountsWindow, anser_accounts_window, ADW_TYPE_APPLICATION_WINDOW)

static gboolean
is_at_list (AnserAccountsWindow *self)
{
  return g_strcmp0 (adw_leaflet_get_visible_child_name (self->leaflet), "list") == 0;
}

static void
drop_page (AnserAccountsWindow *self)
{
  if (self->page != NULL)
    adw_leaflet_remove (self->leaflet, self->page);
  self->page = NULL;
}

/* The page that slid away goes when it is out of sight. */
static void
on_transition (AnserAccountsWindow *self)
{
  if (!adw_leaflet_get_child_transition_running (self->leaflet) && is_at_list (self))
    drop_page (self);
}

static void
show_list (AnserAccountsWindow *self)
{
  adw_leaflet_set_visible_child_name (self->leaflet, "list");
  on_transition (self);
}

static void
show_page (AnserAccountsWindow *self,
           GtkWidget           *page)
{
  drop_page (self);
  self->page = page;
  adw_leaflet_append (self->leaflet, page);
  adw_leaflet_set_visible_child (self->leaflet, page);
  gtk_widget_grab_focus (page);
}

/* Whether passwords are kept can change with each of them. */
static void
update_notices (AnserAccountsWindow *self)
{
  const char *problem = anser_secrets_get_problem (anser_post_office_get_secrets (self->office));
  GtkWidget *bar;

  while ((bar = gtk_widget_get_first_child (GTK_WIDGET (self->notices))) != NULL)
    gtk_box_remove (self->notices, bar);

  if (problem != NULL)
    gtk_box_append (self->notices, anser_notice_bar_new ("dialog-warning-symbolic", problem));
}

static void
on_accounts_changed (AnserAccountsWindow *self)
{
  GListModel *accounts = G_LIST_MODEL (anser_post_office_get_accounts (self->office));
  gboolean empty = g_list_model_get_n_items (accounts) == 0;

  gtk_stack_set_visible_child_name (self->stack, empty ? "empty" : "accounts");
  update_notices (self);
}

static GtkWidget *
create_row (gpointer item,
            gpointer data)
{
  AnserAccountsWindow *self = data;
  AnserAccount *account = item;

  return anser_account_row_new (account,
                                anser_post_office_get_courier (self->office,
                                                               anser_account_get_id (account)));
}

static void
on_row_activated (AnserAccountsWindow *self,
                  GtkListBoxRow       *row)
{
  AnserAccount *account = anser_account_row_get_account (ANSER_ACCOUNT_ROW (row));
  GtkWidget *page = anser_account_page_new (self->office, account);

  g_signal_connect_object (page, "back", G_CALLBACK (show_list), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "removed", G_CALLBACK (show_list), self, G_CONNECT_SWAPPED);
  show_page (self, page);
}

static void
on_added (AnserAccountsWindow *self,
          AnserAccount        *account)
{
  /* Translators: %s is an email address. */
  g_autofree char *text = g_strdup_printf (_("%s is added"), anser_account_get_label (account));
  AdwToast *toast = adw_toast_new (text);

  adw_toast_overlay_add_toast (self->toasts, toast);
  show_list (self);
}

static void
on_add (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  anser_accounts_window_add (ANSER_ACCOUNTS_WINDOW (widget));
}

static void
on_back (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  AnserAccountsWindow *self = ANSER_ACCOUNTS_WINDOW (widget);

  if (is_at_list (self))
    gtk_window_close (GTK_WINDOW (self));
  else
    show_list (self);
}

static void
on_toast (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  AnserAccountsWindow *self = ANSER_ACCOUNTS_WINDOW (widget);

  adw_toast_overlay_add_toast (self->toasts,
                               adw_toast_new (g_variant_get_string (parameter, NULL)));
}

static void
set_office (AnserAccountsWindow *self,
            AnserPostOffice     *office)
{
  GListModel *accounts;

  if (office == NULL)
    {
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "accounts.add", FALSE);
      return;
    }

  self->office = g_object_ref (office);
  accounts = G_LIST_MODEL (anser_post_office_get_accounts (office));
  gtk_list_box_bind_model (self->list, accounts, create_row, self, NULL);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (on_accounts_changed), self,
                           G_CONNECT_SWAPPED);
  on_accounts_changed (self);
}

static void
anser_accounts_window_dispose (GObject *object)
{
  AnserAccountsWindow *self = ANSER_ACCOUNTS_WINDOW (object);

  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  self->list = NULL;
  self->page = NULL;
  g_clear_object (&self->office);

  G_OBJECT_CLASS (anser_accounts_window_parent_class)->dispose (object);
}

static void
anser_accounts_window_class_init (AnserAccountsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anser_accounts_window_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/accounts/accounts-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserAccountsWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountsWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountsWindow, notices);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountsWindow, list);
  gtk_widget_class_bind_template_callback (widget_class, on_transition);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_install_action (widget_class, "accounts.add", NULL, on_add);
  gtk_widget_class_install_action (widget_class, "accounts.back", NULL, on_back);
  gtk_widget_class_install_action (widget_class, "accounts.toast", "s", on_toast);
}

static void
anser_accounts_window_init (AnserAccountsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
anser_accounts_window_new (AnserApplication *application)
{
  AnserAccountsWindow *self;

  g_return_val_if_fail (ANSER_IS_APPLICATION (application), NULL);

  self = g_object_new (ANSER_TYPE_ACCOUNTS_WINDOW, "application", application, NULL);
  set_office (self, anser_application_get_office (application));

  return GTK_WIDGET (self);
}

void
anser_accounts_window_add (AnserAccountsWindow *self)
{
  GtkWidget *page;

  g_return_if_fail (ANSER_IS_ACCOUNTS_WINDOW (self));

  if (self->office == NULL || ANSER_IS_NEW_ACCOUNT_PAGE (self->page))
    return;

  page = anser_new_account_page_new (self->office);
  g_signal_connect_object (page, "added", G_CALLBACK (on_added), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "cancelled", G_CALLBACK (show_list), self, G_CONNECT_SWAPPED);
  show_page (self, page);
}
