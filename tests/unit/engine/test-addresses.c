/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Names and addresses: a resolver that never answers, and servers of which only one address is
 * alive. And, once there is a connection, a server that lets single bytes drip. */

#include "engine/engine.h"

#include <string.h>

/* Seconds in which everything has to be over, on a busy machine too. */
#define BOUND 10

/* A resolver that gives what it is told to, or, told nothing, does not answer before it is cancelled. */

typedef struct
{
  GResolver  parent_instance;
  GList     *addresses;
} TestResolver;

typedef GResolverClass TestResolverClass;

GType test_resolver_get_type (void);
G_DEFINE_TYPE (TestResolver, test_resolver, G_TYPE_RESOLVER)

static void
on_cancelled (GCancellable *cancellable,
              gpointer      data)
{
  g_task_return_error_if_cancelled (data);
  g_object_unref (data);
}

static void
lookup_async (GResolver                *resolver,
              const char               *hostname,
              GResolverNameLookupFlags  flags,
              GCancellable             *cancellable,
              GAsyncReadyCallback       callback,
              gpointer                  user_data)
{
  TestResolver *self = (TestResolver *) resolver;
  GTask *task = g_task_new (resolver, cancellable, callback, user_data);
  GList *found = NULL;

  g_task_set_check_cancellable (task, FALSE);
  if (self->addresses == NULL)
    {
      g_signal_connect (cancellable, "cancelled", G_CALLBACK (on_cancelled), task);
      return;
    }

  for (GList *l = self->addresses; l != NULL; l = l->next)
    {
      GSocketFamily family = g_inet_address_get_family (l->data);

      if (!(flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY && family != G_SOCKET_FAMILY_IPV4) &&
          !(flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY && family != G_SOCKET_FAMILY_IPV6))
        found = g_list_append (found, g_object_ref (l->data));
    }

  if (found != NULL)
    g_task_return_pointer (task, found, (GDestroyNotify) g_resolver_free_addresses);
  else
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "none such");
  g_object_unref (task);
}

static GList *
lookup_finish (GResolver     *resolver,
               GAsyncResult  *result,
               GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
lookup_plain_async (GResolver           *resolver,
                    const char          *hostname,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  lookup_async (resolver, hostname, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable, callback,
                user_data);
}

static void
test_resolver_finalize (GObject *object)
{
  g_list_free_full (((TestResolver *) object)->addresses, g_object_unref);
  G_OBJECT_CLASS (test_resolver_parent_class)->finalize (object);
}

static void
test_resolver_class_init (TestResolverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_resolver_finalize;
  klass->lookup_by_name_async = lookup_plain_async;
  klass->lookup_by_name_finish = lookup_finish;
  klass->lookup_by_name_with_flags_async = lookup_async;
  klass->lookup_by_name_with_flags_finish = lookup_finish;
}

static void
test_resolver_init (TestResolver *self)
{
}

/* The addresses of mail.example from here on; none for no answer. */
static void
resolve_to (const char *const *addresses)
{
  TestResolver *resolver = g_object_new (test_resolver_get_type (), NULL);

  for (; *addresses != NULL; addresses++)
    resolver->addresses = g_list_append (resolver->addresses,
                                         g_inet_address_new_from_string (*addresses));
  g_resolver_set_default (G_RESOLVER (resolver));
  g_object_unref (resolver);
}

/* A listener at @address; @full: its queue is, so that callers wait. */

typedef struct
{
  GSocket *listener;
  GSocket *callers[4];
  guint16  port;
} Port;

static gboolean
port_open (Port       *self,
           const char *address,
           guint16     port,
           gboolean    full)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string (address, port);
  g_autoptr (GSocketAddress) local = NULL;

  *self = (Port) { 0 };
  self->listener = g_socket_new (g_socket_address_get_family (wanted), G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL);
  if (self->listener == NULL)
    return FALSE;

  g_socket_set_blocking (self->listener, FALSE);
  g_socket_set_listen_backlog (self->listener, full ? 0 : 10);
  if (!g_socket_bind (self->listener, wanted, TRUE, NULL) ||
      !g_socket_listen (self->listener, NULL))
    return FALSE;

  local = g_socket_get_local_address (self->listener, NULL);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
  for (gsize i = 0; full && i < G_N_ELEMENTS (self->callers); i++)
    {
      self->callers[i] = g_socket_new (g_socket_address_get_family (wanted), G_SOCKET_TYPE_STREAM,
                                       G_SOCKET_PROTOCOL_TCP, NULL);
      g_socket_set_blocking (self->callers[i], FALSE);
      g_socket_connect (self->callers[i], local, NULL, NULL);
    }

  return TRUE;
}

static void
port_close (Port *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->callers); i++)
    g_clear_object (&self->callers[i]);
  g_clear_object (&self->listener);
}

/* A call to mail.example, and the server's side of it. */

typedef struct
{
  GSocket    *listener;
  GSocket    *socket;
  const char *drip;           /* (nullable): said a byte at a time, over and over */
  gsize       n_dripped;
  gboolean    done;
  GError     *error;
} Call;

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  Call *call = data;

  anser_pop3_client_connect_finish (ANSER_POP3_CLIENT (source), result, &call->error);
  call->done = TRUE;
}

/* The server, every few milliseconds: it takes a caller, says its greeting, and no to CAPA. */
static gboolean
on_tick (gpointer data)
{
  Call *call = data;
  char heard[100];

  if (call->socket == NULL && call->listener != NULL)
    {
      call->socket = g_socket_accept (call->listener, NULL, NULL);
      if (call->socket == NULL)
        return G_SOURCE_CONTINUE;

      g_socket_set_blocking (call->socket, FALSE);
      if (call->drip == NULL)
        g_socket_send (call->socket, "+OK ready\r\n", 11, NULL, NULL);
    }
  if (call->socket != NULL && g_socket_receive (call->socket, heard, sizeof heard, NULL, NULL) > 0)
    g_socket_send (call->socket, "-ERR what?\r\n", 12, NULL, NULL);
  if (call->socket != NULL && call->drip != NULL)
    g_socket_send (call->socket, call->drip + call->n_dripped++ % strlen (call->drip), 1, NULL,
                   NULL);

  return G_SOURCE_CONTINUE;
}

static void
run_call (Call     *call,
          guint16   port,
          unsigned  timeout)
{
  g_autoptr (AnserServer) server = anser_server_new ("mail.example", port, ANSER_SECURITY_NONE);
  g_autoptr (AnserPop3Client) client = anser_pop3_client_new (server);
  gint64 end = g_get_monotonic_time () + BOUND * G_USEC_PER_SEC;
  unsigned tick = g_timeout_add (2, on_tick, call);

  anser_pop3_client_set_timeout (client, timeout);
  anser_pop3_client_connect_async (client, NULL, on_connected, call);
  while (!call->done)
    {
      g_main_context_iteration (NULL, TRUE);
      g_assert_cmpint (g_get_monotonic_time (), <, end);
    }
  g_source_remove (tick);
  g_clear_object (&call->socket);
}

/* P33: a resolver that does not answer ends at the timeout too. */
static void
test_resolver_silent (void)
{
  Call call = { 0 };

  resolve_to ((const char *const[]) { NULL });
  run_call (&call, 110, 50);
  g_assert_error (call.error, ANSER_ERROR, ANSER_ERROR_TIMED_OUT);
  g_clear_error (&call.error);
}

/* P37: the first address refuses, or is dead; the last one is alive. */
static void
test_addresses (gconstpointer data)
{
  const char *const *addresses = data;
  Port alive;
  Port dead;
  Call call = { 0 };

  g_assert_true (port_open (&alive, "127.0.0.1", 0, FALSE));
  g_assert_true (port_open (&dead, "127.0.0.2", alive.port, TRUE));
  call.listener = alive.listener;

  resolve_to (addresses);
  run_call (&call, alive.port, 0);
  g_assert_no_error (call.error);

  port_close (&alive);
  port_close (&dead);
}

/* A server that lets its greeting drip is as silent as one that says nothing. */
static void
test_drip (gconstpointer data)
{
  Port port;
  Call call = { .drip = data };

  g_assert_true (port_open (&port, "127.0.0.1", 0, FALSE));
  call.listener = port.listener;
  resolve_to ((const char *const[]) { "127.0.0.1", NULL });
  run_call (&call, port.port, 100);
  g_assert_error (call.error, ANSER_ERROR, ANSER_ERROR_TIMED_OUT);
  g_clear_error (&call.error);
  port_close (&port);
}

int
main (int    argc,
      char **argv)
{
  static const char *const refused[] = { "127.0.0.3", "127.0.0.1", NULL };
  static const char *const dead[] = { "127.0.0.2", "127.0.0.1", NULL };
  static const char *const six[] = { "::1", "127.0.0.1", NULL };
  static const char *const many[] = { "::1", "127.0.0.2", "127.0.0.3", "127.0.0.1", NULL };

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/addresses/p33-resolver-silent", test_resolver_silent);
  g_test_add_data_func ("/addresses/p37-first-refuses", refused, test_addresses);
  g_test_add_data_func ("/addresses/p37-first-is-dead", dead, test_addresses);
  g_test_add_data_func ("/addresses/p37-ipv6-refuses", six, test_addresses);
  g_test_add_data_func ("/addresses/p37-last-is-alive", many, test_addresses);
  g_test_add_data_func ("/addresses/drip", "x", test_drip);

  return g_test_run ();
}
