/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnserAdviceAction:
 * @ANSER_ADVICE_NONE: nothing that a button could do
 * @ANSER_ADVICE_RETRY: wait, then try again
 * @ANSER_ADVICE_PASSWORD: enter another password or code
 * @ANSER_ADVICE_ACCOUNT: change the account's settings
 * @ANSER_ADVICE_WEB: do something on the provider's web page
 * @ANSER_ADVICE_MESSAGE: change the message or its recipients
 *
 * What mends it.
 */
typedef enum
{
  ANSER_ADVICE_NONE,
  ANSER_ADVICE_RETRY,
  ANSER_ADVICE_PASSWORD,
  ANSER_ADVICE_ACCOUNT,
  ANSER_ADVICE_WEB,
  ANSER_ADVICE_MESSAGE,
} AnserAdviceAction;

/**
 * AnserReplyMeaning:
 * @id: by which known-replies.c and the tests name it
 * @sentence: what happened; English, to be translated
 * @advice: what to do; English, to be translated
 *
 * What a server can mean by a negative reply.
 */
typedef struct
{
  const char        *id;
  AnserAdviceAction  action;
  const char        *sentence;
  const char        *advice;
} AnserReplyMeaning;

/* (nullable) (transfer none) */
const AnserReplyMeaning *anser_reply_meaning_find (const char *id);

/* All of them, @n_meanings of them. (transfer none) (array length=n_meanings) */
const AnserReplyMeaning *anser_reply_meanings     (gsize      *n_meanings);

G_END_DECLS
