/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "errors.h"

G_BEGIN_DECLS

/**
 * AnserSmtpReply:
 * @code: 200 to 599
 * @status: enhanced status code (RFC 2034) such as "5.1.1", or ""
 * @lines: (element-type utf8): the text of each line after code and separator, without the status,
 *   as valid UTF-8
 *
 * A reply of an SMTP server, RFC 5321 section 4.2.
 */
typedef struct
{
  unsigned   code;
  char       status[16];
  GPtrArray *lines;
} AnserSmtpReply;

/**
 * AnserSmtpReplyParser:
 *
 * Gathers the lines of one reply. Bounded: 8 KiB a line (the wire's), 1,024 lines a reply.
 */
typedef struct _AnserSmtpReplyParser AnserSmtpReplyParser;

AnserSmtpReplyParser *anser_smtp_reply_parser_new  (void);
void                  anser_smtp_reply_parser_free (AnserSmtpReplyParser  *self);

/* One line without its end. @reply receives the reply when this was its last line, else NULL.
 * Empty lines before a reply are skipped (quirk S1). Error: ANSER_ERROR_PROTOCOL. */
gboolean              anser_smtp_reply_parser_feed (AnserSmtpReplyParser  *self,
                                                    const char            *line,
                                                    gsize                  length,
                                                    AnserSmtpReply       **reply,
                                                    GError               **error);

void                  anser_smtp_reply_free        (AnserSmtpReply        *self);

/* The lines joined by single spaces, cut to what a person can read. */
char                 *anser_smtp_reply_get_text    (const AnserSmtpReply  *self);

/* As a reply to RCPT: not more recipients in this transaction, RFC 5321 section 4.5.3.1.10 (S12). */
gboolean              anser_smtp_reply_is_too_many (const AnserSmtpReply  *self);

/* The error that this reply is: its code, status and words travel along. @format names what was
 * being done. 421, 4yz: TRY_LATER; 552 with size: TOO_LARGE; 535 and the like: PASSWORD_REFUSED;
 * other 5yz: REFUSED. */
GError               *anser_smtp_reply_to_error    (const AnserSmtpReply  *self,
                                                    const char            *what);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserSmtpReply, anser_smtp_reply_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserSmtpReplyParser, anser_smtp_reply_parser_free)

G_END_DECLS
