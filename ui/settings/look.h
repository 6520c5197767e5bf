/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How messages look, by the settings "density" and "text-size": from now on, in all windows. */
void anser_look_follow_settings (void);

G_END_DECLS
