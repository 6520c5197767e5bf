/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From now on a screen reader names what has a mnemonic by its label alone, in any window, dialog or toast:
 * GTK 4.8 calls the button “_Save” “_Save Save”. Toasts have a name for what closes them, too.
 * To be called once, before there is a window. */
void anser_plain_names_keep (void);

G_END_DECLS
