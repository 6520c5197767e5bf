/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reply-meanings.h"

G_BEGIN_DECLS

/**
 * AnserAdvice:
 * @sentence: what happened and what to do, in the user's language
 * @event: what happened, alone
 * @words: (nullable): what the server said, in its own words: "The server said: 550 5.1.1 …"; a line
 *   for each recipient if they differ
 * @url: (nullable): the provider's page about it; never one that the server named
 * @action: what mends it
 *
 * An error for the user (B19).
 */
typedef struct
{
  char              *sentence;
  char              *event;
  char              *words;
  const char        *url;
  AnserAdviceAction  action;
} AnserAdvice;

/* What @error, of any domain, means when the server @host (nullable) gave cause for it. */
AnserAdvice *anser_advice_new           (const GError      *error,
                                         const char        *host);

/* The same for a reply that is no error, such as that to one of several recipients; all but @code
 * may be NULL. NULL if there is nothing known about it. (transfer full) (nullable) */
AnserAdvice *anser_advice_new_for_reply (const char        *host,
                                         unsigned           code,
                                         const char        *status,
                                         const char        *text);

void         anser_advice_free          (AnserAdvice       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserAdvice, anser_advice_free)

/* Two sentences, one after the other as the language writes them. */
char        *anser_advice_add           (const char        *sentence,
                                         const char        *next);

/* One text that can be kept, with an empty line between the sentence and the server's words; and
 * back again: the sentence is returned, @words (out) (nullable) is what follows it. */
char        *anser_advice_join          (const char        *sentence,
                                         const char        *words);
char        *anser_advice_split         (const char        *text,
                                         char             **words);

/* "550 5.1.1 no such user", with what there is of it. */
char        *anser_advice_quote         (unsigned           code,
                                         const char        *status,
                                         const char        *text);

G_END_DECLS
