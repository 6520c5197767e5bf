/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "certificate.h"

G_BEGIN_DECLS

/**
 * AnserError:
 * @ANSER_ERROR_PROTOCOL: the server said something the protocol does not allow
 * @ANSER_ERROR_CLOSED: the server ended the connection before it had answered
 * @ANSER_ERROR_TIMED_OUT: the server did not answer in the time its stage allows
 * @ANSER_ERROR_PASSWORD_REFUSED: user name or password were refused: ask for them again
 * @ANSER_ERROR_NO_MECHANISM: server and account have no way of authenticating in common
 * @ANSER_ERROR_CERTIFICATE: the server's certificate is not to be trusted
 * @ANSER_ERROR_TLS_MISSING: no encryption is to be had, at the server or on this machine
 * @ANSER_ERROR_TRY_LATER: the server asks to come back later
 * @ANSER_ERROR_REFUSED: the server will not do this, now or later
 * @ANSER_ERROR_TOO_LARGE: the letter is larger than the server takes
 * @ANSER_ERROR_MAILBOX_IN_USE: another program has the mailbox open
 * @ANSER_ERROR_UNSUPPORTED: the server does not know the command
 * @ANSER_ERROR_RECIPIENTS_REFUSED: recipients were refused and nothing was sent
 * @ANSER_ERROR_NOT_SURE_IF_SENT: the connection broke after the final dot, before its reply
 * @ANSER_ERROR_INVALID_INPUT: what was to be sent holds CR, LF or NUL, or is no address
 * @ANSER_ERROR_UNFINISHED: a message came as long as it should be, but not its end: it may be kept
 *   as it is, see ANSER_QUIRK_KEEP_UNFINISHED
 *
 * What went wrong, told apart by what the user can do about it. GIO's, the resolver's and
 * GLib's own errors pass through in their own domains, with a prefix.
 */
typedef enum
{
  ANSER_ERROR_PROTOCOL,
  ANSER_ERROR_CLOSED,
  ANSER_ERROR_TIMED_OUT,
  ANSER_ERROR_PASSWORD_REFUSED,
  ANSER_ERROR_NO_MECHANISM,
  ANSER_ERROR_CERTIFICATE,
  ANSER_ERROR_TLS_MISSING,
  ANSER_ERROR_TRY_LATER,
  ANSER_ERROR_REFUSED,
  ANSER_ERROR_TOO_LARGE,
  ANSER_ERROR_MAILBOX_IN_USE,
  ANSER_ERROR_UNSUPPORTED,
  ANSER_ERROR_RECIPIENTS_REFUSED,
  ANSER_ERROR_NOT_SURE_IF_SENT,
  ANSER_ERROR_INVALID_INPUT,
  ANSER_ERROR_UNFINISHED,
} AnserError;

#define ANSER_ERROR (anser_error_quark ())

GQuark      anser_error_quark               (void);

/* An error that carries what the server said: its reply code (0 for POP3), the enhanced status
 * ("5.7.1") or POP3 response code ("IN-USE"), and its words as valid UTF-8. Each may be absent. */
GError     *anser_error_new_reply           (AnserError    code,
                                             unsigned      reply_code,
                                             const char   *status,
                                             const char   *server_text,
                                             const char   *format,
                                             ...) G_GNUC_PRINTF (5, 6);

unsigned    anser_error_get_reply_code      (const GError *error);
const char *anser_error_get_status          (const GError *error);
const char *anser_error_get_server_text     (const GError *error);
gsize       anser_error_get_prefix_length   (const GError *error);

/**
 * AnserShownCertificate:
 * @certificate: what a server showed
 * @fault: why it is not trusted
 * @host: the server, as it was asked for
 * @port: its port
 *
 * What the user may look at, and decide to trust.
 */
typedef struct
{
  GTlsCertificate       *certificate;
  AnserCertificateFault  fault;
  char                  *host;
  guint16                port;
} AnserShownCertificate;

GError     *anser_error_new_certificate     (const AnserShownCertificate *shown,
                                             const char                  *sentence);
const AnserShownCertificate *
            anser_error_get_certificate     (const GError *error);

/* Of a refused access token (OAuth): was it too old, as far as the server lets know? With a new one
 * it is worth trying once more; otherwise the user has to give leave again. */
void        anser_error_set_wants_new_token (GError       *error);
gboolean    anser_error_get_wants_new_token (const GError *error);

G_END_DECLS
