/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CliLetterSource:
 * @start: the first octets of the file: the whole header, if it is no longer than a header can be
 * @length: octets of the file
 * @size: octets on the way, with CR LF
 * @eight_bit: some are above 127
 * @binary: some are NUL
 *
 * A letter that is ready in a file, or came by standard input: then it lies in a file that has no
 * name, so that it may be larger than memory.
 */
typedef struct
{
  gboolean  is_open;
  int       fd;
  GBytes   *start;
  gint64    length;
  gint64    size;
  gboolean  eight_bit;
  gboolean  binary;
} CliLetterSource;

/* @path: "-" is the standard input. Error: EX_NOINPUT, EX_CANTCREAT without room for a copy. */
gboolean      cli_letter_source_open  (CliLetterSource  *self,
                                       const char       *path,
                                       GError          **error);
void          cli_letter_source_clear (CliLetterSource  *self);

/* @header, and after it the file from octet @from on. (transfer full) */
GInputStream *cli_letter_source_read  (CliLetterSource  *self,
                                       GBytes           *header,
                                       gint64            from);

/* A file that has no name any more, open for reading and writing; -1 with an error. */
int           cli_spool_open          (GError          **error);
/* Copies the standard input there. */
gboolean      cli_spool_input         (int               fd,
                                       GError          **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliLetterSource, cli_letter_source_clear)

G_END_DECLS
