/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "folder.h"

G_BEGIN_DECLS

/* Names of folders. A folder is a real directory below the account's, and so is a folder in it:
 * its name is the path, "Projects/2024". A title is one part of the path as the user wrote it; what
 * a file's name cannot hold is written as %XX: "/", a dot at the beginning, "%" before two hex
 * digits, and the first letter of the Maildir's own "cur", "new" and "tmp". */

/* A part of the path for @title, which is trimmed and composed (NFC). NULL with
 * G_IO_ERROR_INVALID_FILENAME, a whole sentence, when there cannot be such a folder. */
char            *anser_folder_name_from_title (const char       *title,
                                               GError          **error);
/* The title of the last part of @name. */
char            *anser_folder_name_to_title   (const char       *name);

/* As the user sees it: "Archive", "Projects › 2026". */
char            *anser_folder_name_to_label   (const char       *name);

/* @parent (nullable): the name of the folder that @part is in. */
char            *anser_folder_name_join       (const char       *parent,
                                               const char       *part);
/* NULL for one that is in no other. */
char            *anser_folder_name_dup_parent (const char       *name);
/* How many folders it is in. */
unsigned         anser_folder_name_get_depth  (const char       *name);
/* Whether @name is @folder or in it. */
gboolean         anser_folder_name_is_within  (const char       *name,
                                               const char       *folder);

/* The role of the folder with this name. Folders in Trash and in Junk have theirs, so that what is
 * in them is thrown away, or junk; all others of the user are OTHER. */
AnserFolderRole  anser_folder_name_get_role   (const char       *name);
/* Whether every account has the folder of this name. */
gboolean         anser_folder_name_is_main    (const char       *name);

/* The order of the sidebar: roles, then the user's own, each followed by those in it. */
int              anser_folder_name_compare    (const char       *a,
                                               const char       *b);

G_END_DECLS
