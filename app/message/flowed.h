/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* format=flowed (RFC 3676) as paragraphs: lines that were only broken to be sent are joined. */
char *anser_flowed_unwrap (const char *text,
                           gboolean    delete_space);

G_END_DECLS
