/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "message/letter.h"

G_BEGIN_DECLS

/* A letter in the file @path, or "-"; @number: 0, or which one of an mbox. (transfer full) Error:
 * EX_NOINPUT. */
AnserLetter *cli_eml_open    (const char  *path,
                              int          number,
                              GError     **error);

/* anserctl eml extract */
int          cli_eml_extract (int          argc,
                              char       **argv);

G_END_DECLS
