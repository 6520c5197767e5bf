/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether the directory at @path is a Maildir. */
gboolean   anser_maildir_is_folder    (const char *path);

/* (element-type utf8): the names of all folders below @account, the path of an account's directory,
 * each before those in it: directories that are Maildirs, or that hold one, in whatever order the
 * disk has them. Hidden ones and those whose names are not UTF-8 are left out, and what is behind a
 * symbolic link is one folder at most. */
GPtrArray *anser_maildir_list_folders (const char *account);

G_END_DECLS
