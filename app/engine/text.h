/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Words of a server as valid UTF-8: UTF-8, else GB18030, else Latin-1 (P35); control and
 * bidirectional characters removed. (transfer full) */
char    *anser_text_from_server (const char *data,
                                 gsize       length);

/* Whether they say just that: ASCII without a control character, as nearly always. */
gboolean anser_text_is_plain    (const char *data,
                                 gsize       length);

/* FALSE, with ANSER_ERROR_INVALID_INPUT naming @what, if @value holds CR, LF or NUL (P34, S27).
 * The value itself is not repeated in the message. */
gboolean anser_text_check       (const char  *value,
                                 const char  *what,
                                 GError     **error);

G_END_DECLS
