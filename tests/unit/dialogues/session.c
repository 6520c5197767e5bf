/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session.h"

#include "engine/pop3-machine.h"
#include "engine/smtp-machine.h"
#include "escape.h"

#include <string.h>

static void
call_free (Call *self)
{
  g_clear_object (&self->sink);
  g_free (self->head);
  g_free (self->message);
  g_byte_array_unref (self->data);
  g_array_unref (self->refused);
  g_free (self);
}

static void
on_trace (const char *line,
          gpointer    user_data)
{
  Session *self = user_data;

  g_assert_true (g_utf8_validate (line, -1, NULL));
  g_string_append_printf (self->trace, "%s\n", line);
  self->n_traced++;
  if (self->resting != NULL && g_str_has_prefix (line, "S: "))
    call_succeed (g_steal_pointer (&self->resting), "%s", "");
  if (self->traced != NULL)
    self->traced (self);
}

static Session *
session_new (const Dialogue   *dialogue,
             SessionStartFunc  start)
{
  Session *self = g_new0 (Session, 1);

  self->dialogue = dialogue;
  self->start = start;
  self->calls = g_ptr_array_new_with_free_func ((GDestroyNotify) call_free);
  self->trace = g_string_new (NULL);

  return self;
}

Session *
session_new_for_machine (const Dialogue *dialogue)
{
  Session *self = session_new (dialogue, session_start_machine);

  if (dialogue->protocol == DIALOGUE_POP3)
    {
      AnserPop3Machine *machine = anser_pop3_machine_new (dialogue->server);

      anser_pop3_machine_set_trace (machine, on_trace, self);
      if (dialogue->window > 0)
        anser_pop3_machine_set_window (machine, dialogue->window);
      if (dialogue->rest > 0)
        anser_pop3_machine_set_rest (machine, dialogue->rest);
      self->peer = G_OBJECT (machine);
    }
  else
    {
      AnserSmtpMachine *machine = anser_smtp_machine_new (dialogue->server);

      anser_smtp_machine_set_trace (machine, on_trace, self);
      anser_smtp_machine_set_helo_name (machine, dialogue->helo);
      self->peer = G_OBJECT (machine);
    }

  return self;
}

Session *
session_new_for_client (const Dialogue *dialogue,
                        guint16         port,
                        const char     *ca_file)
{
  Session *self = session_new (dialogue, session_start_client);
  g_autoptr(AnserServer) server = anser_server_copy (dialogue->server);

  server->port = port;
  server->ca_file = g_strdup (ca_file);

  if (dialogue->protocol == DIALOGUE_POP3)
    {
      AnserPop3Client *client = anser_pop3_client_new (server);

      anser_pop3_client_set_trace (client, on_trace, self);
      anser_pop3_client_set_timeout (client, dialogue->timeout);
      if (dialogue->window > 0)
        anser_pop3_client_set_window (client, dialogue->window);
      if (dialogue->rest > 0)
        anser_pop3_client_set_rest (client, dialogue->rest);
      self->peer = G_OBJECT (client);
    }
  else
    {
      AnserSmtpClient *client = anser_smtp_client_new (server);

      anser_smtp_client_set_trace (client, on_trace, self);
      anser_smtp_client_set_timeout (client, dialogue->timeout);
      anser_smtp_client_set_helo_name (client, dialogue->helo);
      self->peer = G_OBJECT (client);
    }

  return self;
}

void
session_free (Session *self)
{
  g_clear_object (&self->peer);
  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->calls);
  g_string_free (self->trace, TRUE);
  g_free (self);
}

gboolean
session_is_done (Session *self)
{
  if (self->calls->len < self->dialogue->actions->len)
    return FALSE;

  for (unsigned i = 0; i < self->calls->len; i++)
    if (!((Call *) g_ptr_array_index (self->calls, i))->done)
      return FALSE;

  return TRUE;
}

static gboolean
may_give (Session      *self,
          const Action *action)
{
  if (self->calls->len == 0 || action->along)
    return TRUE;

  for (unsigned i = 0; i < self->calls->len; i++)
    if (!((Call *) g_ptr_array_index (self->calls, i))->done)
      return FALSE;

  return TRUE;
}

gboolean
session_advance (Session *self)
{
  GPtrArray *actions = self->dialogue->actions;
  gboolean given = FALSE;

  while (self->calls->len < actions->len &&
         may_give (self, g_ptr_array_index (actions, self->calls->len)))
    {
      Call *call = g_new0 (Call, 1);

      call->session = self;
      call->action = g_ptr_array_index (actions, self->calls->len);
      call->sink = anser_bytes_sink_new ();
      call->pending = 1;
      call->data = g_byte_array_new ();
      call->refused = g_array_new (FALSE, FALSE, sizeof (guint));
      g_ptr_array_add (self->calls, call);
      self->start (self, call);
      given = TRUE;
    }

  return given;
}

static const char *
error_name (const GError *error)
{
  static const char *const names[] = {
    "PROTOCOL", "CLOSED", "TIMED_OUT", "PASSWORD_REFUSED", "NO_MECHANISM", "CERTIFICATE",
    "TLS_MISSING", "TRY_LATER", "REFUSED", "TOO_LARGE", "MAILBOX_IN_USE", "UNSUPPORTED",
    "RECIPIENTS_REFUSED", "NOT_SURE_IF_SENT", "INVALID_INPUT", "UNFINISHED",
  };

  if (error->domain == ANSER_ERROR && error->code < (int) G_N_ELEMENTS (names))
    return names[error->code];

  return g_quark_to_string (error->domain);
}

static void
call_finish (Call *call,
             char *head)
{
  g_assert_false (call->done);
  call->head = head;
  call->done = TRUE;
}

void
call_succeed (Call       *call,
              const char *format,
              ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  call_finish (call, g_strconcat ("ok", text[0] != '\0' ? " " : "", text, NULL));
}

void
call_fail (Call         *call,
           const GError *error)
{
  GString *head = g_string_new (error_name (error));

  if (error->domain != ANSER_ERROR)
    g_string_append_printf (head, " %d %s", error->code, error->message);
  if (anser_error_get_reply_code (error) > 0)
    g_string_append_printf (head, " %u", anser_error_get_reply_code (error));
  if (anser_error_get_status (error) != NULL)
    g_string_append_printf (head, " %s", anser_error_get_status (error));
  if (anser_error_get_server_text (error) != NULL)
    g_string_append_printf (head, " %s", anser_error_get_server_text (error));

  call->message = g_strdup (error->message);
  call_finish (call, g_string_free (head, FALSE));
}

void
call_add_line (Call       *call,
               const char *format,
               ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  g_byte_array_append (call->data, (const guint8 *) text, (guint) strlen (text));
  g_byte_array_append (call->data, (const guint8 *) "\r\n", 2);
}

void
call_add_items (Call           *call,
                AnserPop3Items *items,
                gboolean        uids)
{
  for (unsigned i = 0; items != NULL && i < anser_pop3_items_get_length (items); i++)
    {
      AnserPop3Item item = anser_pop3_items_get (items, i);

      if (uids)
        call_add_line (call, "%u %s", item.number, item.uid != NULL ? item.uid : "(none)");
      else
        call_add_line (call, "%u %" G_GINT64_FORMAT, item.number, item.size);
    }
}

void
call_add_capabilities (Call              *call,
                       AnserCapabilities *capabilities)
{
  g_auto(GStrv) lines = anser_capabilities_to_strv (capabilities);

  for (char **line = lines; *line != NULL; line++)
    call_add_line (call, "%s", *line);
}

void
call_add_results (Call      *call,
                  GPtrArray *results)
{
  static const char *const outcomes[] = { "accepted", "try later", "refused" };

  for (unsigned i = 0; results != NULL && i < results->len; i++)
    {
      AnserRecipientResult *result = g_ptr_array_index (results, i);

      call_add_line (call, "%s %s %u%s%s%s%s", result->recipient, outcomes[result->outcome],
                     result->code, result->status[0] != '\0' ? " " : "", result->status,
                     result->text != NULL && result->text[0] != '\0' ? " " : "",
                     result->text != NULL ? result->text : "");
    }
}

void
call_add_sink (Call *call)
{
  g_autoptr(GBytes) bytes = anser_bytes_sink_steal (ANSER_BYTES_SINK (call->sink));

  g_byte_array_append (call->data, g_bytes_get_data (bytes, NULL),
                       (guint) g_bytes_get_size (bytes));
}

void
call_add_refused (Call   *call,
                  GArray *refused)
{
  for (unsigned i = 0; refused != NULL && i < refused->len; i++)
    call_add_line (call, "refused %u", g_array_index (refused, guint, i));
}

GInputStream *
call_open_letter (Call *call)
{
  GByteArray *letter = call->action->letter;

  return g_memory_input_stream_new_from_data (g_memdup2 (letter->data, letter->len), letter->len,
                                              g_free);
}

/* "ok" stands for "ok USER", "REFUSED" for "REFUSED 550 5.1.1 …". */
static gboolean
head_matches (const char *expected,
              const char *seen)
{
  gsize length = strlen (expected);

  return strncmp (expected, seen, length) == 0 && (seen[length] == '\0' || seen[length] == ' ');
}

static gboolean
data_matches (const Call *call)
{
  const GByteArray *expected = call->action->data;

  return expected == NULL ||
         (expected->len == call->data->len &&
          (expected->len == 0 || memcmp (expected->data, call->data->data, expected->len) == 0));
}

static AnserServerQuirks
get_quirks (Session *self)
{
  if (ANSER_IS_POP3_CLIENT (self->peer))
    return anser_pop3_client_get_quirks (ANSER_POP3_CLIENT (self->peer));
  if (ANSER_IS_POP3_MACHINE (self->peer))
    return anser_pop3_machine_get_quirks (ANSER_POP3_MACHINE (self->peer));
  if (ANSER_IS_SMTP_CLIENT (self->peer))
    return anser_smtp_client_get_quirks (ANSER_SMTP_CLIENT (self->peer));
  return anser_smtp_machine_get_quirks (ANSER_SMTP_MACHINE (self->peer));
}

static void
compare_quirks (Session *self,
                GString *out)
{
  g_autofree char *seen = anser_server_quirks_to_string (get_quirks (self));

  if (self->dialogue->learns != NULL && strcmp (self->dialogue->learns, seen) != 0)
    g_string_append_printf (out, "  - learns: %s\n  + learns: %s\n", self->dialogue->learns, seen);
}

char *
session_compare (Session *self)
{
  GString *out = g_string_new (NULL);

  for (unsigned i = 0; i < self->calls->len; i++)
    {
      const Call *call = g_ptr_array_index (self->calls, i);
      const Action *action = call->action;

      if (!call->done || (head_matches (action->head, call->head) && data_matches (call)))
        continue;

      g_string_append_printf (out, "line %u: %s\n  - expect: %s\n", action->line, action->verb,
                              action->head);
      if (action->data != NULL)
        escape_write (out, "  -   | ", action->data->data, action->data->len);
      g_string_append_printf (out, "  + expect: %s\n", call->head);
      escape_write (out, "  +   | ", call->data->data, call->data->len);
    }

  compare_quirks (self, out);
  if (!session_is_done (self))
    g_string_append (out, "not all was done that was asked for\n");

  return g_string_free (out, out->len == 0);
}
