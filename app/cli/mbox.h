/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Message @number, from 1, of an mbox (RFC 4155): what lies between two lines that begin with "From "
 * after an empty line. A ">" that was put before "From " (mboxrd) is taken away again. NULL if there
 * are fewer; @count (out) tells how many. (transfer full) */
GBytes *cli_mbox_get (GBytes    *mbox,
                      unsigned   number,
                      unsigned  *count);

G_END_DECLS
