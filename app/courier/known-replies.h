/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnserKnownReply:
 * @host: (nullable): said by servers with one of these domains, separated by ";"; %NULL for any
 * @code: SMTP reply code; 0 for any, and for POP3
 * @status: (nullable): enhanced status code, its class "x" for any, or POP3 response code
 * @text: (nullable): a piece of the server's words in lower case; "*" stands for anything
 * @meaning: id of an AnserReplyMeaning
 * @url: (nullable): the provider's page about it
 *
 * A negative reply that is known from the wild. A row that names nothing but its meaning does not
 * exist.
 */
typedef struct
{
  const char *host;
  unsigned    code;
  const char *status;
  const char *text;
  const char *meaning;
  const char *url;
} AnserKnownReply;

/* The first row that fits; all but @code may be NULL. (nullable) (transfer none) */
const AnserKnownReply *anser_known_reply_find (const char *host,
                                               unsigned    code,
                                               const char *status,
                                               const char *text);

/* (transfer none) (array length=n_replies) */
const AnserKnownReply *anser_known_replies    (gsize      *n_replies);

G_END_DECLS
