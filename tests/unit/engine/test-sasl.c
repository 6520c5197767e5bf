/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The mechanisms that prove a password or show a token, against the examples of their RFCs and a
 * server's side of SCRAM that is worked out here by other means. */

#include "engine/errors.h"
#include "engine/sasl.h"
#include "scram-server.h"

#include <string.h>

static AnserServer *
make_server (const char *user,
             const char *password)
{
  AnserServer *server = anser_server_new ("mail.example.org", 0, ANSER_SECURITY_TLS);

  server->user = g_strdup (user);
  server->password = g_strdup (password);
  return server;
}

static char *
step (AnserSasl   *sasl,
      const char  *challenge,
      GError     **error)
{
  g_autofree char *encoded = NULL;
  g_autofree char *response = NULL;
  g_autofree guchar *decoded = NULL;
  gsize length;

  if (challenge != NULL)
    encoded = g_base64_encode ((const guchar *) challenge, strlen (challenge));
  response = anser_sasl_step (sasl, encoded, error);
  if (response == NULL)
    return NULL;
  decoded = g_base64_decode (response, &length);
  return g_strndup ((const char *) decoded, length);
}

/* RFC 2195, section 2. */
static void
test_cram_md5 (void)
{
  g_autoptr (AnserServer) server = make_server ("tim", "tanstaaftanstaaf");
  g_autoptr (AnserSasl) sasl = anser_sasl_new (&anser_sasl_cram_md5, server);
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = step (sasl, "<1896.697170952@postoffice.reston.mci.net>", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (answer, ==, "tim b913a602c7eda7a495b4e6e7334d3890");
}

static void
test_cram_md5_without_challenge (void)
{
  g_autoptr (AnserServer) server = make_server ("tim", "secret");
  g_autoptr (AnserSasl) sasl = anser_sasl_new (&anser_sasl_cram_md5, server);
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = step (sasl, "", &error);

  g_assert_null (answer);
  g_assert_error (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL);
}

static void
test_xoauth2 (void)
{
  g_autoptr (AnserServer) server = make_server ("me@example.org", "vF9dft4qmT");
  g_autoptr (AnserSasl) sasl = anser_sasl_new (&anser_sasl_xoauth2, server);
  g_autofree char *first = step (sasl, NULL, NULL);
  g_autofree char *second = step (sasl, "{\"status\":\"401\"}", NULL);

  g_assert_cmpstr (first, ==, "user=me@example.org\001auth=Bearer vF9dft4qmT\001\001");
  g_assert_cmpstr (second, ==, "");
}

/* RFC 7628, section 4.1 without host and port. */
static void
test_oauthbearer (void)
{
  g_autoptr (AnserServer) server = make_server ("us,er=@example.org", "vF9dft4qmT");
  g_autoptr (AnserSasl) sasl = anser_sasl_new (&anser_sasl_oauthbearer, server);
  g_autofree char *first = step (sasl, NULL, NULL);
  g_autofree char *second = step (sasl, "{\"status\":\"invalid_token\"}", NULL);

  g_assert_cmpstr (first, ==, "n,a=us=2Cer=3D@example.org,\001auth=Bearer vF9dft4qmT\001\001");
  g_assert_cmpstr (second, ==, "\001");
}

/* What the server says of a token it refuses, and whether a new one may do. */
static void
test_stale_token (void)
{
  static const struct
  {
    const AnserSaslMechanism *mechanism;
    const char               *challenge;
    gboolean                  stale;
  } rows[] = {
    { &anser_sasl_xoauth2, NULL, TRUE },
    { &anser_sasl_xoauth2, "{\"status\":\"400\",\"schemes\":\"Bearer\"}", TRUE },
    { &anser_sasl_xoauth2, "{\"status\":400}", TRUE },
    { &anser_sasl_xoauth2, "no JSON", TRUE },
    { &anser_sasl_xoauth2, "{\"status\"", TRUE },
    { &anser_sasl_xoauth2, "{\"schemes\":\"Bearer\", \"status\" : \"401\"}", FALSE },
    { &anser_sasl_oauthbearer, "{\"status\":\"invalid_token\"}", TRUE },
    { &anser_sasl_oauthbearer, "", TRUE },
    { &anser_sasl_oauthbearer, "{\"status\":\"insufficient_scope\"}", FALSE },
    { &anser_sasl_plain, NULL, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (AnserServer) server = make_server ("me", "token");
      g_autoptr (AnserSasl) sasl = anser_sasl_new (rows[i].mechanism, server);
      g_autofree char *second = NULL;
      g_autoptr (GError) refused = g_error_new_literal (ANSER_ERROR, ANSER_ERROR_PASSWORD_REFUSED,
                                                        "no");
      g_autoptr (GError) busy = g_error_new_literal (ANSER_ERROR, ANSER_ERROR_TRY_LATER, "later");
      g_autoptr (GError) copy = NULL;

      g_free (step (sasl, NULL, NULL));
      if (rows[i].challenge != NULL)
        second = step (sasl, rows[i].challenge, NULL);
      anser_sasl_explain (sasl, refused);
      anser_sasl_explain (sasl, busy);
      copy = g_error_copy (refused);
      g_assert_cmpint (anser_error_get_wants_new_token (copy), ==, rows[i].stale);
      g_assert_false (anser_error_get_wants_new_token (busy));
    }
}

/* 12 KiB, as Microsoft's have become (P22): all of it arrives. */
static void
test_long_token (void)
{
  g_autofree char *token = g_strnfill (12288, 'x');
  g_autoptr (AnserServer) server = make_server ("me", token);
  g_autoptr (AnserSasl) sasl = anser_sasl_new (&anser_sasl_xoauth2, server);
  g_autofree char *first = step (sasl, NULL, NULL);
  g_autofree char *expected = g_strconcat ("user=me\001auth=Bearer ", token, "\001\001", NULL);

  g_assert_cmpstr (first, ==, expected);
}

static void
test_token_only_by_choice (void)
{
  g_autoptr (AnserServer) server = make_server ("me", "secret");
  g_autofree const AnserSaslMechanism **chosen = NULL;

  chosen = anser_sasl_choose (server, "XOAUTH2 OAUTHBEARER PLAIN CRAM-MD5 SCRAM-SHA-256", TRUE,
                              NULL, NULL);
  g_assert_true (chosen[0] == &anser_sasl_scram_sha_256);
  g_assert_true (chosen[1] == &anser_sasl_plain);
  g_assert_true (chosen[2] == &anser_sasl_cram_md5);
  g_assert_null (chosen[3]);

  g_clear_pointer (&chosen, g_free);
  server->mechanism = g_strdup ("xoauth2");
  chosen = anser_sasl_choose (server, "PLAIN", TRUE, NULL, NULL);
  g_assert_true (chosen[0] == &anser_sasl_xoauth2);
  g_assert_null (chosen[1]);
}

static AnserSaslBinding *
make_binding (const char *exporter,
              const char *end_point)
{
  AnserSaslBinding *binding = NULL;

  if (exporter == NULL && end_point == NULL)
    return NULL;

  binding = g_new0 (AnserSaslBinding, 1);
  if (exporter != NULL)
    binding->exporter = g_bytes_new (exporter, strlen (exporter));
  if (end_point != NULL)
    binding->end_point = g_bytes_new (end_point, strlen (end_point));
  return binding;
}

static void
add_tried (GString                  *tried,
           const AnserSaslMechanism *mechanism,
           const AnserServer        *server,
           const AnserSaslBinding   *binding,
           const char               *offered)
{
  g_autoptr (AnserSasl) sasl = anser_sasl_new (mechanism, server);
  g_autofree char *first = NULL;

  anser_sasl_bind (sasl, binding, offered);
  first = step (sasl, NULL, NULL);
  g_string_append_printf (tried, "%s%s", tried->len > 0 ? "|" : "", mechanism->name);
  if (strstr (first, ",,n=") != NULL)
    g_string_append_printf (tried, " %.*s", (int) (strstr (first, "n=tim") - first), first);
}

static const ScramServer scrams[] = {
  { &anser_sasl_scram_sha_1, G_CHECKSUM_SHA1, 20, "pencil", "QSXCR+Q6sek8bf92", 4096 },
  { &anser_sasl_scram_sha_256, G_CHECKSUM_SHA256, 32, "pencil", "W22ZaJ0SNY7soEsUEjb6gQ==", 4096 },
};

/* What is worked out here is what the RFCs' examples say: RFC 5802 section 5, RFC 7677 section 3. */
static void
test_scram_examples (void)
{
  g_autofree char *proof = NULL;
  g_autofree char *signature = NULL;

  scram_server_expect (&scrams[0],
          "n=user,r=fyko+d2lbbFgONRv9qkxdawL,"
          "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096,"
          "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j", &proof, &signature);
  g_assert_cmpstr (proof, ==, "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=");
  g_assert_cmpstr (signature, ==, "rmF9pqV8S7suAoZWja4dJRkFsKQ=");

  g_clear_pointer (&proof, g_free);
  g_clear_pointer (&signature, g_free);
  scram_server_expect (&scrams[1],
          "n=user,r=rOprNGfwEbeRWgbNEkqO,"
          "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
          "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", &proof, &signature);
  g_assert_cmpstr (proof, ==, "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
  g_assert_cmpstr (signature, ==, "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
}

static void
test_scram (gconstpointer data)
{
  const ScramServer *scram = data;
  g_autoptr (AnserServer) server = make_server ("us,er", scram->password);
  g_autoptr (AnserSasl) sasl = anser_sasl_new (scram->mechanism, server);
  g_autoptr (GError) error = NULL;
  g_autofree char *first = step (sasl, NULL, &error);
  g_autofree char *challenge = NULL;
  g_autofree char *auth_message = NULL;
  g_autofree char *proof = NULL;
  g_autofree char *signature = NULL;
  g_autofree char *second = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *verdict = NULL;
  g_autofree char *third = NULL;
  const char *nonce;

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (first, "n,,n=us=2Cer,r="));
  nonce = first + strlen ("n,,n=us=2Cer,r=");
  g_assert_cmpuint (strlen (nonce), >=, 18);

  challenge = g_strdup_printf ("r=%sserver,s=%s,i=%u", nonce, scram->salt, scram->iterations);
  auth_message = g_strdup_printf ("%s,%s,c=biws,r=%sserver", first + 3, challenge, nonce);
  scram_server_expect (scram, auth_message, &proof, &signature);
  second = step (sasl, challenge, &error);
  g_assert_no_error (error);
  expected = g_strdup_printf ("c=biws,r=%sserver,p=%s", nonce, proof);
  g_assert_cmpstr (second, ==, expected);
  g_assert_false (anser_sasl_is_complete (sasl));

  verdict = g_strconcat ("v=", signature, NULL);
  third = step (sasl, verdict, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (third, ==, "");
  g_assert_true (anser_sasl_is_complete (sasl));
}

/* A server that does not know the password, changes the nonce, or wants to keep us busy. */
static void
test_scram_impostor (void)
{
  const char *challenges[] = {
    "r=elsewhere,s=QSXCR+Q6sek8bf92,i=4096",
    "r=%s,s=QSXCR+Q6sek8bf92,i=4096",
    "r=%sx,s=QSXCR+Q6sek8bf92,i=4000000000",
    "r=%sx,s=QSXCR+Q6sek8bf92,i=0",
    "r=%sx,i=4096",
    "m=new,r=%sx,s=QSXCR+Q6sek8bf92,i=4096",
    "",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (challenges); i++)
    {
      g_autoptr (AnserServer) server = make_server ("user", "pencil");
      g_autoptr (AnserSasl) sasl = anser_sasl_new (&anser_sasl_scram_sha_1, server);
      g_autoptr (GError) error = NULL;
      g_autofree char *first = step (sasl, NULL, NULL);
      g_auto (GStrv) pieces = g_strsplit (challenges[i], "%s", 2);
      g_autofree char *challenge = g_strjoinv (strstr (first, "r=") + 2, pieces);
      g_autofree char *answer = step (sasl, challenge, &error);

      g_assert_null (answer);
      g_assert_error (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL);
    }
}

/* Which mechanisms are tried, and what the client says of channel bindings in each. */
static void
test_binding (void)
{
  static const struct
  {
    const char *exporter, *end_point, *mechanism, *offered, *tried;
  } rows[] = {
    { "e", "p", NULL, "PLAIN SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-256-PLUS",
      "SCRAM-SHA-256-PLUS p=tls-exporter,,|SCRAM-SHA-256-PLUS p=tls-server-end-point,,|"
      "SCRAM-SHA-256 y,,|SCRAM-SHA-1 y,,|PLAIN" },
    { NULL, "p", NULL, "SCRAM-SHA-1-PLUS SCRAM-SHA-1",
      "SCRAM-SHA-1-PLUS p=tls-server-end-point,,|SCRAM-SHA-1 y,," },
    { "e", NULL, NULL, "scram-sha-1-plus SCRAM-SHA-256-PLUS",
      "SCRAM-SHA-256-PLUS p=tls-exporter,,|SCRAM-SHA-1-PLUS p=tls-exporter,," },
    { "e", "p", NULL, "SCRAM-SHA-256", "SCRAM-SHA-256 y,," },
    { NULL, NULL, NULL, "SCRAM-SHA-256-PLUS SCRAM-SHA-256", "SCRAM-SHA-256 n,," },
    { "e", "p", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS SCRAM-SHA-256", "SCRAM-SHA-256 n,," },
    { "e", "p", "SCRAM-SHA-256", "SCRAM-SHA-256", "SCRAM-SHA-256 y,," },
    { "e", "p", "SCRAM-SHA-1-PLUS", "PLAIN",
      "SCRAM-SHA-1-PLUS p=tls-exporter,,|SCRAM-SHA-1-PLUS p=tls-server-end-point,," },
    { NULL, NULL, "SCRAM-SHA-1-PLUS", "SCRAM-SHA-1-PLUS", NULL },
    { NULL, NULL, NULL, "SCRAM-SHA-1-PLUS", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (AnserServer) server = make_server ("tim", "pencil");
      g_autoptr (AnserSaslBinding) binding = make_binding (rows[i].exporter, rows[i].end_point);
      g_autofree const AnserSaslMechanism **chosen = NULL;
      g_autoptr (GString) tried = g_string_new (NULL);
      g_autoptr (GError) error = NULL;

      server->mechanism = g_strdup (rows[i].mechanism);
      chosen = anser_sasl_choose (server, rows[i].offered, TRUE, binding, &error);
      if (rows[i].tried == NULL)
        {
          g_assert_error (error, ANSER_ERROR, ANSER_ERROR_NO_MECHANISM);
          continue;
        }
      g_assert_no_error (error);
      for (gsize n = 0; chosen[n] != NULL; n++)
        add_tried (tried, chosen[n], server, binding, rows[i].offered);
      g_assert_cmpstr (tried->str, ==, rows[i].tried);
    }
}

/* With channel bindings or without, the server says no in its last message: it is heard out, and
 * its word of success is worth nothing. */
static void
test_scram_refused (void)
{
  g_autoptr (AnserServer) server = make_server ("user", "pencil");
  g_autoptr (AnserSasl) sasl = anser_sasl_new (&anser_sasl_scram_sha_256_plus_exporter, server);
  g_autoptr (AnserSaslBinding) binding = make_binding ("e", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *challenge = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autofree char *fourth = NULL;

  anser_sasl_bind (sasl, binding, NULL);
  first = step (sasl, NULL, NULL);
  challenge = g_strdup_printf ("r=%sx,s=QSXCR+Q6sek8bf92,i=1", strstr (first, "r=") + 2);
  second = step (sasl, challenge, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (second, "c=cD10bHMtZXhwb3J0ZXIsLGU=,"));
  third = step (sasl, "e=channel-bindings-dont-match", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (third, ==, "");
  g_assert_false (anser_sasl_is_complete (sasl));
  fourth = step (sasl, "e=again", &error);
  g_assert_null (fourth);
  g_assert_error (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL);
}

static void
test_scram_wrong_signature (void)
{
  g_autoptr (AnserServer) server = make_server ("user", "pencil");
  g_autoptr (AnserSasl) sasl = anser_sasl_new (&anser_sasl_scram_sha_256, server);
  g_autoptr (GError) error = NULL;
  g_autofree char *first = step (sasl, NULL, NULL);
  g_autofree char *challenge = g_strdup_printf ("r=%sx,s=QSXCR+Q6sek8bf92,i=1",
                                                strstr (first, "r=") + 2);
  g_autofree char *second = step (sasl, challenge, &error);
  g_autofree char *third = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (second);
  third = step (sasl, "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", &error);
  g_assert_null (third);
  g_assert_false (anser_sasl_is_complete (sasl));
  g_assert_error (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sasl/cram-md5", test_cram_md5);
  g_test_add_func ("/sasl/cram-md5-without-challenge", test_cram_md5_without_challenge);
  g_test_add_func ("/sasl/xoauth2", test_xoauth2);
  g_test_add_func ("/sasl/oauthbearer", test_oauthbearer);
  g_test_add_func ("/sasl/stale-token", test_stale_token);
  g_test_add_func ("/sasl/long-token", test_long_token);
  g_test_add_func ("/sasl/token-only-by-choice", test_token_only_by_choice);
  g_test_add_func ("/sasl/scram-examples", test_scram_examples);
  g_test_add_data_func ("/sasl/scram-sha-1", &scrams[0], test_scram);
  g_test_add_data_func ("/sasl/scram-sha-256", &scrams[1], test_scram);
  g_test_add_func ("/sasl/scram-impostor", test_scram_impostor);
  g_test_add_func ("/sasl/binding", test_binding);
  g_test_add_func ("/sasl/scram-refused", test_scram_refused);
  g_test_add_func ("/sasl/scram-wrong-signature", test_scram_wrong_signature);
  return g_test_run ();
}
