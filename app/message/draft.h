/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "address.h"
#include "letter.h"

G_BEGIN_DECLS

#define ANSER_TYPE_DRAFT (anser_draft_get_type ())
G_DECLARE_FINAL_TYPE (AnserDraft, anser_draft, ANSER, DRAFT, GObject)

/**
 * AnserReplyKind:
 *
 * Whom an answer goes to.
 */
typedef enum
{
  ANSER_REPLY_SENDER,
  ANSER_REPLY_ALL,
  ANSER_REPLY_FORWARD,
} AnserReplyKind;

/**
 * AnserDraft:
 *
 * A letter being written: what the compose window edits. Not thread-safe; copy it to build it in
 * another thread.
 */
AnserDraft    *anser_draft_new                (void);
AnserDraft    *anser_draft_copy               (AnserDraft     *self);

/* An answer to @letter, quoted, from whichever of @own (element-type AnserAddress) it was written
 * to; @own are left out of the recipients. A forward carries text and attachments. */
AnserDraft    *anser_draft_new_reply          (AnserLetter    *letter,
                                               AnserReplyKind  kind,
                                               GPtrArray      *own);

/* A saved draft, opened again. */
AnserDraft    *anser_draft_new_for_letter     (AnserLetter    *letter);

/* mailto: URL, RFC 6068. Error: G_IO_ERROR_INVALID_ARGUMENT. */
AnserDraft    *anser_draft_new_for_mailto     (const char     *url,
                                               GError        **error);

void           anser_draft_set_from           (AnserDraft          *self,
                                               const AnserAddress  *from);
const AnserAddress *anser_draft_get_from      (AnserDraft          *self);   /* nullable */

/* Replace To, Cc or Bcc: (element-type AnserAddress). The getters are (transfer none). */
void           anser_draft_set_to             (AnserDraft     *self,
                                               GPtrArray      *addresses);
void           anser_draft_set_cc             (AnserDraft     *self,
                                               GPtrArray      *addresses);
void           anser_draft_set_bcc            (AnserDraft     *self,
                                               GPtrArray      *addresses);
void           anser_draft_set_reply_to       (AnserDraft     *self,
                                               GPtrArray      *addresses);
GPtrArray     *anser_draft_get_to             (AnserDraft     *self);
GPtrArray     *anser_draft_get_cc             (AnserDraft     *self);
GPtrArray     *anser_draft_get_bcc            (AnserDraft     *self);

void           anser_draft_set_subject        (AnserDraft     *self,
                                               const char     *subject);
const char    *anser_draft_get_subject        (AnserDraft     *self);
void           anser_draft_set_text           (AnserDraft     *self,
                                               const char     *text);
const char    *anser_draft_get_text           (AnserDraft     *self);

/* With HTML the letter is multipart/alternative. */
void           anser_draft_set_html           (AnserDraft     *self,
                                               const char     *html);

/* An image that the HTML, which must be set before, shows as <img src="cid:NAME">, NAME being the
 * file's. Errors: those of anser_draft_attach_file(); G_IO_ERROR_INVALID_ARGUMENT if the HTML does
 * not show it. */
gboolean       anser_draft_add_inline_file    (AnserDraft     *self,
                                               GFile          *file,
                                               GError        **error);

/* A further header field; error G_IO_ERROR_INVALID_ARGUMENT for a name or value that cannot be. */
gboolean       anser_draft_add_header         (AnserDraft     *self,
                                               const char     *name,
                                               const char     *value,
                                               GError        **error);

/* The file is opened when the letter is built; its name and size are looked up now. Error: a
 * sentence that says which file and why (a folder, gone, not readable). */
gboolean       anser_draft_attach_file        (AnserDraft     *self,
                                               GFile          *file,
                                               GError        **error);
void           anser_draft_attach_bytes       (AnserDraft     *self,
                                               GBytes         *bytes,
                                               const char     *name,
                                               const char     *content_type);
unsigned       anser_draft_get_n_attachments  (AnserDraft     *self);
const char    *anser_draft_get_attachment_name (AnserDraft    *self,
                                               unsigned        position);
const char    *anser_draft_get_attachment_type (AnserDraft    *self,
                                               unsigned        position);
gint64         anser_draft_get_attachment_size (AnserDraft    *self,
                                               unsigned        position);
void           anser_draft_remove_attachment  (AnserDraft     *self,
                                               unsigned        position);

/* Everybody the letter goes to, To, Cc and Bcc, doubles removed: addr-specs.
 * (transfer full) (element-type utf8) */
GPtrArray     *anser_draft_get_recipients     (AnserDraft     *self);

/* The Message-ID without <>, in From's domain; made at first use and kept (B13). */
const char    *anser_draft_get_message_id     (AnserDraft     *self);

/* (nullable): the Message-ID of what this answers. */
const char    *anser_draft_get_in_reply_to    (AnserDraft     *self);

/* Writes the letter, CR LF line ends, 7-bit, no line over 998 octets. @with_bcc only for the
 * sender's own copy. A file that cannot be read is an error and nothing of worth is written. */
gboolean       anser_draft_write              (AnserDraft     *self,
                                               gboolean        with_bcc,
                                               GOutputStream  *stream,
                                               GCancellable   *cancellable,
                                               GError        **error);

G_END_DECLS
