/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-accounts"

#include "config.h"

#include "accounts/new-account-page.h"

#include "accounts/certificate-row.h"
#include "accounts/providers.h"
#include "accounts/server-group.h"
#include "accounts/test-steps.h"
#include "message/address.h"
#include "widgets/focus-children.h"
#include "widgets/inner-button.h"
#include "widgets/notice-bar.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AnserNewAccountPage
{
  AdwBin               parent_instance;

  AnserPostOffice     *office;
  AnserAccount        *account;        /* unsaved */
  gboolean             filling;        /* the provider's values go into it, not the person's */
  gboolean             edited;         /* the person changed a server: it is kept */
  gboolean             adding;         /* a test that runs is followed by adding */

  GtkBox              *notices;
  AdwEntryRow         *name;
  AdwEntryRow         *address;
  AdwPasswordEntryRow *password;
  AdwActionRow        *provider;
  GtkImage            *provider_icon;
  GtkWidget           *problem_group;
  GtkLabel            *problem;
  AnserTestSteps      *steps;
  GtkWidget           *anyway_group;
  AdwExpanderRow      *by_hand;
  AnserServerGroup    *receiving;
  GtkSwitch           *leave_on_server;
  AnserServerGroup    *sending;
  GtkSwitch           *same_password;
  AdwPasswordEntryRow *sending_password;
  AnserCertificateRow *certificate;
};

G_DEFINE_FINAL_TYPE (AnserNewAccountPage, anser_new_account_page, ADW_TYPE_BIN)

enum
{
  ADDED,
  CANCELLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *
get_text (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/* Marks @row (nullable), says what is wrong with it, and moves there. */
static void
show_problem (AnserNewAccountPage *self,
              gpointer             row,
              const char          *text)
{
  gtk_label_set_label (self->problem, text);
  gtk_widget_set_visible (self->problem_group, TRUE);
  if (row == NULL)
    return;

  gtk_widget_add_css_class (row, "error");
  gtk_widget_grab_focus (row);
}

static void
clear_problem (AnserNewAccountPage *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->address), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (self->password), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (self->sending_password), "error");
  gtk_widget_set_visible (self->problem_group, FALSE);
}

static void
set_busy (AnserNewAccountPage *self,
          gboolean             busy)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "new-account.add", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "new-account.add-anyway", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "new-account.test", !busy);
}

/* What was tested is no longer what stands there. */
static void
forget_test (AnserNewAccountPage *self)
{
  if (anser_test_steps_is_running (self->steps))
    set_busy (self, FALSE);

  anser_test_steps_cancel (self->steps);
  gtk_widget_set_visible (self->anyway_group, FALSE);
  self->adding = FALSE;
}

static void
show_provider (AnserNewAccountPage *self,
               const char          *provider,
               const char          *hint)
{
  if (hint != NULL)
    gtk_image_set_from_icon_name (self->provider_icon, "dialog-information-symbolic");
  else
    gtk_image_set_from_icon_name (self->provider_icon, "object-select-symbolic");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->provider),
                                 provider != NULL ? provider : "");
  adw_action_row_set_subtitle (self->provider, hint != NULL ? hint : "");
  gtk_widget_set_visible (GTK_WIDGET (self->provider), provider != NULL);
}

static gboolean
is_whole_address (const char *text)
{
  const char *at = strrchr (text, '@');
  const char *dot = at != NULL ? strrchr (at, '.') : NULL;

  return at != NULL && at > text && dot != NULL && dot[1] != '\0';
}

static void
on_address_changed (AnserNewAccountPage *self)
{
  g_autofree char *address = g_strstrip (g_strdup (get_text (self->address)));
  const char *provider = NULL, *hint = NULL;

  clear_problem (self);
  forget_test (self);

  self->filling = TRUE;
  g_object_set (self->account, "address", address, NULL);
  if (!self->edited && is_whole_address (address))
    provider = anser_providers_fill (self->account, &hint);
  self->filling = FALSE;

  show_provider (self, provider, hint);
}

static void
on_password_changed (AnserNewAccountPage *self)
{
  clear_problem (self);
  forget_test (self);
}

static void
on_account_changed (AnserNewAccountPage *self,
                    GParamSpec          *pspec)
{
  if (self->filling)
    return;

  forget_test (self);
  if (g_str_has_prefix (pspec->name, "pop3-") || g_str_has_prefix (pspec->name, "smtp-"))
    self->edited = TRUE;
}

static void
on_entry_activated (AnserNewAccountPage *self,
                    GtkWidget           *row)
{
  g_signal_emit_by_name (gtk_widget_get_root (row), "move-focus", GTK_DIR_TAB_FORWARD);
}

static void
on_password_activated (AnserNewAccountPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "new-account.add", NULL);
}

static const char *
get_sending_password (AnserNewAccountPage *self)
{
  return get_text (gtk_switch_get_active (self->same_password) ? self->password
                                                               : self->sending_password);
}

static gboolean
check_address (AnserNewAccountPage *self)
{
  const char *address = anser_account_get_address (self->account);
  g_autoptr (GPtrArray) addresses = anser_addresses_parse (address, NULL);

  if (addresses == NULL || addresses->len != 1 ||
      strcmp (((AnserAddress *) addresses->pdata[0])->address, address) != 0)
    {
      show_problem (self, self->address, _("Type your whole address, such as ann@example.org."));
      return FALSE;
    }

  if (anser_accounts_find (anser_post_office_get_accounts (self->office), address) != NULL)
    {
      show_problem (self, self->address, _("This address is among your accounts already."));
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_servers (AnserNewAccountPage *self)
{
  if (anser_server_group_check (self->receiving) && anser_server_group_check (self->sending))
    return TRUE;

  adw_expander_row_set_expanded (self->by_hand, TRUE);
  show_problem (self, NULL, _("Something is missing in the servers below."));
  return FALSE;
}

static gboolean
check (AnserNewAccountPage *self)
{
  clear_problem (self);
  if (!check_address (self))
    return FALSE;

  if (*get_text (self->password) == '\0')
    {
      show_problem (self, self->password, _("Type the password, so that the servers let you in."));
      return FALSE;
    }

  if (*get_sending_password (self) == '\0')
    {
      adw_expander_row_set_expanded (self->by_hand, TRUE);
      show_problem (self, self->sending_password, _("Type the password for sending as well."));
      return FALSE;
    }

  return check_servers (self);
}

/* Passwords that could be kept for this session only are no failure; the bar says it. */
static void
on_stored (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (AnserCourier) courier = data;
  g_autoptr (GError) error = NULL;

  if (!anser_secrets_store_finish (ANSER_SECRETS (source), result, &error))
    g_warning ("The password could not be kept: %s", error->message);

  if (courier != NULL)
    anser_courier_check_async (courier, NULL, NULL, NULL);
}

/* The first letters are fetched at once, but not before the passwords are there. */
static void
add (AnserNewAccountPage *self)
{
  AnserAccounts *accounts = anser_post_office_get_accounts (self->office);
  AnserSecrets *secrets = anser_post_office_get_secrets (self->office);
  AnserAccount *account = anser_accounts_add (accounts, self->account);
  AnserCourier *courier = anser_post_office_get_courier (self->office,
                                                         anser_account_get_id (account));

  if (!gtk_switch_get_active (self->same_password))
    anser_secrets_store_async (secrets, account, ANSER_PROTOCOL_SMTP,
                               get_text (self->sending_password), NULL, on_stored, NULL);
  anser_secrets_store_async (secrets, account, ANSER_PROTOCOL_POP3, get_text (self->password),
                             NULL, on_stored, courier != NULL ? g_object_ref (courier) : NULL);

  g_signal_emit (self, signals[ADDED], 0, account);
}

static void
run_test (AnserNewAccountPage *self,
          gboolean             adding)
{
  if (!check (self))
    return;

  forget_test (self);
  self->adding = adding;
  set_busy (self, TRUE);
  anser_test_steps_run (self->steps, self->account, get_text (self->password),
                        get_sending_password (self));
}

static void
on_tested (AnserNewAccountPage *self,
           gboolean             success)
{
  gboolean adding = self->adding;

  set_busy (self, FALSE);
  self->adding = FALSE;
  if (success && adding)
    add (self);
  else
    gtk_widget_set_visible (self->anyway_group, !success);
}

static void
on_add (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  run_test (ANSER_NEW_ACCOUNT_PAGE (widget), TRUE);
}

static void
on_test (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  run_test (ANSER_NEW_ACCOUNT_PAGE (widget), FALSE);
}

static void
on_add_anyway (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  AnserNewAccountPage *self = ANSER_NEW_ACCOUNT_PAGE (widget);

  if (check (self))
    add (self);
}

static void
on_cancel (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  AnserNewAccountPage *self = ANSER_NEW_ACCOUNT_PAGE (widget);

  forget_test (self);
  g_signal_emit (self, signals[CANCELLED], 0);
}

static gboolean
anser_new_account_page_grab_focus (GtkWidget *widget)
{
  AnserNewAccountPage *self = ANSER_NEW_ACCOUNT_PAGE (widget);
  gpointer first = *get_text (self->name) == '\0' ? self->name : self->address;

  return gtk_widget_grab_focus (first);
}

static void
anser_new_account_page_dispose (GObject *object)
{
  AnserNewAccountPage *self = ANSER_NEW_ACCOUNT_PAGE (object);

  g_clear_object (&self->account);
  g_clear_object (&self->office);

  G_OBJECT_CLASS (anser_new_account_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AnserNewAccountPage, notices);
  gtk_widget_class_bind_template_child (widget_class, AnserNewAccountPage, name);
  gtk_widget_class_bind_template_child (widget_class, AnserNewAccountPage, address);
  gtk_widget_class_bind_template_child (widget_class, AnserNewAccountPage, password);
  gtk_widget_class_bind_template_child (widget_class, AnserNewAccountPage, provider);
  gtk_widget_class_bind_template_child (widget_class, AnserNewAccountPage, provider_icon);
  gtk_widget_class_bind_template_child (widget_class, AnserNewAccountPage, problem_group);
  gtk_widget_class_bind_template_child (widget_class, AnserNewAccountPage, problem);
  gtk_widget_class_bind_template_child (widget_class, AnserNewAccountPage, steps);
  gtk_widget_class_bind_template_child (widget_class, AnserNewAccountPage, anyway_group);
  gtk_widget_class_bind_template_child (widget_class, AnserNewAccountPage, by_hand);
  gtk_widget_class_bind_template_child (widget_class, AnserNewAccountPage, receiving);
  gtk_widget_class_bind_template_child (widget_class, AnserNewAccountPage, leave_on_server);
  gtk_widget_class_bind_template_child (widget_class, AnserNewAccountPage, sending);
  gtk_widget_class_bind_template_child (widget_class, AnserNewAccountPage, same_password);
  gtk_widget_class_bind_template_child (widget_class, AnserNewAccountPage, sending_password);
  gtk_widget_class_bind_template_child (widget_class, AnserNewAccountPage, certificate);
}

static void
anser_new_account_page_class_init (AnserNewAccountPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anser_new_account_page_dispose;
  widget_class->grab_focus = anser_new_account_page_grab_focus;
  widget_class->focus = anser_focus_children;

  signals[ADDED] = g_signal_new ("added", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 1, ANSER_TYPE_ACCOUNT);
  signals[CANCELLED] = g_signal_new ("cancelled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (ANSER_TYPE_CERTIFICATE_ROW);
  g_type_ensure (ANSER_TYPE_SERVER_GROUP);
  g_type_ensure (ANSER_TYPE_TEST_STEPS);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/accounts/new-account-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_address_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_password_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_password_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_tested);
  gtk_widget_class_install_action (widget_class, "new-account.add", NULL, on_add);
  gtk_widget_class_install_action (widget_class, "new-account.add-anyway", NULL, on_add_anyway);
  gtk_widget_class_install_action (widget_class, "new-account.test", NULL, on_test);
  gtk_widget_class_install_action (widget_class, "new-account.cancel", NULL, on_cancel);
}

/* The account is there before the template: its entries report their first text. */
static void
anser_new_account_page_init (AnserNewAccountPage *self)
{
  const char *real_name = g_get_real_name ();
  GBindingFlags both = G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE;

  self->account = anser_account_new_unsaved ();
  if (!g_str_equal (real_name, "Unknown") && !g_str_equal (real_name, g_get_user_name ()))
    g_object_set (self->account, "name", real_name, NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  anser_inner_button_name (GTK_WIDGET (self->password), "view-reveal-symbolic",
                           _("Show or hide the password"));
  anser_inner_button_name (GTK_WIDGET (self->sending_password), "view-reveal-symbolic",
                           _("Show or hide the password"));
  anser_server_group_set_account (self->receiving, self->account, ANSER_PROTOCOL_POP3);
  anser_server_group_set_account (self->sending, self->account, ANSER_PROTOCOL_SMTP);
  g_object_bind_property (self->account, "name", self->name, "text", both);
  g_object_bind_property (self->account, "leave-on-server", self->leave_on_server, "active", both);
  g_object_bind_property (self->account, "same-password", self->same_password, "active", both);
  g_object_bind_property (self->account, "ca-file", self->certificate, "path", both);
  g_signal_connect_object (self->account, "notify", G_CALLBACK (on_account_changed), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
anser_new_account_page_new (AnserPostOffice *office)
{
  AnserNewAccountPage *self;
  const char *problem;

  g_return_val_if_fail (ANSER_IS_POST_OFFICE (office), NULL);

  self = g_object_new (ANSER_TYPE_NEW_ACCOUNT_PAGE, NULL);
  self->office = g_object_ref (office);

  problem = anser_secrets_get_problem (anser_post_office_get_secrets (office));
  if (problem != NULL)
    gtk_box_append (self->notices, anser_notice_bar_new ("dialog-warning-symbolic", problem));

  return GTK_WIDGET (self);
}
