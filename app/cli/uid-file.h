/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "courier/memory.h"

G_BEGIN_DECLS

/**
 * CliUidFile:
 *
 * What is remembered of one mailbox on a server, in a text file that is only added to, locked while
 * it is open. A line for each message, fields separated by a tab, of which the first is enough:
 *
 *   uid  state  downloaded-at  size  digest-of-header  missing-from-listings  missing-since
 *
 * State is R (received), D (to be deleted there), G (deleted there), H (header only), W (the whole
 * is wanted), or - (forgotten: the uid is free again); times are seconds since 1970. Of several
 * lines with one uid the last counts. A line that begins with a tab is "quirks" and the words for
 * what the server does wrong. A last line without its end was being written at a crash.
 */
typedef struct _CliUidFile CliUidFile;

/* Makes the file if need be. Errors: G_IO_ERROR_BUSY when another process has it; a sentence for a
 * file that cannot be used. */
CliUidFile *cli_uid_file_open  (const char      *path,
                                GError         **error);
void        cli_uid_file_free  (CliUidFile      *self);

/* (transfer none) */
const char *cli_uid_file_get_path (CliUidFile   *self);

gboolean    cli_uid_file_load  (CliUidFile      *self,
                                AnserMemory     *memory,
                                GError         **error);

/* Adds what changed, durable when it returns; or writes the file anew when most of it is out of
 * date. */
gboolean    cli_uid_file_save  (CliUidFile      *self,
                                AnserMemory     *memory,
                                GError         **error);

/* Adds @records (element-type AnserUidRecord), durable when it returns. */
gboolean    cli_uid_file_add   (CliUidFile      *self,
                                GPtrArray       *records,
                                GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliUidFile, cli_uid_file_free)

G_END_DECLS
