/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "letter-data.h"
#include "search.h"
#include "store.h"

G_BEGIN_DECLS

/* Searches in the calling thread with a connection of its own. As anser_search_run(). */
gboolean         anser_store_search      (AnserStore         *self,
                                          const AnserSearch  *search,
                                          AnserSearchFunc     func,
                                          gpointer            user_data,
                                          GCancellable       *cancellable,
                                          GError            **error);

/* What a row shows of a letter. NULL without an error if it is gone. (transfer full) */
AnserLetterData *anser_store_read_letter (AnserStore         *self,
                                          gint64              letter,
                                          GError            **error);

/* (transfer full) (nullable): where it lies. */
AnserFolder     *anser_store_find_letter_folder (AnserStore *self,
                                                 gint64      letter);

/* A connection of its own to the index, for a thread that searches. */
AnserDatabase   *anser_store_open_index  (AnserStore         *self,
                                          GError            **error);

G_END_DECLS
