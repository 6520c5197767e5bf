/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether the desktop is met through portals, as in a sandbox: as GLib decides it for notifications. */
gboolean anser_portal_is_used (void);

G_END_DECLS
