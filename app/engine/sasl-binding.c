/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "sasl-binding.h"

#include <string.h>

static GBytes *
get_bytes (GTlsConnection         *tls,
           GTlsChannelBindingType  type)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  if (!g_tls_connection_get_channel_binding_data (tls, type, bytes, NULL) || bytes->len == 0)
    return NULL;

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/**
 * anser_sasl_binding_new:
 * @tls: (nullable): a connection whose handshake is done
 *
 * tls-exporter is for TLS 1.3: before that it is only unique with the extended master secret, of
 * which GIO does not tell (RFC 9266 section 4.2).
 *
 * Returns: (transfer full) (nullable): what a login can be tied to
 */
AnserSaslBinding *
anser_sasl_binding_new (GTlsConnection *tls)
{
  g_autoptr (AnserSaslBinding) self = NULL;

  if (tls == NULL)
    return NULL;

  self = g_new0 (AnserSaslBinding, 1);
  if (g_tls_connection_get_protocol_version (tls) == G_TLS_PROTOCOL_VERSION_TLS_1_3)
    self->exporter = get_bytes (tls, G_TLS_CHANNEL_BINDING_TLS_EXPORTER);
  self->end_point = get_bytes (tls, G_TLS_CHANNEL_BINDING_TLS_SERVER_END_POINT);

  if (self->exporter == NULL && self->end_point == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

void
anser_sasl_binding_free (AnserSaslBinding *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->exporter, g_bytes_unref);
  g_clear_pointer (&self->end_point, g_bytes_unref);
  g_free (self);
}

/**
 * anser_sasl_binding_get:
 * @self: (nullable): what there is
 * @type: the registered name of a channel binding
 *
 * Returns: (transfer none) (nullable): the bytes of that type
 */
GBytes *
anser_sasl_binding_get (const AnserSaslBinding *self,
                        const char             *type)
{
  g_return_val_if_fail (type != NULL, NULL);

  if (self == NULL)
    return NULL;
  if (strcmp (type, "tls-exporter") == 0)
    return self->exporter;
  if (strcmp (type, "tls-server-end-point") == 0)
    return self->end_point;
  return NULL;
}
