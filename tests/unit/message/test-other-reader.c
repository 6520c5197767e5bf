/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Anser builds, read by a program that knows nothing of Anser or GMime. */
#include "support.h"

#include <string.h>

static char *
read_elsewhere (GBytes *letter)
{
  g_autofree char *script = g_build_filename (g_getenv ("ANSER_TEST_SOURCE"), "tests", "unit",
                                              "message", "read-letter.py", NULL);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GBytes) output = NULL;
  g_autoptr(GError) error = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                              &error, "/usr/bin/python3", script, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate (process, letter, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return g_strndup (g_bytes_get_data (output, NULL), g_bytes_get_size (output));
}

static void
test_python (void)
{
  g_autoptr(AnserDraft) draft = anser_draft_new ();
  g_autoptr(GPtrArray) from = test_addresses ("张三 <z@example.cn>");
  g_autoptr(GPtrArray) to = test_addresses ("\"Doe, John\" <j@example.org>, b@example.org");
  g_autoptr(GByteArray) data = g_byte_array_new ();
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GBytes) letter = NULL;
  g_autofree char *sum = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *output = NULL;

  for (guint i = 0; i < 100003; i++)
    {
      guint8 byte = i * 31 + i / 256;

      g_byte_array_append (data, &byte, 1);
    }
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&data));
  sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  anser_draft_set_from (draft, from->pdata[0]);
  anser_draft_set_to (draft, to);
  anser_draft_set_subject (draft, "关于第三季度项目进度报告的几点说明和下一步工作安排 (final) – part 2");
  anser_draft_set_text (draft, "你好\n.\nFrom me\n");
  anser_draft_attach_bytes (draft, bytes, "很长的文件名很长的文件名很长的文件名很长的文件名.pdf",
                            "application/pdf");
  anser_draft_attach_bytes (draft, bytes, "plain name.bin", "application/x-test");
  letter = test_build (draft, FALSE);
  output = read_elsewhere (letter);
  expected = g_strdup_printf (
    "From: 张三 <z@example.cn>\nTo: \"Doe, John\" <j@example.org>, b@example.org\n"
    "Subject: 关于第三季度项目进度报告的几点说明和下一步工作安排 (final) – part 2\n"
    "text: 你好|.|From me|\n"
    "file: 很长的文件名很长的文件名很长的文件名很长的文件名.pdf application/pdf %s\n"
    "file: plain name.bin application/x-test %s\n", sum, sum);
  g_assert_cmpstr (output, ==, expected);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/other-reader/python", test_python);
  return g_test_run ();
}
