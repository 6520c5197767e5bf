/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "outbox.h"

#include "letter-file.h"
#include "maildir.h"
#include "store-private.h"
#include "store-put.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A row of the table outbox names its letter by account and file, since row ids of the index do not
 * last; a row whose file is not in the folder Outbox does not count.
 *
 *   add        row, then file        without the file the letter was never queued
 *   finish     SENT, file, no row    opening goes on from SENT
 *   take back  no row, then file     a file without a row is held, never sent
 */
#define ITEM_COLUMNS \
  "SELECT account, name, sender, recipients, state, not_before, attempts, problem, partial" \
  " FROM outbox "

static char *
join_recipients (GPtrArray *recipients)
{
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; i < recipients->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) g_ptr_array_index (recipients, i));
  return g_string_free (text, FALSE);
}

static GPtrArray *
split_recipients (const char *text)
{
  GPtrArray *recipients = g_ptr_array_new_with_free_func (g_free);

  for (const char *end; (end = strchr (text, '\n')) != NULL; text = end + 1)
    g_ptr_array_add (recipients, g_strndup (text, end - text));
  return recipients;
}

static gboolean
are_plain (const char  *sender,
           GPtrArray   *recipients,
           GError     **error)
{
  gboolean plain = strpbrk (sender, "\r\n") == NULL;

  for (unsigned i = 0; i < recipients->len && plain; i++)
    plain = strpbrk (g_ptr_array_index (recipients, i), "\r\n") == NULL;
  if (!plain)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _("An address of this message has a line break in it. Correct the address, then "
                   "send the message again."));
  return plain;
}

static char *
dup_text (AnserStatement *statement,
          int             column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

/* The item of a row; NULL without an error if its file is not in Outbox. */
static AnserOutboxItem *
read_item (AnserStore      *store,
           AnserStatement  *row,
           GError         **error)
{
  g_autoptr (AnserPlace) place =
    anser_index_find_place (store->index, (const char *) sqlite3_column_text (row, 0),
                            (const char *) sqlite3_column_text (row, 1), error);
  AnserOutboxItem *item;

  if (place == NULL || place->role != ANSER_FOLDER_OUTBOX)
    return NULL;
  item = g_new0 (AnserOutboxItem, 1);
  item->letter = place->letter;
  item->account = dup_text (row, 0);
  item->sender = dup_text (row, 2);
  item->recipients = split_recipients ((const char *) sqlite3_column_text (row, 3));
  item->state = sqlite3_column_int (row, 4);
  item->not_before = sqlite3_column_int64 (row, 5);
  item->attempts = sqlite3_column_int (row, 6);
  item->problem = dup_text (row, 7);
  item->partial = sqlite3_column_int (row, 8);
  return item;
}

static gboolean
insert_row (AnserStore             *store,
            const char             *name,
            const AnserOutboxItem  *item,
            GError                **error)
{
  g_autofree char *recipients = join_recipients (item->recipients);

  return anser_database_run (store->state, error,
                             "INSERT INTO outbox (account, name, sender, recipients, state,"
                             " not_before, attempts, problem) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                             "ttttiiit", item->account, name, item->sender, recipients,
                             (gint64) item->state, item->not_before, (gint64) item->attempts,
                             item->problem);
}

static gboolean
drop_row (AnserStore  *store,
          const char  *account,
          const char  *name,
          GError     **error)
{
  return anser_database_run (store->state, error,
                             "DELETE FROM outbox WHERE account = ? AND name = ?", "tt", account,
                             name);
}

/* The place of a letter that must be in Outbox. The write lock is held. */
static AnserPlace *
get_place (AnserStore  *store,
           gint64       letter,
           GError     **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (AnserPlace) place = anser_index_get_place (store->index, letter, &fault);

  if (place != NULL && place->role == ANSER_FOLDER_OUTBOX)
    return g_steal_pointer (&place);
  if (fault != NULL)
    g_propagate_error (error, g_steal_pointer (&fault));
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 _("This message is no longer in the outbox. It was sent, taken back or moved."));
  return NULL;
}

/* Moves the file out of Outbox. The write lock is held. */
static gboolean
move_out (AnserStore        *store,
          AnserPlace        *place,
          AnserFolderRole    folder,
          AnserLetterFlags   set,
          AnserLetterFlags   clear,
          GError           **error)
{
  g_autofree char *to =
    g_build_filename (store->root, "mail", place->account, anser_folder_role_get_name (folder),
                      "cur", NULL);
  g_autofree char *from =
    g_build_filename (store->root, "mail", place->account, place->folder_name, "cur", NULL);

  if (!anser_index_begin (store->index, error))
    return FALSE;
  if (!anser_store_move_place (store, place, folder, set, clear, error))
    {
      anser_database_roll_back (store->index);
      anser_store_mark_stale (store);
      return FALSE;
    }
  if (!anser_maildir_sync (to, error) || !anser_maildir_sync (from, error))
    {
      anser_database_commit (store->index, NULL);
      return FALSE;
    }
  if (anser_database_commit (store->index, error))
    return TRUE;
  anser_store_mark_stale (store);
  return FALSE;
}

/* From SENT on: nothing here is repeated by a crash, since a sent letter is never sent again. */
static gboolean
finish_place (AnserStore  *store,
              AnserPlace  *place,
              GError     **error)
{
  return move_out (store, place, ANSER_FOLDER_SENT, ANSER_LETTER_SEEN, ANSER_LETTER_DRAFT,
                   error) &&
         drop_row (store, place->account, place->name, error);
}

static gint64
place_and_commit (AnserStore       *store,
                  const char       *account,
                  AnserLetterFile  *file,
                  GError          **error)
{
  gint64 id = anser_store_place_letter (store, account, ANSER_FOLDER_OUTBOX, ANSER_LETTER_SEEN,
                                        file, error);

  if (id == 0)
    {
      g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&store->write_lock);

      drop_row (store, account, anser_letter_file_get_base (file), NULL);
    }
  return id;
}

/* A row of state.db, copied, so that it can be changed while going through all. */
typedef struct
{
  char             *account;
  char             *name;
  AnserOutboxState  state;
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->account);
  g_free (row->name);
  g_free (row);
}

static GPtrArray *
load_rows (AnserStore  *store,
           GError     **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (row_free);
  g_autoptr (AnserStatement) statement =
    anser_database_query (store->state, error, "SELECT account, name, state FROM outbox", "");
  AnserStep step = ANSER_STEP_FAILED;

  while (statement != NULL &&
         (step = anser_database_step (store->state, statement, error)) == ANSER_STEP_ROW)
    {
      Row *row = g_new0 (Row, 1);

      row->account = dup_text (statement, 0);
      row->name = dup_text (statement, 1);
      row->state = sqlite3_column_int (statement, 2);
      g_ptr_array_add (rows, row);
    }
  return step == ANSER_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

/* Nobody sends it now, so whoever did was interrupted. */
static gboolean
mark_not_sure (AnserStore  *store,
               const Row   *row,
               GError     **error)
{
  g_autoptr (AnserAccountLock) lock = anser_store_lock_account (store, row->account, NULL);

  if (lock == NULL)
    return TRUE;
  return anser_database_run (store->state, error,
                             "UPDATE outbox SET state = ?, problem = ?"
                             " WHERE account = ? AND name = ? AND state = ?", "ittti",
                             (gint64) ANSER_OUTBOX_NOT_SURE,
                             _("Anser stopped while it sent this message, so it may or may not "
                               "have arrived. Ask the recipients before you send it again."),
                             row->account, row->name, (gint64) ANSER_OUTBOX_SENDING);
}

static gboolean
recover_row (AnserStore  *store,
             const Row   *row,
             GError     **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (AnserPlace) place =
    anser_index_find_place (store->index, row->account, row->name, &fault);

  if (fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  if (place == NULL || place->role != ANSER_FOLDER_OUTBOX)
    /* Another process may be just between row and file. */
    return !store->is_alone || drop_row (store, row->account, row->name, error);
  if (row->state == ANSER_OUTBOX_SENT)
    return finish_place (store, place, error);
  return row->state != ANSER_OUTBOX_SENDING || mark_not_sure (store, row, error);
}

/* Files in Outbox of which state.db knows nothing. */
static GPtrArray *
load_orphans (AnserStore  *store,
              GHashTable  *known,
              GError     **error)
{
  g_autoptr (GPtrArray) orphans = g_ptr_array_new_with_free_func (row_free);
  g_autoptr (AnserStatement) statement =
    anser_database_query (store->index, error, "SELECT account, letter.name FROM letter JOIN folder"
                          " ON folder.id = letter.folder WHERE role = ?", "i",
                          (gint64) ANSER_FOLDER_OUTBOX);
  AnserStep step = ANSER_STEP_FAILED;

  while (statement != NULL &&
         (step = anser_database_step (store->index, statement, error)) == ANSER_STEP_ROW)
    {
      Row *row = g_new0 (Row, 1);

      row->account = dup_text (statement, 0);
      row->name = dup_text (statement, 1);
      if (g_hash_table_contains (known, row->name))
        row_free (row);
      else
        g_ptr_array_add (orphans, row);
    }
  return step == ANSER_STEP_DONE ? g_steal_pointer (&orphans) : NULL;
}

static gboolean
hold_orphan (AnserStore  *store,
             const Row   *row,
             GError     **error)
{
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  AnserOutboxItem item = {
    .account = row->account,
    .sender = (char *) "",
    .recipients = recipients,
    .state = ANSER_OUTBOX_HELD,
    .problem = (char *) _("Anser no longer knows whether this message was sent. Take it back to "
                          "the drafts, look at it, and send it again if it has not arrived."),
  };

  return insert_row (store, row->name, &item, error);
}

static gboolean
hold_orphans (AnserStore  *store,
              GPtrArray   *rows,
              GError     **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) orphans = NULL;

  for (unsigned i = 0; i < rows->len; i++)
    g_hash_table_add (known, ((Row *) g_ptr_array_index (rows, i))->name);
  orphans = load_orphans (store, known, error);
  if (orphans == NULL)
    return FALSE;
  for (unsigned i = 0; i < orphans->len; i++)
    if (!hold_orphan (store, g_ptr_array_index (orphans, i), error))
      return FALSE;
  return TRUE;
}

gboolean
anser_outbox_recover (AnserStore  *self,
                      GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->write_lock);
  g_autoptr (GPtrArray) rows = load_rows (self, error);

  if (rows == NULL)
    return FALSE;
  for (unsigned i = 0; i < rows->len; i++)
    if (!recover_row (self, g_ptr_array_index (rows, i), error))
      return FALSE;
  return hold_orphans (self, rows, error);
}

void
anser_outbox_item_free (AnserOutboxItem *self)
{
  if (self == NULL)
    return;
  g_free (self->account);
  g_free (self->sender);
  g_free (self->problem);
  g_clear_pointer (&self->recipients, g_ptr_array_unref);
  g_free (self);
}

gint64
anser_outbox_add (AnserStore      *store,
                  const char      *account,
                  const char      *sender,
                  GPtrArray       *recipients,
                  gint64           not_before,
                  AnserWriteFunc   write,
                  gpointer         write_data,
                  GCancellable    *cancellable,
                  GError         **error)
{
  g_autoptr (AnserLetterFile) file = NULL;
  AnserOutboxItem item = {
    .account = (char *) account,
    .sender = (char *) sender,
    .recipients = recipients,
    .state = ANSER_OUTBOX_QUEUED,
    .not_before = not_before,
  };
  gboolean done;

  g_return_val_if_fail (ANSER_IS_STORE (store), 0);
  g_return_val_if_fail (sender != NULL, 0);
  g_return_val_if_fail (recipients != NULL, 0);
  g_return_val_if_fail (write != NULL, 0);

  if (!anser_store_check_account (account, error) || !are_plain (sender, recipients, error))
    return 0;
  file = anser_store_write_letter (store, account, ANSER_FOLDER_OUTBOX, write, write_data,
                                   cancellable, error);
  if (file == NULL)
    return 0;
  g_mutex_lock (&store->write_lock);
  done = insert_row (store, anser_letter_file_get_base (file), &item, error);
  g_mutex_unlock (&store->write_lock);
  return done ? place_and_commit (store, account, file, error) : 0;
}

GPtrArray *
anser_outbox_list (AnserStore  *store,
                   const char  *account,
                   GError     **error)
{
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (AnserStatement) rows = NULL;
  g_autoptr (GError) fault = NULL;
  AnserStep step = ANSER_STEP_FAILED;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (account != NULL, NULL);

  items = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_outbox_item_free);
  locker = g_mutex_locker_new (&store->write_lock);
  rows = anser_database_query (store->state, &fault, ITEM_COLUMNS "WHERE account = ? ORDER BY id",
                               "t", account);
  while (rows != NULL && fault == NULL &&
         (step = anser_database_step (store->state, rows, &fault)) == ANSER_STEP_ROW)
    {
      AnserOutboxItem *item = read_item (store, rows, &fault);

      if (item != NULL)
        g_ptr_array_add (items, item);
    }
  if (step == ANSER_STEP_DONE)
    return g_steal_pointer (&items);
  g_propagate_error (error, g_steal_pointer (&fault));
  return NULL;
}

AnserOutboxItem *
anser_outbox_get (AnserStore  *store,
                  gint64       letter,
                  GError     **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (AnserPlace) place = NULL;
  g_autoptr (AnserStatement) row = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);

  locker = g_mutex_locker_new (&store->write_lock);
  place = anser_index_get_place (store->index, letter, error);
  if (place == NULL || place->role != ANSER_FOLDER_OUTBOX)
    return NULL;
  row = anser_database_query (store->state, error, ITEM_COLUMNS "WHERE account = ? AND name = ?",
                              "tt", place->account, place->name);
  if (row == NULL || anser_database_step (store->state, row, error) != ANSER_STEP_ROW)
    return NULL;
  return read_item (store, row, error);
}

/* Says that a row was not there to be changed. */
static gboolean
check_changed (AnserStore  *store,
               GError     **error)
{
  if (anser_database_get_changes (store->state) > 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
               _("This message is no longer in the outbox. It was sent, taken back or moved."));
  return FALSE;
}

gboolean
anser_outbox_update (AnserStore             *store,
                     const AnserOutboxItem  *item,
                     GError                **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (AnserPlace) place = NULL;
  g_autofree char *recipients = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (store), FALSE);
  g_return_val_if_fail (item != NULL, FALSE);

  if (!are_plain ("", item->recipients, error))
    return FALSE;
  locker = g_mutex_locker_new (&store->write_lock);
  place = get_place (store, item->letter, error);
  if (place == NULL)
    return FALSE;
  recipients = join_recipients (item->recipients);
  if (!anser_database_run (store->state, error,
                           "UPDATE outbox SET recipients = ?, state = ?, not_before = ?,"
                           " attempts = ?, partial = ?, problem = ? WHERE account = ? AND name = ?",
                           "tiiiittt", recipients, (gint64) item->state, item->not_before,
                           (gint64) item->attempts, (gint64) item->partial, item->problem,
                           place->account, place->name) ||
      !check_changed (store, error))
    return FALSE;
  anser_store_touch_folder (store, place->folder);
  return TRUE;
}

gboolean
anser_outbox_finish (AnserStore  *store,
                     gint64       letter,
                     GError     **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (AnserPlace) place = NULL;
  gboolean done;

  g_return_val_if_fail (ANSER_IS_STORE (store), FALSE);

  locker = g_mutex_locker_new (&store->write_lock);
  place = get_place (store, letter, error);
  if (place == NULL)
    return FALSE;
  done = anser_database_run (store->state, error, "UPDATE outbox SET state = ?, problem = NULL"
                             " WHERE account = ? AND name = ?", "itt", (gint64) ANSER_OUTBOX_SENT,
                             place->account, place->name) &&
         finish_place (store, place, error);
  anser_store_queue_refresh (store);
  return done;
}

/* Takes the row away unless the letter is being sent or was sent. */
static gboolean
claim (AnserStore        *store,
       const AnserPlace  *place,
       GError           **error)
{
  if (!anser_database_run (store->state, error, "DELETE FROM outbox WHERE account = ? AND name = ?"
                           " AND state NOT IN (?, ?)", "ttii", place->account, place->name,
                           (gint64) ANSER_OUTBOX_SENDING, (gint64) ANSER_OUTBOX_SENT))
    return FALSE;
  if (anser_database_get_changes (store->state) > 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
               _("This message is being sent. It can be taken back only if sending does not "
                 "succeed."));
  return FALSE;
}

gboolean
anser_outbox_take_back (AnserStore  *store,
                        gint64       letter,
                        GError     **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (AnserPlace) place = NULL;
  gboolean done;

  g_return_val_if_fail (ANSER_IS_STORE (store), FALSE);

  locker = g_mutex_locker_new (&store->write_lock);
  place = get_place (store, letter, error);
  if (place == NULL || !claim (store, place, error))
    return FALSE;
  done = move_out (store, place, ANSER_FOLDER_DRAFTS, ANSER_LETTER_DRAFT | ANSER_LETTER_SEEN, 0,
                   error);
  anser_store_queue_refresh (store);
  return done;
}
