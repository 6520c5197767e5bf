/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Logins tied to a TLS connection, over real ones: POP3 and SMTP clients against a server that
 * works out its side of SCRAM by other means. With the argument "tls-1.2" there is no TLS 1.3. */

#include "certificates.h"
#include "scram-server.h"

#include "engine/certificate.h"
#include "engine/errors.h"
#include "engine/pop3-client.h"
#include "engine/smtp-client.h"

#include <glib/gstdio.h>
#include <string.h>

static Certificates *certificates;
static gboolean tls_1_3 = TRUE;

static const ScramServer sha256 = {
  &anser_sasl_scram_sha_256, G_CHECKSUM_SHA256, 32, "pencil", "W22ZaJ0SNY7soEsUEjb6gQ==", 4096,
};

/* A server for one caller, in a thread of its own. */
typedef struct
{
  gboolean          smtp;
  const char       *knows;      /* the only type of channel binding, or NULL for any */
  gboolean          elsewhere;  /* the TLS connection ends somewhere in between */
  const char       *offers;

  GSocketListener  *listener;
  guint16           port;
  GIOStream        *stream;
  GDataInputStream *input;
  GString          *begun;      /* the gs2 headers that came in */
} Host;

static void G_GNUC_PRINTF (2, 3)
say (Host       *self,
     const char *format,
     ...)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  line = g_strconcat (text, "\r\n", NULL);
  g_output_stream_write_all (g_io_stream_get_output_stream (self->stream), line, strlen (line),
                             NULL, NULL, NULL);
}

/* The client's next line, or "" when it has hung up. */
static char *
hear (Host *self)
{
  char *line = g_data_input_stream_read_line (self->input, NULL, NULL, NULL);

  return line != NULL ? line : g_strdup ("");
}

static void
say_challenge (Host       *self,
               const char *message)
{
  g_autofree char *base64 = g_base64_encode ((const guchar *) message, strlen (message));

  say (self, self->smtp ? "334 %s" : "+ %s", base64);
}

static char *
decode (const char *base64)
{
  gsize length;
  g_autofree guchar *data = g_base64_decode (base64, &length);

  return g_strndup ((const char *) data, length);
}

/* What this end sees of the TLS connection. */
static GBytes *
look_at_tls (Host       *self,
             const char *type)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  g_tls_connection_get_channel_binding_data (G_TLS_CONNECTION (self->stream),
                                             strcmp (type, "tls-exporter") == 0
                                               ? G_TLS_CHANNEL_BINDING_TLS_EXPORTER
                                               : G_TLS_CHANNEL_BINDING_TLS_SERVER_END_POINT,
                                             bytes, &error);
  g_assert_no_error (error);
  if (self->elsewhere)
    bytes->data[0] ^= 1;
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/* The rest of one exchange; FALSE if the client was refused. */
static gboolean
let_in (Host       *self,
        const char *client_first)
{
  g_auto (GStrv) header = g_strsplit (client_first, ",", 2);
  g_autoptr (GBytes) binding = NULL;
  g_autofree char *server_first = NULL;
  g_autofree char *auth_message = NULL;
  g_autofree char *proof = NULL;
  g_autofree char *signature = NULL;
  g_autofree char *verdict = NULL;
  g_autofree char *response = NULL;
  g_autofree char *client_final = NULL;
  g_autofree char *last = NULL;

  g_string_append_printf (self->begun, "%s ", header[0]);
  if (header[0][0] == 'p' && self->knows != NULL && strcmp (header[0] + 2, self->knows) != 0)
    return FALSE;
  if (header[0][0] == 'p')
    binding = look_at_tls (self, header[0] + 2);

  server_first = scram_server_first (&sha256, client_first, binding, &auth_message);
  scram_server_expect (&sha256, auth_message, &proof, &signature);
  say_challenge (self, server_first);
  response = hear (self);
  client_final = decode (response);
  if (!g_str_has_suffix (client_final, proof))
    {
      say_challenge (self, "e=channel-bindings-dont-match");
      last = hear (self);
      g_assert_cmpstr (last, ==, "");
      return FALSE;
    }

  verdict = g_strconcat ("v=", signature, NULL);
  say_challenge (self, verdict);
  last = hear (self);
  return TRUE;
}

static void
answer (Host       *self,
        const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);

  if (g_str_has_prefix (line, "AUTH ") && words[1] != NULL && words[2] != NULL)
    {
      g_autofree char *client_first = decode (words[2]);

      if (let_in (self, client_first))
        say (self, self->smtp ? "235 welcome" : "+OK welcome");
      else
        say (self, self->smtp ? "535 no" : "-ERR no");
    }
  else if (g_str_has_prefix (line, "EHLO "))
    say (self, "250-mail.example\r\n250 AUTH %s", self->offers);
  else if (strcmp (line, "CAPA") == 0)
    say (self, "+OK\r\nSASL %s\r\n.", self->offers);
  else
    say (self, self->smtp ? "221 bye" : "+OK bye");
}

static gpointer
serve (gpointer data)
{
  Host *self = data;
  GTlsCertificate *certificate = certificates->certificates[CERTIFICATE_GOOD];
  g_autoptr (GSocketConnection) connection = NULL;

  connection = g_socket_listener_accept (self->listener, NULL, NULL, NULL);
  self->stream = g_tls_server_connection_new (G_IO_STREAM (connection), certificate, NULL);
  g_assert_true (g_tls_connection_handshake (G_TLS_CONNECTION (self->stream), NULL, NULL));
  self->input = g_data_input_stream_new (g_io_stream_get_input_stream (self->stream));
  g_data_input_stream_set_newline_type (self->input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  say (self, self->smtp ? "220 mail.example" : "+OK ready");

  for (;;)
    {
      char *line = g_data_input_stream_read_line (self->input, NULL, NULL, NULL);

      if (line == NULL)
        break;
      answer (self, line);
      g_free (line);
    }

  g_io_stream_close (self->stream, NULL, NULL);
  g_clear_object (&self->input);
  g_clear_object (&self->stream);
  return NULL;
}

/* What the client makes of it. */
typedef struct
{
  GError  *error;
  char    *mechanism;
  gboolean done;
} Outcome;

static void
on_pop3_connected (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  Outcome *outcome = data;
  AnserPop3Client *client = ANSER_POP3_CLIENT (source);

  anser_pop3_client_connect_finish (client, result, &outcome->error);
  outcome->mechanism = g_strdup (anser_pop3_client_get_mechanism (client));
  outcome->done = TRUE;
}

static void
on_smtp_authenticated (GObject      *source,
                       GAsyncResult *result,
                       gpointer      data)
{
  Outcome *outcome = data;
  AnserSmtpClient *client = ANSER_SMTP_CLIENT (source);

  anser_smtp_client_authenticate_finish (client, result, &outcome->error);
  outcome->mechanism = g_strdup (anser_smtp_client_get_mechanism (client));
  outcome->done = TRUE;
}

static void
on_smtp_connected (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  g_assert_true (anser_smtp_client_connect_finish (ANSER_SMTP_CLIENT (source), result, NULL));
}

static GObject *
begin (Host        *host,
       const char  *mechanism,
       Outcome     *outcome)
{
  g_autoptr (AnserServer) server = anser_server_new ("127.0.0.1", host->port, ANSER_SECURITY_TLS);

  server->ca_file = g_strdup (certificates->ca_file);
  server->user = g_strdup ("tim");
  server->password = g_strdup ("pencil");
  server->mechanism = g_strdup (mechanism);

  if (host->smtp)
    {
      AnserSmtpClient *client = anser_smtp_client_new (server);

      anser_smtp_client_connect_async (client, NULL, on_smtp_connected, NULL);
      anser_smtp_client_authenticate_async (client, NULL, on_smtp_authenticated, outcome);
      return G_OBJECT (client);
    }
  else
    {
      AnserPop3Client *client = anser_pop3_client_new (server);

      anser_pop3_client_connect_async (client, NULL, on_pop3_connected, outcome);
      return G_OBJECT (client);
    }
}

/* Logs in once; @begun is what the client said of channel bindings, exchange by exchange. */
static void
log_in (Host       *host,
        const char *mechanism,
        Outcome    *outcome,
        const char *begun)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GObject) client = NULL;
  GThread *thread;

  host->listener = g_socket_listener_new ();
  host->port = g_socket_listener_add_any_inet_port (host->listener, NULL, &error);
  g_assert_no_error (error);
  host->begun = g_string_new (NULL);
  thread = g_thread_new ("host", serve, host);

  *outcome = (Outcome) { 0 };
  client = begin (host, mechanism, outcome);
  while (!outcome->done)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&client);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  g_thread_join (thread);
  g_assert_cmpstr (host->begun->str, ==, begun);
  g_string_free (host->begun, TRUE);
  g_object_unref (host->listener);
}

static void
outcome_clear (Outcome *self)
{
  g_clear_error (&self->error);
  g_free (self->mechanism);
}

#define OFFERS "PLAIN SCRAM-SHA-256 SCRAM-SHA-256-PLUS"

static void
test_tied (gconstpointer smtp)
{
  Host host = { .smtp = smtp != NULL, .offers = OFFERS };
  Outcome outcome;

  log_in (&host, NULL, &outcome,
          tls_1_3 ? "p=tls-exporter " : "p=tls-server-end-point ");
  g_assert_no_error (outcome.error);
  g_assert_cmpstr (outcome.mechanism, ==, "SCRAM-SHA-256-PLUS");
  outcome_clear (&outcome);
}

/* A server that knows the older type only. */
static void
test_end_point_only (gconstpointer smtp)
{
  Host host = { .smtp = smtp != NULL, .offers = OFFERS, .knows = "tls-server-end-point" };
  Outcome outcome;

  log_in (&host, NULL, &outcome,
          tls_1_3 ? "p=tls-exporter p=tls-server-end-point " : "p=tls-server-end-point ");
  g_assert_no_error (outcome.error);
  g_assert_cmpstr (outcome.mechanism, ==, "SCRAM-SHA-256-PLUS");
  outcome_clear (&outcome);
}

/* Somebody in between, with a certificate that this computer trusts: the server finds out, the
 * client does not fall back to a login that is not tied. */
static void
test_in_between (gconstpointer smtp)
{
  Host host = { .smtp = smtp != NULL, .offers = OFFERS, .elsewhere = TRUE };
  Outcome outcome;

  log_in (&host, NULL, &outcome,
          tls_1_3 ? "p=tls-exporter p=tls-server-end-point " : "p=tls-server-end-point ");
  g_assert_error (outcome.error, ANSER_ERROR, ANSER_ERROR_PASSWORD_REFUSED);
  outcome_clear (&outcome);
}

/* The forms with -PLUS are not on the list: the client says that it would have liked one. */
static void
test_stripped (gconstpointer smtp)
{
  Host host = { .smtp = smtp != NULL, .offers = "PLAIN SCRAM-SHA-256" };
  Outcome outcome;

  log_in (&host, NULL, &outcome, "y ");
  g_assert_no_error (outcome.error);
  g_assert_cmpstr (outcome.mechanism, ==, "SCRAM-SHA-256");
  outcome_clear (&outcome);
}

static void
test_chosen_without (gconstpointer smtp)
{
  Host host = { .smtp = smtp != NULL, .offers = OFFERS };
  Outcome outcome;

  log_in (&host, "SCRAM-SHA-256", &outcome, "n ");
  g_assert_no_error (outcome.error);
  outcome_clear (&outcome);
}

/* OpenSSL's view of the same connection */

static char *
make_openssl_file (void)
{
  GTlsCertificate *certificate = certificates->certificates[CERTIFICATE_GOOD];
  g_autofree char *certificate_pem = NULL;
  g_autofree char *key_pem = NULL;
  g_autofree char *pem = NULL;
  char *path = g_build_filename (certificates->folder, "server.pem", NULL);

  g_object_get (certificate, "certificate-pem", &certificate_pem, "private-key-pem", &key_pem, NULL);
  pem = g_strconcat (certificate_pem, key_pem, NULL);
  g_assert_true (g_file_set_contents (path, pem, -1, NULL));
  return path;
}

/* What stands behind @words in a line of its output. */
static char *
find_line (GDataInputStream *output,
           const char       *words)
{
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, NULL);
      const char *found = line != NULL ? strstr (line, words) : NULL;

      g_assert_nonnull (line);
      if (found != NULL)
        return g_strdup (g_strstrip ((char *) found + strlen (words)));
    }
}

static char *
to_hex (GBytes *bytes)
{
  GString *hex = g_string_new (NULL);
  gsize length;
  const guchar *data = g_bytes_get_data (bytes, &length);

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (hex, "%02X", data[i]);
  return g_string_free (hex, FALSE);
}

/* RFC 5929 section 4.1: the digest of the certificate itself, by the hash of its signature. */
static void
assert_end_point (GBytes *bytes)
{
  g_autofree char *fingerprint =
    anser_certificate_get_fingerprint (certificates->certificates[CERTIFICATE_GOOD]);
  g_autofree char *hex = to_hex (bytes);
  g_autofree char *lower = g_ascii_strdown (hex, -1);

  g_assert_cmpstr (lower, ==, fingerprint + strlen ("sha256:"));
}

static gboolean
on_accept_certificate (GTlsConnection       *tls,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  flags,
                       gpointer              data)
{
  return TRUE;
}

static void
compare_with_openssl (GDataInputStream *output)
{
  g_autofree char *accepts = find_line (output, "ACCEPT");
  g_autofree char *host_port = g_strdup_printf ("127.0.0.1%s", strrchr (accepts, ':'));
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection =
    g_socket_client_connect_to_host (client, host_port, 0, NULL, NULL);
  g_autoptr (GIOStream) tls = g_tls_client_connection_new (G_IO_STREAM (connection), NULL, NULL);
  g_autoptr (AnserSaslBinding) binding = NULL;
  g_autofree char *exported = NULL;
  g_autofree char *ours = NULL;

  g_signal_connect (tls, "accept-certificate", G_CALLBACK (on_accept_certificate), NULL);
  g_assert_true (g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, NULL));
  binding = anser_sasl_binding_new (G_TLS_CONNECTION (tls));
  exported = find_line (output, "Keying material: ");
  ours = binding->exporter != NULL ? to_hex (binding->exporter) : NULL;
  g_assert_cmpstr (ours, ==, tls_1_3 ? exported : NULL);
  assert_end_point (binding->end_point);
  g_io_stream_close (tls, NULL, NULL);
}

static void
test_openssl (void)
{
  g_autofree char *path = make_openssl_file ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) openssl = NULL;
  g_autoptr (GDataInputStream) output = NULL;

  openssl = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                              "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", path,
                              "-naccept", "1", "-keymatexport", "EXPORTER-Channel-Binding",
                              "-keymatexportlen", "32", NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (openssl));
  compare_with_openssl (output);
  g_subprocess_force_exit (openssl);
  g_subprocess_wait (openssl, NULL, NULL);
  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
add (const char    *name,
     GTestDataFunc  func)
{
  g_autofree char *pop3 = g_strconcat ("/binding/pop3/", name, NULL);
  g_autofree char *smtp = g_strconcat ("/binding/smtp/", name, NULL);

  g_test_add_data_func (pop3, NULL, func);
  g_test_add_data_func (smtp, "", func);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (argc > 1 && strcmp (argv[1], "tls-1.2") == 0)
    {
      g_setenv ("G_TLS_GNUTLS_PRIORITY", "NORMAL:-VERS-ALL:+VERS-TLS1.2", TRUE);
      tls_1_3 = FALSE;
    }
  g_test_init (&argc, &argv, NULL);
  certificates = certificates_new ();

  add ("tied", test_tied);
  add ("end-point-only", test_end_point_only);
  add ("in-between", test_in_between);
  add ("stripped", test_stripped);
  add ("chosen-without", test_chosen_without);
  g_test_add_func ("/binding/openssl", test_openssl);

  status = g_test_run ();
  certificates_free (certificates);

  return status;
}
