/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/uid-record.h"

G_BEGIN_DECLS

/**
 * AnserUidTable:
 *
 * Records by their uids. There may be a hundred thousand, which are read and looked up at each
 * check of a mailbox where nothing is new: what takes long there is memory that is not at hand, so
 * that one record is looked for behind the one before it first. The records are not owned.
 */
typedef struct _AnserUidTable AnserUidTable;

AnserUidTable  *anser_uid_table_new        (void);
void            anser_uid_table_free       (AnserUidTable  *self);

/* Makes room for so many more at once. */
void            anser_uid_table_reserve    (AnserUidTable  *self,
                                            guint           n_more);
/* Puts @record into the place of one with the same uid, which is returned. (nullable) */
AnserUidRecord *anser_uid_table_put        (AnserUidTable  *self,
                                            AnserUidRecord *record);
/* (nullable) */
AnserUidRecord *anser_uid_table_find       (AnserUidTable  *self,
                                            const char     *uid);
/* The record, or NULL if there is none. */
AnserUidRecord *anser_uid_table_take       (AnserUidTable  *self,
                                            const char     *uid);
guint           anser_uid_table_get_length (AnserUidTable  *self);

/* All records, in the order in which they were put; @place begins as 0. NULL behind the last one.
 * Nothing may be put or taken meanwhile. */
AnserUidRecord *anser_uid_table_next       (AnserUidTable  *self,
                                            guint          *place);

G_END_DECLS
