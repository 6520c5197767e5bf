/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "accounts/providers.h"

static void
check (const char              *address,
       const char              *provider,
       const char              *pop3,
       const char              *smtp,
       unsigned                 smtp_port,
       AnserConnectionSecurity  smtp_security,
       gboolean                 has_hint)
{
  g_autoptr (AnserAccount) account = anser_account_new_unsaved ();
  const char *hint = "not set";

  g_object_set (account, "address", address, NULL);
  g_assert_cmpstr (anser_providers_fill (account, &hint), ==, provider);
  g_assert_cmpstr (anser_account_get_host (account, ANSER_PROTOCOL_POP3), ==, pop3);
  g_assert_cmpstr (anser_account_get_host (account, ANSER_PROTOCOL_SMTP), ==, smtp);
  g_assert_cmpuint (anser_account_get_port (account, ANSER_PROTOCOL_SMTP), ==, smtp_port);
  g_assert_cmpint (anser_account_get_security (account, ANSER_PROTOCOL_SMTP), ==, smtp_security);
  g_assert_cmpstr (anser_account_get_user (account, ANSER_PROTOCOL_POP3), ==, address);
  g_assert_cmpstr (anser_account_get_user (account, ANSER_PROTOCOL_SMTP), ==, address);
  g_assert_true ((hint != NULL) == has_hint);
}

static void
test_known (void)
{
  check ("wang@yeah.net", "NetEase yeah.net", "pop.yeah.net", "smtp.yeah.net", 465,
         ANSER_CONNECTION_TLS, TRUE);
  check ("123456@QQ.com", "QQ Mail", "pop.qq.com", "smtp.qq.com", 465, ANSER_CONNECTION_TLS, TRUE);
  check ("me@foxmail.com", "QQ Mail", "pop.qq.com", "smtp.qq.com", 465, ANSER_CONNECTION_TLS,
         TRUE);
  check ("me@hotmail.com", "Outlook.com", "outlook.office365.com", "smtp-mail.outlook.com", 587,
         ANSER_CONNECTION_STARTTLS, TRUE);
  check ("me@posteo.de", "Posteo", "posteo.de", "posteo.de", 465, ANSER_CONNECTION_TLS, FALSE);
}

static void
test_unknown (void)
{
  check ("me@example.org", NULL, "pop.example.org", "smtp.example.org", 0, ANSER_CONNECTION_TLS,
         FALSE);
}

static void
test_local_user (void)
{
  g_autoptr (AnserAccount) account = anser_account_new_unsaved ();

  g_object_set (account, "address", "me@naver.com", NULL);
  g_assert_nonnull (anser_providers_fill (account, NULL));
  g_assert_cmpstr (anser_account_get_user (account, ANSER_PROTOCOL_POP3), ==, "me");
}

static void
test_no_domain (void)
{
  const char *addresses[] = { "", "me", "me@" };

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (AnserAccount) account = anser_account_new_unsaved ();

      g_object_set (account, "address", addresses[i], NULL);
      g_assert_null (anser_providers_fill (account, NULL));
      g_assert_cmpstr (anser_account_get_host (account, ANSER_PROTOCOL_POP3), ==, "");
    }
}

/* Each entry of the data file, by each of its domains. */
static void
test_data_file (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("ANSER_TEST_SOURCE"), "data",
                                            "providers.ini", NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) groups = NULL;

  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  groups = g_key_file_get_groups (file, NULL);
  g_assert_cmpuint (g_strv_length (groups), >, 25);

  for (char **group = groups; *group != NULL; group++)
    {
      g_autofree char *name = g_key_file_get_string (file, *group, "name", NULL);
      g_auto (GStrv) domains = g_key_file_get_string_list (file, *group, "domains", NULL, NULL);
      gboolean wants_hint = g_key_file_has_key (file, *group, "hint", NULL);

      g_assert_nonnull (domains);
      for (char **domain = domains; *domain != NULL; domain++)
        {
          g_autoptr (AnserAccount) account = anser_account_new_unsaved ();
          g_autofree char *address = g_strconcat ("me@", *domain, NULL);
          const char *hint;

          g_assert_true (g_hash_table_add (seen, g_strdup (*domain)));
          g_object_set (account, "address", address, NULL);
          g_assert_cmpstr (anser_providers_fill (account, &hint), ==, name);
          g_assert_true ((hint != NULL) == wants_hint);
          g_assert_cmpint (anser_account_get_security (account, ANSER_PROTOCOL_POP3), !=,
                           ANSER_CONNECTION_NONE);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/providers/known", test_known);
  g_test_add_func ("/providers/unknown", test_unknown);
  g_test_add_func ("/providers/local-user", test_local_user);
  g_test_add_func ("/providers/no-domain", test_no_domain);
  g_test_add_func ("/providers/data-file", test_data_file);

  return g_test_run ();
}
