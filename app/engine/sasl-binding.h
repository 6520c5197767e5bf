/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AnserSaslBinding:
 * @exporter: (nullable): for "tls-exporter" (RFC 9266)
 * @end_point: (nullable): for "tls-server-end-point" (RFC 5929)
 *
 * What a login can be tied to (RFC 5056), so that it is worth nothing on any other connection than
 * this one.
 */
typedef struct
{
  GBytes *exporter;
  GBytes *end_point;
} AnserSaslBinding;

/* After the handshake; NULL where there is nothing to tie a login to. (transfer full) */
AnserSaslBinding *anser_sasl_binding_new  (GTlsConnection         *tls);
void              anser_sasl_binding_free (AnserSaslBinding       *self);

/* The bytes for the type named @type. (transfer none) (nullable) */
GBytes           *anser_sasl_binding_get  (const AnserSaslBinding *self,
                                           const char             *type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserSaslBinding, anser_sasl_binding_free)

G_END_DECLS
