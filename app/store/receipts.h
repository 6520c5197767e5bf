/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* What servers said when they took a letter: the only receipt there is (S32). It stays with the
 * letter when that goes to Sent. Blocking, any thread. */

/**
 * AnserReceipt:
 * @letter: the letter, wherever it is by now; 0 if it is gone
 * @words: the server's, with its queue id
 * @recipients: for how many it took the letter
 * @taken_at: seconds since 1970 UTC
 */
typedef struct
{
  gint64    letter;
  char     *words;
  unsigned  recipients;
  gint64    taken_at;
} AnserReceipt;

void       anser_receipt_free  (AnserReceipt  *self);

/* Writes down one more receipt for @letter, which is in Outbox. */
gboolean   anser_receipts_add  (AnserStore    *store,
                                gint64         letter,
                                const char    *words,
                                unsigned       recipients,
                                gint64         taken_at,
                                GError       **error);

/* (transfer full) (element-type AnserReceipt), oldest first; wherever @letter is by now. */
GPtrArray *anser_receipts_list (AnserStore    *store,
                                gint64         letter,
                                GError       **error);

/* (transfer full) (element-type AnserReceipt): the newest of @account, newest first. */
GPtrArray *anser_receipts_list_recent (AnserStore  *store,
                                       const char  *account,
                                       unsigned     limit,
                                       GError     **error);

G_END_DECLS
