/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/* What is read from the server, written to it, and read from the letter. */

#include "wire-private.h"

#include <glib/gi18n-lib.h>

#include "errors.h"
#include "wire-input.h"

#define CONTENT_SIZE (64 * 1024)
#define SHORT_OUTPUT (16 * 1024)

/* Microseconds. Going to sleep and being woken takes as long as a server that is near needs to
 * answer. */
#define QUICK_ANSWER 150
#define LONGEST_LOOK 100

/* A connection that breaks is the server's going; other words of the system stay as they are. */
static GError *
explain_io (AnserWire *self,
            GError    *cause)
{
  g_autoptr (GError) owned = cause;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE) ||
      g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_EOF))
    return g_error_new (ANSER_ERROR, ANSER_ERROR_CLOSED,
                        _("The mail server %s broke the connection. Nothing is lost; try again "
                          "in a few minutes."), self->server->host);

  if (!g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_prefix_error (&owned, _("The connection to %s failed: "), self->server->host);
  return g_steal_pointer (&owned);
}

void
anser_wire_set_streams (AnserWire *self,
                        GIOStream *stream)
{
  g_autoptr (GInputStream) whole = NULL;
  GInputStream *input;

  anser_wire_stop_listening (self);
  g_clear_object (&self->input);
  g_clear_object (&self->output);

  input = g_io_stream_get_input_stream (stream);
  whole = anser_whole_reads_new (input, G_IS_TLS_CONNECTION (stream));
  self->input = g_data_input_stream_new (whole);
  self->output = g_object_ref (g_io_stream_get_output_stream (stream));

  g_data_input_stream_set_newline_type (self->input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  g_buffered_input_stream_set_buffer_size (G_BUFFERED_INPUT_STREAM (self->input),
                                           ANSER_WIRE_INPUT_SIZE);
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (self->input), FALSE);
}

/* Farewell over TLS only where the conversation came to its end. */
void
anser_wire_close_streams (AnserWire *self)
{
  anser_wire_stop_listening (self);
  if (self->tls != NULL && self->error == NULL)
    g_io_stream_close (G_IO_STREAM (self->tls), NULL, NULL);
  if (self->connection != NULL)
    g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);

  g_clear_object (&self->input);
  g_clear_object (&self->output);
  g_clear_object (&self->connection);
}

/* Nothing may be there after all. */
static void
note_filled (AnserWire *self,
             gssize     n_read,
             GError    *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      g_error_free (error);
      return;
    }

  if (n_read < 0)
    anser_wire_take_error (self, explain_io (self, error));
  self->input_ended = n_read == 0;
  if (n_read <= 0)
    anser_wire_stop_listening (self);
  anser_wire_turn (self);
}

/* Commands that a server takes its time for are those of stages with their own patience. */
static guint32
get_stage (AnserWire *self)
{
  return 1u << anser_machine_get_stage_timeout (self->machine) / 60 % 32;
}

/* Something was said: is the answer worth being looked out for? */
static void
note_question (AnserWire *self)
{
  self->asked = get_stage (self);
}

static void
note_answer (AnserWire *self)
{
  self->quick &= ~self->asked;
  if (g_get_monotonic_time () - self->last_sign < QUICK_ANSWER)
    self->quick |= self->asked;
  self->asked = 0;
}

static void
fill (AnserWire *self)
{
  GBufferedInputStream *input = G_BUFFERED_INPUT_STREAM (self->input);
  GError *error = NULL;
  gssize n_read;

  /* A full buffer would ask for 0 bytes, and 0 looks like the end (wire rule 3). The machine reads
   * lines of 8 KiB and all of a message, so this cannot be. */
  g_assert (g_buffered_input_stream_get_available (input) < ANSER_WIRE_INPUT_SIZE);

  n_read = g_buffered_input_stream_fill (input, -1, NULL, &error);
  if (n_read > 0)
    note_answer (self);
  note_filled (self, n_read, error);
}

static gboolean
is_readable (AnserWire *self)
{
  return g_socket_condition_check (g_socket_connection_get_socket (self->connection), G_IO_IN) != 0;
}

static gboolean
on_readable (gpointer data)
{
  AnserWire *self = data;

  g_source_set_ready_time (self->listening, -1);
  if (!self->turning && !self->input_ended && self->error == NULL)
    fill (self);

  return G_SOURCE_CONTINUE;
}

/* The source that waits for the server. */
typedef struct
{
  GSource    source;
  AnserWire *wire;
} Listening;

/* A server that answered such a command at once will do so again: before the main loop sleeps, the
 * answer is looked out for. */
static gboolean
prepare_listening (GSource *source,
                   int     *timeout)
{
  AnserWire *self = ((Listening *) source)->wire;
  gint64 end = self->last_sign + LONGEST_LOOK;
  gboolean readable = FALSE;

  *timeout = -1;
  while ((self->asked & self->quick) != 0 && !readable && g_get_monotonic_time () < end)
    readable = is_readable (self);

  return readable;
}

static gboolean
dispatch_listening (GSource     *source,
                    GSourceFunc  callback,
                    gpointer     data)
{
  return callback (data);
}

static GSourceFuncs listening_funcs = {
  .prepare = prepare_listening,
  .dispatch = dispatch_listening,
};

/* One source waits for the server during the whole conversation, and its callback takes what is there
 * without waiting: an asynchronous read would cost sources of its own and more turns of the main loop
 * at every reply. GSocket's own source would take a ready time for a timeout. */
static void
begin_listening (AnserWire *self)
{
  self->listening = g_source_new (&listening_funcs, sizeof (Listening));
  ((Listening *) self->listening)->wire = self;
  g_source_add_unix_fd (self->listening,
                        g_socket_get_fd (g_socket_connection_get_socket (self->connection)),
                        G_IO_IN);
  g_source_set_priority (self->listening, ANSER_WIRE_PRIORITY);
  g_source_set_can_recurse (self->listening, TRUE);
  g_source_set_callback (self->listening, on_readable, self, NULL);
  g_source_set_static_name (self->listening, "anser-wire-listening");
  g_source_attach (self->listening, g_main_context_get_thread_default ());
}

void
anser_wire_listen (AnserWire *self)
{
  GInputStream *base = g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (self->input));

  if (self->listening == NULL)
    begin_listening (self);
  /* TLS may hold what the socket no longer has. It is taken in the main loop's next turn, so that the
   * user can cancel in between. */
  if (anser_whole_reads_has_more (ANSER_WHOLE_READS (base)))
    g_source_set_ready_time (self->listening, 0);
}

void
anser_wire_stop_listening (AnserWire *self)
{
  if (self->listening != NULL)
    g_source_destroy (self->listening);
  g_clear_pointer (&self->listening, g_source_unref);
}

/* What became of a write: @n_written bytes, or @error (transfer full). */
static void
note_written (AnserWire *self,
              gssize     n_written,
              GError    *error)
{
  if (n_written >= 0)
    {
      anser_wire_sign_of_life (self);
      self->n_written += n_written;
      note_question (self);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    anser_wire_take_error (self, error);
  else
    {
      /* The server's last words may still be on the way: they say more than this. */
      self->output_broken = TRUE;
      g_error_free (error);
    }

  if (n_written < 0 || self->n_written == self->out->len || self->error != NULL)
    g_byte_array_set_size (self->out, 0);
}

/* GIO tells of what TLS wrote before the main loop looks at the socket: a server that breaks a long
 * letter off would not be heard until all of it is said. */
static void
hear (AnserWire *self)
{
  if (self->listening != NULL && is_readable (self))
    on_readable (self);
}

static void
on_written (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (AnserWire) self = data;
  GError *error = NULL;
  gssize n_written = g_output_stream_write_finish (G_OUTPUT_STREAM (source), result, &error);

  self->writing = FALSE;
  note_written (self, n_written, error);
  if (self->out->len > 0)
    anser_wire_write_out (self);

  hear (self);
  anser_wire_turn (self);
}

/* A few commands or a small letter go out at once. Longer ones give the main loop its turn, so that
 * the user can cancel. */
static gboolean
write_now (AnserWire *self)
{
  GPollableOutputStream *output = G_POLLABLE_OUTPUT_STREAM (self->output);
  gsize length = self->out->len - self->n_written;
  GError *error = NULL;
  gssize n_written;

  if (length > SHORT_OUTPUT)
    return FALSE;

  n_written = g_pollable_output_stream_write_nonblocking (output, self->out->data + self->n_written,
                                                          length, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      g_error_free (error);
      return FALSE;
    }

  note_written (self, n_written, error);
  self->turn_again = TRUE;
  return self->out->len == 0;
}

void
anser_wire_write_out (AnserWire *self)
{
  if (write_now (self))
    return;

  self->writing = TRUE;
  g_output_stream_write_async (self->output, self->out->data + self->n_written,
                               self->out->len - self->n_written, ANSER_WIRE_PRIORITY,
                               self->cancellable, on_written, g_object_ref (self));
}

/* @bytes (transfer full) (nullable): the next of the letter, none at its end; NULL with @error */
static void
take_content (AnserWire *self,
              GBytes    *bytes,
              GError    *error)
{
  G_GNUC_UNUSED g_autoptr (GBytes) owned = bytes;

  if (bytes == NULL)
    {
      g_prefix_error (&error, _("The message could not be read, so it was not sent: "));
      anser_wire_take_error (self, error);
    }
  else if (self->error == NULL)
    {
      anser_wire_sign_of_life (self);
      if (!anser_machine_push_content (self->machine, g_bytes_get_size (bytes) > 0 ? bytes : NULL,
                                       &error))
        anser_wire_take_error (self, error);
    }
}

static void
on_content (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (AnserWire) self = data;
  GError *error = NULL;
  GBytes *bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  self->reading_content = FALSE;
  take_content (self, bytes, error);
  anser_wire_turn (self);
}

/* Reads on until @buffer is full or the letter ends: then its last bytes and the final dot leave
 * together. */
static gssize
read_piece (GPollableInputStream  *content,
            char                  *buffer,
            gboolean              *ended,
            GError               **error)
{
  gsize total = 0;
  gssize n_read = 1;

  while (total < CONTENT_SIZE && n_read > 0)
    {
      g_autoptr (GError) local = NULL;

      n_read = g_pollable_input_stream_read_nonblocking (content, buffer + total,
                                                         CONTENT_SIZE - total, NULL, &local);
      if (n_read > 0)
        total += n_read;
      else if (n_read < 0 &&
               (total == 0 || !g_error_matches (local, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return -1;
        }
    }

  *ended = n_read == 0;
  return total;
}

/* What is in memory, or in a file that says so, is there without waiting. */
static gboolean
read_content_now (AnserWire    *self,
                  GInputStream *content)
{
  g_autofree char *buffer = NULL;
  GError *error = NULL;
  gboolean ended = FALSE;
  gssize n_read;

  if (!G_IS_POLLABLE_INPUT_STREAM (content) ||
      !g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (content)))
    return FALSE;

  buffer = g_malloc (CONTENT_SIZE);
  n_read = read_piece (G_POLLABLE_INPUT_STREAM (content), buffer, &ended, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      g_error_free (error);
      return FALSE;
    }

  if (n_read != 0)
    take_content (self, n_read < 0 ? NULL : g_bytes_new_take (g_steal_pointer (&buffer), n_read),
                  error);
  if (ended)
    take_content (self, g_bytes_new (NULL, 0), NULL);
  self->turn_again = TRUE;
  return TRUE;
}

void
anser_wire_read_content (AnserWire *self)
{
  GInputStream *content = anser_machine_get_content (self->machine);
  GError *error = NULL;

  if (content == NULL)
    {
      if (!anser_machine_push_content (self->machine, NULL, &error))
        anser_wire_take_error (self, error);
      self->turn_again = TRUE;
      return;
    }

  if (read_content_now (self, content))
    return;

  self->reading_content = TRUE;
  g_input_stream_read_bytes_async (content, CONTENT_SIZE, ANSER_WIRE_PRIORITY, self->cancellable,
                                   on_content, g_object_ref (self));
}
