/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is in a backup, by the names in it. */

#define ANSER_BACKUP_FORMAT 1
#define ANSER_BACKUP_ABOUT "anser-backup.ini"
#define ANSER_BACKUP_SETTINGS "settings.ini"
#define ANSER_BACKUP_STATE "state.db"

/* cur, new or tmp. */
gboolean anser_backup_format_is_maildir_part (const char *name);
/* Whether what lies under this name below the store's root belongs into a backup: all that cannot be
 * made again, and is not for the moment only. */
gboolean anser_backup_format_is_wanted       (const char *name);
/* "mail/…/cur/…" or "mail/…/new/…". */
gboolean anser_backup_format_is_letter       (const char *name);
/* Whether a name in an archive stays below the root, and is one that a backup has. */
gboolean anser_backup_format_is_safe         (const char *name);

G_END_DECLS
