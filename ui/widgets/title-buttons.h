/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "widgets/pane.h"

G_BEGIN_DECLS

/* Where a window is narrow it is closed, but hardly made small or large: the room is the title's and
 * the buttons' of the header bar. */

/* The desktop's layout with nothing but close, on its side. (transfer full) */
char *anser_title_buttons_dup_short (GtkWidget    *widget);

/* @header has the short layout while @pane is narrow. */
void  anser_title_buttons_follow    (AdwHeaderBar *header,
                                     AnserPane    *pane);

G_END_DECLS
