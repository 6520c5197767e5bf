/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inbox/folder-row.h"

#include "inbox/folder-sidebar.h"

G_BEGIN_DECLS

/* The sidebar that the row is in: (transfer none) (nullable). */
AnserFolderSidebar *anser_folder_row_get_sidebar     (AnserFolderRow *self);

/* folder-row-actions.c: actions "folder.…", their keys and their menu. */
void                anser_folder_row_install_actions (GtkWidgetClass *widget_class);
void                anser_folder_row_update_actions  (AnserFolderRow *self);
void                anser_folder_row_add_menu        (AnserFolderRow *self);
/* Puts @folder into @parent (nullable), with a toast. */
void                anser_folder_row_nest            (AnserFolderRow *self,
                                                      AnserFolder    *folder,
                                                      AnserFolder    *parent);

/* folder-row-dnd.c: messages and folders are dropped on rows. */
void                anser_folder_row_add_dnd         (AnserFolderRow *self);

G_END_DECLS
