/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What no server knows: it cannot choose uids that fall together. */
guint64 anser_uid_hash_new_key (void);

guint   anser_uid_hash         (const char *uid,
                                guint64     key);

G_END_DECLS
