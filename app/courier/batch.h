/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/sink.h"
#include "store/store.h"

G_BEGIN_DECLS

#define ANSER_TYPE_BATCH (anser_batch_get_type ())
G_DECLARE_FINAL_TYPE (AnserBatch, anser_batch, ANSER, BATCH, GObject)

/**
 * AnserBatch:
 *
 * Letters from the engine into the inbox: an AnserSink that feeds an AnserDelivery and commits it
 * by batches of 200 letters, 16 MB or 2 seconds, whichever is first.
 */
AnserBatch *anser_batch_new          (AnserStore    *store,
                                      const char    *account);

/* Which uid (nullable) the letter @number of the session has. */
void        anser_batch_expect       (AnserBatch    *self,
                                      unsigned       number,
                                      const char    *uid);

/* Commits what is whole and not yet committed. */
gboolean    anser_batch_commit       (AnserBatch    *self,
                                      GError       **error);

/* Whether the letter is on disk for good: only then may the server be told to delete it. */
gboolean    anser_batch_is_stored    (AnserBatch    *self,
                                      unsigned       number);
unsigned    anser_batch_get_n_stored (AnserBatch    *self);

/* How many were begun, and the bytes of all of them so far. */
unsigned    anser_batch_get_n_begun  (AnserBatch    *self);
gint64      anser_batch_get_bytes    (AnserBatch    *self);

G_END_DECLS
