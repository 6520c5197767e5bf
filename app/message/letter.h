/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "address.h"

G_BEGIN_DECLS

#define ANSER_TYPE_LETTER (anser_letter_get_type ())
G_DECLARE_FINAL_TYPE (AnserLetter, anser_letter, ANSER, LETTER, GObject)

#define ANSER_TYPE_PART (anser_part_get_type ())
G_DECLARE_FINAL_TYPE (AnserPart, anser_part, ANSER, PART, GObject)

/**
 * AnserLetter:
 *
 * An Internet message (RFC 5322, MIME) that was read. Reading never fails for damage: what can be
 * shown is shown, and the notices say what could not. All text is valid UTF-8. Immutable; may be
 * made in one thread and used in another.
 */
AnserLetter    *anser_letter_new_for_path       (const char   *path,
                                                 GError      **error);
AnserLetter    *anser_letter_new_for_bytes      (GBytes       *bytes);

const char     *anser_letter_get_subject        (AnserLetter  *self);   /* "" if none */
const char     *anser_letter_get_message_id     (AnserLetter  *self);   /* without <>; nullable */
const char     *anser_letter_get_in_reply_to    (AnserLetter  *self);   /* without <>; nullable */
const char    **anser_letter_get_references     (AnserLetter  *self);   /* without <>; oldest first */

/* Seconds since 1970 UTC by which to sort: Date, or the first Received if it is missing or
 * impossible (quirk F4), or 0. */
gint64          anser_letter_get_date           (AnserLetter  *self);

/* (transfer none) (element-type AnserAddress), empty rather than NULL. */
GPtrArray      *anser_letter_get_from           (AnserLetter  *self);
GPtrArray      *anser_letter_get_sender         (AnserLetter  *self);
GPtrArray      *anser_letter_get_reply_to       (AnserLetter  *self);
GPtrArray      *anser_letter_get_to             (AnserLetter  *self);
GPtrArray      *anser_letter_get_cc             (AnserLetter  *self);
GPtrArray      *anser_letter_get_bcc            (AnserLetter  *self);

/* The text to read: the plain part, or the HTML part as text; "" if there is neither. */
const char     *anser_letter_get_text           (AnserLetter  *self);
const char     *anser_letter_get_html           (AnserLetter  *self);   /* nullable, as sent */

/* About 200 characters of the text without quotes and white space, for a list row. */
const char     *anser_letter_get_snippet        (AnserLetter  *self);

/* (element-type AnserPart): attachments, in order; inline images of HTML are left out. */
GPtrArray      *anser_letter_get_attachments    (AnserLetter  *self);
/* Every leaf part, in order, for `anserctl eml parts`. */
GPtrArray      *anser_letter_get_parts          (AnserLetter  *self);

/* Sentences on what is damaged; empty for a sound letter. */
const char    **anser_letter_get_notices        (AnserLetter  *self);

/* All header fields decoded, "Name: value" each, in order. */
const char    **anser_letter_get_headers        (AnserLetter  *self);

/* A header field decoded; nullable. */
char           *anser_letter_dup_header         (AnserLetter  *self,
                                                 const char   *name);

/**
 * AnserPart:
 *
 * A leaf part of a letter. Its content is decoded when it is asked for.
 */
const char     *anser_part_get_content_type     (AnserPart    *self);   /* "image/png" */

/* A safe file name: never empty, no separators, control or bidirectional characters, the extension
 * kept (quirk F2). */
const char     *anser_part_get_name             (AnserPart    *self);
gint64          anser_part_get_size             (AnserPart    *self);   /* decoded bytes */
const char     *anser_part_get_content_id       (AnserPart    *self);   /* nullable */
gboolean        anser_part_is_attachment        (AnserPart    *self);
GBytes         *anser_part_get_bytes            (AnserPart    *self);   /* (transfer full) */
gboolean        anser_part_save                 (AnserPart    *self,
                                                 GFile        *file,
                                                 GCancellable *cancellable,
                                                 GError      **error);

G_END_DECLS
