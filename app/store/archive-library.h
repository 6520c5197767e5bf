/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <glib.h>

G_BEGIN_DECLS

#define ANSER_ARCHIVE_FUNCTIONS(F) \
  F (archive_errno) \
  F (archive_filter_bytes) \
  F (archive_entry_new) \
  F (archive_entry_clear) \
  F (archive_entry_free) \
  F (archive_entry_pathname) \
  F (archive_entry_copy_pathname) \
  F (archive_entry_size) \
  F (archive_entry_set_size) \
  F (archive_entry_filetype) \
  F (archive_entry_set_filetype) \
  F (archive_entry_set_perm) \
  F (archive_entry_mtime) \
  F (archive_entry_set_mtime) \
  F (archive_write_new) \
  F (archive_write_add_filter_zstd) \
  F (archive_write_set_format_gnutar) \
  F (archive_write_open_fd) \
  F (archive_write_header) \
  F (archive_write_data) \
  F (archive_write_close) \
  F (archive_write_free) \
  F (archive_read_new) \
  F (archive_read_support_filter_zstd) \
  F (archive_read_support_filter_gzip) \
  F (archive_read_support_format_tar) \
  F (archive_read_open_fd) \
  F (archive_read_next_header) \
  F (archive_read_data) \
  F (archive_read_free)

/**
 * AnserArchiveLibrary:
 *
 * The functions of libarchive by which backups are written and read. The library is opened for the
 * first of them: it brings libxml2, ICU, the C++ library and four compressors along, a third of the
 * time in which anserctl starts.
 */
typedef struct
{
#define ANSER_ARCHIVE_FIELD(name) __typeof__ (name) *name;
  ANSER_ARCHIVE_FUNCTIONS (ANSER_ARCHIVE_FIELD)
#undef ANSER_ARCHIVE_FIELD
} AnserArchiveLibrary;

/* (transfer none): NULL with an error where the library is missing. */
const AnserArchiveLibrary *anser_archive_library_get (GError **error);

G_END_DECLS
