/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

#define ANSER_TYPE_TAG (anser_tag_get_type ())
G_DECLARE_FINAL_TYPE (AnserTag, anser_tag, ANSER, TAG, GObject)

/**
 * AnserTag:
 *
 * A tag that letters of any account can have. Names are told apart whatever their case; the colour
 * is "#rrggbb". Both are fixed: a tag that changes is another object in the store's list.
 */
gint64      anser_tag_get_id      (AnserTag             *self);
const char *anser_tag_get_name    (AnserTag             *self);
const char *anser_tag_get_colour  (AnserTag             *self);

/* (transfer full): a GListModel of AnserTag by name, kept up to date. */
GListModel *anser_store_get_tags  (AnserStore           *self);
/* (transfer full) (nullable): of that name, whatever its case. In the store's context. */
AnserTag   *anser_store_find_tag  (AnserStore           *self,
                                   const char           *name);

/* The colours for new tags. NULL at the end. */
const char * const *anser_tag_get_colours (void);

/* Gives letters a tag, which is made if need be (with @colour, or, if that is NULL, the next one),
 * or takes it from them with @on FALSE. The sidecars are durable when it is done; see tag-file.h.
 * See undo.h for the way back. */
void        anser_store_tag_async  (AnserStore           *self,
                                    const gint64         *letters,
                                    gsize                 n_letters,
                                    const char           *name,
                                    const char           *colour,
                                    gboolean              on,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
gboolean    anser_store_tag_finish (AnserStore           *self,
                                    GAsyncResult         *result,
                                    GError              **error);

/* Gives a tag another name and colour; or takes it away from all letters and forgets it. */
void        anser_store_change_tag_async (AnserStore           *self,
                                          AnserTag             *tag,
                                          const char           *name,
                                          const char           *colour,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
void        anser_store_delete_tag_async (AnserStore           *self,
                                          AnserTag             *tag,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
G_END_DECLS
