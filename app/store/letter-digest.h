/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* In hexadecimal, without the 0 at the end. */
#define ANSER_LETTER_DIGEST_LENGTH 64

/**
 * AnserLetterDigest:
 *
 * SHA-256 of a letter as the store keeps it: CR LF counts as LF. Its bytes come cut anywhere.
 */
typedef struct
{
  GChecksum *checksum;
  gint64     size;        /* with LF */
  gboolean   has_cr;      /* the last byte was a CR, which is not counted yet */
} AnserLetterDigest;

void        anser_letter_digest_begin    (AnserLetterDigest  *self);
void        anser_letter_digest_feed     (AnserLetterDigest  *self,
                                          const char         *data,
                                          gsize               length);
/* No more bytes come. In hexadecimal. */
const char *anser_letter_digest_end      (AnserLetterDigest  *self);
void        anser_letter_digest_clear    (AnserLetterDigest  *self);

/* Of a file of the store, whose CR LF is what is left of CR CR LF; NULL with an error. (transfer
 * full) */
char       *anser_letter_digest_of_file  (const char         *path,
                                          GCancellable       *cancellable,
                                          GError            **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnserLetterDigest, anser_letter_digest_clear)

G_END_DECLS
