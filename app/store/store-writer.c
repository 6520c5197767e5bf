/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "store-writer.h"

typedef struct
{
  GTask             *task;   /* NULL: the end */
  AnserStoreJobFunc  func;
  gssize             result;
  GError            *error;
} Job;

struct _AnserStoreWriter
{
  GThread     *thread;
  GAsyncQueue *jobs;
};

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->task);
  g_clear_error (&job->error);
  g_free (job);
}

static gboolean
on_job_done (gpointer data)
{
  Job *job = data;

  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    g_task_return_int (job->task, job->result);
  return G_SOURCE_REMOVE;
}

/* Hands the job over to the context from which it came. */
static void
complete (Job *job)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (job->task));
  g_source_set_static_name (source, "anser-store-job");
  g_source_set_callback (source, on_job_done, job, job_free);
  g_source_attach (source, g_task_get_context (job->task));
}

static gpointer
run (gpointer data)
{
  g_autoptr (GAsyncQueue) jobs = data;

  while (TRUE)
    {
      Job *job = g_async_queue_pop (jobs);
      GCancellable *cancellable;

      if (job->task == NULL)
        {
          job_free (job);
          return NULL;
        }
      cancellable = g_task_get_cancellable (job->task);
      if (!g_cancellable_set_error_if_cancelled (cancellable, &job->error))
        job->result = job->func (g_task_get_source_object (job->task),
                                 g_task_get_task_data (job->task), cancellable, &job->error);
      complete (job);
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
  g_thread_join (self->thread);
  g_async_queue_unref (self->jobs);
  g_free (self);
}

void
anser_store_writer_push (AnserStoreWriter  *self,
                         GTask             *task,
                         AnserStoreJobFunc  func)
{
  Job *job = g_new0 (Job, 1);

  /* What was done is reported as done, even if it was cancelled a moment later. */
  g_task_set_check_cancellable (task, FALSE);
  job->task = task;
  job->func = func;
  g_async_queue_push (self->jobs, job);
}
