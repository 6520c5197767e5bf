/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Our mechanisms against the servers of somebody else, GNU SASL: it judges what we say. */

#include "engine/sasl.h"

#include <gsasl.h>
#include <string.h>

#define USER     "us=er,ä"
#define PASSWORD "pencil ü"

static GBytes *exporter;
static gboolean wrong_password;

/* What the server asks its program for. */
static int
on_property (Gsasl          *context,
             Gsasl_session  *session,
             Gsasl_property  property)
{
  g_autofree char *binding = NULL;
  gsize length;
  const guchar *data = g_bytes_get_data (exporter, &length);

  switch (property)
    {
    case GSASL_PASSWORD:
      if (g_strcmp0 (gsasl_property_fast (session, GSASL_AUTHID), USER) != 0)
        return GSASL_NO_PASSWORD;
      return gsasl_property_set (session, GSASL_PASSWORD, wrong_password ? "pencil" : PASSWORD);
    case GSASL_CB_TLS_EXPORTER:
      binding = g_base64_encode (data, length);
      return gsasl_property_set (session, GSASL_CB_TLS_EXPORTER, binding);
    case GSASL_VALIDATE_SIMPLE:
      return strcmp (gsasl_property_fast (session, GSASL_AUTHID), USER) == 0 &&
             strcmp (gsasl_property_fast (session, GSASL_PASSWORD),
                     wrong_password ? "pencil" : PASSWORD) == 0
               ? GSASL_OK : GSASL_AUTHENTICATION_ERROR;
    case GSASL_SCRAM_ITER:
      return gsasl_property_set (session, GSASL_SCRAM_ITER, "10000");
    default:
      return GSASL_NO_CALLBACK;
    }
}

/* The server's verdict. */
static int
play (const AnserSaslMechanism *mechanism,
      const AnserSaslBinding   *binding,
      const char               *offered,
      gboolean                 *complete)
{
  g_autoptr (AnserServer) server = anser_server_new ("mail.example", 0, ANSER_SECURITY_TLS);
  g_autoptr (AnserSasl) sasl = anser_sasl_new (mechanism, server);
  g_autofree char *response = NULL;
  Gsasl_session *session;
  Gsasl *context;
  int status;

  server->user = g_strdup (USER);
  server->password = g_strdup (PASSWORD);
  anser_sasl_bind (sasl, binding, offered);
  g_assert_cmpint (gsasl_init (&context), ==, GSASL_OK);
  gsasl_callback_set (context, on_property);
  g_assert_cmpint (gsasl_server_start (context, mechanism->name, &session), ==, GSASL_OK);

  response = mechanism->initial_response ? anser_sasl_step (sasl, NULL, NULL) : g_strdup ("");
  do
    {
      char *challenge = NULL;

      status = gsasl_step64 (session, response, &challenge);
      if ((status == GSASL_OK || status == GSASL_NEEDS_MORE) && challenge != NULL &&
          (challenge[0] != '\0' || status == GSASL_NEEDS_MORE))
        {
          g_free (response);
          response = anser_sasl_step (sasl, challenge, NULL);
          g_assert_nonnull (response);
        }
      gsasl_free (challenge);
    }
  while (status == GSASL_NEEDS_MORE);

  *complete = anser_sasl_is_complete (sasl);
  gsasl_finish (session);
  gsasl_done (context);
  return status;
}

static const AnserSaslMechanism *const mechanisms[] = {
  &anser_sasl_scram_sha_256_plus_exporter, &anser_sasl_scram_sha_1_plus_exporter,
  &anser_sasl_scram_sha_256, &anser_sasl_scram_sha_1, &anser_sasl_cram_md5, &anser_sasl_login,
  &anser_sasl_plain,
};

static void
test_right (void)
{
  AnserSaslBinding binding = { .exporter = exporter };

  wrong_password = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    {
      gboolean complete;

      g_assert_cmpint (play (mechanisms[i], mechanisms[i]->binding != NULL ? &binding : NULL, NULL,
                             &complete), ==, GSASL_OK);
      g_assert_true (complete);
    }
}

static void
test_wrong_password (void)
{
  AnserSaslBinding binding = { .exporter = exporter };

  wrong_password = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    {
      gboolean complete;

      g_assert_cmpint (play (mechanisms[i], mechanisms[i]->binding != NULL ? &binding : NULL, NULL,
                             &complete), ==, GSASL_AUTHENTICATION_ERROR);
      g_assert_true (mechanisms[i]->is_complete == NULL || !complete);
    }
}

/* The two ends do not see the same connection. */
static void
test_other_connection (void)
{
  g_autoptr (GBytes) elsewhere = g_bytes_new_static ("elsewhere, 32 bytes long as well", 32);
  AnserSaslBinding binding = { .exporter = elsewhere };
  gboolean complete;

  wrong_password = FALSE;
  g_assert_cmpint (play (&anser_sasl_scram_sha_256_plus_exporter, &binding, NULL, &complete), !=,
                   GSASL_OK);
  g_assert_false (complete);
}

/* A server that offers the forms with binding knows from our "y" that somebody hid them; from the
 * "n" of a user who chose so, it knows that nobody did. */
static void
test_stripped (void)
{
  AnserSaslBinding binding = { .exporter = exporter };
  gboolean complete;

  wrong_password = FALSE;
  g_assert_cmpint (play (&anser_sasl_scram_sha_256, &binding, "SCRAM-SHA-256", &complete), !=,
                   GSASL_OK);
  g_assert_cmpint (play (&anser_sasl_scram_sha_256, NULL, "SCRAM-SHA-256", &complete), ==,
                   GSASL_OK);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  exporter = g_bytes_new_static ("0123456789abcdef0123456789ABCDEF", 32);
  g_test_add_func ("/gsasl/right", test_right);
  g_test_add_func ("/gsasl/wrong-password", test_wrong_password);
  g_test_add_func ("/gsasl/other-connection", test_other_connection);
  g_test_add_func ("/gsasl/stripped", test_stripped);

  status = g_test_run ();
  g_bytes_unref (exporter);
  return status;
}
