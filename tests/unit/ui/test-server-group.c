/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "accounts/certificate-row.h"
#include "accounts/server-group.h"

#include <adwaita.h>

/* The row of @group whose title begins with @title. */
static GtkWidget *
find_row (GtkWidget  *widget,
          const char *title)
{
  if (ADW_IS_PREFERENCES_ROW (widget) &&
      g_str_has_prefix (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row (child, title);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static AnserServerGroup *
new_group (AnserAccount  *account,
           AnserProtocol  protocol)
{
  AnserServerGroup *group = g_object_ref_sink (g_object_new (ANSER_TYPE_SERVER_GROUP, NULL));

  anser_server_group_set_account (group, account, protocol);

  return group;
}

static void
type (AnserServerGroup *group,
      const char       *title,
      const char       *text)
{
  gtk_editable_set_text (GTK_EDITABLE (find_row (GTK_WIDGET (group), title)), text);
}

static void
test_values_go_both_ways (void)
{
  g_autoptr (AnserAccount) account = anser_account_new_unsaved ();
  AnserServerGroup *group = new_group (account, ANSER_PROTOCOL_SMTP);
  GtkWidget *host = find_row (GTK_WIDGET (group), "Server");

  type (group, "Server", "smtp.example.org");
  type (group, "User name", "ann");
  g_assert_cmpstr (anser_account_get_host (account, ANSER_PROTOCOL_SMTP), ==, "smtp.example.org");
  g_assert_cmpstr (anser_account_get_user (account, ANSER_PROTOCOL_SMTP), ==, "ann");
  g_assert_cmpstr (anser_account_get_host (account, ANSER_PROTOCOL_POP3), ==, "");

  g_object_set (account, "smtp-host", "mail.example.org", NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (host)), ==, "mail.example.org");
  g_assert_finalize_object (group);
}

static void
test_port (void)
{
  g_autoptr (AnserAccount) account = anser_account_new_unsaved ();
  AnserServerGroup *group = new_group (account, ANSER_PROTOCOL_POP3);
  const char * const wrong[] = { "0", "65536", "99999", "12a", "-1", "995 995" };

  type (group, "Server", "pop.example.org");
  type (group, "Port", "1995");
  g_assert_cmpuint (anser_account_get_port (account, ANSER_PROTOCOL_POP3), ==, 1995);

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      type (group, "Port", wrong[i]);
      g_assert_cmpuint (anser_account_get_port (account, ANSER_PROTOCOL_POP3), ==, 1995);
      g_assert_false (anser_server_group_check (group));
    }

  type (group, "Port", "");
  g_assert_cmpuint (anser_account_get_port (account, ANSER_PROTOCOL_POP3), ==, 0);
  g_assert_true (anser_server_group_check (group));
  g_assert_finalize_object (group);
}

static void
test_security (void)
{
  g_autoptr (AnserAccount) account = anser_account_new_unsaved ();
  AnserServerGroup *group = new_group (account, ANSER_PROTOCOL_POP3);
  AdwComboRow *security = ADW_COMBO_ROW (find_row (GTK_WIDGET (group), "Encryption"));
  GtkWidget *warning = find_row (GTK_WIDGET (group), "Anybody");

  g_assert_cmpuint (adw_combo_row_get_selected (security), ==, 0);
  g_assert_false (gtk_widget_get_visible (warning));

  /* The usual port of one choice is not kept for another; a port of one's own is. */
  type (group, "Port", "995");
  adw_combo_row_set_selected (security, 2);
  g_assert_cmpint (anser_account_get_security (account, ANSER_PROTOCOL_POP3), ==,
                   ANSER_CONNECTION_NONE);
  g_assert_cmpuint (anser_account_get_port (account, ANSER_PROTOCOL_POP3), ==, 0);
  g_assert_true (gtk_widget_get_visible (warning));
  g_assert_nonnull (find_row (GTK_WIDGET (group), "Port (usually 110)"));

  type (group, "Port", "110");
  adw_combo_row_set_selected (security, 0);
  g_assert_cmpuint (anser_account_get_port (account, ANSER_PROTOCOL_POP3), ==, 0);
  g_assert_false (gtk_widget_get_visible (warning));

  type (group, "Port", "1110");
  g_object_set (account, "pop3-security", ANSER_CONNECTION_STARTTLS, NULL);
  g_assert_cmpuint (adw_combo_row_get_selected (security), ==, 1);
  g_assert_cmpuint (anser_account_get_port (account, ANSER_PROTOCOL_POP3), ==, 1110);
  g_assert_finalize_object (group);
}

static void
test_host (void)
{
  g_autoptr (AnserAccount) account = anser_account_new_unsaved ();
  AnserServerGroup *group = new_group (account, ANSER_PROTOCOL_POP3);
  const char * const wrong[] = { "", "  ", "pop3://pop.example.org", "pop.example.org:995", "a b" };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      type (group, "Server", wrong[i]);
      g_assert_false (anser_server_group_check (group));
      g_assert_true (gtk_widget_has_css_class (find_row (GTK_WIDGET (group), "Server"), "error"));
    }

  type (group, "Server", "pop.example.org");
  g_assert_true (anser_server_group_check (group));
  g_assert_finalize_object (group);
}

static void
test_certificate (void)
{
  AnserCertificateRow *row = g_object_ref_sink (g_object_new (ANSER_TYPE_CERTIFICATE_ROW, NULL));
  g_autofree char *path = NULL;

  g_object_set (row, "path", "/etc/a&b.pem", NULL);
  g_object_get (row, "path", &path, NULL);
  g_assert_cmpstr (path, ==, "/etc/a&b.pem");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, "/etc/a&b.pem");

  g_object_set (row, "path", NULL, NULL);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), !=, "");
  g_assert_finalize_object (row);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/accounts/server-group/both-ways", test_values_go_both_ways);
  g_test_add_func ("/accounts/server-group/port", test_port);
  g_test_add_func ("/accounts/server-group/security", test_security);
  g_test_add_func ("/accounts/server-group/host", test_host);
  g_test_add_func ("/accounts/certificate-row", test_certificate);

  return g_test_run ();
}
