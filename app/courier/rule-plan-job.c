/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "rule-plan.h"

#include "courier-thread.h"

/* Plans are made and done in threads of their own. */

typedef struct
{
  GTask             *task;
  GThread           *thread;
  GMainContext      *context;
  AnserFolder       *folder;        /* (nullable): to be looked at; else the items are to be done */
  AnserRulePlanFunc  progress;
  gpointer           progress_data;
  GError            *error;
} Job;

typedef struct
{
  Job      *job;
  unsigned  done;
  unsigned  total;
} Telling;

/* Messages arrive in order, so the job is not over yet. */
static void
on_told (gpointer data)
{
  g_autofree Telling *telling = data;
  Job *job = telling->job;

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (job->task)))
    job->progress (telling->done, telling->total, job->progress_data);
}

static void
tell_context (unsigned done,
              unsigned total,
              gpointer user_data)
{
  Job *job = user_data;
  Telling *telling = g_new (Telling, 1);

  *telling = (Telling) { job, done, total };
  anser_courier_tell (job->context, on_told, telling);
}

static void
on_over (gpointer data)
{
  Job *job = data;

  g_thread_join (job->thread);
  if (job->error != NULL)
    g_task_return_error (job->task, job->error);
  else
    g_task_return_boolean (job->task, TRUE);
  g_object_unref (job->task);
  g_clear_object (&job->folder);
  g_main_context_unref (job->context);
  g_free (job);
}

static gpointer
work (gpointer data)
{
  Job *job = data;
  AnserRulePlan *self = g_task_get_source_object (job->task);
  GCancellable *cancellable = g_task_get_cancellable (job->task);
  AnserRulePlanFunc progress = job->progress != NULL ? tell_context : NULL;

  if (job->folder != NULL)
    anser_rule_plan_look (self, job->folder, progress, job, cancellable, &job->error);
  else
    anser_rule_plan_apply (self, progress, job, cancellable, &job->error);
  anser_courier_tell (job->context, on_over, job);
  return NULL;
}

/* @task: (transfer full) */
static void
start (GTask             *task,
       AnserFolder       *folder,
       AnserRulePlanFunc  progress,
       gpointer           progress_data)
{
  Job *job = g_new0 (Job, 1);

  g_task_set_check_cancellable (task, FALSE);
  job->task = task;
  job->context = g_main_context_ref (g_task_get_context (task));
  job->folder = folder != NULL ? g_object_ref (folder) : NULL;
  job->progress = progress;
  job->progress_data = progress_data;
  job->thread = g_thread_new ("anser-rules", work, job);
}

void
anser_rule_plan_look_async (AnserRulePlan       *self,
                            AnserFolder         *folder,
                            AnserRulePlanFunc    progress,
                            gpointer             progress_data,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ANSER_IS_RULE_PLAN (self));
  g_return_if_fail (ANSER_IS_FOLDER (folder));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_rule_plan_look_async);
  start (task, folder, progress, progress_data);
}

gboolean
anser_rule_plan_look_finish (AnserRulePlan  *self,
                             GAsyncResult   *result,
                             GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
anser_rule_plan_apply_async (AnserRulePlan       *self,
                             AnserRulePlanFunc    progress,
                             gpointer             progress_data,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ANSER_IS_RULE_PLAN (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_rule_plan_apply_async);
  start (task, NULL, progress, progress_data);
}

gboolean
anser_rule_plan_apply_finish (AnserRulePlan  *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
