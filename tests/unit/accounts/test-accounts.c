/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "accounts/accounts.h"

/* Every test begins with no accounts: the memory backend is one for the whole process. */
static void
forget_all (void)
{
  g_autoptr (GSettings) settings = g_settings_new ("io.github.ansermail.Anser");

  g_settings_reset (settings, "accounts");
}

static void
run_pending (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static AnserAccount *
new_unsaved (const char *address)
{
  AnserAccount *account = anser_account_new_unsaved ();

  g_object_set (account, "address", address, "name", "王小明", "pop3-host", "pop.example.org",
                "pop3-port", 995u, "pop3-security", ANSER_CONNECTION_TLS, "pop3-user", address,
                "smtp-host", "smtp.example.org", "smtp-security", ANSER_CONNECTION_STARTTLS,
                "leave-on-server", FALSE, "check-interval", 3u, "signature", "One\nTwo", NULL);

  return account;
}

static GSettings *
settings_of (AnserAccount *account)
{
  g_autofree char *path = g_strconcat ("/io/github/ansermail/Anser/accounts/",
                                       anser_account_get_id (account), "/", NULL);

  return g_settings_new_with_path ("io.github.ansermail.Anser.Account", path);
}

static void
count (GObject    *object,
       GParamSpec *pspec,
       gpointer    user_data)
{
  unsigned *n = user_data;

  (*n)++;
}

static void
test_unsaved (void)
{
  g_autoptr (AnserAccount) account = anser_account_new_unsaved ();
  unsigned n_notified = 0;

  g_assert_null (anser_account_get_id (account));
  g_assert_cmpstr (anser_account_get_name (account), ==, "");
  g_assert_cmpstr (anser_account_get_host (account, ANSER_PROTOCOL_POP3), ==, "");
  g_assert_cmpint (anser_account_get_security (account, ANSER_PROTOCOL_SMTP), ==,
                   ANSER_CONNECTION_TLS);
  g_assert_true (anser_account_get_leave_on_server (account));
  g_assert_true (anser_account_get_same_password (account));

  g_signal_connect (account, "notify::pop3-port", G_CALLBACK (count), &n_notified);
  g_object_set (account, "pop3-port", 1100u, "smtp-port", 2500u, NULL);
  g_object_set (account, "pop3-port", 1100u, NULL);
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_cmpuint (anser_account_get_port (account, ANSER_PROTOCOL_POP3), ==, 1100);
  g_assert_cmpuint (anser_account_get_port (account, ANSER_PROTOCOL_SMTP), ==, 2500);

  g_assert_finalize_object (g_steal_pointer (&account));
}

static void
test_label (void)
{
  g_autoptr (AnserAccount) account = anser_account_new_unsaved ();
  unsigned n_notified = 0;

  g_signal_connect (account, "notify::label", G_CALLBACK (count), &n_notified);
  g_object_set (account, "address", "me@example.org", NULL);
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_cmpstr (anser_account_get_label (account), ==, "me@example.org");

  g_object_set (account, "label", "me@example.org", NULL);
  g_object_set (account, "address", "you@example.org", NULL);
  g_assert_cmpstr (anser_account_get_label (account), ==, "you@example.org");

  g_object_set (account, "label", "Home", NULL);
  g_assert_cmpstr (anser_account_get_label (account), ==, "Home");
}

/* Line ends in what reaches a header or a command. */
static void
test_control_characters (void)
{
  g_autoptr (AnserAccount) account = anser_account_new_unsaved ();

  g_object_set (account, "name", "Eve\r\nBcc: x@example.org", "pop3-user", "me\npass",
                "signature", "--\nMe", "pop3-host", "h\x01st\xff", NULL);
  g_assert_cmpstr (anser_account_get_name (account), ==, "EveBcc: x@example.org");
  g_assert_cmpstr (anser_account_get_user (account, ANSER_PROTOCOL_POP3), ==, "mepass");
  g_assert_cmpstr (anser_account_get_signature (account), ==, "--\nMe");
  g_assert_cmpstr (anser_account_get_host (account, ANSER_PROTOCOL_POP3), ==, "hst\xef\xbf\xbd");
}

static void
test_add (void)
{
  g_autoptr (AnserAccounts) accounts = NULL;
  g_autoptr (AnserAccount) unsaved = new_unsaved ("Wang@Example.org");
  g_autoptr (GSettings) settings = NULL;
  g_autofree char *host = NULL, *security = NULL, *label = NULL;
  AnserAccount *saved;

  forget_all ();
  accounts = anser_accounts_new ();
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (accounts)), ==, 0);

  saved = anser_accounts_add (accounts, unsaved);
  g_assert_true (saved != unsaved);
  g_assert_null (anser_account_get_id (unsaved));
  g_assert_true (g_str_has_prefix (anser_account_get_id (saved), "wang-example.org-"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (accounts)), ==, 1);

  settings = settings_of (saved);
  host = g_settings_get_string (settings, "pop3-host");
  security = g_settings_get_string (settings, "smtp-security");
  label = g_settings_get_string (settings, "label");
  g_assert_cmpstr (host, ==, "pop.example.org");
  g_assert_cmpstr (security, ==, "starttls");
  g_assert_cmpstr (label, ==, "");
  g_assert_cmpuint (g_settings_get_uint (settings, "check-interval"), ==, 3);
  g_assert_false (g_settings_get_boolean (settings, "leave-on-server"));

  g_assert_true (anser_accounts_find (accounts, anser_account_get_id (saved)) == saved);
  g_assert_true (anser_accounts_find (accounts, "wang@example.ORG") == saved);
  g_assert_null (anser_accounts_find (accounts, "nobody"));

  run_pending ();
  g_assert_true (anser_accounts_find (accounts, "wang@example.org") == saved);
}

/* Another process, as far as the settings can tell. */
static void
test_second_object (void)
{
  g_autoptr (AnserAccounts) first = NULL, second = NULL;
  g_autoptr (AnserAccount) unsaved = new_unsaved ("wang@example.org");
  AnserAccount *mine, *theirs;

  forget_all ();
  first = anser_accounts_new ();
  second = anser_accounts_new ();

  mine = anser_accounts_add (first, unsaved);
  run_pending ();
  theirs = anser_accounts_find (second, "wang@example.org");
  g_assert_nonnull (theirs);
  g_assert_true (theirs != mine);
  g_assert_cmpstr (anser_account_get_name (theirs), ==, "王小明");
  g_assert_cmpstr (anser_account_get_signature (theirs), ==, "One\nTwo");

  g_object_set (theirs, "pop3-host", "other.example.org",
                "last-check", G_GINT64_CONSTANT (5000000000), NULL);
  run_pending ();
  g_assert_cmpstr (anser_account_get_host (mine, ANSER_PROTOCOL_POP3), ==, "other.example.org");
  g_assert_cmpint (anser_account_get_last_check (mine), ==, 5000000000);

  anser_accounts_remove (second, theirs);
  run_pending ();
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (first)), ==, 0);
}

typedef struct
{
  unsigned n_signals;
  guint    position;
  guint    removed;
  guint    added;
} Changes;

static void
on_items_changed (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  gpointer    user_data)
{
  Changes *changes = user_data;

  *changes = (Changes) { changes->n_signals + 1, position, removed, added };
}

static void
test_remove (void)
{
  g_autoptr (AnserAccounts) accounts = NULL;
  g_autoptr (AnserAccount) one = new_unsaved ("one@example.org");
  g_autoptr (AnserAccount) two = new_unsaved ("two@example.org");
  g_autoptr (AnserAccount) held = NULL;
  g_autoptr (GSettings) settings = NULL;
  g_autofree char *host = NULL;
  Changes changes = { 0 };

  forget_all ();
  accounts = anser_accounts_new ();
  g_signal_connect (accounts, "items-changed", G_CALLBACK (on_items_changed), &changes);
  held = g_object_ref (anser_accounts_add (accounts, one));
  anser_accounts_add (accounts, two);
  g_assert_cmpuint (changes.n_signals, ==, 2);
  g_assert_cmpuint (changes.position, ==, 1);
  g_assert_cmpuint (changes.added, ==, 1);

  settings = settings_of (held);
  anser_accounts_remove (accounts, held);
  g_assert_cmpuint (changes.n_signals, ==, 3);
  g_assert_cmpuint (changes.position, ==, 0);
  g_assert_cmpuint (changes.removed, ==, 1);
  g_assert_cmpuint (changes.added, ==, 0);
  host = g_settings_get_string (settings, "pop3-host");
  g_assert_cmpstr (host, ==, "");

  /* Who still holds it has its values, and writes no settings any more. */
  run_pending ();
  g_assert_cmpuint (changes.n_signals, ==, 3);
  g_assert_cmpstr (anser_account_get_host (held, ANSER_PROTOCOL_POP3), ==, "pop.example.org");
  g_object_set (held, "pop3-host", "x.example.org", NULL);
  g_clear_pointer (&host, g_free);
  host = g_settings_get_string (settings, "pop3-host");
  g_assert_cmpstr (host, ==, "");
}

/* What another program may have written. */
static void
test_bad_settings (void)
{
  const char *ids[] = { "good", "../up", "a//b", "", "good", ".hidden", "two words", NULL };
  g_autoptr (GSettings) settings = g_settings_new ("io.github.ansermail.Anser");
  g_autoptr (AnserAccounts) accounts = NULL;
  g_autoptr (AnserAccount) account = NULL;

  g_settings_set_strv (settings, "accounts", ids);
  accounts = anser_accounts_new ();
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (accounts)), ==, 1);
  account = g_list_model_get_item (G_LIST_MODEL (accounts), 0);
  g_assert_cmpstr (anser_account_get_id (account), ==, "good");
  g_assert_cmpuint (anser_account_get_port (account, ANSER_PROTOCOL_POP3), ==, 0);
}

static void
test_order (void)
{
  const char *ids[] = { "a", "b", "c", NULL };
  const char *moved[] = { "c", "a", "b", NULL };
  g_autoptr (GSettings) settings = g_settings_new ("io.github.ansermail.Anser");
  g_autoptr (AnserAccounts) accounts = NULL;
  g_autoptr (AnserAccount) before = NULL, after = NULL;

  g_settings_set_strv (settings, "accounts", ids);
  accounts = anser_accounts_new ();
  before = g_list_model_get_item (G_LIST_MODEL (accounts), 2);
  g_settings_set_strv (settings, "accounts", moved);
  run_pending ();
  after = g_list_model_get_item (G_LIST_MODEL (accounts), 0);
  g_assert_true (before == after);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/accounts/unsaved", test_unsaved);
  g_test_add_func ("/accounts/label", test_label);
  g_test_add_func ("/accounts/control-characters", test_control_characters);
  g_test_add_func ("/accounts/add", test_add);
  g_test_add_func ("/accounts/second-object", test_second_object);
  g_test_add_func ("/accounts/remove", test_remove);
  g_test_add_func ("/accounts/bad-settings", test_bad_settings);
  g_test_add_func ("/accounts/order", test_order);

  return g_test_run ();
}
