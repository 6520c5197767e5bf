/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "listing.h"

G_BEGIN_DECLS

/* What is still in doubt about a message. */
typedef enum
{
  QUESTION_NONE,
  QUESTION_NAME,                    /* it has no uid of its own */
  QUESTION_SAME,                    /* its uid is known; is it the same message? */
  QUESTION_NEW,                     /* its uid is new; is the message? */
} AnserListingQuestion;

/* There may be a million: each byte counts. */
typedef struct
{
  unsigned        number;
  unsigned        uid : 26;         /* place in uids, or in names; plus 1, 0: it has none */
  unsigned        named : 1;
  unsigned        question : 2;     /* an AnserListingQuestion */
  unsigned        answered : 1;     /* with a digest, or without one */
  unsigned        doubtful : 1;     /* to be compared once it is here */
  unsigned        stored : 1;
  gint64          size;             /* 0 if unknown */
  AnserUidRecord *record;           /* of the memory; NULL: unknown */
} AnserListingRow;

struct _AnserListing
{
  GArray         *rows;             /* of AnserListingRow, as LIST names them */
  GHashTable     *by_number;        /* (nullable): number to index in rows, plus 1; only for a
                                     * server whose numbers do not rise */
  AnserPop3Items *uids;             /* (nullable) */
  GPtrArray      *names;            /* of messages without a uid of their own */
  GHashTable     *digests;          /* number to the answer, if it was a digest */
  GHashTable     *n_digests;        /* name by digest to how often it came */
  AnserMemory    *memory;
};

/* (nullable) */
AnserListingRow *anser_listing_find_row   (AnserListing          *self,
                                           unsigned               number);
const char      *anser_listing_get_row_uid (AnserListing          *self,
                                           const AnserListingRow *row);

G_END_DECLS
