/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * AnserEnvelope:
 * @sender: address for MAIL FROM; "" for the null reverse-path
 * @recipients: addresses for RCPT TO, in order, one each, whether they came from To, Cc or Bcc;
 *   doubles are removed by exact local part and case-folded domain (S31)
 * @size: octets of the content for SIZE (RFC 1870), or 0 if not known
 * @eight_bit: the content holds octets above 127: BODY=8BITMIME (RFC 6152)
 * @partial: send to the accepted recipients when others are refused for good; without it nothing
 *   is sent then
 *
 * What MAIL and RCPT say: RFC 5321 section 3.3.
 */
typedef struct
{
  char      *sender;
  GPtrArray *recipients;
  gint64     size;
  gboolean   eight_bit;
  gboolean   partial;
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
 */
typedef struct
{
  char        *recipient;
  AnserOutcome outcome;
  unsigned     code;
  char         status[16];
  char        *text;
} AnserRecipientResult;

void anser_recipient_result_free (AnserRecipientResult *self);

G_END_DECLS
