/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "letter-change.h"
#include "store-private.h"
#include "undo-private.h"

G_BEGIN_DECLS

typedef struct _AnserLetterWork AnserLetterWork;

/* What was described before its file went. */
typedef struct
{
  gint64           letter;
  AnserLetterInfo *info;
} AnserErasedLetter;

/* What is to be done to each of many letters; the lock is held. */
typedef gboolean (*AnserLetterFunc) (AnserStore       *store,
                                     AnserPlace       *place,
                                     AnserLetterWork  *work,
                                     GError          **error);

/**
 * AnserLetterWork:
 * @folder: row id of the folder to which letters go; 0 for that of @role in each one's account
 * @by_user: the server may be told what is thrown away
 * @undo: (nullable): is told what was done
 * @undone: (nullable): what anser_letter_restore() takes back, letter by letter
 * @changes: (nullable): what anser_letter_change() does, letter by letter
 * @tag_name: (nullable): of the tag that anser_letter_tag() gives, or takes without @tag_on
 * @tag_colour: (nullable): for a tag that is new
 * @tag: its row id, once it was looked up
 * @position: of the letter at hand
 * @target: (nullable): the folder that was looked up last
 * @unsettled: conversations of which letters were moved in this transaction
 * @erased: (element-type AnserErasedLetter): letters whose words are to be taken out at the end of
 *   the transaction
 * @erased_bytes: how large they are
 *
 * Work on many letters, done in transactions of which each leaves the lock free for others.
 */
struct _AnserLetterWork
{
  AnserLetterFunc   func;
  gint64           *letters;
  gsize             n_letters;
  gint64            folder;
  AnserFolderRole   role;
  AnserLetterFlags  set;
  AnserLetterFlags  clear;
  gboolean          by_user;
  AnserUndo        *undo;
  AnserUndo        *undone;
  const AnserLetterChange *changes;
  char             *tag_name;
  char             *tag_colour;
  gboolean          tag_on;
  gint64            tag;
  gsize             position;
  AnserFolderEntry *target;
  GHashTable       *unsettled;
  GArray           *erased;
  gint64            erased_bytes;
  gboolean          has_notes;
};

gboolean         anser_letter_flag       (AnserStore       *store,
                                          AnserPlace       *place,
                                          AnserLetterWork  *work,
                                          GError          **error);
gboolean         anser_letter_move       (AnserStore       *store,
                                          AnserPlace       *place,
                                          AnserLetterWork  *work,
                                          GError          **error);
gboolean         anser_letter_erase      (AnserStore       *store,
                                          AnserPlace       *place,
                                          AnserLetterWork  *work,
                                          GError          **error);
gboolean         anser_letter_change     (AnserStore       *store,
                                          AnserPlace       *place,
                                          AnserLetterWork  *work,
                                          GError          **error);
gboolean         anser_letter_tag        (AnserStore       *store,
                                          AnserPlace       *place,
                                          AnserLetterWork  *work,
                                          GError          **error);
gboolean         anser_letter_restore    (AnserStore       *store,
                                          AnserPlace       *place,
                                          AnserLetterWork  *work,
                                          GError          **error);

AnserLetterWork *anser_letter_work_new   (AnserLetterFunc   func,
                                          const gint64     *letters,
                                          gsize             n_letters);
void             anser_letter_work_free  (AnserLetterWork  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserLetterWork, anser_letter_work_free)

/* In the calling thread. */
gboolean         anser_letter_work_run   (AnserStore       *store,
                                          AnserLetterWork  *self,
                                          GCancellable     *cancellable,
                                          GError          **error);
/* In the store's; @self (transfer full). Its task, whose result is 1, has this @source_tag, and what
 * takes the work back where @self has an undo. */
void             anser_letter_work_start (AnserStore          *store,
                                          AnserLetterWork     *self,
                                          gpointer             source_tag,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);

G_END_DECLS
