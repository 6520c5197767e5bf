/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CliLetterSource:
 * @bytes: the whole file, mapped
 * @size: octets on the way, with CR LF
 * @eight_bit: some are above 127
 *
 * A letter ready in a file, without its fields Bcc and without an mbox's "From " line.
 */
typedef struct
{
  GBytes   *bytes;
  gint64    size;
  gboolean  eight_bit;
} CliLetterSource;

/* @path: "-" is the standard input. */
gboolean      cli_letter_source_open        (CliLetterSource  *self,
                                             const char       *path,
                                             GError          **error);
void          cli_letter_source_clear       (CliLetterSource  *self);
/* What is to be sent. (transfer full) */
GInputStream *cli_letter_source_get_content (CliLetterSource  *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliLetterSource, cli_letter_source_clear)

G_END_DECLS
