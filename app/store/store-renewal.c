/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "store-private.h"

#include "folder-private.h"
#include "lock.h"

/* A damaged index is replaced while the program runs. What goes on from the old to the new one is
 * what others hold: folders keep their row ids, the clock goes on, and letters get ids that were never
 * given, so that nobody mistakes one for another. */

/* Ids begin anew above all that were given: a program gives fewer than 256 a second over its life. */
static gint64
get_first_id (void)
{
  return (g_get_real_time () / G_USEC_PER_SEC) << 8;
}

static gboolean
add_folder (AnserDatabase  *index,
            AnserFolder    *folder,
            GError        **error)
{
  return anser_database_run (index, error, "INSERT INTO folder (id, account, name, role, version)"
                             " VALUES (?, ?, ?, ?, (SELECT version FROM clock))", "itti",
                             anser_folder_get_id (folder), anser_folder_get_account (folder),
                             anser_folder_get_name (folder),
                             (gint64) anser_folder_get_role (folder));
}

static gboolean
take_over (AnserDatabase  *index,
           GPtrArray      *folders,
           GError        **error)
{
  gint64 version = 0;

  for (unsigned i = 0; i < folders->len; i++)
    version = MAX (version, anser_folder_get_version (g_ptr_array_index (folders, i)));
  /* Lists may have read a little later than folders. */
  if (!anser_database_run (index, error, "UPDATE clock SET version = ?", "i", version + 100000) ||
      !anser_database_run (index, error, "INSERT INTO sqlite_sequence (name, seq)"
                           " VALUES ('letter', ?)", "i", get_first_id ()))
    return FALSE;
  for (unsigned i = 0; i < folders->len; i++)
    if (!add_folder (index, g_ptr_array_index (folders, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
fill (AnserDatabase  *index,
      GPtrArray      *folders,
      GError        **error)
{
  if (!anser_database_begin (index, TRUE, error))
    return FALSE;
  if (take_over (index, folders, error))
    return anser_database_commit (index, error);
  anser_database_roll_back (index);
  return FALSE;
}

/* The old connections, to a file without a name by then, are there until the new ones are, so that the
 * store never is without; SQLite sees that the file was moved and leaves its companions alone. */
static gboolean
replace_index (AnserStore  *self,
               GPtrArray   *folders,
               GError     **error)
{
  g_autofree char *path = g_build_filename (self->root, "index.db", NULL);
  g_autoptr (AnserDatabase) index = NULL;
  g_autoptr (AnserDatabase) reader = NULL;

  anser_database_delete (path);
  index = anser_database_open (path, anser_index_migrations, FALSE, error);
  if (index == NULL || !fill (index, folders, error) ||
      (reader = anser_database_open_reader (path, error)) == NULL)
    return FALSE;
  anser_database_free (self->index);
  self->index = g_steal_pointer (&index);
  anser_database_free (self->reader);
  self->reader = g_steal_pointer (&reader);
  return TRUE;
}

gboolean
anser_store_renew_index (AnserStore  *self,
                         GError     **error)
{
  g_autoptr (GPtrArray) folders = NULL;
  gboolean done;

  if (!anser_lock_alone (self->presence))
    return FALSE;
  folders = anser_store_dup_folders (self);
  g_mutex_lock (&self->write_lock);
  g_mutex_lock (&self->read_lock);
  done = replace_index (self, folders, error);
  g_mutex_unlock (&self->read_lock);
  g_mutex_unlock (&self->write_lock);
  anser_lock_share (self->presence);
  return done;
}

static gboolean
on_renewed (gpointer user_data)
{
  AnserStore *self = g_weak_ref_get (user_data);

  if (self != NULL)
    {
      g_signal_emit_by_name (self, "renewed");
      g_object_unref (self);
    }
  return G_SOURCE_REMOVE;
}

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

void
anser_store_queue_renewed (AnserStore *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_renewed, weak, weak_ref_free);
  g_source_set_static_name (source, "anser-store-renewed");
  g_source_attach (source, self->context);
}
