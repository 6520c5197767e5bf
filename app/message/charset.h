/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Turns @length bytes into UTF-8, reading the @label (nullable) as the web does. Never fails: what
 * cannot be read becomes U+FFFD, and @damaged (nullable) is then set to TRUE, else left alone. */
char    *anser_charset_to_utf8   (const char *label,
                                  const char *bytes,
                                  gsize       length,
                                  gboolean   *damaged);

/* Whether two labels mean the same charset. */
gboolean anser_charset_equal     (const char *label,
                                  const char *other);

G_END_DECLS
