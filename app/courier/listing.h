/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "depot.h"
#include "engine/pop3-items.h"

G_BEGIN_DECLS

/**
 * AnserListing:
 *
 * What lies in a mailbox on the server, and which of it is already here (B2):
 *
 *   match    by uids. Questions are left over: about messages whose uid is missing, empty or not the
 *            only one of its kind (P8), whose uid is known with another size (a uid used again), and,
 *            where more than half of the uids are new although something is remembered, about those
 *            that are about as large as something that is remembered and not listed (P10)
 *   answers  the digest of a header block for each question; also that it was not to be had
 *   settle   what the answers mean. What is then still in doubt is compared again once it was
 *            fetched, before it is stored
 */
typedef struct _AnserListing AnserListing;

/* A listing that is matched and leaves no questions, if each of @uids is remembered as received and
 * the mailbox is as large as these messages are together, in number and octets by STAT: LIST would
 * tell no more. NULL if not. @uids (nullable). @memory must outlive the listing. (transfer full) */
AnserListing   *anser_listing_new_known     (AnserPop3Items   *uids,
                                             AnserMemory      *memory,
                                             unsigned          count,
                                             gint64            octets);

/* Numbers and sizes from LIST; what LIST has beyond the end of UIDL comes next time (P11). @uids
 * (nullable): a server without UIDL. Keeps a reference to @uids, and takes @sizes, of which there
 * may be a million that are not needed any more. */
AnserListing   *anser_listing_new           (AnserPop3Items   *sizes,
                                             AnserPop3Items   *uids);
void            anser_listing_free          (AnserListing     *self);

/* @memory must outlive the listing. */
gboolean        anser_listing_match         (AnserListing     *self,
                                             AnserMemory      *memory,
                                             AnserDepot       *depot,
                                             GError          **error);
/* Before there are questions: what a rule left on the server, not later than @until, was never met. */
void            anser_listing_forget_left   (AnserListing     *self,
                                             gint64            until);
/* Numbers of the messages whose header blocks are asked for. (transfer full) */
GArray         *anser_listing_get_questions (AnserListing     *self);
/* @digest (nullable): the message has no header. */
void            anser_listing_answer        (AnserListing     *self,
                                             unsigned          number,
                                             const guint8     *digest);
/* @now: seconds since 1970. */
void            anser_listing_settle        (AnserListing     *self,
                                             gint64            now);
/* (nullable): the answer by which it is known. */
const guint8   *anser_listing_get_digest    (AnserListing     *self,
                                             unsigned          number);
/* The answers may have been those of other messages: what is known by them is unknown again. */
void            anser_listing_distrust      (AnserListing     *self);

/* Whether a message that was just fetched turns out to be one that is remembered, and need not be
 * stored; its memory then goes by its present uid. @digest is nullable. */
gboolean        anser_listing_recognise     (AnserListing     *self,
                                             unsigned          number,
                                             const guint8     *digest);
/* It stays on the server and is not received; @now: seconds since 1970. */
void            anser_listing_set_left      (AnserListing     *self,
                                             unsigned          number,
                                             gint64            now);
/* It is on disk for good. @record (transfer full) (nullable): what is remembered of it. */
void            anser_listing_set_stored    (AnserListing     *self,
                                             unsigned          number,
                                             AnserUidRecord   *record);
gboolean        anser_listing_is_stored     (AnserListing     *self,
                                             unsigned          number);

/* After settling: the numbers of what was never received, in order; those that are still without
 * a name are left out unless @nameless. (transfer full) (element-type guint) */
GArray         *anser_listing_get_unknown   (AnserListing     *self,
                                             gboolean          nameless);
/* All numbers, in order. (transfer full) (element-type guint) */
GArray         *anser_listing_get_numbers   (AnserListing     *self);

unsigned        anser_listing_get_n_nameless (AnserListing    *self);
const char     *anser_listing_get_uid        (AnserListing    *self,
                                              unsigned         number);   /* nullable */
gint64          anser_listing_get_size       (AnserListing    *self,
                                              unsigned         number);   /* 0 if unknown */
/* (nullable): what is remembered of it. */
AnserUidRecord *anser_listing_get_record     (AnserListing    *self,
                                              unsigned         number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserListing, anser_listing_free)

G_END_DECLS
