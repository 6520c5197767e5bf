/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The text of a letter being written, without a window. */

/* The end of a letter: the separator "-- " (RFC 3676 section 4.3) and @signature; "" without. */
char     *anser_compose_text_signature            (const char *signature);

/* What one begins to write in: the quoted @text, room for the answer above or @below it, the
 * signature. @caret (out): the place to write at, in characters. */
char     *anser_compose_text_begin                (const char *text,
                                                   const char *signature,
                                                   gboolean    below,
                                                   int        *caret);

/* Whether the writer's own words, not those that are quoted, forwarded or in the signature, speak
 * of something attached (M23). */
gboolean  anser_compose_text_promises_attachment  (const char *subject,
                                                   const char *text);

G_END_DECLS
