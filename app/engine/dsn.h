/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Delivery status notifications, the reports about what became of a message: RFC 3461. */

/**
 * AnserNotify:
 * @ANSER_NOTIFY_UNSAID: as the server likes: a report when delivery fails
 * @ANSER_NOTIFY_NEVER: no report at all; goes with no other
 * @ANSER_NOTIFY_SUCCESS: when the message was delivered
 * @ANSER_NOTIFY_FAILURE: when it could not be
 * @ANSER_NOTIFY_DELAY: when it takes longer than usual
 *
 * What the sender is to be told about delivery: NOTIFY, RFC 3461 section 4.1.
 */
typedef enum
{
  ANSER_NOTIFY_UNSAID  = 0,
  ANSER_NOTIFY_NEVER   = 1 << 0,
  ANSER_NOTIFY_SUCCESS = 1 << 1,
  ANSER_NOTIFY_FAILURE = 1 << 2,
  ANSER_NOTIFY_DELAY   = 1 << 3,
} AnserNotify;

/**
 * AnserReturn:
 * @ANSER_RETURN_UNSAID: as the server likes
 * @ANSER_RETURN_FULL: the whole message
 * @ANSER_RETURN_HDRS: its header only
 *
 * What a report brings back: RET, RFC 3461 section 4.3.
 */
typedef enum
{
  ANSER_RETURN_UNSAID,
  ANSER_RETURN_FULL,
  ANSER_RETURN_HDRS,
} AnserReturn;

/* "never", or a list of "success", "failure" and "delay" with commas between them. */
gboolean anser_notify_parse     (const char   *words,
                                 AnserNotify  *notify);

/* "full" or "hdrs". */
gboolean anser_return_parse     (const char   *word,
                                 AnserReturn  *ret);

/* Can @envid be said? Error: ANSER_ERROR_INVALID_INPUT. */
gboolean anser_dsn_check_envid  (const char   *envid,
                                 GError      **error);

/* The parameters of MAIL and of RCPT, each with a space in front. @original: (nullable): the
 * recipient's address, UTF-8 in it only where SMTPUTF8 is used. */
void     anser_dsn_append_mail  (GString      *text,
                                 AnserReturn   ret,
                                 const char   *envid);
void     anser_dsn_append_rcpt  (GString      *text,
                                 AnserNotify   notify,
                                 const char   *original);

G_END_DECLS
