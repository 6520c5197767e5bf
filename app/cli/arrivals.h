/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "uid-file.h"

G_BEGIN_DECLS

/**
 * AnserArrivals:
 *
 * Letters arriving in a bare Maildir, with a file of the UIDs that arrived. By batches, in the
 * order of durability: written to tmp/, made durable, renamed into new/, new/ synced, the UIDs
 * appended to the file and synced; only when commit has returned may the server be told to delete.
 * A digest of
 * the UID is part of each file's name, so that a kill between the last two steps, or a lost file of
 * UIDs, downloads nothing twice.
 */
typedef struct _AnserArrivals AnserArrivals;

/* Makes @maildir if need be. @mailbox tells mailboxes apart ("user@host"); @uid_file (nullable) is
 * ".anser-uids-<mailbox>" in @maildir. Errors: G_IO_ERROR_BUSY when another process is fetching
 * with the same file; a sentence for any file that cannot be used. */
AnserArrivals *anser_arrivals_open           (const char      *maildir,
                                              const char      *mailbox,
                                              const char      *uid_file,
                                              GError         **error);
void           anser_arrivals_free           (AnserArrivals   *self);

/* What is remembered of the mailbox; written to by commit. */
CliUidFile    *anser_arrivals_get_uids       (AnserArrivals         *self);

/* Lies a letter in the Maildir that came under this UID? For when the file of UIDs was lost, or
 * does not know yet. */
gboolean       anser_arrivals_has            (AnserArrivals         *self,
                                              const char            *uid);

/* One letter after the other; its bytes have CR LF and come cut anywhere. Beginning another drops
 * one that was not ended. @uid and @record (what to remember of it) are nullable. A header alone
 * does not count as the letter for anser_arrivals_has(), whatever becomes of the file of UIDs. */
gboolean       anser_arrivals_begin          (AnserArrivals         *self,
                                              const char            *uid,
                                              gboolean               header_only,
                                              GError               **error);
gboolean       anser_arrivals_write          (AnserArrivals         *self,
                                              const char            *data,
                                              gsize                  length,
                                              GError               **error);
void           anser_arrivals_drop           (AnserArrivals         *self);
gboolean       anser_arrivals_end            (AnserArrivals         *self,
                                              const AnserUidRecord  *record,
                                              GError               **error);

/* Is the batch so large, or its first letter so old, that it should be committed now? */
gboolean       anser_arrivals_is_batch_full  (AnserArrivals   *self);
/* With an error none of the letters since the last commit counts as arrived. */
gboolean       anser_arrivals_commit         (AnserArrivals   *self,
                                              GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserArrivals, anser_arrivals_free)

G_END_DECLS
