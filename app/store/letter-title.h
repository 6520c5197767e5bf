/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The name of a letter's file as a person reads it, that every filesystem takes: "2026-11-12
 * 10.00.00 Subject". @date: seconds since 1970; @subject (nullable). */
char *anser_letter_title_new (gint64      date,
                              const char *subject);

G_END_DECLS
