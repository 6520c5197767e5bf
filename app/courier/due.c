/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "due.h"

/* What was tried least comes first, so that a letter on which the connection breaks stands behind
 * the others next time. */
static int
compare_items (gconstpointer a,
               gconstpointer b)
{
  const AnserOutboxItem *first = *(const AnserOutboxItem * const *) a;
  const AnserOutboxItem *second = *(const AnserOutboxItem * const *) b;

  if (first->attempts != second->attempts)
    return first->attempts < second->attempts ? -1 : 1;

  return first->letter < second->letter ? -1 : first->letter > second->letter;
}

gboolean
anser_due_is_now (const AnserOutboxItem *item,
                  gint64                 now)
{
  g_return_val_if_fail (item != NULL, FALSE);

  return item->state == ANSER_OUTBOX_QUEUED && item->not_before <= now;
}

GPtrArray *
anser_due_list (AnserStore  *store,
                const char  *account,
                gint64       now,
                GError     **error)
{
  GPtrArray *items = anser_outbox_list (store, account, error);

  if (items == NULL)
    return NULL;

  for (guint i = 0; i < items->len; i++)
    if (!anser_due_is_now (items->pdata[i], now))
      g_ptr_array_remove_index (items, i--);
  g_ptr_array_sort (items, compare_items);

  return items;
}

gint64
anser_due_find_next (AnserStore *store,
                     const char *account,
                     gint64      now)
{
  g_autoptr (GPtrArray) items = anser_outbox_list (store, account, NULL);
  gint64 next = 0;

  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      const AnserOutboxItem *item = g_ptr_array_index (items, i);

      if (item->state == ANSER_OUTBOX_QUEUED && item->not_before > now &&
          (next == 0 || item->not_before < next))
        next = item->not_before;
    }

  return next;
}
