/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Bytes as dialogue files write them: \r \n \t \0 \\ \xHH, \(N*c) for c repeated N times, and \c at
 * the end of a line for "no line end here". */

/* Appends what @text stands for, and @line_end unless it ends with \c. FALSE for a bad escape. */
gboolean  escape_read  (const char *text,
                        const char *line_end,
                        GByteArray *bytes);

/* Appends @bytes as lines that begin with @prefix, the way they would be written. */
void      escape_write (GString      *out,
                        const char   *prefix,
                        const guint8 *bytes,
                        gsize         length);
