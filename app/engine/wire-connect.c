/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/* Resolving, connecting, and the handshake of TLS, at once or in the middle of the conversation. */

#include "wire-private.h"

#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "errors.h"
#include "tls.h"
#include "wire-input.h"

static void
note_peer (AnserWire         *self,
           GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) peer = g_socket_connection_get_remote_address (connection, NULL);

  self->timing.connecting = g_get_monotonic_time () - self->stage_began;
  g_clear_pointer (&self->timing.peer, g_free);
  if (peer != NULL)
    self->timing.peer = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (peer));
}

static void
adopt (AnserWire         *self,
       GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);

  /* Commands are small and answered one by one: they do not wait for company. */
  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, 1,
                       NULL);
  self->connection = connection;
  note_peer (self, connection);
  anser_machine_connected (self->machine, local);
  if (anser_machine_get_want (self->machine) != ANSER_MACHINE_WANT_TLS)
    anser_wire_set_streams (self, G_IO_STREAM (connection));
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
  anser_wire_sign_of_life (self);

  if (connection != NULL)
    adopt (self, connection);
  else
    {
      g_prefix_error (&error, _("The mail server %s could not be reached: "), self->server->host);
      anser_wire_take_error (self, error);
    }

  anser_wire_turn (self);
}

static gboolean
is_this_computer (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL ? g_inet_address_get_is_loopback (address)
                         : g_ascii_strcasecmp (host, "localhost") == 0;
}

void
anser_wire_connect (AnserWire *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) address = g_network_address_new (self->server->host, self->port);

  /* No proxy is in between; finding out which ones there are takes longer than all the rest. */
  g_socket_client_set_enable_proxy (client, !is_this_computer (self->server->host));

  self->connecting = TRUE;
  self->stage_began = g_get_monotonic_time ();
  anser_wire_sign_of_life (self);
  g_socket_client_connect_async (client, address, self->cancellable, on_connected,
                                 g_object_ref (self));
}

static void
on_hands_shaken (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr (AnserWire) self = data;
  g_autoptr (GError) cause = NULL;
  GError *error = NULL;

  self->shaking_hands = FALSE;
  anser_wire_sign_of_life (self);

  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &cause))
    anser_wire_take_error (self,
                           anser_tls_explain (G_TLS_CONNECTION (source), self->server, cause));
  else if (!anser_tls_check (G_TLS_CONNECTION (source), self->server, &error) ||
           !anser_machine_tls_started (self->machine, G_TLS_CONNECTION (source), &error))
    anser_wire_take_error (self, error);
  else
    {
      self->timing.handshake = g_get_monotonic_time () - self->stage_began;
      anser_wire_set_streams (self, G_IO_STREAM (source));
    }

  anser_wire_turn (self);
}

/* Only with nothing pending and nothing in the buffer (wire rule 7); words before the handshake
 * were shown to the machine, which refused them. */
void
anser_wire_start_tls (AnserWire *self)
{
  g_autoptr (GIOStream) base = anser_read_ahead_wrap (G_IO_STREAM (self->connection));
  GError *error = NULL;

  anser_wire_stop_listening (self);
  g_clear_object (&self->input);
  g_clear_object (&self->output);

  self->tls = anser_tls_new (base, self->server, self->port, &error);
  if (self->tls == NULL)
    {
      anser_wire_take_error (self, error);
      return;
    }

  self->shaking_hands = TRUE;
  self->stage_began = g_get_monotonic_time ();
  anser_wire_sign_of_life (self);
  g_tls_connection_handshake_async (self->tls, ANSER_WIRE_PRIORITY, self->cancellable,
                                    on_hands_shaken, g_object_ref (self));
}
