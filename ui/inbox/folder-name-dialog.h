/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ANSER_TYPE_FOLDER_NAME_DIALOG (anser_folder_name_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnserFolderNameDialog, anser_folder_name_dialog, ANSER, FOLDER_NAME_DIALOG,
                      AdwMessageDialog)

/**
 * AnserFolderNameDialog:
 *
 * Asks for the name of a folder, and says below the entry why a name cannot be. Response "ok" when
 * it can.
 */

/* @button: with a mnemonic; @name: to begin with. */
GtkWidget  *anser_folder_name_dialog_new      (GtkWindow             *parent,
                                               const char            *heading,
                                               const char            *button,
                                               const char            *name);
const char *anser_folder_name_dialog_get_name (AnserFolderNameDialog *self);

G_END_DECLS
