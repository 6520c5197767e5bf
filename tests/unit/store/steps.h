/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The program's own write, pwrite, fsync, fdatasync, syncfs, renameat2, unlink, mkdir and ftruncate
 * stand in for those of the C library, for GLib and SQLite too. Each call is a step. */

/* Kills the process with SIGKILL just before step @n from now; 0: never. */
void     steps_kill_at (unsigned n);
/* Writes each step down: "write …/tmp/1.x\n", "sync …/cur\n", "rename …/tmp/1.x …/cur/1.x:2,\n".
 * Returns what was written down so far, and goes on if @go_on. */
char    *steps_log     (gboolean go_on);

G_END_DECLS
