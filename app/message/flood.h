/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "source.h"

G_BEGIN_DECLS

/* Whether a letter is made to exhaust whoever reads it: more parts, header fields or unfinished
 * encoded-words than GMime takes apart in reasonable time and memory. Reads it once. */
gboolean anser_flood_is_in (AnserSource *source);

G_END_DECLS
