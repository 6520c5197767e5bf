/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/pop3-reply.h"
#include "store/uid-memory.h"

G_BEGIN_DECLS

/* What lies in a mailbox on the server, and which of it is already here. */
typedef struct _AnserListing AnserListing;

/* Numbers and sizes from LIST; what LIST has beyond the end of UIDL comes next time (P11). @uids
 * (nullable): a server without UIDL. */
AnserListing *anser_listing_new            (GArray           *sizes,
                                            GArray           *uids);
void          anser_listing_free           (AnserListing     *self);

/* Numbers of the messages whose uid is missing, empty or not the only one of its kind (P8). They
 * are told apart by a digest of their header block. (transfer full) (element-type guint) */
GArray       *anser_listing_get_nameless   (AnserListing     *self);
void          anser_listing_set_header     (AnserListing     *self,
                                            unsigned          number,
                                            GBytes           *header);

/* Asks the UID memory, once for the whole listing. */
gboolean      anser_listing_match          (AnserListing     *self,
                                            AnserStore       *store,
                                            const char       *account,
                                            GError          **error);

/* After the match: the numbers of what was never received, in order; those that are still without
 * a name are left out unless @nameless. (transfer full) (element-type guint) */
GArray       *anser_listing_get_unknown    (AnserListing     *self,
                                            gboolean          nameless);
/* Of what was received before: those to be deleted, or with @all every one. */
GArray       *anser_listing_get_received   (AnserListing     *self,
                                            gboolean          all);

/* The uids of those of @numbers that have one. (transfer container) (element-type utf8) */
GPtrArray    *anser_listing_get_uids       (AnserListing     *self,
                                            GArray           *numbers);

unsigned      anser_listing_get_n_nameless (AnserListing     *self);
const char   *anser_listing_get_uid        (AnserListing     *self,
                                            unsigned          number);   /* nullable */
gint64        anser_listing_get_size       (AnserListing     *self,
                                            unsigned          number);   /* 0 if unknown */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserListing, anser_listing_free)

G_END_DECLS
