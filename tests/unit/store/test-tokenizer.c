/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/han-variants.h"
#include "store/tokenizer.h"

#include <string.h>

/* Tokens are written with a space between them, and with "|" before one that shares a place. */

typedef struct
{
  const char         *name;
  const char         *text;
  const char         *tokens;
  AnserTokenizeFlags  flags;
} Case;

static const Case cases[] = {
  { "empty", "", "" },
  { "english", "The quick, brown fox -- it's 42!", "the quick brown fox it s 42" },
  { "address", "Anna <anna.b@example.com>", "anna anna b example com" },
  { "capitals", "ÀÉÎ Straße ΣΊΣΥΦΟΣ", "aei strasse σισυφοσ" },
  { "accents", "Café cafe\xcc\x81 naïve Łódź Øre", "cafe cafe naive lodz ore" },
  { "full-width", "Ｈｅｌｌｏ　１２３，ｏｋ", "hello 123 ok" },
  { "ligature", "ﬁle Ⅳ ½", "file iv 1 2" },
  { "chinese", "会议室", "会议 议室 室" },
  { "two", "会议", "会议 议" },
  { "one", "会", "会" },
  { "query-three", "会议室", "会议 议室", ANSER_TOKENIZE_QUERY },
  { "query-two", "会议", "会议", ANSER_TOKENIZE_QUERY },
  { "query-one", "会", "会", ANSER_TOKENIZE_QUERY },
  { "chinese-stops", "你好，世界。", "你好 好 世界 界" },
  { "mixed", "打开GTK窗口a", "打开 开 gtk 窗口 口 a" },
  { "query-mixed", "打开GTK窗口a", "打开 开 gtk 窗口 口 a", ANSER_TOKENIZE_QUERY },
  { "query-stretches", "会议，议室", "会议 议 议室", ANSER_TOKENIZE_QUERY },
  { "rare", "𠮷野家㐀", "𠮷野 野家 家㐀 㐀" },
  { "compatibility", "\xef\xa4\x80㈱", "豈 株" },
  { "kana", "こんにちは", "こん んに にち ちは は" },
  { "voiced", "が か\xe3\x82\x99 ｶﾞ ﾊﾟ", "が が ガ パ" },
  { "half-width-kana", "ﾃｽﾄ", "テス スト ト" },
  { "not-voiced", "はば", "はば ば" },
  { "long-vowel", "サーバー々", "サー ーバ バー ー々 々" },
  { "hangul", "한국어 편지", "한국 국어 어 편지 지" },
  { "hangul-letters", "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab\xe1\x84\x80\xe1\x85\xae\xe1\x86\xa8",
    "한국 국" },
  { "thai", "ที่", "ที ี่ ่" },
  { "devanagari", "हिन्दी", "हिन्दी" },
  { "emoji", "ok🎉👍🏽x", "ok 🎉 👍 x" },
  { "symbols", "a=>b │ ─── $5 €5 �", "a b 5 € 5" },
  { "zero-width", "in\xe2\x80\x8bter\xc2\xadnet \xef\xbb\xbf会\xe2\x80\x8b议", "internet 会议 议" },
  { "invalid", "a\xff" "b\xe4\xbc" "c\xc0\xaf" "d\xed\xa0\x80", "a b c d" },
  { "variants", "后来", "后来 |后來 |後来 |後來",
    ANSER_TOKENIZE_QUERY | ANSER_TOKENIZE_VARIANTS },
  { "variants-one", "頭", "頭 |头", ANSER_TOKENIZE_QUERY | ANSER_TOKENIZE_VARIANTS },
  { "no-variants", "english", "english", ANSER_TOKENIZE_QUERY | ANSER_TOKENIZE_VARIANTS },
};

static int
collect (const char *token,
         gsize       length,
         gsize       start,
         gsize       end,
         gboolean    same_place,
         gpointer    user_data)
{
  GString *tokens = user_data;

  if (tokens->len > 0)
    g_string_append_c (tokens, ' ');
  if (same_place)
    g_string_append_c (tokens, '|');
  g_string_append_len (tokens, token, length);
  g_assert_cmpuint (start, <, end);
  return 0;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GString) tokens = g_string_new (NULL);

  g_assert_cmpint (anser_tokenize (c->text, strlen (c->text), c->flags, collect, tokens), ==, 0);
  g_assert_cmpstr (tokens->str, ==, c->tokens);
}

static int
check_span (const char *token,
            gsize       length,
            gsize       start,
            gsize       end,
            gboolean    same_place,
            gpointer    user_data)
{
  const char *text = user_data;
  g_autofree char *span = g_strndup (text + start, end - start);
  static const char * const spans[] = { "Ça", "会议", "议室", "室", "１２" };
  static unsigned i;

  g_assert_cmpstr (span, ==, spans[i++]);
  return i == G_N_ELEMENTS (spans) ? 7 : 0;
}

/* Where a token stood is told in bytes of the text; the receiver ends the work. */
static void
test_spans (void)
{
  static const char text[] = " Ça 会议室 １２ and nothing else";

  g_assert_cmpint (anser_tokenize (text, strlen (text), 0, check_span, (gpointer) text), ==, 7);
}

static int
count (const char *token,
       gsize       length,
       gsize       start,
       gsize       end,
       gboolean    same_place,
       gpointer    user_data)
{
  g_assert_cmpuint (length, <=, 64);
  g_assert_true (g_utf8_validate (token, length, NULL));
  (*(unsigned *) user_data)++;
  return 0;
}

static void
test_long_words (void)
{
  g_autofree char *ascii = g_strnfill (1 << 20, 'A');
  g_autoptr (GString) accented = g_string_new ("x");
  unsigned n = 0;

  anser_tokenize (ascii, 1 << 20, 0, count, &n);
  g_assert_cmpuint (n, ==, 1);
  for (int i = 0; i < 100; i++)
    g_string_append (accented, "ж");
  anser_tokenize (accented->str, accented->len, 0, count, &n);
  g_assert_cmpuint (n, ==, 2);
}

/* Any bytes: nothing is read beyond them, every token is valid. */
static void
test_noise (void)
{
  for (int round = 0; round < 2000; round++)
    {
      gsize length = g_test_rand_int_range (0, 40);
      g_autofree char *noise = g_malloc (length + 1);
      unsigned n = 0;

      for (gsize i = 0; i < length; i++)
        noise[i] = g_test_rand_int_range (0, 256);
      anser_tokenize (noise, length, round & 3, count, &n);
    }
}

static void
test_variants (void)
{
  gunichar variants[ANSER_HAN_VARIANTS_MAX];

  g_assert_cmpuint (anser_han_simplify (g_utf8_get_char ("體")), ==, g_utf8_get_char ("体"));
  g_assert_cmpuint (anser_han_simplify (g_utf8_get_char ("体")), ==, g_utf8_get_char ("体"));
  g_assert_cmpuint (anser_han_simplify ('a'), ==, 'a');
  g_assert_cmpuint (anser_han_get_variants (g_utf8_get_char ("髮"), variants), ==, 3);
  g_assert_cmpuint (variants[0], ==, g_utf8_get_char ("髮"));
  g_assert_cmpuint (variants[1], ==, g_utf8_get_char ("发"));
  g_assert_cmpuint (variants[2], ==, g_utf8_get_char ("發"));
}

static int
count_hits (sqlite3    *connection,
            const char *match)
{
  sqlite3_stmt *statement = NULL;
  int n;

  g_assert_cmpint (sqlite3_prepare_v2 (connection, "SELECT count(*) FROM words WHERE words MATCH ?",
                                       -1, &statement, NULL), ==, SQLITE_OK);
  sqlite3_bind_text (statement, 1, match, -1, SQLITE_STATIC);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  n = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  return n;
}

/* What FTS5 finds through it. */
static void
test_fts5 (void)
{
  sqlite3 *connection = NULL;

  g_assert_cmpint (sqlite3_open (":memory:", &connection), ==, SQLITE_OK);
  g_assert_cmpint (anser_tokenizer_register (connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (connection, "CREATE VIRTUAL TABLE words USING fts5"
                                 " (body, content = '', tokenize = 'anser');"
                                 "INSERT INTO words VALUES ('请查收附件GTK'), ('Große 會議'),"
                                 " ('在第 3 页'), ('开会，会开');", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (count_hits (connection, "\"查收附件\""), ==, 1);
  g_assert_cmpint (count_hits (connection, "\"查附\""), ==, 0);
  g_assert_cmpint (count_hits (connection, "\"开会开\""), ==, 0);
  g_assert_cmpint (count_hits (connection, "\"开会，会\" *"), ==, 1);
  g_assert_cmpint (count_hits (connection, "\"件gtk\""), ==, 1);
  g_assert_cmpint (count_hits (connection, "\"附件gt\" *"), ==, 1);
  g_assert_cmpint (count_hits (connection, "\"查\" *"), ==, 1);
  g_assert_cmpint (count_hits (connection, "\"件\" *"), ==, 1);
  g_assert_cmpint (count_hits (connection, "\"GROSSE\""), ==, 1);
  g_assert_cmpint (count_hits (connection, "\"第 3 页\" *"), ==, 1);
  g_assert_cmpint (count_hits (connection, "\"会议\""), ==, 0);
  g_assert_cmpint (count_hits (connection, "\"\001会议\""), ==, 1);
  g_assert_cmpint (count_hits (connection, "\"\001会\" *"), ==, 2);
  sqlite3_close (connection);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/store/tokenizer/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/store/tokenizer/spans", test_spans);
  g_test_add_func ("/store/tokenizer/long-words", test_long_words);
  g_test_add_func ("/store/tokenizer/noise", test_noise);
  g_test_add_func ("/store/tokenizer/han-variants", test_variants);
  g_test_add_func ("/store/tokenizer/fts5", test_fts5);
  return g_test_run ();
}
