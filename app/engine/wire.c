/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * Only wire*.c has stream callbacks. Each of them notes what it brought and takes a turn:
 *
 *     drain    the machine consumes what has arrived
 *     say      the machine produces, and a write begins        (one at a time)
 *     go on    close, or start TLS, or read content, or listen for what to fill with
 *     end      after an error, when nothing is pending any more, the machine is told of it; it may
 *              want another connection
 *
 * The first error wins and cancels everything that is pending; only the user's word wins over it.
 */

#include "wire-private.h"

#include <glib/gi18n-lib.h>

#include "errors.h"

#define OUTPUT_SIZE       (64 * 1024)
#define SIGN_OF_LIFE_SIZE 1024
#define PROGRESS_INTERVAL (G_USEC_PER_SEC / 10)

G_DEFINE_FINAL_TYPE (AnserWire, anser_wire, G_TYPE_OBJECT)

/* Takes @error; the first one wins. */
void
anser_wire_take_error (AnserWire *self,
                       GError    *error)
{
  if (self->error != NULL || self->dead || self->leaving)
    {
      g_error_free (error);
      return;
    }

  self->error = error;
  g_cancellable_cancel (self->cancellable);
}

void
anser_wire_sign_of_life (AnserWire *self)
{
  self->last_sign = g_get_monotonic_time ();
}

static gboolean
is_pending (AnserWire *self)
{
  return self->connecting || self->shaking_hands || self->writing || self->reading_content;
}

/* A whole line is a sign of life, and so is a kibibyte of a letter. Single bytes are not: a server
 * could let them drip for ever. */
static void
note_consumed (AnserWire *self)
{
  gint64 progress = anser_machine_get_progress (self->machine);

  if (progress > self->progress_at_sign && progress < self->progress_at_sign + SIGN_OF_LIFE_SIZE)
    return;

  self->progress_at_sign = progress;
  anser_wire_sign_of_life (self);
}

static void
drain (AnserWire *self)
{
  GBufferedInputStream *input = G_BUFFERED_INPUT_STREAM (self->input);
  gssize n_read = 1;

  while (n_read > 0 && self->error == NULL)
    {
      GError *error = NULL;
      gsize length;
      const char *data = g_buffered_input_stream_peek_buffer (input, &length);

      if (length == 0)
        break;

      n_read = anser_machine_consume (self->machine, data, length, &error);
      if (n_read < 0)
        anser_wire_take_error (self, error);
      else if (n_read > 0)
        {
          g_input_stream_skip (G_INPUT_STREAM (input), n_read, NULL, NULL);
          note_consumed (self);
        }
    }

  if (self->input_ended && self->error == NULL)
    {
      GError *error = NULL;

      if (!anser_machine_consume_end (self->machine, &error))
        anser_wire_take_error (self, error);
    }
}

static void
say (AnserWire *self)
{
  GError *error = NULL;

  if (self->writing || self->output_broken)
    return;

  if (!anser_machine_produce (self->machine, self->out, OUTPUT_SIZE, &error))
    anser_wire_take_error (self, error);
  else if (self->out->len > 0)
    {
      self->n_written = 0;
      anser_wire_sign_of_life (self);
      anser_wire_write_out (self);
    }
}

static void
go_on (AnserWire *self)
{
  AnserMachineWant want = anser_machine_get_want (self->machine);

  if (want == ANSER_MACHINE_WANT_TLS)
    {
      if (!self->writing)
        anser_wire_start_tls (self);
      return;
    }

  if (want == ANSER_MACHINE_WANT_CONTENT && !self->reading_content)
    anser_wire_read_content (self);
  if (want != ANSER_MACHINE_WANT_CLOSE && want != ANSER_MACHINE_WANT_CONNECTION &&
      !self->input_ended)
    anser_wire_listen (self);
}

static gboolean
is_over (AnserWire *self)
{
  AnserMachineWant want = anser_machine_get_want (self->machine);

  return self->error != NULL ||
         (self->input != NULL &&
          (want == ANSER_MACHINE_WANT_CLOSE || want == ANSER_MACHINE_WANT_CONNECTION));
}

/* Nothing is left of the last connection but what the machine made of it. */
static void
connect_again (AnserWire *self)
{
  g_clear_error (&self->error);
  g_clear_object (&self->tls);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_byte_array_set_size (self->out, 0);
  self->input_ended = FALSE;
  self->output_broken = FALSE;
  self->leaving = FALSE;
  self->dead = FALSE;

  anser_wire_connect (self);
}

static void
end (AnserWire *self)
{
  /* What becomes of a connection that the machine has left is no error of the next one. */
  self->leaving = self->error == NULL;
  g_cancellable_cancel (self->cancellable);
  if (is_pending (self))
    return;

  self->dead = TRUE;
  anser_wire_close_streams (self);
  if (self->error != NULL)
    anser_machine_fail (self->machine, self->error);

  if (anser_machine_get_want (self->machine) == ANSER_MACHINE_WANT_CONNECTION)
    connect_again (self);
  else
    g_source_destroy (self->watchdog);
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
void
anser_wire_turn (AnserWire *self)
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
    anser_wire_set_watchdog (self);
}

void
anser_wire_start (AnserWire *self)
{
  g_return_if_fail (ANSER_IS_WIRE (self));
  g_return_if_fail (!self->started);

  self->started = TRUE;
  anser_wire_start_watchdog (self);
  anser_wire_connect (self);
  anser_wire_set_watchdog (self);
}

static gboolean
on_kick (gpointer data)
{
  AnserWire *self = data;

  g_clear_pointer (&self->kick, g_source_unref);
  anser_wire_turn (self);

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
      g_source_set_priority (self->kick, ANSER_WIRE_PRIORITY);
      g_source_set_callback (self->kick, on_kick, g_object_ref (self), g_object_unref);
      g_source_attach (self->kick, g_main_context_get_thread_default ());
    }
}

/* As if the server had hung up in answer. */
void
anser_wire_leave (AnserWire *self)
{
  G_GNUC_UNUSED g_autoptr (AnserWire) alive = NULL;

  g_return_if_fail (ANSER_IS_WIRE (self));

  alive = g_object_ref (self);
  if (self->dead || self->turning || self->input == NULL)
    return;

  anser_wire_turn (self);
  if (self->dead || self->writing)
    return;

  anser_machine_consume_end (self->machine, NULL);
  anser_wire_turn (self);
}

void
anser_wire_fail (AnserWire    *self,
                 const GError *error)
{
  g_return_if_fail (ANSER_IS_WIRE (self));
  g_return_if_fail (error != NULL);

  if (!self->started || self->dead)
    return;

  g_clear_error (&self->error);
  self->leaving = FALSE;
  anser_wire_take_error (self, g_error_copy (error));
  anser_wire_turn (self);
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
  anser_wire_close_streams (self);

  g_clear_pointer (&self->watchdog, g_source_unref);
  g_clear_object (&self->tls);
  g_clear_object (&self->machine);
  g_clear_pointer (&self->server, anser_server_free);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_byte_array_unref (self->out);
  g_free (self->timing.peer);

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
  self->timing.connecting = -1;
  self->timing.handshake = -1;
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

const AnserTiming *
anser_wire_get_timing (AnserWire *self)
{
  g_return_val_if_fail (ANSER_IS_WIRE (self), NULL);

  return &self->timing;
}
