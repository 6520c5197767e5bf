/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "query.h"
#include "search.h"
#include "store.h"

G_BEGIN_DECLS

#define ANSER_TYPE_SEARCH_LIST (anser_search_list_get_type ())
G_DECLARE_FINAL_TYPE (AnserSearchList, anser_search_list, ANSER, SEARCH_LIST, GObject)

/**
 * AnserSearchList:
 *
 * A GListModel of the letters that a search finds, AnserLetterRow each, read by page. What was
 * found before stays until the first of the new is there. It follows the store: letters that go
 * leave it, letters that come are looked for, and those that only changed stay, so that an unread
 * one does not vanish from "is:unread" while it is read. Used in the main context only.
 *
 * Properties: "searching"; "problem", a sentence on why there is not all, or NULL.
 */
AnserSearchList  *anser_search_list_new       (AnserStore        *store);

/* @query: (transfer full): NULL empties the list. @folders: (nullable) (element-type AnserFolder):
 * only in these. */
void              anser_search_list_search    (AnserSearchList   *self,
                                               AnserQuery        *query,
                                               GPtrArray         *folders,
                                               AnserSearchOrder   order,
                                               gboolean           variants);

gboolean          anser_search_list_is_searching (AnserSearchList *self);
const char       *anser_search_list_get_problem  (AnserSearchList *self);   /* (nullable) */
AnserStore       *anser_search_list_get_store    (AnserSearchList *self);
/* What was looked for last. (nullable) */
const AnserQuery *anser_search_list_get_query    (AnserSearchList *self);
gboolean          anser_search_list_get_variants (AnserSearchList *self);

gint64            anser_search_list_get_id       (AnserSearchList *self,
                                                  unsigned         position);
/* G_MAXUINT if it is not in the list. */
unsigned          anser_search_list_find         (AnserSearchList *self,
                                                  gint64           letter);

G_END_DECLS
