/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AnserCertificateFault:
 * @ANSER_CERTIFICATE_FAULT_NONE: nothing is wrong with it
 * @ANSER_CERTIFICATE_FAULT_OTHER_THAN_PINNED: the user pinned another one
 * @ANSER_CERTIFICATE_FAULT_REVOKED: its issuer has withdrawn it
 * @ANSER_CERTIFICATE_FAULT_WRONG_NAME: it is made out to another server
 * @ANSER_CERTIFICATE_FAULT_SELF_SIGNED: nobody but itself speaks for it
 * @ANSER_CERTIFICATE_FAULT_UNKNOWN_AUTHORITY: signed by somebody whom this computer does not know
 * @ANSER_CERTIFICATE_FAULT_EXPIRED: its time is over
 * @ANSER_CERTIFICATE_FAULT_NOT_YET_VALID: its time has not begun
 * @ANSER_CERTIFICATE_FAULT_WEAK: its key or its signature is no longer safe, or it is malformed
 *
 * Why a certificate is not to be trusted; of several reasons the worst.
 */
typedef enum
{
  ANSER_CERTIFICATE_FAULT_NONE,
  ANSER_CERTIFICATE_FAULT_OTHER_THAN_PINNED,
  ANSER_CERTIFICATE_FAULT_REVOKED,
  ANSER_CERTIFICATE_FAULT_WRONG_NAME,
  ANSER_CERTIFICATE_FAULT_SELF_SIGNED,
  ANSER_CERTIFICATE_FAULT_UNKNOWN_AUTHORITY,
  ANSER_CERTIFICATE_FAULT_EXPIRED,
  ANSER_CERTIFICATE_FAULT_NOT_YET_VALID,
  ANSER_CERTIFICATE_FAULT_WEAK,
} AnserCertificateFault;

/**
 * AnserCertificate:
 * @subject: whom it names, as a distinguished name (RFC 4514)
 * @issuer: who signed it, likewise
 * @names: (array zero-terminated=1): the servers it is made out to: names and addresses
 * @not_before: from when it is valid, in UTC
 * @not_after: until when
 * @fingerprint: SHA-256 of all of it, as "sha256:" and 64 hexadecimal digits
 * @serial: its number, hexadecimal
 * @key_type: such as "RSA", "ECDSA" or "Ed25519"
 * @key_bits: the size of its key
 * @signature: how it is signed, such as "RSA-SHA256"
 * @self_signed: whether nobody but itself speaks for it
 *
 * What a certificate says, all of it valid UTF-8 without control characters.
 */
typedef struct
{
  char      *subject;
  char      *issuer;
  char     **names;
  GDateTime *not_before;
  GDateTime *not_after;
  char      *fingerprint;
  char      *serial;
  char      *key_type;
  unsigned   key_bits;
  char      *signature;
  gboolean   self_signed;
} AnserCertificate;

/* What @certificate says. Error: that of GnuTLS, as ANSER_ERROR_CERTIFICATE. (transfer full) */
AnserCertificate     *anser_certificate_new             (GTlsCertificate      *certificate,
                                                         GError              **error);
void                  anser_certificate_free            (AnserCertificate     *self);

/* SHA-256 of a certificate as "sha256:HEX". (transfer full) */
char                 *anser_certificate_get_fingerprint (GTlsCertificate      *certificate);

/* A pin as the user has it from wherever: with "sha256:" or without, upper or lower case, with
 * colons or spaces between the bytes. As "sha256:hex", or NULL if it is none. (transfer full) */
char                 *anser_certificate_read_pin        (const char           *pin);

/* Whether @certificate is the one @pin speaks of; a pin that cannot be read fits none. */
gboolean              anser_certificate_fits_pin        (GTlsCertificate      *certificate,
                                                         const char           *pin);

/* The worst of what GIO found. */
AnserCertificateFault anser_certificate_get_fault       (GTlsCertificate      *certificate,
                                                         GTlsCertificateFlags  flags);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserCertificate, anser_certificate_free)

G_END_DECLS
