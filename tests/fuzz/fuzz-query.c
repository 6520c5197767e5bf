/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people type into the search entry: parsed, put into FTS5's language, and highlighted. */
#include "fuzz.h"

#include "store/query-private.h"
#include "store/tokenizer.h"

#include <string.h>

static sqlite3 *
get_connection (void)
{
  static sqlite3 *connection;

  if (connection != NULL)
    return connection;
  FUZZ_CHECK (sqlite3_open (":memory:", &connection) == SQLITE_OK);
  FUZZ_CHECK (anser_tokenizer_register (connection) == SQLITE_OK);
  FUZZ_CHECK (sqlite3_exec (connection, "CREATE VIRTUAL TABLE words USING fts5 (subject, writers,"
                            " recipients, cc, body, names, attached, content = '',"
                            " tokenize = 'anser'); INSERT INTO words VALUES ('a 会议', 'b', 'c',"
                            " 'd', 'e f g', 'h', 'i')", NULL, NULL, NULL) == SQLITE_OK);
  return connection;
}

/* FTS5 understands whatever it is asked. */
static void
ask (const AnserQueryNode *node,
     gboolean              variants)
{
  g_autofree char *match = anser_query_to_match (node, variants);
  sqlite3_stmt *statement = NULL;

  FUZZ_CHECK (sqlite3_prepare_v2 (get_connection (), "SELECT rowid FROM words WHERE words MATCH ?",
                                  -1, &statement, NULL) == SQLITE_OK);
  sqlite3_bind_text (statement, 1, match, -1, SQLITE_STATIC);
  while (sqlite3_step (statement) == SQLITE_ROW)
    ;
  FUZZ_CHECK (sqlite3_finalize (statement) == SQLITE_OK);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, MIN (size, 300));
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserQuery) query = anser_query_parse (text, 1700000000, &error);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_auto(GStrv) operators = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *tree = NULL;
  g_autoptr(GArray) hits = NULL;

  FUZZ_CHECK ((query == NULL) == (error != NULL));
  anser_query_split (text, TRUE, &operators, &rest);
  FUZZ_CHECK (g_utf8_validate (rest, -1, NULL));
  if (query == NULL)
    return 0;
  tree = anser_query_to_string (query);
  FUZZ_CHECK (tree[0] != '\0');
  if (anser_query_is_match (query->root))
    {
      ask (query->root, FALSE);
      ask (query->root, TRUE);
    }
  hits = anser_query_find_hits (query, valid, ANSER_QUERY_ANYWHERE, TRUE);
  for (unsigned i = 0; i < hits->len; i++)
    {
      const AnserQueryHit *hit = &g_array_index (hits, AnserQueryHit, i);

      FUZZ_CHECK (hit->start < hit->end && hit->end <= strlen (valid));
    }
  return 0;
}
