/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support.h"

#include <glib/gstdio.h>
#include <string.h>

static AnserDraft *
new_draft (void)
{
  AnserDraft *draft = anser_draft_new ();
  g_autoptr(GPtrArray) from = test_addresses ("Anna <anna@example.org>");
  g_autoptr(GPtrArray) to = test_addresses ("bob@example.net");

  anser_draft_set_from (draft, from->pdata[0]);
  anser_draft_set_to (draft, to);
  anser_draft_set_subject (draft, "Hello");
  anser_draft_set_text (draft, "Text\n");
  return draft;
}

/* What must be true of every letter that leaves: CR LF only, 7-bit, short lines. */
static void
assert_sound (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  gsize column = 0;

  g_assert_cmpuint (length, >, 2);
  g_assert_cmpmem (data + length - 2, 2, "\r\n", 2);
  for (gsize i = 0; i < length; i++)
    {
      g_assert_true ((guchar) data[i] < 0x80 && data[i] != '\0');
      if (data[i] == '\r')
        g_assert_true (i + 1 < length && data[i + 1] == '\n');
      if (data[i] == '\n')
        g_assert_true (i > 0 && data[i - 1] == '\r');
      column = data[i] == '\n' ? 0 : column + 1;
      g_assert_cmpuint (column, <=, 999);
    }
}

/* Header lines: at most 78 columns unless one word is longer. */
static void
assert_folded (GBytes *bytes)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  char *end = strstr (text, "\r\n\r\n");
  g_auto(GStrv) lines = NULL;

  g_assert_nonnull (end);
  *end = '\0';
  lines = g_strsplit (text, "\r\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_assert_cmpuint (strlen (lines[i]), <=, 78);
      g_assert_cmpuint (strspn (lines[i], " "), <, strlen (lines[i]));
    }
}

static char *
get_head (GBytes *bytes)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  return g_strndup (text, strstr (text, "\r\n\r\n") - text + 2);
}

static void
test_plain (void)
{
  g_autoptr(AnserDraft) draft = new_draft ();
  g_autoptr(GBytes) bytes = test_build (draft, FALSE);
  g_autofree char *head = get_head (bytes);
  g_autoptr(AnserLetter) letter = test_read_bytes (bytes);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  assert_sound (bytes);
  g_assert_nonnull (strstr (head, "From: Anna <anna@example.org>\r\n"));
  g_assert_nonnull (strstr (head, "\r\nTo: bob@example.net\r\n"));
  g_assert_nonnull (strstr (head, "\r\nMIME-Version: 1.0\r\n"));
  g_assert_nonnull (strstr (head, "\r\nContent-Type: text/plain; charset=us-ascii\r\n"));
  g_assert_null (strstr (head, "User-Agent"));
  g_assert_null (strstr (head, "X-Mailer"));
  g_assert_cmpstr (anser_letter_get_text (letter), ==, "Text\n");
  g_assert_cmpint (ABS (anser_letter_get_date (letter) - now), <=, 60);
  g_assert_cmpstr (anser_letter_get_message_id (letter), ==, anser_draft_get_message_id (draft));
}

static void
test_message_id (void)
{
  g_autoptr(AnserDraft) draft = new_draft ();
  g_autoptr(AnserDraft) other = new_draft ();
  g_autoptr(AnserDraft) copy = NULL;
  g_autofree char *id = g_strdup (anser_draft_get_message_id (draft));

  g_assert_true (g_str_has_suffix (id, "@example.org"));
  g_assert_cmpuint (strlen (id), ==, 32 + strlen ("@example.org"));
  g_assert_cmpstr (id, ==, anser_draft_get_message_id (draft));
  g_assert_cmpstr (id, !=, anser_draft_get_message_id (other));
  copy = anser_draft_copy (draft);
  g_assert_cmpstr (id, ==, anser_draft_get_message_id (copy));
}

static void
test_subjects (void)
{
  g_autofree char *long_word = g_strnfill (3000, 'w');
  g_autofree char *long_text = NULL;
  g_autoptr(GString) chinese = g_string_new (NULL);
  const char *subjects[] = {
    "Hello", "你好", "Re: 项目进度报告 (final)", "café au lait", "a  b", "=?utf-8?Q?raw?=", "", "é",
    "Ünïcödé äll över thé pläcé, änd lóng énöugh tö nééd mäny wörds ör möré, rëally",
    "🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉", "x 中 y 文 z",
    NULL, NULL, long_word,
  };

  for (guint i = 0; i < 60; i++)
    g_string_append (chinese, "很长的主题");
  long_text = g_strdup ("word word word word word word word word word word word word word word "
                        "word word word word word word word word word word word word word word");
  subjects[11] = chinese->str;
  subjects[12] = long_text;

  for (gsize i = 0; i < G_N_ELEMENTS (subjects); i++)
    {
      g_autoptr(AnserDraft) draft = new_draft ();
      g_autoptr(GBytes) bytes = NULL;
      g_autoptr(AnserLetter) letter = NULL;

      anser_draft_set_subject (draft, subjects[i]);
      bytes = test_build (draft, FALSE);
      assert_sound (bytes);
      assert_folded (bytes);
      letter = test_read_bytes (bytes);
      g_assert_cmpstr (anser_letter_get_subject (letter), ==, subjects[i]);
    }
}

static void
test_texts (void)
{
  g_autofree char *long_line = g_strnfill (5000, 'x');
  g_autoptr(GString) chinese = g_string_new (NULL);
  const char *texts[] = {
    "", "a", "a\n", "\n\na\n\n", ".\n..\n.x\n", "From here\n>From there\n", "-- \nAnna\n",
    "你好，世界\n", "mostly ascii, one é\n", "trailing space \ntab\t\n", "= =3D =\n", "a\rb\r\nc\n",
    "\xf0\x9f\x8e\x89\n", NULL, NULL,
  };

  for (guint i = 0; i < 2000; i++)
    g_string_append (chinese, "一行很长的文字");
  texts[13] = long_line;
  texts[14] = chinese->str;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(AnserDraft) draft = new_draft ();
      g_autoptr(GBytes) bytes = NULL;
      g_autoptr(AnserLetter) letter = NULL;
      g_autoptr(GString) expected = g_string_new (texts[i]);

      g_string_replace (expected, "\r\n", "\n", 0);
      g_string_replace (expected, "\r", "\n", 0);
      if (!g_str_has_suffix (expected->str, "\n"))
        g_string_append_c (expected, '\n');
      anser_draft_set_text (draft, texts[i]);
      bytes = test_build (draft, FALSE);
      assert_sound (bytes);
      letter = test_read_bytes (bytes);
      g_assert_cmpstr (anser_letter_get_text (letter), ==, expected->str);
    }
}

/* No value can begin a field of its own, and none is lost on the way. */
static void
test_addresses_written (void)
{
  g_autoptr(AnserDraft) draft = new_draft ();
  g_autoptr(GPtrArray) to = NULL;
  g_autoptr(GPtrArray) evil = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_address_free);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(AnserLetter) letter = NULL;
  g_autofree char *text = NULL;

  to = test_addresses ("\"Doe, John\" <j@example.org>, 张三 <z@example.cn>, "
                       "\"Jörn \\\"x\\\" Müller\" <m@example.de>, "
                       "一个非常非常非常非常非常非常长的名字一个非常非常非常非常非常非常长的名字 "
                       "<l@example.cn>, plain@example.org, i@例子.中国");
  g_ptr_array_add (evil, anser_address_new ("A\r\nX-Evil: 1", "e@example.org>\r\nX-Evil: 2"));
  anser_draft_set_to (draft, to);
  anser_draft_set_cc (draft, evil);
  anser_draft_set_subject (draft, "a\r\nX-Evil: 3");
  bytes = test_build (draft, FALSE);
  assert_sound (bytes);
  assert_folded (bytes);
  letter = test_read_bytes (bytes);
  text = anser_addresses_to_string (anser_letter_get_to (letter));
  g_assert_cmpuint (anser_letter_get_to (letter)->len, ==, 6);
  g_assert_true (g_str_has_suffix (text, "i@xn--fsqu00a.xn--fiqs8s"));
  for (guint i = 0; i + 1 < to->len; i++)
    {
      const AnserAddress *sent = to->pdata[i];
      const AnserAddress *read = anser_letter_get_to (letter)->pdata[i];

      g_assert_cmpstr (read->name, ==, sent->name);
      g_assert_cmpstr (read->address, ==, sent->address);
    }
  g_assert_null (anser_letter_dup_header (letter, "X-Evil"));
}

static void
test_bcc (void)
{
  g_autoptr(AnserDraft) draft = new_draft ();
  g_autoptr(GPtrArray) bcc = test_addresses ("secret@example.org, bob@EXAMPLE.net");
  g_autoptr(GPtrArray) recipients = NULL;
  g_autoptr(GBytes) sent = NULL;
  g_autoptr(GBytes) own = NULL;
  g_autoptr(GBytes) only_bcc = NULL;
  g_autoptr(AnserLetter) letter = NULL;

  anser_draft_set_bcc (draft, bcc);
  recipients = anser_draft_get_recipients (draft);
  g_assert_cmpuint (recipients->len, ==, 2);
  g_assert_cmpstr (recipients->pdata[0], ==, "bob@example.net");
  g_assert_cmpstr (recipients->pdata[1], ==, "secret@example.org");

  sent = test_build (draft, FALSE);
  g_assert_null (g_strstr_len (g_bytes_get_data (sent, NULL), g_bytes_get_size (sent), "secret"));
  g_assert_null (g_strstr_len (g_bytes_get_data (sent, NULL), g_bytes_get_size (sent), "Bcc"));
  own = test_build (draft, TRUE);
  letter = test_read_bytes (own);
  g_assert_cmpuint (anser_letter_get_bcc (letter)->len, ==, 2);

  anser_draft_set_to (draft, NULL);
  only_bcc = test_build (draft, FALSE);
  g_assert_null (g_strstr_len (g_bytes_get_data (only_bcc, NULL), g_bytes_get_size (only_bcc),
                               "secret"));
}

static void
test_headers_added (void)
{
  static const char *const bad[][2] = {
    { "", "x" }, { "A B", "x" }, { "A:", "x" }, { "Ä", "x" }, { "X", "a\r\nB: c" }, { "X", "a\nb" },
    { "Bcc", "x" }, { "content-type", "x" }, { "X", "\xff" },
  };
  g_autoptr(AnserDraft) draft = new_draft ();
  g_autoptr(AnserLetter) letter = NULL;
  g_autofree char *value = NULL;
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) refused = NULL;

      g_assert_false (anser_draft_add_header (draft, bad[i][0], bad[i][1], &refused));
      g_assert_error (refused, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
  g_assert_true (anser_draft_add_header (draft, "X-Note", "café", &error));
  g_assert_no_error (error);
  letter = test_round_trip (draft, FALSE);
  value = anser_letter_dup_header (letter, "X-Note");
  g_assert_cmpstr (value, ==, "café");
}

static void
test_attachments (void)
{
  static const char *const names[] = {
    "a.txt", "报告.pdf", "my file.zip", "a'b%c;d=e.doc", "../x/y.txt", "no-extension",
    "一个非常非常非常非常非常非常非常非常非常非常非常非常非常非常非常长的文件名（最终版）.docx",
    "\xe2\x80\xaetxt.exe", "Ünï.odt", "🎉.png",
  };
  g_autoptr(AnserDraft) draft = new_draft ();
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(AnserLetter) letter = NULL;
  guint8 data[1000];
  GPtrArray *attachments;

  for (gsize i = 0; i < sizeof data; i++)
    data[i] = i * 7;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GBytes) content = g_bytes_new (data, sizeof data - i);

      anser_draft_attach_bytes (draft, content, names[i], "application/x-test");
    }
  bytes = test_build (draft, FALSE);
  assert_sound (bytes);
  letter = test_read_bytes (bytes);
  attachments = anser_letter_get_attachments (letter);
  g_assert_cmpuint (attachments->len, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < attachments->len; i++)
    {
      g_assert_cmpstr (anser_part_get_name (attachments->pdata[i]), ==,
                       anser_draft_get_attachment_name (draft, i));
      g_assert_cmpstr (anser_part_get_content_type (attachments->pdata[i]), ==,
                       "application/x-test");
      test_assert_bytes (attachments->pdata[i], data, sizeof data - i);
    }
  g_assert_cmpstr (anser_draft_get_attachment_name (draft, 1), ==, "报告.pdf");
  g_assert_cmpstr (anser_draft_get_attachment_name (draft, 4), ==, "y.txt");
  g_assert_cmpstr (anser_draft_get_attachment_name (draft, 7), ==, "txt.exe");
  g_assert_cmpint (anser_draft_get_attachment_size (draft, 1), ==, 999);
  anser_draft_remove_attachment (draft, 0);
  g_assert_cmpuint (anser_draft_get_n_attachments (draft), ==, G_N_ELEMENTS (names) - 1);
  g_assert_cmpstr (anser_letter_get_text (letter), ==, "Text\n");
}

/* RFC 2231 for the ones, encoded-words in Content-Type for the others. */
static void
test_attachment_name_twice (void)
{
  g_autoptr(AnserDraft) draft = new_draft ();
  g_autoptr(GBytes) content = g_bytes_new_static ("x", 1);
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  anser_draft_attach_bytes (draft, content, "报告.pdf", "application/pdf");
  bytes = test_build (draft, FALSE);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_nonnull (strstr (text, "Content-Type: application/pdf;\r\n "
                                  "name=\"=?UTF-8?B?5oql5ZGKLnBkZg==?=\"\r\n"));
  g_assert_nonnull (strstr (text, "Content-Disposition: attachment;\r\n "
                                  "filename*=UTF-8''%E6%8A%A5%E5%91%8A.pdf\r\n"));
}

static void
test_letter_attached (void)
{
  const char *content = "From: x@example.org\nSubject: \xe4\xbd\xa0\n\nbody\n";
  g_autoptr(AnserDraft) draft = new_draft ();
  g_autoptr(GBytes) bytes = g_bytes_new_static (content, strlen (content));
  g_autoptr(AnserLetter) letter = NULL;
  AnserPart *part;

  anser_draft_attach_bytes (draft, bytes, "x.eml", "message/rfc822");
  letter = test_round_trip (draft, FALSE);
  part = anser_letter_get_attachments (letter)->pdata[0];
  g_assert_cmpstr (anser_part_get_content_type (part), ==, "application/octet-stream");
  test_assert_bytes (part, content, strlen (content));
}

static void
test_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("anser-message-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "报告.txt", NULL);
  g_autofree char *pipe_path = g_build_filename (folder, "pipe", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFile) folder_file = g_file_new_for_path (folder);
  g_autoptr(GFile) pipe_file = g_file_new_for_path (pipe_path);
  g_autoptr(AnserDraft) draft = new_draft ();
  g_autoptr(AnserDraft) copy = NULL;
  g_autoptr(GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr(AnserLetter) letter = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_false (anser_draft_attach_file (draft, file, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "“报告.txt”"));
  g_clear_error (&error);
  g_assert_false (anser_draft_attach_file (draft, folder_file, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  g_clear_error (&error);
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  g_assert_false (anser_draft_attach_file (draft, pipe_file, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (path, "content", -1, NULL));
  g_assert_true (anser_draft_attach_file (draft, file, &error));
  g_assert_cmpstr (anser_draft_get_attachment_name (draft, 0), ==, "报告.txt");
  g_assert_cmpint (anser_draft_get_attachment_size (draft, 0), ==, 7);
  copy = anser_draft_copy (draft);
  letter = test_round_trip (copy, FALSE);
  test_assert_bytes (anser_letter_get_attachments (letter)->pdata[0], "content", 7);

  /* Gone: nothing is written, and the sentence names it. */
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_false (anser_draft_write (draft, FALSE, stream, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "“报告.txt”"));
  g_assert_cmpint (g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream)), ==, 0);
  g_assert_cmpint (g_unlink (pipe_path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_cancelled (void)
{
  g_autoptr(AnserDraft) draft = new_draft ();
  g_autoptr(GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (anser_draft_write (draft, FALSE, stream, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_html (void)
{
  g_autoptr(AnserDraft) draft = new_draft ();
  g_autoptr(AnserLetter) letter = NULL;

  anser_draft_set_html (draft, "<p>Té<b>xt</b></p>");
  letter = test_round_trip (draft, FALSE);
  g_assert_cmpstr (anser_letter_get_text (letter), ==, "Text\n");
  g_assert_cmpstr (anser_letter_get_html (letter), ==, "<p>Té<b>xt</b></p>\n");
  g_assert_cmpuint (anser_letter_get_attachments (letter)->len, ==, 0);
}

/* A saved draft, opened again as often as one likes, is the same. */
static void
test_reopened (void)
{
  g_autoptr(AnserDraft) draft = new_draft ();
  g_autoptr(GPtrArray) list = test_addresses ("张三 <z@example.cn>, b@example.org");
  g_autoptr(GBytes) content = g_bytes_new_static ("\0\1\2", 3);

  anser_draft_set_bcc (draft, list);
  anser_draft_set_cc (draft, list);
  anser_draft_set_text (draft, "你好\n\n-- \nAnna");
  anser_draft_attach_bytes (draft, content, "a b.bin", "application/octet-stream");
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(AnserLetter) letter = test_round_trip (draft, TRUE);
      AnserDraft *again = anser_draft_new_for_letter (letter);

      g_assert_cmpstr (anser_draft_get_message_id (again), ==, anser_draft_get_message_id (draft));
      g_set_object (&draft, again);
      g_object_unref (again);
      g_assert_cmpstr (anser_draft_get_text (draft), ==, "你好\n\n-- \nAnna");
      g_assert_cmpstr (anser_draft_get_subject (draft), ==, "Hello");
      g_assert_cmpstr (anser_draft_get_from (draft)->address, ==, "anna@example.org");
      g_assert_cmpuint (anser_draft_get_to (draft)->len, ==, 1);
      g_assert_cmpuint (anser_draft_get_cc (draft)->len, ==, 2);
      g_assert_cmpuint (anser_draft_get_bcc (draft)->len, ==, 2);
      g_assert_cmpuint (anser_draft_get_n_attachments (draft), ==, 1);
      g_assert_cmpstr (anser_draft_get_attachment_name (draft, 0), ==, "a b.bin");
      g_assert_cmpint (anser_draft_get_attachment_size (draft, 0), ==, 3);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/draft/plain", test_plain);
  g_test_add_func ("/message/draft/message-id", test_message_id);
  g_test_add_func ("/message/draft/subjects", test_subjects);
  g_test_add_func ("/message/draft/texts", test_texts);
  g_test_add_func ("/message/draft/addresses", test_addresses_written);
  g_test_add_func ("/message/draft/bcc", test_bcc);
  g_test_add_func ("/message/draft/headers-added", test_headers_added);
  g_test_add_func ("/message/draft/attachments", test_attachments);
  g_test_add_func ("/message/draft/attachment-name-twice", test_attachment_name_twice);
  g_test_add_func ("/message/draft/letter-attached", test_letter_attached);
  g_test_add_func ("/message/draft/files", test_files);
  g_test_add_func ("/message/draft/cancelled", test_cancelled);
  g_test_add_func ("/message/draft/html", test_html);
  g_test_add_func ("/message/draft/reopened", test_reopened);
  return g_test_run ();
}
