/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AnserArchive:
 *
 * One file with many files in it: tar in GNU's form, compressed by zstd, which every tar of today
 * reads ("tar --zstd -xf"). It ends with an entry that holds how many files there are and a SHA-256
 * over all their names, sizes and bytes, so that what was cut off or damaged is noticed.
 */
typedef struct _AnserArchive AnserArchive;

/* For writing: to a place beside @path, until it is finished. Error: G_IO_ERROR_EXISTS. */
AnserArchive *anser_archive_new        (const char    *path,
                                        GError       **error);
/* The bytes of the file @fd, @size of them, under the name @name. */
gboolean      anser_archive_add_fd     (AnserArchive  *self,
                                        const char    *name,
                                        int            fd,
                                        GCancellable  *cancellable,
                                        GError       **error);
/* With a name that ends in "/", a folder, which has no text. */
gboolean      anser_archive_add_text   (AnserArchive  *self,
                                        const char    *name,
                                        const char    *text,
                                        gsize          length,
                                        GError       **error);
/* Durable and in its place. */
gboolean      anser_archive_finish     (AnserArchive  *self,
                                        GError       **error);
gint64        anser_archive_get_n      (AnserArchive  *self);

/* For reading. */
AnserArchive *anser_archive_open       (const char    *path,
                                        GError       **error);
/* The next file: its name, or NULL at the end or with an error. Only after an end without an error
 * was the archive whole. */
const char   *anser_archive_next       (AnserArchive  *self,
                                        GError       **error);
/* Writes the file that came last to @path, which is not there; or skips it, with NULL. */
gboolean      anser_archive_extract    (AnserArchive  *self,
                                        const char    *path,
                                        GCancellable  *cancellable,
                                        GError       **error);
/* How much of the archive was read: 0 to 1. */
double        anser_archive_get_fraction (AnserArchive *self);

void          anser_archive_free       (AnserArchive  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserArchive, anser_archive_free)

G_END_DECLS
