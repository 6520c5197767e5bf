/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a TLS connection may do in the middle of a conversation, against a server that speaks GnuTLS
 * itself: alerts, garbage, an end without a farewell, words before the handshake, old versions. */

#include "certificates.h"

#include "engine/certificate.h"
#include "engine/errors.h"
#include "engine/pop3-client.h"

#include <glib-unix.h>
#include <gnutls/gnutls.h>
#include <string.h>
#include <sys/socket.h>

static Certificates *certificates;

/* What becomes of the connection in the middle of a letter. */
typedef enum
{
  FAREWELL,     /* close_notify, as one should */
  TRUNCATION,   /* the connection just ends, as anybody in between can make it */
  ALERT,        /* a fatal alert */
  GARBAGE,      /* a record that nobody who knows the keys has made */
  CLEAR_TEXT,   /* what would have been the rest of the letter, in clear text */
  AFTER_QUIT,   /* nothing at all until QUIT, then TRUNCATION */
} Mishap;

typedef struct
{
  const char       *priority;
  Mishap            mishap;
  const char       *injected;    /* after the reply to STLS, once the client's hello is there */
  GSocketListener  *listener;
  guint16           port;
  GSocket          *socket;
  CertificateKind   kind;
  gnutls_datum_t    tickets;     /* the key for tickets of resumption, if there are to be any */
  gnutls_session_t  session;
  GString          *heard;
} Host;

static void
say (Host       *self,
     const char *words)
{
  gnutls_record_send (self->session, words, strlen (words));
}

static void
say_raw (Host       *self,
         const char *bytes,
         gsize       length)
{
  g_socket_send (self->socket, bytes, length, NULL, NULL);
}

/* The client's next line; FALSE when it has hung up. */
static gboolean
hear (Host *self)
{
  char c = '\0';

  g_string_truncate (self->heard, 0);
  while (c != '\n')
    {
      if (gnutls_record_recv (self->session, &c, 1) != 1)
        return FALSE;
      g_string_append_c (self->heard, c);
    }
  return TRUE;
}

static void
suffer (Host *self)
{
  static const char garbage[] = "\x17\x03\x03\x00\x14" "01234567890123456789";
  static const char rest[] = "the rest\r\n.\r\n+OK bye\r\n";

  switch (self->mishap)
    {
    case FAREWELL:
      gnutls_bye (self->session, GNUTLS_SHUT_WR);
      break;
    case ALERT:
      gnutls_alert_send (self->session, GNUTLS_AL_FATAL, GNUTLS_A_INTERNAL_ERROR);
      break;
    case GARBAGE:
      say_raw (self, garbage, sizeof garbage - 1);
      break;
    case CLEAR_TEXT:
      say_raw (self, rest, sizeof rest - 1);
      break;
    case TRUNCATION:
    case AFTER_QUIT:
    default:
      break;
    }
  g_socket_shutdown (self->socket, FALSE, TRUE, NULL);
}

static void
converse (Host *self)
{
  say (self, "+OK ready\r\n");
  while (hear (self))
    {
      if (g_str_has_prefix (self->heard->str, "RETR"))
        {
          say (self, "+OK\r\nSubject: half\r\n\r\nhal");
          suffer (self);
          break;
        }
      if (g_str_has_prefix (self->heard->str, "QUIT"))
        {
          suffer (self);
          break;
        }
      say (self, g_str_has_prefix (self->heard->str, "CAPA") ? "-ERR\r\n" : "+OK 1 3\r\n");
    }
}

/* Clear text up to the handshake. */
static void
begin_starttls (Host *self)
{
  char buffer[256];
  char hello;

  if (self->injected == NULL)
    return;

  say_raw (self, "+OK ready\r\n", 11);
  g_socket_receive (self->socket, buffer, sizeof buffer, NULL, NULL);
  say_raw (self, "-ERR\r\n", 6);
  g_socket_receive (self->socket, buffer, sizeof buffer, NULL, NULL);
  say_raw (self, "+OK\r\n", 5);

  recv (g_socket_get_fd (self->socket), &hello, 1, MSG_PEEK);
  say_raw (self, self->injected, strlen (self->injected));
}

static void
shake_hands (Host *self)
{
  GTlsCertificate *certificate = certificates->certificates[self->kind];
  gnutls_certificate_credentials_t credentials;
  g_autofree char *pem = NULL;
  g_autofree char *key = NULL;
  int status;

  g_object_get (certificate, "certificate-pem", &pem, "private-key-pem", &key, NULL);
  gnutls_certificate_allocate_credentials (&credentials);
  gnutls_certificate_set_x509_key_mem (credentials,
                                       &(gnutls_datum_t) { (guchar *) pem, strlen (pem) },
                                       &(gnutls_datum_t) { (guchar *) key, strlen (key) },
                                       GNUTLS_X509_FMT_PEM);
  gnutls_init (&self->session, GNUTLS_SERVER);
  g_assert_cmpint (gnutls_priority_set_direct (self->session, self->priority, NULL), ==, 0);
  gnutls_credentials_set (self->session, GNUTLS_CRD_CERTIFICATE, credentials);
  if (self->tickets.data != NULL)
    gnutls_session_ticket_enable_server (self->session, &self->tickets);
  gnutls_transport_set_int (self->session, g_socket_get_fd (self->socket));

  do
    status = gnutls_handshake (self->session);
  while (status < 0 && !gnutls_error_is_fatal (status));
  if (status >= 0)
    converse (self);
  else
    gnutls_alert_send_appropriate (self->session, status);

  gnutls_deinit (self->session);
  gnutls_certificate_free_credentials (credentials);
}

static gpointer
serve (gpointer data)
{
  Host *self = data;
  g_autoptr (GSocketConnection) connection = NULL;

  connection = g_socket_listener_accept (self->listener, NULL, NULL, NULL);
  self->socket = g_socket_connection_get_socket (connection);
  /* GSocket waits by itself, GnuTLS lets the system do it. */
  g_unix_set_fd_nonblocking (g_socket_get_fd (self->socket), FALSE, NULL);
  self->heard = g_string_new (NULL);
  begin_starttls (self);
  shake_hands (self);
  g_string_free (self->heard, TRUE);
  return NULL;
}

/* What the client makes of it: the errors of its commands, NULL for success. */
typedef struct
{
  GError  *connected;
  GError  *fetched;
  GError  *quit;
  unsigned pending;
} Outcome;

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  Outcome *self = data;

  anser_pop3_client_connect_finish (ANSER_POP3_CLIENT (source), result, &self->connected);
  self->pending--;
}

static void
on_fetched (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  Outcome *self = data;

  anser_pop3_client_retr_finish (ANSER_POP3_CLIENT (source), result, &self->fetched);
  self->pending--;
}

static void
on_quit (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Outcome *self = data;

  anser_pop3_client_quit_finish (ANSER_POP3_CLIENT (source), result, &self->quit);
  self->pending--;
}

static void
call (AnserPop3Client *client,
      Host            *host,
      AnserSink       *sink,
      Outcome         *outcome)
{
  outcome->pending++;
  anser_pop3_client_connect_async (client, NULL, on_connected, outcome);
  if (host->mishap != AFTER_QUIT)
    {
      outcome->pending++;
      anser_pop3_client_retr_async (client, 1, sink, NULL, on_fetched, outcome);
    }
  outcome->pending++;
  anser_pop3_client_quit_async (client, NULL, on_quit, outcome);
  while (outcome->pending > 0)
    g_main_context_iteration (NULL, TRUE);
}

/* @pin (nullable): of the certificate that is accepted. */
static void
play_pinned (Host       *host,
             const char *pin,
             Outcome    *outcome)
{
  g_autoptr (AnserServer) server = NULL;
  g_autoptr (AnserPop3Client) client = NULL;
  g_autoptr (AnserSink) sink = anser_bytes_sink_new ();
  GThread *thread;

  *outcome = (Outcome) { 0 };
  if (host->priority == NULL)
    host->priority = "NORMAL";
  if (host->listener == NULL)
    {
      host->listener = g_socket_listener_new ();
      host->port = g_socket_listener_add_any_inet_port (host->listener, NULL, NULL);
    }
  thread = g_thread_new ("host", serve, host);

  server = anser_server_new ("127.0.0.1", host->port,
                             host->injected != NULL ? ANSER_SECURITY_STARTTLS : ANSER_SECURITY_TLS);
  server->ca_file = g_strdup (certificates->ca_file);
  server->user = g_strdup ("tim");
  server->password = g_strdup ("secret");
  server->pin = g_strdup (pin);
  client = anser_pop3_client_new (server);
  call (client, host, sink, outcome);

  g_clear_object (&client);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_thread_join (thread);
}

static void
play (Host    *host,
      Outcome *outcome)
{
  play_pinned (host, NULL, outcome);
  g_clear_object (&host->listener);
}

static void
outcome_clear (Outcome *self)
{
  g_clear_error (&self->connected);
  g_clear_error (&self->fetched);
  g_clear_error (&self->quit);
}

/* Half a letter is none, however the connection ends: whoever can end it cannot pass off the half
 * as the whole. */
static void
test_mishap (gconstpointer data)
{
  Host host = { .mishap = (Mishap) GPOINTER_TO_INT (data) };
  Outcome outcome;

  play (&host, &outcome);
  g_assert_no_error (outcome.connected);
  g_test_message ("%s", outcome.fetched != NULL ? outcome.fetched->message : "no error");
  if (host.mishap == FAREWELL || host.mishap == TRUNCATION)
    g_assert_error (outcome.fetched, ANSER_ERROR, ANSER_ERROR_CLOSED);
  else
    g_assert_true (outcome.fetched != NULL && outcome.fetched->domain == G_TLS_ERROR);
  g_assert_error (outcome.quit, outcome.fetched->domain, outcome.fetched->code);
  outcome_clear (&outcome);
}

/* Once QUIT is said, an end without a farewell is one. */
static void
test_after_quit (void)
{
  Host host = { .mishap = AFTER_QUIT };
  Outcome outcome;

  play (&host, &outcome);
  g_assert_no_error (outcome.connected);
  g_assert_no_error (outcome.quit);
  outcome_clear (&outcome);
}

/* In a packet of its own, in the place of the server's hello: the handshake cannot come about, and
 * the password stays here. (In the same packet: dialogues p32 and s29.) */
static void
test_injection (void)
{
  Host host = { .injected = "+OK\r\n+OK\r\n+OK\r\n", .mishap = FAREWELL };
  Outcome outcome;

  play (&host, &outcome);
  g_test_message ("%s", outcome.connected->message);
  g_assert_true (outcome.connected != NULL && outcome.connected->domain == G_TLS_ERROR);
  outcome_clear (&outcome);
}

/* Who was let in by a pin is not let in again without it, just because TLS remembers the session. */
static void
test_resumption (gconstpointer data)
{
  Host host = { .priority = data, .mishap = AFTER_QUIT, .kind = CERTIFICATE_SELF_SIGNED };
  g_autofree char *pin =
    anser_certificate_get_fingerprint (certificates->certificates[CERTIFICATE_SELF_SIGNED]);
  Outcome outcome;

  gnutls_session_ticket_key_generate (&host.tickets);
  for (int i = 0; i < 2; i++)
    {
      play_pinned (&host, pin, &outcome);
      g_assert_no_error (outcome.connected);
      outcome_clear (&outcome);
    }

  play_pinned (&host, NULL, &outcome);
  g_assert_error (outcome.connected, ANSER_ERROR, ANSER_ERROR_CERTIFICATE);
  outcome_clear (&outcome);
  g_clear_object (&host.listener);
  gnutls_memset (host.tickets.data, 0, host.tickets.size);
  gnutls_free (host.tickets.data);
}

static void
test_version (gconstpointer data)
{
  Host host = { .priority = data, .mishap = AFTER_QUIT };
  Outcome outcome;

  play (&host, &outcome);
  g_assert_no_error (outcome.connected);
  outcome_clear (&outcome);
}

static void
test_old_version (gconstpointer data)
{
  Host host = { .priority = data, .mishap = AFTER_QUIT };
  Outcome outcome;

  play (&host, &outcome);
  g_test_message ("%d %s", outcome.connected->code, outcome.connected->message);
  g_assert_error (outcome.connected, ANSER_ERROR, ANSER_ERROR_TLS_MISSING);
  outcome_clear (&outcome);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  certificates = certificates_new ();

  g_test_add_data_func ("/tls/mid-letter/farewell", GINT_TO_POINTER (FAREWELL), test_mishap);
  g_test_add_data_func ("/tls/mid-letter/truncation", GINT_TO_POINTER (TRUNCATION), test_mishap);
  g_test_add_data_func ("/tls/mid-letter/alert", GINT_TO_POINTER (ALERT), test_mishap);
  g_test_add_data_func ("/tls/mid-letter/garbage", GINT_TO_POINTER (GARBAGE), test_mishap);
  g_test_add_data_func ("/tls/mid-letter/clear-text", GINT_TO_POINTER (CLEAR_TEXT), test_mishap);
  g_test_add_func ("/tls/after-quit", test_after_quit);
  g_test_add_func ("/tls/injection", test_injection);
  g_test_add_data_func ("/tls/resumption/1.3", "NORMAL:-VERS-ALL:+VERS-TLS1.3", test_resumption);
  g_test_add_data_func ("/tls/resumption/1.2", "NORMAL:-VERS-ALL:+VERS-TLS1.2", test_resumption);
  g_test_add_data_func ("/tls/version/1.3", "NORMAL:-VERS-ALL:+VERS-TLS1.3", test_version);
  g_test_add_data_func ("/tls/version/1.2", "NORMAL:-VERS-ALL:+VERS-TLS1.2", test_version);
  g_test_add_data_func ("/tls/version/1.1", "NORMAL:-VERS-ALL:+VERS-TLS1.1", test_old_version);
  g_test_add_data_func ("/tls/version/1.0", "NORMAL:-VERS-ALL:+VERS-TLS1.0", test_old_version);

  status = g_test_run ();
  certificates_free (certificates);

  return status;
}
