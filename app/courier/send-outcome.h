/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/envelope.h"
#include "store/outbox.h"

G_BEGIN_DECLS

/**
 * AnserSendVerdict:
 * @ANSER_SEND_DONE: no recipient is left: the letter is sent
 * @ANSER_SEND_WAITS: the item holds its new state: it waits for its time or for the user
 * @ANSER_SEND_BROKEN: it was not sent, through no fault of its own: it stays queued as it was, and
 *   the connection is of no use any more
 *
 * What became of a letter.
 */
typedef enum
{
  ANSER_SEND_DONE,
  ANSER_SEND_WAITS,
  ANSER_SEND_BROKEN,
} AnserSendVerdict;

/* Reads results and error of anser_smtp_client_send_finish() and writes them into @item: state,
 * recipients left, time, attempts and the sentence for the user. @results (nullable)
 * (element-type AnserRecipientResult); @now: seconds since 1970. */
AnserSendVerdict anser_send_outcome (AnserOutboxItem *item,
                                     GPtrArray       *results,
                                     const GError    *error,
                                     gint64           now);

/* Whether the connection can carry another letter after this error. */
gboolean         anser_send_error_is_refusal (const GError *error);

/* The item waits for the user, with this error's sentence. */
void             anser_send_hold    (AnserOutboxItem *item,
                                     const GError    *error);

G_END_DECLS
