/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "certificate.h"

#include <glib/gi18n-lib.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

#include "errors.h"
#include "text.h"

#define PIN_PREFIX "sha256:"
#define PIN_DIGITS 64

/* More names than this nobody reads; a certificate with thousands is no mail server's. */
#define NAMES_MAXIMUM 256

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_crt_t, gnutls_x509_crt_deinit, NULL)

static GByteArray *
get_bytes (GTlsCertificate *certificate)
{
  GByteArray *bytes = NULL;

  g_object_get (certificate, "certificate", &bytes, NULL);
  return bytes;
}

static gboolean
import (GTlsCertificate    *certificate,
        gnutls_x509_crt_t  *imported,
        GError            **error)
{
  g_autoptr (GByteArray) bytes = get_bytes (certificate);
  gnutls_datum_t datum = { bytes != NULL ? bytes->data : NULL, bytes != NULL ? bytes->len : 0 };
  int status = gnutls_x509_crt_init (imported);

  if (status >= 0)
    status = gnutls_x509_crt_import (*imported, &datum, GNUTLS_X509_FMT_DER);
  if (status >= 0)
    return TRUE;

  g_set_error (error, ANSER_ERROR, ANSER_ERROR_CERTIFICATE,
               _("The server's certificate cannot be read (%s). Ask your mail provider."),
               gnutls_strerror (status));
  return FALSE;
}

typedef int (*GetName) (gnutls_x509_crt_t  certificate,
                        gnutls_datum_t    *name,
                        unsigned           flags);

static char *
get_name (gnutls_x509_crt_t certificate,
          GetName           get)
{
  gnutls_datum_t name = { NULL, 0 };
  char *text;

  if (get (certificate, &name, 0) < 0)
    return g_strdup ("");

  text = anser_text_from_server ((const char *) name.data, name.size);
  gnutls_free (name.data);
  return text;
}

/* An address is 4 or 16 bytes; everything else is no server. */
static char *
read_server_name (int         type,
                  const char *data,
                  gsize       size)
{
  if (type == GNUTLS_SAN_DNSNAME)
    return anser_text_from_server (data, size);
  if (type == GNUTLS_SAN_IPADDRESS && (size == 4 || size == 16))
    {
      g_autoptr (GInetAddress) address =
        g_inet_address_new_from_bytes ((const guint8 *) data,
                                       size == 4 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6);

      return g_inet_address_to_string (address);
    }
  return NULL;
}

static char **
get_server_names (gnutls_x509_crt_t certificate)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (unsigned i = 0; i < NAMES_MAXIMUM; i++)
    {
      char data[1024];
      size_t size = sizeof data;
      int type = gnutls_x509_crt_get_subject_alt_name (certificate, i, data, &size, NULL);
      g_autofree char *name = NULL;

      if (type == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
        break;
      if (type >= 0)
        name = read_server_name (type, data, size);
      if (name != NULL)
        g_strv_builder_add (names, name);
    }

  return g_strv_builder_end (names);
}

/* A time that GLib does not know, such as that of "never expires", is the end of all time. */
static GDateTime *
get_time (time_t seconds)
{
  GDateTime *when = g_date_time_new_from_unix_utc (seconds);

  return when != NULL ? when : g_date_time_new_utc (9999, 12, 31, 23, 59, 59);
}

static char *
get_serial (gnutls_x509_crt_t certificate)
{
  guchar bytes[64];
  size_t size = sizeof bytes;
  GString *serial = g_string_new (NULL);

  if (gnutls_x509_crt_get_serial (certificate, bytes, &size) >= 0)
    for (size_t i = 0; i < size; i++)
      g_string_append_printf (serial, "%02x", bytes[i]);

  return g_string_free (serial, FALSE);
}

static char *
get_key_type (int algorithm)
{
  const char *name;

  switch (algorithm)
    {
    case GNUTLS_PK_RSA:
      return g_strdup ("RSA");
    case GNUTLS_PK_ECDSA:
      return g_strdup ("ECDSA");
    case GNUTLS_PK_EDDSA_ED25519:
      return g_strdup ("Ed25519");
    case GNUTLS_PK_EDDSA_ED448:
      return g_strdup ("Ed448");
    default:
      name = gnutls_pk_get_name ((gnutls_pk_algorithm_t) algorithm);
      return g_strdup (name != NULL ? name : "?");
    }
}

static char *
get_signature (gnutls_x509_crt_t certificate)
{
  int algorithm = gnutls_x509_crt_get_signature_algorithm (certificate);
  const char *name = algorithm >= 0 ? gnutls_sign_get_name ((gnutls_sign_algorithm_t) algorithm)
                                    : NULL;

  return g_strdup (name != NULL ? name : "?");
}

/**
 * anser_certificate_new:
 * @certificate: as GIO has it
 *
 * Returns: (transfer full): what it says, or %NULL with %ANSER_ERROR_CERTIFICATE
 */
AnserCertificate *
anser_certificate_new (GTlsCertificate  *certificate,
                       GError          **error)
{
  g_auto (gnutls_x509_crt_t) imported = NULL;
  AnserCertificate *self;

  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), NULL);

  if (!import (certificate, &imported, error))
    return NULL;

  self = g_new0 (AnserCertificate, 1);
  self->subject = get_name (imported, gnutls_x509_crt_get_dn3);
  self->issuer = get_name (imported, gnutls_x509_crt_get_issuer_dn3);
  self->names = get_server_names (imported);
  self->not_before = get_time (gnutls_x509_crt_get_activation_time (imported));
  self->not_after = get_time (gnutls_x509_crt_get_expiration_time (imported));
  self->fingerprint = anser_certificate_get_fingerprint (certificate);
  self->serial = get_serial (imported);
  self->key_type = get_key_type (gnutls_x509_crt_get_pk_algorithm (imported, &self->key_bits));
  self->signature = get_signature (imported);
  self->self_signed = gnutls_x509_crt_check_issuer (imported, imported) != 0;

  return self;
}

void
anser_certificate_free (AnserCertificate *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->subject);
  g_free (self->issuer);
  g_strfreev (self->names);
  g_date_time_unref (self->not_before);
  g_date_time_unref (self->not_after);
  g_free (self->fingerprint);
  g_free (self->serial);
  g_free (self->key_type);
  g_free (self->signature);
  g_free (self);
}

/**
 * anser_certificate_get_fingerprint:
 * @certificate: as GIO has it
 *
 * Returns: (transfer full): "sha256:" and the SHA-256 of its bytes, hexadecimal
 */
char *
anser_certificate_get_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *digest = NULL;

  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), NULL);

  bytes = get_bytes (certificate);
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes->data, bytes->len);

  return g_strconcat (PIN_PREFIX, digest, NULL);
}

/**
 * anser_certificate_read_pin:
 * @pin: such as "sha256:1b9a…", "1B:9A:…" or "SHA256:1b 9a …"
 *
 * Returns: (transfer full) (nullable): the pin as "sha256:" and 64 small hexadecimal digits
 */
char *
anser_certificate_read_pin (const char *pin)
{
  g_autoptr (GString) digits = g_string_new (PIN_PREFIX);

  g_return_val_if_fail (pin != NULL, NULL);

  if (g_ascii_strncasecmp (pin, PIN_PREFIX, strlen (PIN_PREFIX)) == 0)
    pin += strlen (PIN_PREFIX);

  for (; *pin != '\0'; pin++)
    if (g_ascii_isxdigit (*pin))
      g_string_append_c (digits, g_ascii_tolower (*pin));
    else if (*pin != ':' && !g_ascii_isspace (*pin))
      return NULL;

  if (digits->len != strlen (PIN_PREFIX) + PIN_DIGITS)
    return NULL;
  return g_string_free (g_steal_pointer (&digits), FALSE);
}

gboolean
anser_certificate_fits_pin (GTlsCertificate *certificate,
                            const char      *pin)
{
  g_autofree char *have = NULL;
  g_autofree char *want = NULL;

  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), FALSE);
  g_return_val_if_fail (pin != NULL, FALSE);

  have = anser_certificate_get_fingerprint (certificate);
  want = anser_certificate_read_pin (pin);

  return want != NULL && strcmp (have, want) == 0;
}

static gboolean
is_self_signed (GTlsCertificate *certificate)
{
  g_autoptr (AnserCertificate) self = anser_certificate_new (certificate, NULL);

  return self != NULL && self->self_signed;
}

/**
 * anser_certificate_get_fault:
 * @certificate: as GIO has it
 * @flags: what GIO has against it
 *
 * The worst comes first: a wrong name or an unknown signer may be somebody else's server.
 *
 * Returns: why it is not to be trusted
 */
AnserCertificateFault
anser_certificate_get_fault (GTlsCertificate      *certificate,
                             GTlsCertificateFlags  flags)
{
  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), ANSER_CERTIFICATE_FAULT_WEAK);

  if (flags == G_TLS_CERTIFICATE_NO_FLAGS)
    return ANSER_CERTIFICATE_FAULT_NONE;
  if (flags & G_TLS_CERTIFICATE_REVOKED)
    return ANSER_CERTIFICATE_FAULT_REVOKED;
  if (flags & G_TLS_CERTIFICATE_BAD_IDENTITY)
    return ANSER_CERTIFICATE_FAULT_WRONG_NAME;
  if (flags & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return is_self_signed (certificate) ? ANSER_CERTIFICATE_FAULT_SELF_SIGNED
                                        : ANSER_CERTIFICATE_FAULT_UNKNOWN_AUTHORITY;
  if (flags & G_TLS_CERTIFICATE_EXPIRED)
    return ANSER_CERTIFICATE_FAULT_EXPIRED;
  if (flags & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    return ANSER_CERTIFICATE_FAULT_NOT_YET_VALID;
  return ANSER_CERTIFICATE_FAULT_WEAK;
}
