/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "erased.h"

#include "maildir.h"
#include "store-private.h"

#define KEPT_SECONDS (90 * 24 * 60 * 60)

gboolean
anser_erased_note (AnserStore        *store,
                   const char        *account,
                   const char        *name,
                   AnserWhereabouts   where,
                   GError           **error)
{
  g_autofree char *digest = anser_maildir_dup_digest (name);

  /* A letter that no server gave. */
  if (digest == NULL)
    return TRUE;
  if (where == ANSER_IN_INBOX)
    return anser_database_run (store->state, error, "DELETE FROM erased WHERE account = ? AND"
                               " digest = ?", "tt", account, digest);
  return anser_database_run (store->state, error, "INSERT OR REPLACE INTO erased (account, digest,"
                             " erased_at, moved) VALUES (?, ?, ?, ?)", "ttii", account, digest,
                             g_get_real_time () / G_USEC_PER_SEC, (gint64) (where == ANSER_MOVED));
}

GHashTable *
anser_erased_load (AnserStore  *store,
                   const char  *account,
                   GError     **error)
{
  g_autoptr (GHashTable) digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&store->write_lock);
  gint64 since = g_get_real_time () / G_USEC_PER_SEC - KEPT_SECONDS;
  g_autoptr (AnserStatement) rows = NULL;
  AnserStep step = ANSER_STEP_FAILED;

  rows = anser_database_query (store->state, error, "SELECT digest, moved FROM erased WHERE account = ?"
                               " AND erased_at >= ?", "ti", account, since);
  while (rows != NULL && (step = anser_database_step (store->state, rows, error)) == ANSER_STEP_ROW)
    g_hash_table_insert (digests, g_strdup ((const char *) sqlite3_column_text (rows, 0)),
                         GINT_TO_POINTER (sqlite3_column_int (rows, 1) ? ANSER_MOVED
                                                                       : ANSER_ERASED));
  g_clear_pointer (&rows, anser_statement_reset);
  if (step != ANSER_STEP_DONE ||
      (g_hash_table_size (digests) > 0 &&
       !anser_database_run (store->state, error, "DELETE FROM erased WHERE erased_at < ?", "i",
                            since)))
    return NULL;
  return g_steal_pointer (&digests);
}
