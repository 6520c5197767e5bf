/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Text is shown as it stands: where a word is longer than a line, as addresses of pages are, no
 * hyphen is drawn that is not in it. Call it before there is text in @buffer. */
void anser_no_hyphens (GtkTextBuffer *buffer);

G_END_DECLS
