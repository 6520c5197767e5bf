/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "application.h"
#include "store/undo.h"

G_BEGIN_DECLS

#define ANSER_TYPE_UNDO_HISTORY (anser_undo_history_get_type ())
G_DECLARE_FINAL_TYPE (AnserUndoHistory, anser_undo_history, ANSER, UNDO_HISTORY, GObject)

/**
 * AnserUndoHistory:
 *
 * What was done to messages and folders lately, with the way back: each has a toast with a button
 * for it, and the last ones can be taken back one after the other.
 */
AnserUndoHistory *anser_undo_history_new  (AnserApplication *application);

/* Shows @sentence, with a button if there is an @undo (nullable). */
void              anser_undo_history_add  (AnserUndoHistory *self,
                                           AnserUndo        *undo,
                                           const char       *sentence);
/* Takes back what was done last. */
void              anser_undo_history_undo (AnserUndoHistory *self);

G_END_DECLS
