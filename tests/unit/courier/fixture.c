/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixture.h"

#include "accounts/accounts.h"
#include "courier/describe.h"

#include <glib/gstdio.h>
#include <string.h>

static void
on_received (AnserCourier *courier,
             unsigned      n,
             GArray       *letters,
             Fixture      *self)
{
  self->n_received += n;
  g_array_append_vals (self->received, letters->data, letters->len);
}

static void
on_sent (AnserCourier *courier,
         gint64        letter,
         Fixture      *self)
{
  g_array_append_val (self->sent, letter);
}

static void
on_password_needed (AnserCourier *courier,
                    int           protocol,
                    Fixture      *self)
{
  self->password_needed = protocol;
}

static AnserAccount *
new_account (FakeServer *server)
{
  g_autoptr (AnserAccounts) accounts = anser_accounts_new ();
  g_autoptr (AnserAccount) unsaved = anser_account_new_unsaved ();

  g_object_set (unsaved, "address", "me@example.org", "name", "Me",
                "pop3-host", "127.0.0.1", "pop3-port", (unsigned) server->pop3_port,
                "pop3-security", ANSER_CONNECTION_NONE, "pop3-user", "me",
                "smtp-host", "127.0.0.1", "smtp-port", (unsigned) server->smtp_port,
                "smtp-security", ANSER_CONNECTION_NONE, "smtp-user", "me",
                NULL);

  return g_object_ref (anser_accounts_add (accounts, unsaved));
}

Fixture *
fixture_new (void)
{
  Fixture *self = g_new0 (Fixture, 1);
  g_autoptr (GError) error = NULL;

  self->root = g_dir_make_tmp ("anser-courier-XXXXXX", &error);
  g_assert_no_error (error);
  self->server = fake_server_new ();
  self->account = new_account (self->server);
  self->secrets = anser_secrets_new_in_memory ();
  self->store = anser_store_open (self->root, anser_describe_letter, NULL, &error);
  g_assert_no_error (error);
  anser_store_add_account (self->store, anser_account_get_id (self->account), &error);
  g_assert_no_error (error);
  self->received = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->sent = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->password_needed = -1;

  self->courier = anser_courier_new (self->store, self->account, self->secrets);
  g_signal_connect (self->courier, "received", G_CALLBACK (on_received), self);
  g_signal_connect (self->courier, "sent", G_CALLBACK (on_sent), self);
  g_signal_connect (self->courier, "password-needed", G_CALLBACK (on_password_needed), self);
  fixture_set_password (self, "geheim");

  return self;
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

static gboolean
on_too_long (gpointer user_data)
{
  g_error ("A condition did not come true in a minute");
  return G_SOURCE_REMOVE;
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* The tick is for conditions that no source of the main context announces. */
void
fixture_wait (gboolean (*condition) (gpointer data),
              gpointer   data)
{
  guint alarm = g_timeout_add_seconds (60, on_too_long, NULL);
  guint tick = g_timeout_add (5, on_tick, NULL);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (alarm);
  g_source_remove (tick);
}

static gboolean
is_idle (gpointer data)
{
  return anser_courier_get_state (data) == ANSER_COURIER_IDLE;
}

void
fixture_wait_idle (Fixture *self)
{
  fixture_wait (is_idle, self->courier);
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

/* A thread may hold on to it for a moment longer. */
static void
assert_finalizes (gpointer object)
{
  g_object_add_weak_pointer (object, &object);
  g_object_unref (object);
  fixture_wait (is_gone, &object);
}

void
fixture_free (Fixture *self)
{
  fixture_wait_idle (self);
  g_signal_handlers_disconnect_by_data (self->courier, self);
  assert_finalizes (self->courier);
  assert_finalizes (self->store);
  g_object_unref (self->secrets);
  g_object_unref (self->account);
  fake_server_free (self->server);
  g_array_unref (self->received);
  g_array_unref (self->sent);
  remove_tree (self->root);
  g_free (self->root);
  g_free (self);
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

void
fixture_set_password (Fixture    *self,
                      const char *password)
{
  g_autoptr (GAsyncResult) result = NULL;

  anser_secrets_store_async (self->secrets, self->account, ANSER_PROTOCOL_POP3, password, NULL,
                             on_done, &result);
  fixture_wait (is_set, &result);
}

int
fixture_check (Fixture  *self,
               GError  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  anser_courier_check_async (self->courier, NULL, on_done, &result);
  fixture_wait (is_set, &result);

  return anser_courier_check_finish (self->courier, result, error);
}

static gboolean
write_text (GOutputStream  *stream,
            gpointer        user_data,
            GCancellable   *cancellable,
            GError        **error)
{
  return g_output_stream_write_all (stream, user_data, strlen (user_data), NULL, cancellable,
                                    error);
}

gint64
fixture_queue (Fixture    *self,
               const char *text,
               ...)
{
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  va_list arguments;
  char *recipient;
  gint64 letter;

  va_start (arguments, text);
  while ((recipient = va_arg (arguments, char *)) != NULL)
    g_ptr_array_add (recipients, recipient);
  va_end (arguments);

  letter = anser_outbox_add (self->store, anser_account_get_id (self->account), "me@example.org",
                             recipients, 0, write_text, (gpointer) text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (letter, >, 0);

  return letter;
}

/* Calls @func for each file of the folder. */
static void
for_each_file (Fixture         *self,
               AnserFolderRole  folder,
               void           (*func) (const char *path,
                                       gpointer    data),
               gpointer         data)
{
  const char *parts[] = { "new", "cur" };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *path = g_build_filename (self->root, "mail",
                                                anser_account_get_id (self->account),
                                                anser_folder_role_get_name (folder), parts[i],
                                                NULL);
      g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
      const char *name;

      g_assert_nonnull (dir);
      while ((name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *file = g_build_filename (path, name, NULL);

          func (file, data);
        }
    }
}

static void
count_file (const char *path,
            gpointer    data)
{
  unsigned *n = data;

  (*n)++;
}

unsigned
fixture_count_files (Fixture         *self,
                     AnserFolderRole  folder)
{
  unsigned n = 0;

  for_each_file (self, folder, count_file, &n);
  return n;
}

typedef struct
{
  const char *needle;
  char       *text;
} Search;

static void
look_into_file (const char *path,
                gpointer    data)
{
  Search *search = data;
  g_autofree char *text = NULL;

  if (search->text == NULL && g_file_get_contents (path, &text, NULL, NULL) &&
      (search->needle == NULL || strstr (text, search->needle) != NULL))
    search->text = g_steal_pointer (&text);
}

char *
fixture_find_file (Fixture         *self,
                   AnserFolderRole  folder,
                   const char      *needle)
{
  Search search = { needle, NULL };

  for_each_file (self, folder, look_into_file, &search);
  return search.text;
}

void
fixture_assert_outbox (Fixture          *self,
                       gint64            letter,
                       AnserOutboxState  state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnserOutboxItem) item = anser_outbox_get (self->store, letter, &error);

  g_assert_no_error (error);
  g_assert_nonnull (item);
  g_assert_cmpint (item->state, ==, state);
}
