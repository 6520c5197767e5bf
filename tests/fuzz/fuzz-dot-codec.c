/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stuffed and unstuffed, bytes come back with CR LF line ends, however they are cut. */
#include "fuzz.h"

#include <string.h>

#include "engine/dot-codec.h"

static GByteArray *
normalise (const FuzzInput *input)
{
  GByteArray *out = g_byte_array_new ();

  for (gsize i = 0; i < input->length; i++)
    {
      char c = input->data[i];

      if (c == '\r' && i + 1 < input->length && input->data[i + 1] == '\n')
        i++;
      if (c == '\r' || c == '\n')
        g_byte_array_append (out, (const guint8 *) "\r\n", 2);
      else
        g_byte_array_append (out, (const guint8 *) &c, 1);
    }
  if (out->len > 0 && out->data[out->len - 1] != '\n')
    g_byte_array_append (out, (const guint8 *) "\r\n", 2);
  return out;
}

/* The runs of a piece, up to the end of the message. */
static gsize
unstuff_piece (AnserDotUnstuffer *unstuffer,
               const char        *piece,
               gsize              length,
               GByteArray        *out,
               gboolean          *complete)
{
  gsize read = 0;

  while (read < length && !*complete)
    {
      const char *run;
      gsize n_run;
      gsize n = anser_dot_unstuffer_next (unstuffer, piece + read, length - read, &run, &n_run,
                                          complete);

      FUZZ_CHECK (n > 0 || n_run > 0);
      g_byte_array_append (out, (const guint8 *) run, n_run);
      read += n;
    }
  return read;
}

static GByteArray *
unstuff (FuzzInput  *input,
         gboolean   *complete,
         gsize      *used)
{
  AnserDotUnstuffer unstuffer = { .lf_only = input->head[0] & 1 };
  GByteArray *out = g_byte_array_new ();
  const char *piece;
  gsize length;

  *complete = FALSE;
  *used = 0;
  input->position = 0;
  while (!*complete && (piece = fuzz_input_next (input, &length)) != NULL)
    {
      gsize read = unstuff_piece (&unstuffer, piece, length, out, complete);

      FUZZ_CHECK (read <= length);
      FUZZ_CHECK (*complete || read == length);
      *used += read;
    }
  return out;
}

/* Any bytes at all, in pieces and whole. */
static void
check_cuts (const FuzzInput *input)
{
  FuzzInput cut = *input;
  FuzzInput whole = *input;
  gboolean complete[2];
  gsize used[2];
  g_autoptr(GByteArray) a = NULL;
  g_autoptr(GByteArray) b = NULL;

  memset (whole.head + 2, 0, 4);
  a = unstuff (&cut, &complete[0], &used[0]);
  b = unstuff (&whole, &complete[1], &used[1]);
  FUZZ_CHECK (complete[0] == complete[1] && used[0] == used[1] && a->len == b->len);
  FUZZ_CHECK (a->len == 0 || memcmp (a->data, b->data, a->len) == 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  FuzzInput input, stuffed;
  AnserDotStuffer stuffer = { 0 };
  g_autoptr(GByteArray) wire = g_byte_array_new ();
  g_autoptr(GByteArray) expected = NULL;
  g_autoptr(GByteArray) back = NULL;
  const char *piece;
  gsize length, used;
  gboolean complete;

  fuzz_input_init (&input, data, size);
  check_cuts (&input);

  expected = normalise (&input);
  while ((piece = fuzz_input_next (&input, &length)) != NULL)
    anser_dot_stuffer_feed (&stuffer, piece, length, wire);
  anser_dot_stuffer_finish (&stuffer, wire);

  stuffed = input;
  stuffed.head[0] = 0;
  stuffed.data = (const char *) wire->data;
  stuffed.length = wire->len;
  back = unstuff (&stuffed, &complete, &used);
  FUZZ_CHECK (complete && used == wire->len && back->len == expected->len);
  FUZZ_CHECK (back->len == 0 || memcmp (back->data, expected->data, back->len) == 0);
  return 0;
}
