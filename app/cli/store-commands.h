/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/work.h"

G_BEGIN_DECLS

/* The commands of "anserctl store". */

int cli_store_import (int argc, char **argv);
int cli_store_export (int argc, char **argv);
int cli_store_backup (int argc, char **argv);
int cli_store_restore (int argc, char **argv);
int cli_store_duplicates (int argc, char **argv);

/* The id of the account that is meant: by id, address or name (nullable); the only one needs no
 * name. */
char    *cli_store_find_account (const char  *name,
                                 GError     **error);

/* Does @work with a bar, which Ctrl+C ends. */
gboolean cli_store_run (AnserWork  *work,
                        GError    **error);

G_END_DECLS
