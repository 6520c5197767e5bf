/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "doctor-doors.h"

/* A name with more addresses than this is not looked at to the end. */
#define MAX_DOORS 16

typedef struct
{
  guint16           port;
  unsigned          patience;
  gint64            began;
  AnserDoctorDoors *doors;
  unsigned          n_outstanding;
} Search;

typedef struct
{
  GTask           *task;
  AnserDoctorDoor *door;                /* lives as long as the task */
  gint64           began;
} Knock;

static void
door_free (gpointer data)
{
  AnserDoctorDoor *door = data;

  g_free (door->address);
  g_clear_error (&door->error);
  g_free (door);
}

void
anser_doctor_doors_free (AnserDoctorDoors *self)
{
  g_return_if_fail (self != NULL);

  g_clear_error (&self->error);
  g_ptr_array_unref (self->doors);
  g_free (self);
}

static void
search_free (gpointer data)
{
  Search *search = data;

  g_clear_pointer (&search->doors, anser_doctor_doors_free);
  g_free (search);
}

static void
complete (GTask *task)
{
  Search *search = g_task_get_task_data (task);

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_steal_pointer (&search->doors),
                           (GDestroyNotify) anser_doctor_doors_free);
}

static void
on_knocked (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autofree Knock *knock = user_data;
  g_autoptr (GTask) task = knock->task;
  Search *search = g_task_get_task_data (task);
  g_autoptr (GSocketConnection) connection =
    g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &knock->door->error);

  knock->door->delay = g_get_monotonic_time () - knock->began;
  if (connection != NULL)
    g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  if (--search->n_outstanding == 0)
    complete (task);
}

static void
knock (GTask           *task,
       GInetAddress    *address,
       AnserDoctorDoor *door)
{
  Search *search = g_task_get_task_data (task);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) target = g_inet_socket_address_new (address, search->port);
  Knock *self = g_new (Knock, 1);

  self->task = g_object_ref (task);
  self->door = door;
  self->began = g_get_monotonic_time ();
  door->tried = TRUE;
  search->n_outstanding++;
  g_socket_client_set_timeout (client, search->patience);
  g_socket_client_connect_async (client, G_SOCKET_CONNECTABLE (target),
                                 g_task_get_cancellable (task), on_knocked, self);
}

/* Takes the addresses; all doors are knocked at at the same time. */
static void
knock_at_all (GTask *task,
              GList *addresses)
{
  Search *search = g_task_get_task_data (task);
  gboolean is_choice = addresses != NULL && addresses->next != NULL;

  for (GList *node = addresses; node != NULL && search->doors->doors->len < MAX_DOORS;
       node = node->next)
    {
      AnserDoctorDoor *door = g_new0 (AnserDoctorDoor, 1);

      door->address = g_inet_address_to_string (node->data);
      g_ptr_array_add (search->doors->doors, door);
      if (is_choice)
        knock (task, node->data, door);
    }

  g_list_free_full (addresses, g_object_unref);
  if (search->n_outstanding == 0)
    complete (task);
}

static void
on_resolved (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Search *search = g_task_get_task_data (task);
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result,
                                                       &search->doors->error);

  search->doors->delay = g_get_monotonic_time () - search->began;
  knock_at_all (task, addresses);
}

void
anser_doctor_doors_async (const char          *host,
                          guint16              port,
                          unsigned             patience,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  GInetAddress *address;
  Search *search;

  g_return_if_fail (host != NULL);

  search = g_new0 (Search, 1);
  search->port = port;
  search->patience = patience;
  search->began = g_get_monotonic_time ();
  search->doors = g_new0 (AnserDoctorDoors, 1);
  search->doors->delay = -1;
  search->doors->doors = g_ptr_array_new_with_free_func (door_free);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_doctor_doors_async);
  g_task_set_task_data (task, search, search_free);

  address = g_inet_address_new_from_string (host);
  if (address != NULL)
    knock_at_all (task, g_list_prepend (NULL, address));
  else
    g_resolver_lookup_by_name_async (resolver, host, cancellable, on_resolved,
                                     g_steal_pointer (&task));
}

AnserDoctorDoors *
anser_doctor_doors_finish (GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_doctor_doors_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
