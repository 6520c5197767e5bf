/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "work.h"

#define INTERVAL_US (100 * 1000)

/* @lock: guards @fraction and @count
 * @reported_at: monotonic time of the last report; the thread's own */
typedef struct
{
  GMutex   lock;
  double   fraction;
  unsigned count;
  GTask   *task;
  gint64   reported_at;
} AnserWorkPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (AnserWork, anser_work, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_FRACTION,
  PROP_COUNT,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

typedef struct
{
  GTask    *task;
  gboolean  done;
  GError   *error;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->task);
  g_clear_error (&job->error);
  g_free (job);
}

static gboolean
on_done (gpointer data)
{
  Job *job = data;

  if (job->done)
    g_task_return_boolean (job->task, TRUE);
  else
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  return G_SOURCE_REMOVE;
}

static void
invoke (GTask          *task,
        GSourceFunc     func,
        gpointer        data,
        GDestroyNotify  free_data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_static_name (source, "anser-work");
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, free_data);
  g_source_attach (source, g_task_get_context (task));
}

static gpointer
run_in_thread (gpointer data)
{
  Job *job = data;
  AnserWork *self = g_task_get_source_object (job->task);

  job->done = anser_work_run (self, g_task_get_cancellable (job->task), &job->error);
  /* The thread keeps nothing: what is let go is let go where it came from. */
  invoke (job->task, on_done, job, job_free);
  return NULL;
}

static gboolean
on_report (gpointer data)
{
  g_object_notify_by_pspec (data, properties[PROP_FRACTION]);
  g_object_notify_by_pspec (data, properties[PROP_COUNT]);
  return G_SOURCE_REMOVE;
}

static void
anser_work_get_property (GObject    *object,
                         guint       id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  AnserWork *self = ANSER_WORK (object);

  switch (id)
    {
    case PROP_FRACTION:
      g_value_set_double (value, anser_work_get_fraction (self));
      break;
    case PROP_COUNT:
      g_value_set_uint (value, anser_work_get_count (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anser_work_finalize (GObject *object)
{
  AnserWorkPrivate *priv = anser_work_get_instance_private (ANSER_WORK (object));

  g_mutex_clear (&priv->lock);
  G_OBJECT_CLASS (anser_work_parent_class)->finalize (object);
}

static void
anser_work_class_init (AnserWorkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = anser_work_get_property;
  object_class->finalize = anser_work_finalize;

  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);
  properties[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
anser_work_init (AnserWork *self)
{
  AnserWorkPrivate *priv = anser_work_get_instance_private (self);

  g_mutex_init (&priv->lock);
  priv->fraction = -1;
}

void
anser_work_run_async (AnserWork           *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  AnserWorkPrivate *priv;
  GTask *task;
  Job *job;

  g_return_if_fail (ANSER_IS_WORK (self));

  priv = anser_work_get_instance_private (self);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_work_run_async);
  /* What was done is reported as done, even if it was cancelled a moment later. */
  g_task_set_check_cancellable (task, FALSE);
  priv->task = task;
  job = g_new0 (Job, 1);
  job->task = task;
  g_thread_unref (g_thread_new ("anser-work", run_in_thread, job));
}

gboolean
anser_work_run_finish (AnserWork     *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
anser_work_run (AnserWork     *self,
                GCancellable  *cancellable,
                GError       **error)
{
  g_return_val_if_fail (ANSER_IS_WORK (self), FALSE);

  return ANSER_WORK_GET_CLASS (self)->run (self, cancellable, error);
}

double
anser_work_get_fraction (AnserWork *self)
{
  AnserWorkPrivate *priv = anser_work_get_instance_private (self);
  double fraction;

  g_return_val_if_fail (ANSER_IS_WORK (self), -1);

  g_mutex_lock (&priv->lock);
  fraction = priv->fraction;
  g_mutex_unlock (&priv->lock);
  return fraction;
}

unsigned
anser_work_get_count (AnserWork *self)
{
  AnserWorkPrivate *priv = anser_work_get_instance_private (self);
  unsigned count;

  g_return_val_if_fail (ANSER_IS_WORK (self), 0);

  g_mutex_lock (&priv->lock);
  count = priv->count;
  g_mutex_unlock (&priv->lock);
  return count;
}

void
anser_work_report (AnserWork *self,
                   double     fraction,
                   unsigned   count)
{
  AnserWorkPrivate *priv = anser_work_get_instance_private (self);
  gint64 now = g_get_monotonic_time ();

  g_mutex_lock (&priv->lock);
  priv->fraction = CLAMP (fraction, -1, 1);
  priv->count = count;
  g_mutex_unlock (&priv->lock);
  if (priv->task == NULL || now - priv->reported_at < INTERVAL_US)
    return;
  priv->reported_at = now;
  /* The task holds the object until it is done, and this comes before that. */
  invoke (priv->task, on_report, self, NULL);
}
