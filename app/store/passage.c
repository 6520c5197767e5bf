/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "passage.h"

#include "store-private.h"

/* In characters. */
#define BEFORE 60
#define MOST 300

typedef struct
{
  AnserStore *store;
  gint64      letter;
  AnserQuery *query;
  gboolean    variants;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_object_unref (request->store);
  anser_query_unref (request->query);
  g_free (request);
}

static gboolean
is_about_text (const AnserQueryNode *node)
{
  gboolean is = node->kind == ANSER_QUERY_WORDS && (node->column == ANSER_QUERY_ANYWHERE ||
                                                    node->column == ANSER_QUERY_BODY);

  for (guint i = 0; i < node->children->len && !is && node->kind != ANSER_QUERY_NOT; i++)
    is = is_about_text (node->children->pdata[i]);

  return is;
}

static char *
cut_out (const char *text,
         gsize       hit)
{
  const char *at = text + hit;
  GString *passage = g_string_new (NULL);

  for (int i = 0; i < BEFORE && at > text; i++)
    at = g_utf8_prev_char (at);
  for (int i = 0; i < MOST && *at != '\0'; i++, at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (!g_unichar_isspace (c) && !g_unichar_iscntrl (c))
        g_string_append_unichar (passage, c);
      else if (passage->len > 0 && passage->str[passage->len - 1] != ' ')
        g_string_append_c (passage, ' ');
    }

  return g_string_free (passage, FALSE);
}

static char *
find_in_text (const Request *request,
              const char    *text)
{
  g_autoptr (GArray) hits = anser_query_find_hits (request->query, text, ANSER_QUERY_BODY,
                                                   request->variants);

  return hits->len > 0 ? cut_out (text, g_array_index (hits, AnserQueryHit, 0).start) : NULL;
}

static void
find (gpointer data,
      gpointer user_data)
{
  g_autoptr (GTask) task = data;
  const Request *request = g_task_get_task_data (task);
  g_autoptr (AnserLetterInfo) info = anser_letter_info_new ();
  g_autofree char *path = NULL;
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  path = anser_store_dup_path (request->store, request->letter, &error);
  if (path == NULL)
    g_task_return_error (task, error);
  else if (request->store->describe (path, info, request->store->describe_data) &&
           info->text != NULL)
    g_task_return_pointer (task, find_in_text (request, info->text), g_free);
  else
    g_task_return_pointer (task, NULL, NULL);
}

void
anser_passage_find_async (AnserStore          *store,
                          gint64               letter,
                          const AnserQuery    *query,
                          gboolean             variants,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  static GThreadPool *pool;
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request;

  g_return_if_fail (ANSER_IS_STORE (store));
  g_return_if_fail (query != NULL);

  g_task_set_source_tag (task, anser_passage_find_async);
  if (!is_about_text (query->root))
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }

  request = g_new (Request, 1);
  *request = (Request) { g_object_ref (store), letter, anser_query_ref ((AnserQuery *) query),
                         variants };
  g_task_set_task_data (task, request, request_free);
  if (g_once_init_enter (&pool))
    g_once_init_leave (&pool, g_thread_pool_new (find, NULL, 1, FALSE, NULL));
  g_thread_pool_push (pool, g_steal_pointer (&task), NULL);
}

char *
anser_passage_find_finish (GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, anser_passage_find_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
