/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* Letters on their way out: the file lies in the folder Outbox, its state in state.db. Each state is
 * on disk before the network step that depends on it (M16). Blocking, any thread. */

/**
 * AnserOutboxState:
 * @ANSER_OUTBOX_QUEUED: to be sent when its time has come
 * @ANSER_OUTBOX_SENDING: content is about to be handed over: after a crash it is not sure whether
 *   it was sent
 * @ANSER_OUTBOX_NOT_SURE: never sent again without the user (B13)
 * @ANSER_OUTBOX_HELD: refused, or some recipients were: waits for the user
 * @ANSER_OUTBOX_SENT: accepted; its copy goes to Sent
 */
typedef enum
{
  ANSER_OUTBOX_QUEUED,
  ANSER_OUTBOX_SENDING,
  ANSER_OUTBOX_NOT_SURE,
  ANSER_OUTBOX_HELD,
  ANSER_OUTBOX_SENT,
} AnserOutboxState;

/**
 * AnserOutboxItem:
 * @letter: row id of the file in Outbox, which carries Bcc
 * @sender: address for MAIL FROM
 * @recipients: (element-type utf8): those not yet served
 * @not_before: seconds since 1970 UTC; 0 for at once (M17, B16)
 * @attempts: how often it was tried
 * @partial: the user wants it to go to those recipients that the server takes
 * @problem: (nullable): the sentence the user sees; what the server said follows after an empty
 *   line
 */
typedef struct
{
  gint64           letter;
  char            *account;
  char            *sender;
  GPtrArray       *recipients;
  AnserOutboxState state;
  gint64           not_before;
  unsigned         attempts;
  gboolean         partial;
  char            *problem;
} AnserOutboxItem;

void             anser_outbox_item_free  (AnserOutboxItem    *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserOutboxItem, anser_outbox_item_free)

/* Puts a letter into the folder Outbox and queues it, in one durable step. Returns its row id. */
gint64           anser_outbox_add        (AnserStore         *store,
                                          const char         *account,
                                          const char         *sender,
                                          GPtrArray          *recipients,
                                          gint64              not_before,
                                          AnserWriteFunc      write,
                                          gpointer            write_data,
                                          GCancellable       *cancellable,
                                          GError            **error);

/* (transfer full) (element-type AnserOutboxItem), oldest first. At opening of the store, items found
 * SENDING become NOT_SURE. */
GPtrArray       *anser_outbox_list       (AnserStore         *store,
                                          const char         *account,
                                          GError            **error);
/* (transfer full) (nullable) */
AnserOutboxItem *anser_outbox_get        (AnserStore         *store,
                                          gint64              letter,
                                          GError            **error);

/* Writes state, recipients, not_before, attempts, partial and problem of @item. */
gboolean         anser_outbox_update     (AnserStore            *store,
                                          const AnserOutboxItem *item,
                                          GError               **error);

/* The letter was sent: it moves to Sent, seen, and the item is gone; in an order in which a crash
 * repeats nothing. */
gboolean         anser_outbox_finish     (AnserStore         *store,
                                          gint64              letter,
                                          GError            **error);

/* The user takes it back: to Drafts. G_IO_ERROR_BUSY while it is being sent. */
gboolean         anser_outbox_take_back  (AnserStore         *store,
                                          gint64              letter,
                                          GError            **error);

G_END_DECLS
