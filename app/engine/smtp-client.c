/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "smtp-client.h"

#include "smtp-machine.h"
#include "wire.h"

/* RFC 6409 and RFC 8314: where letters are submitted. */
#define SUBMISSION_PORT  587
#define SUBMISSIONS_PORT 465

struct _AnserSmtpClient
{
  GObject           parent_instance;

  AnserSmtpMachine *machine;
  AnserWire        *wire;
};

G_DEFINE_FINAL_TYPE (AnserSmtpClient, anser_smtp_client, G_TYPE_OBJECT)

/* What became of a letter. */
typedef struct
{
  GPtrArray *results;
  char      *receipt;
} Sent;

static void
sent_free (Sent *self)
{
  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_free (self->receipt);
  g_free (self);
}

static GTask *
task_new (AnserSmtpClient     *self,
          gpointer             tag,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  GTask *task = anser_wire_task_new (self->wire, self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  return task;
}

static void
on_done (AnserSmtpMachine      *machine,
         const AnserSmtpAnswer *answer,
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
on_sent (AnserSmtpMachine      *machine,
         const AnserSmtpAnswer *answer,
         const GError          *error,
         gpointer               data)
{
  Sent *sent = g_new0 (Sent, 1);

  sent->results = g_ptr_array_ref (answer->results);
  sent->receipt = g_strdup (answer->receipt);
  g_task_set_task_data (data, sent, (GDestroyNotify) sent_free);

  on_done (machine, answer, error, data);
}

static void
anser_smtp_client_dispose (GObject *object)
{
  AnserSmtpClient *self = ANSER_SMTP_CLIENT (object);

  anser_smtp_machine_set_trace (self->machine, NULL, NULL);
  anser_wire_abandon (self->wire);

  G_OBJECT_CLASS (anser_smtp_client_parent_class)->dispose (object);
}

static void
anser_smtp_client_finalize (GObject *object)
{
  AnserSmtpClient *self = ANSER_SMTP_CLIENT (object);

  g_object_unref (self->wire);
  g_object_unref (self->machine);

  G_OBJECT_CLASS (anser_smtp_client_parent_class)->finalize (object);
}

static void
anser_smtp_client_class_init (AnserSmtpClientClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anser_smtp_client_dispose;
  G_OBJECT_CLASS (klass)->finalize = anser_smtp_client_finalize;
}

static void
anser_smtp_client_init (AnserSmtpClient *self)
{
}

AnserSmtpClient *
anser_smtp_client_new (const AnserServer *server)
{
  AnserSmtpClient *self;

  g_return_val_if_fail (server != NULL, NULL);

  self = g_object_new (ANSER_TYPE_SMTP_CLIENT, NULL);
  self->machine = anser_smtp_machine_new (server);
  self->wire = anser_wire_new (ANSER_MACHINE (self->machine), server,
                               server->security == ANSER_SECURITY_TLS ? SUBMISSIONS_PORT
                                                                      : SUBMISSION_PORT);

  return self;
}

void
anser_smtp_client_set_trace (AnserSmtpClient *self,
                             AnserTraceFunc   func,
                             gpointer         user_data)
{
  g_return_if_fail (ANSER_IS_SMTP_CLIENT (self));

  anser_smtp_machine_set_trace (self->machine, func, user_data);
}

void
anser_smtp_client_set_progress (AnserSmtpClient   *self,
                                AnserProgressFunc  func,
                                gpointer           user_data)
{
  g_return_if_fail (ANSER_IS_SMTP_CLIENT (self));

  anser_wire_set_progress (self->wire, func, user_data);
}

void
anser_smtp_client_set_timeout (AnserSmtpClient *self,
                               unsigned         milliseconds)
{
  g_return_if_fail (ANSER_IS_SMTP_CLIENT (self));

  anser_wire_set_timeout (self->wire, milliseconds);
}

void
anser_smtp_client_set_helo_name (AnserSmtpClient *self,
                                 const char      *name)
{
  g_return_if_fail (ANSER_IS_SMTP_CLIENT (self));

  anser_smtp_machine_set_helo_name (self->machine, name);
}

void
anser_smtp_client_connect_async (AnserSmtpClient     *self,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ANSER_IS_SMTP_CLIENT (self));

  task = task_new (self, anser_smtp_client_connect_async, cancellable, callback, user_data);
  anser_smtp_machine_open (self->machine, on_done, task);
  anser_wire_start (self->wire);
}

AnserCapabilities *
anser_smtp_client_get_capabilities (AnserSmtpClient *self)
{
  g_return_val_if_fail (ANSER_IS_SMTP_CLIENT (self), NULL);

  return anser_smtp_machine_get_capabilities (self->machine);
}

AnserServerQuirks
anser_smtp_client_get_quirks (AnserSmtpClient *self)
{
  g_return_val_if_fail (ANSER_IS_SMTP_CLIENT (self), ANSER_QUIRKS_NONE);

  return anser_smtp_machine_get_quirks (self->machine);
}

gboolean
anser_smtp_client_takes_eight_bit (AnserSmtpClient *self)
{
  g_return_val_if_fail (ANSER_IS_SMTP_CLIENT (self), FALSE);

  return anser_smtp_machine_takes_eight_bit (self->machine);
}

const char *
anser_smtp_client_get_mechanism (AnserSmtpClient *self)
{
  g_return_val_if_fail (ANSER_IS_SMTP_CLIENT (self), NULL);

  return anser_smtp_machine_get_mechanism (self->machine);
}

GTlsConnection *
anser_smtp_client_get_tls (AnserSmtpClient *self)
{
  g_return_val_if_fail (ANSER_IS_SMTP_CLIENT (self), NULL);

  return anser_wire_get_tls (self->wire);
}

const AnserTiming *
anser_smtp_client_get_timing (AnserSmtpClient *self)
{
  g_return_val_if_fail (ANSER_IS_SMTP_CLIENT (self), NULL);

  return anser_wire_get_timing (self->wire);
}

gboolean
anser_smtp_client_connect_finish (AnserSmtpClient *self,
                                  GAsyncResult    *result,
                                  GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_smtp_client_connect_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
anser_smtp_client_authenticate_async (AnserSmtpClient     *self,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ANSER_IS_SMTP_CLIENT (self));

  task = task_new (self, anser_smtp_client_authenticate_async, cancellable, callback, user_data);
  anser_smtp_machine_authenticate (self->machine, on_done, task);
  anser_wire_kick (self->wire);
}

gboolean
anser_smtp_client_authenticate_finish (AnserSmtpClient *self,
                                       GAsyncResult    *result,
                                       GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_smtp_client_authenticate_async),
                        FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
anser_smtp_client_send_async (AnserSmtpClient     *self,
                              const AnserEnvelope *envelope,
                              GInputStream        *content,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ANSER_IS_SMTP_CLIENT (self));
  g_return_if_fail (envelope != NULL);
  g_return_if_fail (G_IS_INPUT_STREAM (content));

  task = task_new (self, anser_smtp_client_send_async, cancellable, callback, user_data);
  anser_smtp_machine_send (self->machine, envelope, content, on_sent, task);
  anser_wire_kick (self->wire);
}

gboolean
anser_smtp_client_send_finish (AnserSmtpClient *self,
                               GAsyncResult    *result,
                               GPtrArray      **results,
                               char           **receipt,
                               GError         **error)
{
  Sent *sent;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_smtp_client_send_async), FALSE);

  sent = g_task_get_task_data (G_TASK (result));
  if (results != NULL)
    *results = g_steal_pointer (&sent->results);
  if (receipt != NULL)
    *receipt = g_steal_pointer (&sent->receipt);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
anser_smtp_client_leave (AnserSmtpClient *self)
{
  g_return_if_fail (ANSER_IS_SMTP_CLIENT (self));

  anser_wire_leave (self->wire);
}

void
anser_smtp_client_quit_async (AnserSmtpClient     *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ANSER_IS_SMTP_CLIENT (self));

  task = task_new (self, anser_smtp_client_quit_async, cancellable, callback, user_data);
  anser_smtp_machine_quit (self->machine, on_done, task);
  anser_wire_kick (self->wire);
}

gboolean
anser_smtp_client_quit_finish (AnserSmtpClient *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_smtp_client_quit_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
