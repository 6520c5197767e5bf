/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnserLinkFunc:
 * @start: where the link begins, in bytes
 * @end: behind its last byte
 * @uri: what it leads to
 */
typedef void (*AnserLinkFunc) (gsize       start,
                               gsize       end,
                               const char *uri,
                               gpointer    user_data);

/* Finds web and mail addresses in @text, which is valid UTF-8, in order. Punctuation that ends a
 * sentence, and brackets that were opened before an address, do not belong to it. */
void anser_links_find (const char    *text,
                       AnserLinkFunc  function,
                       gpointer       user_data);

G_END_DECLS
