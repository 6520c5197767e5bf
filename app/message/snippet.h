/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The first 160 characters of @text, or 80 of those that are as wide as two, without quotes, signature
 * and runs of white space. */
char    *anser_snippet_make         (const char *text);

/* The line "-- " that begins a signature; NULL if there is none. */
const char *anser_snippet_find_signature (const char *text);

G_END_DECLS
