/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "search-heap.h"

static AnserFound *
at (GArray   *heap,
    unsigned  i)
{
  return &g_array_index (heap, AnserFound, i);
}

static gboolean
comes_before (GArray   *heap,
              unsigned  a,
              unsigned  b)
{
  return anser_found_compare (at (heap, a), at (heap, b)) < 0;
}

static void
swap (GArray   *heap,
      unsigned  a,
      unsigned  b)
{
  AnserFound entry = *at (heap, a);

  *at (heap, a) = *at (heap, b);
  *at (heap, b) = entry;
}

void
anser_search_heap_push (GArray           *heap,
                        AnserFound  entry)
{
  unsigned i = heap->len;

  g_array_append_val (heap, entry);
  for (; i > 0 && comes_before (heap, i, (i - 1) / 2); i = (i - 1) / 2)
    swap (heap, i, (i - 1) / 2);
}

int
anser_found_compare (gconstpointer a,
                     gconstpointer b)
{
  const AnserFound *first = a, *second = b;

  if (first->date != second->date)
    return first->date > second->date ? -1 : 1;
  return first->id == second->id ? 0 : first->id > second->id ? -1 : 1;
}

AnserFound
anser_search_heap_pop (GArray *heap)
{
  AnserFound first = *at (heap, 0);
  unsigned i = 0;

  *at (heap, 0) = *at (heap, heap->len - 1);
  g_array_set_size (heap, heap->len - 1);
  while (2 * i + 1 < heap->len)
    {
      unsigned child = 2 * i + 1;

      if (child + 1 < heap->len && comes_before (heap, child + 1, child))
        child++;
      if (!comes_before (heap, child, i))
        break;
      swap (heap, i, child);
      i = child;
    }
  return first;
}
