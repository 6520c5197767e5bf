/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/letter-marks.h"
#include "store/mbox-parser.h"
#include "store/mbox-writer.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#define FROM "From anna@example.org Thu Nov 12 10:00:00 2026\n"

static gboolean
on_begin (const char  *from_line,
          gpointer     text,
          GError     **error)
{
  g_string_append_c (text, '<');
  return TRUE;
}

static gboolean
on_write (const char  *data,
          gsize        length,
          gpointer     text,
          GError     **error)
{
  g_assert_cmpuint (length, >, 0);
  g_string_append_len (text, data, length);
  return TRUE;
}

static gboolean
on_end (gpointer   text,
        GError   **error)
{
  g_string_append_c (text, '|');
  return TRUE;
}

static const AnserMboxFuncs funcs = { on_begin, on_write, on_end };

/* "<letter|<letter|", with the bytes in pieces of @size. */
static char *
parse (AnserMboxVariant  variant,
       const char       *mbox,
       gsize             length,
       gsize             size,
       gint64           *garbage)
{
  GString *text = g_string_new (NULL);
  g_autoptr (AnserMboxParser) parser = anser_mbox_parser_new (variant, &funcs, text);

  for (gsize i = 0; i < length; i += size)
    g_assert_true (anser_mbox_parser_feed (parser, mbox + i, MIN (size, length - i), NULL));
  g_assert_true (anser_mbox_parser_end (parser, NULL));
  if (garbage != NULL)
    *garbage = anser_mbox_parser_get_garbage (parser);
  return g_string_free (text, FALSE);
}

typedef struct
{
  const char       *name;
  AnserMboxVariant  variant;
  const char       *mbox;
  const char       *letters;
  gint64            garbage;
} Case;

static const Case cases[] = {
  { "two", ANSER_MBOX_RD, FROM "A: 1\n\nx\n\n" FROM "B: 2\n\ny\n\n", "<A: 1\n\nx\n|<B: 2\n\ny\n|" },
  { "no-final-blank", ANSER_MBOX_RD, FROM "A: 1\n\nx\n", "<A: 1\n\nx\n|" },
  { "crlf", ANSER_MBOX_RD,
    "From a Thu Nov 12 10:00:00 2026\r\nA: 1\r\n\r\nx\r\n\r\nFrom b Thu Nov 12 10:00:00 2026\r\n"
    "B: 2\r\n\r\n>From y\r\n\r\n",
    "<A: 1\r\n\r\nx\r\n|<B: 2\r\n\r\nFrom y\r\n|" },
  { "quoted-rd", ANSER_MBOX_RD, FROM "A: 1\n\n>From x\n>>From y\n> From z\n>Fro\n",
    "<A: 1\n\nFrom x\n>From y\n> From z\n>Fro\n|" },
  { "quoted-o", ANSER_MBOX_O, FROM "A: 1\n\n>From x\n>>From y\n", "<A: 1\n\nFrom x\n>>From y\n|" },
  { "quoted-not", ANSER_MBOX_PLAIN, FROM "A: 1\n\n>From x\n", "<A: 1\n\n>From x\n|" },
  { "from-in-body", ANSER_MBOX_RD,
    FROM "A: 1\n\nFrom here on it rains:\nso: bring\n\nFrom the sea\n\nFrom\n",
    "<A: 1\n\nFrom here on it rains:\nso: bring\n\nFrom the sea\n\nFrom\n|" },
  { "no-blank", ANSER_MBOX_RD, FROM "A: 1\n\nx\n" FROM "B: 2\n\ny\n", "<A: 1\n\nx\n|<B: 2\n\ny\n|" },
  { "no-blank-no-header", ANSER_MBOX_RD, FROM "A: 1\n\nx\n" FROM "all went home\n",
    "<A: 1\n\nx\n" FROM "all went home\n|" },
  { "no-date", ANSER_MBOX_RD, "From nobody\nA: 1\n\nx\n\nFrom - \nB: 2\n", "<A: 1\n\nx\n|<B: 2\n|" },
  { "length-lies", ANSER_MBOX_RD, FROM "Content-Length: 999\n\nx\n\n" FROM "B: 2\n\n",
    "<Content-Length: 999\n\nx\n|<B: 2\n|" },
  { "blank-lines", ANSER_MBOX_RD, "\n\n" FROM "A: 1\n\n\n\n\n" FROM "B: 2\n",
    "<A: 1\n\n\n\n|<B: 2\n|" },
  { "garbage", ANSER_MBOX_RD, "xyz\n12\n" FROM "A: 1\n", "<A: 1\n|", 7 },
  { "headless", ANSER_MBOX_RD, "A: 1\n\nx\n\n" FROM "B: 2\n", "<A: 1\n\nx\n|<B: 2\n|" },
  { "none", ANSER_MBOX_RD, "xyz\n", "", 4 },
  { "empty", ANSER_MBOX_RD, "", "" },
  { "cut-in-from", ANSER_MBOX_RD, FROM "A: 1\n\nx\n\nFrom anna@exam",
    "<A: 1\n\nx\n\nFrom anna@exam|" },
  { "cut-cr", ANSER_MBOX_RD, FROM "A: 1\n\r", "<A: 1\n\r|" },
  { "cut-quote", ANSER_MBOX_RD, FROM "A: 1\n\n>Fr", "<A: 1\n\n>Fr|" },
  { "utf8-garbage", ANSER_MBOX_RD, FROM "\xff\xfe: 1\n\n\x80\n\n" FROM "B: 2\n",
    "<\xff\xfe: 1\n\n\x80\n|<B: 2\n|" },
};

/* Whatever the pieces, the letters are the same. */
static void
test_case (gconstpointer data)
{
  const Case *this = data;
  gsize length = strlen (this->mbox);

  for (gsize size = 1; size <= length + 1; size++)
    {
      gint64 garbage;
      g_autofree char *letters = parse (this->variant, this->mbox, length, size, &garbage);

      g_assert_cmpstr (letters, ==, this->letters);
      g_assert_cmpint (garbage, ==, this->garbage);
    }
}

static void
test_nul (void)
{
  static const char mbox[] = FROM "A: 1\n\nx\0y\0\n\n" FROM "B: 2\n\0\n";
  GString *text = g_string_new (NULL);
  g_autoptr (AnserMboxParser) parser = anser_mbox_parser_new (ANSER_MBOX_RD, &funcs, text);
  static const char letters[] = "<A: 1\n\nx\0y\0\n|<B: 2\n\0\n|";

  anser_mbox_parser_feed (parser, mbox, sizeof mbox - 1, NULL);
  anser_mbox_parser_end (parser, NULL);
  g_assert_cmpmem (text->str, text->len, letters, sizeof letters - 1);
  g_string_free (text, TRUE);
}

static gboolean
count_write (const char  *data,
             gsize        length,
             gpointer     count,
             GError     **error)
{
  *(gint64 *) count += length;
  return TRUE;
}

static gboolean
ignore_begin (const char  *from_line,
              gpointer     count,
              GError     **error)
{
  return TRUE;
}

static gboolean
ignore_end (gpointer   count,
            GError   **error)
{
  return TRUE;
}

/* A letter and a line of more than 4 GB: numbers hold them. Memory does not: the bytes are the same
 * piece again and again. */
static void
test_huge (void)
{
  static const AnserMboxFuncs counting = { ignore_begin, count_write, ignore_end };
  const gsize size = 16 * 1024 * 1024;
  const unsigned n = 257;
  g_autofree char *piece = g_malloc (size);
  gint64 count = 0;
  g_autoptr (AnserMboxParser) parser = anser_mbox_parser_new (ANSER_MBOX_RD, &counting, &count);

  memset (piece, 'x', size);
  anser_mbox_parser_feed (parser, FROM, strlen (FROM), NULL);
  for (unsigned i = 0; i < n; i++)
    anser_mbox_parser_feed (parser, piece, size, NULL);
  anser_mbox_parser_end (parser, NULL);
  g_assert_cmpint (count, ==, (gint64) n * size);
  g_assert_cmpint (count, >, G_MAXUINT32);
}

static void
test_guess (void)
{
  static const char bare[] = FROM "A: 1\n\nFrom the sea\n>From x\n";
  GString *text = g_string_new (NULL);
  g_autoptr (AnserMboxParser) parser = anser_mbox_parser_new (ANSER_MBOX_RD, &funcs, text);

  g_assert_cmpint (anser_mbox_parser_guess (parser), ==, ANSER_MBOX_RD);
  anser_mbox_parser_feed (parser, bare, sizeof bare - 1, NULL);
  g_assert_cmpint (anser_mbox_parser_guess (parser), ==, ANSER_MBOX_PLAIN);
  g_string_free (text, TRUE);
}

static void
test_dates (void)
{
  static const struct
  {
    const char *line;
    gboolean    is;
    gint64      date;
  } lines[] = {
    { "From a Thu Nov 12 10:00:00 2026", TRUE, 1794477600 },
    { "From - Thu Nov 12 10:00:00 2026", TRUE, 1794477600 },
    { "From a b c Thu Nov  2 10:00 2026", TRUE, 1793613600 },
    { "From a Thu Nov 12 10:00:00 +0800 2026", TRUE, 1794448800 },
    { "From a Thu Nov 12 10:00:00 2026 -0500", TRUE, 1794495600 },
    { "From a Thu Nov 12 10:00:00 GMT 2026", TRUE, 1794477600 },
    { "From 1234567@xxx Thu Nov 12 10:00:00 +0000 2026", TRUE, 1794477600 },
    { "From a Thu Nov 12 10:00:00 2026 remote from host", TRUE, 1794477600 },
    { "From nobody", TRUE, 0 },
    { "From a 2026-11-12 10:00:00", TRUE, 0 },
    { "From a Thu Nov 42 10:00:00 2026", TRUE, 0 },
    { "From my point of view", FALSE, 0 },
    { "From: a", FALSE, 0 },
    { "from a", FALSE, 0 },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      gint64 date;

      g_assert_cmpint (anser_mbox_is_from_line (lines[i].line, &date), ==, lines[i].is);
      if (lines[i].is)
        g_assert_cmpint (date, ==, lines[i].date);
    }
}

/* Writes @letters, each in pieces of @size; *@exact: how many will come back as they were. */
static char *
write_mbox (AnserMboxVariant     variant,
            const char * const  *letters,
            gsize                size,
            unsigned            *exact)
{
  char *mbox = NULL;
  size_t length;
  FILE *file = open_memstream (&mbox, &length);
  g_autoptr (AnserMboxWriter) writer = anser_mbox_writer_new (file, variant);
  char *copy;

  *exact = 0;
  for (unsigned i = 0; letters[i] != NULL; i++)
    {
      gsize n = strlen (letters[i]);

      anser_mbox_writer_begin (writer, "a b\n@example.org", 1794477600);
      for (gsize at = 0; at < n; at += size)
        anser_mbox_writer_write (writer, letters[i] + at, MIN (size, n - at));
      *exact += anser_mbox_writer_end (writer);
    }
  fclose (file);
  copy = g_strdup (mbox);
  free (mbox);
  return copy;
}

static const char * const hard[] = {
  "A: 1\n\nx\n",
  "A: 2\n\nFrom me\n>From you\n>>>From all\n> From\nFrom\nFro\n\n\n",
  "From a@b Thu Nov 12 10:00:00 2026\nA: 3\n\n" FROM "B: no letter\n\nx\n",
  "garbage without a header\n\n\n",
  "A: 4\n\n>>>>\n>F\nF\n\r\n\r\nFrom x\r\n",
  "\n",
  NULL
};

/* mboxrd gives back every byte, whatever stands in the letters. */
static void
test_write_rd (void)
{
  g_autoptr (GString) expected = g_string_new (NULL);

  for (unsigned i = 0; hard[i] != NULL; i++)
    g_string_append_printf (expected, "<%s|", hard[i]);
  for (gsize size = 1; size < 40; size++)
    {
      unsigned exact;
      g_autofree char *mbox = write_mbox (ANSER_MBOX_RD, hard, size, &exact);
      g_autofree char *letters = parse (ANSER_MBOX_RD, mbox, strlen (mbox), 7, NULL);

      g_assert_cmpstr (letters, ==, expected->str);
      g_assert_cmpuint (exact, ==, G_N_ELEMENTS (hard) - 1);
    }
}

/* mboxo says which letters it cannot give back; a line end is added where there is none. */
static void
test_write_inexact (void)
{
  static const char * const some[] = { "A: 1\n\nFrom x\n", "A: 2\n\n>From x\n", "A: 3\n\n>>From\n",
                                       NULL };
  static const char * const unended[] = { "A: 1\n\nx", "A: 2\n\nFrom x", NULL };
  unsigned exact;
  g_autofree char *first G_GNUC_UNUSED = write_mbox (ANSER_MBOX_O, some, 3, &exact);
  g_autofree char *second = NULL;
  g_autofree char *letters = NULL;

  g_assert_cmpuint (exact, ==, 2);
  second = write_mbox (ANSER_MBOX_RD, unended, 3, &exact);
  g_assert_cmpuint (exact, ==, 0);
  letters = parse (ANSER_MBOX_RD, second, strlen (second), 1000, NULL);
  g_assert_cmpstr (letters, ==, "<A: 1\n\nx\n|<A: 2\n\nFrom x\n|");
}

static void
test_marks (void)
{
  static const struct
  {
    const char       *letter;
    AnserLetterFlags  flags;
    gboolean          is_marked;
    gboolean          is_gone;
  } letters[] = {
    { "Status: RO\nX-Status: AF\n\n", ANSER_LETTER_SEEN | ANSER_LETTER_REPLIED | ANSER_LETTER_FLAGGED,
      TRUE },
    { "status: O\r\n\r\nX-Status: F\r\n", 0, TRUE },
    { "X-Mozilla-Status: 1007\n\n", ANSER_LETTER_SEEN | ANSER_LETTER_REPLIED | ANSER_LETTER_FLAGGED |
      ANSER_LETTER_PASSED, TRUE },
    { "X-Mozilla-Status: 0009\n\n", ANSER_LETTER_SEEN, TRUE, TRUE },
    { "X-Evolution: 0000002a-0011\n\n", ANSER_LETTER_REPLIED | ANSER_LETTER_SEEN, TRUE },
    { "X-Gmail-Labels: Starred,Work\n\n", ANSER_LETTER_SEEN | ANSER_LETTER_FLAGGED, TRUE },
    { "X-Gmail-Labels: Unread\n\n", 0, TRUE },
    { "Subject: Status: R\n\nStatus: R\n", 0, FALSE },
    { "", 0, FALSE },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (letters); i++)
    for (gsize size = 1; size < 40; size++)
      {
        AnserLetterMarks marks;
        gsize n = strlen (letters[i].letter);

        anser_letter_marks_begin (&marks);
        for (gsize at = 0; at < n; at += size)
          anser_letter_marks_feed (&marks, letters[i].letter + at, MIN (size, n - at));
        g_assert_cmpuint (marks.flags, ==, letters[i].flags);
        g_assert_cmpint (marks.is_marked, ==, letters[i].is_marked);
        g_assert_cmpint (marks.is_gone, ==, letters[i].is_gone);
      }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/store/mbox/parse/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/store/mbox/nul", test_nul);
  g_test_add_func ("/store/mbox/huge", test_huge);
  g_test_add_func ("/store/mbox/guess", test_guess);
  g_test_add_func ("/store/mbox/dates", test_dates);
  g_test_add_func ("/store/mbox/write-rd", test_write_rd);
  g_test_add_func ("/store/mbox/write-inexact", test_write_inexact);
  g_test_add_func ("/store/mbox/marks", test_marks);
  return g_test_run ();
}
