/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * What is wrong with a server, and the way round it. Before the login is over nothing has been asked
 * for, so the conversation can begin anew over another connection, without what brought it down:
 *
 *     S: +OK ready
 *     C: CAPA                            (silence, P6)
 *        (another connection)
 *     S: +OK ready
 *     C: USER joe
 *
 * It was the reason if the login then succeeds; only that is learnt. Later on, what is found out
 * helps the next session (P12, P26, P27).
 */

#include "pop3-machine-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A first one, one without what is suspected, and one more if there is a second suspicion. */
#define MAX_CONNECTIONS 3

gboolean
anser_pop3_machine_has_quirk (AnserPop3Machine  *self,
                              AnserServerQuirks  quirk)
{
  return ((self->quirks | self->suspected) & quirk) != 0;
}

void
anser_pop3_machine_learn_quirk (AnserPop3Machine  *self,
                                AnserServerQuirks  quirk)
{
  self->quirks = (AnserServerQuirks) (self->quirks | quirk);
}

static gboolean
is_lost (const GError *error)
{
  return g_error_matches (error, ANSER_ERROR, ANSER_ERROR_CLOSED) ||
         g_error_matches (error, ANSER_ERROR, ANSER_ERROR_TIMED_OUT);
}

static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, ANSER_ERROR, ANSER_ERROR_REFUSED) ||
         g_error_matches (error, ANSER_ERROR, ANSER_ERROR_UNSUPPORTED) ||
         (g_error_matches (error, ANSER_ERROR, ANSER_ERROR_PASSWORD_REFUSED) &&
          g_strcmp0 (anser_error_get_status (error), "AUTH") != 0);
}

/* "-ERR Protocol error. Connection is closed. 10": AUTH, and more on its line than the server can
 * take (P22). */
static gboolean
is_about_the_line (const GError *error)
{
  const char *text = anser_error_get_server_text (error);

  return g_error_matches (error, ANSER_ERROR, ANSER_ERROR_UNSUPPORTED) ||
         (text != NULL && strcasestr (text, "protocol error") != NULL);
}

/* What the server may be unable to do, if @error came in answer to the command in front. */
static AnserServerQuirks
suspect (AnserPop3Machine *self,
         const GError     *error)
{
  const AnserPop3Command *command = g_queue_peek_head (&self->in_flight);

  if (command == NULL)
    return ANSER_QUIRKS_NONE;
  if (is_lost (error) && command->blame != 0 && !self->in_body)
    return command->blame;
  if (is_refusal (error) && command->blame == ANSER_QUIRK_NO_INITIAL_RESPONSE &&
      is_about_the_line (error))
    return command->blame;
  if ((is_lost (error) || is_refusal (error)) && command->is_login && self->utf8)
    return ANSER_QUIRK_NO_UTF8;

  return ANSER_QUIRKS_NONE;
}

/* Hanging up instead of an answer to the login: once is an accident, twice is a refusal (P20). */
static gboolean
closed_login (AnserPop3Machine *self,
              const GError     *error)
{
  const AnserPop3Command *command = g_queue_peek_head (&self->in_flight);

  return command != NULL && command->is_login &&
         g_error_matches (error, ANSER_ERROR, ANSER_ERROR_CLOSED);
}

/* What the program asked for is asked again. */
static void
forget_commands (AnserPop3Machine *self)
{
  AnserPop3Command *command;

  while ((command = g_queue_pop_tail (&self->in_flight)) != NULL)
    if (command->only_looks)
      g_queue_push_head (&self->queued, command);
    else
      anser_pop3_command_free (command);
}

static void
forget_connection (AnserPop3Machine *self)
{
  forget_commands (self);
  g_queue_clear_full (&self->session, (GDestroyNotify) anser_pop3_command_free);
  g_clear_pointer (&self->capabilities, anser_capabilities_unref);
  g_clear_pointer (&self->sasl, anser_sasl_free);
  g_clear_pointer (&self->binding, anser_sasl_binding_free);
  g_clear_pointer (&self->held_response, g_free);
  g_clear_pointer (&self->banner, g_free);
  g_clear_error (&self->broken);
  anser_pop3_machine_forget_recoded (self);

  self->outstanding = 0;
  self->window_full = FALSE;
  self->line_ends_known = FALSE;
  self->lf_only = FALSE;
  self->in_body = FALSE;
  self->encrypted = FALSE;
  self->authenticated = FALSE;
  self->utf8 = FALSE;
  self->pipelining = FALSE;
}

static void
trace_again (AnserPop3Machine *self)
{
  g_autofree char *words = anser_server_quirks_to_string (self->suspected);
  g_autofree char *line = g_strconcat ("another connection", words[0] != '\0' ? ", " : "", words,
                                       NULL);

  anser_machine_trace (self->trace, self->trace_data, "-- ", line, strlen (line));
}

gboolean
anser_pop3_machine_try_again (AnserPop3Machine *self,
                              const GError     *error)
{
  AnserServerQuirks suspicion;
  gboolean closed = closed_login (self, error);

  if (self->ready || self->closed || self->again)
    return FALSE;

  suspicion = suspect (self, error);
  self->n_closed_logins += closed;
  if (self->n_connections == MAX_CONNECTIONS || anser_pop3_machine_has_quirk (self, suspicion) ||
      (suspicion == ANSER_QUIRKS_NONE && !(closed && self->n_closed_logins == 1)))
    return FALSE;

  if (self->first_error == NULL)
    self->first_error = g_error_copy (error);
  self->suspected = (AnserServerQuirks) (self->suspected | suspicion);
  anser_pop3_machine_rewind_login (self, suspicion != ANSER_QUIRKS_NONE);
  forget_connection (self);
  self->again = TRUE;
  trace_again (self);

  return TRUE;
}

/* Replies that are none, or none at all, where commands were given without waiting for those before
 * them: they were too many at once (P27). */
static void
learn_from (AnserPop3Machine *self,
            const GError     *error)
{
  const AnserPop3Command *command = g_queue_peek_head (&self->in_flight);
  gboolean many = self->in_flight.length > 1 || (command != NULL && command->pipelined);

  if (!many || self->in_flight.length == 0)
    many = self->pipelining_works && self->in_flight.length == 0;

  if (many && (g_error_matches (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL) ||
               (is_lost (error) && !self->pipelining_works && !self->in_body)))
    anser_pop3_machine_learn_quirk (self, ANSER_QUIRK_NO_PIPELINING);
}

static GError *
refused_by_closing (AnserPop3Machine *self)
{
  return g_error_new (ANSER_ERROR, ANSER_ERROR_PASSWORD_REFUSED,
                      _("The mail server %s ended the connection each time when it had got the "
                        "user name and the password. Check both, then try again."),
                      self->server->host);
}

GError *
anser_pop3_machine_explain (AnserPop3Machine *self,
                            const GError     *error)
{
  const AnserPop3Command *command = g_queue_peek_head (&self->in_flight);
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  learn_from (self, error);

  /* Another connection that brought nothing new tells nothing new. */
  if (self->first_error != NULL && self->banner == NULL && !cancelled)
    return g_error_copy (self->first_error);
  if (self->n_closed_logins > 1 && command != NULL && command->shown != NULL &&
      g_error_matches (error, ANSER_ERROR, ANSER_ERROR_CLOSED))
    return refused_by_closing (self);
  if (g_error_matches (error, ANSER_ERROR, ANSER_ERROR_TIMED_OUT) &&
      anser_pop3_machine_is_unfinished (self))
    return g_error_new (ANSER_ERROR, ANSER_ERROR_UNFINISHED,
                        _("Message %u seems to be here whole, but the mail server %s does not say "
                          "that it ends there. Try again later, or keep it as it is."),
                        command->answer.number, self->server->host);

  return g_error_copy (error);
}

void
anser_pop3_machine_begin (AnserPop3Machine *self)
{
  AnserPop3Command *greeting = anser_pop3_command_new (anser_pop3_machine_on_greeting, NULL);

  greeting->timeout = ANSER_POP3_LOGIN_TIMEOUT;
  g_queue_push_tail (&self->in_flight, greeting);
  self->tls_wanted = self->server->security == ANSER_SECURITY_TLS;
  self->again = FALSE;
  self->n_connections++;
}
