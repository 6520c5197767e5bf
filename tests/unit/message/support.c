/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support.h"

#include <string.h>

AnserLetter *
test_open_letter (const char *name)
{
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;
  AnserLetter *letter;

  path = g_build_filename (g_getenv ("ANSER_TEST_SOURCE"), "tests", "data", "message", name, NULL);
  letter = anser_letter_new_for_path (path, &error);
  g_assert_no_error (error);
  g_assert_nonnull (letter);
  return letter;
}

AnserLetter *
test_read_bytes (GBytes *bytes)
{
  AnserLetter *letter = anser_letter_new_for_bytes (bytes);

  g_assert_nonnull (letter);
  return letter;
}

AnserLetter *
test_read_text (const char *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

  return test_read_bytes (bytes);
}

GPtrArray *
test_addresses (const char *text)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *addresses = anser_addresses_parse (text, &error);

  g_assert_no_error (error);
  return addresses;
}

GBytes *
test_build (AnserDraft *draft,
            gboolean    with_bcc)
{
  g_autoptr(GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr(GError) error = NULL;
  gboolean written = anser_draft_write (draft, with_bcc, stream, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (written);
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
}

AnserLetter *
test_round_trip (AnserDraft *draft,
                 gboolean    with_bcc)
{
  g_autoptr(GBytes) bytes = test_build (draft, with_bcc);

  return test_read_bytes (bytes);
}

void
test_assert_bytes (AnserPart  *part,
                   const void *data,
                   gsize       length)
{
  g_autoptr(GBytes) bytes = anser_part_get_bytes (part);

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), data, length);
  g_assert_cmpint (anser_part_get_size (part), ==, length);
}
