/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* The user's own folders. Those of the accounts (Inbox, Trash, …) can hold others, but stay as they
 * are. Titles are what the user writes; folder-name.h says which directory each becomes. All errors
 * are whole sentences: a title that cannot be, a name that is taken, a disk that does not want to.
 *
 * The asynchronous functions end with anser_store_folder_finish(), which gives the folder, NULL with
 * an error; anser_store_dup_undo() then gives the way back. */

/* A new folder in @parent (nullable: in none) of @account; the one that is there already is no
 * failure with @or_get. */
AnserFolder *anser_store_create_folder        (AnserStore           *self,
                                               const char           *account,
                                               AnserFolder          *parent,
                                               const char           *title,
                                               gboolean              or_get,
                                               GError              **error);
void         anser_store_create_folder_async  (AnserStore           *self,
                                               const char           *account,
                                               AnserFolder          *parent,
                                               const char           *title,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);

/* Gives @folder another title; puts it, with all that is in it, into @parent of the same account
 * (nullable: into none). */
void         anser_store_rename_folder_async  (AnserStore           *self,
                                               AnserFolder          *folder,
                                               const char           *title,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
void         anser_store_nest_folder_async    (AnserStore           *self,
                                               AnserFolder          *folder,
                                               AnserFolder          *parent,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);

/* Puts it, with all that is in it, into Trash, where it is a folder still. */
void         anser_store_discard_folder_async (AnserStore           *self,
                                               AnserFolder          *folder,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);

/* Erases all messages in @folder and the folders in it; @folder itself stays if it is one of the
 * account's. There is no way back. The folder that is given at the end is NULL without an error if
 * it is gone. */
void         anser_store_empty_folder_async   (AnserStore           *self,
                                               AnserFolder          *folder,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);

/* (transfer full) */
AnserFolder *anser_store_folder_finish        (AnserStore           *self,
                                               GAsyncResult         *result,
                                               GError              **error);

G_END_DECLS
