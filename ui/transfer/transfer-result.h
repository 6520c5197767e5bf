/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/work.h"

G_BEGIN_DECLS

/* What the user is told of work that ended, with @error (nullable) how: (transfer full) a title of a
 * few words, and sentences below it in *@details. */
char *anser_transfer_result_new (AnserWork     *work,
                                 const GError  *error,
                                 char         **details);

G_END_DECLS
