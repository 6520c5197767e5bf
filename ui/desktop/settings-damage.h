/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full) (nullable): a sentence, when there are settings and nobody can read them. Settings
 * begin anew then, without a word from GLib to the user. */
char *anser_settings_damage_find (void);

G_END_DECLS
