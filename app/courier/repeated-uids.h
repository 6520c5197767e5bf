/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/pop3-items.h"

G_BEGIN_DECLS

/* The uids that are more than once in @uids: hardly ever any, of perhaps a million. (transfer full)
 * (element-type utf8): a set. */
GHashTable *anser_repeated_uids_find (AnserPop3Items *uids);

G_END_DECLS
