/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/**
 * AnserLetterFacts:
 * @folder: name on disk of the folder in which it is
 * @sender: the first who wrote it, as a row shows it
 * @sender_address: addr-spec of that one
 * @date: seconds since 1970
 * @size: bytes of the file
 *
 * What the index tells of a letter without a look at its file. Strings are never NULL.
 */
typedef struct
{
  char             *folder;
  char             *sender;
  char             *sender_address;
  char             *subject;
  gint64            date;
  gint64            size;
  AnserLetterFlags  flags;
} AnserLetterFacts;

/* Blocking; NULL without an error if there is no such letter. */
AnserLetterFacts *anser_letter_facts_load (AnserStore        *store,
                                           gint64             letter,
                                           GError           **error);
void              anser_letter_facts_free (AnserLetterFacts  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserLetterFacts, anser_letter_facts_free)

G_END_DECLS
