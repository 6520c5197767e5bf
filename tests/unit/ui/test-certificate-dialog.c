/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/errors.h"
#include "widgets/certificate-dialog.h"

#include <adwaita.h>
#include <string.h>

/* For mail.example.com, signed by itself, valid for a hundred years. */
static const char pem[] =
  "-----BEGIN CERTIFICATE-----\n"
  "MIIB3DCCAYKgAwIBAgIUXE1RnJCjn0X0kQd+qa/CCNVdZnQwCgYIKoZIzj0EAwIw\n"
  "KjEZMBcGA1UEAwwQbWFpbC5leGFtcGxlLmNvbTENMAsGA1UECgwETmVzdDAgFw0y\n"
  "NjExMjcyMjUzMzZaGA8yMTI2MTEwMzIyNTMzNlowKjEZMBcGA1UEAwwQbWFpbC5l\n"
  "eGFtcGxlLmNvbTENMAsGA1UECgwETmVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEH\n"
  "A0IABP8JPAUnvniGr+gECUVhixqoqUaExjUf9lECz2JMtyicTLLuuTiFzpSks9Pj\n"
  "sity2KN0TGoM14emfLhFzcvHjj2jgYMwgYAwHQYDVR0OBBYEFEpGNzsvpp/Yl6jo\n"
  "fFlEx6NpEp+pMB8GA1UdIwQYMBaAFEpGNzsvpp/Yl6jofFlEx6NpEp+pMA8GA1Ud\n"
  "EwEB/wQFMAMBAf8wLQYDVR0RBCYwJIIQbWFpbC5leGFtcGxlLmNvbYIQbmVzdC5l\n"
  "eGFtcGxlLmNvbTAKBggqhkjOPQQDAgNIADBFAiB0eZMWIFw000i68qt4Vj2KyO0Y\n"
  "soP58/xuob/L/kqJlwIhALHC4IxJt4SJS+l4xRwgP3VoVJpe+GxVCkIeYKIagluc\n"
  "-----END CERTIFICATE-----\n";

#define PIN "sha256:" \
  "94f5c7f9bcc12db868fe962a17a584b5" \
  "6e4db937259db8f3861c4bcc92e42577"

typedef struct
{
  GtkWidget    *parent;
  AnserAccount *account;
  GError       *error;
  unsigned      n_trusted;
} Fixture;

static void
on_trusted (gpointer user_data)
{
  unsigned *n = g_object_get_data (user_data, "n-trusted");

  (*n)++;
}

static void
fixture_init (Fixture               *self,
              AnserCertificateFault  fault,
              guint16                port)
{
  g_autoptr(GTlsCertificate) certificate = g_tls_certificate_new_from_pem (pem, -1, NULL);
  const AnserShownCertificate shown = { certificate, fault, (char *) "mail.example.com", port };

  g_assert_nonnull (certificate);
  self->parent = gtk_window_new ();
  self->account = anser_account_new_unsaved ();
  g_object_set (self->account, "pop3-host", "mail.example.com", "pop3-port", 995,
                "smtp-host", "mail.example.com", "smtp-port", 465, NULL);
  self->error = anser_error_new_certificate (&shown, "No.");
  self->n_trusted = 0;
  g_object_set_data (G_OBJECT (self->account), "n-trusted", &self->n_trusted);
}

static void
fixture_clear (Fixture *self)
{
  gtk_window_destroy (GTK_WINDOW (self->parent));
  g_clear_object (&self->account);
  g_clear_error (&self->error);
}

static AdwMessageDialog *
present (Fixture *self)
{
  GListModel *windows = gtk_window_get_toplevels ();

  anser_certificate_dialog_present (GTK_WINDOW (self->parent), self->account, self->error,
                                    on_trusted, self->account);
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GObject) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        return ADW_MESSAGE_DIALOG (window);
    }

  g_assert_not_reached ();
}

static GtkWidget *
find (GtkWidget *widget,
      GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* A pin is for the server that showed the certificate, not for the other one of the account. */
static void
test_trust (void)
{
  Fixture fixture;
  AdwMessageDialog *dialog;

  fixture_init (&fixture, ANSER_CERTIFICATE_FAULT_SELF_SIGNED, 465);
  dialog = present (&fixture);
  g_assert_cmpstr (adw_message_dialog_get_heading (dialog), ==, "Is This Your Mail Server?");
  g_assert_true (adw_message_dialog_get_response_enabled (dialog, "trust"));
  adw_message_dialog_response (dialog, "trust");

  g_assert_cmpstr (anser_account_get_pin (fixture.account, ANSER_PROTOCOL_SMTP), ==, PIN);
  g_assert_cmpstr (anser_account_get_pin (fixture.account, ANSER_PROTOCOL_POP3), ==, "");
  g_assert_cmpuint (fixture.n_trusted, ==, 1);
  fixture_clear (&fixture);
}

static void
test_cancel (void)
{
  Fixture fixture;

  fixture_init (&fixture, ANSER_CERTIFICATE_FAULT_WRONG_NAME, 995);
  adw_message_dialog_response (present (&fixture), "cancel");

  g_assert_cmpstr (anser_account_get_pin (fixture.account, ANSER_PROTOCOL_POP3), ==, "");
  g_assert_cmpuint (fixture.n_trusted, ==, 0);
  fixture_clear (&fixture);
}

/* In the place of a pinned certificate none is trusted that was not compared. */
static void
test_changed (void)
{
  Fixture fixture;
  AdwMessageDialog *dialog;
  GtkWidget *check;

  fixture_init (&fixture, ANSER_CERTIFICATE_FAULT_OTHER_THAN_PINNED, 995);
  dialog = present (&fixture);
  g_assert_cmpstr (adw_message_dialog_get_heading (dialog), ==, "The Certificate Has Changed");
  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "trust"));
  check = find (adw_message_dialog_get_extra_child (dialog), GTK_TYPE_CHECK_BUTTON);
  g_assert_nonnull (check);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  g_assert_true (adw_message_dialog_get_response_enabled (dialog, "trust"));
  adw_message_dialog_response (dialog, "trust");

  g_assert_cmpstr (anser_account_get_pin (fixture.account, ANSER_PROTOCOL_POP3), ==, PIN);
  fixture_clear (&fixture);
}

static void
test_withdrawn (void)
{
  Fixture fixture;
  AdwMessageDialog *dialog;

  fixture_init (&fixture, ANSER_CERTIFICATE_FAULT_REVOKED, 995);
  dialog = present (&fixture);
  g_assert_false (adw_message_dialog_has_response (dialog, "trust"));
  adw_message_dialog_response (dialog, "cancel");
  fixture_clear (&fixture);
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/certificate-dialog/trust", test_trust);
  g_test_add_func ("/certificate-dialog/cancel", test_cancel);
  g_test_add_func ("/certificate-dialog/changed", test_changed);
  g_test_add_func ("/certificate-dialog/withdrawn", test_withdrawn);

  return g_test_run ();
}
