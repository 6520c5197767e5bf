/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/envelope.h"
#include "store/outbox.h"

G_BEGIN_DECLS

/**
 * AnserOutgoing:
 * @envelope: what MAIL and RCPT say
 * @content: the letter, without Bcc; it can be rewound
 * @size: bytes that go over the line, for progress
 *
 * A letter of the outbox, ready for the engine.
 */
typedef struct
{
  AnserEnvelope *envelope;
  GInputStream  *content;
  gint64         size;
} AnserOutgoing;

/* Blocks for the disk: the letter is read once to count it; a small one is kept in memory. Errors
 * are sentences. */
AnserOutgoing *anser_outgoing_new          (AnserStore             *store,
                                            const AnserOutboxItem  *item,
                                            GCancellable           *cancellable,
                                            GError                **error);
void           anser_outgoing_free         (AnserOutgoing          *self);

/* For a server that takes 7 bits only (M12). Blocks for the disk. */
gboolean       anser_outgoing_to_seven_bit (AnserOutgoing          *self,
                                            GCancellable           *cancellable,
                                            GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserOutgoing, anser_outgoing_free)

G_END_DECLS
