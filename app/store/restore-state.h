/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* Takes what the state.db at @path remembers into the store's own, which keeps what it has. The file
 * is brought up to date first. What was to be sent is in doubt afterwards: the user decides. */
gboolean anser_restore_state (AnserStore  *store,
                              const char  *path,
                              GError     **error);

G_END_DECLS
