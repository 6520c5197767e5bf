/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "database.h"
#include "folder.h"
#include "letter-info.h"

G_BEGIN_DECLS

/**
 * AnserLetterData:
 *
 * What a list row shows of a letter. Counted references, one thread.
 */
typedef struct
{
  gint64            id;
  char             *account;
  AnserFolderRole   role;
  char             *sender;
  char             *recipients;
  char             *subject;
  char             *snippet;
  gint64            date;
  gint64            size;
  AnserLetterFlags  flags;
  unsigned          count;       /* of letters in the conversation, if it stands for one */
  char             *tags;        /* names, one a line, or NULL */
} AnserLetterData;

/* NULL without an error if there is no such letter. */
AnserLetterData *anser_letter_data_read  (AnserDatabase    *index,
                                          gint64            letter,
                                          GError          **error);
/* Lets it stand for its conversation: how many letters that has here and in Sent and other folders
 * where letters are kept; unread, if one of them in its folder is. */
void             anser_letter_data_gather (AnserLetterData  *self,
                                          AnserDatabase    *index);
/* Of a letter that cannot be read: nothing. */
AnserLetterData *anser_letter_data_blank (gint64            letter);
AnserLetterData *anser_letter_data_ref   (AnserLetterData  *self);
void             anser_letter_data_unref (AnserLetterData  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserLetterData, anser_letter_data_unref)

/**
 * AnserLetterCache:
 *
 * The data of the letters that were looked at last.
 */
typedef struct _AnserLetterCache AnserLetterCache;

AnserLetterCache *anser_letter_cache_new    (unsigned           limit);
void              anser_letter_cache_free   (AnserLetterCache  *self);
/* (transfer none) (nullable) */
AnserLetterData  *anser_letter_cache_lookup (AnserLetterCache  *self,
                                             gint64             letter);
/* @data: (transfer full) */
void              anser_letter_cache_add    (AnserLetterCache  *self,
                                             AnserLetterData   *data);
void              anser_letter_cache_remove (AnserLetterCache  *self,
                                             gint64             letter);

G_END_DECLS
