/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "words.h"

#include "tokenizer.h"

#include <string.h>

#define N_COLUMNS 7

static void
get_texts (const AnserLetterInfo *info,
           const char            *texts[N_COLUMNS])
{
  const char * const all[N_COLUMNS] = {
    info->text, info->subject, info->writers, info->to, info->cc, info->attachment_names,
    info->attached_text,
  };

  for (unsigned i = 0; i < N_COLUMNS; i++)
    texts[i] = all[i] != NULL ? all[i] : "";
  /* Who describes letters simply gives no more than what a row shows. */
  if (info->writers == NULL && info->sender != NULL)
    texts[2] = info->sender;
  if (info->to == NULL && info->recipients != NULL)
    texts[3] = info->recipients;
}

/* Runs a statement with the name of a table between @begin and @end. */
static gboolean
execute (AnserDatabase  *index,
         const char     *begin,
         gint64          shard,
         const char     *end,
         GError        **error)
{
  g_autofree char *sql = g_strdup_printf ("%s words_%" G_GINT64_FORMAT "%s", begin, shard, end);

  return anser_database_run (index, error, sql, "");
}

/* So many bytes of words are gathered before a piece is written: all of a transaction, mostly. */
static gboolean
set_hash_size (AnserDatabase  *index,
               gint64          shard,
               GError        **error)
{
  g_autofree char *end = g_strdup_printf (" (words_%" G_GINT64_FORMAT
                                          ", rank) VALUES ('hashsize', 33554432)", shard);

  return execute (index, "INSERT INTO", shard, end, error);
}

static gboolean
ensure_shard (AnserDatabase  *index,
              gint64          shard,
              GError        **error)
{
  gint64 there = 0;
  AnserStep step = anser_database_get (index, &there, error, "SELECT id FROM shard WHERE id = ?",
                                       "i", shard);

  if (step != ANSER_STEP_DONE)
    return step == ANSER_STEP_ROW;
  return execute (index, "CREATE VIRTUAL TABLE", shard, " USING fts5 (" ANSER_WORDS_COLUMNS
                  ", content = '', tokenize = 'anser')", error) &&
         set_hash_size (index, shard, error) &&
         anser_database_run (index, error, "INSERT INTO shard (id) VALUES (?)", "i", shard);
}

/* Whether a row was taken out of "unindexed". */
static gboolean
claim (AnserDatabase  *index,
       gint64          letter,
       gboolean       *claimed,
       GError        **error)
{
  if (!anser_database_run (index, error, "DELETE FROM unindexed WHERE letter = ?", "i", letter))
    return FALSE;
  *claimed = anser_database_get_changes (index) > 0;
  return TRUE;
}

gboolean
anser_words_put (AnserDatabase          *index,
                 gint64                  letter,
                 const AnserLetterInfo  *info,
                 GError                **error)
{
  gint64 shard = letter >> ANSER_WORDS_SHARD_SHIFT;
  g_autofree char *sql = NULL;
  const char *texts[N_COLUMNS];
  gboolean claimed = FALSE;

  if (!claim (index, letter, &claimed, error))
    return FALSE;
  if (!claimed)
    return TRUE;
  if (!ensure_shard (index, shard, error))
    return FALSE;
  get_texts (info, texts);
  sql = g_strdup_printf ("INSERT INTO words_%" G_GINT64_FORMAT " (rowid, " ANSER_WORDS_COLUMNS
                         ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)", shard);
  return anser_database_run (index, error, sql, "ittttttt", letter, texts[0], texts[1], texts[2],
                             texts[3], texts[4], texts[5], texts[6]);
}

static int
count_token (const char *token,
             gsize       length,
             gsize       start,
             gsize       end,
             gboolean    same_place,
             gpointer    n)
{
  if (!same_place)
    ++*(guint64 *) n;
  return 0;
}

/* A number as SQLite writes it: seven bits a byte, the highest first. */
static void
append_varint (GByteArray *bytes,
               guint64     n)
{
  guint8 reversed[10];
  int length = 0;

  do
    {
      reversed[length++] = (n & 0x7f) | 0x80;
      n >>= 7;
    }
  while (n > 0);
  reversed[0] &= 0x7f;
  while (length-- > 0)
    g_byte_array_append (bytes, &reversed[length], 1);
}

/* FTS5 keeps how many words there are in each column of a letter. If these are not so many the
 * letter is described otherwise than it was, and to take out what is not in would do harm. */
static gboolean
is_as_it_was (AnserDatabase *index,
              gint64         letter,
              const char   **texts)
{
  g_autofree char *sql = g_strdup_printf ("SELECT sz FROM words_%" G_GINT64_FORMAT "_docsize"
                                          " WHERE id = ?", letter >> ANSER_WORDS_SHARD_SHIFT);
  g_autoptr (GByteArray) sizes = g_byte_array_new ();
  g_autoptr (AnserStatement) row = anser_database_query (index, NULL, sql, "i", letter);

  if (row == NULL || anser_database_step (index, row, NULL) != ANSER_STEP_ROW)
    return FALSE;
  for (unsigned i = 0; i < N_COLUMNS; i++)
    {
      guint64 n = 0;

      anser_tokenize (texts[i], strlen (texts[i]), 0, count_token, &n);
      append_varint (sizes, n);
    }
  return sqlite3_column_bytes (row, 0) == (int) sizes->len &&
         memcmp (sqlite3_column_blob (row, 0), sizes->data, sizes->len) == 0;
}

static gboolean
has_shard (AnserDatabase *index,
           gint64         shard)
{
  gint64 there = 0;

  return anser_database_get (index, &there, NULL, "SELECT id FROM shard WHERE id = ?", "i",
                             shard) == ANSER_STEP_ROW;
}

gboolean
anser_words_remove (AnserDatabase          *index,
                    gint64                  letter,
                    const AnserLetterInfo  *info,
                    GError                **error)
{
  gint64 shard = letter >> ANSER_WORDS_SHARD_SHIFT;
  g_autofree char *sql = NULL;
  const char *texts[N_COLUMNS];

  get_texts (info, texts);
  if (!has_shard (index, shard) || !is_as_it_was (index, letter, texts))
    return TRUE;
  sql = g_strdup_printf ("INSERT INTO words_%" G_GINT64_FORMAT " (words_%" G_GINT64_FORMAT
                         ", rowid, " ANSER_WORDS_COLUMNS ") VALUES ('delete', ?, ?, ?, ?, ?, ?, ?,"
                         " ?)", shard, shard);
  /* The row's trigger is about to count it among the dead. */
  return anser_database_run (index, error, sql, "ittttttt", letter, texts[0], texts[1], texts[2],
                             texts[3], texts[4], texts[5], texts[6]) &&
         anser_database_run (index, error, "UPDATE shard SET dead = dead - 1 WHERE id = ?", "i",
                             shard);
}

static gboolean
empty_shard (AnserDatabase  *index,
             gint64          shard,
             GError        **error)
{
  return execute (index, "DROP TABLE", shard, "", error) &&
         anser_database_run (index, error, "DELETE FROM shard WHERE id = ?", "i", shard) &&
         anser_database_run (index, error, "INSERT OR IGNORE INTO unindexed SELECT id FROM letter"
                             " WHERE id BETWEEN ? AND ?", "ii",
                             shard << ANSER_WORDS_SHARD_SHIFT,
                             ((shard + 1) << ANSER_WORDS_SHARD_SHIFT) - 1);
}

static gboolean
empty_shards (AnserDatabase  *index,
              const char     *sql,
              GError        **error)
{
  g_autoptr (GArray) shards = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean done = TRUE;

  {
    g_autoptr (AnserStatement) rows = anser_database_query (index, error, sql, "");
    AnserStep step = ANSER_STEP_FAILED;

    while (rows != NULL && (step = anser_database_step (index, rows, error)) == ANSER_STEP_ROW)
      {
        gint64 shard = sqlite3_column_int64 (rows, 0);

        g_array_append_val (shards, shard);
      }
    if (step != ANSER_STEP_DONE)
      return FALSE;
  }
  for (unsigned i = 0; i < shards->len && done; i++)
    done = empty_shard (index, g_array_index (shards, gint64, i), error);
  return done;
}

gboolean
anser_words_clear (AnserDatabase  *index,
                   GError        **error)
{
  return empty_shards (index, "SELECT id FROM shard", error);
}

gboolean
anser_words_drop_dead (AnserDatabase  *index,
                       GError        **error)
{
  return empty_shards (index, "SELECT id FROM shard WHERE dead > 1000 AND dead * 3 >"
                       " (SELECT count(*) FROM letter WHERE letter.id BETWEEN shard.id << 16"
                       "   AND (shard.id << 16) + 65535)", error);
}

gint64
anser_words_count_missing (AnserDatabase *index)
{
  gint64 n = 0;

  anser_database_get (index, &n, NULL, "SELECT count(*) FROM unindexed", "");
  return n;
}

GArray *
anser_words_get_missing (AnserDatabase  *index,
                         unsigned        n,
                         GError        **error)
{
  g_autoptr (GArray) letters = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (AnserStatement) rows =
    anser_database_query (index, error, "SELECT letter FROM (SELECT letter FROM unindexed"
                          " ORDER BY letter DESC LIMIT ?) ORDER BY letter", "i", (gint64) n);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (index, rows, error)) == ANSER_STEP_ROW)
    {
      gint64 letter = sqlite3_column_int64 (rows, 0);

      g_array_append_val (letters, letter);
    }
  return step == ANSER_STEP_DONE ? g_steal_pointer (&letters) : NULL;
}

gboolean
anser_words_give_up (AnserDatabase  *index,
                     gint64          letter,
                     GError        **error)
{
  return anser_database_run (index, error, "DELETE FROM unindexed WHERE letter = ?", "i", letter);
}
