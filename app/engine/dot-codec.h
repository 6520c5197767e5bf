/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Dot-stuffing (RFC 5321 section 4.5.2, RFC 1939 section 3) as pure streaming converters: the
 * result is the same however the input is cut. */

/**
 * AnserDotStuffer:
 *
 * Makes any bytes fit for SMTP's DATA: a bare CR or LF becomes CR LF, a dot that begins a line is
 * doubled. Zero it before use. All fields are private.
 */
typedef struct
{
  unsigned char state;
  unsigned char lf_alone;
} AnserDotStuffer;

/* Appends the stuffed form of @data to @out. A final CR is held back until the next call. */
void     anser_dot_stuffer_feed     (AnserDotStuffer   *self,
                                     const char        *data,
                                     gsize              length,
                                     GByteArray        *out);

/* Ends the last line if it has no end, exactly once, and appends ". CR LF". */
void     anser_dot_stuffer_finish   (AnserDotStuffer   *self,
                                     GByteArray        *out);

/**
 * AnserDotUnstuffer:
 *
 * Undoes it for a multi-line POP3 reply: only CR LF . CR LF ends, only a dot after CR LF is
 * removed, a bare CR or LF is data. With @lf_only, for servers that end all lines with LF, LF
 * takes the place of CR LF. Zero it before use.
 */
typedef struct
{
  unsigned char state;
  gboolean      lf_only;
} AnserDotUnstuffer;

/* Reads a part of @data, which must not be empty, and tells in @run which bytes it stands for: they
 * are not copied. Returns the number of bytes read; @complete tells whether the final dot was among
 * them. To be called until nothing is left. */
gsize    anser_dot_unstuffer_next   (AnserDotUnstuffer  *self,
                                     const char         *data,
                                     gsize               length,
                                     const char        **run,
                                     gsize              *n_run,
                                     gboolean           *complete);

G_END_DECLS
