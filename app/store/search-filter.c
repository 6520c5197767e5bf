/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "search-filter.h"

#include "folder.h"
#include "words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SHARD_SIZE (1 << ANSER_WORDS_SHARD_SHIFT)

struct _AnserSearchFilter
{
  AnserDatabase  *index;
  AnserQueryNode *match_node;   /* ALL of what FTS5 answers; its children belong to the query */
  GPtrArray      *rest;         /* (element-type AnserQueryNode): what is asked of each letter */
  char           *match;
  gboolean        variants;
  GArray         *folders;
  GHashTable     *sets;         /* node -> letters that it is true of, by shard or for all */
  gint64          least;
  gint64          most;
  AnserLetterFlags set;
  AnserLetterFlags clear;
};

/* Folders */

static gboolean
names_folder (const char      *wanted,
              const char      *name,
              AnserFolderRole  role)
{
  static const char * const titles[] = { N_("Inbox"), N_("Drafts"), N_("Outbox"), N_("Sent"),
                                         N_("Archive"), N_("Junk"), N_("Trash") };
  g_autofree char *folded = g_utf8_casefold (name, -1);
  g_autofree char *title = NULL;
  const char *leaf = strrchr (folded, '/');

  if (g_str_equal (folded, wanted) || (leaf != NULL && g_str_equal (leaf + 1, wanted)))
    return TRUE;
  if (role >= G_N_ELEMENTS (titles))
    return FALSE;
  title = g_utf8_casefold (_(titles[role]), -1);
  return g_str_equal (title, wanted);
}

/* The ids of the folders that @name means. */
static GHashTable *
find_folders (AnserDatabase  *index,
              const char     *name,
              GError        **error)
{
  g_autofree char *wanted = g_utf8_casefold (name, -1);
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (AnserStatement) rows =
    anser_database_query (index, error, "SELECT id, name, role FROM folder", "");
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (index, rows, error)) == ANSER_STEP_ROW)
    {
      gint64 id = sqlite3_column_int64 (rows, 0);

      if (names_folder (wanted, (const char *) sqlite3_column_text (rows, 1),
                        sqlite3_column_int (rows, 2)))
        g_hash_table_add (found, g_memdup2 (&id, sizeof id));
    }
  if (step != ANSER_STEP_DONE)
    return NULL;
  if (g_hash_table_size (found) > 0)
    return g_steal_pointer (&found);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
               _("There is no folder “%s”. Write in:inbox, in:sent or the name of a folder."), name);
  return NULL;
}

/* The letters that bear a tag, whatever the case of its name. */
static GHashTable *
find_tagged (AnserDatabase  *index,
             const char     *tag,
             GError        **error)
{
  g_autoptr (GHashTable) found =
    g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autofree char *folded = g_utf8_casefold (tag, -1);
  g_autoptr (AnserStatement) rows =
    anser_database_query (index, error, "SELECT letter FROM letter_tag JOIN tag"
                          " ON tag.id = letter_tag.tag WHERE folded = ?", "t", folded);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (index, rows, error)) == ANSER_STEP_ROW)
    {
      gint64 id = sqlite3_column_int64 (rows, 0);

      g_hash_table_add (found, g_memdup2 (&id, sizeof id));
    }
  return step == ANSER_STEP_DONE ? g_steal_pointer (&found) : NULL;
}

/* Sets of letters by shard */

/* The letters of the shard that @node, which FTS5 can answer, is true of: one bit for each. */
static guint8 *
load_bits (AnserSearchFilter     *self,
           const AnserQueryNode  *node,
           gint64                 shard,
           GError               **error)
{
  g_autofree guint8 *bits = g_malloc0 (SHARD_SIZE / 8);
  g_autofree char *match = anser_query_to_match (node, self->variants);
  g_autofree char *sql = g_strdup_printf ("SELECT rowid FROM words_%" G_GINT64_FORMAT
                                          " WHERE words_%" G_GINT64_FORMAT " MATCH ?", shard,
                                          shard);
  g_autoptr (AnserStatement) rows = NULL;
  AnserStep step = ANSER_STEP_FAILED;
  gint64 there = 0;

  step = anser_database_get (self->index, &there, error, "SELECT 1 FROM shard WHERE id = ?", "i",
                             shard);
  if (step != ANSER_STEP_ROW)
    return step == ANSER_STEP_DONE ? g_steal_pointer (&bits) : NULL;
  rows = anser_database_query (self->index, error, sql, "t", match);
  step = ANSER_STEP_FAILED;
  while (rows != NULL && (step = anser_database_step (self->index, rows, error)) == ANSER_STEP_ROW)
    {
      gint64 n = sqlite3_column_int64 (rows, 0) & (SHARD_SIZE - 1);

      bits[n >> 3] |= 1 << (n & 7);
    }
  return step == ANSER_STEP_DONE ? g_steal_pointer (&bits) : NULL;
}

static gboolean
has_words (AnserSearchFilter     *self,
           const AnserQueryNode  *node,
           gint64                 letter,
           GError               **error)
{
  GHashTable *shards = g_hash_table_lookup (self->sets, node);
  gint64 shard = letter >> ANSER_WORDS_SHARD_SHIFT;
  gint64 n = letter & (SHARD_SIZE - 1);
  const guint8 *bits;

  if (shards == NULL)
    {
      shards = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
      g_hash_table_insert (self->sets, (gpointer) node, shards);
    }
  bits = g_hash_table_lookup (shards, &shard);
  if (bits == NULL)
    {
      bits = load_bits (self, node, shard, error);
      if (bits == NULL)
        return FALSE;
      g_hash_table_insert (shards, g_memdup2 (&shard, sizeof shard), (gpointer) bits);
    }
  return (bits[n >> 3] & 1 << (n & 7)) != 0;
}

/* What is asked of a letter */

static gboolean
is_true (AnserSearchFilter     *self,
         const AnserQueryNode  *node,
         const AnserSearchRow  *row,
         GError               **error)
{
  if (anser_query_is_match (node))
    return has_words (self, node, row->id, error);
  switch (node->kind)
    {
    case ANSER_QUERY_ALL:
      for (unsigned i = 0; i < node->children->len; i++)
        if (!is_true (self, node->children->pdata[i], row, error))
          return FALSE;
      return TRUE;
    case ANSER_QUERY_ANY:
      for (unsigned i = 0; i < node->children->len; i++)
        if (is_true (self, node->children->pdata[i], row, error))
          return TRUE;
      return FALSE;
    case ANSER_QUERY_NOT:
      return !is_true (self, node->children->pdata[0], row, error);
    case ANSER_QUERY_FLAGS:
      return (row->flags & node->set) == node->set && (row->flags & node->clear) == 0;
    case ANSER_QUERY_DATE:
      return row->date >= node->least && row->date < node->most;
    case ANSER_QUERY_SIZE:
      return row->size >= node->least && row->size <= node->most;
    case ANSER_QUERY_FOLDER:
      return g_hash_table_contains (g_hash_table_lookup (self->sets, node), &row->folder);
    case ANSER_QUERY_TAG:
      return g_hash_table_contains (g_hash_table_lookup (self->sets, node), &row->id);
    case ANSER_QUERY_WORDS:
    default:
      return FALSE;
    }
}

gboolean
anser_search_filter_accepts (AnserSearchFilter     *self,
                             const AnserSearchRow  *row,
                             GError               **error)
{
  g_autoptr (GError) fault = NULL;

  if (self->folders != NULL)
    {
      gboolean inside = FALSE;

      for (unsigned i = 0; i < self->folders->len && !inside; i++)
        inside = g_array_index (self->folders, gint64, i) == row->folder;
      if (!inside)
        return FALSE;
    }
  for (unsigned i = 0; i < self->rest->len; i++)
    if (!is_true (self, self->rest->pdata[i], row, &fault) || fault != NULL)
      {
        if (fault != NULL)
          g_propagate_error (error, g_steal_pointer (&fault));
        return FALSE;
      }
  return TRUE;
}

/* Making it */

/* Looks up once what a node means: folders and tags. */
static gboolean
resolve (AnserSearchFilter     *self,
         const AnserQueryNode  *node,
         GError               **error)
{
  GHashTable *set = NULL;

  if (node->kind == ANSER_QUERY_FOLDER)
    set = find_folders (self->index, node->text, error);
  else if (node->kind == ANSER_QUERY_TAG)
    set = find_tagged (self->index, node->text, error);
  if ((node->kind == ANSER_QUERY_FOLDER || node->kind == ANSER_QUERY_TAG) && set == NULL)
    return FALSE;
  if (set != NULL)
    g_hash_table_insert (self->sets, (gpointer) node, set);
  for (unsigned i = 0; i < node->children->len; i++)
    if (!resolve (self, node->children->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* What must be so of every letter narrows the walk. */
static void
narrow (AnserSearchFilter    *self,
        const AnserQueryNode *node)
{
  GHashTableIter iter;
  gpointer id;

  if (node->kind == ANSER_QUERY_DATE)
    {
      self->least = MAX (self->least, node->least);
      self->most = MIN (self->most, node->most);
    }
  else if (node->kind == ANSER_QUERY_FLAGS)
    {
      self->set |= node->set;
      self->clear |= node->clear;
    }
  else if (node->kind == ANSER_QUERY_FOLDER && self->folders == NULL)
    {
      self->folders = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_hash_table_iter_init (&iter, g_hash_table_lookup (self->sets, node));
      while (g_hash_table_iter_next (&iter, &id, NULL))
        g_array_append_vals (self->folders, id, 1);
    }
}

/* Parts that stand beside each other: to FTS5, or to be asked of each letter. */
static void
divide (AnserSearchFilter    *self,
        const AnserQueryNode *root)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  gboolean finds = FALSE;

  if (root->kind == ANSER_QUERY_ALL)
    for (unsigned i = 0; i < root->children->len; i++)
      g_ptr_array_add (parts, root->children->pdata[i]);
  else
    g_ptr_array_add (parts, (gpointer) root);
  for (unsigned i = 0; i < parts->len; i++)
    finds |= anser_query_is_match (parts->pdata[i]);
  for (unsigned i = 0; i < parts->len; i++)
    {
      AnserQueryNode *part = parts->pdata[i];
      gboolean negation = part->kind == ANSER_QUERY_NOT &&
                          anser_query_is_match (part->children->pdata[0]);

      if (finds && (negation || anser_query_is_match (part)))
        g_ptr_array_add (self->match_node->children, part);
      else
        g_ptr_array_add (self->rest, part);
    }
  if (finds)
    self->match = anser_query_to_match (self->match_node, self->variants);
}

AnserSearchFilter *
anser_search_filter_new (AnserDatabase     *index,
                         const AnserQuery  *query,
                         GArray            *folders,
                         gboolean           variants,
                         GError           **error)
{
  g_autoptr (AnserSearchFilter) self = g_new0 (AnserSearchFilter, 1);

  self->index = index;
  self->match_node = anser_query_node_new (ANSER_QUERY_ALL);
  g_ptr_array_set_free_func (self->match_node->children, NULL);
  self->rest = g_ptr_array_new ();
  self->sets = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_hash_table_unref);
  self->variants = variants;
  self->least = G_MININT64;
  self->most = G_MAXINT64;
  if (folders != NULL)
    self->folders = g_array_ref (folders);
  if (!resolve (self, query->root, error))
    return NULL;
  divide (self, query->root);
  for (unsigned i = 0; i < self->rest->len; i++)
    narrow (self, self->rest->pdata[i]);
  return g_steal_pointer (&self);
}

void
anser_search_filter_free (AnserSearchFilter *self)
{
  if (self == NULL)
    return;
  anser_query_node_free (self->match_node);
  g_ptr_array_unref (self->rest);
  g_hash_table_unref (self->sets);
  g_clear_pointer (&self->folders, g_array_unref);
  g_free (self->match);
  g_free (self);
}

const char *
anser_search_filter_get_match (AnserSearchFilter *self)
{
  return self->match;
}

GArray *
anser_search_filter_get_folders (AnserSearchFilter *self)
{
  return self->folders;
}

void
anser_search_filter_get_dates (AnserSearchFilter *self,
                               gint64            *least,
                               gint64            *most)
{
  *least = self->least;
  *most = self->most;
}

void
anser_search_filter_get_flags (AnserSearchFilter *self,
                               AnserLetterFlags  *set,
                               AnserLetterFlags  *clear)
{
  *set = self->set;
  *clear = self->clear;
}
