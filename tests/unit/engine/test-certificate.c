/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "certificates.h"

#include "engine/certificate.h"
#include "engine/errors.h"

#include <string.h>

static Certificates *certificates;

static void
test_details (void)
{
  GTlsCertificate *certificate = certificates->certificates[CERTIFICATE_GOOD];
  g_autoptr (GError) error = NULL;
  g_autoptr (AnserCertificate) details = anser_certificate_new (certificate, &error);
  g_autoptr (GDateTime) from = g_tls_certificate_get_not_valid_before (certificate);
  g_autoptr (GDateTime) until = g_tls_certificate_get_not_valid_after (certificate);

  g_assert_no_error (error);
  g_assert_cmpstr (details->subject, ==, "CN=mail");
  g_assert_cmpstr (details->issuer, ==, "CN=Known");
  g_assert_cmpuint (g_strv_length (details->names), ==, 2);
  g_assert_true (g_strv_contains ((const char *const *) details->names, "127.0.0.1"));
  g_assert_true (g_strv_contains ((const char *const *) details->names, "mail.example"));
  g_assert_true (g_date_time_equal (details->not_before, from));
  g_assert_true (g_date_time_equal (details->not_after, until));
  g_assert_cmpuint (strlen (details->fingerprint), ==, strlen ("sha256:") + 64);
  g_assert_cmpuint (strlen (details->serial), ==, 2);
  g_assert_cmpstr (details->key_type, ==, "ECDSA");
  g_assert_cmpuint (details->key_bits, ==, 256);
  g_assert_cmpstr (details->signature, ==, "ECDSA-SHA256");
  g_assert_false (details->self_signed);
}

static void
test_self_signed (void)
{
  GTlsCertificate *certificate = certificates->certificates[CERTIFICATE_SELF_SIGNED];
  g_autoptr (AnserCertificate) details = anser_certificate_new (certificate, NULL);

  g_assert_true (details->self_signed);
  g_assert_cmpstr (details->issuer, ==, details->subject);
}

static char *
make_with_colons (const char *fingerprint)
{
  const char *digits = fingerprint + strlen ("sha256:");
  GString *pin = g_string_new (NULL);

  for (gsize i = 0; digits[i] != '\0'; i += 2)
    g_string_append_printf (pin, "%s%c%c", i > 0 ? ":" : "", g_ascii_toupper (digits[i]),
                            g_ascii_toupper (digits[i + 1]));

  return g_string_free (pin, FALSE);
}

static void
test_pin (void)
{
  GTlsCertificate *certificate = certificates->certificates[CERTIFICATE_GOOD];
  GTlsCertificate *other = certificates->certificates[CERTIFICATE_FOREIGN];
  g_autofree char *fingerprint = anser_certificate_get_fingerprint (certificate);
  g_autofree char *with_colons = make_with_colons (fingerprint);
  g_autofree char *upper = g_ascii_strup (fingerprint, -1);
  g_autofree char *both = g_strconcat ("SHA256:", with_colons, " ", NULL);
  const char *forms[] = {
    fingerprint, with_colons, upper, both, fingerprint + strlen ("sha256:"),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *read = anser_certificate_read_pin (forms[i]);

      g_assert_cmpstr (read, ==, fingerprint);
      g_assert_true (anser_certificate_fits_pin (certificate, forms[i]));
      g_assert_false (anser_certificate_fits_pin (other, forms[i]));
    }
}

static void
test_false_pin (void)
{
  GTlsCertificate *certificate = certificates->certificates[CERTIFICATE_GOOD];
  g_autofree char *fingerprint = anser_certificate_get_fingerprint (certificate);
  g_autofree char *short_one = g_strndup (fingerprint, strlen (fingerprint) - 1);
  g_autofree char *long_one = g_strconcat (fingerprint, "0", NULL);
  g_autofree char *other_digest = g_strconcat ("sha1:", fingerprint + strlen ("sha256:"), NULL);
  g_autofree char *twice = g_strconcat ("sha256:", fingerprint, NULL);
  const char *forms[] = { "", "sha256:", "sha256", short_one, long_one, other_digest, twice };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_assert_null (anser_certificate_read_pin (forms[i]));
      g_assert_false (anser_certificate_fits_pin (certificate, forms[i]));
    }
}

/* What GIO may say all at once, and what the user is told of it. */
static void
test_fault (void)
{
  const struct
  {
    GTlsCertificateFlags  flags;
    AnserCertificateFault fault;
  } rows[] = {
    { G_TLS_CERTIFICATE_NO_FLAGS, ANSER_CERTIFICATE_FAULT_NONE },
    { G_TLS_CERTIFICATE_VALIDATE_ALL, ANSER_CERTIFICATE_FAULT_REVOKED },
    { G_TLS_CERTIFICATE_BAD_IDENTITY | G_TLS_CERTIFICATE_UNKNOWN_CA | G_TLS_CERTIFICATE_EXPIRED,
      ANSER_CERTIFICATE_FAULT_WRONG_NAME },
    { G_TLS_CERTIFICATE_UNKNOWN_CA | G_TLS_CERTIFICATE_EXPIRED,
      ANSER_CERTIFICATE_FAULT_UNKNOWN_AUTHORITY },
    { G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_INSECURE, ANSER_CERTIFICATE_FAULT_EXPIRED },
    { G_TLS_CERTIFICATE_NOT_ACTIVATED, ANSER_CERTIFICATE_FAULT_NOT_YET_VALID },
    { G_TLS_CERTIFICATE_INSECURE, ANSER_CERTIFICATE_FAULT_WEAK },
    { G_TLS_CERTIFICATE_GENERIC_ERROR, ANSER_CERTIFICATE_FAULT_WEAK },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (anser_certificate_get_fault (certificates->certificates[CERTIFICATE_GOOD],
                                                  rows[i].flags), ==, rows[i].fault);

  g_assert_cmpint (anser_certificate_get_fault (certificates->certificates[CERTIFICATE_SELF_SIGNED],
                                                G_TLS_CERTIFICATE_UNKNOWN_CA), ==,
                   ANSER_CERTIFICATE_FAULT_SELF_SIGNED);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  certificates = certificates_new ();

  g_test_add_func ("/certificate/details", test_details);
  g_test_add_func ("/certificate/self-signed", test_self_signed);
  g_test_add_func ("/certificate/pin", test_pin);
  g_test_add_func ("/certificate/false-pin", test_false_pin);
  g_test_add_func ("/certificate/fault", test_fault);

  status = g_test_run ();
  certificates_free (certificates);

  return status;
}
