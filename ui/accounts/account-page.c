/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-accounts"

#include "config.h"

#include "accounts/account-page.h"

#include "accounts/account-choices.h"
#include "accounts/certificate-row.h"
#include "accounts/doctor-window.h"
#include "accounts/peculiarities-row.h"
#include "accounts/recent-row.h"
#include "accounts/server-group.h"
#include "accounts/test-steps.h"
#include "message/address.h"
#include "widgets/focus-children.h"
#include "widgets/inner-button.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AnserAccountPage
{
  AdwBin               parent_instance;

  AnserPostOffice     *office;
  AnserAccount        *account;
  char                *pop3_password;    /* looked up for a test that is about to run */

  AdwWindowTitle      *title;
  AdwEntryRow         *name;
  AdwEntryRow         *address;
  AdwEntryRow         *label;
  AnserServerGroup    *receiving;
  AdwPasswordEntryRow *password;
  GtkSwitch           *leave_on_server;
  AdwComboRow         *leave_days;
  AdwComboRow         *trash_days;
  AdwComboRow         *junk_days;
  AdwComboRow         *follow;
  AdwComboRow         *headers;
  AdwComboRow         *interval;
  AnserRecentRow      *recent;
  AnserPeculiaritiesRow *peculiarities;
  AnserServerGroup    *sending;
  GtkSwitch           *same_password;
  AdwPasswordEntryRow *sending_password;
  AnserCertificateRow *certificate;
  AnserTestSteps      *steps;
  GtkTextView         *signature;
};

G_DEFINE_FINAL_TYPE (AnserAccountPage, anser_account_page, ADW_TYPE_BIN)

enum
{
  BACK,
  REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *
get_text (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/* While what is typed is no address, the account keeps the one before. */
static void
on_address_changed (AnserAccountPage *self)
{
  const char *text = get_text (self->address);
  g_autoptr (GPtrArray) addresses = anser_addresses_parse (text, NULL);

  if (self->account == NULL)
    return;

  if (addresses == NULL || addresses->len != 1)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->address), "error");
      return;
    }

  gtk_widget_remove_css_class (GTK_WIDGET (self->address), "error");
  g_object_set (self->account, "address", ((AnserAddress *) addresses->pdata[0])->address, NULL);
}

static void
toast (AnserAccountPage *self,
       const char       *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "accounts.toast", "s", text);
}

static void
on_stored (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (AnserAccountPage) self = data;
  g_autoptr (GError) error = NULL;
  const char *problem = anser_secrets_get_problem (ANSER_SECRETS (source));

  if (!anser_secrets_store_finish (ANSER_SECRETS (source), result, &error))
    toast (self, error->message);
  else
    toast (self, problem != NULL ? problem : _("The new password is kept"));
}

static void
store (AnserAccountPage    *self,
       AdwPasswordEntryRow *row,
       AnserProtocol        protocol)
{
  if (*get_text (row) != '\0')
    anser_secrets_store_async (anser_post_office_get_secrets (self->office), self->account,
                               protocol, get_text (row), NULL, on_stored, g_object_ref (self));
}

static void
on_password_apply (AnserAccountPage *self)
{
  store (self, self->password, ANSER_PROTOCOL_POP3);
}

static void
on_sending_password_apply (AnserAccountPage *self)
{
  store (self, self->sending_password, ANSER_PROTOCOL_SMTP);
}

static void
set_pop3_password (AnserAccountPage *self,
                   char             *password)
{
  g_clear_pointer (&self->pop3_password, anser_secrets_password_free);
  self->pop3_password = password;
}

/* What is typed is tried before what is kept. */
static const char *
prefer_typed (AdwPasswordEntryRow *row,
              const char          *kept)
{
  if (*get_text (row) != '\0')
    return get_text (row);

  return kept != NULL ? kept : "";
}

static void
on_smtp_password (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  g_autoptr (AnserAccountPage) self = data;
  g_autoptr (GError) error = NULL;
  char *kept = anser_secrets_lookup_finish (ANSER_SECRETS (source), result, &error);
  gboolean same = gtk_switch_get_active (self->same_password);

  if (self->account != NULL)
    anser_test_steps_run (self->steps, self->account,
                          prefer_typed (self->password, self->pop3_password),
                          prefer_typed (same ? self->password : self->sending_password, kept));

  set_pop3_password (self, NULL);
  if (kept != NULL)
    anser_secrets_password_free (kept);
}

static void
on_pop3_password (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  AnserAccountPage *self = data;
  g_autoptr (GError) error = NULL;

  set_pop3_password (self, anser_secrets_lookup_finish (ANSER_SECRETS (source), result, &error));
  if (self->account == NULL)
    {
      g_object_unref (self);
      return;
    }

  anser_secrets_lookup_async (ANSER_SECRETS (source), self->account, ANSER_PROTOCOL_SMTP,
                              NULL, on_smtp_password, self);
}

static void
on_test (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  AnserAccountPage *self = ANSER_ACCOUNT_PAGE (widget);

  if (!anser_server_group_check (self->receiving) || !anser_server_group_check (self->sending))
    return;

  gtk_widget_action_set_enabled (widget, "account.test", FALSE);
  anser_secrets_lookup_async (anser_post_office_get_secrets (self->office), self->account,
                              ANSER_PROTOCOL_POP3, NULL, on_pop3_password, g_object_ref (self));
}

static void
on_tested (AnserAccountPage *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.test", TRUE);
}

static void
on_doctor (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  AnserAccountPage *self = ANSER_ACCOUNT_PAGE (widget);
  GtkWidget *window = anser_doctor_window_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                               self->account, self->office);

  gtk_window_present (GTK_WINDOW (window));
}

static void
on_back (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  g_signal_emit (widget, signals[BACK], 0);
}

static void
on_remove_answer (AnserAccountPage *self,
                  const char       *response)
{
  if (!g_str_equal (response, "remove"))
    return;

  anser_post_office_remove_account (self->office, self->account);
  g_signal_emit (self, signals[REMOVED], 0);
}

static void
on_remove (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  AnserAccountPage *self = ANSER_ACCOUNT_PAGE (widget);
  /* Translators: %s is the name or the address of an account. */
  g_autofree char *heading = g_strdup_printf (_("Remove “%s”?"),
                                              anser_account_get_label (self->account));
  GtkWidget *dialog =
    adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), heading,
                            _("Its settings and password are forgotten. Its messages are kept "
                              "aside on this computer, and what lies on the server stays there."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "back", _("_Keep Account"), "remove", _("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "back");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "back");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_remove_answer), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
bind_account (AnserAccountPage *self)
{
  GBindingFlags both = G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE;
  GtkTextBuffer *signature = gtk_text_view_get_buffer (self->signature);

  anser_server_group_set_account (self->receiving, self->account, ANSER_PROTOCOL_POP3);
  anser_server_group_set_account (self->sending, self->account, ANSER_PROTOCOL_SMTP);

  g_object_bind_property (self->account, "label", self->title, "title", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->account, "name", self->name, "text", both);
  g_object_bind_property (self->account, "label", self->label, "text", both);
  g_object_bind_property (self->account, "signature", signature, "text", both);
  g_object_bind_property (self->account, "leave-on-server", self->leave_on_server, "active", both);
  g_object_bind_property (self->account, "same-password", self->same_password, "active", both);
  g_object_bind_property (self->account, "ca-file", self->certificate, "path", both);
  anser_account_choices_bind_leave_days (self->leave_days, self->account);
  anser_account_choices_bind_keep_days (self->trash_days, self->account, "trash-days");
  anser_account_choices_bind_keep_days (self->junk_days, self->account, "junk-days");
  anser_account_choices_bind_follow (self->follow, self->account);
  anser_account_choices_bind_headers (self->headers, self->account);
  anser_account_choices_bind_interval (self->interval, self->account);
  anser_recent_row_set_account (self->recent, self->account);
  gtk_editable_set_text (GTK_EDITABLE (self->address), anser_account_get_address (self->account));
}

/* A name that is selected would be gone with the first key. */
static gboolean
anser_account_page_grab_focus (GtkWidget *widget)
{
  AnserAccountPage *self = ANSER_ACCOUNT_PAGE (widget);
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (self->name));

  return gtk_text_grab_focus_without_selecting (GTK_TEXT (text));
}

static void
anser_account_page_dispose (GObject *object)
{
  AnserAccountPage *self = ANSER_ACCOUNT_PAGE (object);

  set_pop3_password (self, NULL);
  g_clear_object (&self->account);
  g_clear_object (&self->office);

  G_OBJECT_CLASS (anser_account_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AnserAccountPage, title);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountPage, name);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountPage, address);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountPage, label);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountPage, receiving);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountPage, password);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountPage, leave_on_server);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountPage, leave_days);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountPage, trash_days);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountPage, junk_days);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountPage, follow);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountPage, headers);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountPage, interval);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountPage, recent);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountPage, peculiarities);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountPage, sending);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountPage, same_password);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountPage, sending_password);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountPage, certificate);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountPage, steps);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountPage, signature);
}

static void
anser_account_page_class_init (AnserAccountPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anser_account_page_dispose;
  widget_class->grab_focus = anser_account_page_grab_focus;
  widget_class->focus = anser_focus_children;

  signals[BACK] = g_signal_new ("back", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REMOVED] = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (ANSER_TYPE_CERTIFICATE_ROW);
  g_type_ensure (ANSER_TYPE_PECULIARITIES_ROW);
  g_type_ensure (ANSER_TYPE_RECENT_ROW);
  g_type_ensure (ANSER_TYPE_SERVER_GROUP);
  g_type_ensure (ANSER_TYPE_TEST_STEPS);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/accounts/account-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_address_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_password_apply);
  gtk_widget_class_bind_template_callback (widget_class, on_sending_password_apply);
  gtk_widget_class_bind_template_callback (widget_class, on_tested);
  gtk_widget_class_install_action (widget_class, "account.back", NULL, on_back);
  gtk_widget_class_install_action (widget_class, "account.test", NULL, on_test);
  gtk_widget_class_install_action (widget_class, "account.doctor", NULL, on_doctor);
  gtk_widget_class_install_action (widget_class, "account.remove", NULL, on_remove);
}

static void
anser_account_page_init (AnserAccountPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  anser_inner_button_name (GTK_WIDGET (self->password), "view-reveal-symbolic",
                           _("Show or hide the password"));
  anser_inner_button_name (GTK_WIDGET (self->sending_password), "view-reveal-symbolic",
                           _("Show or hide the password"));
}

GtkWidget *
anser_account_page_new (AnserPostOffice *office,
                        AnserAccount    *account)
{
  AnserAccountPage *self;

  g_return_val_if_fail (ANSER_IS_POST_OFFICE (office), NULL);
  g_return_val_if_fail (ANSER_IS_ACCOUNT (account), NULL);

  self = g_object_new (ANSER_TYPE_ACCOUNT_PAGE, NULL);
  self->office = g_object_ref (office);
  self->account = g_object_ref (account);
  bind_account (self);
  anser_peculiarities_row_show (self->peculiarities, anser_post_office_get_store (office),
                                anser_account_get_id (account));

  return GTK_WIDGET (self);
}
