/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/**
 * AnserKnownLetters:
 *
 * Which letters an account had when this was made, by their bytes: those in Trash do not count,
 * each counts once. A letter that was imported carries the digest of its bytes in the name of its
 * file, which is what makes an import that was cut off go on where it was; the others are compared
 * by size first.
 */
typedef struct _AnserKnownLetters AnserKnownLetters;

AnserKnownLetters *anser_known_letters_new  (AnserStore         *store,
                                             const char         *account,
                                             GError            **error);
void               anser_known_letters_free (AnserKnownLetters  *self);
/* Whether there is one of this size with this digest (of AnserLetterDigest) that was not taken yet:
 * takes it. */
gboolean           anser_known_letters_take (AnserKnownLetters  *self,
                                             gint64              size,
                                             const char         *digest);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserKnownLetters, anser_known_letters_free)

G_END_DECLS
