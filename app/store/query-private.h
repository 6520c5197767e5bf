/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "query.h"

G_BEGIN_DECLS

AnserQueryNode *anser_query_node_new  (AnserQueryKind   kind);
void            anser_query_node_free (AnserQueryNode  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserQueryNode, anser_query_node_free)

/* Whether @name, of @length bytes, is an operator. */
gboolean        anser_query_is_operator (const char     *name,
                                         gsize           length);

/* What the operator @name says of @value. NULL with an error if it cannot be understood. */
AnserQueryNode *anser_query_read_operator (const char      *name,
                                           const char      *value,
                                           gboolean         exact,
                                           gint64           now,
                                           GError         **error);

/* Whether the last token of @text is the beginning of what is meant, rather than the whole. */
gboolean        anser_query_goes_on     (const char      *text,
                                         gboolean         exact);

/* Whether there is anything in @text that the index knows. */
gboolean        anser_query_has_words   (const char      *text);

/* Whether a node can be asked of FTS5 as it is: words, joined by AND and OR, and what is to be left
 * away of those. */
gboolean        anser_query_is_match    (const AnserQueryNode *node);
/* The expression for it. (transfer full) */
char           *anser_query_to_match    (const AnserQueryNode *node,
                                         gboolean              variants);

/* Seconds since 1970 of the first moment of a time that was written, and of the first after it.
 * FALSE if it is none. */
gboolean        anser_query_read_date   (const char     *text,
                                         gint64          now,
                                         gint64         *start,
                                         gint64         *end);

G_END_DECLS
