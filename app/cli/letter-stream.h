/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CLI_TYPE_LETTER_STREAM (cli_letter_stream_get_type ())
G_DECLARE_FINAL_TYPE (CliLetterStream, cli_letter_stream, CLI, LETTER_STREAM, GInputStream)

/**
 * CliLetterStream:
 *
 * A header from memory, and after it the octets from @from to @to of an open file: what goes out is
 * what was counted. A file that became shorter is an error, so that no half message is taken for a
 * whole one; what was added to it since is not part of the message. @start (nullable): the first
 * octets of the file, which are not read again. @fd is borrowed.
 */
GInputStream *cli_letter_stream_new (GBytes  *header,
                                     GBytes  *start,
                                     int      fd,
                                     gint64   from,
                                     gint64   to);

G_END_DECLS
