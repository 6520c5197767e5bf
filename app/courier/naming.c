/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "naming.h"

#include "engine/errors.h"

/* What the task of a run holds. */
typedef struct
{
  AnserListing *listing;
  unsigned      n_outstanding;
  GError       *error;              /* the first */
} Naming;

/* One command. */
typedef struct
{
  GTask     *task;
  unsigned   number;
  AnserSink *header;
} Question;

static void
naming_free (Naming *naming)
{
  g_clear_error (&naming->error);
  g_free (naming);
}

static void
question_free (Question *question)
{
  g_object_unref (question->task);
  g_object_unref (question->header);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
finish (GTask *task)
{
  Naming *naming = g_task_get_task_data (task);

  if (naming->error != NULL)
    g_task_return_error (task, g_steal_pointer (&naming->error));
  else
    g_task_return_boolean (task, TRUE);
}

/* The end of the last command is the end of all, also when the connection broke. */
static void
on_header (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (Question) question = user_data;
  Naming *naming = g_task_get_task_data (question->task);
  g_autoptr (GError) error = NULL;

  if (anser_pop3_client_top_finish (ANSER_POP3_CLIENT (source), result, &error))
    {
      g_autoptr (GBytes) header = anser_bytes_sink_steal (ANSER_BYTES_SINK (question->header));

      if (naming->error == NULL)
        anser_listing_set_header (naming->listing, question->number, header);
    }
  else if (!anser_naming_is_refusal (error) && naming->error == NULL)
    {
      naming->error = g_steal_pointer (&error);
    }

  if (--naming->n_outstanding == 0)
    finish (question->task);
}

static void
ask (AnserPop3Client *client,
     GTask           *task,
     unsigned         number)
{
  Question *question = g_new (Question, 1);

  question->task = g_object_ref (task);
  question->number = number;
  question->header = anser_bytes_sink_new ();
  anser_pop3_client_top_async (client, number, 0, question->header, g_task_get_cancellable (task),
                               on_header, question);
}

void
anser_naming_run_async (AnserPop3Client     *client,
                        AnserListing        *listing,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GArray) numbers = NULL;
  Naming *naming;

  g_return_if_fail (ANSER_IS_POP3_CLIENT (client));
  g_return_if_fail (listing != NULL);

  numbers = anser_listing_get_nameless (listing);
  naming = g_new0 (Naming, 1);
  naming->listing = listing;
  naming->n_outstanding = numbers->len;

  task = g_task_new (client, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_naming_run_async);
  g_task_set_task_data (task, naming, (GDestroyNotify) naming_free);
  if (numbers->len == 0)
    finish (task);
  for (guint i = 0; i < numbers->len; i++)
    ask (client, task, g_array_index (numbers, unsigned, i));
}

gboolean
anser_naming_run_finish (GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_naming_run_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
anser_naming_is_refusal (const GError *error)
{
  return g_error_matches (error, ANSER_ERROR, ANSER_ERROR_REFUSED) ||
         g_error_matches (error, ANSER_ERROR, ANSER_ERROR_UNSUPPORTED);
}
