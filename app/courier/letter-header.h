/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "message/letter.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): the letter in the file @path without its body, however large that is;
 * NULL if it cannot be read. */
AnserLetter *anser_letter_header_read (const char *path);

G_END_DECLS
