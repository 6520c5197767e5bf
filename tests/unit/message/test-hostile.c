/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support.h"

#include <string.h>

#define HEADER "From: a@example.org\nSubject: s\nMIME-Version: 1.0\n"

/* Generous: what is quadratic takes minutes. */
#define TIME_MAX (20 * G_TIME_SPAN_SECOND)

static void
append_times (GString    *out,
              const char *text,
              unsigned    n)
{
  for (unsigned i = 0; i < n; i++)
    g_string_append (out, text);
}

/* Reads everything there is to read; returns the letter. */
static AnserLetter *
read_in_time (GString *text)
{
  gint64 start = g_get_monotonic_time ();
  AnserLetter *letter = test_read_text (text->str);

  g_assert_true (g_utf8_validate (anser_letter_get_text (letter), -1, NULL));
  g_assert_true (g_utf8_validate (anser_letter_get_snippet (letter), -1, NULL));
  g_assert_nonnull (anser_letter_get_headers (letter));
  g_assert_nonnull (anser_letter_get_notices (letter));
  g_assert_cmpint (g_get_monotonic_time () - start, <, TIME_MAX);
  return letter;
}

static void
test_nested (void)
{
  g_autoptr(GString) text = g_string_new (HEADER);
  g_autoptr(AnserLetter) letter = NULL;

  for (unsigned i = 0; i < 3000; i++)
    g_string_append_printf (text, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i, i);
  g_string_append (text, "Content-Type: text/plain\n\ndeep\n");
  letter = read_in_time (text);
  g_assert_cmpstr (anser_letter_get_subject (letter), ==, "s");
  g_assert_nonnull (anser_letter_get_notices (letter)[0]);
}

static void
test_nested_little (void)
{
  g_autoptr(GString) text = g_string_new (HEADER);
  g_autoptr(AnserLetter) letter = NULL;

  for (unsigned i = 0; i < 40; i++)
    g_string_append_printf (text, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i, i);
  g_string_append (text, "Content-Type: text/plain\n\ndeep\n");
  letter = read_in_time (text);
  g_assert_true (g_str_has_prefix (anser_letter_get_text (letter), "deep"));
}

/* GMime would go on to 1024. */
static void
test_nested_much (void)
{
  g_autoptr(GString) text = g_string_new (HEADER);
  g_autoptr(AnserLetter) letter = NULL;

  for (unsigned i = 0; i < 100; i++)
    g_string_append_printf (text, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i, i);
  g_string_append (text, "Content-Type: text/plain\n\ndeep\n");
  for (unsigned i = 0; i < 100; i++)
    g_string_append_printf (text, "--b%u--\n", 99 - i);
  letter = read_in_time (text);
  g_assert_cmpstr (anser_letter_get_text (letter), ==, "");
  g_assert_cmpuint (g_strv_length ((GStrv) anser_letter_get_notices (letter)), ==, 1);
}

static void
test_endless_tag (void)
{
  g_autoptr(GString) text = g_string_new (HEADER "Content-Type: text/html\n\nhello<a ");
  g_autoptr(AnserLetter) letter = NULL;

  for (unsigned i = 0; i < 150000; i++)
    g_string_append_printf (text, "x%u=y ", i);
  letter = read_in_time (text);
  g_assert_true (g_str_has_prefix (anser_letter_get_text (letter), "hello"));
}

static void
test_letters_inside_letters (void)
{
  g_autoptr(GString) text = g_string_new (HEADER);
  g_autoptr(AnserLetter) letter = NULL;

  append_times (text, "Content-Type: message/rfc822\n\n", 3000);
  letter = read_in_time (text);
  g_assert_cmpuint (anser_letter_get_attachments (letter)->len, ==, 1);
}

static void
test_parts (void)
{
  g_autoptr(GString) text = g_string_new (HEADER "Content-Type: multipart/mixed; boundary=b\n\n");
  g_autoptr(AnserLetter) letter = NULL;

  append_times (text, "--b\n\nx\n", 300000);
  letter = read_in_time (text);
  g_assert_cmpuint (anser_letter_get_parts (letter)->len, <=, 10000);
  g_assert_nonnull (anser_letter_get_notices (letter)[0]);
  g_assert_true (g_str_has_prefix (anser_letter_get_text (letter), "x"));
}

static void
test_headers (void)
{
  static const char *const pieces[] = {
    "X: y\n", "To: a@example.org\n",
  };
  static const char *const lines[] = {
    "a@b.example, ", "(", "\"", "<", "[", ":", "=?", "=?a?Q?x ", "=?utf-8?B?AAA?= ", "<a@b> ", "\\",
    "name*0=x; ", "x\n ",
  };
  static const char *const names[] = { "To", "Subject", "References", "Content-Type: a/b; a",
                                       "Content-Disposition: attachment; filename", "Date" };

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr(GString) text = g_string_new (HEADER);
      g_autoptr(AnserLetter) letter = NULL;

      append_times (text, pieces[i], 300000);
      letter = read_in_time (text);
      g_assert_cmpstr (anser_letter_get_subject (letter), ==, "s");
    }

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      for (gsize j = 0; j < G_N_ELEMENTS (names); j++)
        {
          g_autoptr(GString) text = g_string_new (NULL);
          g_autoptr(AnserLetter) letter = NULL;

          g_test_message ("%s: %s", names[j], lines[i]);
          g_string_append_printf (text, "%s: ", names[j]);
          append_times (text, lines[i], 20000);
          g_string_append (text, "\n\nbody\n");
          letter = read_in_time (text);
        }
    }
}

static void
test_html (void)
{
  static const char *const pieces[] = {
    "<b>", "</i>", "<div>", "<p>x", "<table><tr><td>", "<ul><li>x", "<", "<a ", "x=y ", "=\"", "&",
    "&amp;", "<!--", "<script>", "<blockquote>x", "<pre>\n", "<a href='http://x'>y", "<![CDATA[",
    "<svg ", "\xff", "<br>", "&#0;", "&#1114112;",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr(GString) text = g_string_new (HEADER "Content-Type: text/html\n\n<p>hello<b>");
      g_autoptr(AnserLetter) letter = NULL;

      g_test_message ("piece %" G_GSIZE_FORMAT, i);
      if (i == 8)
        g_string_append (text, "<a ");
      if (i == 1)
        append_times (text, "<b>", 250000);
      append_times (text, pieces[i], i == 1 ? 250000 : 50000);
      letter = read_in_time (text);
      g_assert_true (g_str_has_prefix (anser_letter_get_text (letter), "hello"));
    }
}

static void
test_long_text (void)
{
  g_autoptr(GString) text = g_string_new (HEADER "Content-Type: text/plain\n\n");
  g_autoptr(AnserLetter) letter = NULL;

  append_times (text, "0123456789abcdef 0123456789abcdef 0123456789abcdef\n", 100000);
  letter = read_in_time (text);
  g_assert_cmpuint (strlen (anser_letter_get_text (letter)), <=, 2 * 1024 * 1024);
  g_assert_nonnull (anser_letter_get_notices (letter)[0]);
  g_assert_cmpint (anser_part_get_size (anser_letter_get_parts (letter)->pdata[0]), ==, 5100000);
}

/* Cut anywhere and with any octet changed, each letter can still be read. */
static void
test_cut_and_changed (void)
{
  static const char *const files[] = { "related.eml", "name-2231-pieces.eml", "rfc822.eml",
                                       "word-quoted.eml", "html-only.eml", "base64-junk.eml" };
  g_autoptr(GRand) random = g_rand_new_with_seed (1);

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (g_getenv ("ANSER_TEST_SOURCE"), "tests", "data",
                                                "message", files[i], NULL);
      g_autofree char *data = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &data, &length, NULL));
      for (gsize cut = 0; cut < length; cut += 3)
        {
          g_autofree char *changed = g_memdup2 (data, length);
          g_autoptr(GBytes) short_bytes = g_bytes_new (data, cut);
          g_autoptr(GBytes) bytes = NULL;
          g_autoptr(AnserLetter) cut_letter = test_read_bytes (short_bytes);
          g_autoptr(AnserLetter) letter = NULL;

          changed[cut] = g_rand_int_range (random, 0, 256);
          bytes = g_bytes_new (changed, length);
          letter = test_read_bytes (bytes);
          g_assert_true (g_utf8_validate (anser_letter_get_text (letter), -1, NULL));
          g_assert_true (g_utf8_validate (anser_letter_get_text (cut_letter), -1, NULL));
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/hostile/nested", test_nested);
  g_test_add_func ("/message/hostile/nested-little", test_nested_little);
  g_test_add_func ("/message/hostile/nested-much", test_nested_much);
  g_test_add_func ("/message/hostile/endless-tag", test_endless_tag);
  g_test_add_func ("/message/hostile/letters-inside-letters", test_letters_inside_letters);
  g_test_add_func ("/message/hostile/parts", test_parts);
  g_test_add_func ("/message/hostile/headers", test_headers);
  g_test_add_func ("/message/hostile/html", test_html);
  g_test_add_func ("/message/hostile/long-text", test_long_text);
  g_test_add_func ("/message/hostile/cut-and-changed", test_cut_and_changed);
  return g_test_run ();
}
