/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * The only file with stream callbacks. Each of them notes what it brought and takes a turn:
 *
 *     drain    the machine consumes what has arrived           (no fill may be pending)
 *     say      the machine produces, and a write begins        (one at a time)
 *     go on    close, or start TLS, or read content, or fill
 *     end      after an error, when nothing is pending any more, the machine is told of it
 *
 * The first error wins and cancels everything that is pending.
 */

#include "wire.h"

#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "errors.h"
#include "tls.h"

/* GTK draws at 120: neither input nor output may come before it (wire rule 8). */
#define PRIORITY          200

#define INPUT_SIZE        (256 * 1024)
#define OUTPUT_SIZE       (64 * 1024)
#define CONTENT_SIZE      (64 * 1024)

#define CONNECT_TIMEOUT   60 /* seconds, for connecting and for the handshake */
#define PROGRESS_INTERVAL (G_USEC_PER_SEC / 10)

struct _AnserWire
{
  GObject            parent_instance;

  AnserMachine      *machine;
  AnserServer       *server;
  guint16            port;
  AnserProgressFunc  progress;
  gpointer           progress_data;
  unsigned           timeout_ms;

  GSocketConnection *connection;
  GTlsConnection    *tls;
  GDataInputStream  *input;
  GOutputStream     *output;
  GByteArray        *out;
  gsize              n_written;

  /* What is pending. Each holds a reference to the wire. */
  gboolean           connecting;
  gboolean           shaking_hands;
  gboolean           filling;
  gboolean           writing;
  gboolean           reading_content;
  GSource           *kick;

  gboolean           started;
  gboolean           turning;
  gboolean           turn_again;
  gboolean           input_ended;
  gboolean           output_broken;
  gboolean           dead;
  GError            *error;
  GCancellable      *cancellable;

  GSource           *watchdog;
  gint64             last_sign;
  gint64             last_report;
  gint64             reported;
};

G_DEFINE_FINAL_TYPE (AnserWire, anser_wire, G_TYPE_OBJECT)

static void turn (AnserWire *self);

/* Takes @error; the first one wins. */
static void
take_error (AnserWire *self,
            GError    *error)
{
  if (self->error != NULL || self->dead)
    {
      g_error_free (error);
      return;
    }

  self->error = error;
  g_cancellable_cancel (self->cancellable);
}

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

static void
sign_of_life (AnserWire *self)
{
  self->last_sign = g_get_monotonic_time ();
}

static gboolean
is_pending (AnserWire *self)
{
  return self->connecting || self->shaking_hands || self->filling || self->writing ||
         self->reading_content;
}

/* The watchdog */

/* Microseconds of silence that are allowed now; 0 while nobody waits. */
static gint64
get_patience (AnserWire *self)
{
  gint64 patience;

  if (self->dead || self->error != NULL || !self->started)
    return 0;

  if (self->connecting || self->shaking_hands)
    patience = CONNECT_TIMEOUT * G_USEC_PER_SEC;
  else if (self->writing || anser_machine_get_want (self->machine) != ANSER_MACHINE_WANT_NOTHING)
    patience = anser_machine_get_stage_timeout (self->machine) * G_USEC_PER_SEC;
  else
    return 0;

  return self->timeout_ms > 0 ? MIN (patience, self->timeout_ms * 1000LL) : patience;
}

/* The alarm is not moved with every sign of life; when it rings too early, it is set again. */
static void
set_watchdog (AnserWire *self)
{
  gint64 patience = get_patience (self);
  gint64 alarm = g_source_get_ready_time (self->watchdog);
  gint64 due = self->last_sign + patience;

  if (patience == 0)
    g_source_set_ready_time (self->watchdog, -1);
  else if (alarm == -1 || alarm > due)
    g_source_set_ready_time (self->watchdog, due);
}

static gboolean
on_watchdog (gpointer data)
{
  AnserWire *self = data;
  gint64 patience = get_patience (self);

  g_source_set_ready_time (self->watchdog, -1);

  if (patience > 0 && g_get_monotonic_time () - self->last_sign >= patience)
    take_error (self, g_error_new (ANSER_ERROR, ANSER_ERROR_TIMED_OUT,
                                   _("The mail server %s did not answer in time. Check the network "
                                     "connection, the server's name and its port, then try "
                                     "again."), self->server->host));
  turn (self);

  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_watchdog (GSource     *source,
                   GSourceFunc  callback,
                   gpointer     data)
{
  return callback (data);
}

static GSourceFuncs watchdog_funcs = { .dispatch = dispatch_watchdog };

/* The streams */

static void
set_streams (AnserWire *self,
             GIOStream *stream)
{
  g_clear_object (&self->input);
  g_clear_object (&self->output);

  self->input = g_data_input_stream_new (g_io_stream_get_input_stream (stream));
  self->output = g_object_ref (g_io_stream_get_output_stream (stream));

  g_data_input_stream_set_newline_type (self->input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  g_buffered_input_stream_set_buffer_size (G_BUFFERED_INPUT_STREAM (self->input), INPUT_SIZE);
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (self->input), FALSE);
}

/* Farewell over TLS only where the conversation came to its end. */
static void
close_streams (AnserWire *self)
{
  if (self->tls != NULL && self->error == NULL)
    g_io_stream_close (G_IO_STREAM (self->tls), NULL, NULL);
  if (self->connection != NULL)
    g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);

  g_clear_object (&self->input);
  g_clear_object (&self->output);
  g_clear_object (&self->connection);
}

static void
on_filled (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (AnserWire) self = data;
  GError *error = NULL;
  gssize n_read = g_buffered_input_stream_fill_finish (G_BUFFERED_INPUT_STREAM (source), result,
                                                       &error);

  self->filling = FALSE;
  sign_of_life (self);
  if (n_read < 0)
    take_error (self, explain_io (self, error));
  self->input_ended = n_read == 0;

  turn (self);
}

static void
fill (AnserWire *self)
{
  GBufferedInputStream *input = G_BUFFERED_INPUT_STREAM (self->input);

  /* A full buffer would ask for 0 bytes, and 0 looks like the end (wire rule 3). The machine reads
   * lines of 8 KiB and all of a message, so this cannot be. */
  g_assert (g_buffered_input_stream_get_available (input) < INPUT_SIZE);

  self->filling = TRUE;
  g_buffered_input_stream_fill_async (input, -1, PRIORITY, self->cancellable, on_filled,
                                      g_object_ref (self));
}

static void write_out (AnserWire *self);

static void
on_written (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (AnserWire) self = data;
  GError *error = NULL;
  gssize n_written = g_output_stream_write_finish (G_OUTPUT_STREAM (source), result, &error);

  self->writing = FALSE;
  if (n_written >= 0)
    {
      sign_of_life (self);
      self->n_written += n_written;
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    take_error (self, error);
  else
    {
      /* The server's last words may still be on the way: they say more than this. */
      self->output_broken = TRUE;
      g_error_free (error);
    }

  if (n_written >= 0 && self->n_written < self->out->len && self->error == NULL)
    write_out (self);
  else
    g_byte_array_set_size (self->out, 0);

  turn (self);
}

static void
write_out (AnserWire *self)
{
  self->writing = TRUE;
  g_output_stream_write_async (self->output, self->out->data + self->n_written,
                               self->out->len - self->n_written, PRIORITY, self->cancellable,
                               on_written, g_object_ref (self));
}

static void
on_content (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (AnserWire) self = data;
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;

  bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  self->reading_content = FALSE;

  if (bytes == NULL)
    {
      g_prefix_error (&error, _("The letter could not be read, so it was not sent: "));
      take_error (self, error);
    }
  else if (self->error == NULL)
    {
      sign_of_life (self);
      if (!anser_machine_push_content (self->machine, g_bytes_get_size (bytes) > 0 ? bytes : NULL,
                                       &error))
        take_error (self, error);
    }

  turn (self);
}

static void
read_content (AnserWire *self)
{
  GInputStream *content = anser_machine_get_content (self->machine);
  GError *error = NULL;

  if (content == NULL)
    {
      if (!anser_machine_push_content (self->machine, NULL, &error))
        take_error (self, error);
      self->turn_again = TRUE;
      return;
    }

  self->reading_content = TRUE;
  g_input_stream_read_bytes_async (content, CONTENT_SIZE, PRIORITY, self->cancellable, on_content,
                                   g_object_ref (self));
}

/* TLS */

static void
on_hands_shaken (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr (AnserWire) self = data;
  g_autoptr (GError) cause = NULL;
  GError *error = NULL;

  self->shaking_hands = FALSE;
  sign_of_life (self);

  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &cause))
    take_error (self, anser_tls_explain (G_TLS_CONNECTION (source), self->server, cause));
  else if (!anser_tls_check (G_TLS_CONNECTION (source), self->server, &error) ||
           !anser_machine_tls_started (self->machine, G_TLS_CONNECTION (source), &error))
    take_error (self, error);
  else
    set_streams (self, G_IO_STREAM (source));

  turn (self);
}

/* Only with nothing pending and nothing in the buffer (wire rule 7); words before the handshake
 * were shown to the machine, which refused them. */
static void
start_tls (AnserWire *self)
{
  GError *error = NULL;

  g_clear_object (&self->input);
  g_clear_object (&self->output);

  self->tls = anser_tls_new (G_IO_STREAM (self->connection), self->server, self->port, &error);
  if (self->tls == NULL)
    {
      take_error (self, error);
      return;
    }

  self->shaking_hands = TRUE;
  sign_of_life (self);
  g_tls_connection_handshake_async (self->tls, PRIORITY, self->cancellable, on_hands_shaken,
                                    g_object_ref (self));
}

/* The turn */

static void
drain (AnserWire *self)
{
  GBufferedInputStream *input = G_BUFFERED_INPUT_STREAM (self->input);
  gssize n_read = 1;

  while (!self->filling && n_read > 0 && self->error == NULL)
    {
      GError *error = NULL;
      gsize length;
      const char *data = g_buffered_input_stream_peek_buffer (input, &length);

      if (length == 0)
        break;

      n_read = anser_machine_consume (self->machine, data, length, &error);
      if (n_read < 0)
        take_error (self, error);
      else if (n_read > 0)
        g_input_stream_skip (G_INPUT_STREAM (input), n_read, NULL, NULL);
    }

  if (self->input_ended && self->error == NULL)
    {
      GError *error = NULL;

      if (!anser_machine_consume_end (self->machine, &error))
        take_error (self, error);
    }
}

static void
say (AnserWire *self)
{
  GError *error = NULL;

  if (self->writing || self->output_broken)
    return;

  if (!anser_machine_produce (self->machine, self->out, OUTPUT_SIZE, &error))
    take_error (self, error);
  else if (self->out->len > 0)
    {
      self->n_written = 0;
      sign_of_life (self);
      write_out (self);
    }
}

static void
go_on (AnserWire *self)
{
  AnserMachineWant want = anser_machine_get_want (self->machine);

  if (want == ANSER_MACHINE_WANT_TLS)
    {
      if (!self->filling && !self->writing)
        start_tls (self);
      return;
    }

  if (want == ANSER_MACHINE_WANT_CONTENT && !self->reading_content)
    read_content (self);
  if (want != ANSER_MACHINE_WANT_CLOSE && !self->filling && !self->input_ended)
    fill (self);
}

static gboolean
is_over (AnserWire *self)
{
  return self->error != NULL ||
         (self->input != NULL &&
          anser_machine_get_want (self->machine) == ANSER_MACHINE_WANT_CLOSE);
}

static void
end (AnserWire *self)
{
  g_cancellable_cancel (self->cancellable);
  if (is_pending (self))
    return;

  self->dead = TRUE;
  g_source_destroy (self->watchdog);
  close_streams (self);
  if (self->error != NULL)
    anser_machine_fail (self->machine, self->error);
}

static void
report_progress (AnserWire *self)
{
  gint64 progress;
  gint64 now;
  AnserMachineWant want;

  if (self->progress == NULL)
    return;

  progress = anser_machine_get_progress (self->machine);
  if (progress == self->reported)
    return;

  now = g_get_monotonic_time ();
  want = anser_machine_get_want (self->machine);
  if (now - self->last_report < PROGRESS_INTERVAL && want != ANSER_MACHINE_WANT_NOTHING &&
      want != ANSER_MACHINE_WANT_CLOSE)
    return;

  self->last_report = now;
  self->reported = progress;
  self->progress (progress, self->progress_data);
}

static void
take_turn (AnserWire *self)
{
  if (self->error == NULL && self->input != NULL)
    drain (self);
  if (self->error == NULL && self->input != NULL)
    say (self);
  report_progress (self);
  if (self->error == NULL && self->connection != NULL && !self->shaking_hands)
    go_on (self);
  if (is_over (self))
    end (self);
}

/* The machine's callbacks may drop everything, or give new commands, which take another turn. */
static void
turn (AnserWire *self)
{
  G_GNUC_UNUSED g_autoptr (AnserWire) alive = g_object_ref (self);

  self->turn_again = TRUE;
  if (self->turning)
    return;

  self->turning = TRUE;
  while (self->turn_again && !self->dead)
    {
      self->turn_again = FALSE;
      take_turn (self);
    }
  self->turning = FALSE;

  if (!self->dead)
    set_watchdog (self);
}

/* Connecting */

static void
adopt (AnserWire         *self,
       GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);

  /* Commands are small and answered one by one: they do not wait for company. */
  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, 1,
                       NULL);
  self->connection = connection;
  if (local != NULL)
    anser_machine_connected (self->machine, local);
  if (anser_machine_get_want (self->machine) != ANSER_MACHINE_WANT_TLS)
    set_streams (self, G_IO_STREAM (connection));
}

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (AnserWire) self = data;
  GSocketConnection *connection;
  GError *error = NULL;

  connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  self->connecting = FALSE;
  sign_of_life (self);

  if (connection != NULL)
    adopt (self, connection);
  else
    {
      g_prefix_error (&error, _("The mail server %s could not be reached: "), self->server->host);
      take_error (self, error);
    }

  turn (self);
}

void
anser_wire_start (AnserWire *self)
{
  g_autoptr (GSocketClient) client = NULL;
  g_autoptr (GSocketConnectable) address = NULL;

  g_return_if_fail (ANSER_IS_WIRE (self));
  g_return_if_fail (!self->started);

  self->started = TRUE;
  self->watchdog = g_source_new (&watchdog_funcs, sizeof (GSource));
  g_source_set_callback (self->watchdog, on_watchdog, self, NULL);
  g_source_set_static_name (self->watchdog, "anser-wire-watchdog");
  g_source_attach (self->watchdog, g_main_context_get_thread_default ());

  client = g_socket_client_new ();
  address = g_network_address_new (self->server->host, self->port);
  self->connecting = TRUE;
  sign_of_life (self);
  g_socket_client_connect_async (client, address, self->cancellable, on_connected,
                                 g_object_ref (self));
  set_watchdog (self);
}

static gboolean
on_kick (gpointer data)
{
  AnserWire *self = data;

  g_clear_pointer (&self->kick, g_source_unref);
  turn (self);

  return G_SOURCE_REMOVE;
}

/* Commands given one after the other go out in one write. */
void
anser_wire_kick (AnserWire *self)
{
  g_return_if_fail (ANSER_IS_WIRE (self));

  if (self->turning)
    self->turn_again = TRUE;
  else if (self->kick == NULL && !self->dead)
    {
      self->kick = g_idle_source_new ();
      g_source_set_priority (self->kick, PRIORITY);
      g_source_set_callback (self->kick, on_kick, g_object_ref (self), g_object_unref);
      g_source_attach (self->kick, g_main_context_get_thread_default ());
    }
}

void
anser_wire_fail (AnserWire    *self,
                 const GError *error)
{
  g_return_if_fail (ANSER_IS_WIRE (self));
  g_return_if_fail (error != NULL);

  if (!self->started || self->dead)
    return;

  take_error (self, g_error_copy (error));
  turn (self);
}

void
anser_wire_abandon (AnserWire *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (ANSER_IS_WIRE (self));

  self->progress = NULL;
  if (self->connection != NULL && !self->dead)
    g_socket_shutdown (g_socket_connection_get_socket (self->connection), TRUE, TRUE, NULL);

  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The connection was given up."));
  anser_wire_fail (self, error);
}

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      data)
{
  g_autoptr (GError) error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  if (error != NULL)
    anser_wire_fail (data, error);

  return G_SOURCE_REMOVE;
}

static void
drop_source (gpointer data)
{
  g_source_destroy (data);
  g_source_unref (data);
}

GTask *
anser_wire_task_new (AnserWire           *self,
                     gpointer             source_object,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  GTask *task;
  GSource *source;

  g_return_val_if_fail (ANSER_IS_WIRE (self), NULL);

  task = g_task_new (source_object, cancellable, callback, user_data);
  g_task_set_check_cancellable (task, FALSE);
  if (cancellable == NULL)
    return task;

  source = g_cancellable_source_new (cancellable);
  g_source_set_callback (source, G_SOURCE_FUNC (on_cancelled), g_object_ref (self), g_object_unref);
  g_source_attach (source, g_main_context_get_thread_default ());
  g_object_set_data_full (G_OBJECT (task), "anser-wire-cancelled", source, drop_source);

  return task;
}

static void
anser_wire_finalize (GObject *object)
{
  AnserWire *self = ANSER_WIRE (object);

  if (self->watchdog != NULL)
    g_source_destroy (self->watchdog);
  close_streams (self);

  g_clear_pointer (&self->watchdog, g_source_unref);
  g_clear_object (&self->tls);
  g_clear_object (&self->machine);
  g_clear_pointer (&self->server, anser_server_free);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_byte_array_unref (self->out);

  G_OBJECT_CLASS (anser_wire_parent_class)->finalize (object);
}

static void
anser_wire_class_init (AnserWireClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_wire_finalize;
}

static void
anser_wire_init (AnserWire *self)
{
  self->out = g_byte_array_new ();
  self->cancellable = g_cancellable_new ();
}

AnserWire *
anser_wire_new (AnserMachine      *machine,
                const AnserServer *server,
                guint16            port)
{
  AnserWire *self;

  g_return_val_if_fail (ANSER_IS_MACHINE (machine), NULL);
  g_return_val_if_fail (server != NULL, NULL);

  self = g_object_new (ANSER_TYPE_WIRE, NULL);
  self->machine = g_object_ref (machine);
  self->server = anser_server_copy (server);
  self->port = server->port != 0 ? server->port : port;

  return self;
}

void
anser_wire_set_progress (AnserWire         *self,
                         AnserProgressFunc  func,
                         gpointer           user_data)
{
  g_return_if_fail (ANSER_IS_WIRE (self));

  self->progress = func;
  self->progress_data = user_data;
}

void
anser_wire_set_timeout (AnserWire *self,
                        unsigned   milliseconds)
{
  g_return_if_fail (ANSER_IS_WIRE (self));

  self->timeout_ms = milliseconds;
}

GTlsConnection *
anser_wire_get_tls (AnserWire *self)
{
  g_return_val_if_fail (ANSER_IS_WIRE (self), NULL);

  return self->tls;
}
