/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "undo.h"

G_BEGIN_DECLS

/**
 * AnserUndoStep:
 * @folder: row id of the folder to which the letter goes back, 0 if it stays
 * @set: flags that it gets back
 * @clear: flags that it loses again
 * @tag: row id of a tag that it gets back (@tag_on) or loses again, 0 for none
 */
typedef struct
{
  gint64           letter;
  gint64           folder;
  AnserLetterFlags set;
  AnserLetterFlags clear;
  gint64           tag;
  gboolean         tag_on;
} AnserUndoStep;

void                 anser_undo_add_step (AnserUndo           *self,
                                          const AnserUndoStep *step);
const AnserUndoStep *anser_undo_get_step (AnserUndo           *self,
                                          gsize                position);
/* The folder @folder had this name. */
void                 anser_undo_set_folder (AnserUndo         *self,
                                            gint64             folder,
                                            const char        *name);
/* There was a tag @tag of that name and colour. */
void                 anser_undo_set_tag    (AnserUndo         *self,
                                            gint64             tag,
                                            const char        *name,
                                            const char        *colour);
/* anser_store_dup_undo() finds it at @task. */
void                 anser_undo_attach   (AnserUndo           *self,
                                          GTask               *task);

G_END_DECLS
