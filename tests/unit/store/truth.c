/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "truth.h"

#include "store/tag-file.h"
#include "store/tokenizer.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

static char *
join_sorted (GPtrArray *lines)
{
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static char *
digest_file (const char *path)
{
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return NULL;
  return g_compute_checksum_for_data (G_CHECKSUM_MD5, (guchar *) text, length);
}

/* @names: base of a file's name -> digest. */
static void
read_letter (const char *folder,
             const char *name,
             const char *path,
             GHashTable *names,
             GPtrArray  *lines)
{
  const char *info = strchr (name, ':');
  char *digest = digest_file (path);

  g_hash_table_insert (names, g_strndup (name, strcspn (name, ":")), digest);
  g_ptr_array_add (lines, g_strdup_printf ("letter %s %s %s", digest, folder,
                                           info != NULL ? info : ""));
}

/* Times in the names of what was put aside do not count. */
static char *
drop_time (const char *folder)
{
  g_autoptr (GRegex) regex = g_regex_new ("-[0-9]{9,}", 0, 0, NULL);

  return g_regex_replace_literal (regex, folder, -1, 0, "", 0, NULL);
}

/* What the sidecar says of tags, and of files that are there. */
static void
read_tags (const char *path,
           GHashTable *names,
           GPtrArray  *lines)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnserTagFile) file = anser_tag_file_read (path, &error);
  GHashTableIter iter;
  gpointer key, value;

  g_assert_no_error (error);
  g_hash_table_iter_init (&iter, file->colours);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_ptr_array_add (lines, g_strdup_printf ("colour %s %s", (char *) key, (char *) value));
  g_hash_table_iter_init (&iter, file->marks);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const char *tag = strchr (key, '\t') + 1;
      g_autofree char *base = g_strndup (key, tag - 1 - (char *) key);
      const char *digest = g_hash_table_lookup (names, base);

      if (digest != NULL)
        g_ptr_array_add (lines, g_strdup_printf ("tag %s %s", digest, tag));
    }
}

static void
read_folder (const char *root,
             const char *folder,
             GHashTable *names,
             GPtrArray  *lines)
{
  g_autofree char *path = g_build_filename (root, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autofree char *last = g_path_get_basename (folder);
  g_autofree char *parent = g_path_get_dirname (folder);
  gboolean is_cur = g_str_equal (last, "cur") || g_str_equal (last, "new");
  g_autofree char *shown = drop_time (parent);
  g_autofree char *tags = NULL;
  const char *name;

  if (g_str_equal (last, "cur"))
    g_ptr_array_add (lines, g_strconcat ("folder ", shown, NULL));
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      g_autofree char *below = g_build_filename (folder, name, NULL);

      if (is_cur)
        read_letter (shown, name, child, names, lines);
      else if (!g_str_equal (name, "tmp") && g_file_test (child, G_FILE_TEST_IS_DIR))
        read_folder (root, below, names, lines);
      else if (g_str_equal (name, ".anser-tags"))
        tags = g_strdup (child);
    }
  if (tags != NULL)
    read_tags (tags, names, lines);
}

char *
truth_read (const char *root)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  read_folder (root, "mail", names, lines);
  read_folder (root, "removed", names, lines);
  return join_sorted (lines);
}

/* "letter DIGEST" or "folder PATH": what a line is about. */
static char *
get_subject (const char *line)
{
  const char *space = strchr (line, ' ');
  const char *end = g_str_has_prefix (line, "letter") ? strchr (space + 1, ' ') : NULL;

  return end != NULL ? g_strndup (line, end - line) : g_strdup (line);
}

static unsigned
count (GStrv       lines,
       const char *subject)
{
  unsigned n = 0;

  for (unsigned i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *its = get_subject (lines[i]);

      n += g_str_equal (its, subject);
    }
  return n;
}

static void
check_subjects (GStrv subjects_of,
                GStrv before,
                GStrv after,
                GStrv now)
{
  for (unsigned i = 0; subjects_of[i] != NULL; i++)
    {
      g_autofree char *subject = get_subject (subjects_of[i]);
      unsigned n_before = count (before, subject), n_after = count (after, subject);
      unsigned n = count (now, subject);

      if (n < MIN (n_before, n_after) || n > MAX (n_before, n_after))
        g_error ("“%s” is there %u times, not %u or %u", subject, n, n_before, n_after);
    }
}

void
truth_check (const char *before,
             const char *after,
             const char *now)
{
  g_auto (GStrv) then = g_strsplit (before, "\n", -1);
  g_auto (GStrv) later = g_strsplit (after, "\n", -1);
  g_auto (GStrv) lines = g_strsplit (now, "\n", -1);

  for (unsigned i = 0; lines[i] != NULL; i++)
    if (!g_strv_contains ((const char * const *) then, lines[i]) &&
        !g_strv_contains ((const char * const *) later, lines[i]))
      g_error ("“%s” was to be neither before nor after", lines[i]);
  check_subjects (then, then, later, lines);
  check_subjects (later, then, later, lines);
}

/* SQL function: the digest of a letter's file, by which it is named in dumps, since names of files
 * are never the same again. */
static void
digest_letter (sqlite3_context  *context,
               int               n_values,
               sqlite3_value   **values)
{
  g_autofree char *file = g_strconcat ((const char *) sqlite3_value_text (values[3]),
                                       (const char *) sqlite3_value_text (values[4]), NULL);
  g_autofree char *path = g_build_filename (sqlite3_user_data (context), "mail",
                                            sqlite3_value_text (values[0]),
                                            sqlite3_value_text (values[1]),
                                            sqlite3_value_int (values[2]) ? "new" : "cur", file,
                                            NULL);
  g_autofree char *digest = digest_file (path);

  sqlite3_result_text (context, digest != NULL ? digest : "no file", -1, SQLITE_TRANSIENT);
}

static void
dump_rows (sqlite3    *database,
           const char *sql,
           GPtrArray  *lines)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (database, sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (database));
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      GString *line = g_string_new (NULL);

      for (int i = 0; i < sqlite3_column_count (statement); i++)
        g_string_append_printf (line, "%s|", (const char *) sqlite3_column_text (statement, i));
      g_ptr_array_add (lines, g_string_free (line, FALSE));
    }
  g_assert_cmpint (sqlite3_finalize (statement), ==, SQLITE_OK);
}

static void
dump_words (sqlite3   *database,
            GPtrArray *lines)
{
  g_autoptr (GPtrArray) shards = g_ptr_array_new_with_free_func (g_free);

  dump_rows (database, "SELECT id FROM shard", shards);
  for (unsigned i = 0; i < shards->len; i++)
    {
      int shard = atoi (shards->pdata[i]);
      g_autofree char *make = g_strdup_printf ("CREATE VIRTUAL TABLE temp.vocabulary_%d"
                                               " USING fts5vocab ('main', 'words_%d', 'instance')",
                                               shard, shard);
      g_autofree char *sql = g_strdup_printf ("SELECT 'word', named.digest, col, offset, term"
                                              " FROM vocabulary_%d JOIN named ON named.id = doc",
                                              shard);

      g_assert_cmpint (sqlite3_exec (database, make, NULL, NULL, NULL), ==, SQLITE_OK);
      dump_rows (database, sql, lines);
    }
}

static sqlite3 *
open_index (const char *root)
{
  g_autofree char *path = g_build_filename (root, "index.db", NULL);
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (anser_tokenizer_register (database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_create_function (database, "digest_of", 5, SQLITE_UTF8, (void *) root,
                                            digest_letter, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, "CREATE TEMP TABLE named AS SELECT letter.id AS id,"
                                 " digest_of (account, folder.name, in_new, letter.name, info)"
                                 " AS digest FROM letter JOIN folder ON folder.id = letter.folder",
                                 NULL, NULL, NULL), ==, SQLITE_OK);
  return database;
}

char *
truth_dump_index (const char *root)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  sqlite3 *database = open_index (root);

  dump_rows (database, "SELECT 'letter', named.digest, account, folder.name, info, in_new, flags,"
             " date, size, sender, sender_address, recipients, subject, snippet, message_id"
             " FROM letter JOIN named ON named.id = letter.id"
             " JOIN folder ON folder.id = letter.folder", lines);
  dump_rows (database, "SELECT 'folder', account, name, role, total, unread FROM folder", lines);
  dump_rows (database, "SELECT 'conversation', group_concat(digest) FROM (SELECT conversation,"
             " named.digest AS digest FROM letter JOIN named ON named.id = letter.id"
             " ORDER BY conversation, named.digest)"
             " GROUP BY conversation", lines);
  dump_rows (database, "SELECT 'tag', name, colour FROM tag", lines);
  dump_rows (database, "SELECT 'tagged', named.digest, tag.name, tag.colour FROM letter_tag"
             " JOIN named ON named.id = letter JOIN tag ON tag.id = letter_tag.tag", lines);
  dump_words (database, lines);
  dump_rows (database, "SELECT letter FROM unindexed", faults);
  g_assert_cmpuint (faults->len, ==, 0);
  dump_rows (database, "SELECT id FROM letter WHERE id NOT IN (SELECT id FROM named)", faults);
  g_assert_cmpuint (faults->len, ==, 0);
  dump_rows (database, "PRAGMA integrity_check", faults);
  g_assert_cmpstr (faults->pdata[0], ==, "ok|");
  sqlite3_close (database);
  return join_sorted (lines);
}

void
truth_copy (const char *from,
            const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  g_autofree char *text = NULL;
  const char *name;
  gsize length;

  if (dir == NULL)
    {
      g_assert_true (g_file_get_contents (from, &text, &length, NULL));
      g_assert_true (g_file_set_contents_full (to, text, length, G_FILE_SET_CONTENTS_NONE, 0600,
                                               NULL));
      return;
    }
  g_assert_cmpint (g_mkdir (to, 0700), ==, 0);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);

      truth_copy (source, target);
    }
}
