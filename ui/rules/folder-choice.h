/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "courier/post-office.h"

G_BEGIN_DECLS

/**
 * AnserFolderChoice:
 *
 * The folders to which rules may move: one for each name, whichever accounts have it, as the labels
 * of a list and the names on disk behind them.
 */
typedef struct _AnserFolderChoice AnserFolderChoice;

AnserFolderChoice *anser_folder_choice_new       (AnserPostOffice   *office);
void               anser_folder_choice_free      (AnserFolderChoice *self);

/* (transfer none): of strings. */
GListModel        *anser_folder_choice_get_labels (AnserFolderChoice *self);
const char        *anser_folder_choice_get_name  (AnserFolderChoice *self,
                                                  guint              position);
/* The position of this name, which becomes one of the choices if it is none. */
guint              anser_folder_choice_find      (AnserFolderChoice *self,
                                                  const char        *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserFolderChoice, anser_folder_choice_free)

G_END_DECLS
