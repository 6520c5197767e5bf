/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "inbox/folder-item.h"

G_BEGIN_DECLS

#define ANSER_TYPE_FOLDER_ROW (anser_folder_row_get_type ())
G_DECLARE_FINAL_TYPE (AnserFolderRow, anser_folder_row, ANSER, FOLDER_ROW, GtkListBoxRow)

/**
 * AnserFolderRow:
 *
 * A folder in the sidebar: icon, name and count.
 */
GtkWidget       *anser_folder_row_new      (AnserFolderItem *item);
AnserFolderItem *anser_folder_row_get_item (AnserFolderRow  *self);

G_END_DECLS
