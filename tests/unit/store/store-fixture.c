/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static void
open_it (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  self->store = anser_store_open (self->root, describe_simply, &self->n_described, &error);
  g_assert_no_error (error);
}

void
fixture_set_up (Fixture       *self,
                gconstpointer  data)
{
  g_autofree char *folder = g_dir_make_tmp ("anser-store-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;

  self->root = g_build_filename (folder, "anser", NULL);
  open_it (self);
  anser_store_add_account (self->store, "anna", &error);
  g_assert_no_error (error);
  settle ();
}

/* Work that the store gave itself may hold it a little longer. */
void
close_store (AnserStore *store)
{
  gpointer weak = store;

  g_object_add_weak_pointer (G_OBJECT (store), &weak);
  g_object_unref (store);
  wait_for (weak == NULL);
}

void
fixture_close (Fixture *self)
{
  if (self->store != NULL)
    close_store (g_steal_pointer (&self->store));
}

void
fixture_reopen (Fixture *self)
{
  fixture_close (self);
  open_it (self);
}

void
fixture_tear_down (Fixture       *self,
                   gconstpointer  data)
{
  g_autofree char *folder = g_path_get_dirname (self->root);

  fixture_close (self);
  remove_tree (folder);
  g_free (self->root);
}

void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
wait_a_turn (void)
{
  if (!g_main_context_iteration (NULL, FALSE))
    g_usleep (500);
}

static char *
dup_line (const char *text,
          const char *name)
{
  const char *line = strstr (text, name);

  if (line == NULL)
    return NULL;
  line += strlen (name);
  return g_strndup (line, strcspn (line, "\n"));
}

gboolean
describe_simply (const char      *path,
                 AnserLetterInfo *info,
                 gpointer         n_described)
{
  g_autofree char *text = NULL;
  g_autofree char *date = NULL;

  if (n_described != NULL)
    ++*(unsigned *) n_described;
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  info->sender = dup_line (text, "From: ");
  info->sender_address = dup_line (text, "From: ");
  info->recipients = dup_line (text, "To: ");
  info->subject = dup_line (text, "Subject: ");
  info->message_id = dup_line (text, "Message-ID: ");
  info->snippet = dup_line (text, "\n\n");
  date = dup_line (text, "Date: ");
  info->date = date != NULL ? g_ascii_strtoll (date, NULL, 10) : 0;
  return TRUE;
}

char *
make_letter (const char *subject,
             gint64      date)
{
  return g_strdup_printf ("From: Berta\r\nTo: Anna\r\nSubject: %s\r\nDate: %" G_GINT64_FORMAT
                          "\r\n\r\nText of %s\r\n", subject, date, subject);
}

void
begin_letter (AnserDelivery *delivery,
              const char    *uid,
              const char    *subject,
              gint64         date)
{
  g_autofree char *text = make_letter (subject, date);
  g_autoptr (GError) error = NULL;

  anser_delivery_begin (delivery, uid, &error);
  g_assert_no_error (error);
  anser_delivery_write (delivery, text, strlen (text), &error);
  g_assert_no_error (error);
  anser_delivery_end (delivery, &error);
  g_assert_no_error (error);
}

void
deliver (AnserStore *store,
         const char *uid,
         const char *subject,
         gint64      date)
{
  g_autoptr (AnserDelivery) delivery = anser_delivery_new (store, "anna", ANSER_FOLDER_INBOX);
  g_autoptr (GError) error = NULL;

  begin_letter (delivery, uid, subject, date);
  g_assert_cmpuint (anser_delivery_get_n_pending (delivery), ==, 1);
  anser_delivery_commit (delivery, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (anser_delivery_get_n_pending (delivery), ==, 0);
}

gboolean
write_text (GOutputStream  *stream,
            gpointer        text,
            GCancellable   *cancellable,
            GError        **error)
{
  return g_output_stream_write_all (stream, text, strlen (text), NULL, cancellable, error);
}

AnserLetterList *
list_folder (AnserStore      *store,
             AnserFolderRole  role)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (folders, anser_store_get_folder (store, "anna", role));
  return anser_letter_list_new (store, folders);
}

unsigned
count_letters (AnserStore      *store,
               AnserFolderRole  role)
{
  g_autoptr (AnserLetterList) list = list_folder (store, role);

  return g_list_model_get_n_items (G_LIST_MODEL (list));
}

unsigned
count_files (const char *root,
             const char *folder,
             const char *subfolder)
{
  g_autofree char *path = g_build_filename (root, "mail", "anna", folder, subfolder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  unsigned n = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

char *
dup_subjects (AnserLetterList *list)
{
  GString *text = g_string_new (NULL);
  unsigned n = g_list_model_get_n_items (G_LIST_MODEL (list));

  for (unsigned i = 0; i < n; i++)
    {
      g_autoptr (AnserLetterRow) row = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", anser_letter_row_get_subject (row));
    }
  return g_string_free (text, FALSE);
}

gint64
get_letter (AnserStore      *store,
            AnserFolderRole  role,
            unsigned         position)
{
  g_autoptr (AnserLetterList) list = list_folder (store, role);

  return anser_letter_list_get_id (list, position);
}

gboolean
flag_letter (AnserStore        *store,
             gint64             letter,
             AnserLetterFlags   set,
             AnserLetterFlags   clear,
             GError           **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  anser_store_flag_async (store, &letter, 1, set, clear, NULL, on_done, &result);
  wait_for (result != NULL);
  return anser_store_flag_finish (store, result, error);
}

gboolean
erase_letter (AnserStore  *store,
              gint64       letter,
              GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  anser_store_erase_async (store, &letter, 1, NULL, on_done, &result);
  wait_for (result != NULL);
  return anser_store_erase_finish (store, result, error);
}

void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

AnserUidRecord *
find_uid (GPtrArray  *records,
          const char *uid)
{
  for (unsigned i = 0; i < records->len; i++)
    if (strcmp (((AnserUidRecord *) records->pdata[i])->uid, uid) == 0)
      return records->pdata[i];
  return NULL;
}

AnserUidState
get_uid_state (AnserStore *store,
               const char *uid)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = anser_uid_memory_load (store, "anna", &error);
  const AnserUidRecord *record;
  gint64 received_at = 0;

  g_assert_no_error (error);
  record = find_uid (records, uid);
  if (record != NULL)
    return record->state;
  anser_uid_memory_recall (store, "anna", uid, &received_at, &error);
  g_assert_no_error (error);
  return received_at != 0 ? ANSER_UID_RECEIVED : ANSER_UID_UNKNOWN;
}
