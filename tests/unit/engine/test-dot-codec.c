/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/dot-codec.h"

#include <string.h>

/* Each case whole, one byte at a time, and cut in two at every point: the result is the same. */

typedef struct
{
  const char *name;
  const char *in;
  gsize       in_length;
  const char *out;
  gsize       out_length;
  /* Unstuffing: bytes that belong to the message; -1 where its end is missing. */
  int         used;
  gboolean    lf_only;
} Case;

#define BYTES(literal) literal, sizeof literal - 1

static const Case stuff_cases[] = {
  { "empty", BYTES (""), BYTES (".\r\n") },
  { "plain", BYTES ("a\r\nb\r\n"), BYTES ("a\r\nb\r\n.\r\n") },
  { "no-final-newline", BYTES ("a"), BYTES ("a\r\n.\r\n") },
  { "bare-lf", BYTES ("a\nb\n"), BYTES ("a\r\nb\r\n.\r\n") },
  { "bare-cr", BYTES ("a\rb"), BYTES ("a\r\nb\r\n.\r\n") },
  { "final-cr", BYTES ("a\r"), BYTES ("a\r\n.\r\n") },
  { "cr-cr-lf", BYTES ("a\r\r\nb"), BYTES ("a\r\n\r\nb\r\n.\r\n") },
  { "dot-line", BYTES (".\r\n"), BYTES ("..\r\n.\r\n") },
  { "dot-after-lf", BYTES ("a\n.\n.b"), BYTES ("a\r\n..\r\n..b\r\n.\r\n") },
  { "dot-after-cr", BYTES ("a\r.\r\r."), BYTES ("a\r\n..\r\n\r\n..\r\n.\r\n") },
  { "dot-in-line", BYTES ("a.b.\r\n"), BYTES ("a.b.\r\n.\r\n") },
  { "two-dots", BYTES ("..\r\n"), BYTES ("...\r\n.\r\n") },
  { "smuggling", BYTES ("a\n.\r\nMAIL FROM:<x>"), BYTES ("a\r\n..\r\nMAIL FROM:<x>\r\n.\r\n") },
  { "nul", BYTES ("a\0b\r\n"), BYTES ("a\0b\r\n.\r\n") },
};

static const Case unstuff_cases[] = {
  { "empty", BYTES (".\r\n"), BYTES (""), 3 },
  { "plain", BYTES ("a\r\nb\r\n.\r\n"), BYTES ("a\r\nb\r\n"), 9 },
  { "rest", BYTES ("a\r\n.\r\n+OK\r\n"), BYTES ("a\r\n"), 6 },
  { "stuffed", BYTES ("..\r\n..a\r\n.\r\n"), BYTES (".\r\n.a\r\n"), 12 },
  { "unstuffed-server", BYTES (".a\r\n.\r\n"), BYTES ("a\r\n"), 7 },
  { "dot-after-bare-lf", BYTES ("a\n.\r\n.\r\n"), BYTES ("a\n.\r\n"), 8 },
  { "dot-after-bare-cr", BYTES ("a\r.\r\n.\r\n"), BYTES ("a\r.\r\n"), 8 },
  { "dot-lf", BYTES ("a\r\n.\nb\r\n.\r\n"), BYTES ("a\r\n\nb\r\n"), 11 },
  { "dot-cr-cr-lf", BYTES ("a\r\n.\r\r\n.\r\n"), BYTES ("a\r\n\r\r\n"), 10 },
  { "dot-cr-a", BYTES (".\ra\r\n.\r\n"), BYTES ("\ra\r\n"), 8 },
  { "cr-cr-lf-dot", BYTES ("a\r\r\n.\r\n"), BYTES ("a\r\r\n"), 7 },
  { "nul", BYTES ("\0\r\n.\r\n"), BYTES ("\0\r\n"), 6 },
  { "missing", BYTES ("a\r\n."), BYTES ("a\r\n"), -1 },
  { "missing-cr", BYTES ("a\r"), BYTES ("a\r"), -1 },
  { "lf-plain", BYTES ("a\nb\n.\n+OK\n"), BYTES ("a\nb\n"), 6, TRUE },
  { "lf-stuffed", BYTES ("..\n..a\n.\n"), BYTES (".\n.a\n"), 9, TRUE },
  { "lf-cr-is-data", BYTES ("a\r\n.\r\n.\n"), BYTES ("a\r\n\r\n"), 8, TRUE },
  { "lf-missing", BYTES ("a\n."), BYTES ("a\n"), -1, TRUE },
};

static void
stuff (const Case *test,
       gsize       first,
       gsize       piece)
{
  g_autoptr(GByteArray) out = g_byte_array_new ();
  AnserDotStuffer stuffer = { 0 };

  anser_dot_stuffer_feed (&stuffer, test->in, first, out);
  for (gsize i = first; i < test->in_length; i += piece)
    anser_dot_stuffer_feed (&stuffer, test->in + i, MIN (piece, test->in_length - i), out);
  anser_dot_stuffer_finish (&stuffer, out);

  g_assert_cmpmem (out->data, out->len, test->out, test->out_length);
}

static void
test_stuff (gconstpointer data)
{
  const Case *test = data;

  stuff (test, 0, 1);
  for (gsize first = 0; first <= test->in_length; first++)
    stuff (test, first, G_MAXSIZE / 2);
}

/* All runs of @data up to the end of the message. Returns the number of bytes read. */
static gsize
unstuff_all (AnserDotUnstuffer *unstuffer,
             const char        *data,
             gsize              length,
             GByteArray        *out,
             gboolean          *complete)
{
  gsize n_read = 0;

  *complete = FALSE;
  while (n_read < length && !*complete)
    {
      const char *run;
      gsize n_run;
      gsize n = anser_dot_unstuffer_next (unstuffer, data + n_read, length - n_read, &run, &n_run,
                                          complete);

      g_assert_true (n > 0 || n_run > 0);
      g_byte_array_append (out, (const guint8 *) run, n_run);
      n_read += n;
    }
  return n_read;
}

/* Feeds in pieces, as bytes arrive; what is behind the end is never shown. */
static void
unstuff (const Case *test,
         gsize       first,
         gsize       piece)
{
  g_autoptr(GByteArray) out = g_byte_array_new ();
  AnserDotUnstuffer unstuffer = { .lf_only = test->lf_only };
  gboolean complete = FALSE;
  gsize used = 0;
  gsize length = first;

  for (gsize i = 0; i < test->in_length && !complete; i += length, length = piece)
    {
      gsize n;

      length = MIN (length, test->in_length - i);
      n = unstuff_all (&unstuffer, test->in + i, length, out, &complete);
      g_assert_true (complete || n == length);
      used += n;
    }

  g_assert_cmpint (complete ? (int) used : -1, ==, test->used);
  g_assert_cmpmem (out->data, out->len, test->out, test->out_length);
}

static void
test_unstuff (gconstpointer data)
{
  const Case *test = data;

  unstuff (test, 0, 1);
  for (gsize first = 0; first <= test->in_length; first++)
    unstuff (test, first, G_MAXSIZE / 2);
}

static void
test_round_trip (void)
{
  static const char alphabet[] = { '.', '\r', '\n', 'a' };
  g_autoptr(GRand) random = g_rand_new_with_seed (20261124);

  for (int round = 0; round < 2000; round++)
    {
      g_autoptr(GByteArray) stuffed = g_byte_array_new ();
      g_autoptr(GByteArray) again = g_byte_array_new ();
      g_autoptr(GByteArray) back = g_byte_array_new ();
      AnserDotStuffer stuffer = { 0 };
      AnserDotUnstuffer unstuffer = { 0 };
      gboolean complete;
      char letter[24];

      for (gsize i = 0; i < sizeof letter; i++)
        letter[i] = alphabet[g_rand_int_range (random, 0, sizeof alphabet)];

      anser_dot_stuffer_feed (&stuffer, letter, sizeof letter, stuffed);
      anser_dot_stuffer_finish (&stuffer, stuffed);
      g_assert_cmpuint (unstuff_all (&unstuffer, (char *) stuffed->data, stuffed->len, back,
                                     &complete), ==, stuffed->len);
      g_assert_true (complete);

      /* What comes back has only CR LF, so stuffing it again changes nothing. */
      anser_dot_stuffer_feed (&stuffer, (char *) back->data, back->len, again);
      anser_dot_stuffer_finish (&stuffer, again);
      g_assert_cmpmem (again->data, again->len, stuffed->data, stuffed->len);
    }
}

/* Mostly text, so that whole blocks of it are taken at once, and what matters at any place in or
 * between them. */
static gsize
make_text (GRand *random,
           char  *text,
           gsize  size)
{
  static const char * const bits[] = { "\r\n", "\r\n", "\n", "\r", "\r\n.", "\n.", "." };
  gsize length = g_rand_int_range (random, 0, size);
  unsigned n_bits = g_rand_int_range (random, 0, 8);

  memset (text, 'a', length);
  for (unsigned i = 0; i < n_bits && length > 3; i++)
    {
      const char *bit = bits[g_rand_int_range (random, 0, G_N_ELEMENTS (bits))];

      memcpy (text + g_rand_int_range (random, 0, length - 3), bit, strlen (bit));
    }
  return length;
}

/* Blocks give what single bytes give. */
static void
test_blocks (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (20261127);

  for (int round = 0; round < 4000; round++)
    {
      g_autoptr(GByteArray) whole = g_byte_array_new ();
      g_autoptr(GByteArray) bytes = g_byte_array_new ();
      AnserDotStuffer stuffers[2] = { 0 };
      AnserDotUnstuffer unstuffers[2] = { 0 };
      gboolean ends[2] = { FALSE, FALSE };
      char text[700];
      gsize length = make_text (random, text, sizeof text);

      anser_dot_stuffer_feed (&stuffers[0], text, length, whole);
      for (gsize i = 0; i < length; i++)
        anser_dot_stuffer_feed (&stuffers[1], text + i, 1, bytes);
      g_assert_cmpmem (whole->data, whole->len, bytes->data, bytes->len);

      g_byte_array_set_size (whole, 0);
      g_byte_array_set_size (bytes, 0);
      unstuff_all (&unstuffers[0], text, length, whole, &ends[0]);
      for (gsize i = 0; i < length && !ends[1]; i++)
        unstuff_all (&unstuffers[1], text + i, 1, bytes, &ends[1]);
      g_assert_cmpint (ends[0], ==, ends[1]);
      g_assert_cmpmem (whole->data, whole->len, bytes->data, bytes->len);
    }
}

/* After its end the unstuffer takes the next message: pipelined RETRs share one. */
static void
test_two_messages (void)
{
  static const char in[] = "a\r\n.\r\n.\r\nb\r\n.\r\n";
  g_autoptr(GByteArray) out = g_byte_array_new ();
  AnserDotUnstuffer unstuffer = { 0 };
  gboolean complete;

  g_assert_cmpuint (unstuff_all (&unstuffer, in, strlen (in), out, &complete), ==, 6);
  g_assert_true (complete);
  g_assert_cmpuint (unstuff_all (&unstuffer, in + 6, strlen (in) - 6, out, &complete), ==, 3);
  g_assert_true (complete);
  g_assert_cmpmem (out->data, out->len, "a\r\n", 3);
}

static void
add_cases (const char    *group,
           const Case    *cases,
           gsize          n_cases,
           GTestDataFunc  func)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree char *path = g_strdup_printf ("/dot-codec/%s/%s", group, cases[i].name);

      g_test_add_data_func (path, &cases[i], func);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add_cases ("stuff", stuff_cases, G_N_ELEMENTS (stuff_cases), test_stuff);
  add_cases ("unstuff", unstuff_cases, G_N_ELEMENTS (unstuff_cases), test_unstuff);
  g_test_add_func ("/dot-codec/round-trip", test_round_trip);
  g_test_add_func ("/dot-codec/blocks", test_blocks);
  g_test_add_func ("/dot-codec/two-messages", test_two_messages);

  return g_test_run ();
}
