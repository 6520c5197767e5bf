/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/account.h"
#include "store/folder.h"
#include "store/tags.h"

G_BEGIN_DECLS

#define ANSER_TYPE_FOLDER_ITEM (anser_folder_item_get_type ())
G_DECLARE_FINAL_TYPE (AnserFolderItem, anser_folder_item, ANSER, FOLDER_ITEM, GObject)

/**
 * AnserFolderItem:
 *
 * A line of the sidebar: one folder of one account, or the inboxes of all accounts together.
 * Properties, which notify: "count" (of unread letters; in Drafts and Outbox, of all), "unread"
 * (boolean: something waits to be read) and "shown" (an empty outbox is not).
 */
AnserFolderItem *anser_folder_item_new           (AnserAccount    *account,
                                                  AnserFolder     *folder);

/* @inboxes: (element-type AnserFolder) */
AnserFolderItem *anser_folder_item_new_all       (GPtrArray       *inboxes);

/* The messages in @folders (element-type AnserFolder) that have a tag. */
AnserFolderItem *anser_folder_item_new_for_tag   (AnserTag        *tag,
                                                  GPtrArray       *folders);
/* (transfer none) (nullable): NULL for all others. */
AnserTag        *anser_folder_item_get_tag       (AnserFolderItem *self);

const char      *anser_folder_item_get_title     (AnserFolderItem *self);
/* "Projects / 2024" (transfer full) */
char            *anser_folder_item_dup_path      (AnserFolderItem *self);
/* How many folders it is in. */
unsigned         anser_folder_item_get_depth     (AnserFolderItem *self);
/* The one folder, NULL for all inboxes. (transfer none) */
AnserFolder     *anser_folder_item_get_folder    (AnserFolderItem *self);
/* One of the user's own, which can be renamed and deleted. */
gboolean         anser_folder_item_is_own        (AnserFolderItem *self);
const char      *anser_folder_item_get_icon_name (AnserFolderItem *self);
AnserFolderRole  anser_folder_item_get_role      (AnserFolderItem *self);

/* NULL for all inboxes and for tags. */
AnserAccount    *anser_folder_item_get_account   (AnserFolderItem *self);

/* (transfer none) (element-type AnserFolder) */
GPtrArray       *anser_folder_item_get_folders   (AnserFolderItem *self);

/* "account/folder", "" for all inboxes: how the settings name it. (transfer full) */
char            *anser_folder_item_dup_place     (AnserFolderItem *self);

/* The same line of the sidebar with the same folders behind it. */
gboolean         anser_folder_item_is_same       (AnserFolderItem *self,
                                                  AnserFolderItem *other);

/* The same line of the sidebar, though it was made again. */
gboolean         anser_folder_item_equal         (AnserFolderItem *self,
                                                  AnserFolderItem *other);

G_END_DECLS
