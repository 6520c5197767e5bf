/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The date of a letter's first Date field (RFC 5322 section 3.3); NULL if it has none to read. */
GDateTime *demo_dates_read  (const char *letter);

/* @letter with each line "Date: …" moved by @shift. Letters of the last day before @newest keep
 * their distance to it; older ones move by whole days and keep their time of day. */
char      *demo_dates_shift (const char *letter,
                             GDateTime  *newest,
                             GTimeSpan   shift);

/* As RFC 5322 writes it. */
char      *demo_dates_write (GDateTime  *date);
