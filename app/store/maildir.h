/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "letter-info.h"

G_BEGIN_DECLS

/* A Maildir folder on disk: names, flags, durability.
 *
 * A file is "<base><info>": base is unique and lasts ("1700000000.M5P7Q1.host,U=0123…", where U is
 * the digest of the server's UID), info is ":2," with the flags. Letters arrive in cur/ without the
 * flag S, not in new/: then a letter has one place from its first moment, one folder needs syncing,
 * and marking it seen is the same rename as any other flag. Files that others put into new/ are
 * taken as they are. */

/* A unique base name; @uid (nullable) is the server's. */
char             *anser_maildir_new_base    (const char          *uid);
/* A unique base name for a letter that comes from elsewhere: it begins with the time at which it came
 * there (0: now) and carries a digest of its content, so that it is known when it comes again. */
char             *anser_maildir_new_base_for_content (gint64       date,
                                                      const char  *digest);
/* Another name with the same digest, for a folder in which @base is taken. */
char             *anser_maildir_renew_base  (const char          *base);
/* The part of a content's digest that stands in names. */
char             *anser_maildir_cut_digest  (const char          *digest);
/* The digest of a UID as it stands in names. */
char             *anser_maildir_digest      (const char          *uid);
/* The digest in a base name, of the UID or of the content, or NULL. */
char             *anser_maildir_dup_digest  (const char          *base);
/* Its beginning as a number, which takes less room; 0 for NULL. */
gint64            anser_maildir_get_digest_key (const char       *digest);
/* The seconds since 1970 with which a base name begins, 0 if it does not. */
gint64            anser_maildir_get_time    (const char          *base);

/* Cuts a file name: returns its base, @info (not copied) is the rest. */
char             *anser_maildir_split       (const char          *file_name,
                                             const char         **info);
AnserLetterFlags  anser_maildir_get_flags   (const char          *info);
/* The info for @flags; what others wrote into @old_info (nullable) stays. */
char             *anser_maildir_build_info  (const char          *old_info,
                                             AnserLetterFlags     flags);

/* Makes the folder with cur, new and tmp, durably. */
gboolean          anser_maildir_create      (const char          *folder,
                                             GError             **error);
gboolean          anser_maildir_sync        (const char          *path,
                                             GError             **error);

/* All files of new/ and cur/; hidden ones are left out. @inode is what the directory says, which for
 * a file that took the place of another is a new one. @func returns FALSE to stop. */
typedef gboolean (*AnserMaildirFunc) (const char *file_name,
                                      gboolean    in_new,
                                      guint64     inode,
                                      gpointer    user_data);
gboolean          anser_maildir_scan        (const char          *folder,
                                             AnserMaildirFunc     func,
                                             gpointer             user_data,
                                             GError             **error);
/* The file that has this base now: its name, and where; NULL if there is none. */
char             *anser_maildir_find        (const char          *folder,
                                             const char          *base,
                                             gboolean            *in_new);
struct stat;
/* When a file was written last, in microseconds. */
gint64            anser_maildir_get_mtime   (const struct stat   *status);
/* A number that changes when new/ or cur/ changes, 0 if it cannot be relied upon yet. */
gint64            anser_maildir_get_stamp   (const char          *folder);

/* Removes what unfinished deliveries left in tmp/: all that Anser wrote, or, if others may be
 * writing, what is older than 36 hours. */
void              anser_maildir_sweep       (const char          *folder,
                                             gboolean             all);

/* Renames without ever replacing. Sets errno. */
int               anser_maildir_rename      (const char          *from,
                                             const char          *to);

G_END_DECLS
