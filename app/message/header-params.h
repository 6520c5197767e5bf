/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A parameter of a Content-Type or Content-Disposition value, in UTF-8: plain, quoted, RFC 2231 in
 * one or more pieces, encoded-words, raw 8-bit. (transfer full) (nullable) */
char *anser_header_params_get (const char *raw,
                               const char *name);

G_END_DECLS
