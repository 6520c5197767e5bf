/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* Where letters from outside go. */

/* The name of the folder for @folder, which was found outside ("Work/Projects"), below @target; with
 * NULL below the account, where the folders that every account has are found whatever their case. */
char     *anser_import_dup_folder  (const char  *target,
                                    const char  *folder);

/* Makes the folder, unless it is there. Any thread but the window's. */
gboolean  anser_store_make_folder  (AnserStore  *self,
                                    const char  *account,
                                    const char  *name,
                                    GError     **error);

G_END_DECLS
