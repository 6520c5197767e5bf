/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "accounts/account-choices.h"
#include "accounts/recent-row.h"

#include <adwaita.h>

static AdwComboRow *
new_row (unsigned n)
{
  AdwComboRow *row = g_object_ref_sink (ADW_COMBO_ROW (adw_combo_row_new ()));
  g_autoptr (GtkStringList) items = gtk_string_list_new (NULL);

  for (unsigned i = 0; i < n; i++)
    gtk_string_list_append (items, "choice");
  adw_combo_row_set_model (row, G_LIST_MODEL (items));

  return row;
}

/* M4: what is deleted on the server. */
static void
test_follow (void)
{
  g_autoptr (AnserAccount) account = anser_account_new_unsaved ();
  AdwComboRow *row = new_row (3);

  anser_account_choices_bind_follow (row, account);
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 0);
  adw_combo_row_set_selected (row, 2);
  g_assert_true (anser_account_get_follow_moves (account));
  g_assert_false (anser_account_get_follow_deletion (account));
  adw_combo_row_set_selected (row, 1);
  g_assert_false (anser_account_get_follow_moves (account));
  g_assert_true (anser_account_get_follow_deletion (account));

  g_object_set (account, "follow-deletion", FALSE, "follow-moves", TRUE, NULL);
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 2);
  g_object_set (account, "follow-moves", FALSE, NULL);
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 0);
  g_assert_finalize_object (row);
}

/* M5, M6: of what only the header comes. A size in between stays as it is. */
static void
test_headers (void)
{
  g_autoptr (AnserAccount) account = anser_account_new_unsaved ();
  AdwComboRow *row = new_row (7);

  g_object_set (account, "max-size", (gint64) 3000000, NULL);
  anser_account_choices_bind_headers (row, account);
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 3);
  g_assert_cmpint (anser_account_get_max_size (account), ==, 3000000);

  adw_combo_row_set_selected (row, 1);
  g_assert_true (anser_account_get_headers_only (account));
  g_assert_cmpint (anser_account_get_max_size (account), ==, 0);
  adw_combo_row_set_selected (row, 6);
  g_assert_false (anser_account_get_headers_only (account));
  g_assert_cmpint (anser_account_get_max_size (account), ==, 50000000);
  adw_combo_row_set_selected (row, 0);
  g_assert_cmpint (anser_account_get_max_size (account), ==, 0);

  g_object_set (account, "max-size", G_MAXINT64, NULL);
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 6);
  g_object_set (account, "headers-only", TRUE, NULL);
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 1);
  g_assert_finalize_object (row);
}

/* Minutes and days. */
static void
test_values (void)
{
  g_autoptr (AnserAccount) account = anser_account_new_unsaved ();
  AdwComboRow *interval = new_row (6);
  AdwComboRow *days = new_row (6);

  g_object_set (account, "check-interval", 12u, NULL);
  anser_account_choices_bind_interval (interval, account);
  anser_account_choices_bind_leave_days (days, account);
  g_assert_cmpuint (adw_combo_row_get_selected (interval), ==, 3);
  g_assert_cmpuint (anser_account_get_check_interval (account), ==, 12);
  adw_combo_row_set_selected (interval, 5);
  g_assert_cmpuint (anser_account_get_check_interval (account), ==, 60);
  adw_combo_row_set_selected (days, 2);
  g_assert_cmpuint (anser_account_get_leave_days (account), ==, 7);
  g_assert_finalize_object (interval);
  g_assert_finalize_object (days);
}

/* P13: only at Gmail; the user's name says it. */
static void
test_recent (void)
{
  g_autoptr (AnserAccount) account = anser_account_new_unsaved ();
  GtkWidget *row = g_object_ref_sink (g_object_new (ANSER_TYPE_RECENT_ROW, NULL));
  GtkSwitch *active = GTK_SWITCH (adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row)));

  g_object_set (account, "pop3-host", "pop.example.org", "pop3-user", "ann", NULL);
  anser_recent_row_set_account (ANSER_RECENT_ROW (row), account);
  g_assert_false (gtk_widget_get_visible (row));
  g_object_set (account, "pop3-host", "POP.gmail.com", NULL);
  g_assert_true (gtk_widget_get_visible (row));
  g_assert_false (gtk_switch_get_active (active));

  gtk_switch_set_active (active, TRUE);
  g_assert_cmpstr (anser_account_get_user (account, ANSER_PROTOCOL_POP3), ==, "recent:ann");
  g_object_set (account, "pop3-user", "bob", NULL);
  g_assert_false (gtk_switch_get_active (active));
  g_object_set (account, "pop3-user", "recent:bob", NULL);
  g_assert_true (gtk_switch_get_active (active));
  gtk_switch_set_active (active, FALSE);
  g_assert_cmpstr (anser_account_get_user (account, ANSER_PROTOCOL_POP3), ==, "bob");
  g_assert_finalize_object (row);
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/account-choices/m4-follow", test_follow);
  g_test_add_func ("/account-choices/m5-m6-headers", test_headers);
  g_test_add_func ("/account-choices/values", test_values);
  g_test_add_func ("/account-choices/p13-recent", test_recent);

  return g_test_run ();
}
