/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "partial.h"

#include "store-private.h"
#include "uid-record.h"

/* In the place of a size: the whole message is here. */
#define COMPLETED ((gint64) -1)

static AnserPlace *
find_place (AnserStore  *store,
            gint64       letter,
            GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&store->write_lock);

  return anser_index_get_place (store->index, letter, error);
}

gint64
anser_partial_get_size (AnserStore  *store,
                        gint64       letter,
                        gboolean    *wanted,
                        GError     **error)
{
  static const char sql[] =
    "SELECT partial.size, uid.state FROM partial LEFT JOIN uid"
    " ON uid.account = partial.account AND uid.uid = partial.uid"
    " WHERE partial.account = ? AND partial.name = ? AND partial.size >= 0";
  g_autoptr (AnserPlace) place = NULL;
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = NULL;
  g_autoptr (AnserStatement) rows = NULL;
  g_autoptr (GError) local = NULL;
  AnserStep step = ANSER_STEP_FAILED;
  gint64 size = 0;

  g_return_val_if_fail (ANSER_IS_STORE (store), -1);

  place = find_place (store, letter, &local);
  if (place == NULL)
    {
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      return local != NULL ? -1 : 0;
    }
  locker = g_mutex_locker_new (&store->write_lock);
  rows = anser_database_query (store->state, error, sql, "tt", place->account, place->name);
  if (rows != NULL)
    step = anser_database_step (store->state, rows, error);
  if (step == ANSER_STEP_ROW)
    {
      size = MAX (sqlite3_column_int64 (rows, 0), 1);
      if (wanted != NULL)
        *wanted = sqlite3_column_int (rows, 1) == ANSER_UID_WHOLE_WANTED;
    }
  g_clear_pointer (&rows, anser_statement_reset);
  return step == ANSER_STEP_FAILED ? -1 : size;
}

gboolean
anser_partial_want (AnserStore  *store,
                    gint64       letter,
                    GError     **error)
{
  static const char sql[] =
    "UPDATE uid SET state = ? WHERE account = ? AND state = ? AND uid IN"
    " (SELECT uid FROM partial WHERE account = ? AND name = ? AND size >= 0)";
  g_autoptr (AnserPlace) place = NULL;
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = NULL;
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (store), FALSE);

  place = find_place (store, letter, &local);
  if (place == NULL)
    {
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      return local == NULL;
    }
  locker = g_mutex_locker_new (&store->write_lock);
  return anser_database_run (store->state, error, sql, "ititt", (gint64) ANSER_UID_WHOLE_WANTED,
                             place->account, (gint64) ANSER_UID_HEADER_ONLY, place->account,
                             place->name);
}

gboolean
anser_partial_add (AnserStore  *store,
                   const char  *account,
                   const char  *name,
                   const char  *uid,
                   gint64       size,
                   GError     **error)
{
  return anser_database_run (store->state, error, "INSERT OR REPLACE INTO partial (account, name,"
                             " uid, size) VALUES (?, ?, ?, ?)", "ttbi", account, name, uid, size);
}

gboolean
anser_partial_complete (AnserStore  *store,
                        const char  *account,
                        const char  *uid,
                        GError     **error)
{
  return anser_database_run (store->state, error, "UPDATE partial SET size = ? WHERE account = ?"
                             " AND uid = ?", "itb", COMPLETED, account, uid);
}

/* (element-type AnserPlace): as far as the index knows; only account and name are sure. */
static GPtrArray *
list_completed (AnserStore  *store,
                GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&store->write_lock);
  g_autoptr (GPtrArray) places =
    g_ptr_array_new_with_free_func ((GDestroyNotify) anser_place_free);
  g_autoptr (AnserStatement) rows =
    anser_database_query (store->state, error, "SELECT account, name FROM partial WHERE size = ?",
                          "i", COMPLETED);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (store->state, rows, error)) == ANSER_STEP_ROW)
    {
      const char *account = (const char *) sqlite3_column_text (rows, 0);
      const char *name = (const char *) sqlite3_column_text (rows, 1);
      AnserPlace *place = anser_index_find_place (store->index, account, name, NULL);

      if (place == NULL)
        {
          place = g_new0 (AnserPlace, 1);
          place->account = g_strdup (account);
          place->name = g_strdup (name);
        }
      g_ptr_array_add (places, place);
    }
  g_clear_pointer (&rows, anser_statement_reset);
  return step == ANSER_STEP_DONE ? g_steal_pointer (&places) : NULL;
}

static gboolean
forget (AnserStore        *store,
        const AnserPlace  *place,
        GError           **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&store->write_lock);

  return anser_database_run (store->state, error, "DELETE FROM partial WHERE account = ? AND"
                             " name = ?", "tt", place->account, place->name);
}

gboolean
anser_partial_sweep (AnserStore  *store,
                     GError     **error)
{
  g_autoptr (GPtrArray) places = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (store), FALSE);

  places = list_completed (store, error);
  for (unsigned i = 0; places != NULL && i < places->len; i++)
    {
      const AnserPlace *place = places->pdata[i];

      if ((place->letter != 0 && !anser_store_erase (store, place->letter, error)) ||
          !forget (store, place, error))
        return FALSE;
    }
  return places != NULL;
}
