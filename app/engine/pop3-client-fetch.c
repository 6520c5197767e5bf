/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/* Many letters in one go: the machine always has some commands to say, never all of them. */

#include "pop3-client-private.h"

/* Commands of a fetch that are given to the machine before their turn: more than the window, so
 * that it never runs dry, and few enough for other commands to come between. */
#define FETCH_AHEAD 1200

/* A fetch that is under way. */
typedef struct
{
  GArray    *numbers;
  guint      n_given;
  guint      n_answered;
  AnserSink *sink;
  GArray    *refused;
  GError    *error;
  gboolean   returned;
} Fetch;

static void
fetch_free (Fetch *self)
{
  g_array_unref (self->numbers);
  g_object_unref (self->sink);
  g_clear_pointer (&self->refused, g_array_unref);
  g_clear_error (&self->error);
  g_free (self);
}

static void give_ahead (GTask *task);

static void
on_fetched (AnserPop3Machine      *machine,
            const AnserPop3Answer *answer,
            const GError          *error,
            gpointer               data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);

  fetch->n_answered++;
  if (answer->refused)
    g_array_append_val (fetch->refused, answer->number);
  else if (error != NULL && fetch->error == NULL)
    fetch->error = g_error_copy (error);

  give_ahead (task);
}

/* Each RETR holds a reference to the task; the last answer completes it. */
static void
give_ahead (GTask *task)
{
  AnserPop3Client *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);

  while (fetch->error == NULL && fetch->n_given < fetch->numbers->len &&
         fetch->n_given - fetch->n_answered < FETCH_AHEAD)
    anser_pop3_machine_retr (self->machine,
                             g_array_index (fetch->numbers, unsigned, fetch->n_given++),
                             fetch->sink, on_fetched, g_object_ref (task));

  anser_wire_kick (self->wire);
  if (fetch->n_answered < fetch->n_given || fetch->returned)
    return;

  fetch->returned = TRUE;
  self->n_fetches--;
  anser_pop3_client_give_quit (self);
  if (fetch->error != NULL)
    g_task_return_error (task, g_error_copy (fetch->error));
  else
    g_task_return_boolean (task, TRUE);
}

void
anser_pop3_client_fetch_async (AnserPop3Client     *self,
                               GArray              *numbers,
                               AnserSink           *sink,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Fetch *fetch;

  g_return_if_fail (ANSER_IS_POP3_CLIENT (self));
  g_return_if_fail (numbers != NULL);
  g_return_if_fail (ANSER_IS_SINK (sink));

  fetch = g_new0 (Fetch, 1);
  fetch->numbers = g_array_ref (numbers);
  fetch->sink = g_object_ref (sink);
  fetch->refused = g_array_new (FALSE, FALSE, sizeof (guint));

  task = anser_pop3_client_task_new (self, anser_pop3_client_fetch_async, cancellable, callback,
                                     user_data);
  g_task_set_task_data (task, fetch, (GDestroyNotify) fetch_free);
  self->n_fetches++;
  give_ahead (task);
}

gboolean
anser_pop3_client_fetch_finish (AnserPop3Client *self,
                                GAsyncResult    *result,
                                GArray         **refused,
                                GError         **error)
{
  Fetch *fetch;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_pop3_client_fetch_async), FALSE);

  fetch = g_task_get_task_data (G_TASK (result));
  if (refused != NULL)
    *refused = g_steal_pointer (&fetch->refused);

  return g_task_propagate_boolean (G_TASK (result), error);
}
