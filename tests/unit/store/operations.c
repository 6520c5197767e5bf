/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operations.h"

#include "store/backup.h"
#include "store/folder-tree.h"
#include "store/import.h"
#include "store/restore.h"
#include "store/tag-file.h"
#include "store/tags.h"
#include "store/undo.h"

#define N_LETTERS 4

/* What @ready has for @act. */
static AnserUndo *undo;

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
put_text (AnserStore       *store,
          const char       *account,
          AnserFolderRole   folder,
          AnserLetterFlags  flags,
          const char       *subject,
          gint64            date)
{
  g_autofree char *text = make_letter (subject, date);
  g_autoptr (GError) error = NULL;

  anser_store_put (store, account, folder, flags, 0, write_text, text, NULL, &error);
  g_assert_no_error (error);
}

void
operations_prepare (AnserStore *store)
{
  g_assert_true (anser_store_add_account (store, "anna", NULL));
  deliver (store, "uid-1", "one goose", 1);
  deliver (store, "uid-2", "two geese", 2);
  deliver (store, "uid-3", "three 鸿雁", 3);
  deliver (store, "uid-4", "four", 4);
  put_text (store, "anna", ANSER_FOLDER_TRASH, ANSER_LETTER_SEEN, "thrown away", 5);
  settle ();
}

static void
prepare_otto (AnserStore *store)
{
  g_assert_true (anser_store_add_account (store, "otto", NULL));
  put_text (store, "otto", ANSER_FOLDER_INBOX, 0, "for Otto", 6);
}

/* Of the two drafts both may be there when it was cut off; one must be. */
static void
check_draft (AnserStore *store)
{
  g_assert_cmpuint (count_letters (store, ANSER_FOLDER_DRAFTS), >=, 1);
}

/* The ids of the inbox, from the top. */
static void
get_inbox (AnserStore *store,
           gint64      letters[N_LETTERS])
{
  g_autoptr (AnserLetterList) list = list_folder (store, ANSER_FOLDER_INBOX);
  unsigned n = g_list_model_get_n_items (G_LIST_MODEL (list));

  for (unsigned i = 0; i < N_LETTERS; i++)
    letters[i] = i < n ? anser_letter_list_get_id (list, i) : 0;
}

static gboolean
receive (AnserStore  *store,
         GError     **error)
{
  g_autoptr (AnserDelivery) delivery = anser_delivery_new (store, "anna", ANSER_FOLDER_INBOX);

  for (int i = 0; i < 2; i++)
    {
      g_autofree char *uid = g_strdup_printf ("new-%d", i);
      g_autofree char *text = make_letter (i == 0 ? "Re: two geese" : uid, 20 + i);

      if (get_uid_state (store, uid) != ANSER_UID_UNKNOWN)
        continue;
      if (!anser_delivery_begin (delivery, uid, error) ||
          !anser_delivery_write (delivery, text, strlen (text), error) ||
          !anser_delivery_end (delivery, error))
        return FALSE;
    }
  return anser_delivery_commit (delivery, error);
}

static gboolean
put (AnserStore  *store,
     GError     **error)
{
  return anser_store_put (store, "anna", ANSER_FOLDER_DRAFTS, ANSER_LETTER_DRAFT, 0, write_text,
                          (char *) "Subject: draft\r\nDate: 9\r\n\r\nText\r\n", NULL, error) != 0;
}

static void
prepare_draft (AnserStore *store)
{
  put_text (store, "anna", ANSER_FOLDER_DRAFTS, ANSER_LETTER_DRAFT, "first draft", 7);
}

static gboolean
replace (AnserStore  *store,
         GError     **error)
{
  g_autoptr (AnserLetterList) list = list_folder (store, ANSER_FOLDER_DRAFTS);

  return anser_store_put (store, "anna", ANSER_FOLDER_DRAFTS, ANSER_LETTER_DRAFT,
                          anser_letter_list_get_id (list, 0), write_text,
                          (char *) "Subject: second draft\r\nDate: 9\r\n\r\nText\r\n", NULL, error) != 0;
}

static gboolean
flag (AnserStore  *store,
      GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gint64 letters[N_LETTERS];

  get_inbox (store, letters);
  anser_store_flag_async (store, letters, N_LETTERS, ANSER_LETTER_SEEN | ANSER_LETTER_FLAGGED, 0,
                          NULL, on_done, &result);
  wait_for (result != NULL);
  return anser_store_flag_finish (store, result, error);
}

static gboolean
move (AnserStore  *store,
      GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gint64 letters[N_LETTERS];

  get_inbox (store, letters);
  anser_store_move_async (store, letters, N_LETTERS, ANSER_FOLDER_ARCHIVE, NULL, on_done, &result);
  wait_for (result != NULL);
  if (!anser_store_move_finish (store, result, error))
    return FALSE;
  undo = anser_store_dup_undo (store, result);
  return TRUE;
}

static void
ready_undo (AnserStore *store)
{
  g_assert_true (move (store, NULL));
}

static gboolean
take_back (AnserStore  *store,
           GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  anser_store_undo_async (store, undo, NULL, on_done, &result);
  wait_for (result != NULL);
  return anser_store_undo_finish (store, result, error);
}

static gboolean
set_tag (AnserStore  *store,
         const char  *name,
         unsigned     n,
         gboolean     on,
         GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gint64 letters[N_LETTERS];

  get_inbox (store, letters);
  anser_store_tag_async (store, letters, n, name, NULL, on, NULL, on_done, &result);
  wait_for (result != NULL);
  if (!anser_store_tag_finish (store, result, error))
    return FALSE;
  undo = anser_store_dup_undo (store, result);
  return TRUE;
}

static void
prepare_tags (AnserStore *store)
{
  g_assert_true (set_tag (store, "reading", 3, TRUE, NULL));
  g_assert_true (set_tag (store, "work", 2, TRUE, NULL));
}

static gboolean
tag (AnserStore  *store,
     GError     **error)
{
  return set_tag (store, "later", N_LETTERS, TRUE, error);
}

static gboolean
untag (AnserStore  *store,
       GError     **error)
{
  return set_tag (store, "reading", N_LETTERS, FALSE, error);
}

static void
ready_untag (AnserStore *store)
{
  g_assert_true (untag (store, NULL));
}

/* @name: NULL to forget it. A tag that is not there any more was changed before. */
static gboolean
change_tag (AnserStore  *store,
            const char  *name,
            GError     **error)
{
  g_autoptr (AnserTag) old = anser_store_find_tag (store, "reading");
  g_autoptr (GAsyncResult) result = NULL;

  if (old == NULL)
    return TRUE;
  if (name != NULL)
    anser_store_change_tag_async (store, old, name, "#ff0000", NULL, on_done, &result);
  else
    anser_store_delete_tag_async (store, old, NULL, on_done, &result);
  wait_for (result != NULL);
  return anser_store_tag_finish (store, result, error);
}

static gboolean
rename_tag (AnserStore  *store,
            GError     **error)
{
  return change_tag (store, "writing", error);
}

static gboolean
delete_tag (AnserStore  *store,
            GError     **error)
{
  return change_tag (store, NULL, error);
}

static char *
dup_journal_path (AnserStore *store)
{
  return g_build_filename (anser_store_get_root (store), "mail", "anna", ".anser-tags", NULL);
}

/* Most of the journal is past. */
static void
ready_journal (AnserStore *store)
{
  g_autofree char *path = dup_journal_path (store);
  g_autoptr (GString) lines = g_string_new (NULL);

  anser_tag_file_add_line (lines, "tag", "past", "#c01c28", NULL);
  for (unsigned i = 0; i < 1000; i++)
    anser_tag_file_add_line (lines, i % 2 == 0 ? "+" : "-", "past", "1.a.b", i % 2 == 0 ? "" : NULL);
  g_assert_true (anser_tag_file_append (path, lines, NULL));
}

static gboolean
compact_journal (AnserStore  *store,
                 GError     **error)
{
  g_autofree char *path = dup_journal_path (store);
  g_autoptr (AnserTagFile) file = anser_tag_file_read (path, error);

  return file != NULL && anser_tag_file_compact (file, path, error);
}

static gboolean
move_to_other_account (AnserStore  *store,
                       GError     **error)
{
  g_autoptr (AnserFolder) folder = anser_store_get_folder (store, "otto", ANSER_FOLDER_SENT);
  g_autoptr (GAsyncResult) result = NULL;
  gint64 letters[N_LETTERS];

  get_inbox (store, letters);
  anser_store_move_to_async (store, letters, N_LETTERS, folder, NULL, on_done, &result);
  wait_for (result != NULL);
  return anser_store_move_finish (store, result, error);
}

static gboolean
erase (AnserStore  *store,
       GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gint64 letters[N_LETTERS];

  get_inbox (store, letters);
  anser_store_erase_async (store, letters, 2, NULL, on_done, &result);
  wait_for (result != NULL);
  return anser_store_erase_finish (store, result, error);
}

static gboolean
queue (AnserStore  *store,
       GError     **error)
{
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();

  g_ptr_array_add (recipients, (char *) "b@example.org");
  return anser_outbox_add (store, "anna", "a@example.org", recipients, 0, write_text,
                           (char *) "Subject: out\r\nDate: 9\r\n\r\n", NULL, error) != 0;
}

static void
ready_sent (AnserStore *store)
{
  g_autoptr (GPtrArray) items = NULL;
  AnserOutboxItem *item;

  g_assert_true (queue (store, NULL));
  items = anser_outbox_list (store, "anna", NULL);
  item = items->pdata[0];
  item->state = ANSER_OUTBOX_SENDING;
  g_assert_true (anser_outbox_update (store, item, NULL));
}

static gboolean
finish_sending (AnserStore  *store,
                GError     **error)
{
  g_autoptr (GPtrArray) items = anser_outbox_list (store, "anna", error);

  return items != NULL &&
         anser_outbox_finish (store, ((AnserOutboxItem *) items->pdata[0])->letter, error);
}

static gboolean
remove_account (AnserStore  *store,
                GError     **error)
{
  return anser_store_remove_account (store, "otto", error);
}

/* A folder in another, with a message in it. */
static void
prepare_folders (AnserStore *store)
{
  g_autoptr (AnserFolder) work =
    anser_store_create_folder (store, "anna", NULL, "Work", FALSE, NULL);
  g_autoptr (AnserFolder) old = anser_store_create_folder (store, "anna", work, "Old", FALSE, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  gint64 letters[N_LETTERS];

  get_inbox (store, letters);
  anser_store_move_to_async (store, letters, 1, work, NULL, on_done, &result);
  wait_for (result != NULL);
  g_clear_object (&result);
  anser_store_move_to_async (store, letters + 1, 1, old, NULL, on_done, &result);
  wait_for (result != NULL);
}

/* NULL if there is none. */
static AnserFolder *
find_folder (AnserStore *store,
             const char *name)
{
  g_autoptr (GListModel) folders = anser_store_get_folders (store, "anna");

  for (unsigned i = 0; i < g_list_model_get_n_items (folders); i++)
    {
      g_autoptr (AnserFolder) folder = g_list_model_get_item (folders, i);

      if (g_str_equal (anser_folder_get_name (folder), name))
        return g_steal_pointer (&folder);
    }
  return NULL;
}

static gboolean
create_folder (AnserStore  *store,
               GError     **error)
{
  g_autoptr (AnserFolder) folder =
    anser_store_create_folder (store, "anna", NULL, "New", TRUE, error);

  return folder != NULL;
}

static gboolean
rename_folder (AnserStore  *store,
               GError     **error)
{
  g_autoptr (AnserFolder) folder = find_folder (store, "Work");
  g_autoptr (AnserFolder) renamed = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (folder == NULL)
    return TRUE;
  anser_store_rename_folder_async (store, folder, "Play", NULL, on_done, &result);
  wait_for (result != NULL);
  renamed = anser_store_folder_finish (store, result, error);
  return renamed != NULL;
}

static gboolean
discard_folder (AnserStore  *store,
                GError     **error)
{
  g_autoptr (AnserFolder) folder = find_folder (store, "Work");
  g_autoptr (AnserFolder) discarded = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (folder == NULL)
    return TRUE;
  anser_store_discard_folder_async (store, folder, NULL, on_done, &result);
  wait_for (result != NULL);
  discarded = anser_store_folder_finish (store, result, error);
  return discarded != NULL;
}

static void
prepare_trash (AnserStore *store)
{
  prepare_folders (store);
  settle ();
  g_assert_true (discard_folder (store, NULL));
}

static gboolean
empty_trash (AnserStore  *store,
             GError     **error)
{
  g_autoptr (AnserFolder) trash = anser_store_get_folder (store, "anna", ANSER_FOLDER_TRASH);
  g_autoptr (AnserFolder) emptied = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  anser_store_empty_folder_async (store, trash, NULL, on_done, &result);
  wait_for (result != NULL);
  emptied = anser_store_folder_finish (store, result, error);
  return emptied != NULL;
}

/* An mbox beside the store in which a letter is twice. */
static void
prepare_mbox (AnserStore *store)
{
  static const char text[] = "From a Thu Nov 12 10:00:00 2026\nSubject: a\n\n"
                             "From a Thu Nov 12 10:00:00 2026\nSubject: b\n\n"
                             "From a Thu Nov 12 10:00:00 2026\nSubject: a\n\n";
  g_autofree char *path = g_build_filename (anser_store_get_root (store), "Old.mbox", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static gboolean
import (AnserStore  *store,
        GError     **error)
{
  g_autofree char *path = g_build_filename (anser_store_get_root (store), "Old.mbox", NULL);
  g_autoptr (AnserImport) work =
    anser_import_new (store, "anna", "Old", path, ANSER_MAIL_UNKNOWN);

  return anser_work_run (ANSER_WORK (work), NULL, error);
}

static gboolean
back_up (AnserStore  *store,
         GError     **error)
{
  g_autofree char *path = g_strconcat (anser_store_get_root (store), ".backup", NULL);
  g_autoptr (AnserBackup) work = anser_backup_new (store, path, "settings");

  return anser_work_run (ANSER_WORK (work), NULL, error);
}

static gboolean
restore (AnserStore  *store,
         GError     **error)
{
  g_autofree char *path = g_strconcat (anser_store_get_root (store), ".backup", NULL);
  g_autoptr (AnserRestore) work = anser_restore_new (store, path, TRUE);

  return anser_work_run (ANSER_WORK (work), NULL, error);
}

/* What has the name of a backup is one, to its end, and nothing else is left. */
static void
check_backup (AnserStore *store)
{
  g_autoptr (GDir) dir = g_dir_open (anser_store_get_root (store), 0, NULL);
  const char *name;
  g_autofree char *path = g_strconcat (anser_store_get_root (store), ".backup", NULL);
  g_autoptr (GError) error = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    back_up (store, &error);
  g_assert_no_error (error);
  restore (store, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_false (g_str_has_prefix (name, "backup-"));
}

/* A backup, some letters of which are not there any more; one that is has lost its tag since. */
static void
prepare_restore (AnserStore *store)
{
  g_assert_true (set_tag (store, "reading", 3, TRUE, NULL));
  g_assert_true (back_up (store, NULL));
  g_assert_true (erase (store, NULL));
  g_assert_true (set_tag (store, "reading", 1, FALSE, NULL));
}

const Operation operations[] = {
  { "receive", NULL, NULL, receive, NULL, TRUE },
  { "put", NULL, NULL, put },
  { "replace", prepare_draft, NULL, replace, check_draft },
  { "flag", NULL, NULL, flag, NULL, TRUE },
  { "move", NULL, NULL, move, NULL, TRUE },
  { "undo", NULL, ready_undo, take_back },
  { "move-to-account", prepare_otto, NULL, move_to_other_account, NULL, TRUE },
  { "tag", prepare_tags, NULL, tag, NULL, TRUE },
  { "untag", prepare_tags, NULL, untag, NULL, TRUE },
  { "undo-untag", prepare_tags, ready_untag, take_back },
  { "rename-tag", prepare_tags, NULL, rename_tag, NULL, TRUE },
  { "delete-tag", prepare_tags, NULL, delete_tag, NULL, TRUE },
  { "compact-tags", prepare_tags, ready_journal, compact_journal, NULL, TRUE },
  { "move-tagged", prepare_tags, NULL, move, NULL, TRUE },
  { "erase", NULL, NULL, erase },
  { "queue", NULL, NULL, queue },
  { "finish-sending", NULL, ready_sent, finish_sending },
  { "remove-account", prepare_otto, NULL, remove_account, NULL, TRUE },
  { "create-folder", NULL, NULL, create_folder, NULL, TRUE },
  { "rename-folder", prepare_folders, NULL, rename_folder, NULL, TRUE },
  { "discard-folder", prepare_folders, NULL, discard_folder, NULL, TRUE },
  { "empty-trash", prepare_trash, NULL, empty_trash, NULL, TRUE },
  { "import", prepare_mbox, NULL, import, NULL, TRUE },
  { "backup", NULL, NULL, back_up, check_backup },
  { "restore", prepare_restore, NULL, restore, NULL, TRUE },
  { NULL },
};
