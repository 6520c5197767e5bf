/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "application.h"

G_BEGIN_DECLS

/* Opens what another program hands over: a mailto: URL to write, a message file to read, a mailbox
 * file to import. */
void anser_file_opener_open    (AnserApplication    *application,
                                GFile               *file);

/* A new message with these files attached, or begun as the first mailto: URL among @uris says. */
void anser_file_opener_compose (AnserApplication    *application,
                                const char * const  *uris);

G_END_DECLS
