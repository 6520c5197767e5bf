/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AnserFindingKind:
 * @ANSER_FINDING_NO_DATABASE: @file of AnserFinding cannot be read
 * @ANSER_FINDING_DATABASE: it can, but is damaged
 * @ANSER_FINDING_NOT_LISTED: a letter's file that the index does not know
 * @ANSER_FINDING_NO_FILE: a letter in the index whose file is gone
 * @ANSER_FINDING_NAME: flags in the file's name that the index does not know
 * @ANSER_FINDING_SIZE: the file has another size than it had
 * @ANSER_FINDING_CHANGED: the file was written after the index read it
 * @ANSER_FINDING_UNREADABLE: the file, or the folder, cannot be read
 * @ANSER_FINDING_COUNT: a folder whose numbers of messages are wrong in the index
 * @ANSER_FINDING_NOT_IN_OUTBOX: something is to be sent whose letter does not lie in the outbox
 *
 * What does not fit together in a store.
 */
typedef enum
{
  ANSER_FINDING_NO_DATABASE,
  ANSER_FINDING_DATABASE,
  ANSER_FINDING_NOT_LISTED,
  ANSER_FINDING_NO_FILE,
  ANSER_FINDING_NAME,
  ANSER_FINDING_SIZE,
  ANSER_FINDING_CHANGED,
  ANSER_FINDING_UNREADABLE,
  ANSER_FINDING_NOT_IN_OUTBOX,
  ANSER_FINDING_COUNT,
} AnserFindingKind;

/**
 * AnserFinding:
 * @path: of the file that it is about
 * @reason: (nullable): more words
 */
typedef struct
{
  AnserFindingKind  kind;
  char           *path;
  char           *reason;
} AnserFinding;

void       anser_finding_free   (AnserFinding  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserFinding, anser_finding_free)

/* Compares all Maildirs below @root with both databases, and changes nothing: the store is not
 * opened, since opening mends the index. A program that works on it meanwhile may cause findings that
 * are none. (transfer full) (element-type AnserFinding): empty if all is well; NULL with an error.
 * @n_letters: files looked at. */
GPtrArray *anser_store_verify (const char  *root,
                               unsigned    *n_letters,
                               GError     **error);

G_END_DECLS
