/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "search.h"

G_BEGIN_DECLS

/* Letters that were found, of which the newest is taken first: a binary heap in a GArray of
 * AnserFound. */
void anser_search_heap_push (GArray           *heap,
                             AnserFound  entry);
/* Takes the newest out of a heap that is not empty. */
AnserFound anser_search_heap_pop (GArray *heap);

G_END_DECLS
