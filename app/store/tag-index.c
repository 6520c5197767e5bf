/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "tag-index.h"

#include "tag-file.h"
#include "tags.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#define MAX_NAME_LENGTH 200

char *
anser_tags_dup_path (AnserStore *store,
                     const char *account)
{
  return g_build_filename (store->root, "mail", account, ANSER_TAG_FILE_NAME, NULL);
}

/* What is to be appended to the account's sidecar. */
static GString *
get_lines (AnserStore *store,
           const char *account)
{
  GString *lines = g_hash_table_lookup (store->tag_lines, account);

  if (lines == NULL)
    {
      lines = g_string_new (NULL);
      g_hash_table_insert (store->tag_lines, g_strdup (account), lines);
    }
  return lines;
}

gboolean
anser_tags_read_stamp (AnserStore  *store,
                       const char  *account,
                       char       **stamp,
                       GError     **error)
{
  g_autoptr (AnserStatement) row =
    anser_database_query (store->index, error, "SELECT stamp FROM tag_file WHERE account = ?", "t",
                          account);
  AnserStep step = row != NULL ? anser_database_step (store->index, row, error)
                               : ANSER_STEP_FAILED;

  *stamp = g_strdup (step == ANSER_STEP_ROW ? (const char *) sqlite3_column_text (row, 0) : "");
  return step != ANSER_STEP_FAILED;
}

gboolean
anser_tags_write_stamp (AnserStore  *store,
                        const char  *account,
                        const char  *stamp,
                        GError     **error)
{
  return anser_database_run (store->index, error, "INSERT OR REPLACE INTO tag_file (account, stamp)"
                             " VALUES (?, ?)", "tt", account, stamp);
}

gboolean
anser_tags_find (AnserStore  *store,
                 const char  *name,
                 gint64      *tag,
                 GError     **error)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);

  *tag = 0;
  return anser_database_get (store->index, tag, error, "SELECT id FROM tag WHERE folded = ?", "t",
                             folded) != ANSER_STEP_FAILED;
}

static const char *
next_colour (AnserStore *store)
{
  const char * const *colours = anser_tag_get_colours ();
  gint64 n = 0;

  anser_database_get (store->index, &n, NULL, "SELECT coalesce (max (id), 0) FROM tag", "");
  return colours[n % g_strv_length ((char **) colours)];
}

gint64
anser_tags_add_row (AnserStore  *store,
                    const char  *name,
                    const char  *colour,
                    GError     **error)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);
  const char *wanted = colour != NULL && *colour != '\0' ? colour : next_colour (store);

  if (!anser_database_run (store->index, error, "INSERT INTO tag (name, folded, colour)"
                           " VALUES (?, ?, ?)", "ttt", name, folded, wanted))
    return 0;
  return anser_database_get_last_id (store->index);
}

/* Adds a line to the sidecars of all accounts. */
static gboolean
tell_all (AnserStore  *store,
          const char  *word,
          const char  *first,
          const char  *second,
          GError     **error)
{
  g_autoptr (AnserStatement) rows =
    anser_database_query (store->index, error, "SELECT DISTINCT account FROM folder", "");
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (store->index, rows, error)) == ANSER_STEP_ROW)
    anser_tag_file_add_line (get_lines (store, (const char *) sqlite3_column_text (rows, 0)), word,
                             first, second, NULL);
  return step == ANSER_STEP_DONE;
}

/* Changing */

static char *
check_name (const char  *name,
            GError     **error)
{
  g_autofree char *composed = NULL;

  if (g_utf8_validate (name, -1, NULL))
    composed = g_utf8_normalize (name, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  if (composed != NULL)
    g_strstrip (composed);
  if (composed != NULL && *composed != '\0' && strlen (composed) <= MAX_NAME_LENGTH &&
      strpbrk (composed, "\t\n\r") == NULL)
    return g_steal_pointer (&composed);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       _("This cannot be the name of a tag. Choose a short one, of one line."));
  return NULL;
}

gint64
anser_tags_get (AnserStore  *store,
                const char  *name,
                const char  *colour,
                GError     **error)
{
  g_autofree char *valid = check_name (name, error);
  g_autofree char *chosen = NULL;
  gint64 tag = 0;

  if (valid == NULL || !anser_tags_find (store, valid, &tag, error))
    return 0;
  if (tag != 0)
    return tag;
  chosen = g_strdup (colour != NULL && *colour != '\0' ? colour : next_colour (store));
  tag = anser_tags_add_row (store, valid, chosen, error);
  return tag != 0 && tell_all (store, "tag", valid, chosen, error) ? tag : 0;
}

gboolean
anser_tags_revive (AnserStore  *store,
                   gint64       tag,
                   const char  *name,
                   const char  *colour,
                   GError     **error)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);

  return anser_database_run (store->index, error, "INSERT OR IGNORE INTO tag (id, name, folded,"
                             " colour) VALUES (?, ?, ?, ?)", "ittt", tag, name, folded, colour) &&
         tell_all (store, "tag", name, colour, error);
}

static char *
dup_tag_name (AnserStore  *store,
              gint64       tag,
              GError     **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (AnserStatement) row =
    anser_database_query (store->index, &fault, "SELECT name FROM tag WHERE id = ?", "i", tag);

  if (row != NULL && anser_database_step (store->index, row, &fault) == ANSER_STEP_ROW)
    return g_strdup ((const char *) sqlite3_column_text (row, 0));
  if (fault != NULL)
    g_propagate_error (error, g_steal_pointer (&fault));
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                         _("This tag is no longer there. Choose another one."));
  return NULL;
}

static char *
dup_message_id (AnserStore *store,
                gint64      letter)
{
  g_autoptr (AnserStatement) row =
    anser_database_query (store->index, NULL, "SELECT message_id FROM letter WHERE id = ?", "i",
                          letter);

  if (row == NULL || anser_database_step (store->index, row, NULL) != ANSER_STEP_ROW)
    return NULL;
  return g_strdup ((const char *) sqlite3_column_text (row, 0));
}

/* Row and journal of one mark. */
static gboolean
put_mark (AnserStore  *store,
          const char  *account,
          const char  *name,
          const char  *tag_name,
          gint64       tag,
          const char  *message_id,
          GError     **error)
{
  anser_tag_file_add_line (get_lines (store, account), "+", tag_name, name,
                           message_id != NULL ? message_id : "");
  return anser_database_run (store->index, error, "INSERT OR REPLACE INTO mark (account, name, tag,"
                             " message_id) VALUES (?, ?, ?, ?)", "ttit", account, name, tag,
                             message_id);
}

static gboolean
drop_mark (AnserStore  *store,
           const char  *account,
           const char  *name,
           const char  *tag_name,
           gint64       tag,
           GError     **error)
{
  anser_tag_file_add_line (get_lines (store, account), "-", tag_name, name, NULL);
  return anser_database_run (store->index, error, "DELETE FROM mark WHERE account = ? AND name = ?"
                             " AND tag = ?", "tti", account, name, tag);
}

gboolean
anser_tags_set (AnserStore        *store,
                const AnserPlace  *place,
                gint64             tag,
                gboolean           on,
                gboolean          *changed,
                GError           **error)
{
  g_autofree char *name = dup_tag_name (store, tag, error);
  g_autofree char *message_id = NULL;
  gint64 has = 0;

  *changed = FALSE;
  if (name == NULL ||
      anser_database_get (store->index, &has, error, "SELECT count(*) FROM letter_tag"
                          " WHERE tag = ? AND letter = ?", "ii", tag,
                          place->letter) != ANSER_STEP_ROW)
    return FALSE;
  if ((has > 0) == on)
    return TRUE;
  *changed = TRUE;
  if (on)
    message_id = dup_message_id (store, place->letter);
  if (!(on ? put_mark (store, place->account, place->name, name, tag, message_id, error)
           : drop_mark (store, place->account, place->name, name, tag, error)))
    return FALSE;
  return anser_database_run (store->index, error,
                             on ? "INSERT INTO letter_tag (tag, letter) VALUES (?, ?)"
                                : "DELETE FROM letter_tag WHERE tag = ? AND letter = ?", "ii", tag,
                             place->letter) &&
         anser_database_run (store->index, error, "UPDATE letter SET version ="
                             " (SELECT version FROM clock) WHERE id = ?", "i", place->letter);
}

typedef struct
{
  gint64  tag;
  char   *name;
  char   *message_id;
} Mark;

static void
mark_clear (gpointer data)
{
  Mark *mark = data;

  g_free (mark->name);
  g_free (mark->message_id);
}

/* The marks of a file. NULL with an error. */
static GArray *
list_marks (AnserStore  *store,
            const char  *account,
            const char  *name,
            GError     **error)
{
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  g_autoptr (AnserStatement) rows =
    anser_database_query (store->index, error, "SELECT tag, tag.name, message_id FROM mark"
                          " JOIN tag ON tag.id = mark.tag WHERE account = ? AND mark.name = ?",
                          "tt", account, name);
  AnserStep step = ANSER_STEP_FAILED;

  g_array_set_clear_func (marks, mark_clear);
  while (rows != NULL && (step = anser_database_step (store->index, rows, error)) == ANSER_STEP_ROW)
    {
      Mark mark = { sqlite3_column_int64 (rows, 0),
                    g_strdup ((const char *) sqlite3_column_text (rows, 1)),
                    g_strdup ((const char *) sqlite3_column_text (rows, 2)) };

      g_array_append_val (marks, mark);
    }
  return step == ANSER_STEP_DONE ? g_steal_pointer (&marks) : NULL;
}

gboolean
anser_tags_follow (AnserStore        *store,
                   const AnserPlace  *place,
                   const AnserPlace  *to,
                   GError           **error)
{
  g_autoptr (GArray) marks = NULL;

  if (to != NULL && g_str_equal (to->name, place->name) &&
      g_str_equal (to->account, place->account))
    return TRUE;
  marks = list_marks (store, place->account, place->name, error);
  if (marks == NULL)
    return FALSE;
  for (unsigned i = 0; i < marks->len; i++)
    {
      const Mark *mark = &g_array_index (marks, Mark, i);

      if ((to != NULL && !put_mark (store, to->account, to->name, mark->name, mark->tag,
                                    mark->message_id, error)) ||
          !drop_mark (store, place->account, place->name, mark->name, mark->tag, error))
        return FALSE;
    }
  return TRUE;
}

/* The name of a marked letter with this Message-ID whose file is gone. NULL if there is none. */
static char *
find_lost (AnserStore *store,
           const char *account,
           const char *name,
           const char *message_id)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (AnserStatement) rows =
    anser_database_query (store->index, NULL, "SELECT DISTINCT name FROM mark WHERE account = ?"
                          " AND message_id = ? AND name <> ?", "ttt", account, message_id, name);

  while (rows != NULL && anser_database_step (store->index, rows, NULL) == ANSER_STEP_ROW)
    g_ptr_array_add (names, g_strdup ((const char *) sqlite3_column_text (rows, 0)));
  for (unsigned i = 0; i < names->len; i++)
    {
      g_autoptr (AnserPlace) place =
        anser_index_find_place (store->index, account, names->pdata[i], NULL);
      g_autofree char *path = place != NULL ? anser_store_dup_place_path (store, place) : NULL;

      if (path == NULL || access (path, F_OK) != 0)
        return g_steal_pointer (&names->pdata[i]);
    }
  return NULL;
}

gboolean
anser_tags_adopt (AnserStore  *store,
                  const char  *account,
                  const char  *name,
                  gint64       letter,
                  const char  *message_id,
                  GError     **error)
{
  g_autofree char *lost = message_id != NULL ? find_lost (store, account, name, message_id) : NULL;
  AnserPlace from = { .account = (char *) account, .name = lost };
  AnserPlace to = { .account = (char *) account, .name = (char *) name };

  if (lost == NULL)
    return TRUE;
  return anser_tags_follow (store, &from, &to, error) &&
         anser_database_run (store->index, error, "INSERT OR IGNORE INTO letter_tag (tag, letter)"
                             " SELECT tag, ? FROM mark WHERE account = ? AND name = ?", "itt",
                             letter, account, name);
}

gboolean
anser_tags_rename (AnserStore  *store,
                   gint64       tag,
                   const char  *name,
                   const char  *colour,
                   GError     **error)
{
  g_autofree char *before = dup_tag_name (store, tag, error);
  g_autofree char *valid = NULL;
  g_autofree char *folded = NULL;
  gint64 other = 0;

  if (before == NULL)
    return FALSE;
  valid = check_name (name, error);
  if (valid == NULL || !anser_tags_find (store, valid, &other, error))
    return FALSE;
  if (other != 0 && other != tag)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                   _("There is a tag “%s” already. Choose another name."), valid);
      return FALSE;
    }
  folded = g_utf8_casefold (valid, -1);
  return anser_database_run (store->index, error, "UPDATE tag SET name = ?, folded = ?, colour = ?"
                             " WHERE id = ?", "ttti", valid, folded, colour, tag) &&
         anser_database_run (store->index, error, "UPDATE letter SET version ="
                             " (SELECT version FROM clock) WHERE id IN (SELECT letter FROM"
                             " letter_tag WHERE tag = ?)", "i", tag) &&
         (g_str_equal (before, valid) || tell_all (store, "name", before, valid, error)) &&
         tell_all (store, "tag", valid, colour, error);
}

gboolean
anser_tags_forget (AnserStore  *store,
                   gint64       tag,
                   GError     **error)
{
  g_autofree char *name = dup_tag_name (store, tag, error);

  return name != NULL && tell_all (store, "untag", name, NULL, error) &&
         anser_database_run (store->index, error, "DELETE FROM mark WHERE tag = ?", "i", tag) &&
         anser_database_run (store->index, error, "DELETE FROM letter_tag WHERE tag = ?", "i",
                             tag) &&
         anser_database_run (store->index, error, "DELETE FROM tag WHERE id = ?", "i", tag);
}

/* A sidecar that is made now says what tags there are. */
static gboolean
begin_sidecar (AnserStore  *store,
               GString     *lines,
               GError     **error)
{
  g_autoptr (GString) head = g_string_new (NULL);
  g_autoptr (AnserStatement) rows =
    anser_database_query (store->index, error, "SELECT name, colour FROM tag", "");
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (store->index, rows, error)) == ANSER_STEP_ROW)
    anser_tag_file_add_line (head, "tag", (const char *) sqlite3_column_text (rows, 0),
                             (const char *) sqlite3_column_text (rows, 1), NULL);
  g_string_prepend (lines, head->str);
  return step == ANSER_STEP_DONE;
}

static gboolean
flush_account (AnserStore  *store,
               const char  *account,
               GString     *lines,
               GError     **error)
{
  g_autofree char *path = anser_tags_dup_path (store, account);
  g_autofree char *before = anser_tag_file_dup_stamp (path);
  g_autofree char *known = NULL;
  g_autofree char *after = NULL;

  if (!anser_tags_read_stamp (store, account, &known, error) ||
      (*before == '\0' && !begin_sidecar (store, lines, error)) ||
      !anser_tag_file_append (path, lines, error))
    return FALSE;
  /* What somebody else wrote meanwhile is read soon. */
  if (!g_str_equal (before, known))
    {
      anser_store_mark_stale (store);
      return TRUE;
    }
  after = anser_tag_file_dup_stamp (path);
  return anser_tags_write_stamp (store, account, after, error);
}

gboolean
anser_tags_flush (AnserStore  *store,
                  GError     **error)
{
  GHashTableIter iter;
  gpointer account, lines;
  gboolean done = TRUE;

  g_hash_table_iter_init (&iter, store->tag_lines);
  while (done && g_hash_table_iter_next (&iter, &account, &lines))
    done = flush_account (store, account, lines, error);
  anser_tags_drop (store);
  return done;
}

void
anser_tags_drop (AnserStore *store)
{
  g_hash_table_remove_all (store->tag_lines);
}
