/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support.h"

#include "message/charset.h"

#include <string.h>

#include <glib/gstdio.h>

/* What a letter of tests/data/message must say; NULL where it does not matter. */
typedef struct
{
  const char *file;
  const char *subject;
  const char *from;
  const char *text;
  const char *attachment;   /* name of the only one; "" for none */
  int         n_notices;    /* -1 where it does not matter */
} Expected;

static const Expected letters[] = {
  { "plain.eml", "A letter", "Anna <anna@example.org>",
    "Hello Bob,\n\nhow are you?\n-- \nAnna\n", "", 0 },
  { "crlf.eml", NULL, NULL, "line one\nline two\n", "", 0 },

  /* Damage: there is always something to show. */
  { "empty.eml", "", "", "", "", 0 },
  { "header-only.eml", "A letter", "Anna <anna@example.org>", "", "", -1 },
  { "header-cut.eml", "cut in the mid", "anna@example.org", "", "", 1 },
  { "no-header.eml", "", "", "This is just text.\nIt has no header at all.\n", "", 1 },
  { "from-line.eml", "A letter", "Anna <anna@example.org>", "Body\n", "", 0 },
  { "nul.eml", NULL, NULL, "before�after\n", "", 1 },

  /* Charsets: features B28. */
  { "charset-gb2312.eml", NULL, NULL, "镕基，你好。价格€\n", "", 0 },
  { "charset-big5.eml", NULL, NULL, "喺香港嘅朋友\n", "", 0 },
  { "charset-sjis.eml", NULL, NULL, "①髙橋さん\n", "", 0 },
  { "charset-ksc.eml", NULL, NULL, "똠방각하 펲시\n", "", 0 },
  { "charset-latin1.eml", NULL, NULL, "“smart” € quotes…\n", "", 0 },
  { "charset-ascii.eml", NULL, NULL, "déjà “vu”\n", "", 0 },
  { "charset-iso2022jp.eml", NULL, NULL, "日本語のテスト\n", "", 0 },
  { "charset-none-utf8.eml", NULL, NULL, "你好，世界\n", "", 0 },
  { "charset-none-gbk.eml", NULL, NULL, "各位同事：今天下午三点开会，请准时参加。\n", "", 0 },
  { "charset-none-latin1.eml", NULL, NULL, "Grüße aus Köln, très bientôt à São Paulo\n", "", 0 },
  { "charset-unknown.eml", NULL, NULL, "你好，世界\n", "", 0 },
  { "charset-utf8-is-gbk.eml", NULL, NULL, "请查收附件，谢谢\n", "", 0 },
  { "charset-utf8-damaged.eml", NULL, NULL, "good �� 你\n", "", 1 },

  /* Encoded-words: quirk F1. */
  { "word-split.eml", "项目进度报告", NULL, NULL, NULL, 0 },
  { "word-split-base64.eml", "项目进度报告", NULL, NULL, NULL, 0 },
  { "word-split-q.eml", "项 ok end", NULL, NULL, NULL, 0 },
  { "word-gbk.eml", "東目", "朱镕基 <z@example.cn>", NULL, NULL, 0 },
  { "word-quoted.eml", "Re: café au lait now", "张三 <zhang@example.cn>", NULL, NULL, 0 },
  { "word-unknown.eml", "你好 =?utf-8?X?abc?= =?broken", NULL, NULL, NULL, 0 },
  { "word-two-charsets.eml", "中文日本", NULL, NULL, NULL, 0 },
  { "raw-header.eml", "会议通知：明天上午", "王五 <wang@example.cn>", NULL, NULL, 0 },

  /* Attachment names: quirk F2. */
  { "name-2231.eml", NULL, NULL, "See the file.", "报告 2026.pdf", 0 },
  { "name-2231-pieces.eml", NULL, NULL, NULL, "报告报告 x.pdf", 0 },
  { "name-2231-gbk.eml", NULL, NULL, NULL, "报告.pdf", 0 },
  { "name-2047.eml", NULL, NULL, NULL, "报告.pdf", 0 },
  { "name-2047-bare.eml", NULL, NULL, NULL, "报告.pdf", 0 },
  { "name-2047-two.eml", NULL, NULL, NULL, "报告.pdf", 0 },
  { "name-raw-utf8.eml", NULL, NULL, NULL, "报告.pdf", 0 },
  { "name-raw-gbk.eml", NULL, NULL, NULL, "年度报告.pdf", 0 },
  { "name-in-type.eml", NULL, NULL, NULL, "报告.pdf", 0 },
  { "name-none.eml", NULL, NULL, NULL, "attachment.pdf", 0 },
  { "name-evil.eml", NULL, NULL, NULL, "wdfdp.exe", 0 },
  { "name-path.eml", NULL, NULL, NULL, "Report.doc", 0 },
  { "name-unquoted-space.eml", NULL, NULL, NULL, "my annual report.pdf", 0 },

  /* Structure and encodings: quirk F3. */
  { "alternative.eml", NULL, NULL, "Plain text", "", 0 },
  { "boundary-missing.eml", NULL, NULL, "Found anyway", "a.html", 1 },
  { "boundary-wrong.eml", NULL, NULL, "Found anyway", "", 2 },
  { "boundary-never.eml", NULL, NULL, "There is no part, only text.\n", "", 2 },
  { "boundary-duplicate.eml", NULL, NULL, "Inner plain", "", -1 },
  { "boundary-unclosed.eml", NULL, NULL, "Never closed\n", "", 1 },
  { "base64-junk.eml", NULL, NULL, "你好，世界\n", "", 0 },
  { "base64-fake.eml", NULL, NULL, "This is no base64, it is text: see?\n", "", 1 },
  { "qp-lower.eml", NULL, NULL, "café =zz ab = end", "", 0 },
  { "cte-utf8.eml", NULL, NULL, "你好\n", "", 0 },
  { "multipart-base64.eml", NULL, NULL, "Still here", "", -1 },

  { "flowed.eml", NULL, NULL,
    "This paragraph was broken to be sent.\n\n> A quote that was broken too.\n> > deeper\n"
    "space-stuffed\n-- \nAnna\n", "", 0 },
  { "flowed-delsp.eml", NULL, NULL, "这是一个被折断的段落。\n", "", 0 },
  { "html-gbk-meta.eml", NULL, NULL, "你好\n", "", 0 },
};

static void
check (AnserLetter    *letter,
       const Expected *expected)
{
  GPtrArray *attachments = anser_letter_get_attachments (letter);

  if (expected->subject != NULL)
    g_assert_cmpstr (anser_letter_get_subject (letter), ==, expected->subject);
  if (expected->from != NULL)
    {
      g_autofree char *from = anser_addresses_to_string (anser_letter_get_from (letter));

      g_assert_cmpstr (from, ==, expected->from);
    }
  if (expected->text != NULL)
    g_assert_cmpstr (anser_letter_get_text (letter), ==, expected->text);
  if (expected->attachment != NULL)
    {
      g_assert_cmpuint (attachments->len, ==, expected->attachment[0] != '\0' ? 1 : 0);
      if (attachments->len > 0)
        g_assert_cmpstr (anser_part_get_name (attachments->pdata[0]), ==, expected->attachment);
    }
  if (expected->n_notices >= 0)
    g_assert_cmpint (g_strv_length ((GStrv) anser_letter_get_notices (letter)), ==,
                     expected->n_notices);
}

static void
test_letters (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      g_autoptr(AnserLetter) letter = test_open_letter (letters[i].file);

      g_test_message ("%s", letters[i].file);
      check (letter, &letters[i]);
      check (letter, &letters[i]);
      g_assert_finalize_object (g_steal_pointer (&letter));
    }
}

/* The same from memory as from a file. */
static void
test_letters_in_memory (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      g_autofree char *path = g_build_filename (g_getenv ("ANSER_TEST_SOURCE"), "tests", "data",
                                                "message", letters[i].file, NULL);
      g_autofree char *data = NULL;
      g_autoptr(GBytes) bytes = NULL;
      g_autoptr(AnserLetter) letter = NULL;
      gsize length;

      g_test_message ("%s", letters[i].file);
      g_assert_true (g_file_get_contents (path, &data, &length, NULL));
      bytes = g_bytes_new_take (g_steal_pointer (&data), length);
      letter = test_read_bytes (bytes);
      check (letter, &letters[i]);
    }
}

static void
test_header (void)
{
  g_autoptr(AnserLetter) letter = test_read_text (
    "Received: from a by b; Wed, 4 Nov 2026 09:00:00 +0000\n"
    "From: Anna <a@example.org>\nSender: s@example.org\nReply-To: r@example.org\n"
    "To: t@example.org\nCc: c@example.org\nBcc: b@example.org\n"
    "Message-ID: <id@example.org>\nIn-Reply-To: <p@example.org> (your letter)\n"
    "References: <x@example.org>\n <p@example.org>\nX-Long: one\n two\n"
    "Subject: =?utf-8?Q?=C3=A9?=\n"
    "Content-Type: text/plain\n\nbody\n");
  const char **references = anser_letter_get_references (letter);
  const char **headers = anser_letter_get_headers (letter);
  g_autofree char *subject = anser_letter_dup_header (letter, "SUBJECT");

  g_assert_cmpstr (anser_letter_get_message_id (letter), ==, "id@example.org");
  g_assert_cmpstr (anser_letter_get_in_reply_to (letter), ==, "p@example.org");
  g_assert_cmpstr (references[0], ==, "x@example.org");
  g_assert_cmpstr (references[1], ==, "p@example.org");
  g_assert_null (references[2]);
  g_assert_cmpuint (anser_letter_get_sender (letter)->len, ==, 1);
  g_assert_cmpuint (anser_letter_get_reply_to (letter)->len, ==, 1);
  g_assert_cmpuint (anser_letter_get_to (letter)->len, ==, 1);
  g_assert_cmpuint (anser_letter_get_cc (letter)->len, ==, 1);
  g_assert_cmpuint (anser_letter_get_bcc (letter)->len, ==, 1);
  g_assert_cmpuint (g_strv_length ((GStrv) headers), ==, 13);
  g_assert_cmpstr (headers[0], ==, "Received: from a by b; Wed, 4 Nov 2026 09:00:00 +0000");
  g_assert_cmpstr (headers[10], ==, "X-Long: one two");
  g_assert_cmpstr (headers[11], ==, "Subject: é");
  g_assert_cmpstr (subject, ==, "é");
  g_assert_null (anser_letter_dup_header (letter, "X-None"));
}

/* Quirk F4. */
static void
test_dates (void)
{
  const gint64 received = 1793782800;   /* 2026-11-04 09:00 UTC, the first Received */
  static const struct
  {
    const char *file;
    gint64      date;
  } cases[] = {
    { "date-missing.eml", received },
    { "date-future.eml", received },
    { "date-old.eml", received },
    { "date-junk.eml", received },
    { "date-two-digits.eml", 1793746800 },
    { "date-bad-zone.eml", received - 3600 },
    { "date-no-zone.eml", received - 3600 },
    { "date-asctime.eml", received - 3600 },
    { "date-none-at-all.eml", 0 },
    { "plain.eml", 1793671200 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(AnserLetter) letter = test_open_letter (cases[i].file);

      g_test_message ("%s", cases[i].file);
      g_assert_cmpint (anser_letter_get_date (letter), ==, cases[i].date);
    }
}

static void
test_html (void)
{
  g_autoptr(AnserLetter) letter = test_open_letter ("html-only.eml");

  g_assert_cmpstr (anser_letter_get_text (letter), ==,
                   "News\n\nFirst paragraph with a link <https://example.org/x>.\n\n"
                   "Bare example.org\nsecond line\n\n• one\n• two\n  1. inner\n\n"
                   "> quoted\n>\n> twice\n\nName Price\nTea 3 €\n\na\n  b\n");
  g_assert_true (g_str_has_prefix (anser_letter_get_html (letter), "<html><head>"));
  g_assert_true (g_str_has_prefix (anser_letter_get_snippet (letter),
                                   "News First paragraph with a link."));
}

static void
test_related (void)
{
  g_autoptr(AnserLetter) letter = test_open_letter ("related.eml");
  GPtrArray *attachments = anser_letter_get_attachments (letter);

  g_assert_cmpstr (anser_letter_get_text (letter), ==, "Plain\nlist footer");
  g_assert_nonnull (strstr (anser_letter_get_html (letter), "cid:pic@x"));
  g_assert_cmpuint (anser_letter_get_parts (letter)->len, ==, 6);
  g_assert_cmpuint (attachments->len, ==, 2);
  g_assert_cmpstr (anser_part_get_name (attachments->pdata[0]), ==, "notshown.png");
  g_assert_cmpstr (anser_part_get_name (attachments->pdata[1]), ==, "a.zip");
  g_assert_cmpstr (anser_part_get_content_type (attachments->pdata[1]), ==, "application/zip");
  test_assert_bytes (attachments->pdata[1], "PK\3\4", 4);
}

static void
test_letter_inside (void)
{
  g_autoptr(AnserLetter) letter = test_open_letter ("rfc822.eml");
  AnserPart *part = anser_letter_get_attachments (letter)->pdata[0];
  g_autoptr(GBytes) bytes = anser_part_get_bytes (part);
  g_autoptr(AnserLetter) inner = test_read_bytes (bytes);

  g_assert_cmpstr (anser_letter_get_text (letter), ==, "outer");
  g_assert_cmpstr (anser_part_get_name (part), ==, "Inner _ letter.eml");
  g_assert_cmpstr (anser_part_get_content_type (part), ==, "message/rfc822");
  g_assert_cmpstr (anser_letter_get_subject (inner), ==, "Inner / letter");
  g_assert_cmpstr (anser_letter_get_text (inner), ==, "inner text");
}

/* A broken line is joined only with one that is quoted as deep. */
static void
test_flowed_depth (void)
{
  g_autoptr(AnserLetter) letter = test_read_text (
    "Content-Type: text/plain; format=flowed\n\n"
    ">> deep \n>> deep too \n> less \nown \n-- \nAnna\n");

  g_assert_cmpstr (anser_letter_get_text (letter), ==,
                   ">> deep deep too \n> less \nown \n-- \nAnna\n");
}

static void
test_snippet (void)
{
  g_autoptr(AnserLetter) letter = test_read_text (
    "From: a@example.org\n\nHello,\n\n   see   you.\n\nOn Monday, Bob wrote:\n> quoted\n> more\n"
    "Answer\n-- \nSignature\n");

  g_assert_cmpstr (anser_letter_get_snippet (letter), ==, "Hello, see you. Answer");
}

/* A flag change renames the file while the letter is open; a removed one can still be read. */
static void
test_renamed (void)
{
  g_autofree char *folder = g_dir_make_tmp ("anser-message-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "1:2,", NULL);
  g_autofree char *renamed = g_build_filename (folder, "1:2,S", NULL);
  g_autoptr(AnserLetter) letter = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "Subject: x\n\nthe text\n", -1, NULL));
  letter = anser_letter_new_for_path (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_rename (path, renamed), ==, 0);
  g_assert_cmpint (g_unlink (renamed), ==, 0);
  g_assert_cmpstr (anser_letter_get_text (letter), ==, "the text\n");
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* A text that ends among two-byte characters, and one that begins with letters: the second knows
 * nothing of the first. */
static void
test_charset_again (void)
{
  static const char shifted[] = "\x1b$BF|K\\";
  g_autofree char *first = anser_charset_to_utf8 ("iso-2022-jp", shifted, strlen (shifted), NULL);
  g_autofree char *second = anser_charset_to_utf8 ("iso-2022-jp", "F|K", 3, NULL);

  g_assert_cmpstr (first, ==, "日本");
  g_assert_cmpstr (second, ==, "F|K");
}

static void
test_no_file (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) folder_error = NULL;

  g_assert_null (anser_letter_new_for_path ("/nowhere/x.eml", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "/nowhere/x.eml"));
  g_assert_null (anser_letter_new_for_path ("/tmp", &folder_error));
  g_assert_error (folder_error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
}

static void
test_save (void)
{
  g_autoptr(AnserLetter) letter = test_open_letter ("name-2231.eml");
  g_autofree char *folder = g_dir_make_tmp ("anser-message-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "saved.pdf", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  AnserPart *part = anser_letter_get_attachments (letter)->pdata[0];
  g_autoptr(GError) error = NULL;
  g_autoptr(GCancellable) cancelled = g_cancellable_new ();
  g_autofree char *data = NULL;

  g_assert_true (g_file_set_contents (path, "old", -1, NULL));
  g_cancellable_cancel (cancelled);
  g_assert_false (anser_part_save (part, file, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (g_file_get_contents (path, &data, NULL, NULL));
  g_assert_cmpstr (data, ==, "old");
  g_clear_pointer (&data, g_free);

  g_assert_true (anser_part_save (part, file, NULL, &error));
  g_assert_true (g_file_get_contents (path, &data, NULL, NULL));
  g_assert_cmpstr (data, ==, "%PDF-1.4 test");
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static gpointer
read_all (gpointer data)
{
  AnserLetter *letter = data;

  for (guint i = 0; i < 50; i++)
    {
      GPtrArray *parts = anser_letter_get_parts (letter);

      g_assert_cmpstr (anser_letter_get_text (letter), ==, "outer");
      g_assert_nonnull (anser_letter_get_headers (letter)[0]);
      g_assert_null (anser_letter_get_notices (letter)[0]);
      for (guint j = 0; j < parts->len; j++)
        {
          g_autoptr(GBytes) bytes = anser_part_get_bytes (parts->pdata[j]);

          g_assert_cmpint (anser_part_get_size (parts->pdata[j]), ==, g_bytes_get_size (bytes));
        }
    }
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr(AnserLetter) letter = test_open_letter ("rfc822.eml");
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", read_all, letter);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/letter/letters", test_letters);
  g_test_add_func ("/message/letter/in-memory", test_letters_in_memory);
  g_test_add_func ("/message/letter/header", test_header);
  g_test_add_func ("/message/letter/dates", test_dates);
  g_test_add_func ("/message/letter/html", test_html);
  g_test_add_func ("/message/letter/related", test_related);
  g_test_add_func ("/message/letter/letter-inside", test_letter_inside);
  g_test_add_func ("/message/letter/flowed-depth", test_flowed_depth);
  g_test_add_func ("/message/letter/snippet", test_snippet);
  g_test_add_func ("/message/letter/renamed", test_renamed);
  g_test_add_func ("/message/letter/charset-again", test_charset_again);
  g_test_add_func ("/message/letter/no-file", test_no_file);
  g_test_add_func ("/message/letter/save", test_save);
  g_test_add_func ("/message/letter/threads", test_threads);
  return g_test_run ();
}
