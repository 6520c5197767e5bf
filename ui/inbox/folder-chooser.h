/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "courier/post-office.h"
#include "inbox/folder-item.h"

G_BEGIN_DECLS

#define ANSER_TYPE_FOLDER_CHOOSER (anser_folder_chooser_get_type ())
G_DECLARE_FINAL_TYPE (AnserFolderChooser, anser_folder_chooser, ANSER, FOLDER_CHOOSER, GtkPopover)

/**
 * AnserFolderChooser:
 *
 * A popover with all folders to which messages can be moved, and an entry that finds one by a part
 * of its name. Signal "chosen" (AnserFolderItem *item), after which it goes away by itself.
 */

/* Below @anchor; @account (id) comes first. */
GtkWidget *anser_folder_chooser_new (GtkWidget       *anchor,
                                     AnserPostOffice *office,
                                     const char      *account);

G_END_DECLS
