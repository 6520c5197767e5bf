/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "undo.h"

G_BEGIN_DECLS

/**
 * AnserLetterChange:
 * @folder: (nullable): name on disk of the folder of its account to which the letter goes; if there is
 *   none, it stays
 * @tags: (nullable): that it gets
 * @set: flags that it gets
 *
 * All that is to become different about one letter.
 */
typedef struct
{
  gint64                letter;
  const char           *folder;
  const char * const   *tags;
  AnserLetterFlags      set;
} AnserLetterChange;

/* Many changes, each letter's in one renaming of its file. What was done before a failure stays done.
 * What is thrown away counts as thrown away by the user. @undo: (nullable): is told what was done;
 * see anser_undo_new(). Blocking. */
gboolean anser_store_change (AnserStore               *self,
                             const AnserLetterChange  *changes,
                             gsize                     n_changes,
                             AnserUndo                *undo,
                             GCancellable             *cancellable,
                             GError                  **error);

G_END_DECLS
