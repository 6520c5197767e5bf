/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  FakeServer       *server;
  GDataInputStream *in;
  GOutputStream    *out;
} Session;

static void
message_free (gpointer data)
{
  FakeMessage *message = data;

  g_free (message->uid);
  g_free (message->text);
  g_free (message);
}

static void
delivery_free (gpointer data)
{
  FakeDelivery *delivery = data;

  g_free (delivery->sender);
  g_ptr_array_unref (delivery->recipients);
  g_free (delivery->text);
  g_free (delivery);
}

/* FALSE when the client is gone. */
static gboolean G_GNUC_PRINTF (2, 3)
say (Session    *session,
     const char *format,
     ...)
{
  g_autofree char *line = NULL;
  g_autofree char *ended = NULL;
  va_list arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ended = g_strconcat (line, "\r\n", NULL);

  return g_output_stream_write_all (session->out, ended, strlen (ended), NULL, NULL, NULL);
}

static char *
hear (Session *session)
{
  char *line = g_data_input_stream_read_line (session->in, NULL, NULL, NULL);

  if (line != NULL)
    g_strchomp (line);
  return line;
}

static void
note (Session    *session,
      const char *command)
{
  FakeServer *server = session->server;
  gboolean secret = g_str_has_prefix (command, "PASS") || g_str_has_prefix (command, "AUTH");

  g_mutex_lock (&server->mutex);
  g_ptr_array_add (server->log, secret ? g_strndup (command, 4) : g_strdup (command));
  g_mutex_unlock (&server->mutex);

  if (server->hook != NULL)
    server->hook (server, command, server->hook_data);
}

/* POP3 */

static gboolean
say_stuffed (Session    *session,
             const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);

  for (char **line = lines; *line != NULL; line++)
    if (line[1] != NULL || **line != '\0')
      if (!say (session, "%s%s", **line == '.' && !session->server->no_stuffing ? "." : "", *line))
        return FALSE;

  return say (session, ".");
}

/* Until the client hangs up. */
static gboolean
wait_for_end (Session *session)
{
  while (g_input_stream_read (G_INPUT_STREAM (session->in), (char[1]) { 0 }, 1, NULL, NULL) > 0)
    ;
  return FALSE;
}

static FakeMessage *
get_message (FakeServer *server,
             unsigned    number)
{
  return number >= 1 && number <= server->messages->len ? server->messages->pdata[number - 1]
                                                        : NULL;
}

static gboolean
say_listing (Session  *session,
             gboolean  uids)
{
  FakeServer *server = session->server;

  say (session, "+OK");
  for (guint i = 0; i < server->messages->len; i++)
    {
      FakeMessage *message = server->messages->pdata[i];

      if (message->deleted)
        continue;
      if (!uids)
        say (session, "%u %" G_GSIZE_FORMAT, i + 1,
             strlen (message->text) + server->size_offset);
      else
        say (session, "%u %s", i + 1, message->uid != NULL ? message->uid : "");
    }

  return say (session, ".");
}

/* FALSE ends the connection. */
static gboolean
retrieve (Session  *session,
          unsigned  number)
{
  FakeServer *server = session->server;
  FakeMessage *message = get_message (server, number);

  if (message == NULL || message->deleted || number == server->refuse_retr)
    return say (session, "-ERR no such message");

  if (number == server->break_at_retr || number == server->stall_at_retr)
    {
      say (session, "+OK");
      say (session, "Subject: half");
      if (number == server->break_at_retr)
        return FALSE;

      return wait_for_end (session);
    }

  say (session, "+OK %" G_GSIZE_FORMAT " octets", strlen (message->text));
  if (number == server->glue_at_retr)
    return say (session, "%.*s.", (int) strlen (message->text) - 2, message->text);
  return say_stuffed (session, message->text);
}

static gboolean
say_top (Session  *session,
         unsigned  number)
{
  FakeMessage *message = get_message (session->server, number);
  const char *end = message != NULL ? strstr (message->text, "\r\n\r\n") : NULL;
  g_autofree char *header = NULL;

  if (end == NULL || session->server->no_top)
    return say (session, "-ERR not here");

  header = g_strndup (message->text, (gsize) (end - message->text) + 4);
  say (session, "+OK");
  return say_stuffed (session, header);
}

static gboolean
say_stat (Session *session)
{
  FakeServer *server = session->server;
  gsize size = 0;
  unsigned n = 0;

  for (guint i = 0; i < server->messages->len; i++)
    {
      FakeMessage *message = server->messages->pdata[i];

      n += message->deleted ? 0 : 1;
      size += message->deleted ? 0 : strlen (message->text);
    }

  return say (session, "+OK %u %" G_GSIZE_FORMAT, n, size);
}

static void
expunge (FakeServer *server,
         GHashTable *marked)
{
  g_mutex_lock (&server->mutex);
  for (guint i = 0; i < server->messages->len; i++)
    if (g_hash_table_contains (marked, GUINT_TO_POINTER (i + 1)))
      ((FakeMessage *) server->messages->pdata[i])->deleted = TRUE;
  g_mutex_unlock (&server->mutex);
}

static unsigned
get_number (const char *line)
{
  return strchr (line, ' ') != NULL ? (unsigned) atoi (strchr (line, ' ') + 1) : 0;
}

/* Only a client that does not wait for the answer has asked for another. */
static gboolean
swap_tops (Session    *session,
           const char *first)
{
  g_autofree char *second = hear (session);

  session->server->swaps_top = FALSE;
  if (second == NULL || !g_str_has_prefix (second, "TOP"))
    return FALSE;

  note (session, second);
  return say_top (session, get_number (second)) && say_top (session, get_number (first));
}

static gboolean
answer_pop3 (Session    *session,
             const char *line,
             GHashTable *marked)
{
  FakeServer *server = session->server;
  unsigned number = get_number (line);

  if (g_str_has_prefix (line, "CAPA"))
    return say (session, "+OK") && say (session, "USER") && say (session, "TOP") &&
           (server->no_uidl || say (session, "UIDL")) &&
           (server->capability == NULL || say (session, "%s", server->capability)) &&
           (!server->pipelining || say (session, "PIPELINING")) && say (session, ".");
  if (g_str_has_prefix (line, "USER"))
    return say (session, "+OK");
  if (g_str_has_prefix (line, "PASS"))
    return strcmp (line + 5, server->password) == 0
             ? say (session, "+OK in") : say (session, "%s", server->password_refusal);
  if (g_str_has_prefix (line, "STAT"))
    return say_stat (session);
  if (g_str_has_prefix (line, "UIDL ") && !server->no_uidl && get_message (server, number) != NULL)
    return say (session, "+OK %u %s", number, get_message (server, number)->uid);
  if (g_str_has_prefix (line, "UIDL"))
    return server->no_uidl ? say (session, "-ERR what?") : say_listing (session, TRUE);
  if (g_str_has_prefix (line, "LIST"))
    return say_listing (session, FALSE);
  if (g_str_has_prefix (line, "RETR") && server->n_mixed_up > 0 && number == 3)
    {
      server->n_mixed_up--;
      return say (session, "Subject: of another letter");
    }
  if (g_str_has_prefix (line, "RETR"))
    return retrieve (session, number);
  if (g_str_has_prefix (line, "TOP") && server->swaps_top)
    return swap_tops (session, line);
  if (g_str_has_prefix (line, "TOP"))
    return say_top (session, number);
  if (g_str_has_prefix (line, "DELE"))
    {
      g_hash_table_add (marked, GUINT_TO_POINTER (number));
      return say (session, "+OK");
    }
  if (g_str_has_prefix (line, "RSET"))
    {
      g_hash_table_remove_all (marked);
      return say (session, "+OK");
    }
  if (g_str_has_prefix (line, "QUIT"))
    {
      expunge (server, marked);
      if (server->stall_at_quit)
        return wait_for_end (session);
      say (session, "+OK bye");
      return FALSE;
    }

  return say (session, "-ERR unknown");
}

static void
serve_pop3 (Session *session)
{
  g_autoptr (GHashTable) marked = g_hash_table_new (NULL, NULL);
  gboolean goes_on = say (session, "+OK fake");

  session->server->n_pop3_connections++;
  while (goes_on)
    {
      g_autofree char *line = hear (session);

      if (line == NULL)
        return;
      note (session, line);
      goes_on = answer_pop3 (session, line, marked);
    }
}

/* SMTP */

static gboolean
authenticate (Session    *session,
              const char *line)
{
  g_autofree char *password = NULL;
  g_autofree char *given = NULL;
  gsize length;

  /* AUTH PLAIN base64 of NUL user NUL password */
  if (g_str_has_prefix (line, "AUTH PLAIN ") && strlen (line) > 11)
    {
      given = (char *) g_base64_decode (line + 11, &length);
      password = g_strndup (given + 4, length - 4);
    }

  if (g_strcmp0 (password, session->server->password) == 0)
    return say (session, "235 2.7.0 in");
  return say (session, "%s", session->server->password_refusal);
}

static gboolean
take_recipient (Session      *session,
                FakeDelivery *delivery,
                const char   *line)
{
  g_auto (GStrv) parts = g_strsplit_set (line, "<>", 3);
  const char *refusal = g_hash_table_lookup (session->server->refusals, parts[1]);

  if (refusal != NULL)
    return say (session, "%s", refusal);

  g_ptr_array_add (delivery->recipients, g_strdup (parts[1]));
  return say (session, "250 2.1.5 ok");
}

static char *
take_content (Session *session)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (;;)
    {
      g_autofree char *line =
        g_data_input_stream_read_upto (session->in, "\r", 1, NULL, NULL, NULL);

      g_data_input_stream_read_byte (session->in, NULL, NULL);
      if (line == NULL || g_data_input_stream_read_byte (session->in, NULL, NULL) != '\n')
        return NULL;
      if (strcmp (line, ".") == 0)
        return g_string_free (g_steal_pointer (&text), FALSE);

      g_string_append_printf (text, "%s\r\n", line + (*line == '.'));
    }
}

static gboolean
take_letter (Session       *session,
             FakeDelivery **delivery)
{
  FakeServer *server = session->server;

  if (server->break_before_data)
    return FALSE;

  say (session, "354 go on");
  (*delivery)->text = take_content (session);
  note (session, ".");
  if ((*delivery)->text == NULL || server->break_after_dot)
    return FALSE;
  if (server->data_reply != NULL)
    return say (session, "%s", server->data_reply);

  g_mutex_lock (&server->mutex);
  g_ptr_array_add (server->deliveries, g_steal_pointer (delivery));
  g_mutex_unlock (&server->mutex);

  return say (session, "250 2.0.0 queued as 42");
}

static void
start_letter (FakeDelivery **delivery,
              const char    *line)
{
  g_auto (GStrv) parts = g_strsplit_set (line, "<>", 3);

  g_clear_pointer (delivery, delivery_free);
  *delivery = g_new0 (FakeDelivery, 1);
  (*delivery)->sender = g_strdup (parts[1]);
  (*delivery)->recipients = g_ptr_array_new_with_free_func (g_free);
}

static gboolean
answer_smtp (Session       *session,
             const char    *line,
             FakeDelivery **delivery,
             unsigned      *n_letters)
{
  FakeServer *server = session->server;

  if (g_str_has_prefix (line, "EHLO"))
    return say (session, "250-fake") && say (session, "250-ENHANCEDSTATUSCODES") &&
           say (session, "250-SIZE 1000000") && say (session, "250 AUTH PLAIN");
  if (g_str_has_prefix (line, "AUTH"))
    return authenticate (session, line);
  if (g_str_has_prefix (line, "MAIL"))
    {
      if (server->letters_per_connection != 0 && ++*n_letters > server->letters_per_connection)
        {
          say (session, "421 4.7.0 enough for one connection");
          return FALSE;
        }
      start_letter (delivery, line);
      return say (session, "250 2.1.0 ok");
    }
  if (g_str_has_prefix (line, "RCPT") && *delivery != NULL)
    return take_recipient (session, *delivery, line);
  if (g_str_has_prefix (line, "DATA") && *delivery != NULL && (*delivery)->recipients->len > 0)
    return take_letter (session, delivery);
  if (g_str_has_prefix (line, "RSET"))
    {
      g_clear_pointer (delivery, delivery_free);
      return say (session, "250 2.0.0 ok");
    }
  if (g_str_has_prefix (line, "QUIT"))
    {
      say (session, "221 2.0.0 bye");
      return FALSE;
    }

  return say (session, "503 5.5.1 not now");
}

static void
serve_smtp (Session *session)
{
  FakeDelivery *delivery = NULL;
  unsigned n_letters = 0;
  gboolean goes_on = say (session, "220 fake");

  session->server->n_smtp_connections++;
  while (goes_on)
    {
      g_autofree char *line = hear (session);

      if (line == NULL)
        break;
      note (session, line);
      goes_on = answer_smtp (session, line, &delivery, &n_letters);
    }

  g_clear_pointer (&delivery, delivery_free);
}

/* Both */

static gboolean
on_run (GThreadedSocketService *service,
        GSocketConnection      *connection,
        GObject                *source,
        gpointer                user_data)
{
  FakeServer *self = user_data;
  g_autoptr (GDataInputStream) in =
    g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  Session session = { self, in, g_io_stream_get_output_stream (G_IO_STREAM (connection)) };

  /* Line by line, but without waiting for the client's acknowledgement of each. */
  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, 1,
                       NULL);
  g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  if (G_SOCKET_SERVICE (service) == self->pop3)
    serve_pop3 (&session);
  else
    serve_smtp (&session);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);

  return TRUE;
}

static GSocketService *
listen_on_loopback (FakeServer *self,
                    guint16    *port)
{
  GSocketService *service = g_threaded_socket_service_new (10);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;
  g_autoptr (GError) error = NULL;

  g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_signal_connect (service, "run", G_CALLBACK (on_run), self);
  g_socket_service_start (service);

  return service;
}

FakeServer *
fake_server_new (void)
{
  FakeServer *self = g_new0 (FakeServer, 1);

  g_mutex_init (&self->mutex);
  self->password = "geheim";
  self->password_refusal = "-ERR [AUTH] no";
  self->messages = g_ptr_array_new_with_free_func (message_free);
  self->refusals = g_hash_table_new (g_str_hash, g_str_equal);
  self->deliveries = g_ptr_array_new_with_free_func (delivery_free);
  self->log = g_ptr_array_new_with_free_func (g_free);
  self->pop3 = listen_on_loopback (self, &self->pop3_port);
  self->smtp = listen_on_loopback (self, &self->smtp_port);

  return self;
}

void
fake_server_free (FakeServer *self)
{
  g_socket_service_stop (self->pop3);
  g_socket_service_stop (self->smtp);
  g_object_unref (self->pop3);
  g_object_unref (self->smtp);
  g_ptr_array_unref (self->messages);
  g_hash_table_unref (self->refusals);
  g_ptr_array_unref (self->deliveries);
  g_ptr_array_unref (self->log);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

void
fake_server_add_message (FakeServer *self,
                         const char *uid,
                         const char *text)
{
  FakeMessage *message = g_new0 (FakeMessage, 1);

  message->uid = g_strdup (uid);
  message->text = g_strdup (text);
  g_ptr_array_add (self->messages, message);
}

unsigned
fake_server_get_n_left (FakeServer *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  unsigned n = 0;

  for (guint i = 0; i < self->messages->len; i++)
    n += !((FakeMessage *) self->messages->pdata[i])->deleted;

  return n;
}

unsigned
fake_server_count_log (FakeServer *self,
                       const char *prefix)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  unsigned n = 0;

  for (guint i = 0; i < self->log->len; i++)
    n += g_str_has_prefix (self->log->pdata[i], prefix);

  return n;
}

void
fake_server_clear_log (FakeServer *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);

  g_ptr_array_set_size (self->log, 0);
}
