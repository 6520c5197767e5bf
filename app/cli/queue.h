/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "json.h"
#include "store/outbox.h"

G_BEGIN_DECLS

/* Adds an object: "id", "account", "subject", "sender", "recipients" (those not yet served),
 * "state" ("queued", "sending", "not-sure", "held", "sent"), "next_attempt" (seconds since 1970, 0
 * for at once), "attempts" and "problem". */
void cli_queue_add_item   (CliJson                *json,
                           AnserStore             *store,
                           const AnserOutboxItem  *item);
/* Prints it in lines. */
void cli_queue_print_item (AnserStore             *store,
                           const AnserOutboxItem  *item);

/* The message that @word names. Error: EX_USAGE, EX_NOINPUT. */
gboolean cli_queue_find   (AnserStore             *store,
                           const char             *word,
                           gint64                 *letter,
                           GError                **error);

/* anserctl queue run */
int  cli_queue_run        (int                     argc,
                           char                  **argv);

G_END_DECLS
