/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "store-writer.h"

typedef struct
{
  GTask           *task;   /* NULL: the end */
  GTaskThreadFunc  func;
} Job;

struct _AnserStoreWriter
{
  GThread     *thread;
  GAsyncQueue *jobs;
};

/* Knows only the queue: the last reference to the store may be dropped by a job in here. */
static gpointer
run (gpointer data)
{
  g_autoptr (GAsyncQueue) jobs = data;

  while (TRUE)
    {
      g_autofree Job *job = g_async_queue_pop (jobs);

      if (job->task == NULL)
        return NULL;
      if (!g_task_return_error_if_cancelled (job->task))
        job->func (job->task, g_task_get_source_object (job->task),
                   g_task_get_task_data (job->task), g_task_get_cancellable (job->task));
      g_object_unref (job->task);
    }
}

AnserStoreWriter *
anser_store_writer_new (void)
{
  AnserStoreWriter *self = g_new0 (AnserStoreWriter, 1);

  self->jobs = g_async_queue_new ();
  self->thread = g_thread_new ("anser-store", run, g_async_queue_ref (self->jobs));
  return self;
}

void
anser_store_writer_free (AnserStoreWriter *self)
{
  g_async_queue_push (self->jobs, g_new0 (Job, 1));
  if (g_thread_self () == self->thread)
    g_thread_unref (self->thread);
  else
    g_thread_join (self->thread);
  g_async_queue_unref (self->jobs);
  g_free (self);
}

void
anser_store_writer_push (AnserStoreWriter *self,
                         GTask            *task,
                         GTaskThreadFunc   func)
{
  Job *job = g_new0 (Job, 1);

  job->task = task;
  job->func = func;
  g_async_queue_push (self->jobs, job);
}
