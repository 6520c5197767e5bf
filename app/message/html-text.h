/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* HTML (in UTF-8) as text to be read: paragraphs, lists, quotes with "> ", rows of tables on one
 * line, links with their address. Scripts, styles and comments are left out. */
char *anser_html_text_make (const char *html);

G_END_DECLS
