/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "certificate.h"
#include "server.h"

G_BEGIN_DECLS

/* A client's TLS over @base, whose handshake is still to come. Certificates are judged by
 * server->pin if there is one, else by name, time and authorities, which are those of
 * server->ca_file or of the system. Error: ANSER_ERROR_TLS_MISSING when GIO has no TLS backend,
 * or that of reading the file. (transfer full) */
GTlsConnection        *anser_tls_new              (GIOStream         *base,
                                                   const AnserServer *server,
                                                   guint16            port,
                                                   GError           **error);

/* What a handshake that succeeded must still show: TLS 1.2 at least, and the pinned certificate. */
gboolean               anser_tls_check            (GTlsConnection    *self,
                                                   const AnserServer *server,
                                                   GError           **error);

/* Why the handshake failed with @cause: ANSER_ERROR_CERTIFICATE tells what is wrong with the
 * certificate, and its fingerprint. (transfer full) */
GError                *anser_tls_explain          (GTlsConnection    *self,
                                                   const AnserServer *server,
                                                   const GError      *cause);

/* The certificate that the server showed, also in a handshake that failed because of it.
 * (transfer none) (nullable) */
GTlsCertificate       *anser_tls_get_certificate  (GTlsConnection    *self);

/* What is wrong with that certificate; where a pin lets it pass, what would be. */
AnserCertificateFault  anser_tls_get_fault        (GTlsConnection    *self);

/* "TLS 1.3", or NULL before the handshake; g_tls_connection_get_ciphersuite_name() has the rest. */
const char            *anser_tls_get_version_name (GTlsConnection    *self);

G_END_DECLS
