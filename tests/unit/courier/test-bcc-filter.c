/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "courier/bcc-filter.h"

#include <string.h>

/* A stream that gives @step bytes a read. */
typedef struct
{
  GFilterInputStream parent_instance;

  gsize              step;
} Trickle;

typedef GFilterInputStreamClass TrickleClass;

GType trickle_get_type (void);

G_DEFINE_TYPE (Trickle, trickle, G_TYPE_FILTER_INPUT_STREAM)

static gssize
trickle_read (GInputStream  *stream,
              void          *buffer,
              gsize          count,
              GCancellable  *cancellable,
              GError       **error)
{
  GInputStream *base = g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (stream));

  return g_input_stream_read (base, buffer, MIN (count, ((Trickle *) stream)->step), cancellable,
                              error);
}

static void
trickle_class_init (TrickleClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = trickle_read;
}

static void
trickle_init (Trickle *self)
{
}

static char *
filter (const char *text,
        gsize       step,
        gsize       buffer_size)
{
  g_autoptr (GInputStream) memory = g_memory_input_stream_new_from_data (text, -1, NULL);
  g_autoptr (GInputStream) trickle = g_object_new (trickle_get_type (), "base-stream", memory,
                                                   NULL);
  g_autoptr (GInputStream) stream = anser_bcc_filter_new (trickle);
  g_autofree char *buffer = g_malloc (buffer_size);
  GString *out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gssize n;

  ((Trickle *) trickle)->step = step;
  while ((n = g_input_stream_read (stream, buffer, buffer_size, NULL, &error)) > 0)
    g_string_append_len (out, buffer, n);
  g_assert_no_error (error);
  g_assert_true (g_input_stream_close (stream, NULL, NULL));
  g_assert_true (g_input_stream_is_closed (trickle));

  return g_string_free (out, FALSE);
}

static const struct
{
  const char *name;
  const char *in;
  const char *out;
} cases[] = {
  { "none", "From: a\nTo: b\n\nBcc: in the text\n", "From: a\nTo: b\n\nBcc: in the text\n" },
  { "simple", "From: a\nBcc: c\nTo: b\n\nText\n", "From: a\nTo: b\n\nText\n" },
  { "first", "Bcc: c\nTo: b\n\nText\n", "To: b\n\nText\n" },
  { "last", "To: b\nBcc: c\n\nText\n", "To: b\n\nText\n" },
  { "only", "Bcc: c\n\nText\n", "\nText\n" },
  { "crlf", "From: a\r\nBcc: c\r\nTo: b\r\n\r\nBcc: x\r\n", "From: a\r\nTo: b\r\n\r\nBcc: x\r\n" },
  { "folded", "To: b\nBcc: c,\n d,\n\te\nCc: f,\n g\n\nText\n", "To: b\nCc: f,\n g\n\nText\n" },
  { "folded-crlf", "To: b\r\nBcc:\r\n c\r\n \r\n d\r\nCc: f\r\n\r\n", "To: b\r\nCc: f\r\n\r\n" },
  { "case", "BCC: c\nbCc: d\nTo: b\n\n", "To: b\n\n" },
  { "spaces", "Bcc \t : c\nTo: b\n\n", "To: b\n\n" },
  { "resent", "Resent-To: x\nResent-Bcc: c,\n d\nTo: b\n\n", "Resent-To: x\nTo: b\n\n" },
  { "twice", "Bcc: c\nBcc: d\n e\nTo: b\n\n", "To: b\n\n" },
  { "alike", "Bccc: c\nB: d\nBc: e\nX-Bcc: f\nResent-Bccs: g\n\n",
    "Bccc: c\nB: d\nBc: e\nX-Bcc: f\nResent-Bccs: g\n\n" },
  { "folded-other", "Subject: one\n Bcc: two\n\nText\n", "Subject: one\n Bcc: two\n\nText\n" },
  { "no-colon", "Bcc\nBcc c\nTo: b\n\n", "Bcc\nBcc c\nTo: b\n\n" },
  { "no-text", "To: b\nBcc: c", "To: b\n" },
  { "half-name", "To: b\nBc", "To: b\nBc" },
  { "lone-cr", "To: b\n\rBcc: x\nBcc: c\n\n", "To: b\n\rBcc: x\n\n" },
  { "empty", "", "" },
  { "no-header", "\nBcc: c\n", "\nBcc: c\n" },
};

/* Every case in every size of chunk on both sides. */
static void
test_case (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);

  for (gsize step = 1; step <= MAX (strlen (cases[i].in), 1); step++)
    {
      g_autofree char *bytewise = filter (cases[i].in, step, 1);
      g_autofree char *whole = filter (cases[i].in, step, 4096);

      g_assert_cmpstr (bytewise, ==, cases[i].out);
      g_assert_cmpstr (whole, ==, cases[i].out);
    }
}

/* Nonsense between name and colon gives no recipient away. */
static void
test_endless_name (void)
{
  g_autofree char *spaces = g_strnfill (100000, ' ');
  g_autofree char *text = g_strconcat ("To: b\nBcc", spaces, ": c\nCc: d\n\n", NULL);
  g_autofree char *out = filter (text, 4096, 4096);

  g_assert_cmpstr (out, ==, "To: b\nCc: d\n\n");
}

static void
test_large (void)
{
  GString *text = g_string_new ("To: b\nBcc: c\n\n");
  g_autofree char *whole = NULL;
  g_autofree char *out = NULL;

  for (unsigned i = 0; i < 20000; i++)
    g_string_append_printf (text, "line %u\nBcc: x\n", i);
  whole = g_string_free (text, FALSE);
  out = filter (whole, 100000, 1000);
  g_assert_cmpuint (strlen (out), ==, strlen (whole) - strlen ("Bcc: c\n"));
  g_assert_cmpstr (out + strlen ("To: b\n"), ==, whole + strlen ("To: b\nBcc: c\n"));
}

static char *
read_all (GInputStream  *stream,
          GError       **error)
{
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();

  if (g_output_stream_splice (out, stream, G_OUTPUT_STREAM_SPLICE_NONE, NULL, error) < 0)
    return NULL;
  return g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (out)),
                    g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (out)));
}

/* A letter that goes out in several transactions is read as often (S12). */
static void
test_rewind (void)
{
  g_autoptr (GInputStream) memory =
    g_memory_input_stream_new_from_data ("To: b\nBcc: c\n\nText\n", -1, NULL);
  g_autoptr (GInputStream) stream = anser_bcc_filter_new (memory);

  for (unsigned i = 0; i < 3; i++)
    {
      g_autofree char *out = read_all (stream, NULL);

      g_assert_cmpstr (out, ==, "To: b\n\nText\n");
      g_assert_cmpint (g_seekable_tell (G_SEEKABLE (stream)), ==, strlen (out));
      g_assert_true (g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, NULL, NULL));
    }
  g_assert_false (g_seekable_seek (G_SEEKABLE (stream), 1, G_SEEK_SET, NULL, NULL));
}

/* Shorter or longer than it was when it was counted: never sent as if it were whole. */
static void
test_changed (void)
{
  const goffset lengths[] = { 11, 13 };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GInputStream) memory =
        g_memory_input_stream_new_from_data ("To: b\n\nText\n", -1, NULL);
      g_autoptr (GInputStream) stream = anser_bcc_filter_new (memory);
      g_autoptr (GError) error = NULL;

      anser_bcc_filter_expect (ANSER_BCC_FILTER (stream), lengths[i]);
      g_assert_null (read_all (stream, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/bcc-filter/", cases[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/bcc-filter/endless-name", test_endless_name);
  g_test_add_func ("/bcc-filter/large", test_large);
  g_test_add_func ("/bcc-filter/s12-rewind", test_rewind);
  g_test_add_func ("/bcc-filter/changed", test_changed);

  return g_test_run ();
}
