/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The mailboxes of a header value as it stands in a letter: whatever is there, however broken.
 * (transfer full) (element-type AnserAddress) */
GPtrArray *anser_address_list_read  (const char *raw);

/* The pieces between the separators of a list, groups opened; @typed: also the separators that
 * people type. @text is UTF-8. (transfer full) (element-type utf8) */
GPtrArray *anser_address_list_split (const char *text,
                                     gboolean    typed);

/* One piece taken apart, without any check: a name (nullable) and an address (perhaps ""). */
void       anser_address_list_part  (const char *piece,
                                     char      **name,
                                     char      **address);

G_END_DECLS
