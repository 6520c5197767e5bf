/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/maildir.h"

/* The one letter of Inbox, as its file has it. */
static GBytes *
read_letter (Fixture *self)
{
  gint64 id = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = anser_store_dup_path (self->store, id, &error);
  char *text = NULL;
  gsize length = 0;

  g_assert_no_error (error);
  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, length);
}

static void
deliver_pieces (Fixture    *self,
                const char *data,
                gsize       length,
                gsize       split)
{
  g_autoptr (AnserDelivery) delivery =
    anser_delivery_new (self->store, "anna", ANSER_FOLDER_INBOX);

  g_assert_true (anser_delivery_begin (delivery, "u", NULL));
  g_assert_true (anser_delivery_write (delivery, data, split, NULL));
  g_assert_true (anser_delivery_write (delivery, data + split, length - split, NULL));
  g_assert_true (anser_delivery_end (delivery, NULL));
  g_assert_cmpint (anser_delivery_get_bytes_pending (delivery), ==, length);
  g_assert_true (anser_delivery_commit (delivery, NULL));
}

/* CR LF becomes LF; a CR alone, two CRs, a NUL and a CR at the end stay; at every split. */
static void
test_bytes (Fixture       *self,
            gconstpointer  data)
{
  static const char sent[] = "A: 1\r\n\r\nx\ry\r\r\nz\0\n\r\n\xff\xfe\r";
  static const char kept[] = "A: 1\n\nx\ry\r\nz\0\n\n\xff\xfe\r";

  for (gsize split = 0; split < sizeof sent; split++)
    {
      g_autoptr (GBytes) bytes = NULL;

      deliver_pieces (self, sent, sizeof sent - 1, split);
      bytes = read_letter (self);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), kept,
                       sizeof kept - 1);
      g_assert_true (erase_letter (self->store, get_letter (self->store, ANSER_FOLDER_INBOX, 0),
                                   NULL));
    }
}

/* Larger than the buffer, written byte by byte and at once. */
static void
test_large (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr (GString) sent = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  for (int i = 0; i < 20000; i++)
    g_string_append (sent, "line\r\n.\r\n");
  deliver_pieces (self, sent->str, sent->len, sent->len / 2 + 1);
  bytes = read_letter (self);
  g_string_replace (sent, "\r\n", "\n", 0);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), sent->str, sent->len);
}

static void
test_name (Fixture       *self,
           gconstpointer  data)
{
  g_autofree char *digest = anser_maildir_digest ("uid-1");
  g_autofree char *path = NULL;
  g_autofree char *found = NULL;

  deliver (self->store, "uid-1", "one", 1);
  path = anser_store_dup_path (self->store, get_letter (self->store, ANSER_FOLDER_INBOX, 0), NULL);
  g_assert_nonnull (strstr (path, "/mail/anna/Inbox/cur/"));
  g_assert_true (g_str_has_suffix (path, ":2,"));
  found = anser_maildir_dup_digest (strrchr (path, '/') + 1);
  g_assert_cmpstr (found, ==, digest);
}

/* Nothing is there before the commit, and nothing is left without one. */
static void
test_dropped (Fixture       *self,
              gconstpointer  data)
{
  AnserDelivery *delivery = anser_delivery_new (self->store, "anna", ANSER_FOLDER_INBOX);

  begin_letter (delivery, "a", "one", 1);
  g_assert_true (anser_delivery_begin (delivery, "b", NULL));
  g_assert_cmpuint (count_files (self->root, "Inbox", "cur"), ==, 0);
  g_assert_cmpuint (count_files (self->root, "Inbox", "tmp"), ==, 2);
  g_assert_finalize_object (delivery);
  g_assert_cmpuint (count_files (self->root, "Inbox", "tmp"), ==, 0);
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_INBOX), ==, 0);
  g_assert_cmpint (get_uid_state (self->store, "a"), ==, ANSER_UID_UNKNOWN);
}

static void
test_batches (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr (AnserDelivery) delivery =
    anser_delivery_new (self->store, "anna", ANSER_FOLDER_INBOX);
  g_autoptr (AnserFolder) inbox =
    anser_store_get_folder (self->store, "anna", ANSER_FOLDER_INBOX);

  for (int batch = 0; batch < 2; batch++)
    {
      for (int i = 0; i < 20; i++)
        {
          g_autofree char *uid = g_strdup_printf ("%d-%d", batch, i);

          begin_letter (delivery, uid, uid, i);
        }
      g_assert_cmpuint (anser_delivery_get_n_pending (delivery), ==, 20);
      g_assert_true (anser_delivery_commit (delivery, NULL));
      g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_INBOX), ==, 20 * (batch + 1));
    }
  g_assert_true (anser_delivery_commit (delivery, NULL));
  g_assert_cmpint (get_uid_state (self->store, "1-19"), ==, ANSER_UID_RECEIVED);
  g_assert_cmpint (get_uid_state (self->store, "2-0"), ==, ANSER_UID_UNKNOWN);
  settle ();
  g_assert_cmpuint (anser_folder_get_total (inbox), ==, 40);
  g_assert_cmpuint (anser_folder_get_unread (inbox), ==, 40);
}

static void
test_no_folder (Fixture       *self,
                gconstpointer  data)
{
  g_autofree char *from = g_build_filename (self->root, "mail", "anna", "Inbox", "cur", NULL);
  g_autofree char *to = g_strconcat (from, "-away", NULL);
  g_autoptr (AnserDelivery) delivery =
    anser_delivery_new (self->store, "anna", ANSER_FOLDER_INBOX);
  g_autoptr (GError) error = NULL;

  begin_letter (delivery, "a", "one", 1);
  g_assert_cmpint (g_rename (from, to), ==, 0);
  g_assert_false (anser_delivery_commit (delivery, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "/mail/anna/Inbox"));
  g_assert_cmpint (g_rename (to, from), ==, 0);
  g_assert_cmpint (get_uid_state (self->store, "a"), ==, ANSER_UID_UNKNOWN);
  g_assert_cmpuint (count_files (self->root, "Inbox", "tmp"), ==, 0);
}

/* A letter that nobody can read is there all the same. */
static gboolean
describe_nothing (const char      *path,
                  AnserLetterInfo *info,
                  gpointer         user_data)
{
  info->subject = g_strdup ("half");
  return FALSE;
}

static void
test_undescribed (Fixture       *self,
                  gconstpointer  data)
{
  g_autoptr (AnserLetterList) list = NULL;
  g_autoptr (AnserLetterRow) row = NULL;

  fixture_close (self);
  self->store = anser_store_open (self->root, describe_nothing, NULL, NULL);
  deliver (self->store, "a", "one", 1);
  list = list_folder (self->store, ANSER_FOLDER_INBOX);
  row = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpstr (anser_letter_row_get_subject (row), ==, "");
  g_assert_cmpint (anser_letter_row_get_date (row), >, 1000);
  g_assert_cmpint (anser_letter_row_get_size (row), >, 10);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/store/delivery/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("bytes", test_bytes);
  ADD ("large", test_large);
  ADD ("name", test_name);
  ADD ("dropped", test_dropped);
  ADD ("batches", test_batches);
  ADD ("no-folder", test_no_folder);
  ADD ("undescribed", test_undescribed);

  return g_test_run ();
}
