/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "message/letter.h"

G_BEGIN_DECLS

/**
 * CliLetterHeader:
 * @bytes: what the fields lie in
 * @end: octets up to the empty line, or up to the first line that is no field
 *
 * The header of a letter that is ready, as octets: what is sent on is what came, field by field.
 */
typedef struct _CliLetterHeader CliLetterHeader;

/* @loose: a line that is no field is part of the header all the same, up to an empty line, as in a
 * file of a letter; else the text begins there, as in what is piped to sendmail. An mbox's "From "
 * line in front is left out. */
CliLetterHeader *cli_letter_header_new            (GBytes           *bytes,
                                                   gboolean          loose);
void             cli_letter_header_free           (CliLetterHeader  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliLetterHeader, cli_letter_header_free)

gsize            cli_letter_header_get_end        (CliLetterHeader  *self);
gboolean         cli_letter_header_has            (CliLetterHeader  *self,
                                                   const char       *name);

/* (transfer full): the letter for its addresses alone. When it was resent (RFC 5322 section 3.6.6),
 * From, To, Cc and Bcc are those of the last resending, which stands on top. */
AnserLetter     *cli_letter_header_read_envelope  (CliLetterHeader  *self);

/* Appends all fields but Bcc and Resent-Bcc. */
void             cli_letter_header_append_public  (CliLetterHeader  *self,
                                                   GString          *out);

G_END_DECLS
