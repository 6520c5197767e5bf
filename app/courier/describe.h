/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/letter-info.h"

G_BEGIN_DECLS

/* What the store's index keeps of the letter at @path: an AnserDescribeFunc. Any thread. */
gboolean anser_describe_letter (const char      *path,
                                AnserLetterInfo *info,
                                gpointer         user_data);

G_END_DECLS
