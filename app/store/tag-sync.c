/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "tag-index.h"

#include "tag-file.h"

#include <string.h>

/* Reading a sidecar into the index. */

/* What a sidecar says that was read now is newer than what the index has. */
static gboolean
update_row (AnserStore  *store,
            gint64       tag,
            const char  *name,
            const char  *colour,
            GError     **error)
{
  return anser_database_run (store->index, error, "UPDATE tag SET name = ?, colour ="
                             " coalesce (nullif (?, ''), colour) WHERE id = ?", "tti", name, colour,
                             tag);
}

static gboolean
load_tags (AnserStore    *store,
           AnserTagFile  *file,
           GHashTable    *ids,
           GError       **error)
{
  GHashTableIter iter;
  gpointer name, colour;

  g_hash_table_iter_init (&iter, file->colours);
  while (g_hash_table_iter_next (&iter, &name, &colour))
    {
      gint64 tag = 0;

      if (!anser_tags_find (store, name, &tag, error) ||
          (tag != 0 && !update_row (store, tag, name, colour, error)) ||
          (tag == 0 && (tag = anser_tags_add_row (store, name, colour, error)) == 0))
        return FALSE;
      g_hash_table_insert (ids, name, g_memdup2 (&tag, sizeof tag));
    }
  return TRUE;
}

static gboolean
load_marks (AnserStore    *store,
            const char    *account,
            AnserTagFile  *file,
            GHashTable    *ids,
            GError       **error)
{
  GHashTableIter iter;
  gpointer key, message_id;

  g_hash_table_iter_init (&iter, file->marks);
  while (g_hash_table_iter_next (&iter, &key, &message_id))
    {
      const char *tab = strchr (key, '\t');
      g_autofree char *name = g_strndup (key, tab - (char *) key);
      gint64 *tag = g_hash_table_lookup (ids, tab + 1);

      if (!anser_database_run (store->index, error, "INSERT OR IGNORE INTO mark (account, name, tag,"
                               " message_id) VALUES (?, ?, ?, nullif (?, ''))", "ttit", account,
                               name, *tag, message_id))
        return FALSE;
    }
  return TRUE;
}

/* What the letters of the account have follows from the marks. */
static gboolean
mark_letters (AnserStore  *store,
              const char  *account,
              GError     **error)
{
  static const char * const statements[] = {
    "UPDATE letter SET version = (SELECT version FROM clock) WHERE id IN (SELECT letter FROM"
    " letter_tag) AND folder IN (SELECT id FROM folder WHERE account = ?)",
    "DELETE FROM letter_tag WHERE letter IN (SELECT letter.id FROM letter JOIN folder"
    " ON folder.id = letter.folder WHERE account = ?)",
    "INSERT OR IGNORE INTO letter_tag (tag, letter) SELECT tag, letter.id FROM mark"
    " JOIN letter ON letter.name = mark.name JOIN folder ON folder.id = letter.folder"
    " AND folder.account = mark.account WHERE mark.account = ?",
    "UPDATE letter SET version = (SELECT version FROM clock) WHERE id IN (SELECT letter FROM"
    " letter_tag) AND folder IN (SELECT id FROM folder WHERE account = ?)",
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (statements); i++)
    if (!anser_database_run (store->index, error, statements[i], "t", account))
      return FALSE;
  return TRUE;
}

/* The tags of all sidecars, whatever the case of their names; NULL with an error. */
static GHashTable *
list_known (AnserStore  *store,
            GError     **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *mail = g_build_filename (store->root, "mail", NULL);
  g_autoptr (GDir) dir = g_dir_open (mail, 0, NULL);
  const char *account;

  while (dir != NULL && (account = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = anser_tags_dup_path (store, account);
      g_autoptr (AnserTagFile) file = anser_tag_file_read (path, error);
      GHashTableIter iter;
      gpointer name;

      if (file == NULL)
        return NULL;
      g_hash_table_iter_init (&iter, file->colours);
      while (g_hash_table_iter_next (&iter, &name, NULL))
        g_hash_table_add (known, g_utf8_casefold (name, -1));
    }
  return g_steal_pointer (&known);
}

static gboolean
list_strangers (AnserStore  *store,
                GArray      *strangers,
                GError     **error)
{
  g_autoptr (GHashTable) known = list_known (store, error);
  g_autoptr (AnserStatement) rows = known == NULL ? NULL :
    anser_database_query (store->index, error, "SELECT id, folded FROM tag WHERE id NOT IN"
                          " (SELECT tag FROM mark)", "");
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (store->index, rows, error)) == ANSER_STEP_ROW)
    {
      gint64 tag = sqlite3_column_int64 (rows, 0);

      if (!g_hash_table_contains (known, sqlite3_column_text (rows, 1)))
        g_array_append_val (strangers, tag);
    }
  return step == ANSER_STEP_DONE;
}

/* A tag that no sidecar knows any more was called otherwise, or deleted. */
static gboolean
forget_strangers (AnserStore  *store,
                  GError     **error)
{
  g_autoptr (GArray) strangers = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!list_strangers (store, strangers, error))
    return FALSE;
  for (guint i = 0; i < strangers->len; i++)
    if (!anser_database_run (store->index, error, "DELETE FROM tag WHERE id = ?", "i",
                             g_array_index (strangers, gint64, i)))
      return FALSE;
  return TRUE;
}

static gboolean
load (AnserStore    *store,
      const char    *account,
      AnserTagFile  *file,
      const char    *stamp,
      GError       **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  return load_tags (store, file, ids, error) &&
         anser_database_run (store->index, error, "DELETE FROM mark WHERE account = ?", "t",
                             account) &&
         load_marks (store, account, file, ids, error) && mark_letters (store, account, error) &&
         forget_strangers (store, error) && anser_tags_write_stamp (store, account, stamp, error);
}

gboolean
anser_tags_sync (AnserStore  *store,
                 const char  *account,
                 GError     **error)
{
  g_autofree char *path = anser_tags_dup_path (store, account);
  g_autofree char *stamp = anser_tag_file_dup_stamp (path);
  g_autofree char *known = NULL;
  g_autoptr (AnserTagFile) file = NULL;
  g_autoptr (GError) fault = NULL;

  if (!anser_tags_read_stamp (store, account, &known, error))
    return FALSE;
  if (g_str_equal (stamp, known))
    return TRUE;
  file = anser_tag_file_read (path, error);
  if (file == NULL)
    return FALSE;
  if (anser_tag_file_compact (file, path, &fault))
    {
      g_free (stamp);
      stamp = anser_tag_file_dup_stamp (path);
    }
  else
    g_debug ("The tags stay as long as they are: %s", fault->message);
  if (!anser_index_begin (store->index, error))
    return FALSE;
  if (load (store, account, file, stamp, error))
    return anser_database_commit (store->index, error);
  anser_database_roll_back (store->index);
  return FALSE;
}
