/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "body-encoder.h"
#include "letter.h"

G_BEGIN_DECLS

/**
 * AnserAttachment:
 *
 * Something that will go with a letter: a file, bytes, or a part of another letter.
 */
typedef struct
{
  GFile     *file;          /* one of these three */
  GBytes    *bytes;
  AnserPart *part;
  char      *name;          /* safe, in UTF-8 */
  char      *content_type;
  gint64     size;
  char      *content_id;    /* nullable, without <>: of what the HTML shows (RFC 2392) */
} AnserAttachment;

/* Errors: a sentence on why @file cannot be attached. */
AnserAttachment *anser_attachment_new_for_file  (GFile                  *file,
                                                 GError                **error);
AnserAttachment *anser_attachment_new_for_bytes (GBytes                 *bytes,
                                                 const char             *name,
                                                 const char             *content_type);
AnserAttachment *anser_attachment_new_for_part  (AnserPart              *part);
AnserAttachment *anser_attachment_copy          (const AnserAttachment  *self);
void             anser_attachment_free          (AnserAttachment        *self);

/* Opens a file; @stream is NULL for what needs no opening. */
gboolean         anser_attachment_open          (AnserAttachment        *self,
                                                 GInputStream          **stream,
                                                 GCancellable           *cancellable,
                                                 GError                **error);

/* The content as base64, from the opened @stream if it is a file. */
gboolean         anser_attachment_encode        (AnserAttachment        *self,
                                                 GInputStream           *stream,
                                                 AnserBodyEncoder       *encoder,
                                                 GError                **error);

/* The content type to send it under: one that may be base64. */
const char      *anser_attachment_get_sent_type (const AnserAttachment  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserAttachment, anser_attachment_free)

G_END_DECLS
