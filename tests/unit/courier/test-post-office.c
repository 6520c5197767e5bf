/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "courier/post-office.h"
#include "fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/* The fixture's server, an account in the list, and the post office over them. */
typedef struct
{
  Fixture         *fixture;
  char            *root;
  AnserAccounts   *accounts;
  AnserAccount    *account;
  AnserSecrets    *secrets;
  AnserPostOffice *office;
} House;

static void
forget_accounts (void)
{
  g_autoptr (GSettings) settings = g_settings_new ("io.github.ansermail.Anser");

  g_settings_reset (settings, "accounts");
}

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

static House *
house_new (void)
{
  House *house = g_new0 (House, 1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  house->fixture = fixture_new ();
  house->accounts = anser_accounts_new ();
  house->account = anser_accounts_find (house->accounts,
                                        anser_account_get_id (house->fixture->account));
  g_assert_nonnull (house->account);
  house->secrets = anser_secrets_new_in_memory ();
  anser_secrets_store_async (house->secrets, house->account, ANSER_PROTOCOL_POP3, "geheim", NULL,
                             on_done, &result);
  fixture_wait (is_set, &result);

  house->root = g_build_filename (house->fixture->root, "office", NULL);
  house->office = anser_post_office_new (house->root, house->accounts, house->secrets, &error);
  g_assert_no_error (error);

  return house;
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

/* A thread that has just opened a letter may hold on to the office a moment longer. */
static void
house_free (House *house)
{
  g_object_add_weak_pointer (G_OBJECT (house->office), (gpointer *) &house->office);
  g_object_unref (house->office);
  fixture_wait (is_gone, &house->office);
  g_object_unref (house->accounts);
  g_object_unref (house->secrets);
  g_free (house->root);
  fixture_free (house->fixture);
  g_free (house);
  forget_accounts ();
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (House, house_free)

static AnserCourier *
get_courier (House *house)
{
  return anser_post_office_get_courier (house->office, anser_account_get_id (house->account));
}

static gboolean
has_checked (gpointer data)
{
  AnserCourier *courier = data;

  return anser_courier_get_last_check (courier) > 0 &&
         anser_courier_get_state (courier) == ANSER_COURIER_IDLE;
}

static AnserFolder *
get_inbox (House *house)
{
  return anser_store_get_folder (anser_post_office_get_store (house->office),
                                 anser_account_get_id (house->account), ANSER_FOLDER_INBOX);
}

static gboolean
has_a_letter (gpointer data)
{
  return anser_folder_get_total (data) == 1;
}

static void
on_received (AnserPostOffice  *office,
             AnserCourier     *courier,
             unsigned          n_new,
             GArray           *letters,
             GArray          **received)
{
  g_assert_true (ANSER_IS_COURIER (courier));
  g_assert_cmpuint (n_new, ==, letters->len);
  *received = g_array_ref (letters);
}

static void
test_start (void)
{
  g_autoptr (House) house = house_new ();
  g_autoptr (AnserFolder) inbox = get_inbox (house);
  g_autoptr (GArray) received = NULL;

  fake_server_add_message (house->fixture->server, "u",
                           "From: a@example.org\r\nSubject: =?utf-8?B?5L2g5aW9?=\r\n\r\nText\r\n");
  g_assert_nonnull (get_courier (house));
  g_assert_null (anser_post_office_get_courier (house->office, "nobody"));
  g_signal_connect (house->office, "received", G_CALLBACK (on_received), &received);
  anser_post_office_start (house->office);
  fixture_wait (has_checked, get_courier (house));
  fixture_wait (has_a_letter, inbox);
  fixture_wait (is_set, &received);
  g_assert_cmpuint (received->len, ==, 1);
  g_assert_cmpint (g_array_index (received, gint64, 0), ==, 1);
}

static void
test_open_letter (void)
{
  g_autoptr (House) house = house_new ();
  g_autoptr (GAsyncResult) result = NULL, missing = NULL;
  g_autoptr (AnserLetter) letter = NULL;
  g_autoptr (GError) error = NULL;

  fake_server_add_message (house->fixture->server, "u",
                           "From: a@example.org\r\nSubject: =?utf-8?B?5L2g5aW9?=\r\n\r\nText\r\n");
  anser_post_office_check (house->office);
  fixture_wait (has_checked, get_courier (house));

  anser_post_office_open_letter_async (house->office, 1, NULL, on_done, &result);
  fixture_wait (is_set, &result);
  letter = anser_post_office_open_letter_finish (house->office, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (anser_letter_get_subject (letter), ==, "你好");

  anser_post_office_open_letter_async (house->office, 4711, NULL, on_done, &missing);
  fixture_wait (is_set, &missing);
  g_assert_null (anser_post_office_open_letter_finish (house->office, missing, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_add_account (void)
{
  g_autoptr (House) house = house_new ();
  g_autoptr (AnserAccount) unsaved = anser_account_new_unsaved ();
  g_autofree char *folder = NULL;
  AnserAccount *added;

  g_object_set (unsaved, "address", "new@example.org", NULL);
  added = anser_accounts_add (house->accounts, unsaved);
  g_assert_nonnull (anser_post_office_get_courier (house->office, anser_account_get_id (added)));
  folder = g_build_filename (house->root, "mail", anser_account_get_id (added), "Inbox", "cur",
                             NULL);
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
}

static gboolean
is_away (gpointer data)
{
  return !g_file_test (data, G_FILE_TEST_EXISTS);
}

/* Also in the middle of a check. */
static void
test_remove_account (void)
{
  g_autoptr (House) house = house_new ();
  g_autofree char *id = g_strdup (anser_account_get_id (house->account));
  g_autofree char *folder = g_build_filename (house->root, "mail", id, NULL);

  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
  fake_server_add_message (house->fixture->server, "u", "Subject: x\r\n\r\nText\r\n");
  house->fixture->server->stall_at_retr = 1;
  anser_post_office_check (house->office);
  while (fake_server_count_log (house->fixture->server, "RETR") == 0)
    g_main_context_iteration (NULL, FALSE);

  anser_post_office_remove_account (house->office, house->account);
  g_assert_null (anser_post_office_get_courier (house->office, id));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (house->accounts)), ==, 0);
  fixture_wait (is_away, folder);
}

/* A folder that cannot be written is named. */
static void
test_bad_root (void)
{
  g_autoptr (AnserAccounts) accounts = anser_accounts_new ();
  g_autoptr (AnserSecrets) secrets = anser_secrets_new_in_memory ();
  g_autoptr (GError) error = NULL;
  g_autofree char *file = NULL;
  int fd = g_file_open_tmp ("anser-XXXXXX", &file, NULL);

  g_close (fd, NULL);
  g_assert_null (anser_post_office_new (file, accounts, secrets, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, file));
  g_unlink (file);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/post-office/start", test_start);
  g_test_add_func ("/post-office/open-letter", test_open_letter);
  g_test_add_func ("/post-office/add-account", test_add_account);
  g_test_add_func ("/post-office/remove-account", test_remove_account);
  g_test_add_func ("/post-office/bad-root", test_bad_root);

  return g_test_run ();
}
