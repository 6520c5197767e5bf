/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "pop3-client-private.h"

#define POP3_PORT   110
#define POP3S_PORT  995

G_DEFINE_FINAL_TYPE (AnserPop3Client, anser_pop3_client, G_TYPE_OBJECT)

/* What STAT answered. */
typedef struct
{
  unsigned count;
  gint64   octets;
} Stat;

GTask *
anser_pop3_client_task_new (AnserPop3Client     *self,
                            gpointer             tag,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task = anser_wire_task_new (self->wire, self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  return task;
}

/* The answers: each completes its task. */

static void
on_done (AnserPop3Machine      *machine,
         const AnserPop3Answer *answer,
         const GError          *error,
         gpointer               data)
{
  g_autoptr (GTask) task = data;

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_capa (AnserPop3Machine      *machine,
         const AnserPop3Answer *answer,
         const GError          *error,
         gpointer               data)
{
  g_autoptr (GTask) task = data;

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_pointer (task, anser_capabilities_ref (answer->capabilities),
                           (GDestroyNotify) anser_capabilities_unref);
}

static void
on_stat (AnserPop3Machine      *machine,
         const AnserPop3Answer *answer,
         const GError          *error,
         gpointer               data)
{
  g_autoptr (GTask) task = data;
  Stat stat = { answer->count, answer->octets };

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_pointer (task, g_memdup2 (&stat, sizeof stat), g_free);
}

static void
on_items (AnserPop3Machine      *machine,
          const AnserPop3Answer *answer,
          const GError          *error,
          gpointer               data)
{
  g_autoptr (GTask) task = data;

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_pointer (task, anser_pop3_items_ref (answer->items),
                           (GDestroyNotify) anser_pop3_items_unref);
}

static void
anser_pop3_client_dispose (GObject *object)
{
  AnserPop3Client *self = ANSER_POP3_CLIENT (object);

  anser_pop3_machine_set_trace (self->machine, NULL, NULL);
  anser_wire_abandon (self->wire);

  G_OBJECT_CLASS (anser_pop3_client_parent_class)->dispose (object);
}

static void
anser_pop3_client_finalize (GObject *object)
{
  AnserPop3Client *self = ANSER_POP3_CLIENT (object);

  g_object_unref (self->wire);
  g_object_unref (self->machine);

  G_OBJECT_CLASS (anser_pop3_client_parent_class)->finalize (object);
}

static void
anser_pop3_client_class_init (AnserPop3ClientClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anser_pop3_client_dispose;
  G_OBJECT_CLASS (klass)->finalize = anser_pop3_client_finalize;
}

static void
anser_pop3_client_init (AnserPop3Client *self)
{
}

AnserPop3Client *
anser_pop3_client_new (const AnserServer *server)
{
  AnserPop3Client *self;

  g_return_val_if_fail (server != NULL, NULL);

  self = g_object_new (ANSER_TYPE_POP3_CLIENT, NULL);
  self->machine = anser_pop3_machine_new (server);
  self->wire = anser_wire_new (ANSER_MACHINE (self->machine), server,
                               server->security == ANSER_SECURITY_TLS ? POP3S_PORT : POP3_PORT);

  return self;
}

void
anser_pop3_client_set_trace (AnserPop3Client *self,
                             AnserTraceFunc   func,
                             gpointer         user_data)
{
  g_return_if_fail (ANSER_IS_POP3_CLIENT (self));

  anser_pop3_machine_set_trace (self->machine, func, user_data);
}

void
anser_pop3_client_set_progress (AnserPop3Client   *self,
                                AnserProgressFunc  func,
                                gpointer           user_data)
{
  g_return_if_fail (ANSER_IS_POP3_CLIENT (self));

  anser_wire_set_progress (self->wire, func, user_data);
}

void
anser_pop3_client_set_timeout (AnserPop3Client *self,
                               unsigned         milliseconds)
{
  g_return_if_fail (ANSER_IS_POP3_CLIENT (self));

  anser_wire_set_timeout (self->wire, milliseconds);
}

void
anser_pop3_client_set_window (AnserPop3Client *self,
                              unsigned         window)
{
  g_return_if_fail (ANSER_IS_POP3_CLIENT (self));

  anser_pop3_machine_set_window (self->machine, window);
}

void
anser_pop3_client_set_rest (AnserPop3Client *self,
                            unsigned         milliseconds)
{
  g_return_if_fail (ANSER_IS_POP3_CLIENT (self));

  anser_pop3_machine_set_rest (self->machine, milliseconds);
}

void
anser_pop3_client_connect_async (AnserPop3Client     *self,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ANSER_IS_POP3_CLIENT (self));

  task = anser_pop3_client_task_new (self, anser_pop3_client_connect_async,
                                     cancellable, callback, user_data);
  anser_pop3_machine_login (self->machine, on_done, task);
  anser_wire_start (self->wire);
}

AnserCapabilities *
anser_pop3_client_get_capabilities (AnserPop3Client *self)
{
  g_return_val_if_fail (ANSER_IS_POP3_CLIENT (self), NULL);

  return anser_pop3_machine_get_capabilities (self->machine);
}

const char *
anser_pop3_client_get_mechanism (AnserPop3Client *self)
{
  g_return_val_if_fail (ANSER_IS_POP3_CLIENT (self), NULL);

  return anser_pop3_machine_get_mechanism (self->machine);
}

AnserServerQuirks
anser_pop3_client_get_quirks (AnserPop3Client *self)
{
  g_return_val_if_fail (ANSER_IS_POP3_CLIENT (self), ANSER_QUIRKS_NONE);

  return anser_pop3_machine_get_quirks (self->machine);
}

GTlsConnection *
anser_pop3_client_get_tls (AnserPop3Client *self)
{
  g_return_val_if_fail (ANSER_IS_POP3_CLIENT (self), NULL);

  return anser_wire_get_tls (self->wire);
}

const AnserTiming *
anser_pop3_client_get_timing (AnserPop3Client *self)
{
  g_return_val_if_fail (ANSER_IS_POP3_CLIENT (self), NULL);

  return anser_wire_get_timing (self->wire);
}

gboolean
anser_pop3_client_connect_finish (AnserPop3Client *self,
                                  GAsyncResult    *result,
                                  GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_pop3_client_connect_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
anser_pop3_client_capa_async (AnserPop3Client     *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ANSER_IS_POP3_CLIENT (self));

  task = anser_pop3_client_task_new (self, anser_pop3_client_capa_async,
                                     cancellable, callback, user_data);
  anser_pop3_machine_capa (self->machine, on_capa, task);
  anser_wire_kick (self->wire);
}

AnserCapabilities *
anser_pop3_client_capa_finish (AnserPop3Client *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_pop3_client_capa_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
anser_pop3_client_stat_async (AnserPop3Client     *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ANSER_IS_POP3_CLIENT (self));

  task = anser_pop3_client_task_new (self, anser_pop3_client_stat_async,
                                     cancellable, callback, user_data);
  anser_pop3_machine_stat (self->machine, on_stat, task);
  anser_wire_kick (self->wire);
}

gboolean
anser_pop3_client_stat_finish (AnserPop3Client *self,
                               GAsyncResult    *result,
                               unsigned        *count,
                               gint64          *octets,
                               GError         **error)
{
  g_autofree Stat *stat = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_pop3_client_stat_async), FALSE);

  stat = g_task_propagate_pointer (G_TASK (result), error);
  if (stat == NULL)
    return FALSE;

  if (count != NULL)
    *count = stat->count;
  if (octets != NULL)
    *octets = stat->octets;
  return TRUE;
}

void
anser_pop3_client_list_async (AnserPop3Client     *self,
                              unsigned             number,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ANSER_IS_POP3_CLIENT (self));

  task = anser_pop3_client_task_new (self, anser_pop3_client_list_async,
                                     cancellable, callback, user_data);
  anser_pop3_machine_list (self->machine, number, on_items, task);
  anser_wire_kick (self->wire);
}

AnserPop3Items *
anser_pop3_client_list_finish (AnserPop3Client *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_pop3_client_list_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
anser_pop3_client_uidl_async (AnserPop3Client     *self,
                              unsigned             number,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ANSER_IS_POP3_CLIENT (self));

  task = anser_pop3_client_task_new (self, anser_pop3_client_uidl_async,
                                     cancellable, callback, user_data);
  anser_pop3_machine_uidl (self->machine, number, on_items, task);
  anser_wire_kick (self->wire);
}

AnserPop3Items *
anser_pop3_client_uidl_finish (AnserPop3Client *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_pop3_client_uidl_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
anser_pop3_client_top_async (AnserPop3Client     *self,
                             unsigned             number,
                             unsigned             lines,
                             AnserSink           *sink,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ANSER_IS_POP3_CLIENT (self));

  task = anser_pop3_client_task_new (self, anser_pop3_client_top_async,
                                     cancellable, callback, user_data);
  anser_pop3_machine_top (self->machine, number, lines, sink, on_done, task);
  anser_wire_kick (self->wire);
}

gboolean
anser_pop3_client_top_finish (AnserPop3Client *self,
                              GAsyncResult    *result,
                              GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_pop3_client_top_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
anser_pop3_client_retr_async (AnserPop3Client     *self,
                              unsigned             number,
                              AnserSink           *sink,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ANSER_IS_POP3_CLIENT (self));

  task = anser_pop3_client_task_new (self, anser_pop3_client_retr_async,
                                     cancellable, callback, user_data);
  anser_pop3_machine_retr (self->machine, number, sink, on_done, task);
  anser_wire_kick (self->wire);
}

gboolean
anser_pop3_client_retr_finish (AnserPop3Client *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_pop3_client_retr_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
anser_pop3_client_dele_async (AnserPop3Client     *self,
                              unsigned             number,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ANSER_IS_POP3_CLIENT (self));

  task = anser_pop3_client_task_new (self, anser_pop3_client_dele_async,
                                     cancellable, callback, user_data);
  anser_pop3_machine_dele (self->machine, number, on_done, task);
  anser_wire_kick (self->wire);
}

gboolean
anser_pop3_client_dele_finish (AnserPop3Client *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_pop3_client_dele_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
anser_pop3_client_noop_async (AnserPop3Client     *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ANSER_IS_POP3_CLIENT (self));

  task = anser_pop3_client_task_new (self, anser_pop3_client_noop_async,
                                     cancellable, callback, user_data);
  anser_pop3_machine_noop (self->machine, on_done, task);
  anser_wire_kick (self->wire);
}

gboolean
anser_pop3_client_noop_finish (AnserPop3Client *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_pop3_client_noop_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
anser_pop3_client_rset_async (AnserPop3Client     *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ANSER_IS_POP3_CLIENT (self));

  task = anser_pop3_client_task_new (self, anser_pop3_client_rset_async,
                                     cancellable, callback, user_data);
  anser_pop3_machine_rset (self->machine, on_done, task);
  anser_wire_kick (self->wire);
}

gboolean
anser_pop3_client_rset_finish (AnserPop3Client *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_pop3_client_rset_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
anser_pop3_client_check (AnserPop3Client  *self,
                         GError          **error)
{
  g_return_val_if_fail (ANSER_IS_POP3_CLIENT (self), FALSE);

  return anser_pop3_machine_check (self->machine, error);
}

void
anser_pop3_client_leave (AnserPop3Client *self)
{
  g_return_if_fail (ANSER_IS_POP3_CLIENT (self));

  anser_wire_leave (self->wire);
}

void
anser_pop3_client_give_quit (AnserPop3Client *self)
{
  if (self->quit == NULL || self->n_fetches > 0)
    return;

  anser_pop3_machine_quit (self->machine, on_done, g_steal_pointer (&self->quit));
  anser_wire_kick (self->wire);
}

void
anser_pop3_client_quit_async (AnserPop3Client     *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (ANSER_IS_POP3_CLIENT (self));
  g_return_if_fail (self->quit == NULL);

  self->quit = anser_pop3_client_task_new (self, anser_pop3_client_quit_async,
                                           cancellable, callback, user_data);
  anser_pop3_client_give_quit (self);
}

gboolean
anser_pop3_client_quit_finish (AnserPop3Client *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_pop3_client_quit_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
