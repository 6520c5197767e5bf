/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "letter-file.h"
#include "store.h"

G_BEGIN_DECLS

/* The steps of putting one letter into a folder, for those that do something in between. */

/* Writes it to tmp/ and makes it durable there. */
AnserLetterFile *anser_store_write_letter (AnserStore       *self,
                                           const char       *account,
                                           AnserFolderRole   folder,
                                           AnserWriteFunc    write,
                                           gpointer          write_data,
                                           GCancellable     *cancellable,
                                           GError          **error);
/* Renames it into its place, durably, and indexes it. Returns the row id; 0 with an error, and then
 * the letter is not there. */
gint64           anser_store_place_letter (AnserStore       *self,
                                           const char       *account,
                                           AnserFolderRole   folder,
                                           AnserLetterFlags  flags,
                                           AnserLetterFile  *file,
                                           GError          **error);

G_END_DECLS
