/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "verify.h"

#include "database.h"
#include "folder.h"
#include "maildir.h"
#include "maildir-tree.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  const char    *root;
  AnserDatabase *index;         /* NULL when it cannot be read */
  AnserDatabase *state;
  GPtrArray     *findings;
  unsigned       n_letters;
} Verification;

/* A file of the folder at hand. */
typedef struct
{
  char     *name;               /* whole */
  gboolean  in_new;
} File;

void
anser_finding_free (AnserFinding *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->reason);
  g_free (self);
}

static void
file_free (gpointer data)
{
  File *self = data;

  g_free (self->name);
  g_free (self);
}

/* @path (transfer full) */
static void
add_finding (Verification   *self,
           AnserFindingKind  kind,
           char           *path,
           const char     *reason)
{
  AnserFinding *finding = g_new0 (AnserFinding, 1);

  finding->kind = kind;
  finding->path = path;
  finding->reason = g_strdup (reason);
  g_ptr_array_add (self->findings, finding);
}

static char *
dup_file_path (const char *folder,
               const File *file)
{
  return g_build_filename (folder, file->in_new ? "new" : "cur", file->name, NULL);
}

/* databases */

static gboolean
check_pages (Verification  *self,
             AnserDatabase *database,
             const char    *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnserStatement) rows = anser_database_query (database, &error, "PRAGMA quick_check(1)",
                                                          "");
  const char *answer = NULL;

  if (rows != NULL && anser_database_step (database, rows, &error) == ANSER_STEP_ROW)
    answer = (const char *) sqlite3_column_text (rows, 0);
  if (g_strcmp0 (answer, "ok") == 0)
    return TRUE;
  add_finding (self, ANSER_FINDING_DATABASE, g_strdup (path),
               error != NULL ? error->message : answer);
  return FALSE;
}

/* NULL for one that tells nothing that could be compared. */
static AnserDatabase *
open_database (Verification *self,
               const char   *name)
{
  g_autofree char *path = g_build_filename (self->root, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnserDatabase) database = anser_database_open_reader (path, &error);

  if (database == NULL)
    add_finding (self, ANSER_FINDING_NO_DATABASE, g_steal_pointer (&path), error->message);
  else if (!check_pages (self, database, path))
    return NULL;
  return g_steal_pointer (&database);
}

/* folders */

static gboolean
add_file (const char *file_name,
          gboolean    in_new,
          guint64     inode,
          gpointer    found)
{
  File *file = g_new0 (File, 1);
  const char *info;

  file->name = g_strdup (file_name);
  file->in_new = in_new;
  g_hash_table_replace (found, anser_maildir_split (file_name, &info), file);
  return TRUE;
}

static void
compare_row (Verification   *self,
             const char     *folder,
             AnserStatement *row,
             const File     *file)
{
  g_autofree char *listed = g_strconcat ((const char *) sqlite3_column_text (row, 0),
                                         (const char *) sqlite3_column_text (row, 1), NULL);
  g_autofree char *path = dup_file_path (folder, file);
  struct stat status;

  if (!g_str_equal (listed, file->name) || file->in_new != sqlite3_column_int (row, 2))
    add_finding (self, ANSER_FINDING_NAME, g_strdup (path), NULL);
  if (stat (path, &status) != 0 || access (path, R_OK) != 0)
    add_finding (self, ANSER_FINDING_UNREADABLE, g_strdup (path), g_strerror (errno));
  else if (status.st_size != sqlite3_column_int64 (row, 3))
    add_finding (self, ANSER_FINDING_SIZE, g_strdup (path), NULL);
  else if (sqlite3_column_int64 (row, 4) != 0 &&
           anser_maildir_get_mtime (&status) != sqlite3_column_int64 (row, 5))
    add_finding (self, ANSER_FINDING_CHANGED, g_strdup (path), NULL);
}

static char *
dup_listed_path (const char     *folder,
                 AnserStatement *row)
{
  File file = { NULL, sqlite3_column_int (row, 2) };
  g_autofree char *name = g_strconcat ((const char *) sqlite3_column_text (row, 0),
                                       (const char *) sqlite3_column_text (row, 1), NULL);

  file.name = name;
  return dup_file_path (folder, &file);
}

/* An index that no newer Anser has opened yet does not know its files' times. */
static gboolean
knows_files (AnserDatabase *index)
{
  gint64 n = 0;

  anser_database_get (index, &n, NULL, "SELECT count(*) FROM pragma_table_info ('letter')"
                      " WHERE name = 'inode'", "");
  return n > 0;
}

/* What is in the index leaves @found. */
static gboolean
compare_rows (Verification  *self,
              const char    *account,
              const char    *name,
              const char    *folder,
              GHashTable    *found,
              GError       **error)
{
  const char *sql = knows_files (self->index)
    ? "SELECT letter.name, info, in_new, size, inode, mtime FROM letter JOIN folder"
      " ON folder.id = letter.folder WHERE account = ? AND folder.name = ?"
    : "SELECT letter.name, info, in_new, size, 0, 0 FROM letter JOIN folder"
      " ON folder.id = letter.folder WHERE account = ? AND folder.name = ?";
  g_autoptr (AnserStatement) rows =
    anser_database_query (self->index, error, sql, "tt", account, name);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (self->index, rows, error)) == ANSER_STEP_ROW)
    {
      const char *base = (const char *) sqlite3_column_text (rows, 0);
      File *file = g_hash_table_lookup (found, base);

      if (file == NULL)
        add_finding (self, ANSER_FINDING_NO_FILE, dup_listed_path (folder, rows), NULL);
      else
        compare_row (self, folder, rows, file);
      g_hash_table_remove (found, base);
    }
  return step == ANSER_STEP_DONE;
}

static gboolean
compare_folder (Verification  *self,
                const char    *account,
                const char    *name,
                const char    *folder,
                GError       **error)
{
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, file_free);
  g_autoptr (GError) local = NULL;
  GHashTableIter iter;
  gpointer file;

  if (!anser_maildir_scan (folder, add_file, found, &local))
    {
      add_finding (self, ANSER_FINDING_UNREADABLE, g_strdup (folder), local->message);
      return TRUE;
    }
  self->n_letters += g_hash_table_size (found);
  if (self->index == NULL)
    return TRUE;
  if (!compare_rows (self, account, name, folder, found, error))
    return FALSE;
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, NULL, &file))
    add_finding (self, ANSER_FINDING_NOT_LISTED, dup_file_path (folder, file), NULL);
  return TRUE;
}

static gboolean
compare_account (Verification  *self,
                 const char    *account,
                 GError       **error)
{
  g_autofree char *path = g_build_filename (self->root, "mail", account, NULL);
  g_autoptr (GPtrArray) names = anser_maildir_list_folders (path);

  for (unsigned i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *folder = g_build_filename (path, name, NULL);

      if (anser_maildir_is_folder (folder) && !compare_folder (self, account, name, folder, error))
        return FALSE;
    }
  return TRUE;
}

/* Letters that the index has in folders that are not on the disk. */
static gboolean
compare_vanished (Verification  *self,
                  GError       **error)
{
  g_autoptr (AnserStatement) rows =
    anser_database_query (self->index, error, "SELECT letter.name, info, in_new, account,"
                          " folder.name FROM letter JOIN folder ON folder.id = letter.folder"
                          " ORDER BY letter.folder", "");
  g_autofree char *last = NULL;
  gboolean is_there = TRUE;
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (self->index, rows, error)) == ANSER_STEP_ROW)
    {
      g_autofree char *folder =
        g_build_filename (self->root, "mail", (const char *) sqlite3_column_text (rows, 3),
                          (const char *) sqlite3_column_text (rows, 4), NULL);

      if (g_strcmp0 (folder, last) != 0)
        {
          g_autofree char *cur = g_build_filename (folder, "cur", NULL);

          is_there = g_file_test (cur, G_FILE_TEST_IS_DIR);
          g_free (last);
          last = g_strdup (folder);
        }
      if (!is_there)
        add_finding (self, ANSER_FINDING_NO_FILE, dup_listed_path (folder, rows), NULL);
    }
  return step == ANSER_STEP_DONE;
}

/* The sums that the index keeps. 16 is the flag of what is read. */
static gboolean
compare_counts (Verification  *self,
                GError       **error)
{
  g_autoptr (AnserStatement) rows =
    anser_database_query (self->index, error, "SELECT account, name FROM folder LEFT JOIN (SELECT"
                          " folder AS id, count(*) AS n, sum ((flags & 16) = 0) AS m FROM letter"
                          " GROUP BY folder) AS real ON real.id = folder.id"
                          " WHERE total <> ifnull (n, 0) OR unread <> ifnull (m, 0)", "");
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (self->index, rows, error)) == ANSER_STEP_ROW)
    add_finding (self, ANSER_FINDING_COUNT,
                 g_build_filename (self->root, "mail", (const char *) sqlite3_column_text (rows, 0),
                                   (const char *) sqlite3_column_text (rows, 1), NULL), NULL);
  return step == ANSER_STEP_DONE;
}

/* What is to be sent. */
static gboolean
compare_outbox (Verification  *self,
                GError       **error)
{
  g_autoptr (AnserStatement) rows =
    anser_database_query (self->state, error, "SELECT account, name FROM outbox", "");
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (self->state, rows, error)) == ANSER_STEP_ROW)
    {
      g_autofree char *folder =
        g_build_filename (self->root, "mail", (const char *) sqlite3_column_text (rows, 0),
                          anser_folder_role_get_name (ANSER_FOLDER_OUTBOX), NULL);
      const char *base = (const char *) sqlite3_column_text (rows, 1);
      gboolean in_new;
      g_autofree char *file = anser_maildir_find (folder, base, &in_new);

      if (file == NULL)
        add_finding (self, ANSER_FINDING_NOT_IN_OUTBOX, g_build_filename (folder, "cur", base, NULL),
                   NULL);
    }
  return step == ANSER_STEP_DONE;
}

static gboolean
compare (Verification  *self,
         GError       **error)
{
  g_autofree char *mail = g_build_filename (self->root, "mail", NULL);
  g_autoptr (GDir) dir = g_dir_open (mail, 0, NULL);
  const char *account;

  while (dir != NULL && (account = g_dir_read_name (dir)) != NULL)
    if (!compare_account (self, account, error))
      return FALSE;
  if (self->index != NULL && (!compare_vanished (self, error) || !compare_counts (self, error)))
    return FALSE;
  return self->state == NULL || compare_outbox (self, error);
}

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  const AnserFinding *first = *(AnserFinding * const *) a, *second = *(AnserFinding * const *) b;

  return g_strcmp0 (first->path, second->path);
}

GPtrArray *
anser_store_verify (const char  *root,
                    unsigned    *n_letters,
                    GError     **error)
{
  Verification self = { .root = root };
  g_autoptr (AnserDatabase) index = NULL, state = NULL;
  g_autoptr (GPtrArray) findings =
    g_ptr_array_new_with_free_func ((GDestroyNotify) anser_finding_free);

  g_return_val_if_fail (root != NULL && n_letters != NULL, NULL);

  self.findings = findings;
  /* A store that was never opened has nothing that could be wrong. */
  *n_letters = 0;
  if (!g_file_test (root, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&findings);
  self.index = index = open_database (&self, "index.db");
  self.state = state = open_database (&self, "state.db");
  if (!compare (&self, error))
    return NULL;
  g_ptr_array_sort (findings, compare_paths);
  *n_letters = self.n_letters;
  return g_steal_pointer (&findings);
}
