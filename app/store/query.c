/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "query-private.h"

#include <string.h>

static const char * const column_names[] = {
  "", "subject:", "from:", "to:", "cc:", "body:", "filename:",
};

AnserQueryNode *
anser_query_node_new (AnserQueryKind kind)
{
  AnserQueryNode *self = g_new0 (AnserQueryNode, 1);

  self->kind = kind;
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_query_node_free);
  return self;
}

void
anser_query_node_free (AnserQueryNode *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->children);
  g_free (self->text);
  g_free (self);
}

AnserQuery *
anser_query_ref (AnserQuery *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
anser_query_unref (AnserQuery *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;
  anser_query_node_free (self->root);
  g_free (self);
}

gboolean
anser_query_is_empty (const AnserQuery *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->root->kind == ANSER_QUERY_ALL && self->root->children->len == 0;
}

static void append_node (GString              *string,
                         const AnserQueryNode *node);

static void
append_children (GString              *string,
                 const char           *name,
                 const AnserQueryNode *node)
{
  g_string_append_printf (string, "(%s", name);
  for (unsigned i = 0; i < node->children->len; i++)
    {
      g_string_append_c (string, ' ');
      append_node (string, node->children->pdata[i]);
    }
  g_string_append_c (string, ')');
}

static void
append_range (GString              *string,
              const char           *name,
              const AnserQueryNode *node)
{
  g_string_append (string, name);
  if (node->least != G_MININT64)
    g_string_append_printf (string, ">=%" G_GINT64_FORMAT, node->least);
  if (node->most != G_MAXINT64)
    g_string_append_printf (string, "%s%" G_GINT64_FORMAT,
                            node->kind == ANSER_QUERY_DATE ? "<" : "<=", node->most);
}

static void
append_node (GString              *string,
             const AnserQueryNode *node)
{
  switch (node->kind)
    {
    case ANSER_QUERY_ALL:
      append_children (string, "all", node);
      break;
    case ANSER_QUERY_ANY:
      append_children (string, "any", node);
      break;
    case ANSER_QUERY_NOT:
      append_children (string, "not", node);
      break;
    case ANSER_QUERY_WORDS:
      g_string_append_printf (string, node->exact ? "%s\"%s\"" : "%s%s",
                              column_names[node->column], node->text);
      break;
    case ANSER_QUERY_FLAGS:
      g_string_append_printf (string, "flags+%x-%x", node->set, node->clear);
      break;
    case ANSER_QUERY_DATE:
      append_range (string, "date", node);
      break;
    case ANSER_QUERY_SIZE:
      append_range (string, "size", node);
      break;
    case ANSER_QUERY_FOLDER:
      g_string_append_printf (string, "in:%s", node->text);
      break;
    case ANSER_QUERY_TAG:
    default:
      g_string_append_printf (string, "tag:%s", node->text);
      break;
    }
}

char *
anser_query_to_string (const AnserQuery *self)
{
  GString *string = g_string_new (NULL);

  append_node (string, self->root);
  return g_string_free (string, FALSE);
}
