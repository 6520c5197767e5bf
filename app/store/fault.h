/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What went wrong with a file or folder, as a whole sentence with its GIOErrorEnum. */
void anser_fault_set_from_errno (GError     **error,
                                 int          number,
                                 const char  *path);

/* Whether @number means that there is no room: disk, quota or file size limit. */
gboolean anser_fault_is_no_space (int number);

void anser_fault_set_no_space   (GError     **error,
                                 const char  *path);
void anser_fault_set_forbidden  (GError     **error,
                                 const char  *path);

/* What is not Anser's own and cannot be read. */
void anser_fault_set_unreadable (GError     **error,
                                 int          number,
                                 const char  *path);

G_END_DECLS
