/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cancelling and silence where there is no dialogue to speak of: while the name is looked up, while
 * the connection comes about, in the handshake, while a letter goes out. Each for both clients:
 * cancelled before, at once, and when the client is known to be stuck; and left to the watchdog.
 * What happens line by line is in test-wire.c. */

#include "engine/errors.h"
#include "engine/pop3-client.h"
#include "engine/smtp-client.h"

#include <string.h>

/* Milliseconds: what each has to keep on the busiest of machines, and the watchdog's patience. */
#define BOUND    30000
#define PATIENCE 50

/* Where the client gets stuck. */
typedef enum
{
  RESOLVING,        /* no answer from DNS */
  CONNECTING,       /* a port whose queue is full */
  GREETING,         /* a server that accepts and says nothing */
  HANDSHAKE,        /* likewise, with TLS from the start */
  HALF_HANDSHAKE,   /* it has begun to answer the client's hello */
  STARTTLS,         /* it has agreed to TLS, and says nothing more */
  AUTHENTICATION,   /* it has heard the password, and says nothing more */
  CONTENT,          /* the letter itself cannot be read on (SMTP) */
  WRITING,          /* the server takes no more of it (SMTP) */
} Stage;

typedef enum
{
  CANCEL_BEFORE,
  CANCEL_AT_ONCE,
  CANCEL_WHEN_STUCK,
  WATCHDOG,
} Ending;

static const char *const stage_names[] = {
  "resolving", "connecting", "greeting", "handshake", "half-handshake", "starttls",
  "authentication", "content", "writing",
};
static const char *const ending_names[] = {
  "cancel-before", "cancel-at-once", "cancel-when-stuck", "watchdog",
};

static gint64 longest_cancel;

/* A resolver and a letter that never come to an end on their own. */

static unsigned n_waiting;

static gboolean
on_given_up (GCancellable *cancellable,
             gpointer      data)
{
  GTask *task = data;

  n_waiting--;
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "given up");
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

static void
wait_for_ever (gpointer             self,
               GCancellable        *cancellable,
               GAsyncReadyCallback  callback,
               gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GSource) source = g_cancellable_source_new (cancellable);

  n_waiting++;
  g_task_set_check_cancellable (task, FALSE);
  g_source_set_callback (source, G_SOURCE_FUNC (on_given_up), task, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

typedef GResolver      StuckResolver;
typedef GResolverClass StuckResolverClass;
static GType stuck_resolver_get_type (void);
G_DEFINE_TYPE (StuckResolver, stuck_resolver, G_TYPE_RESOLVER)

static void
stuck_resolver_lookup_async (GResolver           *self,
                             const char          *name,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  wait_for_ever (self, cancellable, callback, user_data);
}

static void
stuck_resolver_lookup_with_flags_async (GResolver                *self,
                                        const char               *name,
                                        GResolverNameLookupFlags  flags,
                                        GCancellable             *cancellable,
                                        GAsyncReadyCallback       callback,
                                        gpointer                  user_data)
{
  wait_for_ever (self, cancellable, callback, user_data);
}

static GList *
stuck_resolver_lookup_finish (GResolver     *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
stuck_resolver_class_init (StuckResolverClass *klass)
{
  klass->lookup_by_name_async = stuck_resolver_lookup_async;
  klass->lookup_by_name_finish = stuck_resolver_lookup_finish;
  klass->lookup_by_name_with_flags_async = stuck_resolver_lookup_with_flags_async;
  klass->lookup_by_name_with_flags_finish = stuck_resolver_lookup_finish;
}

static void
stuck_resolver_init (StuckResolver *self)
{
}

typedef GInputStream      StuckLetter;
typedef GInputStreamClass StuckLetterClass;
static GType stuck_letter_get_type (void);
G_DEFINE_TYPE (StuckLetter, stuck_letter, G_TYPE_INPUT_STREAM)

static void
stuck_letter_read_async (GInputStream        *self,
                         void                *buffer,
                         gsize                count,
                         int                  priority,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  wait_for_ever (self, cancellable, callback, user_data);
}

static gssize
stuck_letter_read_finish (GInputStream  *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

static void
stuck_letter_class_init (StuckLetterClass *klass)
{
  klass->read_async = stuck_letter_read_async;
  klass->read_finish = stuck_letter_read_finish;
}

static void
stuck_letter_init (StuckLetter *self)
{
}

/* The server, without a thread: it is looked after between the turns of the client's main loop. */

typedef struct
{
  Stage      stage;
  gboolean   smtp;
  GSocket   *listener;
  GSocket   *caller;         /* the client, once it has called */
  GPtrArray *crowd;          /* others, who fill the queue */
  guint16    port;
  GString   *heard;
  unsigned   n_answers;
  gssize     unread;         /* bytes that wait here, and for how many looks they have not grown */
  unsigned   n_looks;
} Host;

static GSocket *
socket_new (void)
{
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                  G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  g_socket_set_blocking (socket, FALSE);
  return socket;
}

static void
host_init (Host     *self,
           Stage     stage,
           gboolean  smtp)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) local = NULL;

  *self = (Host) { .stage = stage, .smtp = smtp };
  self->heard = g_string_new (NULL);
  self->crowd = g_ptr_array_new_with_free_func (g_object_unref);
  self->listener = socket_new ();
  g_socket_set_listen_backlog (self->listener, stage == CONNECTING ? 0 : 10);
  g_assert_true (g_socket_bind (self->listener, any, TRUE, NULL));
  g_assert_true (g_socket_listen (self->listener, NULL));
  local = g_socket_get_local_address (self->listener, NULL);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));

  for (int i = 0; stage == CONNECTING && i < 4; i++)
    {
      GSocket *other = socket_new ();

      g_socket_connect (other, local, NULL, NULL);
      g_ptr_array_add (self->crowd, other);
    }
}

static void
host_clear (Host *self)
{
  g_string_free (self->heard, TRUE);
  g_ptr_array_unref (self->crowd);
  g_clear_object (&self->caller);
  g_object_unref (self->listener);
}

static void
say (Host       *self,
     const char *words,
     gsize       length)
{
  g_assert_cmpint (g_socket_send (self->caller, words, length, NULL, NULL), ==, length);
}

/* The greeting, then one answer for each line, until the one at which it gets stuck. */
static const char *
get_answer (Host *self)
{
  static const char *const nothing[6] = { NULL };
  static const char *const answers[][2][6] = {
    [STARTTLS] = { { "+OK\r\n", "+OK\r\nSTLS\r\n.\r\n", "+OK\r\n" },
                   { "220 x\r\n", "250-x\r\n250 STARTTLS\r\n", "220 x\r\n" } },
    [AUTHENTICATION] = { { "+OK\r\n", "-ERR\r\n", "+OK\r\n" },
                         { "220 x\r\n", "250-x\r\n250 AUTH LOGIN\r\n", "334 \r\n", "334 \r\n" } },
    [CONTENT] = { { NULL }, { "220 x\r\n", "250 x\r\n", "250 x\r\n", "250 x\r\n", "354 x\r\n" } },
    [WRITING] = { { NULL }, { "220 x\r\n", "250 x\r\n", "250 x\r\n", "250 x\r\n", "354 x\r\n" } },
  };
  const char *const *own = self->stage < STARTTLS ? nothing : answers[self->stage][self->smtp];

  return own[self->n_answers];
}

static void
hear (Host *self)
{
  char buffer[4096];
  gssize n = g_socket_receive (self->caller, buffer, sizeof buffer, NULL, NULL);

  if (n > 0)
    g_string_append_len (self->heard, buffer, n);
}

static gboolean
has_begun_handshake (Host *self)
{
  return self->heard->len > 0 && self->heard->str[0] == 0x16;
}

static void
accept_caller (Host *self)
{
  self->caller = g_socket_accept (self->listener, NULL, NULL);
  if (self->caller != NULL)
    g_socket_set_blocking (self->caller, FALSE);
}

/* Takes a line off what was heard; the greeting waits for none. */
static gboolean
is_asked (Host *self)
{
  const char *end = strchr (self->heard->str, '\n');

  if (self->n_answers == 0)
    return TRUE;
  if (end == NULL)
    return FALSE;

  g_string_erase (self->heard, 0, end + 1 - self->heard->str);
  return TRUE;
}

static void
look_after (Host *self)
{
  /* The head of a server's hello, whose body never comes. */
  static const char half_hello[] = "\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03";

  if (self->stage == RESOLVING || self->stage == CONNECTING)
    return;
  if (self->caller == NULL)
    accept_caller (self);
  if (self->caller == NULL)
    return;

  if (self->stage != WRITING || get_answer (self) != NULL)
    hear (self);
  while (get_answer (self) != NULL && is_asked (self))
    {
      say (self, get_answer (self), strlen (get_answer (self)));
      self->n_answers++;
    }

  if (self->stage == HALF_HANDSHAKE && has_begun_handshake (self) && self->n_answers == 0)
    {
      say (self, half_hello, sizeof half_hello - 1);
      self->n_answers = 1;
    }
}

/* The server takes no more, and nothing more arrives. */
static gboolean
is_full (Host *self)
{
  gssize unread = self->caller != NULL ? g_socket_get_available_bytes (self->caller) : 0;

  self->n_looks = unread > 65536 && unread == self->unread ? self->n_looks + 1 : 0;
  self->unread = unread;
  return self->n_looks > 10;
}

/* Is the client where it can go no further? */
static gboolean
is_stuck (Host *self)
{
  switch (self->stage)
    {
    case RESOLVING:
    case CONTENT:
      return n_waiting > 0;
    case CONNECTING:
      return ++self->n_looks > 10;
    case GREETING:
      return self->caller != NULL;
    case HANDSHAKE:
      return has_begun_handshake (self);
    case HALF_HANDSHAKE:
      return self->n_answers > 0;
    case STARTTLS:
      return get_answer (self) == NULL && has_begun_handshake (self);
    case AUTHENTICATION:
      return get_answer (self) == NULL && strchr (self->heard->str, '\n') != NULL;
    case WRITING:
    default:
      return is_full (self);
    }
}

/* The client */

typedef struct
{
  GObject      *client;
  GCancellable *cancellable;
  GError       *error;
  unsigned      pending;
} Caller;

static void
note (Caller *self,
      GError *error)
{
  self->pending--;
  if (self->error == NULL)
    self->error = error;
  else
    g_clear_error (&error);
}

static void
on_pop3_connected (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  GError *error = NULL;

  anser_pop3_client_connect_finish (ANSER_POP3_CLIENT (source), result, &error);
  note (data, error);
}

static void
on_smtp_connected (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  GError *error = NULL;

  anser_smtp_client_connect_finish (ANSER_SMTP_CLIENT (source), result, &error);
  note (data, error);
}

static void
on_authenticated (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  GError *error = NULL;

  anser_smtp_client_authenticate_finish (ANSER_SMTP_CLIENT (source), result, &error);
  note (data, error);
}

static void
on_sent (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  GError *error = NULL;

  anser_smtp_client_send_finish (ANSER_SMTP_CLIENT (source), result, NULL, NULL, &error);
  note (data, error);
}

static void
begin_letter (Caller          *self,
              AnserSmtpClient *client,
              Stage            stage)
{
  g_autoptr (AnserEnvelope) envelope = anser_envelope_new ("tim@example.org");
  g_autoptr (GInputStream) letter = NULL;
  const gsize length = 32 * 1024 * 1024;

  g_assert_true (anser_envelope_add_recipient (envelope, "ann@example.org", NULL));
  if (stage == CONTENT)
    letter = g_object_new (stuck_letter_get_type (), NULL);
  else
    letter = g_memory_input_stream_new_from_data (g_strnfill (length, 'x'), (gssize) length, g_free);

  self->pending++;
  anser_smtp_client_send_async (client, envelope, letter, self->cancellable, on_sent, self);
}

static void
begin_smtp (Caller            *self,
            const AnserServer *server,
            Stage              stage,
            unsigned           timeout)
{
  AnserSmtpClient *client = anser_smtp_client_new (server);

  self->client = G_OBJECT (client);
  anser_smtp_client_set_timeout (client, timeout);
  self->pending += 2;
  anser_smtp_client_connect_async (client, self->cancellable, on_smtp_connected, self);
  anser_smtp_client_authenticate_async (client, self->cancellable, on_authenticated, self);
  if (stage == CONTENT || stage == WRITING)
    begin_letter (self, client, stage);
}

static void
begin_pop3 (Caller            *self,
            const AnserServer *server,
            unsigned           timeout)
{
  AnserPop3Client *client = anser_pop3_client_new (server);

  self->client = G_OBJECT (client);
  anser_pop3_client_set_timeout (client, timeout);
  self->pending++;
  anser_pop3_client_connect_async (client, self->cancellable, on_pop3_connected, self);
}

static void
begin (Caller   *self,
       Host     *host,
       unsigned  timeout)
{
  const AnserSecurity security =
    host->stage == HANDSHAKE || host->stage == HALF_HANDSHAKE ? ANSER_SECURITY_TLS
    : host->stage == STARTTLS                                 ? ANSER_SECURITY_STARTTLS
                                                              : ANSER_SECURITY_NONE;
  g_autoptr (AnserServer) server =
    anser_server_new (host->stage == RESOLVING ? "mail.example" : "127.0.0.1", host->port, security);

  if (host->stage == AUTHENTICATION)
    {
      server->user = g_strdup ("tim");
      server->password = g_strdup ("secret");
    }

  if (host->smtp)
    begin_smtp (self, server, host->stage, timeout);
  else
    begin_pop3 (self, server, timeout);
}

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Runs until everything has ended; returns how long that took after it was cancelled. */
static gint64
run (Caller *self,
     Host   *host,
     Ending  ending)
{
  g_autoptr (GSource) tick = g_timeout_source_new (1);
  const gint64 deadline = g_get_monotonic_time () + BOUND * 1000;
  gint64 cancelled = g_get_monotonic_time ();

  g_source_set_callback (tick, on_tick, NULL, NULL);
  g_source_attach (tick, g_main_context_get_thread_default ());
  if (ending == CANCEL_AT_ONCE)
    g_cancellable_cancel (self->cancellable);

  while (self->pending > 0)
    {
      look_after (host);
      if (ending == CANCEL_WHEN_STUCK && !g_cancellable_is_cancelled (self->cancellable) &&
          is_stuck (host))
        {
          cancelled = g_get_monotonic_time ();
          g_cancellable_cancel (self->cancellable);
        }
      g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
      if (g_get_monotonic_time () > deadline)
        g_error ("stuck elsewhere, after %u answers and “%s”", host->n_answers, host->heard->str);
    }

  g_source_destroy (tick);
  return g_get_monotonic_time () - cancelled;
}

/* Let go of, the client leaves nothing behind that is called later. */
static void
let_go (Caller *self)
{
  GObject *client = self->client;
  const gint64 deadline = g_get_monotonic_time () + BOUND * 1000;

  g_object_add_weak_pointer (client, (gpointer *) &client);
  g_clear_object (&self->client);
  while (client != NULL)
    {
      g_main_context_iteration (g_main_context_get_thread_default (), FALSE);
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    }
  while (g_main_context_iteration (g_main_context_get_thread_default (), FALSE))
    ;
}

static void
play (Stage    stage,
      gboolean smtp,
      Ending   ending)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GResolver) usual = g_resolver_get_default ();
  g_autoptr (GResolver) stuck = g_object_new (stuck_resolver_get_type (), NULL);
  Caller caller = { .cancellable = g_cancellable_new () };
  Host host;
  gint64 took;

  g_main_context_push_thread_default (context);
  g_resolver_set_default (stage == RESOLVING ? stuck : usual);
  host_init (&host, stage, smtp);
  if (ending == CANCEL_BEFORE)
    g_cancellable_cancel (caller.cancellable);

  begin (&caller, &host, ending == WATCHDOG ? PATIENCE : 0);
  took = run (&caller, &host, ending);
  let_go (&caller);

  if (ending == WATCHDOG)
    g_assert_error (caller.error, ANSER_ERROR, ANSER_ERROR_TIMED_OUT);
  else
    {
      g_assert_error (caller.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      longest_cancel = MAX (longest_cancel, took);
    }
  g_assert_cmpuint (n_waiting, ==, 0);

  g_resolver_set_default (usual);
  g_clear_error (&caller.error);
  g_object_unref (caller.cancellable);
  host_clear (&host);
  g_main_context_pop_thread_default (context);
}

#define CELL(stage, smtp, ending) \
  GUINT_TO_POINTER ((unsigned) (stage) * 16 + (smtp ? 8 : 0) + (unsigned) (ending))

static void
test_cell (gconstpointer data)
{
  const unsigned cell = GPOINTER_TO_UINT (data);

  play ((Stage) (cell / 16), (cell & 8) != 0, (Ending) (cell & 7));
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);

  for (unsigned smtp = 0; smtp < 2; smtp++)
    for (unsigned stage = 0; stage < G_N_ELEMENTS (stage_names); stage++)
      for (unsigned ending = 0; ending < G_N_ELEMENTS (ending_names); ending++)
        {
          g_autofree char *path = g_strdup_printf ("/matrix/%s/%s/%s", smtp ? "smtp" : "pop3",
                                                   stage_names[stage], ending_names[ending]);

          if (smtp || (stage != CONTENT && stage != WRITING))
            g_test_add_data_func (path, CELL (stage, smtp, ending), test_cell);
        }

  status = g_test_run ();
  g_print ("# the longest cancel took %.1f ms\n", (double) longest_cancel / 1000);
  return status;
}
