/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/uid-record.h"

G_BEGIN_DECLS

/**
 * AnserMemory:
 *
 * What is remembered of the messages of one mailbox on a server, while a listing is compared with
 * it. It is read from a depot and saved there; it touches no file itself. A record that the listing
 * does not have is free: a message without a memory of its own may turn out to be that one (B2).
 */
typedef struct _AnserMemory AnserMemory;

AnserMemory    *anser_memory_new           (void);
void            anser_memory_free          (AnserMemory           *self);

/* @record: (transfer full): takes the place of one with the same uid. */
void            anser_memory_add           (AnserMemory           *self,
                                            AnserUidRecord        *record);
/* The same, to be saved. */
void            anser_memory_learn         (AnserMemory           *self,
                                            AnserUidRecord        *record);
/* Makes room for so many more. */
void            anser_memory_reserve       (AnserMemory           *self,
                                            unsigned               n_more);
/* Where many records, or their uids, lie in one block, the memory frees it in the end: such a
 * record is lent, or its uid. @block: (transfer full), to be freed by g_free(). Returns @block. */
gpointer        anser_memory_lend          (AnserMemory           *self,
                                            gpointer               block);
AnserUidRecord *anser_memory_find          (AnserMemory           *self,
                                            const char            *uid);
void            anser_memory_remove        (AnserMemory           *self,
                                            const char            *uid);
/* @record is to be removed when it is saved. */
void            anser_memory_forget        (AnserMemory           *self,
                                            AnserUidRecord        *record);
unsigned        anser_memory_get_n_records (AnserMemory           *self);
/* (transfer container) (element-type AnserUidRecord) */
GPtrArray      *anser_memory_get_all       (AnserMemory           *self);

/* What is wrong with the server, in words (see engine/server-quirks.h); as it was saved. */
void            anser_memory_set_quirks    (AnserMemory           *self,
                                            const char            *quirks);
const char     *anser_memory_get_quirks    (AnserMemory           *self);
/* More was learnt, and is to be saved. */
void            anser_memory_learn_quirks  (AnserMemory           *self,
                                            const char            *quirks);
gboolean        anser_memory_has_new_quirks (AnserMemory          *self);

/* Whether it holds anything that may still lie on the server. */
gboolean        anser_memory_has_present   (AnserMemory           *self);

/* Whether two sizes may be those of one message: servers count lines as they like (P5). */
gboolean        anser_memory_is_size_like  (gint64                 a,
                                            gint64                 b);

/* From here on there are free records: those that are not listed. */
void            anser_memory_begin_search  (AnserMemory           *self);
/* Whether a free record is about that large. */
gboolean        anser_memory_has_size_like (AnserMemory           *self,
                                            gint64                 size);
/* The free record of this header block that comes nearest in size; NULL for none. */
AnserUidRecord *anser_memory_find_like     (AnserMemory           *self,
                                            const guint8          *digest,
                                            gint64                 size);

/* The message is the one of @record, which is free: it is listed, under @uid from now on. */
void            anser_memory_bind          (AnserMemory           *self,
                                            AnserUidRecord        *record,
                                            const char            *uid);
/* The uid of @record belongs to another message now; what is known of its own is kept. */
void            anser_memory_displace      (AnserMemory           *self,
                                            AnserUidRecord        *record);
void            anser_memory_touch         (AnserMemory           *self,
                                            AnserUidRecord        *record);

/* The listing was read: counts how often each free record was missing, and forgets what was missing
 * from three listings and for thirty days (B3). @now: seconds since 1970. */
void            anser_memory_note_listing  (AnserMemory           *self,
                                            gint64                 now);

/* Whether anything is to be saved. */
gboolean        anser_memory_is_changed    (AnserMemory           *self);
/* The records that are to be saved. (transfer container) (element-type AnserUidRecord) */
GPtrArray      *anser_memory_get_changes   (AnserMemory           *self);
/* It was saved. */
void            anser_memory_settle        (AnserMemory           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserMemory, anser_memory_free)

G_END_DECLS
