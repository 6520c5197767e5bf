/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "search-thread.h"

/* Counted, for the thread and its answers may outlive the question. */
typedef struct
{
  gatomicrefcount        references;
  GCancellable          *cancellable;   /* NULL: the end of the thread */
  GMainContext          *context;
  AnserQuery            *query;
  GArray                *folders;
  AnserSearchOrder       order;
  gboolean               variants;
  AnserSearchThreadFunc  func;
  gpointer               user_data;
} Question;

/* On its way to who asked. */
typedef struct
{
  Question *question;
  GArray   *found;
  GError   *error;
} Answer;

struct _AnserSearchThread
{
  AnserStore            *store;
  GThread               *thread;
  GAsyncQueue           *questions;
  Question              *asked;         /* the last one, not stopped */
  AnserSearchThreadFunc  func;
  gpointer               user_data;
};

/* The thread's own. */
typedef struct
{
  AnserStore  *store;
  GAsyncQueue *questions;
} Worker;

static Question *
question_ref (Question *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

static void
question_unref (gpointer data)
{
  Question *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->query, anser_query_unref);
  g_clear_pointer (&self->folders, g_array_unref);
  g_free (self);
}

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  question_unref (answer->question);
  g_clear_pointer (&answer->found, g_array_unref);
  g_clear_error (&answer->error);
  g_free (answer);
}

/* Stopped in this very context, so nothing comes after. */
static gboolean
on_answer (gpointer data)
{
  Answer *answer = data;
  Question *question = answer->question;

  if (!g_cancellable_is_cancelled (question->cancellable))
    question->func (answer->found, answer->error, question->user_data);
  return G_SOURCE_REMOVE;
}

/* @found, @error (transfer full) (nullable) */
static void
answer (Question *question,
        GArray   *found,
        GError   *error)
{
  Answer *message = g_new0 (Answer, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  message->question = question_ref (question);
  message->found = found;
  message->error = error;
  /* Below drawing, so that many batches do not keep the window from showing the first. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT_IDLE - 60);
  g_source_set_static_name (source, "anser-search-answer");
  g_source_set_callback (source, on_answer, message, answer_free);
  g_source_attach (source, question->context);
}

static gboolean
on_found (const AnserFound *entries,
          unsigned          n,
          gpointer          user_data)
{
  GArray *found = g_array_sized_new (FALSE, FALSE, sizeof (AnserFound), n);

  g_array_append_vals (found, entries, n);
  answer (user_data, found, NULL);
  return TRUE;
}

static void
search (Question      *question,
        AnserDatabase *index)
{
  AnserSearch search = {
    .query = question->query, .folders = question->folders, .order = question->order,
    .variants = question->variants,
  };
  GError *error = NULL;

  anser_search_run (&search, index, on_found, question, question->cancellable, &error);
  answer (question, NULL, error);
}

static gpointer
run (gpointer data)
{
  Worker *self = data;
  g_autoptr (AnserDatabase) index = NULL;

  while (TRUE)
    {
      Question *question = g_async_queue_pop (self->questions);
      GError *error = NULL;
      gboolean ends = question->cancellable == NULL;

      if (!ends && !g_cancellable_is_cancelled (question->cancellable))
        {
          if (index == NULL)
            index = anser_store_open_index (self->store, &error);
          if (index != NULL)
            search (question, index);
          else
            answer (question, NULL, error);
        }
      question_unref (question);
      if (ends)
        break;
    }
  g_async_queue_unref (self->questions);
  g_free (self);
  return NULL;
}

AnserSearchThread *
anser_search_thread_new (AnserStore            *store,
                         AnserSearchThreadFunc  func,
                         gpointer               user_data)
{
  AnserSearchThread *self = g_new0 (AnserSearchThread, 1);
  Worker *worker = g_new0 (Worker, 1);

  self->store = store;
  self->func = func;
  self->user_data = user_data;
  self->questions = g_async_queue_new_full (question_unref);
  worker->store = store;
  worker->questions = g_async_queue_ref (self->questions);
  self->thread = g_thread_new ("anser-search", run, worker);
  return self;
}

void
anser_search_thread_stop (AnserSearchThread *self)
{
  if (self->asked != NULL)
    g_cancellable_cancel (self->asked->cancellable);
  g_clear_pointer (&self->asked, question_unref);
}

void
anser_search_thread_free (AnserSearchThread *self)
{
  Question *end = g_new0 (Question, 1);

  anser_search_thread_stop (self);
  g_atomic_ref_count_init (&end->references);
  g_async_queue_push (self->questions, end);
  g_thread_join (self->thread);
  g_async_queue_unref (self->questions);
  g_free (self);
}

void
anser_search_thread_ask (AnserSearchThread *self,
                         AnserQuery        *query,
                         GArray            *folders,
                         AnserSearchOrder   order,
                         gboolean           variants)
{
  Question *question = g_new0 (Question, 1);

  anser_search_thread_stop (self);
  g_atomic_ref_count_init (&question->references);
  question->cancellable = g_cancellable_new ();
  question->context = g_main_context_ref_thread_default ();
  question->query = query;
  question->folders = folders != NULL ? g_array_ref (folders) : NULL;
  question->order = order;
  question->variants = variants;
  question->func = self->func;
  question->user_data = self->user_data;
  self->asked = question_ref (question);
  g_async_queue_push (self->questions, question);
}
