/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * AnserFolderRole:
 *
 * The folders that every account has, in the order of the sidebar, and the user's own.
 */
typedef enum
{
  ANSER_FOLDER_INBOX,
  ANSER_FOLDER_DRAFTS,
  ANSER_FOLDER_OUTBOX,
  ANSER_FOLDER_SENT,
  ANSER_FOLDER_ARCHIVE,
  ANSER_FOLDER_JUNK,
  ANSER_FOLDER_TRASH,
  ANSER_FOLDER_OTHER,
} AnserFolderRole;

#define ANSER_TYPE_FOLDER (anser_folder_get_type ())
G_DECLARE_FINAL_TYPE (AnserFolder, anser_folder, ANSER, FOLDER, GObject)

/**
 * AnserFolder:
 *
 * A folder of letters of one account: properties "account" (id), "name" (on disk: "Inbox",
 * "Projects/2024"), "role", "total" and "unread", which notify in the main context as the store
 * changes. The title is the last part of the name as the user wrote it, and belongs to the main
 * context. Folders in Trash and in Junk have their roles; the one that every account has is main.
 */
const char     *anser_folder_get_account (AnserFolder *self);
const char     *anser_folder_get_name    (AnserFolder *self);
const char     *anser_folder_get_title   (AnserFolder *self);
gboolean        anser_folder_is_main     (AnserFolder *self);
AnserFolderRole anser_folder_get_role    (AnserFolder *self);
unsigned        anser_folder_get_total   (AnserFolder *self);
unsigned        anser_folder_get_unread  (AnserFolder *self);

/* The name on disk of a role's folder: "Inbox", "Sent", … */
const char     *anser_folder_role_get_name (AnserFolderRole role);

G_END_DECLS
