/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The program's own open, write, pwrite, fsync, fdatasync, syncfs, renameat2, unlink, rmdir, mkdir and
 * ftruncate stand in for those of the C library, for GLib and SQLite too. Each call is a step, open
 * if it makes a file. */

/* Kills the process with SIGKILL just before step @n from now; 0: never. */
void     steps_kill_at   (unsigned n);
/* From step @n on of those that may want room (making, writing, renaming) the disk is full, until
 * there is room again: then TRUE if it was full. */
void     steps_fill_at   (unsigned n);
gboolean steps_make_room (void);
/* Writes each step down: "write …/tmp/1.x\n", "sync …/cur\n", "rename …/tmp/1.x …/cur/1.x:2,\n".
 * Returns what was written down so far, and goes on if @go_on. */
char    *steps_log       (gboolean go_on);

G_END_DECLS
