/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/wire-input.h"

#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

/* The streams below and above TLS, over a pipe: the same bytes come out, whatever was asked for. */

typedef struct
{
  int           writer;
  GIOStream    *base;
  GIOStream    *wrapped;
  GInputStream *input;
} Pipe;

static void
pipe_set_up (Pipe          *self,
             gconstpointer  data)
{
  g_autoptr (GInputStream) input = NULL;
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  int ends[2];

  g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, NULL));
  self->writer = ends[1];
  input = g_unix_input_stream_new (ends[0], TRUE);
  self->base = g_simple_io_stream_new (input, output);
  self->wrapped = anser_read_ahead_wrap (self->base);
  self->input = anser_whole_reads_new (g_io_stream_get_input_stream (self->wrapped), TRUE);
}

static void
pipe_tear_down (Pipe          *self,
                gconstpointer  data)
{
  g_object_unref (self->input);
  g_object_unref (self->wrapped);
  g_object_unref (self->base);
  if (self->writer >= 0)
    close (self->writer);
}

static gssize
read_now (Pipe    *self,
          char    *buffer,
          gsize    count,
          GError **error)
{
  return g_input_stream_read (self->input, buffer, count, NULL, error);
}

static gboolean
has_more (Pipe *self)
{
  return anser_whole_reads_has_more (ANSER_WHOLE_READS (self->input));
}

static GPollableInputStream *
get_read_ahead (Pipe *self)
{
  return G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->wrapped));
}

static gboolean
on_readable (GObject *stream,
             gpointer called)
{
  *(gboolean *) called = TRUE;
  return G_SOURCE_REMOVE;
}

/* Does a source on the stream below TLS fire without anything happening? */
static gboolean
fires (Pipe *self)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSource) source =
    g_pollable_input_stream_create_source (get_read_ahead (self), NULL);
  gboolean called = FALSE;

  g_source_set_callback (source, G_SOURCE_FUNC (on_readable), &called, NULL);
  g_source_attach (source, context);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_source_destroy (source);

  return called;
}

static void
test_sizes (Pipe          *self,
            gconstpointer  data)
{
  gsize counts[] = { 1, 5, 4096, 30000 };
  char buffer[30000];
  guint8 next = 0;

  for (unsigned i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autoptr (GError) error = NULL;
      gsize total = 0;
      char text[30000];

      for (gsize k = 0; k < sizeof text; k++)
        text[k] = (char) (next + k);
      g_assert_cmpint (write (self->writer, text, sizeof text), ==, sizeof text);
      while (total < sizeof text)
        {
          gssize n = read_now (self, buffer, counts[i], &error);

          g_assert_no_error (error);
          g_assert_cmpint (n, >, 0);
          for (gssize k = 0; k < n; k++)
            g_assert_cmpint ((guint8) buffer[k], ==, (guint8) (next + total + k));
          total += n;
        }
      next += sizeof text;
    }
}

/* What was read ahead is no longer in the socket: the source fires all the same. */
static void
test_sources (Pipe          *self,
              gconstpointer  data)
{
  GPollableInputStream *read_ahead = get_read_ahead (self);
  char buffer[8];

  g_assert_false (fires (self));
  g_assert_cmpint (write (self->writer, "abcd", 4), ==, 4);
  g_assert_true (fires (self));
  g_assert_cmpint (g_input_stream_read (G_INPUT_STREAM (read_ahead), buffer, 2, NULL, NULL), ==, 2);
  g_assert_true (g_pollable_input_stream_is_readable (read_ahead));
  g_assert_true (fires (self));
  g_assert_cmpint (read_now (self, buffer, 8, NULL), ==, 2);
  g_assert_cmpmem (buffer, 2, "cd", 2);
  g_assert_false (g_pollable_input_stream_is_readable (read_ahead));
  g_assert_false (fires (self));
}

/* TLS does not tell of what it holds decrypted: it is asked at the beginning, and again after a read
 * that was cut. */
static void
test_cut (Pipe          *self,
          gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  char buffer[4];

  g_assert_true (has_more (self));
  g_assert_cmpint (write (self->writer, "abc", 3), ==, 3);
  g_assert_cmpint (read_now (self, buffer, 3, NULL), ==, 3);
  g_assert_true (has_more (self));

  g_assert_cmpint (read_now (self, buffer, 3, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  g_assert_false (has_more (self));
}

static gssize
read_ahead_now (Pipe    *self,
                char    *buffer,
                gsize    count,
                GError **error)
{
  return g_pollable_input_stream_read_nonblocking (get_read_ahead (self), buffer, count, NULL,
                                                   error);
}

/* The system is not asked for what comes behind a reply; what has come all the same is there for
 * the source, and for the next read. Behind more than a reply it is asked. */
static void
test_reply (Pipe          *self,
            gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  char buffer[2000] = "";

  g_assert_cmpint (write (self->writer, "ab", 2), ==, 2);
  g_assert_cmpint (read_ahead_now (self, buffer, 8, NULL), ==, 2);
  g_assert_cmpint (write (self->writer, "cd", 2), ==, 2);
  g_assert_cmpint (read_ahead_now (self, buffer, 8, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  g_assert_true (fires (self));
  g_assert_cmpint (read_ahead_now (self, buffer, 8, NULL), ==, 2);
  g_assert_cmpmem (buffer, 2, "cd", 2);

  g_assert_cmpint (read_ahead_now (self, buffer, 8, NULL), ==, -1);
  g_assert_cmpint (write (self->writer, buffer, sizeof buffer), ==, sizeof buffer);
  g_assert_cmpint (read_ahead_now (self, buffer, sizeof buffer, NULL), ==, sizeof buffer);
  g_assert_cmpint (write (self->writer, "e", 1), ==, 1);
  g_assert_cmpint (read_ahead_now (self, buffer, 8, NULL), ==, 1);
}

/* Without TLS each read is one of the socket, which tells itself when there is more. */
static void
test_socket (Pipe          *self,
             gconstpointer  data)
{
  g_autoptr (GInputStream) input =
    anser_whole_reads_new (g_io_stream_get_input_stream (self->base), FALSE);
  g_autoptr (GError) error = NULL;
  char buffer[4];

  g_assert_false (anser_whole_reads_has_more (ANSER_WHOLE_READS (input)));
  g_assert_cmpint (g_input_stream_read (input, buffer, 3, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  g_assert_cmpint (write (self->writer, "ab", 2), ==, 2);
  g_assert_cmpint (g_input_stream_read (input, buffer, 4, NULL, NULL), ==, 2);
  g_assert_false (anser_whole_reads_has_more (ANSER_WHOLE_READS (input)));
}

/* The end comes once, behind the last bytes, and again whenever it is asked for. */
static void
test_end (Pipe          *self,
          gconstpointer  data)
{
  char buffer[8];

  g_assert_cmpint (write (self->writer, "ab", 2), ==, 2);
  close (self->writer);
  self->writer = -1;
  g_assert_cmpint (g_input_stream_read (self->input, buffer, 1, NULL, NULL), ==, 1);
  g_assert_cmpint (read_now (self, buffer, 8, NULL), ==, 1);
  g_assert_cmpint (read_now (self, buffer, 8, NULL), ==, 0);
  g_assert_cmpint (read_now (self, buffer, 8, NULL), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/wire-input/sizes", Pipe, NULL, pipe_set_up, test_sizes, pipe_tear_down);
  g_test_add ("/wire-input/sources", Pipe, NULL, pipe_set_up, test_sources, pipe_tear_down);
  g_test_add ("/wire-input/cut", Pipe, NULL, pipe_set_up, test_cut, pipe_tear_down);
  g_test_add ("/wire-input/reply", Pipe, NULL, pipe_set_up, test_reply, pipe_tear_down);
  g_test_add ("/wire-input/socket", Pipe, NULL, pipe_set_up, test_socket, pipe_tear_down);
  g_test_add ("/wire-input/end", Pipe, NULL, pipe_set_up, test_end, pipe_tear_down);

  return g_test_run ();
}
