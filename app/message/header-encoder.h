/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Each appends a whole header field with CR LF, folded at 76 columns where it can be, in ASCII:
 * what needs it becomes encoded-words (RFC 2047). A control character in a value becomes a space,
 * so that no value can begin another field. */
void  anser_header_append_text        (GString    *out,
                                       const char *name,
                                       const char *value);

/* (element-type AnserAddress). Domains are written as A-labels; a local part outside ASCII stays,
 * the letter then needs SMTPUTF8 (RFC 6532). */
void  anser_header_append_addresses   (GString    *out,
                                       const char *name,
                                       GPtrArray  *addresses);

/* Message-IDs without <>. */
void  anser_header_append_ids         (GString     *out,
                                       const char  *name,
                                       const char **ids);

void  anser_header_append_date        (GString    *out,
                                       GDateTime  *date);

/* Content-Type and Content-Disposition ("attachment" or "inline") of a file that goes along: the name by RFC 2231, and in
 * encoded-words for programs that know no RFC 2231. */
void  anser_header_append_attachment  (GString    *out,
                                       const char *content_type,
                                       const char *disposition,
                                       const char *name);

G_END_DECLS
