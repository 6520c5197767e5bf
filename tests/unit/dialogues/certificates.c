/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "certificates.h"

#include <glib/gstdio.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

#define DAY (24 * 60 * 60)

typedef struct
{
  gnutls_x509_crt_t     certificate;
  gnutls_x509_privkey_t key;
} Pair;

static void
check (int status)
{
  if (status < 0)
    g_error ("GnuTLS: %s", gnutls_strerror (status));
}

static Pair
pair_new (const char *name,
          time_t      from,
          time_t      until)
{
  static unsigned char serial;
  Pair pair;

  serial++;
  check (gnutls_x509_privkey_init (&pair.key));
  check (gnutls_x509_privkey_generate (pair.key, GNUTLS_PK_ECDSA,
                                       GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0));
  check (gnutls_x509_crt_init (&pair.certificate));
  check (gnutls_x509_crt_set_version (pair.certificate, 3));
  check (gnutls_x509_crt_set_serial (pair.certificate, &serial, 1));
  check (gnutls_x509_crt_set_dn_by_oid (pair.certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                        (unsigned) strlen (name)));
  check (gnutls_x509_crt_set_activation_time (pair.certificate, from));
  check (gnutls_x509_crt_set_expiration_time (pair.certificate, until));
  check (gnutls_x509_crt_set_key (pair.certificate, pair.key));

  return pair;
}

static void
pair_clear (Pair *pair)
{
  gnutls_x509_crt_deinit (pair->certificate);
  gnutls_x509_privkey_deinit (pair->key);
}

static Pair
authority_new (const char *name)
{
  Pair pair = pair_new (name, time (NULL) - 400 * DAY, time (NULL) + 400 * DAY);

  check (gnutls_x509_crt_set_ca_status (pair.certificate, 1));
  check (gnutls_x509_crt_set_key_usage (pair.certificate, GNUTLS_KEY_KEY_CERT_SIGN));
  check (gnutls_x509_crt_sign2 (pair.certificate, pair.certificate, pair.key, GNUTLS_DIG_SHA256,
                                0));

  return pair;
}

static char *
export_certificate (const Pair *pair)
{
  gnutls_datum_t datum;
  char *pem;

  check (gnutls_x509_crt_export2 (pair->certificate, GNUTLS_X509_FMT_PEM, &datum));
  pem = g_strndup ((const char *) datum.data, datum.size);
  gnutls_free (datum.data);

  return pem;
}

static char *
export_key (const Pair *pair)
{
  gnutls_datum_t datum;
  char *pem;

  check (gnutls_x509_privkey_export2_pkcs8 (pair->key, GNUTLS_X509_FMT_PEM, NULL,
                                            GNUTLS_PKCS_PLAIN, &datum));
  pem = g_strndup ((const char *) datum.data, datum.size);
  gnutls_free (datum.data);

  return pem;
}

/* For 127.0.0.1 and mail.example; @authority NULL: signed by nobody but itself. */
static GTlsCertificate *
server_new (const Pair *authority,
            gboolean    right_name,
            int         from_day,
            int         until_day)
{
  static const unsigned char address[] = { 127, 0, 0, 1 };
  Pair pair = pair_new ("mail", time (NULL) + from_day * DAY, time (NULL) + until_day * DAY);
  const Pair *signer = authority != NULL ? authority : &pair;
  g_autoptr(GError) error = NULL;
  g_autofree char *certificate_pem = NULL;
  g_autofree char *key_pem = NULL;
  g_autofree char *pem = NULL;
  GTlsCertificate *certificate;

  if (right_name)
    check (gnutls_x509_crt_set_subject_alt_name (pair.certificate, GNUTLS_SAN_IPADDRESS, address,
                                                 sizeof address, GNUTLS_FSAN_SET));
  check (gnutls_x509_crt_set_subject_alt_name (pair.certificate, GNUTLS_SAN_DNSNAME,
                                               "mail.example", 12, GNUTLS_FSAN_APPEND));
  check (gnutls_x509_crt_set_key_usage (pair.certificate, GNUTLS_KEY_DIGITAL_SIGNATURE));
  check (gnutls_x509_crt_set_key_purpose_oid (pair.certificate, GNUTLS_KP_TLS_WWW_SERVER, 0));
  check (gnutls_x509_crt_sign2 (pair.certificate, signer->certificate, signer->key,
                                GNUTLS_DIG_SHA256, 0));

  certificate_pem = export_certificate (&pair);
  key_pem = export_key (&pair);
  pem = g_strconcat (certificate_pem, key_pem, NULL);
  pair_clear (&pair);

  certificate = g_tls_certificate_new_from_pem (pem, -1, &error);
  g_assert_no_error (error);

  return certificate;
}

Certificates *
certificates_new (void)
{
  Certificates *self = g_new0 (Certificates, 1);
  g_autoptr(GError) error = NULL;
  g_autofree char *ca_pem = NULL;
  Pair known = authority_new ("Known");
  Pair foreign = authority_new ("Foreign");

  self->folder = g_dir_make_tmp ("anser-tls-XXXXXX", &error);
  g_assert_no_error (error);
  self->ca_file = g_build_filename (self->folder, "ca.pem", NULL);
  ca_pem = export_certificate (&known);
  g_file_set_contents (self->ca_file, ca_pem, -1, &error);
  g_assert_no_error (error);

  self->certificates[CERTIFICATE_GOOD] = server_new (&known, TRUE, -300, 30);
  self->certificates[CERTIFICATE_WRONG_NAME] = server_new (&known, FALSE, -300, 30);
  self->certificates[CERTIFICATE_EXPIRED] = server_new (&known, TRUE, -300, -30);
  self->certificates[CERTIFICATE_NOT_YET_VALID] = server_new (&known, TRUE, 30, 300);
  self->certificates[CERTIFICATE_SELF_SIGNED] = server_new (NULL, TRUE, -300, 30);
  self->certificates[CERTIFICATE_FOREIGN] = server_new (&foreign, TRUE, -300, 30);

  pair_clear (&known);
  pair_clear (&foreign);

  return self;
}

void
certificates_free (Certificates *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->certificates); i++)
    g_object_unref (self->certificates[i]);

  g_unlink (self->ca_file);
  g_rmdir (self->folder);
  g_free (self->ca_file);
  g_free (self->folder);
  g_free (self);
}
