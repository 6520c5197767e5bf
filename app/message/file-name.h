/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A name that can stand in any folder and shows what it is: the last element of @name (nullable)
 * without separators, control, bidirectional and invisible characters, at most 200 bytes with its
 * extension kept. Never empty: a name is made up from @content_type if need be. */
char *anser_file_name_make_safe (const char *name,
                                 const char *content_type);

G_END_DECLS
