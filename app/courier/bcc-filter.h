/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ANSER_TYPE_BCC_FILTER (anser_bcc_filter_get_type ())
G_DECLARE_FINAL_TYPE (AnserBccFilter, anser_bcc_filter, ANSER, BCC_FILTER, GInputStream)

/**
 * AnserBccFilter:
 *
 * A message as it is sent: read from another stream without the fields Bcc and Resent-Bcc of its
 * header, folded lines and all (RFC 5322 section 3.6.3). Lines end with LF or CR LF. The base
 * stream is closed with this one. It can be rewound if that can.
 */
GInputStream *anser_bcc_filter_new    (GInputStream   *base);

/* Fails at the end, not the server, if the message changed since it was counted. */
void          anser_bcc_filter_expect (AnserBccFilter *self,
                                       goffset         length);

G_END_DECLS
