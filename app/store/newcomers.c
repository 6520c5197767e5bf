/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "newcomers.h"

#include "maildir.h"
#include "store-private.h"

void
anser_newcomer_free (AnserNewcomer *self)
{
  g_free (self->name);
  g_free (self);
}

gboolean
anser_newcomers_note (AnserStore  *store,
                     const char  *account,
                     const char  *name,
                     GError     **error)
{
  return anser_database_run (store->state, error, "INSERT OR IGNORE INTO newcomer (account, name)"
                             " VALUES (?, ?)", "tt", account, name);
}

static GPtrArray *
read_names (AnserStore  *store,
            const char  *account,
            GError     **error)
{
  g_autoptr (GPtrArray) newcomers =
    g_ptr_array_new_with_free_func ((GDestroyNotify) anser_newcomer_free);
  g_autoptr (AnserStatement) rows =
    anser_database_query (store->state, error, "SELECT name FROM newcomer WHERE account = ?"
                          " ORDER BY id", "t", account);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (store->state, rows, error)) == ANSER_STEP_ROW)
    {
      AnserNewcomer *newcomer = g_new0 (AnserNewcomer, 1);

      newcomer->name = g_strdup ((const char *) sqlite3_column_text (rows, 0));
      g_ptr_array_add (newcomers, newcomer);
    }
  return step == ANSER_STEP_DONE ? g_steal_pointer (&newcomers) : NULL;
}

/* Whether @newcomer still waits in the inbox. @letter stays 0 if the index does not know it yet. */
static gboolean
find (AnserStore    *store,
      const char    *account,
      AnserNewcomer  *newcomer,
      GError       **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (AnserPlace) place =
    anser_index_find_place (store->index, account, newcomer->name, &fault);
  g_autofree char *folder = NULL;
  g_autofree char *file = NULL;
  gboolean in_new;

  if (fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  if (place != NULL)
    {
      newcomer->letter = place->letter;
      return place->role == ANSER_FOLDER_INBOX;
    }
  folder = anser_store_dup_folder_path (store, account,
                                        anser_folder_role_get_name (ANSER_FOLDER_INBOX));
  file = anser_maildir_find (folder, newcomer->name, &in_new);
  return file != NULL;
}

static gboolean
settle (AnserStore  *store,
        const char  *account,
        GPtrArray   *newcomers,
        GError     **error)
{
  if (newcomers->len == 0)
    return TRUE;
  if (!anser_database_begin (store->state, TRUE, error))
    return FALSE;
  for (guint i = 0; i < newcomers->len; i++)
    if (!anser_database_run (store->state, error, "DELETE FROM newcomer WHERE account = ? AND"
                             " name = ?", "tt", account,
                             ((AnserNewcomer *) newcomers->pdata[i])->name))
      {
        anser_database_roll_back (store->state);
        return FALSE;
      }
  return anser_database_commit (store->state, error);
}

GPtrArray *
anser_newcomers_load (AnserStore  *store,
                     const char  *account,
                     GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = NULL;
  g_autoptr (GPtrArray) newcomers = NULL;
  g_autoptr (GPtrArray) over =
    g_ptr_array_new_with_free_func ((GDestroyNotify) anser_newcomer_free);
  g_autoptr (GError) fault = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (account != NULL, NULL);

  locker = g_mutex_locker_new (&store->write_lock);
  newcomers = read_names (store, account, error);
  if (newcomers == NULL)
    return NULL;
  for (guint i = newcomers->len; i-- > 0 && fault == NULL; )
    {
      AnserNewcomer *newcomer = newcomers->pdata[i];
      gboolean waits = find (store, account, newcomer, &fault);

      if (!waits && fault == NULL)
        g_ptr_array_add (over, g_ptr_array_steal_index (newcomers, i));
      else if (newcomer->letter == 0)
        g_ptr_array_remove_index (newcomers, i);
    }
  if (fault == NULL && settle (store, account, over, &fault))
    return g_steal_pointer (&newcomers);
  g_propagate_error (error, g_steal_pointer (&fault));
  return NULL;
}

gboolean
anser_newcomers_settle (AnserStore  *store,
                       const char  *account,
                       GPtrArray   *newcomers,
                       GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (store), FALSE);
  g_return_val_if_fail (account != NULL, FALSE);
  g_return_val_if_fail (newcomers != NULL, FALSE);

  locker = g_mutex_locker_new (&store->write_lock);
  return settle (store, account, newcomers, error);
}
