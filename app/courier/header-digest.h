/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/uid-record.h"

G_BEGIN_DECLS

/**
 * AnserHeaderDigest:
 *
 * By what a message is known when its uid is not to be relied upon (B2): a digest of its header
 * block, up to the first empty line. Line ends, and the fields that servers change as they please
 * (Status, X-UIDL and their kin), do not count; nor does what lies beyond 64 KiB.
 */
typedef struct
{
  GString  *head;
  gboolean  whole;
} AnserHeaderDigest;

/* Zero it first; another message may follow with another begin. */
void     anser_header_digest_begin (AnserHeaderDigest  *self);
void     anser_header_digest_add   (AnserHeaderDigest  *self,
                                    const char         *data,
                                    gsize               length);
/* FALSE, and zeros, for a message without any header field. */
gboolean anser_header_digest_end   (AnserHeaderDigest  *self,
                                    guint8              digest[ANSER_DIGEST_LENGTH]);
void     anser_header_digest_clear (AnserHeaderDigest  *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnserHeaderDigest, anser_header_digest_clear)

G_END_DECLS
