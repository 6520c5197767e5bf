/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"
#include "uid-record.h"

G_BEGIN_DECLS

#define ANSER_TYPE_DELIVERY (anser_delivery_get_type ())
G_DECLARE_FINAL_TYPE (AnserDelivery, anser_delivery, ANSER, DELIVERY, GObject)

/**
 * AnserDelivery:
 *
 * Letters on their way from a server into a folder, by batches, in the order of durability: written
 * to tmp/, made durable, renamed, the folder synced, the UIDs committed to state.db; only when
 * commit has returned may the server be told to delete. Used from one thread. Dropped without a
 * commit it leaves nothing behind but files in tmp/, which the next opening sweeps away.
 */
AnserDelivery *anser_delivery_new      (AnserStore       *store,
                                        const char       *account,
                                        AnserFolderRole   folder);

/* The same into any folder, by its name on disk, which is there. */
AnserDelivery *anser_delivery_new_for_name (AnserStore       *store,
                                            const char       *account,
                                            const char       *folder);
/* From here on what comes is written down for the rules: see newcomers.h. */
void           anser_delivery_note_newcomers     (AnserDelivery *self,
                                                 gboolean       note);

/* Begins a letter. @uid (nullable) is the server's; a digest of it goes into the file's name, so
 * that even a lost state.db downloads nothing twice. */
gboolean       anser_delivery_begin    (AnserDelivery    *self,
                                        const char       *uid,
                                        GError          **error);
/* The same for a header alone (M5), whose file is named otherwise: see partial.h. */
gboolean       anser_delivery_begin_header (AnserDelivery *self,
                                            const char    *uid,
                                            GError       **error);
/* Its bytes with CR LF, cut anywhere; stored with LF. */
gboolean       anser_delivery_write    (AnserDelivery    *self,
                                        const char       *data,
                                        gsize             length,
                                        GError          **error);
/* What is remembered of the letter: the record's state, size and digest. Before it ends; without
 * this it is received, as large as it came. */
void           anser_delivery_identify (AnserDelivery         *self,
                                        const AnserUidRecord  *record);
/* How it is to lie in the folder, if not as one that has just come: its name is @base and @info, and
 * @date that of the file. Before it ends. */
void           anser_delivery_place    (AnserDelivery         *self,
                                        const char            *base,
                                        const char            *info,
                                        gint64                 date);
gboolean       anser_delivery_end      (AnserDelivery    *self,
                                        GError          **error);
/* Instead of the end: this letter is not wanted. */
void           anser_delivery_drop     (AnserDelivery    *self);

/* The rows of new letters are appended to @arrivals (element-type gint64) as they are indexed; those
 * that take the place of a header are not new. */
void           anser_delivery_set_arrivals (AnserDelivery *self,
                                            GArray        *arrivals);

/* Letters and bytes since the last commit: when to commit is the caller's choice. */
unsigned       anser_delivery_get_n_pending     (AnserDelivery *self);
gint64         anser_delivery_get_bytes_pending (AnserDelivery *self);

/* Makes all ended letters durable, then visible, then remembered, then indexed (with the store's
 * AnserDescribeFunc). With an error nothing of the batch counts as received. */
gboolean       anser_delivery_commit   (AnserDelivery    *self,
                                        GError          **error);

G_END_DECLS
