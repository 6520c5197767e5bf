/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"
#include "work.h"

G_BEGIN_DECLS

#define ANSER_TYPE_BACKUP (anser_backup_get_type ())
G_DECLARE_FINAL_TYPE (AnserBackup, anser_backup, ANSER, BACKUP, AnserWork)

/**
 * AnserBackup:
 *
 * All letters, what is remembered of the servers, and whatever else lies in the store, in one file
 * (AnserArchive), while the program works on. The index is left out: it can be made again.
 *
 * A UID in the backup has its letter there, too. state.db is copied first and the letters are listed
 * after it, both while no letter can move from folder to folder: a letter is in its place before its
 * UID is committed, so each UID of the copy has its letter in the list. What comes later may have its
 * letter there without its UID: the digest in the letter's name keeps it from being fetched again.
 */
/* @settings: what restoring gives back as it is: the accounts, without secrets. */
AnserBackup *anser_backup_new           (AnserStore   *store,
                                         const char   *path,
                                         const char   *settings);
unsigned     anser_backup_get_n_letters (AnserBackup  *self);

G_END_DECLS
