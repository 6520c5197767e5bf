/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-private.h"

G_BEGIN_DECLS

/* Directories of folders together with their rows. The write lock is held, except where it says
 * otherwise; no transaction is open. */

/* G_IO_ERROR_NOT_FOUND, a sentence, when there is no such folder. */
AnserFolderEntry *anser_folder_place_get   (AnserStore        *store,
                                            gint64             folder,
                                            GError           **error);

/* Makes the folder, durably. Returns its row id, 0 with an error. */
gint64            anser_folder_place_make  (AnserStore        *store,
                                            const char        *account,
                                            const char        *name,
                                            gboolean           or_get,
                                            GError           **error);

/* Renames a folder of the user, with all that are in it; what comes into Trash by that, or out of
 * it, is noted as it is for letters. */
gboolean          anser_folder_place_move  (AnserStore        *store,
                                            AnserFolderEntry  *folder,
                                            const char        *name,
                                            GError           **error);

/* Erases what is in the folder, and the folder if it is the user's. The lock is free. */
gboolean          anser_folder_place_empty (AnserStore        *store,
                                            gint64             folder,
                                            GError           **error);

G_END_DECLS
