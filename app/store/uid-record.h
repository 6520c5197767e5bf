/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnserUidState:
 * @ANSER_UID_UNKNOWN: never received
 * @ANSER_UID_RECEIVED: received and kept on the server
 * @ANSER_UID_DELETE_WANTED: to be deleted on the server; not yet seen to be gone (P14)
 * @ANSER_UID_GONE: was deleted there on our wish, and seen to be gone
 * @ANSER_UID_HEADER_ONLY: only the header was received (M5)
 * @ANSER_UID_WHOLE_WANTED: the same, and the user asked for the whole message
 * @ANSER_UID_LEFT: not received, because a rule said so (B8)
 */
typedef enum
{
  ANSER_UID_UNKNOWN,
  ANSER_UID_RECEIVED,
  ANSER_UID_DELETE_WANTED,
  ANSER_UID_GONE,
  ANSER_UID_HEADER_ONLY,
  ANSER_UID_WHOLE_WANTED,
  ANSER_UID_LEFT,
} AnserUidState;

#define ANSER_DIGEST_LENGTH 16

/**
 * AnserUidRecord:
 * @uid: by UIDL, or a name that stands for one
 * @old_uid: (nullable): the name under which it was saved last, if that is another
 * @received_at: when it was downloaded, seconds since 1970 UTC (M4)
 * @size: octets by LIST, a hint; 0 if not known
 * @digest: of the header block; all zero if not known
 * @missing: how many listings in a row did not have it, up to 3
 * @missing_since: time of the first of them
 * @listed: the present listing has it
 * @changed: it differs from what was saved
 * @forgotten: it is to be removed
 * @replaces_header: the whole message comes where only its header was; that goes
 * @lent: it lies in memory that somebody else frees
 * @uid_lent: so does @uid
 *
 * What is remembered of one message of a server.
 */
typedef struct
{
  char          *uid;
  char          *old_uid;
  AnserUidState  state;
  unsigned       missing;
  gint64         missing_since;
  gint64         received_at;
  gint64         size;
  guint8         digest[ANSER_DIGEST_LENGTH];
  unsigned       listed : 1;
  unsigned       changed : 1;
  unsigned       forgotten : 1;
  unsigned       replaces_header : 1;
  unsigned       lent : 1;
  unsigned       uid_lent : 1;
} AnserUidRecord;

AnserUidRecord *anser_uid_record_new        (const char            *uid,
                                             AnserUidState          state,
                                             gint64                 received_at);
AnserUidRecord *anser_uid_record_copy       (const AnserUidRecord  *self);
void            anser_uid_record_free       (AnserUidRecord        *self);
/* From now on it goes by @uid; the name under which it was saved is kept. */
void            anser_uid_record_rename     (AnserUidRecord        *self,
                                             const char            *uid);
gboolean        anser_uid_record_has_digest (const AnserUidRecord  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserUidRecord, anser_uid_record_free)

G_END_DECLS
