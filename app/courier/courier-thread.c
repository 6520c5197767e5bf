/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "courier-thread.h"

/* A connection that was broken off is closed behind its session's back; so long, in seconds, a
 * thread that is no longer wanted stays to clear away what comes of it. */
#define LINGER 1

struct _AnserCourierThread
{
  GMainContext *context;
  GMainLoop    *loop;
  GThread      *thread;

  GMutex        mutex;
  GCond         cond;
  gboolean      left;               /* nothing of its owner's is done there any more */
};

typedef struct
{
  AnserMessageFunc func;
  gpointer         data;
} Message;

static gboolean
deliver (gpointer user_data)
{
  Message *message = user_data;

  message->func (message->data);
  return G_SOURCE_REMOVE;
}

static void
courier_thread_clear (gpointer data)
{
  AnserCourierThread *self = data;

  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
}

/* Owns a reference. */
static gpointer
run (gpointer data)
{
  AnserCourierThread *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  g_atomic_rc_box_release_full (self, courier_thread_clear);

  return NULL;
}

static gboolean
quit (gpointer data)
{
  AnserCourierThread *self = data;

  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static void
leave (gpointer data)
{
  AnserCourierThread *self = data;
  g_autoptr (GSource) source = g_timeout_source_new_seconds (LINGER);

  g_source_set_callback (source, quit, self, NULL);
  g_source_attach (source, self->context);

  g_mutex_lock (&self->mutex);
  self->left = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

/**
 * anser_courier_thread_new:
 * @name: as a debugger shows it, at most 15 characters
 *
 * Returns: (transfer full): a thread that waits for messages
 */
AnserCourierThread *
anser_courier_thread_new (const char *name)
{
  AnserCourierThread *self = g_atomic_rc_box_new0 (AnserCourierThread);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new (name, run, g_atomic_rc_box_acquire (self));

  return self;
}

void
anser_courier_thread_free (AnserCourierThread *self)
{
  g_return_if_fail (self != NULL);

  anser_courier_tell (self->context, leave, self);
  g_mutex_lock (&self->mutex);
  while (!self->left)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);

  g_thread_unref (self->thread);
  g_atomic_rc_box_release_full (self, courier_thread_clear);
}

GMainContext *
anser_courier_thread_get_context (AnserCourierThread *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->context;
}

/**
 * anser_courier_tell:
 * @context: whose thread is to do it
 * @func: what
 * @data: for it
 */
void
anser_courier_tell (GMainContext     *context,
                    AnserMessageFunc  func,
                    gpointer          data)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Message *message = g_new (Message, 1);

  message->func = func;
  message->data = data;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver, message, g_free);
  g_source_set_static_name (source, "anser-message");
  g_source_attach (source, context);
}
