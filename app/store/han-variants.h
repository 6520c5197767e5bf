/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* More ways to write one character than any has. */
#define ANSER_HAN_VARIANTS_MAX 8

/* The simplified form of a Chinese character, or @c itself. */
gunichar anser_han_simplify     (gunichar c);

/* All characters that are simplified to the same as @c, first @c itself; returns how many. */
unsigned anser_han_get_variants (gunichar c,
                                 gunichar variants[ANSER_HAN_VARIANTS_MAX]);

G_END_DECLS
