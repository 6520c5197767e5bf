/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What lies on the disk of a store, and what its index says, as sorted lines of text that can be
 * compared. None of these opens the store. */

/* All folders, all letters by the digests of their bytes, and their tags: "letter DIGEST
 * mail/anna/Inbox :2,S", "folder mail/anna/Inbox", "tag DIGEST reading",
 * "colour reading #1c71d8". What was removed with an account counts, too. */
char *truth_read       (const char *root);
/* Fails unless @now is something between @before and @after: each letter is in one of its two places,
 * none is lost and none is there twice. */
void  truth_check      (const char *before,
                        const char *after,
                        const char *now);
/* Rows of letters and folders, which letters are a conversation, and where each word of each letter
 * stands; the same for the same letters, whatever the names of their files. Fails if the index is
 * damaged or letters wait for their words. */
char *truth_dump_index (const char *root);
void  truth_copy       (const char *from,
                        const char *to);

G_END_DECLS
