/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sendmail's way of writing options, which GOption does not read: "-fADDRESS", "-oi", "-bm". */

/* (transfer full): @argv with such words written in full, and without those that change nothing.
 * @is_sendmail: was one of them there, or -t, -i, -f or "--"? Then the words that remain are
 * addresses. */
char **cli_sendmail_words (int         argc,
                           char      **argv,
                           gboolean   *is_sendmail);

G_END_DECLS
