/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "courier/post-office.h"
#include "inbox/folder-item.h"
#include "inbox/undo-history.h"

G_BEGIN_DECLS

#define ANSER_TYPE_FOLDER_SIDEBAR (anser_folder_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (AnserFolderSidebar, anser_folder_sidebar, ANSER, FOLDER_SIDEBAR, GtkWidget)

/**
 * AnserFolderSidebar:
 *
 * The folders of all accounts, each account below its heading. Property "selected"
 * (AnserFolderItem, nullable) notifies; so does "title", what that is called; signal "activated" when the user chose a folder, also the
 * one that is selected already; signal "dropped" (AnserFolderItem *item, GArray *letters) when
 * messages were dropped on a folder.
 */

/* The folder to begin with, see anser_folder_item_dup_place(); else the first. */
void             anser_folder_sidebar_set_first    (AnserFolderSidebar *self,
                                                    const char         *place);
void             anser_folder_sidebar_set_office   (AnserFolderSidebar *self,
                                                    AnserPostOffice    *office);
AnserFolderItem *anser_folder_sidebar_get_selected (AnserFolderSidebar *self);


/* (transfer none) (nullable) */
AnserPostOffice  *anser_folder_sidebar_get_office  (AnserFolderSidebar *self);

/* Where is told what was done to folders. */
void              anser_folder_sidebar_set_history (AnserFolderSidebar *self,
                                                    AnserUndoHistory   *history);
/* (transfer none) */
AnserUndoHistory *anser_folder_sidebar_get_history (AnserFolderSidebar *self);

/* Selects @folder as soon as it is there. */
void              anser_folder_sidebar_select      (AnserFolderSidebar *self,
                                                    AnserFolder        *folder);

/* For rows: messages were dropped on one. */
void              anser_folder_sidebar_take_letters (AnserFolderSidebar *self,
                                                     AnserFolderItem    *item,
                                                     GArray             *letters);

/* Selects the folder of a place, if it is there. */
void             anser_folder_sidebar_select_place (AnserFolderSidebar *self,
                                                    const char         *place);

G_END_DECLS
