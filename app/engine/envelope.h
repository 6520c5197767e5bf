/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "dsn.h"

G_BEGIN_DECLS

/**
 * AnserEnvelope:
 * @sender: address for MAIL FROM; "" for the null reverse-path
 * @recipients: addresses for RCPT TO, in order, one each, whether they came from To, Cc or Bcc;
 *   doubles are removed by exact local part and case-folded domain (S31)
 * @size: octets of the content for SIZE (RFC 1870), or 0 if not known
 * @eight_bit: the content holds octets above 127: BODY=8BITMIME (RFC 6152)
 * @binary: the content holds NUL, which DATA is not made for: BDAT where the server knows it and the
 *   content can be rewound (RFC 3030, S21)
 * @partial: send to the accepted recipients when others are refused for good; without it nothing
 *   is sent then
 * @notify: delivery reports wanted; with @ret, @envid and @orcpt it is said only where the server
 *   lists DSN
 * @ret: what such a report brings back
 * @envid: (nullable): what such a report calls this message; printable ASCII, 100 characters at
 *   most when encoded (S26)
 * @orcpt: name the original recipient in reports, where @notify asks for them (S26)
 *
 * What MAIL and RCPT say: RFC 5321 section 3.3, RFC 3461.
 */
typedef struct
{
  char        *sender;
  GPtrArray   *recipients;
  gint64       size;
  gboolean     eight_bit;
  gboolean     binary;
  gboolean     partial;
  AnserNotify  notify;
  AnserReturn  ret;
  char        *envid;
  gboolean     orcpt;

  /*< private >*/
  GHashTable  *known;
} AnserEnvelope;

#define ANSER_TYPE_ENVELOPE (anser_envelope_get_type ())

GType          anser_envelope_get_type      (void) G_GNUC_CONST;
AnserEnvelope *anser_envelope_new           (const char          *sender);
AnserEnvelope *anser_envelope_copy          (const AnserEnvelope *self);
void           anser_envelope_free          (AnserEnvelope       *self);

/* Error: ANSER_ERROR_INVALID_INPUT for CR, LF, NUL, spaces or angle brackets out of quotes. */
gboolean       anser_envelope_add_recipient (AnserEnvelope       *self,
                                             const char          *address,
                                             GError             **error);

/* The same question about any address, such as the sender's. */
gboolean       anser_envelope_check_address (const char          *address,
                                             GError             **error);

/* Is all of it fit to be said? Addresses, their number, @envid. Error: ANSER_ERROR_INVALID_INPUT. */
gboolean       anser_envelope_check         (const AnserEnvelope *self,
                                             GError             **error);

/* Has one of the addresses a local part beyond ASCII, which only SMTPUTF8 can carry (B15)? */
gboolean       anser_envelope_needs_utf8    (const AnserEnvelope *self);

/* @address as it is said without SMTPUTF8: a domain beyond ASCII as A-labels (S28). Errors that
 * name the address: ANSER_ERROR_UNSUPPORTED for a local part beyond ASCII,
 * ANSER_ERROR_INVALID_INPUT for a domain that has no such form. (transfer full) */
char          *anser_envelope_to_ascii      (const char          *address,
                                             GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserEnvelope, anser_envelope_free)

/**
 * AnserOutcome:
 *
 * What became of one recipient.
 */
typedef enum
{
  ANSER_OUTCOME_ACCEPTED,
  ANSER_OUTCOME_TRY_LATER,
  ANSER_OUTCOME_REFUSED,
} AnserOutcome;

/**
 * AnserRecipientResult:
 * @recipient: as in the envelope
 * @code: of the server's reply, 0 if it was never asked
 * @status: enhanced status code or ""
 * @text: the server's words
 * @served: the server took the message for this recipient, and said so after the final dot
 */
typedef struct
{
  char        *recipient;
  AnserOutcome outcome;
  unsigned     code;
  char         status[16];
  char        *text;
  gboolean     served;
} AnserRecipientResult;

void anser_recipient_result_free (AnserRecipientResult *self);

G_END_DECLS
