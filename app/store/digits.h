/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Room for the longest number, without a NUL. */
#define ANSER_DIGITS_MAX 20

/* Writes @number at @to, and no NUL; returns the place behind it. For what is written for letter
 * after letter, where printf() would take longer than all the rest. */
char *anser_digits_put (char    *to,
                        guint64  number);

G_END_DECLS
