/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "database.h"
#include "folder.h"
#include "letter-info.h"

G_BEGIN_DECLS

/* The rows of index.db. All that writes wants a transaction begun by anser_index_begin(). */

/**
 * AnserPlace:
 *
 * Where a letter's file is.
 */
typedef struct
{
  gint64            letter;
  gint64            folder;
  char             *account;
  char             *folder_name;
  AnserFolderRole   role;
  char             *name;
  char             *info;
  gboolean          in_new;
  AnserLetterFlags  flags;
} AnserPlace;

void        anser_place_free          (AnserPlace           *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserPlace, anser_place_free)

/**
 * AnserFolderEntry:
 *
 * A folder's row. @name is its path below the account's folder.
 */
typedef struct
{
  gint64           id;
  char            *account;
  char            *name;
  AnserFolderRole  role;
} AnserFolderEntry;

void        anser_folder_entry_free   (AnserFolderEntry     *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserFolderEntry, anser_folder_entry_free)

/* Begins a transaction and moves the clock on. */
gboolean    anser_index_begin         (AnserDatabase        *index,
                                       GError              **error);

/* The folder's row, made if need be: 0 with an error. */
gint64      anser_index_add_folder    (AnserDatabase        *index,
                                       const char           *account,
                                       const char           *name,
                                       GError              **error);
/* NULL without an error if there is no such folder. */
AnserFolderEntry *anser_index_get_folder  (AnserDatabase    *index,
                                           gint64            folder,
                                           GError          **error);
AnserFolderEntry *anser_index_find_folder (AnserDatabase    *index,
                                           const char       *account,
                                           const char       *name,
                                           GError          **error);
/* A folder's letters and itself. */
gboolean    anser_index_remove_folder (AnserDatabase        *index,
                                       gint64                folder,
                                       GError              **error);

/* NULL without an error if there is no such letter. */
AnserPlace *anser_index_get_place     (AnserDatabase        *index,
                                       gint64                letter,
                                       GError              **error);
/* A letter by its file; the newest place wins if there are several in the account. */
AnserPlace *anser_index_find_place    (AnserDatabase        *index,
                                       const char           *account,
                                       const char           *name,
                                       GError              **error);
/* Writes folder, name, info, in_new and flags of @place. @unsettled (nullable) is told which
 * conversations that concerns; they are to be settled in the same transaction. */
gboolean    anser_index_set_place     (AnserDatabase        *index,
                                       const AnserPlace     *place,
                                       GHashTable           *unsettled,
                                       GError              **error);

/* A letter's row, made anew or overwritten; the flags come from the file's name. Returns its id, 0
 * with an error. Its words are put in when all rows of the transaction are: see words.h. */
gint64      anser_index_put           (AnserDatabase         *index,
                                       const AnserPlace      *place,
                                       const AnserLetterInfo *info,
                                       GError               **error);
gboolean    anser_index_remove        (AnserDatabase         *index,
                                       gint64                 letter,
                                       GError               **error);

G_END_DECLS
