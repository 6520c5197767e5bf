/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AnserTextCount:
 * @size: octets on the way, with CR LF at the end of each line (RFC 1870 section 3, S14)
 * @eight_bit: some are above 127
 * @long_lines: a line has more than 998 of them (RFC 5322 section 2.1.1, S16)
 *
 * What a letter's octets are to a mail server. Zero it before use; other fields are private.
 */
typedef struct
{
  gint64    size;
  gboolean  eight_bit;
  gboolean  long_lines;
  gsize     line;
  char      last;
} AnserTextCount;

void          anser_text_count_add    (AnserTextCount  *self,
                                       const char      *data,
                                       gsize            length);
/* After the last octet: the last line gets an end if it has none. */
void          anser_text_count_end    (AnserTextCount  *self);

/* A letter for a server that takes 7 bits only (M12): parts with other octets, or with lines longer
 * than 998, as quoted-printable or base64; everything else as it was, and above all what is signed or
 * encrypted. The letter is read from @letter to its end; the result can be rewound. @count: (out).
 * Blocks for the disk; memory stays flat. (transfer full) */
GInputStream *anser_seven_bit_convert (GInputStream    *letter,
                                       AnserTextCount  *count,
                                       GCancellable    *cancellable,
                                       GError         **error);

G_END_DECLS
