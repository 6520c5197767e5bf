/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The name of an IMAP mailbox (RFC 3501, 5.1.3: modified UTF-7) in UTF-8; NULL if it is none. */
char *anser_utf7_decode (const char *name);

G_END_DECLS
