/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "letter-change.h"

#include "letter-work.h"

gboolean
anser_store_change (AnserStore               *self,
                    const AnserLetterChange  *changes,
                    gsize                     n_changes,
                    AnserUndo                *undo,
                    GCancellable             *cancellable,
                    GError                  **error)
{
  g_autoptr (AnserLetterWork) work = NULL;
  g_autofree gint64 *letters = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (self), FALSE);

  letters = g_new (gint64, MAX (n_changes, 1));
  for (gsize i = 0; i < n_changes; i++)
    letters[i] = changes[i].letter;
  work = anser_letter_work_new (anser_letter_change, letters, n_changes);
  work->changes = changes;
  work->by_user = TRUE;
  work->undo = undo != NULL ? anser_undo_ref (undo) : NULL;
  return anser_letter_work_run (self, work, cancellable, error);
}
