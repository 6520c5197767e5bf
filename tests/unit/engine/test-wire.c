/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "certificates.h"
#include "engine/tls.h"
#include "player.h"

#include <string.h>

/* The wire under stress: whole dialogues that are cancelled at every line, cut at every byte, left
 * in silence at every reply. Nothing is waited for by the clock; a deadline ends what hangs. */

/* What every run has to keep, in milliseconds: far more than is needed, on a busy machine too. */
#define BOUND 30000

static Certificates *certificates;

static Dialogue *
load (const char *name)
{
  g_autofree char *path = g_strconcat (g_getenv ("ANSER_TEST_SOURCE"), "/tests/dialogues/", name,
                                       ".dialogue", NULL);
  g_autoptr(GError) error = NULL;
  Dialogue *dialogue = dialogue_load (path, &error);

  g_assert_no_error (error);
  return dialogue;
}

static ServerManners
good_manners (void)
{
  return (ServerManners) {
    .certificate = certificates->certificates[CERTIFICATE_GOOD],
    .n_bytes = -1,
  };
}

/* As the dialogue says, be that a refusal. */
static gboolean
is_right (const Call *call)
{
  return g_str_has_prefix (call->head, call->action->head);
}

/* A connection that breaks at once may be broken before the client notices that it has one. */
static gboolean
is_failure (const Call *call,
            const char *failure)
{
  return g_str_has_prefix (call->head, failure) ||
         g_str_has_prefix (call->head, "NOT_SURE_IF_SENT") ||
         (strcmp (failure, "CLOSED") == 0 && strcmp (call->action->verb, "connect") == 0 &&
          g_str_has_prefix (call->head, "g-io-error-quark 44 "));
}

/* Every call ended: first those that came out as the dialogue says, then from one on only those
 * that failed with @failure, or with the error of the one before. */
static void
assert_prefix_ok (Session    *session,
                  const char *failure)
{
  gboolean failed = FALSE;

  g_assert_true (session_is_done (session));
  for (unsigned i = 0; i < session->calls->len; i++)
    {
      const Call *call = g_ptr_array_index (session->calls, i);

      if (is_right (call))
        {
          g_assert_false (failed);
          if (call->action->data != NULL)
            g_assert_cmpmem (call->data->data, call->data->len, call->action->data->data,
                             call->action->data->len);
          continue;
        }

      failed = TRUE;
      if (!is_failure (call, failure) &&
          !(i > 0 && strcmp (call->head, ((Call *) session->calls->pdata[i - 1])->head) == 0))
        g_error ("%s: %s ended with %s", session->dialogue->name, call->action->verb, call->head);
    }
}

/* Cancelling */

typedef struct
{
  Session  *session;
  unsigned  at;
  gboolean  inside;           /* while the client is at work, or just after */
} Trigger;

static Trigger trigger;

static gboolean
on_idle_cancel (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static void
on_traced (Session *session)
{
  g_autoptr(GSource) idle = NULL;

  if (session->n_traced != trigger.at)
    return;

  if (trigger.inside)
    {
      g_cancellable_cancel (session->cancellable);
      return;
    }

  idle = g_idle_source_new ();
  g_source_set_priority (idle, G_PRIORITY_HIGH);
  g_source_set_callback (idle, on_idle_cancel, g_object_ref (session->cancellable),
                         g_object_unref);
  g_source_attach (idle, g_main_context_get_thread_default ());
}

/* Returns how many lines were traced. */
static unsigned
play_cancelled (const Dialogue *dialogue,
                unsigned        at,
                gboolean        inside)
{
  const ServerManners manners = good_manners ();
  Play *play = play_begin (dialogue, &manners, certificates->ca_file);
  gint64 start = g_get_monotonic_time ();
  g_autofree char *departure = NULL;
  unsigned n_traced;

  trigger = (Trigger) { .at = at, .inside = inside };
  play->session->cancellable = g_cancellable_new ();
  play->session->traced = on_traced;
  if (at == 0)
    g_cancellable_cancel (play->session->cancellable);

  play_run (play);
  g_assert_false (play->late);
  g_assert_cmpint (g_get_monotonic_time () - start, <, BOUND * 1000);
  assert_prefix_ok (play->session, "g-io-error-quark 19 ");
  if (at == 0)
    g_assert_false (is_right (g_ptr_array_index (play->session->calls, 0)));

  n_traced = play->session->n_traced;
  if (at > 0)
    g_assert_true (play_release (play));
  else
    {
      g_autoptr(GSocketClient) client = g_socket_client_new ();
      g_autoptr(GSocketConnection) nobody = NULL;

      /* Nobody may have called the server: it is not left waiting. */
      nobody = g_socket_client_connect_to_host (client, "127.0.0.1",
                                                scripted_server_get_port (play->server), NULL,
                                                NULL);
      g_clear_object (&nobody);
      g_assert_true (play_release (play));
    }
  departure = play_end (play);

  return n_traced;
}

static void
test_cancel (gconstpointer name)
{
  g_autoptr(Dialogue) dialogue = load (name);
  unsigned n_lines = play_cancelled (dialogue, G_MAXUINT, FALSE);

  g_assert_cmpuint (n_lines, >, 10);
  play_cancelled (dialogue, 0, FALSE);
  for (unsigned at = 1; at <= n_lines; at++)
    {
      play_cancelled (dialogue, at, TRUE);
      play_cancelled (dialogue, at, FALSE);
    }
}

/* The server's going and its silence */

static gint64
count_server_bytes (const Dialogue *dialogue)
{
  gint64 n = 0;

  for (unsigned i = 0; i < dialogue->steps->len; i++)
    {
      const Step *step = g_ptr_array_index (dialogue->steps, i);

      if (step->kind == STEP_SERVER)
        n += step->bytes->len;
    }

  return n;
}

static void
play_ended (const Dialogue *dialogue,
            gint64          n_bytes,
            StepKind        ending,
            const char     *failure)
{
  ServerManners manners = good_manners ();
  gint64 start = g_get_monotonic_time ();
  g_autofree char *departure = NULL;
  Play *play;

  manners.n_bytes = n_bytes;
  manners.ending = ending;
  play = play_begin (dialogue, &manners, certificates->ca_file);
  play_run (play);
  g_assert_false (play->late);
  g_assert_cmpint (g_get_monotonic_time () - start, <, BOUND * 1000);
  assert_prefix_ok (play->session, failure);
  g_assert_true (play_release (play));
  departure = play_end (play);
  /* On a busy machine 50 ms may pass before the server is as far as its silence. */
  if (ending != STEP_STALL)
    g_assert_cmpstr (departure, ==, NULL);
}

static void
test_cut (gconstpointer name)
{
  g_autoptr(Dialogue) dialogue = load (name);
  gint64 n_bytes = count_server_bytes (dialogue);

  for (gint64 n = 0; n < n_bytes; n++)
    play_ended (dialogue, n, STEP_CLOSE, "CLOSED");
}

static void
test_reset (gconstpointer name)
{
  g_autoptr(Dialogue) dialogue = load (name);
  gint64 n_bytes = count_server_bytes (dialogue);

  for (gint64 n = 0; n < n_bytes; n += 7)
    play_ended (dialogue, n, STEP_RESET, "CLOSED");
}

static void
test_stall (gconstpointer name)
{
  g_autoptr(Dialogue) dialogue = load (name);
  gint64 n_bytes = 0;

  dialogue->timeout = 50;
  for (unsigned i = 0; i < dialogue->steps->len; i++)
    {
      const Step *step = g_ptr_array_index (dialogue->steps, i);

      if (step->kind != STEP_SERVER)
        continue;

      play_ended (dialogue, n_bytes, STEP_STALL, "TIMED_OUT");
      n_bytes += step->bytes->len;
    }
}

/* Certificates */

static const struct
{
  const char           *name;
  CertificateKind       kind;
  AnserCertificateFault fault;
} faults[] = {
  { "wrong-name", CERTIFICATE_WRONG_NAME, ANSER_CERTIFICATE_FAULT_WRONG_NAME },
  { "expired", CERTIFICATE_EXPIRED, ANSER_CERTIFICATE_FAULT_EXPIRED },
  { "not-yet-valid", CERTIFICATE_NOT_YET_VALID, ANSER_CERTIFICATE_FAULT_NOT_YET_VALID },
  { "self-signed", CERTIFICATE_SELF_SIGNED, ANSER_CERTIFICATE_FAULT_SELF_SIGNED },
  { "foreign", CERTIFICATE_FOREIGN, ANSER_CERTIFICATE_FAULT_UNKNOWN_AUTHORITY },
};

/* Plays pop3/tls, or smtp/tls, with one kind of certificate and with a pin. */
static Play *
play_with_certificate (Dialogue        *dialogue,
                       CertificateKind  kind,
                       const char      *pin)
{
  ServerManners manners = good_manners ();
  Play *play;

  manners.certificate = certificates->certificates[kind];
  dialogue->server->pin = g_strdup (pin);
  play = play_begin (dialogue, &manners, certificates->ca_file);
  play_run (play);
  return play;
}

static GTlsConnection *
get_tls (Play *play)
{
  if (ANSER_IS_POP3_CLIENT (play->session->peer))
    return anser_pop3_client_get_tls (ANSER_POP3_CLIENT (play->session->peer));
  return anser_smtp_client_get_tls (ANSER_SMTP_CLIENT (play->session->peer));
}

/* Ends the play of a client that did not get in, and returns what it told the user. */
static char *
end_refused (Play                  *play,
             CertificateKind        kind,
             AnserCertificateFault  fault)
{
  GTlsCertificate *shown = certificates->certificates[kind];
  g_autofree char *fingerprint = anser_certificate_get_fingerprint (shown);
  g_autofree char *departure = NULL;
  const Call *call = g_ptr_array_index (play->session->calls, 0);
  char *sentence = g_strdup (call->message);

  g_assert_cmpstr (call->head, ==, "CERTIFICATE");
  g_assert_true (g_utf8_validate (sentence, -1, NULL));
  g_assert_nonnull (strstr (sentence, fingerprint));
  g_test_message ("%s", sentence);
  g_assert_cmpuint (play->session->n_traced, ==, 0);
  g_assert_cmpint (anser_tls_get_fault (get_tls (play)), ==, fault);
  g_assert_true (g_tls_certificate_is_same (anser_tls_get_certificate (get_tls (play)), shown));

  g_assert_true (play_release (play));
  departure = play_end (play);
  return sentence;
}

static void
test_certificate (gconstpointer data)
{
  const gsize i = GPOINTER_TO_SIZE (data);
  const char *const names[] = { "pop3/tls", "smtp/tls" };

  for (gsize n = 0; n < G_N_ELEMENTS (names); n++)
    {
      g_autoptr(Dialogue) dialogue = load (names[n]);

      g_free (end_refused (play_with_certificate (dialogue, faults[i].kind, NULL), faults[i].kind,
                           faults[i].fault));
    }
}

/* Each sentence is another one. */
static void
test_certificate_sentences (void)
{
  g_autoptr(GHashTable) sentences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr(Dialogue) dialogue = load ("pop3/tls");
      g_autofree char *sentence = end_refused (play_with_certificate (dialogue, faults[i].kind,
                                                                      NULL),
                                               faults[i].kind, faults[i].fault);

      *strstr (sentence, "sha256:") = '\0';
      g_assert_true (g_hash_table_add (sentences, g_steal_pointer (&sentence)));
    }
}

/* The user knows this very certificate, whatever else is wrong with it. */
static void
test_pinned (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr(Dialogue) dialogue = load ("pop3/tls");
      g_autofree char *pin =
        anser_certificate_get_fingerprint (certificates->certificates[faults[i].kind]);
      Play *play = play_with_certificate (dialogue, faults[i].kind, pin);
      g_autofree char *outcome = session_compare (play->session);
      g_autofree char *departure = NULL;

      g_assert_cmpstr (outcome, ==, NULL);
      g_assert_cmpint (anser_tls_get_fault (get_tls (play)), ==, faults[i].fault);
      g_assert_cmpstr (anser_tls_get_version_name (get_tls (play)), ==, "TLS 1.3");
      g_assert_true (play_release (play));
      departure = play_end (play);
      g_assert_cmpstr (departure, ==, NULL);
    }
}

/* Another one than the pinned is none, also when all is well with it otherwise. */
static void
test_other_than_pinned (void)
{
  const CertificateKind kinds[] = { CERTIFICATE_GOOD, CERTIFICATE_SELF_SIGNED };
  const char *const pins[] = {
    "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "sha256:nonsense",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (gsize n = 0; n < G_N_ELEMENTS (pins); n++)
      {
        g_autoptr(Dialogue) dialogue = load ("pop3/tls");
        g_autofree char *sentence =
          end_refused (play_with_certificate (dialogue, kinds[i], pins[n]), kinds[i],
                       ANSER_CERTIFICATE_FAULT_OTHER_THAN_PINNED);

        g_assert_nonnull (strstr (sentence, "pinned"));
      }
}

/* Servers that do not even begin */

typedef struct
{
  GMainContext *context;
  GSocket      *listener;
  GPtrArray    *callers;
  guint16       port;
  GError       *error;
  gboolean      done;
} Silent;

static GSocket *
socket_new (void)
{
  g_autoptr(GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                  G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  g_socket_set_blocking (socket, FALSE);

  return socket;
}

/* A port that the system accepts callers at, and nobody speaks; or, @full, one whose queue is full,
 * so that not even the connection comes about. */
static void
silent_init (Silent   *self,
             gboolean  full)
{
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) local = NULL;

  *self = (Silent) { .context = g_main_context_new () };
  g_main_context_push_thread_default (self->context);
  self->callers = g_ptr_array_new_with_free_func (g_object_unref);
  self->listener = socket_new ();
  g_socket_set_listen_backlog (self->listener, full ? 0 : 10);
  g_assert_true (g_socket_bind (self->listener, any, TRUE, NULL));
  g_assert_true (g_socket_listen (self->listener, NULL));
  local = g_socket_get_local_address (self->listener, NULL);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));

  for (int i = 0; full && i < 4; i++)
    {
      GSocket *caller = socket_new ();

      g_socket_connect (caller, local, NULL, NULL);
      g_ptr_array_add (self->callers, caller);
    }
}

static void
silent_clear (Silent *self)
{
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  g_main_context_unref (self->context);
  g_ptr_array_unref (self->callers);
  g_object_unref (self->listener);
  g_clear_error (&self->error);
}

static void
on_silent_connected (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  Silent *self = user_data;

  anser_pop3_client_connect_finish (ANSER_POP3_CLIENT (source), result, &self->error);
  self->done = TRUE;
}

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* @cancel_after: turns of the main loop; without it a timeout of 50 ms has to do. */
static void
call_silent (Silent        *self,
             AnserSecurity  security,
             int            cancel_after)
{
  g_autoptr(AnserServer) server = anser_server_new ("127.0.0.1", self->port, security);
  g_autoptr(AnserPop3Client) client = anser_pop3_client_new (server);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GSource) tick = g_timeout_source_new (1);
  gint64 start = g_get_monotonic_time ();

  g_source_set_callback (tick, on_tick, NULL, NULL);
  g_source_attach (tick, self->context);
  self->done = FALSE;
  g_clear_error (&self->error);

  anser_pop3_client_set_timeout (client, cancel_after < 0 ? 50 : 0);
  anser_pop3_client_connect_async (client, cancellable, on_silent_connected, self);
  for (int i = 0; !self->done; i++)
    {
      if (i == cancel_after)
        g_cancellable_cancel (cancellable);
      g_main_context_iteration (self->context, TRUE);
      g_assert_cmpint (g_get_monotonic_time () - start, <, BOUND * 1000);
    }
  g_source_destroy (tick);

  if (cancel_after >= 0)
    g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  else
    g_assert_error (self->error, ANSER_ERROR, ANSER_ERROR_TIMED_OUT);
}

static void
test_no_answer (gconstpointer data)
{
  Silent silent;

  silent_init (&silent, GPOINTER_TO_INT (data));
  for (int security = ANSER_SECURITY_NONE; security <= ANSER_SECURITY_TLS; security++)
    {
      for (int turns = 0; turns < 12; turns += 3)
        call_silent (&silent, security, turns);
      call_silent (&silent, security, -1);
    }
  silent_clear (&silent);
}

/* The last reference */

static void
on_traced_drop (Session *session)
{
  if (session->n_traced == trigger.at)
    g_clear_object (&session->peer);
}

/* The owner lets go of the client while it works; what is outstanding keeps it alive, or not, but
 * each call is told once, and the client goes. */
static void
test_drop (gconstpointer name)
{
  g_autoptr(Dialogue) dialogue = load (name);
  unsigned n_lines = play_cancelled (dialogue, G_MAXUINT, FALSE);

  for (unsigned at = 1; at <= n_lines; at++)
    {
      const ServerManners manners = good_manners ();
      Play *play = play_begin (dialogue, &manners, certificates->ca_file);
      g_autofree char *departure = NULL;
      GObject *client = play->session->peer;

      g_object_add_weak_pointer (client, (gpointer *) &client);
      trigger = (Trigger) { .at = at };
      play->session->traced = on_traced_drop;
      session_advance (play->session);
      while (client != NULL && !play->late)
        {
          g_main_context_iteration (play->context, TRUE);
          if (play->session->peer != NULL)
            session_advance (play->session);
          if (session_is_done (play->session))
            g_clear_object (&play->session->peer);
        }
      g_assert_false (play->late);
      while (!scripted_server_is_done (play->server) && !play->late)
        g_main_context_iteration (play->context, TRUE);
      g_assert_false (play->late);
      departure = play_end (play);
    }
}

static void
add_for_both (const char    *what,
              const char    *pop3,
              const char    *smtp,
              GTestDataFunc  func)
{
  g_autofree char *pop3_path = g_strdup_printf ("/wire/%s/pop3", what);
  g_autofree char *smtp_path = g_strdup_printf ("/wire/%s/smtp", what);

  g_test_add_data_func (pop3_path, pop3, func);
  g_test_add_data_func (smtp_path, smtp, func);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  certificates = certificates_new ();

  add_for_both ("cancel", "pop3/classic", "smtp/classic", test_cancel);
  add_for_both ("cancel-pipelined", "pop3/pipelined", "smtp/pipelined", test_cancel);
  add_for_both ("cancel-tls", "pop3/stls", "smtp/starttls", test_cancel);
  add_for_both ("cut", "pop3/classic", "smtp/classic", test_cut);
  add_for_both ("cut-pipelined", "pop3/pipelined", "smtp/pipelined", test_cut);
  add_for_both ("reset", "pop3/classic", "smtp/classic", test_reset);
  add_for_both ("cut-tls", "pop3/tls", "smtp/tls", test_cut);
  add_for_both ("reset-tls", "pop3/tls", "smtp/tls", test_reset);
  add_for_both ("stall", "pop3/classic", "smtp/classic", test_stall);
  add_for_both ("stall-pipelined", "pop3/pipelined", "smtp/pipelined", test_stall);
  add_for_both ("stall-starttls", "pop3/stls", "smtp/starttls", test_stall);
  add_for_both ("stall-tls", "pop3/tls", "smtp/tls", test_stall);
  add_for_both ("drop", "pop3/pipelined", "smtp/classic", test_drop);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_strconcat ("/wire/certificate/", faults[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_certificate);
    }
  g_test_add_func ("/wire/certificate/pinned", test_pinned);
  g_test_add_func ("/wire/certificate/other-than-pinned", test_other_than_pinned);
  g_test_add_func ("/wire/certificate/sentences", test_certificate_sentences);
  g_test_add_data_func ("/wire/no-answer/silent", GINT_TO_POINTER (FALSE), test_no_answer);
  g_test_add_data_func ("/wire/no-answer/no-connection", GINT_TO_POINTER (TRUE), test_no_answer);

  status = g_test_run ();
  certificates_free (certificates);

  return status;
}
