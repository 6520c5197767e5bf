/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A key is no longer than this, in bytes: what begins alike for so long is in order by date. */
#define ANSER_SORT_KEY_LENGTH 24

/* (transfer full): by what letters are put in order by a name or a subject: without case, accents
 * and what stands before the first letter or digit, and cut. Keys compare by bytes. @text is valid
 * UTF-8. */
char *anser_sort_key (const char *text);

G_END_DECLS
