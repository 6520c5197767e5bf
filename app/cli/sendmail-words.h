/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Words as programs give them to sendmail, turned into those of "anserctl send":
 *
 *   -t -i -f ADDRESS   are options of "send" (-f also grown together with its value, or as -r)
 *   -F -N -R -V -v     --full-name, --dsn, --dsn-return, --envelope-id, --verbose
 *   -o… -bm -em -m -n -U -G and, with a value, -B -C -h -L -O -p -X -A -d
 *                      make no difference here, and are left out
 *   -bd -bi -bp -bs -bt -bv -q…
 *                      ask for what is no part of sending one message: EX_USAGE
 *
 * @is_sendmail becomes TRUE when one of them is used, or "--": then words are addresses.
 * (transfer full): NULL with an error */
char **cli_sendmail_words (int         argc,
                           char      **argv,
                           gboolean   *is_sendmail,
                           GError    **error);

G_END_DECLS
