/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters for servers that take 7 bits only: what is signed stays as it is, octet by octet. */

#include "message/letter.h"
#include "message/seven-bit.h"

#include <string.h>

static char *
convert (const char     *text,
         gssize          length,
         AnserTextCount *count)
{
  g_autoptr (GInputStream) letter = g_memory_input_stream_new_from_data (text, length, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) result = anser_seven_bit_convert (letter, count, NULL, &error);
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();

  g_assert_no_error (error);
  g_output_stream_splice (out, result, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_seekable_can_seek (G_SEEKABLE (result)));

  return g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (out)),
                    g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (out)));
}

static void
assert_has (const char *text,
            const char *piece)
{
  if (strstr (text, piece) == NULL)
    g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, piece));
}

static void
test_text (void)
{
  AnserTextCount count;
  g_autofree char *result =
    convert ("From: a@example.org\nX-Folded: one\n two\nSubject: x\nMIME-Version: 1.0\n"
             "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
             "A long line of text in which there is just one \xc3\xa9 among the other letters.\n"
             "From here on, = and all\n", -1, &count);

  g_assert_false (count.eight_bit);
  assert_has (result, "X-Folded: one\n two\n");
  assert_has (result, "Content-Transfer-Encoding: quoted-printable\n");
  assert_has (result, "one =C3=A9 among");
  assert_has (result, ", =3D and all\n");
  g_assert_null (strstr (result, "8bit"));
}

/* CR LF is the line end of a text, not a part of it. */
static void
test_crlf (void)
{
  AnserTextCount count;
  g_autofree char *result =
    convert ("Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
             "caf\xc3\xa9 and a lot of other words, so that most of it stays\r\nend\r\n", -1, &count);

  g_assert_false (count.eight_bit);
  assert_has (result, "caf=C3=A9");
  g_assert_null (strstr (result, "=0D"));
}

static void
test_mostly_not_ascii (void)
{
  AnserTextCount count;
  g_autofree char *result = convert ("Subject: x\nContent-Type: text/plain; charset=utf-8\n\n"
                                     "\xe9\x82\xae\xe4\xbb\xb6\n", -1, &count);

  g_assert_false (count.eight_bit);
  assert_has (result, "base64");
  /* With CR LF inside, as base64 of text has it. */
  assert_has (result, "6YKu5Lu2DQo=");
}

/* S16: the same for lines that are too long, and for NUL (S15). */
static void
test_long_line (void)
{
  g_autofree char *line = g_strnfill (5000, 'y');
  g_autofree char *letter = g_strdup_printf ("Subject: x\n\n%s\n", line);
  AnserTextCount count;
  g_autofree char *result = convert (letter, -1, &count);
  g_autofree char *other = convert ("Subject: x\n\na\0b\n", 16, &count);

  assert_has (result, "quoted-printable");
  g_assert_false (count.long_lines);
  assert_has (other, "base64");
}

#define SIGNED "Content-Type: multipart/signed; boundary=s; protocol=\"application/pgp-signature\"\n\n" \
  "--s\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n" \
  "x-odd :  caf\xc3\xa9\n\nsigned \xc3\xa9  \n\n" \
  "--s\nContent-Type: application/pgp-signature\n\nsignature\n--s--\n"

/* A signed part stays, octet by octet; its neighbour does not. */
static void
test_signed (void)
{
  AnserTextCount count;
  g_autofree char *result =
    convert ("Subject: x\nContent-Type: multipart/mixed; boundary=m\nContent-Transfer-Encoding: 8bit\n\n"
             "--m\n" SIGNED "\n--m\nContent-Type: text/plain; charset=utf-8\n\n"
             "a footer with one \xc3\xa9 that nobody signed\n--m--\n", -1, &count);

  g_assert_true (count.eight_bit);
  assert_has (result, SIGNED);
  assert_has (result, "one =C3=A9 that");
}

static void
test_attached_letter (void)
{
  AnserTextCount count;
  g_autofree char *result =
    convert ("Subject: x\nContent-Type: multipart/mixed; boundary=m\n\n"
             "--m\nContent-Type: message/rfc822\nContent-Transfer-Encoding: 8bit\n\n"
             "Subject: inner\nContent-Type: text/plain; charset=utf-8\n"
             "Content-Transfer-Encoding: 8bit\n\nan inner text with one \xc3\xa9 in it\n--m\n"
             "Content-Type: application/octet-stream\n\n\x80\x81\n--m--\n", -1, &count);

  g_assert_false (count.eight_bit);
  assert_has (result, "Content-Transfer-Encoding: 7bit\n\nSubject: inner\n");
  assert_has (result, "one =C3=A9 in");
  assert_has (result, "base64\n\ngIE");
  g_assert_null (strstr (result, "8bit"));
}

/* What needs nothing is not touched. */
static void
test_untouched (void)
{
  static const char letter[] =
    "Subject:  odd   spaces\nx-LOWER: 1\nContent-type: multipart/mixed; boundary=\"b b\"\n\npreface\n"
    "--b b\nContent-Type: text/plain\n\nplain\n\n--b b\nContent-Transfer-Encoding: base64\n\n"
    "aGVsbG8=\n--b b--\nepilogue\n";
  AnserTextCount count;
  g_autofree char *result = convert (letter, -1, &count);

  g_assert_cmpstr (result, ==, letter);
}

static void
test_count (void)
{
  AnserTextCount count = { 0 };

  anser_text_count_add (&count, "a\r", 2);
  anser_text_count_add (&count, "\nb\nc", 4);
  anser_text_count_end (&count);
  g_assert_cmpint (count.size, ==, 9);
  g_assert_false (count.eight_bit || count.long_lines);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/message/seven-bit/text", test_text);
  g_test_add_func ("/message/seven-bit/crlf", test_crlf);
  g_test_add_func ("/message/seven-bit/mostly-not-ascii", test_mostly_not_ascii);
  g_test_add_func ("/message/seven-bit/s16-long-line", test_long_line);
  g_test_add_func ("/message/seven-bit/signed", test_signed);
  g_test_add_func ("/message/seven-bit/attached-letter", test_attached_letter);
  g_test_add_func ("/message/seven-bit/untouched", test_untouched);
  g_test_add_func ("/message/seven-bit/count", test_count);

  return g_test_run ();
}
