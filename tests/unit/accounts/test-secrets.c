/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "accounts/accounts.h"
#include "accounts/secrets.h"

#include <glib/gstdio.h>

/* libsecret 0.20 loses the etag of its file at each change, and a weak reference of each item,
 * whose end is told to a context that is no more. */
const char *__lsan_default_suppressions (void);
const char *__asan_default_options (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:secret_password_storev_sync\nleak:secret_password_clearv_sync\n"
         "leak:secret_password_searchv_sync\n";
}

/* They are known by their whole stacks. */
const char *
__asan_default_options (void)
{
  return "fast_unwind_on_malloc=0";
}

static AnserAccount *
new_saved (AnserAccounts *accounts)
{
  g_autoptr (AnserAccount) unsaved = anser_account_new_unsaved ();

  g_object_set (unsaved, "address", "me@example.org", NULL);

  return anser_accounts_add (accounts, unsaved);
}

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static char *
look_up (AnserSecrets  *secrets,
         AnserAccount  *account,
         AnserProtocol  protocol)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *password;

  anser_secrets_lookup_async (secrets, account, protocol, NULL, on_done, &result);
  g_assert_null (result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  password = anser_secrets_lookup_finish (secrets, result, &error);
  g_assert_no_error (error);

  return password;
}

static void
assert_password (AnserSecrets  *secrets,
                 AnserAccount  *account,
                 AnserProtocol  protocol,
                 const char    *expected)
{
  char *password = look_up (secrets, account, protocol);

  g_assert_cmpstr (password, ==, expected);
  anser_secrets_password_free (password);
}

static void
store (AnserSecrets  *secrets,
       AnserAccount  *account,
       AnserProtocol  protocol,
       const char    *password)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  anser_secrets_store_async (secrets, account, protocol, password, NULL, on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (anser_secrets_store_finish (secrets, result, &error));
  g_assert_no_error (error);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL
                                                                    : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }

  g_remove (path);
}

/* What holds wherever passwords are kept. */
static void
keep_and_forget (AnserSecrets *secrets)
{
  g_autoptr (AnserAccounts) accounts = anser_accounts_new ();
  AnserAccount *account = new_saved (accounts);
  AnserAccount *other = new_saved (accounts);

  assert_password (secrets, account, ANSER_PROTOCOL_POP3, NULL);
  store (secrets, account, ANSER_PROTOCOL_POP3, "geheim 授权码");
  assert_password (secrets, account, ANSER_PROTOCOL_POP3, "geheim 授权码");
  assert_password (secrets, other, ANSER_PROTOCOL_POP3, NULL);

  /* One password for both servers, or two. */
  assert_password (secrets, account, ANSER_PROTOCOL_SMTP, "geheim 授权码");
  g_object_set (account, "same-password", FALSE, NULL);
  assert_password (secrets, account, ANSER_PROTOCOL_SMTP, NULL);
  store (secrets, account, ANSER_PROTOCOL_SMTP, "second");
  assert_password (secrets, account, ANSER_PROTOCOL_SMTP, "second");
  assert_password (secrets, account, ANSER_PROTOCOL_POP3, "geheim 授权码");

  store (secrets, account, ANSER_PROTOCOL_POP3, "changed");
  assert_password (secrets, account, ANSER_PROTOCOL_POP3, "changed");
  store (secrets, account, ANSER_PROTOCOL_POP3, NULL);
  store (secrets, account, ANSER_PROTOCOL_POP3, NULL);
  assert_password (secrets, account, ANSER_PROTOCOL_POP3, NULL);
}

static void
test_memory (void)
{
  g_autoptr (AnserSecrets) secrets = anser_secrets_new_in_memory ();

  g_assert_false (anser_secrets_is_persistent (secrets));
  keep_and_forget (secrets);
  g_assert_null (anser_secrets_get_problem (secrets));
}

static void
test_sync (void)
{
  g_autoptr (AnserSecrets) secrets = anser_secrets_new_in_memory ();
  g_autoptr (AnserAccounts) accounts = anser_accounts_new ();
  AnserAccount *account = new_saved (accounts);
  g_autoptr (GError) error = NULL;
  char *password;

  store (secrets, account, ANSER_PROTOCOL_POP3, "word");
  password = anser_secrets_lookup_sync (secrets, account, ANSER_PROTOCOL_POP3, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (password, ==, "word");
  anser_secrets_password_free (password);
}

static void
test_unsaved (void)
{
  g_autoptr (AnserSecrets) secrets = anser_secrets_new_in_memory ();
  g_autoptr (AnserAccount) account = anser_account_new_unsaved ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  assert_password (secrets, account, ANSER_PROTOCOL_POP3, NULL);
  anser_secrets_store_async (secrets, account, ANSER_PROTOCOL_POP3, "x", NULL, on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (anser_secrets_store_finish (secrets, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_cancelled (void)
{
  g_autoptr (AnserSecrets) secrets = anser_secrets_new_in_memory ();
  g_autoptr (AnserAccounts) accounts = anser_accounts_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  anser_secrets_lookup_async (secrets, new_saved (accounts), ANSER_PROTOCOL_POP3, cancellable,
                              on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (anser_secrets_lookup_finish (secrets, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
count (GObject    *object,
       GParamSpec *pspec,
       gpointer    user_data)
{
  unsigned *n = user_data;

  (*n)++;
}

/* No bus to find a service on: kept for the session, with a sentence. */
static void
test_no_service (void)
{
  g_autoptr (AnserSecrets) secrets = NULL;
  unsigned n_notified = 0;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }

  g_unsetenv ("SECRET_BACKEND");
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  secrets = anser_secrets_new ();
  g_signal_connect (secrets, "notify::problem", G_CALLBACK (count), &n_notified);
  keep_and_forget (secrets);
  g_assert_false (anser_secrets_is_persistent (secrets));
  g_assert_nonnull (anser_secrets_get_problem (secrets));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_notified, ==, 1);
}

/* libsecret's own file, which is also what it keeps in a sandbox: persists. */
static void
test_file_backend (void)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  folder = g_dir_make_tmp ("anser-secrets-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (folder, "keyring", NULL);

  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  g_test_trap_subprocess ("/secrets/subprocess/file-backend", 0,
                          G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  g_unsetenv ("SECRET_BACKEND");
  remove_tree (folder);
}

static void
test_file_backend_subprocess (void)
{
  g_autoptr (AnserAccounts) accounts = anser_accounts_new ();
  AnserAccount *account = new_saved (accounts);
  g_autoptr (AnserSecrets) secrets = anser_secrets_new ();

  keep_and_forget (secrets);
  g_assert_true (anser_secrets_is_persistent (secrets));
  g_assert_null (anser_secrets_get_problem (secrets));

  /* Another object finds what this one kept. */
  store (secrets, account, ANSER_PROTOCOL_POP3, "lasting");
  g_clear_object (&secrets);
  secrets = anser_secrets_new ();
  assert_password (secrets, account, ANSER_PROTOCOL_POP3, "lasting");
}

/* A real keyring on a bus of its own; $2 says whether it is locked again. */
static const char keyring_script[] =
  "eval \"$(printf geheim | env -u G_DEBUG gnome-keyring-daemon --unlock --components=secrets)\"\n"
  "if [ \"$2\" = locked ]; then\n"
  "  dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets \\\n"
  "    org.freedesktop.Secret.Service.Lock \\\n"
  "    array:objpath:/org/freedesktop/secrets/collection/login || exit 1\n"
  "fi\n"
  "exec \"$1\" --GTestSubprocess -p /secrets/subprocess/keyring-$2\n";

static gboolean
has_keyring (void)
{
  const char *programs[] = { "dbus-run-session", "dbus-send", "gnome-keyring-daemon" };

  for (gsize i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autofree char *path = g_find_program_in_path (programs[i]);

      if (path == NULL)
        return FALSE;
    }

  return TRUE;
}

static void
test_keyring (gconstpointer state)
{
  g_autofree char *home = NULL;
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  const char *argv[] = { "dbus-run-session", "--", "sh", "-c", keyring_script, "sh", self, state,
                         NULL };
  g_auto (GStrv) environment = g_get_environ ();
  g_autofree char *out = NULL, *err = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!has_keyring ())
    {
      g_test_skip ("There is no gnome-keyring here");
      return;
    }

  home = g_dir_make_tmp ("anser-keyring-XXXXXX", &error);
  g_assert_no_error (error);
  environment = g_environ_setenv (environment, "HOME", home, TRUE);
  environment = g_environ_setenv (environment, "XDG_DATA_HOME", home, TRUE);
  environment = g_environ_setenv (environment, "XDG_RUNTIME_DIR", home, TRUE);
  environment = g_environ_unsetenv (environment, "DISPLAY");
  environment = g_environ_unsetenv (environment, "WAYLAND_DISPLAY");
  g_spawn_sync (home, (char **) argv, environment, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err,
                &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s\n%s\n%s", error->message, out, err);

  remove_tree (home);
}

static void
test_keyring_unlocked_subprocess (void)
{
  g_autoptr (AnserSecrets) secrets = anser_secrets_new ();

  keep_and_forget (secrets);
  g_assert_true (anser_secrets_is_persistent (secrets));
  g_assert_null (anser_secrets_get_problem (secrets));
}

/* Nobody answers the prompt: kept for this session, and not asked again. */
static void
test_keyring_locked_subprocess (void)
{
  g_autoptr (AnserSecrets) secrets = anser_secrets_new ();

  keep_and_forget (secrets);
  g_assert_false (anser_secrets_is_persistent (secrets));
  g_assert_nonnull (anser_secrets_get_problem (secrets));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/secrets/memory", test_memory);
  g_test_add_func ("/secrets/sync", test_sync);
  g_test_add_func ("/secrets/unsaved", test_unsaved);
  g_test_add_func ("/secrets/cancelled", test_cancelled);
  g_test_add_func ("/secrets/no-service", test_no_service);
  g_test_add_func ("/secrets/file-backend", test_file_backend);
  g_test_add_func ("/secrets/subprocess/file-backend", test_file_backend_subprocess);
  g_test_add_data_func ("/secrets/keyring-unlocked", "unlocked", test_keyring);
  g_test_add_data_func ("/secrets/keyring-locked", "locked", test_keyring);
  g_test_add_func ("/secrets/subprocess/keyring-unlocked", test_keyring_unlocked_subprocess);
  g_test_add_func ("/secrets/subprocess/keyring-locked", test_keyring_locked_subprocess);

  return g_test_run ();
}
