/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "uid-memory.h"

#include "maildir.h"
#include "store-private.h"

/* B3: a UID is forgotten after it was missing from this many listings, and for this long. */
#define FORGET_LISTINGS 3
#define FORGET_SECONDS (30 * 24 * 60 * 60)

/* What the memory has of one UID, while a listing is compared with it. */
typedef struct
{
  AnserUidRecord record;
  gboolean       missed;   /* by the last listing */
  gboolean       listed;
} Memory;

static gint64
get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static GHashTable *
load (AnserStore  *store,
      const char  *account,
      GError     **error)
{
  g_autoptr (GHashTable) memories = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (AnserStatement) rows =
    anser_database_query (store->state, error, "SELECT uid, state, received_at, missing FROM uid"
                          " WHERE account = ?", "t", account);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (store->state, rows, error)) == ANSER_STEP_ROW)
    {
      Memory *memory = g_new0 (Memory, 1);
      const char *uid = sqlite3_column_blob (rows, 0);

      memory->record.state = sqlite3_column_int (rows, 1);
      memory->record.received_at = sqlite3_column_int64 (rows, 2);
      memory->missed = sqlite3_column_int (rows, 3) > 0;
      g_hash_table_replace (memories, g_strndup (uid, sqlite3_column_bytes (rows, 0)), memory);
    }
  return step == ANSER_STEP_DONE ? g_steal_pointer (&memories) : NULL;
}

/* A UID that state.db does not know, but the name of one of the account's letters does: after a
 * lost state.db. It is learnt anew. */
static gboolean
recall (AnserStore      *store,
        const char      *account,
        const char      *uid,
        AnserUidRecord  *record,
        GError         **error)
{
  static const char sql[] =
    "SELECT name FROM letter WHERE digest = ? AND folder IN"
    " (SELECT id FROM folder WHERE account = ?) LIMIT 1";
  g_autofree char *digest = anser_maildir_digest (uid);
  g_autoptr (AnserStatement) rows =
    anser_database_query (store->index, error, sql, "tt", digest, account);
  AnserStep step = rows != NULL ? anser_database_step (store->index, rows, error)
                                : ANSER_STEP_FAILED;

  if (step != ANSER_STEP_ROW)
    return step == ANSER_STEP_DONE;
  record->state = ANSER_UID_RECEIVED;
  record->received_at = anser_maildir_get_time ((const char *) sqlite3_column_text (rows, 0));
  if (record->received_at == 0)
    record->received_at = get_now ();
  return anser_database_run (store->state, error, "INSERT OR REPLACE INTO uid (account, uid, state,"
                             " received_at) VALUES (?, ?, ?, ?)", "tbii", account, uid,
                             (gint64) record->state, record->received_at);
}

static gboolean
match_one (AnserStore      *store,
           const char      *account,
           const char      *uid,
           GHashTable      *memories,
           AnserUidRecord  *record,
           GError         **error)
{
  Memory *memory = g_hash_table_lookup (memories, uid);

  if (memory == NULL)
    return recall (store, account, uid, record, error);
  *record = memory->record;
  memory->listed = TRUE;
  if (!memory->missed)
    return TRUE;
  memory->missed = FALSE;
  return anser_database_run (store->state, error, "UPDATE uid SET missing = 0, missing_since = 0"
                             " WHERE account = ? AND uid = ?", "tb", account, uid);
}

/* A UID that was to be deleted and is absent is deleted: should it turn up again, it may be another
 * letter's, and is not deleted unasked. */
static gboolean
note_missing (AnserStore  *store,
              const char  *account,
              GHashTable  *memories,
              GError     **error)
{
  static const char sql[] =
    "UPDATE uid SET missing = missing + 1, state = ?,"
    " missing_since = CASE missing WHEN 0 THEN ? ELSE missing_since END"
    " WHERE account = ? AND uid = ?";
  GHashTableIter iter;
  gpointer uid, memory;

  g_hash_table_iter_init (&iter, memories);
  while (g_hash_table_iter_next (&iter, &uid, &memory))
    if (!((Memory *) memory)->listed &&
        !anser_database_run (store->state, error, sql, "iitb", (gint64) ANSER_UID_RECEIVED,
                             get_now (), account, uid))
      return FALSE;
  return anser_database_run (store->state, error, "DELETE FROM uid WHERE account = ? AND"
                             " missing >= ? AND missing_since <= ?", "tii", account,
                             (gint64) FORGET_LISTINGS, get_now () - FORGET_SECONDS);
}

static gboolean
match (AnserStore          *store,
       const char          *account,
       const char * const  *uids,
       GArray              *records,
       GError             **error)
{
  g_autoptr (GHashTable) memories = load (store, account, error);

  if (memories == NULL)
    return FALSE;
  for (unsigned i = 0; i < records->len; i++)
    if (!match_one (store, account, uids[i], memories,
                    &g_array_index (records, AnserUidRecord, i), error))
      return FALSE;
  return note_missing (store, account, memories, error);
}

GArray *
anser_uid_memory_match (AnserStore          *store,
                        const char          *account,
                        const char * const  *uids,
                        gsize                n_uids,
                        GError             **error)
{
  g_autoptr (GArray) records = NULL;
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (account != NULL, NULL);

  records = g_array_new (FALSE, TRUE, sizeof (AnserUidRecord));
  g_array_set_size (records, n_uids);
  locker = g_mutex_locker_new (&store->write_lock);
  if (!anser_database_begin (store->state, TRUE, error))
    return NULL;
  if (!match (store, account, uids, records, error))
    {
      anser_database_roll_back (store->state);
      return NULL;
    }
  return anser_database_commit (store->state, error) ? g_steal_pointer (&records) : NULL;
}

gboolean
anser_uid_memory_want_delete (AnserStore          *store,
                              const char          *account,
                              const char * const  *uids,
                              gsize                n_uids,
                              GError             **error)
{
  static const char sql[] =
    "INSERT INTO uid (account, uid, state, received_at) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (account, uid) DO UPDATE SET state = excluded.state";
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (store), FALSE);
  g_return_val_if_fail (account != NULL, FALSE);

  locker = g_mutex_locker_new (&store->write_lock);
  if (!anser_database_begin (store->state, TRUE, error))
    return FALSE;
  for (gsize i = 0; i < n_uids; i++)
    if (!anser_database_run (store->state, error, sql, "tbii", account, uids[i],
                             (gint64) ANSER_UID_DELETE_WANTED, get_now ()))
      {
        anser_database_roll_back (store->state);
        return FALSE;
      }
  return anser_database_commit (store->state, error);
}
