/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A header value, or a piece of one, as people read it: unfolded, encoded-words (RFC 2047) read
 * liberally wherever they stand, no control characters, valid UTF-8. */
char  *anser_header_text_decode       (const char *raw);

/* The length of the encoded-word that @text begins with, or 0. */
gsize  anser_header_text_word_length  (const char *text);

/* Unfolded and in UTF-8, encoded-words left alone: what can be parsed byte by byte. */
char  *anser_header_text_unfold       (const char *raw);

G_END_DECLS
