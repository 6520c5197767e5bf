/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"
#include "work.h"

G_BEGIN_DECLS

#define ANSER_TYPE_RESTORE (anser_restore_get_type ())
G_DECLARE_FINAL_TYPE (AnserRestore, anser_restore, ANSER, RESTORE, AnserWork)

/**
 * AnserRestore:
 *
 * What AnserBackup wrote, back into a store. All of it is unpacked beside the letters and compared
 * with its seal first: what is damaged changes nothing. Then letters take their places, durably, and
 * after that the UIDs are remembered, so that nothing is fetched again. A letter that is there already,
 * in whichever folder, stays as it is; so does what is remembered. Cut off and begun again it ends
 * with the same. What was to be sent is not sent of itself: it may have been since.
 */
/* With @merge a store that has letters takes them in, too; without it that is an error
 * (G_IO_ERROR_NOT_EMPTY). */
AnserRestore *anser_restore_new            (AnserStore    *store,
                                            const char    *path,
                                            gboolean       merge);
/* Letters that came, and those that were there. */
unsigned      anser_restore_get_n_restored (AnserRestore  *self);
unsigned      anser_restore_get_n_known    (AnserRestore  *self);
/* (nullable): what was given to anser_backup_new(). */
const char   *anser_restore_get_settings   (AnserRestore  *self);

G_END_DECLS
