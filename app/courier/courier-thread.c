/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "courier-thread.h"

struct _AnserCourierThread
{
  GMainContext *context;
  GMainLoop    *loop;
  GThread      *thread;
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

static gpointer
run (gpointer data)
{
  AnserCourierThread *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

static void
quit (gpointer data)
{
  AnserCourierThread *self = data;

  g_main_loop_quit (self->loop);
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
  AnserCourierThread *self = g_new0 (AnserCourierThread, 1);

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new (name, run, self);

  return self;
}

void
anser_courier_thread_free (AnserCourierThread *self)
{
  g_return_if_fail (self != NULL);

  anser_courier_tell (self->context, quit, self);
  g_thread_join (self->thread);

  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self);
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
