/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "receipts.h"

#include "store-private.h"

void
anser_receipt_free (AnserReceipt *self)
{
  if (self == NULL)
    return;
  g_free (self->words);
  g_free (self);
}

/**
 * anser_receipts_add:
 * @words: what the server said
 * @recipients: for how many it took the letter
 * @taken_at: seconds since 1970 UTC
 *
 * Returns: whether it is on disk
 */
gboolean
anser_receipts_add (AnserStore  *store,
                    gint64       letter,
                    const char  *words,
                    unsigned     recipients,
                    gint64       taken_at,
                    GError     **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (AnserPlace) place = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (store), FALSE);
  g_return_val_if_fail (words != NULL, FALSE);

  locker = g_mutex_locker_new (&store->write_lock);
  place = anser_index_get_place (store->index, letter, error);
  return place != NULL &&
         anser_database_run (store->state, error,
                             "INSERT INTO receipt (account, name, words, recipients, taken_at)"
                             " VALUES (?, ?, ?, ?, ?)", "tttii", place->account, place->name, words,
                             (gint64) recipients, taken_at);
}

static GPtrArray *
read_receipts (AnserStore        *store,
               const AnserPlace  *place,
               GError           **error)
{
  g_autoptr (GPtrArray) receipts =
    g_ptr_array_new_with_free_func ((GDestroyNotify) anser_receipt_free);
  g_autoptr (AnserStatement) rows =
    anser_database_query (store->state, error, "SELECT words, recipients, taken_at FROM receipt"
                          " WHERE account = ? AND name = ? ORDER BY id", "tt", place->account,
                          place->name);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL &&
         (step = anser_database_step (store->state, rows, error)) == ANSER_STEP_ROW)
    {
      AnserReceipt *receipt = g_new0 (AnserReceipt, 1);

      receipt->letter = place->letter;
      receipt->words = g_strdup ((const char *) sqlite3_column_text (rows, 0));
      receipt->recipients = (unsigned) sqlite3_column_int (rows, 1);
      receipt->taken_at = sqlite3_column_int64 (rows, 2);
      g_ptr_array_add (receipts, receipt);
    }
  return step == ANSER_STEP_DONE ? g_steal_pointer (&receipts) : NULL;
}

GPtrArray *
anser_receipts_list (AnserStore  *store,
                     gint64       letter,
                     GError     **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (AnserPlace) place = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);

  locker = g_mutex_locker_new (&store->write_lock);
  place = anser_index_get_place (store->index, letter, error);
  return place != NULL ? read_receipts (store, place, error) : NULL;
}

static AnserReceipt *
read_recent (AnserStore     *store,
             const char     *account,
             AnserStatement *row)
{
  AnserReceipt *receipt = g_new0 (AnserReceipt, 1);
  const char *name = (const char *) sqlite3_column_text (row, 3);
  g_autoptr (AnserPlace) place = anser_index_find_place (store->index, account, name, NULL);

  receipt->letter = place != NULL ? place->letter : 0;
  receipt->words = g_strdup ((const char *) sqlite3_column_text (row, 0));
  receipt->recipients = (unsigned) sqlite3_column_int (row, 1);
  receipt->taken_at = sqlite3_column_int64 (row, 2);
  return receipt;
}

GPtrArray *
anser_receipts_list_recent (AnserStore  *store,
                            const char  *account,
                            unsigned     limit,
                            GError     **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (AnserStatement) rows = NULL;
  g_autoptr (GPtrArray) receipts =
    g_ptr_array_new_with_free_func ((GDestroyNotify) anser_receipt_free);
  AnserStep step = ANSER_STEP_FAILED;

  g_return_val_if_fail (ANSER_IS_STORE (store) && account != NULL, NULL);

  locker = g_mutex_locker_new (&store->write_lock);
  rows = anser_database_query (store->state, error, "SELECT words, recipients, taken_at, name"
                               " FROM receipt WHERE account = ? ORDER BY id DESC LIMIT ?", "ti",
                               account, (gint64) limit);
  while (rows != NULL &&
         (step = anser_database_step (store->state, rows, error)) == ANSER_STEP_ROW)
    g_ptr_array_add (receipts, read_recent (store, account, rows));
  return step == ANSER_STEP_DONE ? g_steal_pointer (&receipts) : NULL;
}
