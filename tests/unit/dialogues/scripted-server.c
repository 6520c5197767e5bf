/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scripted-server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

/* Seconds of silence after which a client is given up; no client that works is so slow. */
#define PATIENCE 30

struct _ScriptedServer
{
  const Dialogue  *dialogue;
  ServerManners    manners;
  GMainContext    *context;
  GSocket         *listener;
  guint16          port;
  GThread         *thread;
  int              done;

  /* Of the thread. */
  unsigned         n_callers;   /* that are still to come */
  GSocket         *socket;
  GIOStream       *stream;
  GByteArray      *seen;
  gboolean         gone;
  gboolean         ended;       /* before the dialogue was */
};

/* More of what the client says; FALSE when it says no more. */
static gboolean
read_more (ScriptedServer *self)
{
  guint8 buffer[65536];
  gssize n;

  if (self->gone)
    return FALSE;

  n = g_input_stream_read (g_io_stream_get_input_stream (self->stream), buffer, sizeof buffer,
                           NULL, NULL);
  if (n <= 0)
    {
      self->gone = TRUE;
      return FALSE;
    }

  g_byte_array_append (self->seen, buffer, (guint) n);
  return TRUE;
}

static char *
depart (ScriptedServer *self,
        unsigned        index,
        const char     *why)
{
  return dialogue_departure (self->dialogue, index, why, self->seen->data, self->seen->len);
}

static char *
expect (ScriptedServer *self,
        unsigned        index)
{
  const Step *step = g_ptr_array_index (self->dialogue->steps, index);

  for (;;)
    {
      gsize n = MIN (self->seen->len, step->bytes->len);

      if (n > 0 && memcmp (self->seen->data, step->bytes->data, n) != 0)
        return depart (self, index, "the client says something else");
      if (n == step->bytes->len)
        break;
      if (!read_more (self))
        return depart (self, index, "the client has hung up, or is silent");
    }

  g_byte_array_remove_range (self->seen, 0, step->bytes->len);
  return NULL;
}

/* A client may hang up while it is spoken to; what it says then is nobody's business. */
static void
say (ScriptedServer *self,
     GByteArray     *run,
     gboolean        glued)
{
  GOutputStream *out = g_io_stream_get_output_stream (self->stream);
  gsize cut = self->manners.cut > 0 && !glued ? self->manners.cut : run->len;

  if (self->manners.n_bytes >= 0 && run->len >= self->manners.n_bytes)
    {
      g_byte_array_set_size (run, (guint) self->manners.n_bytes);
      self->ended = TRUE;
    }
  self->manners.n_bytes -= self->manners.n_bytes >= 0 ? run->len : 0;

  for (gsize i = 0; i < run->len; i += cut)
    if (!g_output_stream_write_all (out, run->data + i, MIN (cut, run->len - i), NULL, NULL, NULL))
      return;
}

static gboolean
start_tls (ScriptedServer *self)
{
  g_autoptr(GIOStream) tls = g_tls_server_connection_new (self->stream, self->manners.certificate, NULL);

  if (tls == NULL || !g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, NULL))
    return FALSE;

  g_set_object (&self->stream, tls);
  return TRUE;
}

static void
end (ScriptedServer *self,
     StepKind        how)
{
  const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

  if (how == STEP_CLOSE)
    {
      g_socket_shutdown (self->socket, FALSE, TRUE, NULL);
    }
  else if (how == STEP_RESET)
    {
      setsockopt (g_socket_get_fd (self->socket), SOL_SOCKET, SO_LINGER, &at_once,
                  sizeof at_once);
      g_socket_close (self->socket, NULL);
      self->gone = TRUE;
    }
}

/* The next caller, which is the same client again. Nobody else is expected after the last one. */
static gboolean
take_call (ScriptedServer *self)
{
  g_clear_object (&self->stream);
  g_clear_object (&self->socket);
  self->gone = FALSE;
  g_byte_array_set_size (self->seen, 0);

  self->socket = g_socket_accept (self->listener, NULL, NULL);
  if (--self->n_callers == 0)
    g_socket_close (self->listener, NULL);
  if (self->socket == NULL)
    return FALSE;

  g_socket_set_timeout (self->socket, PATIENCE);
  g_socket_set_option (self->socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  self->stream = G_IO_STREAM (g_socket_connection_factory_create_connection (self->socket));
  return TRUE;
}

static char *
connect_again (ScriptedServer *self,
               unsigned        index)
{
  while (self->seen->len == 0 && read_more (self))
    ;
  if (self->seen->len > 0)
    return depart (self, index, "the client goes on talking");
  if (!take_call (self))
    return depart (self, index, "the client does not connect again");
  if (self->dialogue->server->security == ANSER_SECURITY_TLS && !start_tls (self))
    return depart (self, index, "there was no TLS handshake");
  return NULL;
}

static char *
play_directive (ScriptedServer *self,
                unsigned        index)
{
  const Step *step = g_ptr_array_index (self->dialogue->steps, index);

  if (step->kind == STEP_CLIENT)
    return expect (self, index);
  if (step->kind == STEP_STARTTLS)
    return start_tls (self) ? NULL : depart (self, index, "there was no TLS handshake");

  if (step->kind == STEP_CONNECT)
    return connect_again (self, index);

  end (self, step->kind);
  return NULL;
}

static char *
play (ScriptedServer *self)
{
  unsigned index = 0;

  if (self->dialogue->server->security == ANSER_SECURITY_TLS && !start_tls (self))
    return depart (self, 0, "there was no TLS handshake");

  while (index < self->dialogue->steps->len)
    {
      const Step *step = g_ptr_array_index (self->dialogue->steps, index);
      g_autoptr(GByteArray) run = NULL;
      gboolean glued;
      char *departure;

      if (step->kind == STEP_SERVER || step->kind == STEP_INJECT)
        {
          run = dialogue_get_run (self->dialogue, index, &index, &glued);
          say (self, run, glued);
          if (!self->ended)
            continue;

          end (self, self->manners.ending);
          while (read_more (self))
            ;
          return NULL;
        }

      departure = play_directive (self, index++);
      if (departure != NULL)
        return departure;
    }

  while (self->seen->len == 0 && read_more (self))
    ;

  return self->seen->len > 0 ? depart (self, index, "the client goes on talking") : NULL;
}

static gpointer
serve (gpointer data)
{
  ScriptedServer *self = data;
  char *departure = NULL;

  if (!take_call (self))
    {
      departure = g_strdup ("nobody called\n");
    }
  else
    {
      departure = play (self);
      if (self->stream != NULL)
        g_io_stream_close (self->stream, NULL, NULL);
    }

  g_atomic_int_set (&self->done, TRUE);
  if (self->context != NULL)
    g_main_context_wakeup (self->context);

  return departure;
}

static gboolean
listen_at (ScriptedServer  *self,
           GError         **error)
{
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback,
                                                                 self->manners.port);
  g_autoptr(GSocketAddress) local = NULL;

  self->listener = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, error);
  if (self->listener == NULL || !g_socket_bind (self->listener, address, TRUE, error) ||
      !g_socket_listen (self->listener, error))
    return FALSE;

  g_socket_set_timeout (self->listener, self->context != NULL ? PATIENCE : 0);
  local = g_socket_get_local_address (self->listener, error);
  if (local == NULL)
    return FALSE;

  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
  return TRUE;
}

static void
scripted_server_free (ScriptedServer *self)
{
  g_clear_object (&self->stream);
  g_clear_object (&self->socket);
  g_clear_object (&self->listener);
  g_clear_object (&self->manners.certificate);
  g_byte_array_unref (self->seen);
  g_free (self);
}

ScriptedServer *
scripted_server_new (const Dialogue       *dialogue,
                     const ServerManners  *manners,
                     GMainContext         *context,
                     GError              **error)
{
  ScriptedServer *self = g_new0 (ScriptedServer, 1);

  self->dialogue = dialogue;
  self->manners = *manners;
  g_object_ref (self->manners.certificate);
  self->context = context;
  self->seen = g_byte_array_new ();
  self->n_callers = dialogue_count_connections (dialogue);

  if (!listen_at (self, error))
    {
      scripted_server_free (self);
      return NULL;
    }

  self->thread = g_thread_new ("scripted-server", serve, self);
  return self;
}

guint16
scripted_server_get_port (ScriptedServer *self)
{
  return self->port;
}

gboolean
scripted_server_is_done (ScriptedServer *self)
{
  return g_atomic_int_get (&self->done);
}

char *
scripted_server_finish (ScriptedServer *self)
{
  char *departure = g_thread_join (self->thread);

  scripted_server_free (self);
  return departure;
}
