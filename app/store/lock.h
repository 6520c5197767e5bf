/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Says to other processes that the store below @root is open here: returns a descriptor to close
 * at the end, -1 with an error. @is_alone: nobody else has it open; nobody can open it before
 * anser_lock_share(). */
int  anser_lock_presence (const char  *root,
                          gboolean    *is_alone,
                          GError     **error);
void anser_lock_share    (int          presence);
/* Once more: TRUE if nobody else has it open, until anser_lock_share(). */
gboolean anser_lock_alone (int         presence);

G_END_DECLS
