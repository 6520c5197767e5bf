/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AnserLetterFile:
 *
 * A letter being written to tmp/ of a Maildir folder. Its bytes come with CR LF, cut anywhere, and
 * are stored with LF; a CR alone and NULs stay as they are. Freed before it was put in its place,
 * the file is removed.
 */
typedef struct _AnserLetterFile AnserLetterFile;

/* @folder is the Maildir folder, @uid (nullable) the server's. */
AnserLetterFile *anser_letter_file_new        (const char       *folder,
                                               const char       *uid,
                                               GError          **error);
void             anser_letter_file_free       (AnserLetterFile  *self);

gboolean         anser_letter_file_write      (AnserLetterFile  *self,
                                               const char       *data,
                                               gsize             length,
                                               GError          **error);
/* It will be put under this name instead of its own, with @date (if not 0) as that of the file.
 * Before it ends. */
void             anser_letter_file_rename     (AnserLetterFile  *self,
                                               const char       *base,
                                               gint64            date);
/* No more bytes come. */
gboolean         anser_letter_file_end        (AnserLetterFile  *self,
                                               GError          **error);
/* Makes an ended file durable: fsync. */
gboolean         anser_letter_file_sync       (AnserLetterFile  *self,
                                               GError          **error);
/* Makes all files of the filesystem on which @folder lies durable: for many at once. */
gboolean         anser_letter_file_sync_all   (const char       *folder,
                                               GError          **error);
/* Renames it into cur/ with @info; durable once cur/ was synced. */
gboolean         anser_letter_file_put        (AnserLetterFile  *self,
                                               const char       *info,
                                               GError          **error);
/* The same into new/, where mail programs look for what has just come. */
gboolean         anser_letter_file_put_new    (AnserLetterFile  *self,
                                               GError          **error);
/* Freeing a file that was put removes it again after this. */
void             anser_letter_file_take_back  (AnserLetterFile  *self);

const char      *anser_letter_file_get_base   (AnserLetterFile  *self);
const char      *anser_letter_file_get_path   (AnserLetterFile  *self);
/* Bytes that came, with CR LF. */
gint64           anser_letter_file_get_length (AnserLetterFile  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserLetterFile, anser_letter_file_free)

G_END_DECLS
